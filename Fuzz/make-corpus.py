#!/usr/bin/env python3
"""Write the seeds of the fuzz targets: make-corpus.py FOLDER IMAGESCAN. Equal input gives equal bytes.

A section of an input ends with byte 255; the last bytes of some inputs choose how the others are read.
"""
import base64
import bz2
import gzip
import hashlib
import io
import json
import lzma
import struct
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

OCI = "application/vnd.oci.image."
CHOICES = {"conversion": b"\0", "secrets": b"\0", "tar": b"\0", "gzip": b"\0", "zstd": b"\0", "filter": b"\0", "dpkg": b"\0", "linkage": b"\0"}

STATUS = """Package: tool
Status: install ok installed
Priority: optional
Installed-Size: 12
Maintainer: A Name <name@example.org>
Architecture: amd64
Multi-Arch: same
Source: tools (1:2.0-1)
Version: 1:2.0-1+b1
Provides: tool-abi (= 2), editor
Pre-Depends: libc6 (>= 2.34)
Depends: libtool (>= 1.0) | libtool-old, other:any
Recommends: more [amd64] <!nocheck>
Conffiles:
 /etc/tool.conf 0123456789abcdef0123456789abcdef
 /etc/old.conf 0123456789abcdef0123456789abcdef obsolete
Description: a tool
 that does things
 .
 and more
Homepage: https://example.org/

Package: libtool
Status: deinstall ok config-files
Architecture: all
Version: 1.0~rc1-3

Package: other
Status: install ok half-configured
Essential: yes
Architecture: amd64
Version: 3.5
"""
LIST = "/.\n/usr\n/usr/bin\n/usr/bin/tool\n/usr/share/doc/tool/copyright\n/etc/tool.conf\n"
SUMS = "d41d8cd98f00b204e9800998ecf8427e  usr/bin/tool\nd41d8cd98f00b204e9800998ecf8427e  usr/share/doc/tool/copyright\n"
DIVERSIONS = "/usr/bin/tool\n/usr/bin/tool.distrib\nother\n/etc/a\n/etc/b\n:\n"
STATES = "Package: other\nArchitecture: amd64\nAuto-Installed: 1\n\n"
APT = 'APT::AutoRemove::RecommendsImportant "false";\nAPT { NeverAutoRemove { "^linux-.*"; "tool[0-9]?$"; }; };\n# a\n// b\n/* c */\n'
RELEASE = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n'

METADATA = """Metadata-Version: 2.1
Name: tool
Version: 1.0
Summary: a tool
License-Expression: MIT
Classifier: License :: OSI Approved :: MIT License
Requires-Python: >=3.8,!=3.9.*
Requires-Dist: other[socks]>=2; python_version < "3.12"
Requires-Dist: third (==1.*) ; extra == 'more'
Provides-Extra: more

the description
"""
RECORD = 'tool/__init__.py,sha256=AAAA,12\n"../../../bin/tool",,\ntool-1.0.dist-info/METADATA,,\ntool-1.0.dist-info/RECORD,,\n'
DIRECT_URL = '{"url": "file:///src/tool%20x", "dir_info": {"editable": true}, "vcs_info": {"vcs": "git", "commit_id": "a1"}}'
EGG = "Metadata-Version: 1.1\nName: other\nVersion: 2\nLicense: BSD\n"
REQUIRES = "third>=1\n\n[more]\nfourth\n\n[:python_version<'3']\nfifth\n\n[x:os_name=='posix']\nsixth\n"
INSTALLED = "../other.py\n../__pycache__/other.cpython-311.pyc\nPKG-INFO\n"
PTH = "# paths\n/src/tool\nimport __editable___tool_1_0_finder; __editable___tool_1_0_finder.install()\n"
VENV = "home = /usr/bin\ninclude-system-site-packages = true\nversion = 3.11.2\n"
SCRIPTS = "[console_scripts]\ntool = tool:main\n"

