#include "optimize/parzen_estimator.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "optimize/normal_distribution.h"

namespace stom::optimize {
namespace {

constexpr double kLogNothing = -700;          // log of a mass too small for a double
constexpr double kLargestGapDivisor = 100;
// Bounds of the joint kernel's σ as a part of the range, and of a cell.
constexpr double kSmallestShare = 1e-3, kLargestShare = 0.25, kSmallestCellShare = 0.35;

// ln(Φ(b) − Φ(a)), taken on the lower tail, where differences keep their digits.
double log_mass(double a, double b) {
  const double mass = a > 0 ? normal_cdf(-a) - normal_cdf(-b) : normal_cdf(b) - normal_cdf(a);
  return mass > 0 ? std::max(std::log(mass), kLogNothing) : kLogNothing;
}

double log_cell_mass(double distance, double sigma) { return log_mass((distance - 0.5) / sigma, (distance + 0.5) / sigma); }

}  // namespace

ParzenEstimator ParzenEstimator::by_gaps(const ParzenAxis& axis, std::span<const double> points, std::span<const double> weights) {
  const std::size_t n = points.size();
  const double range = axis.range(), centre = (axis.low + axis.high) / 2;
  const double smallest = range / std::min(kLargestGapDivisor, static_cast<double>(n + 2));
  std::vector<std::size_t> order(n + 1);  // n: the prior
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto mean = [&](std::size_t i) { return i == n ? centre : points[i]; };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return mean(a) < mean(b); });

  ParzenEstimator estimator({axis});
  std::vector<double>& means = estimator.means_[0];
  std::vector<double>& sigmas = estimator.sigmas_[0];
  for (std::size_t i = 0; i <= n; ++i) {
    if (order[i] == n) continue;
    const double here = mean(order[i]);
    const double left = i > 0 ? here - mean(order[i - 1]) : 0, right = i < n ? mean(order[i + 1]) - here : 0;
    const double sigma = std::clamp(std::max(left, right), smallest, range);
    if (!means.empty() && means.back() == here && sigmas.back() == sigma) {
      estimator.weights_.back() += weights[order[i]];  // listed values repeat: one kernel for equal ones
      continue;
    }
    means.push_back(here);
    sigmas.push_back(sigma);
    estimator.weights_.push_back(weights[order[i]]);
  }
  estimator.finish();
  return estimator;
}

ParzenEstimator ParzenEstimator::joint(std::vector<ParzenAxis> axes, std::span<const double> points, std::span<const double> weights) {
  ParzenEstimator estimator(std::move(axes));
  const std::size_t n = weights.size(), d = estimator.axes_.size();
  estimator.weights_.assign(weights.begin(), weights.end());
  estimator.log_cell_.resize(d);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double shrink = std::pow(static_cast<double>(std::max<std::size_t>(n, 1)), -1.0 / static_cast<double>(d + 4));
  for (std::size_t k = 0; k < d; ++k) {
    const ParzenAxis& axis = estimator.axes_[k];
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) {
      estimator.means_[k].push_back(points[i * d + k]);
      sum += weights[i] * points[i * d + k];
    }
    const double mean = n > 0 ? sum / total : 0;
    for (std::size_t i = 0; i < n; ++i) squares += weights[i] * (points[i * d + k] - mean) * (points[i * d + k] - mean);
    // One or two points say little about their spread: the prior's range counts as one more observation of it.
    const double deviation = std::sqrt((squares + axis.range() * axis.range() / 12) / (total + 1));
    const double smallest = std::max(kSmallestShare * axis.range(), axis.is_discrete ? kSmallestCellShare : 0.0);
    const double sigma = std::clamp(deviation * shrink, smallest, std::max(smallest, kLargestShare * axis.range()));
    estimator.sigmas_[k].assign(n, sigma);
    if (!axis.is_discrete) continue;
    const auto cells = static_cast<std::size_t>(axis.range() + 0.5);
    for (std::size_t distance = 0; distance < cells; ++distance) {
      estimator.log_cell_[k].push_back(log_cell_mass(static_cast<double>(distance), sigma));
    }
  }
  estimator.finish();
  return estimator;
}

