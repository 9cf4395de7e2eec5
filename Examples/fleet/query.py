#!/usr/bin/env python3
"""Ask a directory of JSON lines which images hold a package below a version, and how many bytes it takes there.

    query.py DIRECTORY openssl 3.0.17
"""
import os
import sys

import duckdb

from debian_version import sort_key

# By source package: openssl is also libssl3. Versions are compared as Debian does, which is not the order of strings.
QUERY = """
    SELECT imageReference AS reference, imageDigest AS image, any_value(sourceVersion) AS version,
           list(name ORDER BY name) AS packages, sum(size)::BIGINT AS bytes
    FROM packages
    WHERE type = 'deb' AND sourceName = $name AND debian_key(sourceVersion) < debian_key($version)
    GROUP BY ALL
    ORDER BY bytes DESC, image
"""


def connect(directory: str) -> duckdb.DuckDBPyConnection:
    """A connection with the view `packages` and the function `debian_key`."""
    connection = duckdb.connect()
    connection.create_function("debian_key", sort_key, ["VARCHAR"], "VARCHAR")
    files = os.path.join(directory, "*.jsonl").replace("'", "''")
    # Every row is looked at for the types of columns, or one that is null in the first files would have none.
    connection.execute(
        f"CREATE VIEW packages AS FROM read_json('{files}', format = 'newline_delimited', union_by_name = true)"
    )
    return connection


def affected(directory: str, name: str, version: str) -> duckdb.DuckDBPyRelation:
    """The images that hold the source package below the version."""
    return connect(directory).execute(QUERY, {"name": name, "version": version})


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    for reference, image, version, packages, size in affected(*sys.argv[1:]).fetchall():
        print(reference or image, version, ", ".join(packages), f"{size} bytes", sep="\t")
