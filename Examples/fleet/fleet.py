#!/usr/bin/env python3
"""Scan many image archives on a Dask cluster into a directory of JSON lines, a file an image.

    fleet.py DIRECTORY ARCHIVE... [--workers 2 | --scheduler tcp://host:8786] [--program imagescan]

DIRECTORY/sha256-<digest>.jsonl holds a row for each package of the image with that digest. A file is there whole or not at
all, so a run that was cut off is finished by starting it again: only what is missing is scanned. The directory and the
archives are paths that every worker can open.
"""
import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

# What an archive was when it was scanned, and which images it held, so that it need not be read again to know.
RECORDS = ".archives"


def scan(archive: str, directory: str, program: str = "imagescan") -> dict:
    """Scan one archive, unless its images are there already; a plain function for any scheduler.

    Returns the archive, `done` as one of scanned, known and failed, and the digests of its images or the reason. Raises
    only where another try may help: when the program was killed or a disk was full.
    """
    folder, record = Path(directory), record_path(archive, directory)
    try:
        identity = archive_identity(archive)
    except FileNotFoundError as error:
        return {"archive": archive, "done": "failed", "reason": str(error)}
    known = read_record(record)
    if known and known["identity"] == identity and all(file_of(folder, image).exists() for image in known["images"]):
        return {"archive": archive, "done": "known", "images": known["images"]}
    with tempfile.TemporaryDirectory() as scratch:
        rows = Path(scratch, "rows.jsonl")
        command = [program, "sbom", archive, "--quiet", "-o", f"jsonl={rows}"]
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
        if run.returncode < 0:
            raise RuntimeError(f"{archive}: {program} was ended by signal {-run.returncode}")
        if run.returncode:
            return {"archive": archive, "done": "failed", "reason": run.stderr.strip()}
        images = defaultdict(list)
        for line in rows.read_text(encoding="utf-8").splitlines(keepends=True):
            images[json.loads(line)["imageDigest"]].append(line)
    # An image that was found under another name before is not written again.
    for image, lines in images.items():
        if not file_of(folder, image).exists():
            write_whole(file_of(folder, image), "".join(lines))
    # Last, for it says that the others are there.
    write_whole(record, json.dumps({"archive": archive, "identity": identity, "images": sorted(images)}))
    return {"archive": archive, "done": "scanned", "images": sorted(images)}


def file_of(folder: Path, image: str) -> Path:
    """The file of an image; a colon is no part of a name everywhere."""
    return folder / (image.replace(":", "-") + ".jsonl")


def record_path(archive: str, directory: str) -> Path:
    return Path(directory, RECORDS, hashlib.sha256(os.path.abspath(archive).encode()).hexdigest() + ".json")


def read_record(path: Path) -> dict | None:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def archive_identity(archive: str) -> list[int]:
    """Size and time of change: of the archive, or of the index of a layout. `archive.tar#reference` names one image of it."""
    path = Path(archive if os.path.exists(archive) else archive.rpartition("#")[0] or archive)
    status = (path / "index.json" if path.is_dir() else path).stat()
    return [status.st_size, status.st_mtime_ns]


def write_whole(path: Path, text: str) -> None:
    """Write a file under a name that readers of the directory don't look for, then give it its own."""
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".partial")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            os.fchmod(handle, 0o644)
            file.write(text)
            file.flush()
            os.fsync(handle)
        os.replace(partial, path)
    except BaseException:
        os.unlink(partial)
        raise


def scan_all(archives: list[str], directory: str, client, program: str = "imagescan", retries: int = 3):
    """Scan archives on the cluster of a Dask client and yield results as they come.

    Dask gives what a lost worker had in hand to another; `retries` are for errors. On Ray the same function runs as
    `ray.remote(max_retries=3, retry_exceptions=True)(scan).remote(archive, directory, program)`, and `ray.wait` yields.
    """
    from distributed import as_completed

    Path(directory, RECORDS).mkdir(parents=True, exist_ok=True)
    # Not pure: whether an archive is known is asked of the disk each time, never of the scheduler's memory.
    tasks = client.map(scan, archives, directory=directory, program=program, retries=retries, pure=False)
    names = dict(zip((task.key for task in tasks), archives))
    for task in as_completed(tasks):
        if task.status == "finished":
            yield task.result()
        else:
            yield {"archive": names[task.key], "done": "failed", "reason": str(task.exception())}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory")
    parser.add_argument("archives", nargs="+", metavar="archive")
    parser.add_argument("--scheduler", help="address of a Dask scheduler; without one, workers are started here")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="how many to start here")
    parser.add_argument("--program", default="imagescan", help="imagescan on the workers")
    options = parser.parse_args()
    from distributed import Client, LocalCluster

    # One archive at a time in a worker: imagescan uses the cores of a machine itself.
    cluster = options.scheduler or LocalCluster(n_workers=options.workers, threads_per_worker=1, dashboard_address=None)
    counts = defaultdict(int)
    with Client(cluster) as client:
        for result in scan_all(options.archives, options.directory, client, options.program):
            counts[result["done"]] += 1
            if result["done"] == "failed":
                print(ascii(result["archive"])[1:-1], ascii(result["reason"])[1:-1], sep=": ", file=sys.stderr)
    print(f"{counts['scanned']} scanned, {counts['known']} known, {counts['failed']} failed")
    return 1 if counts["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
