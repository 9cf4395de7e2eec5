#!/usr/bin/env python3
"""Tests of the fleet: test_fleet.py IMAGESCAN. Skipped aloud where Dask or DuckDB is missing."""
import functools
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

missing = [name for name in ("distributed", "duckdb") if importlib.util.find_spec(name) is None]
if missing:
    print(f"SKIPPED: Python's {' and '.join(missing)} is missing (see requirements.txt), the fleet is not tested")
    sys.exit(0)

import dask
import dask.bag
import duckdb
from distributed import Client, LocalCluster

import fleet
import query
from debian_version import sort_key
from make_archives import VERSIONS, make_archives

# Workers import this file too, and have no arguments.
PROGRAM = sys.argv[1] if len(sys.argv) > 1 else ""
dask.config.set({"distributed.logging.distributed": "critical"})


def below(version: str, bound: str) -> bool:
    return subprocess.run(["dpkg", "--compare-versions", version, "lt", bound], check=False).returncode == 0


class VersionTests(unittest.TestCase):
    VERSIONS = """
        0 0~ 0.0 00 0a 0a0 1 1~ 1~~ 1~~a 1~a 1~1 1.0 1.0-0 1.0-1 1.0-1~deb12u1 1.0-1+deb12u1 1.0-1+b1 1.0-1.1 1.0-10
        1.0-9 1.0+dfsg-1 1.0~rc1-1 1.0a-1 1.0A-1 1.0.1 1.0-1-1 1:0 1:1.0 2:0 0:1.0 9:0 10:0 1.1.1w-0+deb11u1 3.0.9-1
        3.0.17-1~deb12u2 3.0.17~rc1-1 3.0.17 3.0.100-1 20230311 20230311+deb12u1 123456789 1234567890 12345678901234567890
        99999999 999999999 1.2+3 1.2.3 1.2-3 1.2a3 1.2Z3 1+ 1. 1+~ 1.~ 1a~ 1-~ 1-a 1.18446744073709551616
    """.split()

    @unittest.skipUnless(shutil.which("dpkg"), "there is no dpkg")
    def test_keys_are_in_the_order_that_dpkg_gives(self):
        ordered = sorted(self.VERSIONS, key=functools.cmp_to_key(lambda a, b: below(b, a) - below(a, b)))
        for left, right in zip(ordered, ordered[1:]):
            keys = sort_key(left), sort_key(right)
            (self.assertLess if below(left, right) else self.assertEqual)(*keys, f"{left} {right}")


