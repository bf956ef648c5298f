#!/usr/bin/env bash
# Every header of src/ compiles alone. Checked headers are remembered by the content of all headers they can reach, so a
# second run without changes takes no time. Usage: check_headers.sh [FOLDER for the memory]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
memory=${1:-$stom_root/build/headers}
mkdir -p "$memory"
cd "$stom_root"

compiler=${CXX:-g++}
includes=(-Isrc)
while IFS= read -r flag; do
  case "$flag" in -I*) includes+=(-isystem "${flag#-I}") ;; esac
done < <(pkg-config --cflags-only-I pangocairo libzip 2>/dev/null | tr ' ' '\n')
if command -v llvm-config-19 >/dev/null; then includes+=(-isystem "$(llvm-config-19 --includedir)"); fi

export compiler memory
check_one() {
  local header=$1 mark
  shift
  mark="$memory/${header//\//_}"
  # The mark is a make-style dependency file: newer than everything it names means nothing to do.
  if [ -f "$mark.d" ]; then
    local file fresh=yes
    for file in $(sed -e 's/\\$//' -e 's/^[^:]*://' "$mark.d"); do
      case "$file" in src/*) if [ ! -f "$file" ] || [ "$file" -nt "$mark.d" ]; then fresh=no; break; fi ;; esac
    done
    if [ "$fresh" = yes ]; then return 0; fi
  fi
  # The header twice: it must also be guarded.
  if printf '#include "%s"\n#include "%s"\n' "${header#src/}" "${header#src/}" |
      "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra "$@" -MMD -MF "$mark.new" -x c++ - 2>"$mark.log"; then
    mv "$mark.new" "$mark.d"
    rm -f "$mark.log"
  else
    rm -f "$mark.d" "$mark.new"
    echo "$header does not compile alone:" >&2
    head -n 12 "$mark.log" >&2
    return 1
  fi
}
export -f check_one

status=0
find src -name '*.h' -print0 | sort -z |
  xargs -0 -P "$(job_count)" -I{} bash -c 'check_one "$@"' check {} "${includes[@]}" || status=1
echo "headers: $(find src -name '*.h' | wc -l) checked, $([ "$status" -eq 0 ] && echo 'all compile alone' || echo 'some fail')"
exit "$status"
