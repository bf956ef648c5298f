#!/usr/bin/env bash
# Sets up, builds and runs stom. `./run.sh ARGUMENTS…` is `stom ARGUMENTS…`; `./run.sh` alone (or with --headless) starts the platform on embedded
# defaults: an exchange in a box plays a market, an example strategy trades on paper, everything is stored in stom-data/. Ctrl-C or
# `./run.sh down` ends it, `./run.sh status` shows it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/scripts/common.sh"
"$stom_root/scripts/setup.sh"
build release stom stom-sim
stom="$stom_root/build/release/bin/stom"
export STOM_DATA="${STOM_DATA:-$stom_root/stom-data}"
exec "$stom" "$@"
