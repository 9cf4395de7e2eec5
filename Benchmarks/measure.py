#!/usr/bin/env python3
"""Run imagescan, syft and dive in turn on each image and print the medians as a Markdown table.

CPU is user plus system time of the program and its children, as the kernel reports it to wait4. Memory is the largest
resident set of any of them, as GNU time reports it (a child of Python itself would start with Python's). Disk is the
largest total the program's own temporary folder reached, sampled twenty times a second. A file given as image is read
once before the first round, so that all find it in the cache.
"""
import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Tool:
    name: str
    command: Callable[[Path, str], list[str] | None]


@dataclass(frozen=True)
class Run:
    cpu: float
    wall: float
    memory: float
    disk: float


def tools(imagescan: str) -> list[Tool]:
    def syft(image: Path, kind: str) -> list[str] | None:
        return ["syft", "scan", f"{kind}:{image}", "--quiet", "--output", "json"]

    def dive(image: Path, kind: str) -> list[str] | None:
        # dive reads docker archives only.
        if kind != "docker-archive":
            return None
        rules = ["--ci", "--lowestEfficiency", "0", "--highestUserWastedPercent", "1"]
        return ["dive", "--source", "docker-archive", str(image), *rules]

    return [
        Tool("imagescan", lambda image, _: [imagescan, "inventory", str(image), "-q", "-o", "json"]),
        Tool("imagescan usage", lambda image, _: [imagescan, "usage", str(image), "-q", "-o", "json"]),
        Tool("imagescan --no-verify", lambda image, _: [imagescan, "inventory", str(image), "-q", "-o", "json", "--no-verify"]),
        *(tool for tool in (Tool("syft", syft), Tool("dive", dive)) if shutil.which(tool.name)),
    ]


def kind_of(image: Path) -> str:
    """The name syft and dive give to this kind of image, and what its layers are compressed with."""
    if image.is_dir():
        return "oci-dir"
    with tarfile.open(image) as tar:
        for member in tar:
            if member.name.lstrip("./") in ("index.json", "oci-layout"):
                return "oci-archive"
            if member.name.lstrip("./") == "manifest.json" or member.name.endswith("layer.tar"):
                return "docker-archive"
    sys.exit(f"{image}: neither a docker-save nor an OCI archive")


def folder_size(folder: str) -> int:
    total = 0
    for parent, _, files in os.walk(folder):
        for name in files:
            try:
                total += os.lstat(os.path.join(parent, name)).st_blocks * 512
            except FileNotFoundError:
                pass
    return total


def run(command: list[str]) -> Run:
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        environment = os.environ | {
            "TMPDIR": temporary,
            "XDG_CACHE_HOME": temporary,
            "CI": "true",
            "SYFT_CHECK_FOR_APP_UPDATE": "false",
        }
        memory = Path(temporary, "memory")
        timed = ["/usr/bin/time", "--quiet", "--format", "%M", "--output", str(memory), *command]
        start = time.monotonic()
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(
                timed, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
            disk = 0
            while True:
                finished, status, usage = os.wait4(process.pid, os.WNOHANG)
                if finished:
                    break
                disk = max(disk, folder_size(temporary))
                time.sleep(SAMPLE_SECONDS)
            wall = time.monotonic() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                errors.seek(0)
                sys.exit(f"{' '.join(command)}: exit status {process.returncode}\n{errors.read().decode()[-2000:]}")
        resident = int(memory.read_text().split()[-1]) / 1024
    return Run(usage.ru_utime + usage.ru_stime, wall, resident, disk / 1e6)


def medians(runs: list[Run]) -> Run:
    return Run(*(statistics.median(getattr(run, field) for run in runs) for field in ("cpu", "wall", "memory", "disk")))


def ratio(value: float, unit: float) -> str:
    return f"{value / unit:.1f}" if unit > 0 else "-"


def measure(image: Path, rounds: int, candidates: list[Tool]) -> list[str]:
    kind = kind_of(image)
    commands = {tool.name: command for tool in candidates if (command := tool.command(image, kind))}
    if image.is_file():
        with open(image, "rb") as file:
            while file.read(1 << 20):
                pass
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for number in range(rounds):
        for name, command in commands.items():
            print(f"{image.name}: round {number + 1} of {rounds}, {name}", file=sys.stderr)
            runs[name].append(run(command))
    unit = medians(runs["imagescan"])
    size = image.stat().st_size / 1e6 if image.is_file() else folder_size(str(image)) / 1e6
    rows = [
        f"**{image.name}**, {size:.0f} MB, {kind}, median of {rounds}",
        "",
        "| tool | CPU s | ratio | wall s | ratio | memory MiB | ratio | temporary disk MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, results in runs.items():
        result = medians(results)
        rows.append(
            f"| {name} | {result.cpu:.2f} | {ratio(result.cpu, unit.cpu)} | {result.wall:.2f} |"
            f" {ratio(result.wall, unit.wall)} | {result.memory:.0f} | {ratio(result.memory, unit.memory)} |"
            f" {result.disk:.0f} |")
    return [*rows, ""]


def versions(imagescan: str, candidates: list[Tool]) -> str:
    programs = [imagescan] + [tool.name for tool in candidates if tool.name in ("syft", "dive")]
    answers = [subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip() for program in programs]
    return f"{os.cpu_count()} cores; " + ", ".join(answer.splitlines()[0] for answer in answers if answer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imagescan", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--output", help="write the tables here too")
    parser.add_argument("images", nargs="+", type=Path)
    arguments = parser.parse_args()
    candidates = tools(arguments.imagescan)
    lines = [versions(arguments.imagescan, candidates), ""]
    for image in arguments.images:
        lines += measure(image.resolve(), arguments.rounds, candidates)
    text = "\n".join(lines)
    print(text)
    if arguments.output:
        Path(arguments.output).write_text(text + "\n")


if __name__ == "__main__":
    main()
