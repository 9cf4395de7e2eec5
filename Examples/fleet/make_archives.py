#!/usr/bin/env python3
"""Write small image archives that differ in their packages: make_archives.py DIRECTORY COUNT."""
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

# None is an image without openssl. As strings most of these are in another order than as versions.
VERSIONS = [
    "3.0.9-1", "3.0.15-1~deb12u1", "3.0.16-1~deb12u1", "3.0.17~rc1-1", "3.0.17-1~deb12u2", "3.0.100-1", "1.1.1w-0+deb11u1",
    "1:1.0-1", None,
]  # fmt: skip
OCI = "application/vnd.oci.image."
STANZA = """Package: {name}
Status: install ok installed
Architecture: amd64
Source: {source}
Version: {version}
Maintainer: A Maintainer <maintainer@example.org>
Description: a package

"""


def tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def layer(packages: set[tuple[str, str, int]]) -> bytes:
    """A layer with dpkg's database and a file of so many bytes for each package."""
    members = {"etc/os-release": b"ID=debian\nVERSION_ID=12\n", "var/lib/dpkg/status": b""}
    for name, version, size in sorted(packages):
        source = "openssl" if name == "libssl3" else name
        members["var/lib/dpkg/status"] += STANZA.format(name=name, source=source, version=version).encode()
        members[f"var/lib/dpkg/info/{name}.list"] = f"/.\n/usr\n/usr/lib\n/usr/lib/{name}\n".encode()
        members[f"usr/lib/{name}"] = bytes(size)
    return tar(members)


def archive(reference: str, layer: bytes) -> bytes:
    """An OCI archive of an image of one layer."""
    blobs = {}

    def put(data: bytes, media_type: str, **more: object) -> dict:
        digest = hashlib.sha256(data).hexdigest()
        blobs[f"blobs/sha256/{digest}"] = data
        return {"mediaType": OCI + media_type, "digest": f"sha256:{digest}", "size": len(data), **more}

    def put_document(document: dict, media_type: str, **more: object) -> dict:
        return put(json.dumps(document).encode(), media_type, **more)

    diff_id = "sha256:" + hashlib.sha256(layer).hexdigest()
    config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [diff_id]}}
    manifest = {
        "schemaVersion": 2,
        "mediaType": OCI + "manifest.v1+json",
        "config": put_document(config, "config.v1+json"),
        "layers": [put(layer, "layer.v1.tar")],
    }
    name = {"org.opencontainers.image.ref.name": reference}
    index = {"schemaVersion": 2, "manifests": [put_document(manifest, "manifest.v1+json", annotations=name)]}
    files = {"oci-layout": b'{"imageLayoutVersion":"1.0.0"}', "index.json": json.dumps(index).encode()}
    return tar(files | blobs)


def make_archives(directory: Path, count: int) -> tuple[list[str], dict[str, set[tuple[str, str, int]]]]:
    """Write the archives; returns their paths and, by reference, each package with its version and bytes."""
    directory.mkdir(parents=True)
    paths, truth = [], {}
    for number in range(count):
        version = VERSIONS[number % len(VERSIONS)]
        packages = {("base-files", "12.4", 1000 + number)}
        if version:
            packages |= {("openssl", version, 2000 + number), ("libssl3", version, 3000 + number)}
        reference = f"fleet/app-{number}:1.0"
        path = directory / f"app-{number}.tar"
        path.write_bytes(archive(reference, layer(packages)))
        paths.append(str(path))
        truth[reference] = packages
    return paths, truth


if __name__ == "__main__":
    make_archives(Path(sys.argv[1]), int(sys.argv[2]))
