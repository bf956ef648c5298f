#!/usr/bin/env bash
# Installs the Debian packages that are missing (scripts/packages.txt), and only those. Says nothing and needs no rights
# when nothing is missing. --with-fuzz adds the packages of the fuzz targets, --check only tells what is missing.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

with_fuzz=no check_only=no
for argument in "$@"; do
  case "$argument" in
    --with-fuzz) with_fuzz=yes ;;
    --check) check_only=yes ;;
    *) say "알 수 없는 옵션: $argument (--with-fuzz, --check)" "unknown option $argument (expected --with-fuzz or --check)"; exit 2 ;;
  esac
done
if [ "${STOM_SKIP_SETUP:-}" = 1 ]; then exit 0; fi

wanted=()
optional=no
while IFS= read -r line || [ -n "$line" ]; do
  case "$line" in
    '# Fuzz'*) optional=yes ;;
    '' | '#'*) ;;
    *) if [ "$optional" = no ] || [ "$with_fuzz" = yes ]; then wanted+=("$line"); fi ;;
  esac
done <"$stom_root/scripts/packages.txt"

if ! command -v dpkg-query >/dev/null; then
  say "Debian 계열이 아니므로 필요한 프로그램을 확인할 수 없습니다. scripts/packages.txt의 것들을 직접 설치한 뒤 STOM_SKIP_SETUP=1로 실행하세요." \
    "this is not Debian, so what is missing cannot be checked: install what scripts/packages.txt lists and run with STOM_SKIP_SETUP=1"
  exit 1
fi

installed=$(dpkg-query -W -f='${db:Status-Status} ${binary:Package}\n' "${wanted[@]}" 2>/dev/null || true)
missing=()
for package in "${wanted[@]}"; do
  if ! grep -qE "^installed ${package//+/\\+}(:|\$)" <<<"$installed"; then missing+=("$package"); fi
done
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
if [ "$check_only" = yes ]; then printf '%s\n' "${missing[@]}"; exit 1; fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    say "설치되지 않은 패키지: ${missing[*]}" "these packages are missing: ${missing[*]}"
    say "관리자 권한으로 다음을 실행하세요: apt-get update && apt-get install ${missing[*]}" \
      "ask an administrator to run: apt-get update && apt-get install ${missing[*]}"
    exit 1
  fi
  as_root=(sudo)
fi

log=$(mktemp "${TMPDIR:-/tmp}/stom-setup.XXXXXX.log")
step() {  # step COMMAND…: one command as root; its output is shown only when it fails
  if "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@" >"$log" 2>&1 </dev/null; then return 0; fi
  tail -n 30 "$log" >&2
  say "실패했습니다: $* (전체 기록: $log)" "failed: $* (whole log: $log)"
  exit 1
}
# The password is asked before output is hidden.
if [ "${#as_root[@]}" -gt 0 ] && ! sudo -v; then
  say "sudo를 사용할 수 없습니다. 관리자에게 설치를 부탁하세요: apt-get install ${missing[*]}" \
    "sudo is not allowed here; ask an administrator to run: apt-get install ${missing[*]}"
  exit 1
fi

say "패키지 목록을 받습니다…" "updating the list of packages…"
step apt-get update
unknown=()
for package in "${missing[@]}"; do
  if [ -z "$(LC_ALL=C apt-cache policy "$package" 2>/dev/null | sed -n 's/^ *Candidate: *//p' | grep -v '(none)')" ]; then
    unknown+=("$package")
  fi
done
if [ "${#unknown[@]}" -gt 0 ]; then
  say "이 시스템의 패키지 저장소에 없습니다: ${unknown[*]}" "the package sources of this system do not have: ${unknown[*]}"
  case " ${unknown[*]} " in
    *' llvm-19-dev '*)
      say "llvm-19-dev는 Debian 12(bookworm)의 최신 갱신판에 있습니다. /etc/apt/sources.list에 'bookworm main', 'bookworm-updates main', 'bookworm-security main'이 있는지 확인하고 다시 실행하세요." \
        "llvm-19-dev is part of the current Debian 12 (bookworm): see that /etc/apt/sources.list has 'bookworm main', 'bookworm-updates main' and 'bookworm-security main', then run this again" ;;
    *)
      say "stom은 Debian 12(bookworm)를 기준으로 만들어졌습니다. 'bookworm main' 저장소가 켜져 있는지 확인하세요." \
        "stom is made for Debian 12 (bookworm): see that the source 'bookworm main' is enabled" ;;
  esac
  exit 1
fi
say "설치합니다: ${missing[*]}" "installing: ${missing[*]}"
step apt-get install -y --no-install-recommends "${missing[@]}"
say "설치가 끝났습니다." "everything needed is installed."
rm -f "$log"
