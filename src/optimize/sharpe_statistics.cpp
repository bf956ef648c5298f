#include "optimize/sharpe_statistics.h"

#include <cmath>
#include <limits>

#include "base/error.h"
#include "optimize/normal_distribution.h"

namespace stom::optimize {
namespace {

constexpr double kEulerGamma = 0.57721566490153286061;
constexpr double kEuler = 2.71828182845904523536;

// Squared standard error of a Sharpe ratio, times T − 1. Never negative for moments of real numbers, since kurtosis ≥ skewness² + 1.
double sharpe_spread(double sharpe, double skewness, double kurtosis) {
  return std::max(0.0, 1 - skewness * sharpe + (kurtosis - 1) / 4 * sharpe * sharpe);
}

}  // namespace

SeriesMoments moments(std::span<const double> series) {
  SeriesMoments result;
  result.count = static_cast<std::int64_t>(series.size());
  if (series.empty()) return result;
  const double count = static_cast<double>(series.size());
  // Around the first value, so that a constant series has deviation 0 exactly.
  double shift = 0;
  for (const double value : series) shift += value - series[0];
  result.mean = series[0] + shift / count;
  double second = 0, third = 0, fourth = 0;
  for (const double value : series) {
    const double distance = value - result.mean, square = distance * distance;
    second += square;
    third += square * distance;
    fourth += square * square;
  }
  if (series.size() < 2 || second <= 0) return result;
  result.deviation = std::sqrt(second / (count - 1));
  const double variance = second / count;
  if (!(result.deviation > 0) || !(variance * variance > 0)) return result;  // so small that powers of it vanish
  result.skewness = third / count / (variance * std::sqrt(variance));
  result.kurtosis = fourth / count / (variance * variance);
  return result;
}

double probabilistic_sharpe(double sharpe, double benchmark, double days, double skewness, double kurtosis) {
  const double distance = (sharpe - benchmark) * std::sqrt(std::max(0.0, days - 1));
  const double spread = std::sqrt(sharpe_spread(sharpe, skewness, kurtosis));
  if (spread > 0) return normal_cdf(distance / spread);
  return distance == 0 ? 0.5 : (distance > 0 ? 1 : 0);
}

double minimum_track_record(double sharpe, double benchmark, double alpha, double skewness, double kurtosis) {
  if (!(sharpe > benchmark)) return std::numeric_limits<double>::infinity();
  const double ratio = normal_quantile(1 - alpha) / (sharpe - benchmark);
  return 1 + sharpe_spread(sharpe, skewness, kurtosis) * ratio * ratio;
}

double expected_maximum(double trials) {
  if (!(trials > 1)) return 0;
  // The tail probabilities directly: 1 − 1/N loses its digits for large N.
  const double bracket = -(1 - kEulerGamma) * normal_quantile(1 / trials) - kEulerGamma * normal_quantile(1 / (trials * kEuler));
  return std::max(0.0, bracket);  // the approximation goes below 0 between one trial and two
}

double deflated_sharpe(double sharpe, double variance_of_trial_sharpes, double trials, double days, double skewness, double kurtosis) {
  const double luck = std::sqrt(std::max(0.0, variance_of_trial_sharpes)) * expected_maximum(trials);
  return probabilistic_sharpe(sharpe, luck, days, skewness, kurtosis);
}

double average_correlation(std::span<const std::vector<double>> series) {
  const std::size_t days = common_length(series);
  std::vector<double> sum(days, 0.0);
  double used = 0;
  for (const std::vector<double>& values : series) {
    const SeriesMoments figures = moments(values);
    if (!(figures.deviation > 0)) continue;
    ++used;
    for (std::size_t day = 0; day < days; ++day) sum[day] += (values[day] - figures.mean) / figures.deviation;
  }
  if (used < 2) return 0;
  double square = 0;
  for (const double value : sum) square += value * value;
  const double all_pairs = square / (static_cast<double>(days) - 1);  // Σᵢ Σⱼ ρᵢⱼ, the `used` ones on the diagonal with it
  return std::clamp((all_pairs - used) / (used * (used - 1)), 0.0, 1.0);
}

double effective_trials(double correlation, double trials) { return correlation + (1 - correlation) * trials; }

double effective_trials(std::span<const std::vector<double>> series) {
  return effective_trials(average_correlation(series), static_cast<double>(series.size()));
}

double minimum_backtest_years(double trials, double sharpe) {
  if (!(sharpe > 0)) return std::numeric_limits<double>::infinity();
  const double years = expected_maximum(trials) / sharpe;
  return years * years;
}

std::size_t common_length(std::span<const std::vector<double>> series) {
  for (const std::vector<double>& values : series) {
    if (values.size() == series[0].size()) continue;
    throw DataError(message("시험마다 일별 수익의 날 수가 다릅니다: {}일과 {}일. 연구 파일이 손상되었을 수 있습니다.",
                            "Trials have daily results of different lengths: {} and {} days. The study file may be damaged.",
                            series[0].size(), values.size()));
  }
  return series.empty() ? 0 : series[0].size();
}

}  // namespace stom::optimize
