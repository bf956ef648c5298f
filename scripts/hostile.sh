#!/usr/bin/env bash
# Hostile runs over many seeds: real orders at an exchange in a box that misbehaves by seed, roles killed at random moments, books compared at the
# end. Usage: hostile.sh [FIRST-LAST] [OPTIONS of tests/session/hostile.py]; default: 200 seeds.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
build release stom stom-sim
exec python3 -B "$stom_root/tests/session/hostile.py" "$stom_root/build/release/bin/stom" --seeds "${1:-1-200}" --jobs "${STOM_JOBS:-4}" --within 5 "${@:2}"
