#!/usr/bin/env python3
"""Count the instructions of five small jobs with callgrind and compare them with those in instructions.tsv.

    Benchmarks/instructions.py PROGRAM            # fails where a job takes 3 % more or less than is written there
    Benchmarks/instructions.py PROGRAM --record   # writes what it counts

Instructions don't depend on what else a machine does, and valgrind shows every machine's programs the same processor.
They do depend on the compiler and the system's libraries: the file says with which it was written, and others only print.
"""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPECTED = HERE / "instructions.tsv"
TOLERANCE = 0.03
FULL, SLIM = (str(HERE.parent / "Fixtures" / name) for name in ("demo.oci.tar", "demo-slim.docker.tar"))
JOBS = {
    "inventory": ["inventory", FULL, "-o", "json"],
    "usage": ["usage", FULL, "-o", "json"],
    "compare": ["compare", FULL, SLIM, "-o", "json"],
    "check": ["check", FULL, "-o", "json", "--date", "2026-11-26"],
    "sbom": ["sbom", FULL, "-o", "cyclonedx-json"],
}


def count(program: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, *arguments, "--no-sandbox", "-q",
        ]
        # Swift seeds its hash tables anew for each process unless it is told not to.
        # Variables of our own are settings: with or without them a job is not the same.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IMAGESCAN_")}
        environment |= {"SWIFT_DETERMINISTIC_HASHING": "1", "SOURCE_DATE_EPOCH": "0"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found or done.returncode not in (0, 2):
        sys.exit(f"{' '.join(command)}: exit status {done.returncode}\n{done.stderr[-2000:]}")
    return int(found.group(1))


def setting() -> str:
    """The compiler and the system that the counts are of."""
    swift = subprocess.run(["swift", "--version"], capture_output=True, text=True).stdout
    version = re.search(r"Swift version (\S+)", swift)
    libraries = ["libc6", "libarchive13", "libisal2", "libssl3", "libzstd1"]
    query = ["dpkg-query", "--show", "--showformat=${Package} ${Version}; ", *libraries]
    packages = subprocess.run(query, capture_output=True, text=True).stdout
    return f"Swift {version.group(1) if version else 'unknown'}; {packages.strip()}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    if not shutil.which("valgrind"):
        print("SKIPPED: valgrind is not installed, instructions are not counted", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory() as folder:
        # valgrind of Debian 12 can't read what the compiler writes for debuggers.
        program = f"{folder}/imagescan"
        subprocess.run(["strip", "-o", program, options.program], check=True)
        counts = {name: count(program, arguments) for name, arguments in JOBS.items()}
    if options.record:
        rows = [f"# {setting()}"] + [f"{name}\t{number}" for name, number in counts.items()]
        EXPECTED.write_text("\n".join(rows) + "\n")
        return
    lines = EXPECTED.read_text().splitlines()
    expected = dict(line.split("\t") for line in lines if not line.startswith("#"))
    is_same = lines[0] == f"# {setting()}"
    failed = False
    for name, number in counts.items():
        change = number / int(expected[name]) - 1
        failed |= abs(change) > TOLERANCE
        print(f"{name:<10} {number:>14,} instructions, {change:+.1%}")
    if not is_same:
        print(f"Another compiler or system than that of instructions.tsv, so only shown: {setting()}", file=sys.stderr)
    elif failed:
        sys.exit("A job takes 3 % more or less: find out why, then record the new counts with --record.")


if __name__ == "__main__":
    main()
