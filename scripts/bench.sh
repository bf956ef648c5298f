#!/usr/bin/env bash
# Builds and runs all benchmarks. Usage: bench.sh [NAME…]. Numbers mean something on a quiet machine only.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
"$stom_root/scripts/setup.sh"
build bench
folder="$stom_root/build/bench/bin"
export STOM_CACHE="$stom_root/build/bench/cache"
echo "machine: $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) cores, $(sed -n 's/^MemTotal: *\([0-9]*\).*/\1/p' /proc/meminfo) kB"
names=("$@")
if [ "${#names[@]}" -eq 0 ]; then
  for program in "$folder"/bench_*; do [ -x "$program" ] && names+=("${program##*/bench_}"); done
fi
for name in "${names[@]}"; do
  echo "== $name"
  "$folder/bench_$name"
done
