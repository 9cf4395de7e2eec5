#!/usr/bin/env bash
# Compares the fuzz targets with the library, without building either: typecheck.sh MODULES, the folder of the debug
# build's modules. `make fuzz` builds all with libFuzzer, which takes too long for every run of the tests.
# SWIFT names the compiler driver.
set -euo pipefail
cd "$(dirname "$0")"
modules=$1
# SwiftPM keeps dependencies beside the folder of the platform: .build/checkouts, .build/PLATFORM/debug/Modules.
checkouts=$(cd "$(realpath "$modules")/../../../checkouts" && pwd)

maps=()
for map in ../Sources/C*/module.modulemap Sources/C*/module.modulemap \
    "$checkouts"/*/Sources/C*/include/module.modulemap; do
    maps+=(-Xcc "-fmodule-map-file=$map")
done
mapfile -t sources < <(find Sources/Fuzz -name '*.swift')
[ "${#sources[@]}" -gt 1 ] || { echo "No fuzz targets in $PWD/Sources/Fuzz." >&2; exit 1; }
"$(dirname "$(command -v "${SWIFT:-swift}")")/swiftc" -typecheck -parse-as-library -swift-version 6 -enable-testing \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
    -enable-upcoming-feature InternalImportsByDefault -strict-memory-safety -warnings-as-errors \
    -module-name Fuzz -I "$modules" "${maps[@]}" "${sources[@]}"
echo "The fuzz targets fit the library: ${#sources[@]} files"
