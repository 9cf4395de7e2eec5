#!/usr/bin/env bash
# Builds the example with the product ImageReading alone, and asserts that nothing else is built with it: test.sh SCRATCH
# SWIFT names the compiler driver.
set -euo pipefail
cd "$(dirname "$0")"
scratch=$1
swift=${SWIFT:-swift}

others='ArgumentParser|Image(Packages|Ledger|Reports|Policy|Kit)|imagescan'

# What an earlier run built says nothing of this one.
if [ -d "$scratch" ]; then
    find "$scratch" -regextype posix-extended -regex ".*/($others)\.build/.*\.o" -delete
fi
"$swift" build --scratch-path "$scratch"
folder=$("$swift" build --scratch-path "$scratch" --show-bin-path)

# SwiftPM plans every target but compiles only what is needed: a folder without objects was not built.
built=$(find "$folder" -path '*.build/*.o' | sed -E 's|.*/([^/]+)\.build/.*|\1|' | sort -u)
for module in ImageReading ReadingOnly; do
    grep -qx "$module" <<<"$built" || { echo "$module is not among what was built: $built" >&2; exit 1; }
done
if grep -Ex "$others" <<<"$built"; then
    echo "The product ImageReading builds more than it needs." >&2
    exit 1
fi
if readelf --dynamic "$folder/ReadingOnly" | grep -E 'NEEDED.*(libFoundation\.so|FoundationInternationalization|ICU)'; then
    echo "The product ImageReading needs all of Foundation." >&2
    exit 1
fi

lines=$("$folder/ReadingOnly" ../../Fixtures/demo.oci.tar)
[ "$(wc -l <<<"$lines")" = 6 ] || { echo "6 layers are expected: $lines" >&2; exit 1; }
echo "The product ImageReading builds alone: $(paste --serial --delimiters=, <<<"$built")"
