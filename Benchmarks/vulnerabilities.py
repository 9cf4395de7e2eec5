#!/usr/bin/env python3
"""Measure what vulnerabilities cost: building a database of 60,000 records, matching with it and with the raw zip, Trivy beside it.

    Benchmarks/vulnerabilities.py --imagescan PROGRAM IMAGE
    Benchmarks/vulnerabilities.py --imagescan PROGRAM --trivy TRIVY --trivy-cache FOLDER IMAGE

The records are made here, in the form and size of Debian's in OSV: one in a hundred names a package of the image. FOLDER has
Trivy's database as `db/trivy.db`; Trivy then finds what that knows, so times are compared and findings are not. What is
compared runs in turn; printed are medians as Markdown.
"""
import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

RECORDS = 60_000


def run(command: list[str]) -> tuple[float, float, float]:
    """CPU seconds, wall seconds and MiB."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)}: exit status {process.returncode}")
    return usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024


def record(number: int, name: str, chance: random.Random) -> bytes:
    ranges = [
        {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": f"{chance.randint(1, 9)}.{chance.randint(0, 99)}-{release}"}]}
        for release in (11, 12, 13)
    ]
    affected = [
        {
            "package": {"name": name, "ecosystem": f"Debian:{release}", "purl": f"pkg:deb/debian/{name}?arch=source"},
            "ranges": [one],
            "versions": [f"{chance.randint(0, 5)}.{chance.randint(0, 99)}-{place}" for place in range(25)],
            "ecosystem_specific": {"urgency": "not yet assigned"},
        }
        for release, one in zip((11, 12, 13), ranges)
    ]
    return json.dumps(
        {
            "id": f"DEBIAN-CVE-2026-{10_000 + number}",
            "modified": "2026-11-20T00:00:00Z",
            "published": "2026-11-19T00:00:00Z",
            "upstream": [f"CVE-2026-{10_000 + number}"],
            "details": "What it does, " * 40,
            "affected": affected,
            "schema_version": "1.7.0",
            "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        }
    ).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--imagescan", required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--trivy")
    parser.add_argument("--trivy-cache")
    parser.add_argument("image")
    options = parser.parse_args()
    program, image = options.imagescan, options.image

    with tempfile.TemporaryDirectory(prefix="vulnerabilities-") as temporary:
        folder = Path(temporary)
        listed = subprocess.run([program, "inventory", image, "-q", "-o", "jsonl"], capture_output=True, text=True, check=True)
        packages = [json.loads(line) for line in listed.stdout.splitlines()]
        names = sorted({(package.get("source") or package["name"]).split(" ")[0] for package in packages})
        chance = random.Random(1)
        size = 0
        with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for number in range(RECORDS):
                name = chance.choice(names) if number % 100 == 0 else f"package{chance.randint(0, 20_000)}"
                data = record(number, name, chance)
                size += len(data)
                archive.writestr(f"DEBIAN-CVE-2026-{10_000 + number}.json", data)
        database = folder / "advisories.db"
        jobs = {
            "advisories build": [program, "advisories", "build", str(folder / "all.zip"), "-o", str(database)],
            "inventory": [program, "inventory", image, "-q", "-o", "json"],
            "vulnerabilities, database": [program, "vulnerabilities", image, "-q", "-o", "json", "--advisories", str(database)],
            "vulnerabilities, zip": [program, "vulnerabilities", image, "-q", "-o", "json", "--advisories", str(folder / "all.zip")],
        }
        if options.trivy and options.trivy_cache:
            fixed = ["--skip-db-update", "--skip-java-db-update", "--offline-scan", "--quiet", "--scanners", "vuln"]
            # What it found is kept by layer: without that it would read no layer again.
            jobs["trivy"] = [
                "sh", "-c", 'rm -rf "$0/fanal" && exec "$@"', options.trivy_cache, options.trivy, "image", "--cache-dir",
                options.trivy_cache, *fixed, "--format", "json", "--input", image,
            ]
        measured: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(options.rounds):
            for name, command in jobs.items():
                database.unlink() if name == "advisories build" and database.exists() else None
                measured.setdefault(name, []).append(run(command))
        print(f"{RECORDS} records of {size / 1e6:.0f} MB, {len(packages)} packages of {len(names)} sources, {os.cpu_count()} cores, "
              f"medians of {options.rounds}.\n")
        print("| job | CPU s | wall s | memory MiB |\n|---|---:|---:|---:|")
        for name, values in measured.items():
            cpu, wall, memory = (statistics.median(column) for column in zip(*values))
            print(f"| {name} | {cpu:.2f} | {wall:.2f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