COPYRIGHT = """Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: tool
License: GPL-2+ and (MIT or Apache-2.0), and BSD-3-clause

Files: *
Copyright: 2026 A Name <name@example.org>
License: GPL-2+ with OpenSSL exception

Files: debian/*
Copyright: 2026, Another
License: Expat
 Permission is hereby granted, free of charge
 .
 to any person

License: GPL-2+
 On Debian systems the text is in /usr/share/common-licenses/GPL-2
"""
FREE = """This is free software; you may redistribute it under the terms of the GNU General Public License as published by
the Free Software Foundation; either version 2, or (at your option) any later version.
See /usr/share/common-licenses/GPL-2 and /usr/share/common-licenses/Apache-2.0.
Copyright (C) 2026 A Name
"""
PACKAGES = """Package: tool
Version: 1:2.0-1
Architecture: amd64
Filename: pool/t.deb

Package: other
Architecture: all
Version: 3
"""
ARCHIVE = "Origin: Debian\nLabel: Debian-Security\nSuite: stable-security\nCodename: bookworm-security\nNotAutomatic: yes\nButAutomaticUpgrades: yes\n"
# Put together here, so that nobody takes the parts for secrets.
KEYS = ["AKIA" + "Q3EGWHPDKLYN5VTR", "ghp_" + "Ab3dEf6hIj9lMn2pQr5tUv8xYz1bCd4fGh7j", "sk" + "_live_" + "4eC39HqLyjWDarjtT1zdp7dc"]
ARMOUR = "-----BEGIN " + "RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAx4UbaDzY5xjW6hc9jwN0mX33XpTDVW8Rm2Fv1kq7ZsT4bH6y\n-----END RSA PRIVATE KEY-----\n"
HISTORY = """/bin/sh -c #(nop) ADD file:0 in /
RUN |2 A=b C=d /bin/sh -c apt-get update && apt-get install -y --no-install-recommends tool=1.0 # buildkit
RUN /bin/bash -o pipefail -c sudo -u root sh -c 'pip install --no-cache-dir tool==1.0; rm -rf /root/.cache' # buildkit
/bin/sh -c curl -u name:secret -H "Authorization: Bearer token" https://name:pass@example.org/ | tar x
RUN <<EOF (set -e...)
ENV PASSWORD=hunter2 TOKEN="a b"
["/bin/tool","--password","x"]
RUN --mount=type=cache,target=/root/.cache timeout 5 env A=b xargs -n 1 find / -exec rm {} +
"""
WANTED = "tool==1.0 --hash=sha256:00 # a comment\n-r more.txt\n-c limits.txt\n-e git+https://example.org/a@main#egg=a\nother>=1,<2 ; python_version<'3'\n"
POLICY = """name: own
summary: what we ask
include: [default, dockle]
rules:
  - non-root-user
  - {rule: apt-caches, severity: warn}
  - {rule: copy-not-add, severity: fail, with: {allow: [archive, checked]}}
exceptions:
  - {rule: no-secrets, subject: /etc/tool.conf, reason: a test, expires: 2026-12-31}
"""
CLAIMS = """name: a service
claims:
  - claim: it installs without recommended packages
    rule: history-command
    with: { command: apt-get install, option: --no-install-recommends }
  - claim: "half the packages"
    rule: no-apt-lists
"""
BILL = {
    "spdxVersion": "SPDX-2.3", "bomFormat": "CycloneDX", "specVersion": "1.6", "name": "tool",
    "packages": [{"name": "tool", "SPDXID": "SPDXRef-a", "versionInfo": "1.0", "licenseDeclared": "MIT", "externalRefs": [{"referenceType": "purl", "referenceLocator": "pkg:pypi/tool@1.0"}]}],
    "components": [{"name": "tool", "version": "1.0", "type": "library", "purl": "pkg:pypi/tool@1.0", "components": []}],
}
PROVENANCE = {
    "builder": {"id": "https://example.org/builder"}, "buildType": "b", "invocation": {"configSource": {"uri": "git+https://example.org/a", "digest": {"sha1": "0"}}},
    "metadata": {"buildStartedOn": "2026-01-01T00:00:00Z"}, "materials": [{"uri": "pkg:docker/debian@12", "digest": {"sha256": "00"}}],
    "buildDefinition": {"buildType": "b", "externalParameters": {"source": "a"}, "resolvedDependencies": [{"uri": "pkg:docker/debian@12"}]},
    "runDetails": {"builder": {"id": "b"}, "metadata": {"startedOn": "2026-01-01T00:00:00Z"}},
}


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def encode(document):
    return json.dumps(document, separators=(",", ":")).encode()


