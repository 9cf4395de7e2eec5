#!/usr/bin/env python3
"""Writes Sources/ImageKit/Packages/Licenses/SPDXLicenseList+Data.swift.

The identifiers of the SPDX License List (https://spdx.org/licenses) and whether they are deprecated, as PyPI's `packaging`
carries them:

    python3 -m venv generated/spdx && generated/spdx/bin/pip install packaging
    generated/spdx/bin/python Tests/Scripts/spdx-list.py > Sources/ImageKit/Packages/Licenses/SPDXLicenseList+Data.swift
"""
from packaging.licenses._spdx import EXCEPTIONS, LICENSES, VERSION


def words(name, summary, values):
    print(f"    /// {summary}")
    print(f'    static let {name} = """')
    line = ""
    for value in sorted(values, key=str.lower):
        if line and len(line) + 1 + len(value) > 108:
            print(f"        {line} \\")
            line = ""
        line += (" " if line else "") + value
    print(f"        {line}")
    print('        """')


def some(table, deprecated):
    return [entry["id"] for entry in table.values() if entry["deprecated"] == deprecated]


print("// Written by Tests/Scripts/spdx-list.py; not to be edited by hand.\n")
print("extension SPDXLicenseList {")
print("    /// The version of the list.")
print(f'    public static let version = "{VERSION}"')
words("currentLicenses", "The licenses that are not deprecated, one a word.", some(LICENSES, False))
words("deprecatedLicenses", "The deprecated licenses, one a word.", some(LICENSES, True))
words("exceptions", "The exceptions, deprecated ones too, one a word.", [e["id"] for e in EXCEPTIONS.values()])
print("}")
