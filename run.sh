#!/usr/bin/env bash
# Sets up, builds and runs stom. `./run.sh ARGUMENTS…` is `stom ARGUMENTS…`; `./run.sh` alone shows what stom does: it makes
# sample rows, back-tests an example text in each market, and says where the reports and pictures are.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"
"$stom_root/scripts/setup.sh"
build release stom
stom="$stom_root/build/release/bin/stom"

if [ "$#" -gt 0 ]; then exec "$stom" "$@"; fi
exec "$stom_root/scripts/demo.sh" "$stom"
