// How much of an optimisation result may be luck (optimisation spec 12.4, 12.5): figures for one finished study, each with its
// source. Daily profits are divided by the required money (필요자금) and are not annualised; days without a trade count as 0.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "optimize/cscv.h"
#include "optimize/drawdown_bands.h"
#include "optimize/haircut.h"
#include "optimize/sharpe_statistics.h"
#include "optimize/stability_map.h"
#include "optimize/superior_ability.h"
#include "optimize/walk_forward_figures.h"

namespace stom::optimize {

// Below these nothing is judged. Sharpe ratio per year whose reach by luck MinBTL is about; confidence of MinTRL; passes of DSR, PBO.
inline constexpr std::int64_t kFewestDays = 20, kFewestTrades = 30, kFewestTrials = 2;
inline constexpr double kLuckySharpe = 1.0, kTrackRecordAlpha = 0.05;
inline constexpr double kGoodDsr = 0.95, kWorthlessDsr = 0.5, kGoodPbo = 0.1, kWorthlessPbo = 0.5;
inline constexpr int kResamples = 1000;

// Everything for one study; members that need more data than there is are empty.
struct OverfittingReport {
  std::int64_t trials = 0;               // counted by the engine: every trial of the strategy ever scored in this file
  std::int64_t distinct_trials = 0;      // of them with a daily series here
  double effective_trials = 0;           // independent trials that the counted ones amount to
  std::optional<std::int64_t> trades;    // of the best trial
  std::int64_t days = 0;
  double years = 0;                      // days / trading days a year (250 stock, 365 crypto)
  SeriesMoments best;                    // of the best trial's daily returns
  double annual_sharpe = 0;
  std::optional<double> deflated_sharpe, pbo, spa_p;
  std::optional<double> track_record_days;  // MinTRL against 0; empty where no length would do
  std::optional<double> minimum_years;      // MinBTL for an annualised Sharpe ratio of 1
  std::optional<CscvResult> cscv;
  std::optional<Haircut> haircut;
  std::optional<DrawdownBands> bands;
  std::optional<StabilityMap> stability;
  std::optional<WalkForwardFigures> walk_forward;
};

struct OverfittingInput {
  std::span<const std::vector<double>> daily_returns;   // per distinct trial: daily profit / its required money
  std::size_t best = 0;
  std::int64_t trials_ever = 0;
  int days_a_year = 250;
  std::uint64_t seed = 1;
  std::size_t most_trials = 2000;                       // larger studies: the best and an even sample, so that time stays bounded

  // Of the best trial; without them the members that need them stay empty.
  std::optional<std::int64_t> trades;                   // where trade_profits are not at hand
  std::span<const double> trade_profits;                // in result order
  double required_money = 0;                            // 필요자금
  // For the stability map: scored vectors, the best one's position among them, candidates per variable.
  std::span<const ScoredVector> scored;
  std::size_t best_scored = 0;
  std::span<const std::vector<double>> candidates;
  std::span<const WalkForwardOutcome> windows;
};
// Throws DataError where the series differ in length, Cancelled when stopped.
[[nodiscard]] OverfittingReport assess(const OverfittingInput& input, const StopFlag& stop);

enum class Verdict : std::uint8_t { kTooLittle, kWorthless, kDoubtful, kGood };
[[nodiscard]] Verdict verdict_of(const OverfittingReport& report);
// One line for a trader: "과최적화 점검: 시험 1,000회, … DSR 0.62, PBO 0.41 → 우연일 수 있습니다. …"
[[nodiscard]] Message verdict_line(const OverfittingReport& report);

// Every figure; null for empty members and for cells that were not scored, never NaN. The reader throws DataError.
[[nodiscard]] std::string to_json(const OverfittingReport& report);
[[nodiscard]] OverfittingReport overfitting_report_from_json(const std::string& json);

}  // namespace stom::optimize
