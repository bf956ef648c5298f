#!/usr/bin/env bash
# Runs every fuzz target for some seconds each. Usage: fuzz.sh SECONDS [TARGET…]
# Inputs that crash are kept in build/fuzz/findings; the corpus grows in build/fuzz/corpus.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
seconds=${1:-60}
shift || true

if ! command -v clang++-14 >/dev/null; then
  say "clang++-14가 없어 퍼즈 시험을 건너뜁니다 (설치: scripts/setup.sh --with-fuzz)." \
    "the fuzz targets are skipped: clang++-14 is missing (scripts/setup.sh --with-fuzz installs it)"
  exit 77
fi
build fuzz
folder="$stom_root/build/fuzz"
python3 "$stom_root/fuzz/make_seeds.py" "$folder/seeds"
mkdir -p "$folder/findings" "$folder/files"
export TMPDIR="$folder/files"  # of the targets that read files

targets=("$@")
if [ "${#targets[@]}" -eq 0 ]; then
  for program in "$folder"/bin/fuzz_*; do [ -x "$program" ] && targets+=("${program##*/fuzz_}"); done
fi

run_target() {
  local name=$1 log="$folder/$1.log" options=()
  mkdir -p "$folder/corpus/$name" "$folder/seeds/$name"
  case "$name" in
    script_*) options+=(-max_len=2048 "-dict=$stom_root/fuzz/script.dict") ;;
    back_database) options+=(-max_len=32768) ;;
    *) options+=(-max_len=4096) ;;
  esac
  # Leaks inside LLVM's process-wide tables are not ours to report at exit.
  if (cd "$folder/findings" && ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 "$folder/bin/fuzz_$name" -max_total_time="$seconds" -timeout=20 \
      -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="$folder/findings/$name-" "${options[@]}" \
      "$folder/corpus/$name" "$folder/seeds/$name") >"$log" 2>&1 </dev/null; then
    echo "fuzz $name: ok, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1) inputs"
  else
    echo "fuzz $name: FAILED, see $log"
    grep -aE "ERROR|SUMMARY|runtime error|Test unit written" "$log" | head -n 8
    return 1
  fi
}
export -f run_target say
export folder seconds stom_root

status=0
printf '%s\0' "${targets[@]}" | xargs -0 -P "${STOM_FUZZ_JOBS:-2}" -I{} bash -c 'run_target "$1"' fuzz {} || status=1
rm -rf "$folder/files"
exit "$status"
