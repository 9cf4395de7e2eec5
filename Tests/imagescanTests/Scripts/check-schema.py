#!/usr/bin/env python3
"""check-schema.py SCHEMA FILE: a document, or with a name in .jsonl one a line; no member may be undescribed."""
import json
import sys

import jsonschema


def closed(schema):
    """The schema with no members allowed but those it describes."""
    if isinstance(schema, dict):
        result = {key: closed(value) for key, value in schema.items()}
        if "properties" in result and isinstance(result["properties"], dict) and result.get("type") == "object":
            result.setdefault("additionalProperties", False)
        return result
    return [closed(value) for value in schema] if isinstance(schema, list) else schema


with open(sys.argv[1], encoding="utf-8") as file:
    validator = jsonschema.Draft202012Validator(closed(json.load(file)))
with open(sys.argv[2], encoding="utf-8") as file:
    documents = [json.loads(line) for line in file] if sys.argv[2].endswith(".jsonl") else [json.load(file)]
errors = [error for document in documents for error in validator.iter_errors(document)]
for error in errors[:10]:
    print(error.json_path, error.message[:200])
sys.exit(1 if errors else 0)
