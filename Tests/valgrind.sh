#!/usr/bin/env bash
# Runs a program under valgrind over archives of every codec: valgrind.sh IMAGESCAN [ARCHIVE...]
# An invalid read or write, a lost block, or a C library that uses bytes nobody set ends it with status 1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# valgrind does not get along with the debug information of Swift.
strip -o "$scratch/imagescan" "$1"
shift
check() {
    valgrind --quiet --error-exitcode=9 --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite \
        --suppressions="$here/valgrind.supp" "$scratch/imagescan" "$@" >/dev/null || {
        echo "valgrind: imagescan $* ends with $?" >&2
        exit 1
    }
}

for archive in "$here"/../Fixtures/*.tar "$@"; do
    check inventory "$archive"
done
check usage "$here/../Fixtures/demo-slim.docker.tar" --duplicates

# The demo image with its layers in the codecs that it does not have.
python3 "$here/recompress.py" "$here/../Fixtures/demo-slim.docker.tar" "$scratch"
for archive in "$scratch"/*.tar; do
    check layers "$archive"
done
echo "valgrind: clean"
