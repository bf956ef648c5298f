# Shared by run.sh, test.sh and the scripts here: where stom is, the locale, and messages in Korean or English.
stom_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# A machine without any locale still has to read and write Korean.
if [ -z "${LC_ALL:-}" ] && [ -z "${LC_CTYPE:-}" ] && [ -z "${LANG:-}" ]; then
  export LC_ALL=C.UTF-8
fi

# say KOREAN ENGLISH: one line on standard error, in the language that the stom program would choose.
say() {
  local variable
  for variable in "${LC_ALL:-}" "${LC_MESSAGES:-}" "${LANG:-}"; do
    case "$variable" in
      '' | C | POSIX | C.*) ;;
      ko*) break ;;
      *) printf 'stom: %s\n' "$2" >&2; return ;;
    esac
  done
  printf 'stom: %s\n' "$1" >&2
}

# Compilers take up to 1.5 GB each: as many jobs as cores and memory allow.
job_count() {
  if [ -n "${STOM_JOBS:-}" ]; then echo "$STOM_JOBS"; return; fi
  local cores memory_kb by_memory
  cores=$(nproc 2>/dev/null || echo 2)
  memory_kb=$(sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo 2>/dev/null)
  by_memory=$((${memory_kb:-4000000} / 1500000))
  [ "$by_memory" -ge 1 ] || by_memory=1
  if [ "$cores" -lt "$by_memory" ]; then echo "$cores"; else echo "$by_memory"; fi
}

# run_quietly LOG SECONDS COMMAND…: output goes to LOG; after SECONDS one line says that it takes a while; on failure the
# end of LOG is shown.
run_quietly() {
  local log=$1 patience=$2 what_ko=$3 what_en=$4 status=0 waited=0
  shift 4
  "$@" >"$log" 2>&1 </dev/null &
  local job=$!
  trap 'kill "$job" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$job" 2>/dev/null; do
    sleep 0.1
    waited=$((waited + 1))
    [ "$waited" -ne $((patience * 10)) ] || say "$what_ko" "$what_en"
  done
  wait "$job" || status=$?
  trap - INT TERM
  if [ "$status" -ne 0 ]; then
    tail -n 60 "$log" >&2
    say "실패했습니다. 전체 기록: $log" "this failed; the whole log is $log"
  fi
  return "$status"
}

# build PRESET [TARGET…]: configures when needed, then builds; silent when everything is up to date.
build() {
  local preset=$1
  shift
  local folder="$stom_root/build/$preset"
  mkdir -p "$folder"
  # One build at a time in a folder; a second one waits and then finds nothing to do.
  exec 9>"$folder/.lock"
  flock 9
  local status=0
  if [ ! -f "$folder/build.ninja" ]; then
    (cd "$stom_root" && run_quietly "$folder/configure.log" 5 "빌드를 준비하고 있습니다…" "preparing the build…" \
      cmake --preset "$preset") 9>&- || status=$?
  fi
  if [ "$status" -eq 0 ]; then
    run_quietly "$folder/build.log" 1 \
      "빌드하고 있습니다… (처음에는 몇 분 걸립니다. 기록: $folder/build.log)" \
      "building… (the first time takes minutes; log: $folder/build.log)" \
      ninja -C "$folder" -j "$(job_count)" "$@" 9>&- || status=$?
  fi
  exec 9>&-
  return "$status"
}
