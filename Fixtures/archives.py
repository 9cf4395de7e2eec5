#!/usr/bin/env python3
"""Write images in the shapes that no packaged tool writes any more, or not yet. Equal input gives equal bytes.

    archives.py layout OUT REF CONFIG.json none|gzip|zstd LAYER.tar...   an OCI layout from plain layers
    archives.py recompress OUT LAYOUT none|gzip|zstd  the same image with its layers compressed otherwise
    archives.py repeat OUT LAYOUT                     the image with its last layer applied twice
    archives.py platform OUT LAYOUT ARCHITECTURE      the same layers declared for another architecture
    archives.py index OUT REF LAYOUT...               one index of several images
    archives.py nested OUT REF LAYOUT...              an index of an index of several images
    archives.py attested OUT REF LAYOUT               an index of an image and its provenance attestation
    archives.py several OUT LAYOUT...                 several entries in index.json
    archives.py oci-archive OUT.tar LAYOUT [--no-directories]
    archives.py docker-save OUT.tar LAYOUT old|plain|hybrid [REPOSITORY:TAG]

CONFIG.json is an image configuration without `rootfs`. `docker-save` wants a layout with plain layers.
"""
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path

EPOCH = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
OCI = "application/vnd.oci.image."
MANIFEST, INDEX, CONFIG, LAYER = (
    OCI + kind for kind in ("manifest.v1+json", "index.v1+json", "config.v1+json", "layer.v1.tar")
)
REF_NAME = "org.opencontainers.image.ref.name"


def encode(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def compress(data: bytes, method: str) -> bytes:
    if method == "gzip":
        return gzip.compress(data, 9, mtime=0)
    if method == "zstd":
        command = ["zstd", "--quiet", "--ultra", "-22", "--single-thread", "--stdout"]
        return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
    return data


def decompress(data: bytes) -> bytes:
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"\x28\xb5\x2f\xfd"):
        return subprocess.run(["zstd", "--quiet", "--decompress"], input=data, stdout=subprocess.PIPE, check=True).stdout
    return data


