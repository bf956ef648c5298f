// Studies made by hand to test reports with: trials whose score is a known function of their vector.
#pragma once

#include "optimize/study_report_data.h"

namespace stom::optimize::test {

// Four variables: [0] and [3] free without effect, [1] strong, [2] weak; the best vector is 30;7;5;… Every 9th trial has no
// trades, every 11th is outside the limits; the last repeats the first. Train, validation (2 folds), test and whole results.
[[nodiscard]] StudyReportInput sample_study(std::size_t trials, market::Market market = market::Market::kStock,
                                            market::Frame frame = market::Frame::kTick);

// `count` trades on `days` weekdays from 2024-01-02, in order of their sales, with seeded profits of either sign.
[[nodiscard]] std::vector<backtest::TradeRecord> sample_trades(market::Market market, market::Frame frame, int count, int days,
                                                               std::uint64_t seed);

// Three walk-forward windows of such trials.
[[nodiscard]] StudyReportInput sample_walk_forward();

}  // namespace stom::optimize::test