class FleetTests(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = Path(scratch.name)
        self.directory, self.starts = self.folder / "fleet", self.folder / "starts"
        self.archives, self.truth = make_archives(self.folder / "archives", 54)
        # Slow enough to be killed in the middle, and counted.
        self.program = self.folder / "imagescan"
        self.program.write_text(f'#!/bin/sh\necho "$$" >>"{self.starts}"\nsleep 0.1\nexec "{PROGRAM}" "$@"\n')
        self.program.chmod(0o755)
        cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
        self.addCleanup(cluster.close)
        self.client = Client(cluster)
        self.addCleanup(self.client.close)

    def scan(self, archives=None):
        return fleet.scan_all(archives or self.archives, str(self.directory), self.client, str(self.program))

    def count_starts(self) -> int:
        return len(self.starts.read_text().splitlines()) if self.starts.exists() else 0

    def files(self) -> list[Path]:
        return sorted(self.directory.glob("*.jsonl"))

    def expect_everything(self):
        self.assertEqual(len(self.files()), len(self.archives))
        keys = set()
        for file in self.files():
            rows = [json.loads(line) for line in file.read_text().splitlines()]
            self.assertEqual({file.stem}, {row["imageDigest"].replace(":", "-") for row in rows})
            keys |= {tuple(row) for row in rows}
            packages = {(row["name"], row["version"], row["size"]) for row in rows}
            self.assertEqual(packages, self.truth[rows[0]["imageReference"]])
        self.assertEqual(len(keys), 1, "every row has the same keys")
        self.assertEqual([path.name for path in self.directory.rglob("*.partial")], [])

    def test_a_killed_worker_loses_nothing_and_a_second_run_scans_nothing(self):
        workers = {pid for pid in self.client.run(os.getpid).values()}
        self.assertEqual(len(workers), 2)
        done = []
        for result in self.scan():
            done.append(result["done"])
            if len(done) == 6:
                self.assertLess(len(self.files()), len(self.archives) - 6)
                os.kill(min(workers), signal.SIGKILL)
        self.assertEqual(set(done), {"scanned", "known"} & set(done))
        self.assertEqual(len(done), len(self.archives))
        self.assertNotIn(min(workers), self.client.run(os.getpid).values())
        self.expect_everything()

        starts = self.count_starts()
        self.files()[0].unlink()
        self.assertEqual(sorted(result["done"] for result in self.scan()), ["known"] * 53 + ["scanned"])
        self.assertEqual(self.count_starts(), starts + 1)
        self.expect_everything()

    def test_one_bad_archive_fails_alone(self):
        bad = self.folder / "bad\n.tar"
        bad.write_bytes(Path(self.archives[0]).read_bytes()[:5000])
        results = list(self.scan([str(bad), str(self.folder / "none.tar"), *self.archives[:2]]))
        self.assertEqual(sorted(result["done"] for result in results), ["failed"] * 2 + ["scanned"] * 2)
        self.assertEqual(len(self.files()), 2)

    def test_a_program_that_is_killed_is_tried_again(self):
        marker = self.folder / "killed"
        real = self.program.read_text()
        self.program.write_text(real.replace("exec", f'[ -e "{marker}" ] || {{ touch "{marker}"; kill -KILL $$; }}\nexec'))
        self.assertEqual([result["done"] for result in self.scan(self.archives[:1])], ["scanned"])
        self.assertEqual(self.count_starts(), 2)

    def test_an_image_under_two_names_is_one_file(self):
        copy = self.folder / "copy.tar"
        shutil.copy(self.archives[0], copy)
        self.assertEqual({result["done"] for result in self.scan([self.archives[0], str(copy)])}, {"scanned"})
        self.assertEqual(len(self.files()), 1)

    @unittest.skipUnless(shutil.which("dpkg"), "there is no dpkg")
    def test_duckdb_finds_old_openssl_and_its_bytes(self):
        list(self.scan())
        found = query.affected(str(self.directory), "openssl", "3.0.17").fetchall()
        expected = {
            reference: sum(size for name, _, size in packages if name in ("openssl", "libssl3"))
            for reference, packages in self.truth.items()
            if any(name == "openssl" and below(version, "3.0.17") for name, version, _ in packages)
        }
        self.assertEqual({row[0]: row[4] for row in found}, expected)
        self.assertEqual({row[2] for row in found}, {version for version in VERSIONS if version and below(version, "3.0.17")})
        self.assertTrue(all(row[3] == ["libssl3", "openssl"] for row in found))

        rows = sum(len(packages) for packages in self.truth.values())
        # As other engines take it: no schema said, a bag of lines, a file at a time.
        pattern = str(self.directory / "*.jsonl")
        self.assertEqual(duckdb.sql(f"SELECT count(*) FROM '{pattern}'").fetchall(), [(rows,)])
        bag = dask.bag.read_text(pattern).map(json.loads)
        self.assertEqual(bag.pluck("size").sum().compute(), sum(p[2] for ps in self.truth.values() for p in ps))
        kinds = {name: kind for name, kind, *_ in duckdb.sql(f"DESCRIBE SELECT * FROM '{pattern}'").fetchall()}
        self.assertEqual((kinds["size"], kinds["layer"], kinds["version"]), ("BIGINT", "BIGINT", "VARCHAR"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
