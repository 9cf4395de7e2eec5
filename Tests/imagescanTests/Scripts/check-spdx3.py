#!/usr/bin/env python3
"""check-spdx3.py SCHEMAS FILE: an SPDX 3.0.1 document held against its official schema.

SCHEMAS is the folder of schemas with their own validate.py. jsonschema-rs takes a hundredth of a second where that program,
which is asked without it, takes a minute.
"""
import json
import pathlib
import subprocess
import sys

schemas = pathlib.Path(sys.argv[1])
try:
    import jsonschema_rs
except ImportError:
    print("jsonschema_rs is missing (make test installs it): the schema is checked slowly", file=sys.stderr)
    sys.exit(subprocess.call([sys.executable, "-W", "ignore", schemas / "validate.py", "spdx301", sys.argv[2]]))

with open(schemas / "spdx/spdx-3.0.1.schema.json", encoding="utf-8") as file:
    validator = jsonschema_rs.validator_for(json.load(file))
with open(sys.argv[2], encoding="utf-8") as file:
    errors = list(validator.iter_errors(json.load(file)))
for error in errors[:10]:
    print(str(error)[:300])
sys.exit(1 if errors else 0)