class Layout:
    """An OCI image layout directory."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    def create(self) -> "Layout":
        (self.path / "blobs/sha256").mkdir(parents=True, exist_ok=True)
        (self.path / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        return self

    def blob(self, name: str) -> Path:
        return self.path / "blobs" / name.replace(":", "/")

    def put(self, data: bytes, media_type: str, **more: object) -> dict:
        """Store a blob and return its descriptor."""
        self.blob(digest(data)).write_bytes(data)
        return {"mediaType": media_type, "digest": digest(data), "size": len(data), **more}

    def put_document(self, document: dict, media_type: str, **more: object) -> dict:
        return self.put(encode(document), media_type, **more)

    def document(self, descriptor: dict) -> dict:
        return json.loads(self.blob(descriptor["digest"]).read_bytes())

    def entries(self) -> list[dict]:
        return json.loads((self.path / "index.json").read_bytes())["manifests"]

    def write_index(self, descriptors: list[dict]) -> None:
        document = {"schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors}
        (self.path / "index.json").write_bytes(encode(document))

    def adopt(self, other: "Layout") -> None:
        """Copy every blob of another layout."""
        for blob in other.blob("sha256").iterdir():
            (self.blob("sha256") / blob.name).write_bytes(blob.read_bytes())

    def put_image(self, config: dict, layers: list[dict], **more: object) -> dict:
        manifest = {
            "schemaVersion": 2,
            "mediaType": MANIFEST,
            "config": self.put_document(config, CONFIG),
            "layers": layers,
        }
        return self.put_document(manifest, MANIFEST, **more)

    def image(self) -> tuple[dict, dict, dict]:
        """The descriptor, manifest and configuration of the first image."""
        descriptor = self.entries()[0]
        manifest = self.document(descriptor)
        return descriptor, manifest, self.document(manifest["config"])


def with_platform(layout: Layout) -> dict:
    descriptor, _, config = layout.image()
    platform = {key: config[key] for key in ("architecture", "os", "variant") if key in config}
    return {key: descriptor[key] for key in ("mediaType", "digest", "size")} | {"platform": platform}


def put_layers(layout: Layout, plain: list[bytes], method: str) -> list[dict]:
    media_type = LAYER if method == "none" else f"{LAYER}+{method}"
    return [layout.put(compress(layer, method), media_type) for layer in plain]


def write_layout(out: str, ref: str, config_file: str, method: str, *layer_files: str) -> None:
    layout = Layout(out).create()
    config = json.loads(Path(config_file).read_bytes())
    plain = [Path(file).read_bytes() for file in layer_files]
    config["rootfs"] = {"type": "layers", "diff_ids": [digest(layer) for layer in plain]}
    layout.write_index([layout.put_image(config, put_layers(layout, plain, method), annotations={REF_NAME: ref})])


def write_recompressed(out: str, source: str, method: str) -> None:
    layout = Layout(out).create()
    descriptor, manifest, config = Layout(source).image()
    plain = [decompress(Layout(source).blob(layer["digest"]).read_bytes()) for layer in manifest["layers"]]
    annotations = descriptor.get("annotations", {})
    layout.write_index([layout.put_image(config, put_layers(layout, plain, method), annotations=annotations)])


def write_repeat(out: str, source: str) -> None:
    layout = Layout(out).create()
    layout.adopt(Layout(source))
    descriptor, manifest, config = Layout(source).image()
    config["rootfs"]["diff_ids"].append(config["rootfs"]["diff_ids"][-1])
    config["history"].append({"created": config["created"], "created_by": "the last layer once more"})
    layers = [*manifest["layers"], manifest["layers"][-1]]
    layout.write_index([layout.put_image(config, layers, annotations=descriptor["annotations"])])


def write_platform(out: str, source: str, architecture: str) -> None:
    layout = Layout(out).create()
    layout.adopt(Layout(source))
    descriptor, manifest, config = Layout(source).image()
    config["architecture"] = architecture
    layout.write_index([layout.put_image(config, manifest["layers"], annotations=descriptor["annotations"])])


def write_index(out: str, ref: str, *sources: str, depth: int = 1) -> None:
    layout = Layout(out).create()
    descriptors = []
    for source in map(Layout, sources):
        layout.adopt(source)
        descriptors.append(with_platform(source))
    for _ in range(depth):
        descriptors = [layout.put_document({"schemaVersion": 2, "mediaType": INDEX, "manifests": descriptors}, INDEX)]
    layout.write_index([descriptors[0] | {"annotations": {REF_NAME: ref}}])


def write_nested(out: str, ref: str, *sources: str) -> None:
    write_index(out, ref, *sources, depth=2)


def write_attested(out: str, ref: str, source: str) -> None:
    layout = Layout(out).create()
    layout.adopt(Layout(source))
    image = with_platform(Layout(source))
    statement = {
        "_type": "https://in-toto.io/Statement/v0.1",
        "predicateType": "https://slsa.dev/provenance/v1",
        "subject": [{"name": ref, "digest": {"sha256": image["digest"].removeprefix("sha256:")}}],
        "predicate": {"buildDefinition": {"buildType": "https://mobyproject.org/buildkit@v1"}, "runDetails": {}},
    }
    annotations = {"in-toto.io/predicate-type": statement["predicateType"]}
    layer = layout.put_document(statement, "application/vnd.in-toto+json", annotations=annotations)
    unknown = {"architecture": "unknown", "os": "unknown"}
    config = unknown | {"config": {}, "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
    attestation = layout.put_image(config, [layer], platform=unknown, annotations={
        "vnd.docker.reference.digest": image["digest"],
        "vnd.docker.reference.type": "attestation-manifest",
    })
    index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [image, attestation]}
    layout.write_index([layout.put_document(index, INDEX, annotations={REF_NAME: ref})])


def write_several(out: str, *sources: str) -> None:
    layout = Layout(out).create()
    for source in map(Layout, sources):
        layout.adopt(source)
    layout.write_index([entry for source in sources for entry in Layout(source).entries()])


class Archive:
    """A tar file whose members bear the time SOURCE_DATE_EPOCH and no owner."""

    def __init__(self, path: str) -> None:
        self.tar = tarfile.open(path, "w", format=tarfile.USTAR_FORMAT)

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.tar.close()

    def member(self, name: str, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
        info = tarfile.TarInfo(name)
        info.type, info.mtime = kind, EPOCH
        return info

    def folder(self, name: str) -> None:
        info = self.member(name + "/", tarfile.DIRTYPE)
        info.mode = 0o755
        self.tar.addfile(info)

    def file(self, name: str, data: bytes) -> None:
        info = self.member(name)
        info.size = len(data)
        self.tar.addfile(info, io.BytesIO(data))

    def link(self, name: str, target: str) -> None:
        info = self.member(name, tarfile.SYMTYPE)
        info.linkname, info.mode = target, 0o777
        self.tar.addfile(info)

    def blobs(self, layout: Layout, folders: bool = True) -> None:
        if folders:
            self.folder("blobs")
            self.folder("blobs/sha256")
        for blob in sorted(layout.blob("sha256").iterdir()):
            self.file("blobs/sha256/" + blob.name, blob.read_bytes())


def write_oci_archive(out: str, source: str, option: str = "") -> None:
    layout = Layout(source)
    with Archive(out) as archive:
        archive.blobs(layout, folders=option != "--no-directories")
        for name in ("index.json", "oci-layout"):
            archive.file(name, (layout.path / name).read_bytes())


def write_docker_save(out: str, source: str, shape: str, reference: str = "") -> None:
    layout = Layout(source)
    descriptor, manifest, config = layout.image()
    reference = reference or descriptor["annotations"][REF_NAME]
    repository, _, tag = reference.rpartition(":")
    config_name = manifest["config"]["digest"].removeprefix("sha256:")
    names = [diff_id.removeprefix("sha256:") for diff_id in config["rootfs"]["diff_ids"]]
    layers = [layout.blob("sha256:" + name).read_bytes() for name in names]
    entry = {"Config": config_name + ".json", "RepoTags": [reference]}
    top = names[-1]
    with Archive(out) as archive:
        if shape == "hybrid":
            archive.blobs(layout)
            entry["Config"] = "blobs/sha256/" + config_name
            entry["Layers"] = ["blobs/sha256/" + name for name in names]
            entry["LayerSources"] = {layer["digest"]: layer for layer in manifest["layers"]}
            annotations = {"io.containerd.image.name": "docker.io/library/" + reference, REF_NAME: tag}
            index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": [descriptor | {"annotations": annotations}]}
            archive.file("index.json", encode(index))
            archive.file("oci-layout", b'{"imageLayoutVersion": "1.0.0"}')
        else:
            if shape == "old":
                entry["Layers"] = write_old_layers(archive, names, layers)
                top = os.path.dirname(entry["Layers"][-1])
            else:
                entry["Layers"] = [name + ".tar" for name in names]
                for name, layer in dict(zip(entry["Layers"], layers)).items():
                    archive.file(name, layer)
            archive.file(entry["Config"], layout.blob(manifest["config"]["digest"]).read_bytes())
        archive.file("manifest.json", encode([entry]))
        archive.file("repositories", encode({repository: {tag: top}}))


def write_old_layers(archive: Archive, names: list[str], layers: list[bytes]) -> list[str]:
    """One folder a layer, named by a chained id; a layer met before is a link to where it was written."""
    written: dict[str, str] = {}
    members = []
    parent = ""
    for name, layer in zip(names, layers):
        identifier = hashlib.sha256(f"{parent} {name}".encode()).hexdigest()
        archive.folder(identifier)
        archive.file(identifier + "/VERSION", b"1.0")
        archive.file(identifier + "/json", encode({"id": identifier} | ({"parent": parent} if parent else {})))
        members.append(identifier + "/layer.tar")
        if name in written:
            archive.link(members[-1], "../" + written[name])
        else:
            archive.file(members[-1], layer)
            written[name] = members[-1]
        parent = identifier
    return members


COMMANDS = {
    "layout": write_layout,
    "recompress": write_recompressed,
    "repeat": write_repeat,
    "platform": write_platform,
    "index": write_index,
    "nested": write_nested,
    "attested": write_attested,
    "several": write_several,
    "oci-archive": write_oci_archive,
    "docker-save": write_docker_save,
}

if __name__ == "__main__":
    if len(sys.argv) < 4 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    COMMANDS[sys.argv[1]](*sys.argv[2:])
