#!/usr/bin/env bash
# Compares imagescan with syft and dive: Benchmarks/run.sh [--rounds N] [--output FILE] [IMAGE...]
#
# Without an image, builds one of about 2 GB with plain, gzip and zstd layers in generated/benchmark first.
# IMAGESCAN names the program to measure; unset, the release build of this package is taken.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
options=()
while [[ ${1:-} == --* ]]; do
    options+=("$1" "${2:?$1 wants a value}")
    shift 2
done

.ci/system-packages build bench
if [ -z "${IMAGESCAN:-}" ]; then
    IMAGESCAN=$(swift build --configuration release --static-swift-stdlib --product imagescan --show-bin-path)/imagescan
fi
if [ ! -x "$IMAGESCAN" ]; then
    echo "no program at $IMAGESCAN: run make build" >&2
    exit 1
fi

if [ $# = 0 ]; then
    images=generated/benchmark
    if [ ! -e "$images/zstd.oci.tar" ]; then
        "$here/build-image.sh" "$images"
    fi
    set -- "$images"/{gzip.oci,zstd.oci,plain.docker}.tar
fi

exec python3 "$here/measure.py" --imagescan "$IMAGESCAN" "${options[@]}" "$@"
