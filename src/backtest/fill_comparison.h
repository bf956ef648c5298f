// One strategy under both fill models: how much of a result is the fill model.
#pragma once

#include "backtest/metrics.h"
#include "base/message.h"
#include "trade/fill_model.h"

namespace stom::backtest {

struct FillComparison {
  trade::FillModel realistic_model;
  Metrics reference, realistic;
};

struct FillComparisonRow {
  Message label;
  std::string reference, realistic, difference;  // difference: realistic − reference
};
[[nodiscard]] std::vector<FillComparisonRow> comparison_rows(const FillComparison& comparison, market::Market market, market::Frame frame);
// What the difference means, in one sentence.
[[nodiscard]] Message comparison_verdict(const FillComparison& comparison, market::Market market);
// The rows as an aligned table, then the verdict.
[[nodiscard]] std::vector<Message> comparison_lines(const FillComparison& comparison, market::Market market, market::Frame frame);

}  // namespace stom::backtest
