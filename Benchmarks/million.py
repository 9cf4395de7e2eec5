#!/usr/bin/env python3
"""Measure the memory that imagescan takes for each entry of an image: million.py --imagescan PROGRAM [--entries N]

Writes a docker-save archive of one layer with N empty files in folders of a thousand, and one of a layer with a single
file, runs each command on both, and prints the difference of their largest resident sets divided by N, without the bytes of
the paths themselves.
"""
import argparse
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

COMMANDS = [["inventory"], ["inventory", "--no-verify"], ["layers"], ["usage"]]


def header(name: str) -> bytes:
    info = tarfile.TarInfo(name)
    info.mtime = 1_700_000_000
    return info.tobuf(tarfile.USTAR_FORMAT)


def names(count: int):
    for number in range(count):
        yield f"srv/folder{number // 1000:06}/file{number % 1000:03}.data"


def write_image(path: Path, count: int) -> int:
    """Write an image of so many entries and return the bytes of their paths."""
    paths = 0
    with tempfile.TemporaryFile(dir=path.parent) as layer:
        digest = hashlib.sha256()
        for name in names(count):
            paths += len(name)
            block = header(name)
            digest.update(block)
            layer.write(block)
        digest.update(bytes(1024))
        layer.write(bytes(1024))
        size = layer.tell()
        layer.seek(0)
        configuration = json.dumps({
            "architecture": "amd64", "os": "linux", "config": {},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest.hexdigest()}"]},
        }).encode()
        manifest = json.dumps([{"Config": "config.json", "RepoTags": ["million:1"], "Layers": ["layer.tar"]}]).encode()
        with tarfile.open(path, "w") as archive:
            for name, contents, length in [
                ("layer.tar", layer, size),
                ("config.json", io.BytesIO(configuration), len(configuration)),
                ("manifest.json", io.BytesIO(manifest), len(manifest)),
            ]:
                info = tarfile.TarInfo(name)
                info.size = length
                archive.addfile(info, contents)
    return paths


def resident(imagescan: str, command: list[str], image: Path) -> int:
    """The largest resident set of a run, in bytes."""
    with tempfile.NamedTemporaryFile() as answer:
        timed = ["/usr/bin/time", "--quiet", "--format", "%M", "--output", answer.name]
        run = [imagescan, command[0], str(image), *command[1:], "--quiet", "--output", "json"]
        subprocess.run([*timed, *run], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
        return int(Path(answer.name).read_text().split()[-1]) * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imagescan", required=True)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--limit", type=int, help="fail where a command takes more bytes an entry")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        small, large = Path(folder, "small.tar"), Path(folder, "large.tar")
        base = write_image(small, 1)
        paths = write_image(large, arguments.entries) - base
        rows = [
            f"{arguments.entries} entries, {paths / arguments.entries:.0f} bytes of path each",
            "",
            "| command | memory MiB | bytes an entry beside its path |",
            "|---|---:|---:|",
        ]
        most = 0.0
        for command in COMMANDS:
            memory = resident(arguments.imagescan, command, large)
            each = (memory - resident(arguments.imagescan, command, small) - paths) / arguments.entries
            most = max(most, each)
            rows.append(f"| imagescan {' '.join(command)} | {memory / 2**20:.0f} | {each:.0f} |")
        print("\n".join(rows))
    if arguments.limit and most > arguments.limit:
        sys.exit(f"{most:.0f} bytes an entry are more than {arguments.limit}")


if __name__ == "__main__":
    main()