def zstd(data, *options):
    command = ["zstd", "--quiet", "--stdout", "--single-thread", *options]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def sections(*parts):
    return b"\xff".join(part if isinstance(part, bytes) else part.encode() for part in parts)


def entry(name, **fields):
    info = tarfile.TarInfo(name)
    for key, value in fields.items():
        setattr(info, key, value)
    return info


def tar(files, form=tarfile.GNU_FORMAT, headers=None):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form, pax_headers=headers or {}) as archive:
        for item, contents in files:
            info = item if isinstance(item, tarfile.TarInfo) else entry(item)
            data = contents if isinstance(contents, bytes) else contents.encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    # Python fills the last record up to 10 KiB.
    return out.getvalue().rstrip(b"\0") + b"\0" * (-len(out.getvalue().rstrip(b"\0")) % 512) + b"\0" * 1024


def seal(block):
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def old_sparse():
    """A sparse file as old GNU tars write it, with an extension block."""
    info = entry("sparse", size=2048)
    block = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    block[156:157] = b"S"
    for slot in range(4):
        block[386 + 24 * slot : 410 + 24 * slot] = b"%011o\0%011o\0" % (slot * 4096, 256)
    block[482:483] = b"\1"
    block[483:495] = b"%011o\0" % 32768
    extension = bytearray(512)
    for slot in range(4):
        extension[24 * slot : 24 * slot + 24] = b"%011o\0%011o\0" % (16384 + slot * 4096, 256)
    return seal(block) + bytes(extension) + b"s" * 2048 + tar([("behind", "x")])


def pax_sparse(version):
    stored = b"s" * 512
    if version == "1.0":
        keys = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "sparse", "GNU.sparse.realsize": "8192"}
        stored = b"2\n0\n256\n4096\n256\n".ljust(512, b"\0") + stored
    else:
        keys = {"GNU.sparse.size": "8192", "GNU.sparse.numblocks": "2", "GNU.sparse.map": "0,256,4096,256"}
        keys["GNU.sparse.name"] = "sparse"
    return tar([(entry("GNUSparseFile.0/sparse", pax_headers=keys), stored), ("behind", "x")], tarfile.PAX_FORMAT)


def base_layer():
    return tar(
        [
            (entry("usr/bin", type=tarfile.DIRTYPE, mode=0o755), ""),
            ("usr/bin/tool", "#!/bin/sh\n"),
            ("usr/lib/libtool.so.1", library()),
            (entry("usr/bin/alias", type=tarfile.SYMTYPE, linkname="tool"), ""),
            (entry("usr/bin/hard", type=tarfile.LNKTYPE, linkname="usr/bin/tool"), ""),
            ("etc/os-release", RELEASE),
            ("etc/tool.conf", "a = 1\n"),
            ("var/lib/dpkg/status", STATUS),
            ("var/lib/dpkg/info/tool:amd64.list", LIST),
            ("var/lib/apt/extended_states", STATES),
        ]
    )


def application_layer():
    site = "usr/local/lib/python3.11/site-packages"
    return tar(
        [
            ("usr/local/bin/python3.11", "\x7fELF"),
            (f"{site}/tool/__init__.py", "import os\n"),
            (f"{site}/tool-1.0.dist-info/METADATA", METADATA),
            (f"{site}/tool-1.0.dist-info/RECORD", RECORD),
            ("usr/bin/.wh.alias", ""),
            ("etc/.wh..wh..opq", ""),
            ("etc/tool.conf", "a = 2\n"),
            ("opt/copy", "#!/bin/sh\n"),
        ],
        tarfile.PAX_FORMAT,
    )


def configuration(layers):
    return encode(
        {
            "architecture": "amd64",
            "os": "linux",
            "created": "2026-01-01T00:00:00Z",
            "config": {
                "User": "app",
                "Env": ["PATH=/usr/bin", "PYTHON_VERSION=3.11.2"],
                "Entrypoint": ["/usr/bin/tool"],
                "Cmd": ["--help"],
                "WorkingDir": "/srv",
                "Labels": {"a": "b"},
                "ExposedPorts": {"80/tcp": {}},
                "Volumes": {"/data": {}},
                "Healthcheck": {"Test": ["CMD", "true"], "Interval": 5000000000, "Retries": 3},
            },
            "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
            "history": [
                {"created_by": "ADD file:0 in /", "created": "2026-01-01T00:00:00Z"},
                {"created_by": "ENV A=b", "empty_layer": True},
                {"created_by": "RUN /bin/sh -c pip install tool # buildkit", "comment": "buildkit"},
            ],
        }
    )