void ParzenEstimator::finish() {
  weights_.push_back(1);  // the prior
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    means_[k].push_back((axes_[k].low + axes_[k].high) / 2);
    sigmas_[k].push_back(axes_[k].range());
  }
  log_cell_.resize(axes_.size());
  cumulated_.resize(weights_.size());
  std::partial_sum(weights_.begin(), weights_.end(), cumulated_.begin());
  for (std::size_t i = 0; i < weights_.size(); ++i) log_factor_.push_back(std::log(weights_[i] / cumulated_.back()));
  const double log_root_two_pi = 0.5 * std::log(2 * 3.14159265358979323846);
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    std::vector<double> of_cell;  // truncation by cell, where points share σ
    if (!log_cell_[k].empty()) {
      for (std::size_t cell = 0; cell < log_cell_[k].size(); ++cell) {
        const double x = static_cast<double>(cell);
        of_cell.push_back(log_mass((axes_[k].low - x) / sigmas_[k][0], (axes_[k].high - x) / sigmas_[k][0]));
      }
    }
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      const double mean = means_[k][i], sigma = sigmas_[k][i];
      const bool shared = !of_cell.empty() && i + 1 < weights_.size();
      log_factor_[i] -= shared ? of_cell[static_cast<std::size_t>(mean)]
                               : log_mass((axes_[k].low - mean) / sigma, (axes_[k].high - mean) / sigma);
      if (!axes_[k].is_discrete) log_factor_[i] -= std::log(sigma) + log_root_two_pi;
    }
  }
}

void ParzenEstimator::draw(Random& random, std::span<double> point) const {
  const double at = random.uniform() * cumulated_.back();
  const auto found = std::upper_bound(cumulated_.begin(), cumulated_.end(), at);
  const std::size_t kernel = std::min<std::size_t>(static_cast<std::size_t>(found - cumulated_.begin()), cumulated_.size() - 1);
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    const ParzenAxis& axis = axes_[k];
    const double mean = means_[k][kernel], sigma = sigmas_[k][kernel];
    const double low = normal_cdf((axis.low - mean) / sigma), high = normal_cdf((axis.high - mean) / sigma);
    const double x = std::clamp(mean + sigma * normal_quantile(low + random.uniform() * (high - low)), axis.low, axis.high);
    point[k] = axis.is_discrete ? std::clamp(std::floor(x + 0.5), axis.low + 0.5, axis.high - 0.5) : x;
  }
}

double ParzenEstimator::log_density(std::span<const double> point) const {
  std::vector<double> logs = log_factor_;
  const std::size_t n = logs.size();
  for (std::size_t k = 0; k < axes_.size(); ++k) {
    const double* means = means_[k].data();
    const double* sigmas = sigmas_[k].data();
    const double x = point[k];
    if (!axes_[k].is_discrete) {
      for (std::size_t i = 0; i < n; ++i) {
        const double z = (x - means[i]) / sigmas[i];
        logs[i] -= 0.5 * z * z;
      }
      continue;
    }
    const std::size_t by_table = log_cell_[k].empty() ? 0 : n - 1;
    const double* table = log_cell_[k].data();
    for (std::size_t i = 0; i < by_table; ++i) logs[i] += table[static_cast<std::size_t>(std::abs(x - means[i]))];
    for (std::size_t i = by_table; i < n; ++i) {
      // Ten σ away a kernel adds less than the prior's last digit.
      const double distance = std::abs(x - means[i]);
      logs[i] += distance > 10 * sigmas[i] + 0.5 ? kLogNothing : log_cell_mass(distance, sigmas[i]);
    }
  }
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (const double value : logs) {
    if (value > largest - 40) sum += std::exp(value - largest);
  }
  return largest + std::log(sum);
}

}  // namespace stom::optimize
