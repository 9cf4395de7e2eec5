#!/usr/bin/env bash
# Runs one fuzz target: run.sh PROGRAM TARGET [LIBFUZZER-OPTION...]
set -euo pipefail

program=$(realpath "$1")
target=$2
shift 2
seeds=$(realpath "$(dirname "$0")/Corpus/$target")
folder=$(dirname "$0")/../generated/fuzz/$target
mkdir -p "$folder/corpus"
cd "$folder"

# Small executions spend their time on allocations: remembering less of them makes fuzzing several times as fast.
export ASAN_OPTIONS="malloc_context_size=0:quarantine_size_mb=16:detect_stack_use_after_return=0"
# The backtrace of a crash would be taken in the signal handler that libFuzzer needs.
export SWIFT_BACKTRACE=enable=no
export FUZZ_TARGET=$target
echo "== $target"
exec "$program" corpus "$seeds" -rss_limit_mb=512 -malloc_limit_mb=256 -timeout=10 -print_final_stats=1 "$@"
