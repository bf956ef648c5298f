// What a Sharpe ratio is worth once its length, its shape and the number of attempts behind it are known.
// Sharpe ratios are per day, not annualised, unless a name says otherwise; a series without any spread has Sharpe ratio 0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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
// Days; +infinity where the ratio is not above the benchmark.
[[nodiscard]] double minimum_track_record(double sharpe, double benchmark, double alpha, double skewness, double kurtosis);
// Expected maximum of N independent standard normal values, the bracket term of Bailey & López de Prado 2014; 0 for N ≤ 1.
[[nodiscard]] double expected_maximum(double trials);
// Bailey & López de Prado 2014, "The Deflated Sharpe Ratio": the probability that the true Sharpe ratio exceeds what the best of
// `trials` independent trials without skill reaches.
[[nodiscard]] double deflated_sharpe(double sharpe, double variance_of_trial_sharpes, double trials, double days, double skewness,
                                     double kurtosis);

// Average correlation of all pairs of series that vary at all, within 0 … 1; 0 where there is no such pair. One pass over the
// data: the squares of the summed standard scores hold all pairs. Throws DataError where the lengths differ.
[[nodiscard]] double average_correlation(std::span<const std::vector<double>> series);
// N = ρ + (1 − ρ)·M (Bailey & López de Prado 2014, appendix).
[[nodiscard]] double effective_trials(double correlation, double trials);
[[nodiscard]] double effective_trials(std::span<const std::vector<double>> series);

// Bailey, Borwein, López de Prado, Zhu 2014, "Pseudo-Mathematics and Financial Charlatanism": years of data under which the best
// of N trials reaches the annualised Sharpe ratio by luck; +infinity for a ratio that is not positive.
[[nodiscard]] double minimum_backtest_years(double trials, double sharpe);

// The length that all series share; 0 without series. Throws DataError where one differs: such a study is damaged.
[[nodiscard]] std::size_t common_length(std::span<const std::vector<double>> series);

}  // namespace stom::optimize
