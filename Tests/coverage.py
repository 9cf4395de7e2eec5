#!/usr/bin/env python3
"""Prints the line coverage of parsers: coverage.py CODECOV.JSON

Reads what `swift test --enable-code-coverage` exports. Ends with status 1 where a folder of parsers has less than 95 %.
Runs of the program, as the tests of commands start it, are not counted: its sandbox leaves no place to write counts to.
"""
import json
import sys

LEAST = 95
FOLDERS = ["Reading/OCI", "Reading/Compression", "Reading/Tar", "Reading/Archive", "Reading/Layers", "Packages"]

with open(sys.argv[1], encoding="utf-8") as file:
    files = json.load(file)["data"][0]["files"]
below = []
for folder in FOLDERS:
    lines = covered = 0
    for entry in files:
        name = entry["filename"].partition(f"/Sources/ImageKit/{folder}/")[2]
        counts = entry["summary"]["lines"]
        if not name or counts["count"] == 0:
            continue
        lines += counts["count"]
        covered += counts["covered"]
        share = 100 * counts["covered"] / counts["count"]
        missing = f"{counts['count'] - counts['covered']} lines missing" if share < 100 else ""
        print(f"{share:7.1f} %  {folder}/{name}  {missing}".rstrip())
    if lines:
        print(f"{100 * covered / lines:7.1f} %  {folder} ({covered} of {lines} lines)\n")
        if 100 * covered < LEAST * lines:
            below.append(folder)
    else:
        below.append(f"{folder} has no line")
sys.exit(f"Below {LEAST} %: {', '.join(below)}" if below else 0)
