#!/usr/bin/env bash
# All checks of stom: layers, headers, unit and text tests, the golden cases with both back ends, fuzzing.
# Usage: ./test.sh [quick|slow]; slow adds (about 25 minutes) 180 more seeds of the hostile runs, each reconciled within 5 s, and a day of
# traffic in ten minutes with a look at every role's memory.
# Ends with "N passed, N failed"; the exit status is 0 only if nothing failed.
# STOM_FUZZ_SECONDS: seconds per fuzz target (default 10; 0 leaves fuzzing out).
set -uo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"
cd "$stom_root" || exit 1
level=${1:-quick}
if [ "$level" != quick ] && [ "$level" != slow ] || [ $# -gt 1 ]; then
  echo "usage: ./test.sh [quick|slow]" >&2
  exit 2
fi
scripts/setup.sh || exit 1
build release || exit 1

logs="$stom_root/build/test-logs"
mkdir -p "$logs"
export STOM_CACHE="$stom_root/build/test-cache"
stom=build/release/bin/stom
passed=0 failed=0

# report NAME PASSED FAILED LOG
report() {
  printf '%-32s %5d passed, %d failed\n' "$1" "$2" "$3"
  passed=$((passed + $2))
  failed=$((failed + $3))
  if [ "$3" -ne 0 ]; then tail -n 40 "$4"; fi
}

# check NAME COMMAND…: one check that passes or fails by its exit status.
check() {
  local name=$1 log="$logs/$1.log"
  shift
  if "$@" >"$log" 2>&1 </dev/null; then report "$name" 1 0 "$log"; else report "$name" 0 1 "$log"; fi
}

unit_and_text_tests() {
  local log="$logs/tests.log" status=0 all bad
  ctest --test-dir build/release --output-on-failure --parallel 2 >"$log" 2>&1 </dev/null || status=1
  all=$(sed -n 's/^.*tests failed out of \([0-9]*\).*/\1/p' "$log")
  bad=$(sed -n 's/^.*tests passed, \([0-9]*\) tests failed out of.*/\1/p' "$log")
  if [ -z "$all" ]; then report tests 0 1 "$log"; return; fi
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  report tests $((all - bad)) "$bad" "$log"
  grep -E 'Skipped$|\(Skipped\)' "$log" | sed 's/^/  /' | sort -u || true
}

# golden NAME OPTION…: the last line of `stom verify` is "N passed, N failed".
golden() {
  local log="$logs/$1.log" name=$1 counts status=0
  shift
  "$stom" verify tests/golden --lang en "$@" >"$log" 2>"$log.progress" </dev/null || status=$?
  counts=$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed.*/\1 \2/p' "$log" | tail -n 1)
  if [ -z "$counts" ]; then cat "$log.progress" >>"$log"; report "$name" 0 1 "$log"; return; fi
  local bad=${counts#* }
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  report "$name" "${counts% *}" "$bad" "$log"
}

fuzzing() {
  local log="$logs/fuzz.log" status=0
  scripts/fuzz.sh "${STOM_FUZZ_SECONDS:-10}" >"$log" 2>&1 </dev/null || status=$?
  if [ "$status" -eq 77 ]; then tail -n 1 "$log"; return; fi
  local good bad
  good=$(grep -c '^fuzz .*: ok' "$log")
  bad=$(grep -c '^fuzz .*: FAILED' "$log")
  if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
  report fuzzing "$good" "$bad" "$log"
}

hostile() {
  local log="$logs/hostile.log" counts
  python3 -B tests/session/hostile.py "$stom" --seeds 21-200 --jobs 4 --within 5 >"$log" 2>&1 </dev/null
  counts=$(sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$log" | tail -n 1)
  if [ -z "$counts" ]; then report hostile 0 1 "$log"; return; fi
  report hostile "${counts% *}" "${counts#* }" "$log"
}

check layers python3 cmake/check_layers.py
check headers scripts/check_headers.sh
check generated-docs python3 cmake/make_docs.py --check
unit_and_text_tests
golden golden-native
golden golden-interpreter --interpreter
if [ "${STOM_FUZZ_SECONDS:-10}" != 0 ]; then fuzzing; fi
if [ "$level" = slow ]; then
  hostile
  check soak python3 -B tests/session/soak.py "$stom"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
