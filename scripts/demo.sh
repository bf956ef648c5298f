#!/usr/bin/env bash
# What `./run.sh` shows: sample rows of the three markets, one back-test each, and where reports and pictures are.
# Usage: demo.sh STOM
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
stom=$1
data="$stom_root/stom-data"
results="$data/results"
texts="$stom_root/examples/strategies"
mkdir -p "$data"

# MARKET FRAME BET
runs=('stock tick 1000000' 'upbit tick 1000000' 'binance tick 1000' 'binance min 1000')
for run in "${runs[@]}"; do
  read -r market frame bet <<<"$run"
  database="$data/${market}_${frame}_back.db"
  if [ ! -e "$database" ]; then
    "$stom" sample --market "$market" --frame "$frame" --out "$database" --quiet
  fi
  printf '\n==== %s %s ====\n\n' "$market" "$frame"
  "$stom" backtest --market "$market" --frame "$frame" --db "$database" --bet "$bet" --engines "$(nproc)" --quiet \
    --buy "$texts/${market}_${frame}_buy.txt" --sell "$texts/${market}_${frame}_sell.txt" --out "$results"
done
printf '\n'
say "보고서(report.html)와 그래프(png)는 $results 아래에 있습니다. 다음 할 일: README.ko.md의 '5분 만에 첫 백테스트'" \
  "reports (report.html) and pictures (png) are under $results. Next: 'A first back-test in five minutes' in README.md"
