#!/usr/bin/env python3
"""Write an image as Docker's python images are: Debian 12 with tzdata, and above it CPython in /usr/local with one package.

    python-image.py FILE

The configuration has no history, so nothing tells which layers are the base's.
"""
import hashlib
import io
import json
import sys
import tarfile

BASE = {
    "etc/os-release": "ID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n",
    "var/lib/dpkg/status": "Package: tzdata\nStatus: install ok installed\nArchitecture: all\nVersion: 2024a-0+deb12u1\n\n",
}
OWN = {
    "usr/local/bin/python3.11": "\x7fELF",
    "usr/local/include/python3.11/patchlevel.h": "#define PY_VERSION \"3.11.8\"\n",
    "usr/local/lib/python3.11/os.py": "",
    "usr/local/lib/python3.11/site-packages/click-8.1.7.dist-info/METADATA": "Name: click\nVersion: 8.1.7\n",
}


def tar(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, contents in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(contents)
            member.mode = 0o755 if "/bin/" in name else 0o644
            archive.addfile(member, io.BytesIO(contents))
    return buffer.getvalue()


layers = [tar({name: text.encode() for name, text in files.items()}) for files in (BASE, OWN)]
configuration = json.dumps(
    {
        "architecture": "amd64",
        "os": "linux",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest() for layer in layers]},
    }
).encode()
name = hashlib.sha256(configuration).hexdigest() + ".json"
paths = [f"{place}/layer.tar" for place in range(len(layers))]
manifest = json.dumps([{"Config": name, "RepoTags": ["app:1"], "Layers": paths}]).encode()
with open(sys.argv[1], "wb") as file:
    file.write(tar({name: configuration, **dict(zip(paths, layers)), "manifest.json": manifest}))
