// How much of an optimisation result may be luck (optimisation spec 12.4, 12.5): figures for one finished study, each with its
// source. Daily profits are divided by the required money (필요자금) and are not annualised; days without a trade count as 0.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"

namespace stom::optimize {

// mean, standard deviation (n − 1), skewness and kurtosis (normal 3) of a series.
struct SeriesMoments {
  double mean = 0, deviation = 0, skewness = 0, kurtosis = 3;
  std::int64_t count = 0;
  [[nodiscard]] double sharpe() const { return deviation > 0 ? mean / deviation : 0; }  // per day
};
[[nodiscard]] SeriesMoments moments(std::span<const double> series);

// Bailey & López de Prado 2012, "The Sharpe Ratio Efficient Frontier".
[[nodiscard]] double probabilistic_sharpe(double sharpe, double benchmark, double days, double skewness, double kurtosis);
[[nodiscard]] double minimum_track_record(double sharpe, double benchmark, double alpha, double skewness, double kurtosis);  // days; +infinity
// Expected maximum of N independent standard normal values, the bracket term of Bailey & López de Prado 2014.
[[nodiscard]] double expected_maximum(double trials);
// Bailey & López de Prado 2014, "The Deflated Sharpe Ratio": the probability that the true Sharpe ratio exceeds what the best of
// `trials` independent trials without skill reaches.
[[nodiscard]] double deflated_sharpe(double sharpe, double variance_of_trial_sharpes, double trials, double days, double skewness, double kurtosis);
// N = ρ + (1 − ρ)·M with the average pairwise correlation ρ of the daily series.
[[nodiscard]] double effective_trials(std::span<const std::vector<double>> series);
// Bailey, Borwein, López de Prado, Zhu 2014: years of data under which the best of N trials reaches the annualised Sharpe ratio by luck.
[[nodiscard]] double minimum_backtest_years(double trials, double sharpe);

// Probability of backtest overfitting by CSCV (Bailey, Borwein, López de Prado, Zhu 2017).
struct CscvResult {
  double probability = 0;            // PBO
  double slope = 0;                  // of out-of-sample on in-sample performance of the chosen trials
  double loss_probability = 0;       // share of choices whose chosen trial loses out of sample
  std::vector<double> logits;        // one per combination
};
// series: one per trial, equally long. blocks: even. More than 12,870 combinations (S > 16): 20,000 drawn with the seed.
[[nodiscard]] CscvResult probability_of_overfitting(std::span<const std::vector<double>> series, int blocks, std::uint64_t seed, const StopFlag& stop);

// White 2000 / Hansen 2005 with the stationary bootstrap of Politis & Romano 1994: p value of "no trial beats 0".
[[nodiscard]] double superior_ability_p(std::span<const std::vector<double>> series, int resamples, std::uint64_t seed, const StopFlag& stop);

// Harvey & Liu 2015: the Sharpe ratio after the p value is adjusted for N trials.
struct Haircut {
  double bonferroni = 0, holm = 0, bhy = 0;  // adjusted Sharpe ratios per day
};
[[nodiscard]] Haircut haircut_sharpe(std::span<const double> trial_sharpes, double best, double days);

// Random orders of the same results: the reference's 30 shuffles of trades, and stationary-bootstrap paths of daily results.
struct DrawdownBands {
  double least = 0, mean = 0, most = 0;                // maximum drawdown of the shuffles, % as the reference's mdd
  double boot_p5 = 0, boot_p50 = 0, boot_p95 = 0;      // maximum drawdown of the bootstrap paths, money
  double profit_p5 = 0, profit_p50 = 0, profit_p95 = 0;
  std::vector<double> path_p5, path_p50, path_p95;     // cumulative profit per day
};
[[nodiscard]] DrawdownBands drawdown_bands(std::span<const double> trade_profits, std::span<const double> daily_profits, double seed_money, int paths,
                                           std::uint64_t seed, const StopFlag& stop);

// How a vector stands among its neighbours (one step in one variable): a plateau or a lone peak.
struct StabilityCell {
  int variable = 0;
  double value = 0, score = 0;   // the best vector with this variable set to value; NaN where not scored
};
struct StabilityMap {
  std::vector<StabilityCell> cells;
  double neighbour_ratio = 0;    // mean score of the neighbours / own score; 0 where none was scored
  bool lone_peak = false;        // ratio < 0.5
};

struct ScoredVector {
  std::vector<double> values;
  double score = 0;
  bool feasible = true;
};
[[nodiscard]] StabilityMap stability_map(std::span<const ScoredVector> trials, std::size_t best, std::span<const std::vector<double>> candidates);

struct WalkForwardFigures {
  double efficiency = 0;             // annualised out-of-sample / in-sample result (Pardo 2008)
  double profitable_share = 0;       // of the windows
  std::vector<std::vector<double>> drift;  // per window after the first: change per variable in candidate steps
};

// Everything above for one study; members that need more data than there is are empty.
struct OverfittingReport {
  std::int64_t trials = 0;               // counted by the engine: every trial of the strategy ever scored in this file
  double effective_trials = 0;
  std::int64_t days = 0;
  double years = 0;                      // days / trading days a year (250 stock, 365 crypto)
  SeriesMoments best;                    // of the best trial's daily returns
  double annual_sharpe = 0;
  std::optional<double> deflated_sharpe, pbo, spa_p, track_record_days, minimum_years;
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
};
[[nodiscard]] OverfittingReport assess(const OverfittingInput& input, const StopFlag& stop);

enum class Verdict : std::uint8_t { kTooLittle, kWorthless, kDoubtful, kGood };
[[nodiscard]] Verdict verdict_of(const OverfittingReport& report);
// One sentence for a trader: "…: 시험 1,000회, DSR 0.62, PBO 0.41 → 우연일 수 있습니다. …"
[[nodiscard]] Message verdict_line(const OverfittingReport& report);
[[nodiscard]] std::string to_json(const OverfittingReport& report);
[[nodiscard]] OverfittingReport overfitting_report_from_json(const std::string& json);

}  // namespace stom::optimize