def descriptor(kind, data, **more):
    return {"mediaType": OCI + kind, "digest": digest(data), "size": len(data), **more}


def manifest(config, blobs, suffix=""):
    layers = [descriptor("layer.v1.tar" + suffix, blob) for blob in blobs]
    return encode({"schemaVersion": 2, "mediaType": OCI + "manifest.v1+json", "config": descriptor("config.v1+json", config), "layers": layers})


def index(data):
    named = descriptor(
        "manifest.v1+json", data, platform={"os": "linux", "architecture": "amd64"},
        annotations={"org.opencontainers.image.ref.name": "example/tool:1.0"},
    )
    return encode({"schemaVersion": 2, "mediaType": OCI + "index.v1+json", "manifests": [named]})


def statement(kind, predicate):
    subject = [{"name": "tool", "digest": {"sha256": hashlib.sha256(b"").hexdigest()}}]
    return encode({"_type": "https://in-toto.io/Statement/v1", "predicateType": kind, "subject": subject, "predicate": predicate})


def envelope(payload):
    text = base64.b64encode(payload).decode()
    return encode({"payloadType": "application/vnd.in-toto+json", "payload": text, "signatures": [{"sig": "AA"}]})


def inventory(program, image):
    """What the program itself writes of an image."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "image.tar").write_bytes(image)
        command = [str(Path(program).resolve()), "inventory", "image.tar", "--sbom", "-o", "json", "--quiet"]
        written = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, check=True).stdout
    return encode(json.loads(written))


def docker_manifest(layers):
    return encode([{"Config": "config.json", "RepoTags": ["example/tool:1.0"], "Layers": layers}])


def docker_save(layers, blobs):
    names = ["base/layer.tar", "app.tar"][: len(layers)]
    files = [("manifest.json", docker_manifest(names)), ("config.json", configuration(layers))]
    return tar(files + list(zip(names, blobs)))


def layout(layers, blobs, suffix=""):
    config = configuration(layers)
    document = manifest(config, blobs, suffix)
    files = [("oci-layout", '{"imageLayoutVersion":"1.0.0"}'), ("index.json", index(document))]
    return tar(files + [("blobs/" + digest(blob).replace(":", "/"), blob) for blob in [document, config, *blobs]])


def library():
    """A shared library of the parts that a dynamic linker reads."""
    names = b"\0libc.so.6\0libtool.so.1\0$ORIGIN/../lib\0"
    dynamic = b"".join(struct.pack("<QQ", *pair) for pair in [(1, 1), (14, 11), (29, 24), (5, 0x1200), (0, 0)])
    header = b"\x7fELF\2\1\1".ljust(16, b"\0") + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    size = 0x200 + len(names)
    for kind, offset, length in [(1, 0, size), (2, 0x100, len(dynamic))]:
        header += struct.pack("<IIQQQQQQ", kind, 0, offset, offset + 0x1000, 0, length, length, 8)
    return header.ljust(0x100, b"\0") + dynamic.ljust(0x100, b"\0") + names


def small_library():
    names = b"\0libc.so.6\0lib.so\0"
    dynamic = b"".join(struct.pack(">II", *pair) for pair in [(1, 1), (14, 11), (15, 1), (5, 0x100), (0, 0)])
    header = b"\x7fELF\1\2\1".ljust(16, b"\0") + struct.pack(">HHIIIIIHHHHHH", 3, 8, 1, 0, 52, 0, 0, 52, 32, 2, 0, 0, 0)
    for kind, offset, length in [(1, 0, 0x120), (2, 0xC0, len(dynamic))]:
        header += struct.pack(">IIIIIIII", kind, offset, offset, 0, length, length, 4, 4)
    return header.ljust(0xC0, b"\0") + dynamic.ljust(0x40, b"\0") + names


def seeds(program):
    text = b"".join(b"line %d of a text that compresses\n" % (n * n) for n in range(40))
    layers = [base_layer(), application_layer()]
    small = tar([("var/lib/dpkg/status", "Package: a\nStatus: install ok installed\nVersion: 1\n"), ("a", "b")])
    config = configuration(layers)
    packed = [gzip.compress(layer, mtime=0) for layer in layers]
    document = manifest(config, packed, "+gzip")
    long = "d/" * 80 + "file"
    statements = [
        ("spdx", "https://spdx.dev/Document", BILL), ("cyclonedx", "https://cyclonedx.org/bom", BILL),
        ("slsa-0.2", "https://slsa.dev/provenance/v0.2", PROVENANCE), ("slsa-1", "https://slsa.dev/provenance/v1", PROVENANCE),
    ]
    yield "tar", {
        "gnu": layers[0],
        "pax": application_layer(),
        "long": tar([(long, "x"), (entry("l", type=tarfile.SYMTYPE, linkname="t" * 150), "")]),
        "pax-long": tar([(long + "ü", "x")], tarfile.PAX_FORMAT, {"comment": "global"}),
        "ustar": tar([("a/b", "x" * 600), (entry("dev", type=tarfile.CHRTYPE, devmajor=1), "")], tarfile.USTAR_FORMAT),
        "numbers": tar([(entry("n", uid=2**31 - 1, mtime=-1, gid=2**24), "x")]),
        "sparse-old": old_sparse(),
        "sparse-map": pax_sparse("0.1"),
        "sparse-1": pax_sparse("1.0"),
    }
    named = bytearray(gzip.compress(text, mtime=0))
    named[3] = 0x1C
    named[10:10] = b"\4\0abcdname\0comment\0"
    yield "gzip", {
        "text": gzip.compress(text, mtime=0),
        "stored": gzip.compress(text[:200], 0, mtime=0),
        "members": gzip.compress(b"one", mtime=0) + gzip.compress(b"two", mtime=0),
        "padded": gzip.compress(bytes(5000), mtime=0) + bytes(100),
        "named": bytes(named),
        "fixed": gzip.compress(b"aaaaaaaaaaaaaaaaab", mtime=0),
    }
    skippable = struct.pack("<II", 0x184D2A50, 4) + b"skip"
    yield "zstd", {
        "text": zstd(text),
        "checked": zstd(text, "--check", "-19"),
        "frames": zstd(b"one") + skippable + zstd(b"two", "--no-check"),
        "zeros": zstd(bytes(20000)),
        "stored": zstd(hashlib.sha512(text).digest()),
    }
    yield "filter", {
        "bzip2": bz2.compress(text),
        "bzip2-streams": bz2.compress(b"one") + bz2.compress(b"two"),
        "xz": lzma.compress(text, preset=0),
        "xz-sha256": lzma.compress(text[:100], check=lzma.CHECK_SHA256, preset=0),
        "xz-streams": lzma.compress(b"one", preset=0) + bytes(4) + lzma.compress(b"two", preset=0),
    }
    yield "documents", {
        "index": index(document),
        "manifest": document,
        "configuration": config,
        "attestation": encode({"schemaVersion": 2, "manifests": [descriptor("index.v1+json", b"x", urls=["https://example.org/"], artifactType="a/b")], "annotations": {"a": "b"}}),
        "escapes": '{"imageLayoutVersion":"1.0.0","\\u00e9\\ud83d\\ude00":[1e5,-0.1,true,null,{}]}'.encode(),
    }
    yield "manifest", {
        "two": docker_manifest(["base/layer.tar", "app.tar"]),
        "none": b'[{"Config":"a.json","RepoTags":null,"Layers":[]},{"Config":"b"}]',
    }
    yield "dpkg", {
        "all": sections(STATUS, LIST, SUMS, DIVERSIONS, STATUS, SUMS, STATES, APT, RELEASE),
        "status": sections(STATUS),
        "folder": sections("", "", "", "", "Package: tool\nVersion: 1\nArchitecture: all\n", SUMS),
    }
    venv = [METADATA, RECORD, *[""] * 10, VENV]
    yield "python", {
        "all": sections(METADATA, RECORD, DIRECT_URL, SCRIPTS, "tool\n", EGG, REQUIRES, INSTALLED, PTH, "/src/third\n.\n", "PK", "pip\n", VENV),
        "wheel": sections(METADATA, RECORD),
        "venv": sections(*venv),
        "egg": sections("", "", "", "", "", EGG, REQUIRES, INSTALLED),
    }
    yield "versions", {
        "debian": b"1:2.0-1+b1\n2.0~rc1-1\n2.0.0-1~deb12u1\n",
        "python": b"1!1.0rc1.post2.dev3+local.7\n1.0a1\nv1.0-1\n",
        "specifiers": b">=1.0,!=1.1.*,<2\n~=1.4.2\n===text\n",
    }
    yield "dependencies", {
        "debian": b"libc6 (>= 2.34), a:any | b (<< 1:2~) [!amd64 i386] <!nocheck cross>, c (= 1)\n",
        "requirement": b"requests[socks,a] >=2.8.1,==2.8.* ; python_version < '2.7' and (os_name == \"posix\" or extra == 'x')\n",
        "url": b"pip @ https://example.org/pip.zip#sha1=da9 ; sys_platform not in 'win32'\npython_full_version ~= '3.11.1'\n",
        "purl": b"pkg:deb/debian/libc6@2.36-9%2Bdeb12u9?arch=amd64&distro=debian-12#sub/path\npkg:pypi/Django_x@1.11\n",
    }
    yield "licenses", {
        "copyright": COPYRIGHT.encode(),
        "free": FREE.encode(),
        "python": sections("License-Expression: MIT OR Apache-2.0\n", FREE),
        "classifiers": sections("License: BSD License\nClassifier: License :: OSI Approved :: BSD License\n", "MIT License\nCopyright (c) 2026\n"),
        "expressions": b"MIT AND (Apache-2.0 OR GPL-2.0-or-later WITH Classpath-exception-2.0)\nLicenseRef-a\ngpl-2+\n",
    }
    yield "apt", {"all": sections(ARCHIVE, PACKAGES, APT)}
    yield "secrets", {
        "keys": "\n".join(f"key = {key}" for key in KEYS).encode(),
        "armour": ARMOUR.encode(),
        "assigned": b"aws_secret_access_key = " + b"wJalrXUtnFEMI/K7MDENGbPxRfiCY" + b"zQ3xT5vW8yA\n",
    }
    yield "history", {"steps": HISTORY.encode(), "requirements": WANTED.encode(), "document": b"RUN <<EOF\n"}
    yield "policies", {"own": POLICY.encode(), "claims": CLAIMS.encode()}
    yield "attestations", {
        **{name: statement(kind, predicate) for name, kind, predicate in statements},
        "envelope": envelope(statement("https://spdx.dev/Document", BILL)),
        "bundle": encode({"dsseEnvelope": json.loads(envelope(statement("https://slsa.dev/provenance/v1", PROVENANCE)))}),
        "plain": encode(BILL),
    }
    yield "conversion", {"inventory": inventory(program, layout(layers, layers))}
    yield "linkage", {"64": library(), "32": small_library()}
    plain = docker_save(layers, layers)
    page, table = b"\2\2\0", b"\0\0\0"
    yield "image", {
        "docker": plain + table,
        "docker-page": plain + page,
        "docker-comparison": plain + b"\x08\1\4",
        "docker-verified": plain + b"\6\1\7",
        "docker-gzip": docker_save(layers, packed) + b"\1\1\0",
        "layout": layout(layers, layers) + b"\4\1\2",
        "layout-zstd": layout(layers, [zstd(layer) for layer in layers], "+zstd") + b"\x09\1\2",
        "stream": gzip.compress(plain, mtime=0) + table,
        "stream-layout": zstd(layout(layers, packed, "+gzip")) + page,
        "small": docker_save([small], [small]) + b"\5\0\0",
        "integrity": plain + b"\x0a\0\1",
        "check": plain + b"\x0b\1\1",
        "bill": plain + b"\x0c\1\1",
        "licenses": plain + b"\x0d\1\1",
        "attestations": layout(layers, layers) + b"\x0e\1\1",
    }


def main():
    root = Path(sys.argv[1])
    for target, inputs in seeds(sys.argv[2]):
        folder = root / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in inputs.items():
            (folder / name).write_bytes(data + CHOICES.get(target, b""))


main()
