#!/usr/bin/env python3
"""check-sbom.py [--ntia] FILE...: documents held against the validators of others that are installed here.

Names on standard output what was wrong, and as `missing: NAME` each validator that is not installed.
"""
import json
import logging
import sys

logging.disable(logging.CRITICAL)


def spdx(path):
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    return [message.validation_message for message in validate_full_spdx_document(parse_file(path))]


def cyclonedx(path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with open(path, encoding="utf-8") as file:
        text = file.read()
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    error = JsonStrictValidator(version).validate_str(text)
    return [] if error is None else [repr(error)]


def elements(path):
    from ntia_conformance_checker import SbomChecker

    checker = SbomChecker(path, validate=False, compliance="ntia")
    return [] if checker.compliant else [str(checker.all_components_without_info)]


wants_elements = "--ntia" in sys.argv
failures, missing = [], set()
for path in (argument for argument in sys.argv[1:] if not argument.startswith("--")):
    with open(path, encoding="utf-8") as file:
        is_spdx = "spdxVersion" in json.load(file)
    checks = [spdx, elements] if is_spdx and wants_elements else [spdx] if is_spdx else [cyclonedx]
    for check in checks:
        try:
            failures += [f"{path}: {check.__name__}: {failure[:400]}" for failure in check(path)]
        except ImportError as error:
            missing.add(error.name)
        except Exception as error:  # what they throw on bad documents has no common class
            failures.append(f"{path}: {check.__name__}: {error!r}"[:600])
for failure in failures[:20]:
    print(failure)
for name in sorted(missing):
    print(f"missing: {name}")
sys.exit(1 if failures else 0)
