#!/usr/bin/env python3
"""Measure what a second image costs: with the cache of layers, with one new layer, in a fleet, and one layer on many cores.

    Benchmarks/reuse.py --imagescan PROGRAM --rounds 5 IMAGE.oci.tar

IMAGE is an OCI archive of gzipped layers. What is compared runs in turn, so that a disturbance hits all alike; printed are
medians and ratios as Markdown. `--fleet N` sets how many images the fleet has, over N / 25 bases; they are made here.
"""
import argparse
import gzip
import hashlib
import io
import json
import os
import shutil
import statistics
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path


class Layout:
    """An OCI layout in a folder, made of blobs."""

    def __init__(self, folder: Path):
        self.folder = folder
        (folder / "blobs/sha256").mkdir(parents=True, exist_ok=True)
        (folder / "oci-layout").write_text('{"imageLayoutVersion":"1.0.0"}')
        self.manifests: list[dict] = []

    def add(self, data: bytes, kind: str) -> dict:
        digest = hashlib.sha256(data).hexdigest()
        (self.folder / "blobs/sha256" / digest).write_bytes(data)
        return {"mediaType": kind, "digest": f"sha256:{digest}", "size": len(data)}

    def image(self, layers: list[dict], diff_ids: list[str], name: str) -> None:
        config = {"architecture": "amd64", "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": diff_ids}}
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": self.add(json.dumps(config).encode(), "application/vnd.oci.image.config.v1+json"),
            "layers": layers,
        }
        found = self.add(json.dumps(manifest).encode(), manifest["mediaType"])
        self.manifests.append(found | {"annotations": {"org.opencontainers.image.ref.name": name}})
        index = {"schemaVersion": 2, "manifests": self.manifests}
        (self.folder / "index.json").write_text(json.dumps(index))


def run(command: list[str], pipe: Path | None = None) -> tuple[float, float]:
    """CPU and wall seconds."""
    start = time.monotonic()
    if pipe:
        with open(pipe, "rb") as file, subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE) as source:
            process = subprocess.Popen(command, stdin=source.stdout, stdout=subprocess.DEVNULL)
            source.stdout.close()
            _, status, usage = os.wait4(process.pid, 0)
    else:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start


def median(values: list[float]) -> float:
    return statistics.median(values)


def parts(image: Path, folder: Path) -> tuple[Path, Path, Path, list[dict]]:
    """The image, the image without its top layer, and the top layer alone, as layouts that share their blobs."""
    whole = folder / "whole"
    with tarfile.open(image) as tar:
        tar.extractall(whole, filter="data")
    read = lambda digest: (whole / "blobs" / digest.replace(":", "/")).read_bytes()
    index = json.loads((whole / "index.json").read_text())
    manifest = json.loads(read(index["manifests"][0]["digest"]))
    diff_ids = json.loads(read(manifest["config"]["digest"]))["rootfs"]["diff_ids"]
    layers = manifest["layers"]
    # The top is the largest layer: what is new is something to read.
    top = max(range(len(layers)), key=lambda place: layers[place]["size"])
    rest = [place for place in range(len(layers)) if place != top]
    made = []
    for name, places in (("reordered", [*rest, top]), ("below", rest), ("top", [top])):
        layout = Layout(folder / name)
        shutil.rmtree(layout.folder / "blobs")
        os.symlink(whole / "blobs", layout.folder / "blobs")
        layout.image([layers[place] for place in places], [diff_ids[place] for place in places], name)
        made.append(layout.folder)
    return made[0], made[1], made[2], layers


def fleet(folder: Path, count: int) -> tuple[Path, int]:
    """Images over a few bases, each with a small layer of its own."""
    layout = Layout(folder / "fleet")

    def layer(seed: int, files: int) -> tuple[dict, str]:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as tar:
            for number in range(files):
                data = hashlib.sha512(f"{seed} {number}".encode()).digest() * 32
                member = tarfile.TarInfo(f"srv/{seed}/file{number}")
                member.size = len(data)
                tar.addfile(member, io.BytesIO(data))
        raw = buffer.getvalue()
        descriptor = layout.add(gzip.compress(raw, 1, mtime=0), "application/vnd.oci.image.layer.v1.tar+gzip")
        return descriptor, f"sha256:{hashlib.sha256(raw).hexdigest()}"

    bases = [layer(number, 20_000) for number in range(max(1, count // 25))]
    for number in range(count):
        base, own = bases[number % len(bases)], layer(1_000_000 + number, 10)
        layout.image([base[0], own[0]], [base[1], own[1]], f"app:{number}")
    return layout.folder, len(bases)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imagescan", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--fleet", type=int, default=100)
    parser.add_argument("image", type=Path)
    options = parser.parse_args()
    program, image = options.imagescan, options.image.resolve()

    def scan(path: Path | str, *more: str) -> list[str]:
        return [program, "inventory", str(path), "-q", "-o", "json", *more]

    with tempfile.TemporaryDirectory(prefix="reuse-") as temporary:
        folder = Path(temporary)
        whole, below, top, layers = parts(image, folder)
        follow = ["--follow-links", str(folder)]
        for kind in ("warm", "primed"):
            run(scan(whole if kind == "warm" else below, "--cache", str(folder / kind), *follow))
        jobs: dict[str, list[tuple[float, float]]] = {}

        def measure(name: str, command: list[str], pipe: Path | None = None) -> None:
            jobs.setdefault(name, []).append(run(command, pipe))

        for _ in range(options.rounds):
            measure("read", scan(whole, *follow))
            measure("read again with the cache", scan(whole, "--cache", str(folder / "warm"), *follow))
            shutil.copytree(folder / "primed", folder / "copy")
            measure("only the largest layer is new", scan(whole, "--cache", str(folder / "copy"), *follow))
            shutil.rmtree(folder / "copy")
            measure("that layer alone", scan(top, *follow))
            measure("through a pipe", scan("-"), image)
            for cores in (1, 2, 4):
                if cores <= (os.cpu_count() or 1):
                    measure(f"that layer alone, {cores} of the cores", ["taskset", "-c", f"0-{cores - 1}", *scan(top, *follow)])
        print(f"**{image.name}**, {len(layers)} layers, {os.cpu_count()} cores, median of {options.rounds}\n")
        print("| job | CPU s | wall s | CPU to read |\n|---|---:|---:|---:|")
        unit = median([cpu for cpu, _ in jobs["read"]])
        for name, results in jobs.items():
            cpu, wall = (median([result[part] for result in results]) for part in (0, 1))
            print(f"| {name} | {cpu:.2f} | {wall:.2f} | {cpu / unit:.2f} |")
        images, bases = fleet(folder, options.fleet)
        cache = ["--cache", str(folder / "fleet-cache")]
        each = [run(scan(f"{images}#app:{number}", *cache)) for number in range(options.fleet)]
        first, later = sum(cpu for cpu, _ in each[:bases]) / bases, sum(cpu for cpu, _ in each[bases:]) / max(1, len(each) - bases)
        plain = median([run(scan(f"{images}#app:{number}"))[0] for number in range(bases)])
        print(f"\nFleet of {options.fleet} images over {bases} bases, CPU s an image: without the cache {plain:.3f}, "
              f"the first of each base {first:.3f}, every later one {later:.3f}")


if __name__ == "__main__":
    main()
