// Objective values (기준값), constraint ranges (기준값 제한) and the merge of train and validation parts
// (optimisation spec 5.3 to 5.5; the formulas name their fields as the specification does).
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "backtest/metrics.h"

namespace stom::optimize {

enum class Objective : std::uint8_t { kTp, kTg, kTpi, kCagr, kPm, kP2m, kPam, kPwm, kPtm, kGm, kG2m, kGam, kGwm, kGtm };
inline constexpr std::array<std::string_view, 14> kObjectiveNames = {"TP",  "TG",  "TPI", "CAGR", "PM",  "P2M", "PAM",
                                                                    "PWM", "PTM", "GM",  "G2M",  "GAM", "GWM", "GTM"};

// Inclusive ranges in the order of the setting: mdd, holdings, win rate, average profit, trades a day, cagr, tpi.
struct Constraints {
  std::array<double, 14> limits = {0, 1000, 0, 100, 0, 100, -10, 10, 0, 100, -10000, 10000, 0, 10};
  [[nodiscard]] bool hold(const backtest::Metrics& metrics) const;
};

inline constexpr double kScoreWithoutTrades = -2'000'000'000;
inline constexpr double kScoreOutsideLimits = -2'222'222'222;

// A validation part ignores constraints; a part without any trade scores 0 there. A ratio with no drawdown under it divides by
// 0.01 % or 1 of money: the reference fails there.
enum class Part : std::uint8_t { kTotal, kTrain, kValidation };
[[nodiscard]] double score(Objective objective, const backtest::Metrics& metrics, double bet, const Constraints& constraints, Part part);
// The same with the sign kept (known defect K17): where profit, average profit or CAGR is a negative factor of a product, the score is
// negative, so that two losses never make a good score.
[[nodiscard]] double signed_score(Objective objective, const backtest::Metrics& metrics, double bet, const Constraints& constraints, Part part);

// Merge over folds, newest first; weighted: 2(n − i)/n.
struct FoldScore {
  double train = 0, validation = 0;
};
[[nodiscard]] double merge(Objective objective, std::span<const FoldScore> folds, double bet, bool weighted);

}  // namespace stom::optimize
