#include "optimize/cma_es.h"

#include <numeric>

#include "optimize/normal_distribution.h"

namespace stom::optimize {
namespace {

constexpr int kRepeats = 20;                  // draws of a sample whose continuous values left the box, before it is cut to it
constexpr double kLargestDeviation = 1;       // of any axis: the whole range
constexpr double kSmallestDeviation = 1e-12, kLargestCondition = 1e14, kSmallestDifference = 1e-12;

double squared_length(const std::vector<double>& y) {
  double sum = 0;
  for (const double value : y) sum += value * value;
  return sum;
}

}  // namespace

CmaEs::CmaEs(std::vector<std::size_t> cells, std::vector<double> mean, double sigma, std::size_t population)
    : cells_(std::move(cells)), population_(std::max<std::size_t>(population, 4)), mean_(std::move(mean)), path_sigma_(mean_.size()),
      path_c_(mean_.size()), sigma_(sigma), covariance_(SquareMatrix::identity(mean_.size())), widening_(mean_.size(), 1.0) {
  set_constants();
  decompose();
  keep_margin();
}

void CmaEs::set_constants() {
  const double n = static_cast<double>(mean_.size()), lambda = static_cast<double>(population_);
  double positive = 0, positive_squares = 0, negative = 0, negative_squares = 0;
  for (std::size_t i = 0; i < population_; ++i) {
    const double weight = std::log((lambda + 1) / 2) - std::log(static_cast<double>(i + 1));
    weights_.push_back(weight);
    const bool is_parent = i < population_ / 2;
    (is_parent ? positive : negative) += std::abs(weight);
    (is_parent ? positive_squares : negative_squares) += weight * weight;
  }
  mu_effective_ = positive * positive / positive_squares;
  const double mu_negative = negative * negative / negative_squares;
  c_sigma_ = (mu_effective_ + 2) / (n + mu_effective_ + 5);
  d_sigma_ = 1 + 2 * std::max(0.0, std::sqrt((mu_effective_ - 1) / (n + 1)) - 1) + c_sigma_;
  c_c_ = (4 + mu_effective_ / n) / (n + 4 + 2 * mu_effective_ / n);
  c_1_ = 2 / ((n + 1.3) * (n + 1.3) + mu_effective_);
  c_mu_ = std::min(1 - c_1_, 2 * (0.25 + mu_effective_ + 1 / mu_effective_ - 2) / ((n + 2) * (n + 2) + mu_effective_));
  expected_length_ = std::sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
  const double scale = std::min({1 + c_1_ / c_mu_, 1 + 2 * mu_negative / (mu_effective_ + 2), (1 - c_1_ - c_mu_) / (n * c_mu_)});
  for (std::size_t i = 0; i < population_; ++i) weights_[i] *= i < population_ / 2 ? 1 / positive : scale / negative;
}

CmaEs::Sample CmaEs::sample(Random& random) const {
  const std::size_t n = mean_.size();
  Sample sample;
  sample.x.resize(n);
  std::vector<double> z(n);
  for (int attempt = 0; attempt < kRepeats; ++attempt) {
    for (std::size_t k = 0; k < n; ++k) z[k] = random.normal() * roots_[k];
    bool is_inside = true;
    for (std::size_t i = 0; i < n; ++i) {
      double y = 0;
      for (std::size_t k = 0; k < n; ++k) y += eigen_.vectors.at(i, k) * z[k];
      sample.x[i] = mean_[i] + sigma_ * y;
      is_inside = is_inside && (cells_[i] > 0 || (sample.x[i] >= 0 && sample.x[i] <= 1));
    }
    if (is_inside) break;
  }
  for (std::size_t i = 0; i < n; ++i) {
    if (cells_[i] == 0) {
      sample.x[i] = std::clamp(sample.x[i], 0.0, 1.0);
      sample.place.push_back(sample.x[i]);
    } else {
      const double count = static_cast<double>(cells_[i]);
      const double spread = mean_[i] + widening_[i] * (sample.x[i] - mean_[i]);
      sample.place.push_back(std::clamp(std::floor(spread * count), 0.0, count - 1));
    }
  }
  return sample;
}

// Equal ranks share the weights of their places: nothing is learnt from the order of equals.
CmaEs::Weights CmaEs::weights_for(const std::vector<OutcomeRank>& ranks, const std::vector<std::size_t>& order) const {
  Weights weights{std::vector<double>(order.size()), std::vector<double>(order.size())};
  for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
    double parents = 0, all = 0;
    for (; last < order.size() && ranks[order[last]] == ranks[order[first]]; ++last) {
      parents += std::max(weights_[last], 0.0);
      all += weights_[last];
    }
    for (std::size_t i = first; i < last; ++i) {
      weights.step[i] = parents / static_cast<double>(last - first);
      weights.covariance[i] = all / static_cast<double>(last - first);
    }
  }
  return weights;
}

void CmaEs::update(const std::vector<Sample>& samples, const std::vector<OutcomeRank>& ranks) {
  const std::size_t n = mean_.size();
  std::vector<std::size_t> order(samples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return ranks_before(ranks[a], ranks[b]); });
  ++generation_;
  const OutcomeRank& best = ranks[order.front()];
  const OutcomeRank& worst = ranks[order.back()];
  if (best == worst) {
    sigma_ *= std::exp(0.2 + c_sigma_ / d_sigma_);  // flat (tutorial, appendix B.3): look further
  } else {
    const Weights weights = weights_for(ranks, order);
    std::vector<std::vector<double>> steps;
    std::vector<double> step(n);
    for (std::size_t i = 0; i < order.size(); ++i) {
      std::vector<double>& y = steps.emplace_back(samples[order[i]].x);
      for (std::size_t k = 0; k < n; ++k) y[k] = (y[k] - mean_[k]) / sigma_;
      for (std::size_t k = 0; k < n; ++k) step[k] += weights.step[i] * y[k];
    }
    for (std::size_t k = 0; k < n; ++k) mean_[k] += sigma_ * step[k];

    const std::vector<double> white = whitened(step);
    for (std::size_t k = 0; k < n; ++k) {
      path_sigma_[k] = (1 - c_sigma_) * path_sigma_[k] + std::sqrt(c_sigma_ * (2 - c_sigma_) * mu_effective_) * white[k];
    }
    const double length = std::sqrt(squared_length(path_sigma_));
    const double settled = std::sqrt(1 - std::pow(1 - c_sigma_, 2.0 * generation_));
    const bool moves = length / settled < (1.4 + 2 / (static_cast<double>(n) + 1)) * expected_length_;
    for (std::size_t k = 0; k < n; ++k) {
      path_c_[k] = (1 - c_c_) * path_c_[k] + (moves ? std::sqrt(c_c_ * (2 - c_c_) * mu_effective_) * step[k] : 0.0);
    }
    // Negative weights are shortened by the step's length, so that C stays positive definite.
    std::vector<double> rank_weights = weights.covariance;
    for (std::size_t i = 0; i < order.size(); ++i) {
      if (rank_weights[i] < 0) rank_weights[i] *= static_cast<double>(n) / std::max(squared_length(whitened(steps[i])), 1e-300);
    }
    const double sum = std::accumulate(weights.covariance.begin(), weights.covariance.end(), 0.0);
    const double kept = 1 + (moves ? 0.0 : c_1_ * c_c_ * (2 - c_c_)) - c_1_ - c_mu_ * sum;
    for (std::size_t row = 0; row < n; ++row) {
      for (std::size_t column = 0; column <= row; ++column) {
        double value = kept * covariance_.at(row, column) + c_1_ * path_c_[row] * path_c_[column];
        for (std::size_t i = 0; i < steps.size(); ++i) value += c_mu_ * rank_weights[i] * steps[i][row] * steps[i][column];
        covariance_.at(row, column) = covariance_.at(column, row) = value;
      }
    }
    sigma_ *= std::exp(c_sigma_ / d_sigma_ * (length / expected_length_ - 1));
    decompose();
  }
  double widest = 0;
  for (std::size_t k = 0; k < n; ++k) widest = std::max(widest, deviation(k));
  if (widest > kLargestDeviation) sigma_ *= kLargestDeviation / widest;
  keep_margin();
  check_end(best, worst);
}

double CmaEs::deviation(std::size_t axis) const { return sigma_ * std::sqrt(std::max(covariance_.at(axis, axis), 0.0)); }

std::vector<double> CmaEs::whitened(const std::vector<double>& y) const {
  const std::size_t n = y.size();
  std::vector<double> result(n);
  for (std::size_t k = 0; k < n; ++k) {
    double along = 0;
    for (std::size_t i = 0; i < n; ++i) along += eigen_.vectors.at(i, k) * y[i];
    along /= roots_[k];
    for (std::size_t i = 0; i < n; ++i) result[i] += eigen_.vectors.at(i, k) * along;
  }
  return result;
}

void CmaEs::decompose() {
  eigen_ = symmetric_eigen(covariance_);
  roots_.clear();
  double largest = 0, smallest = eigen_.values.front();
  for (const double value : eigen_.values) {
    largest = std::max(largest, value);
    smallest = std::min(smallest, value);
  }
  if (!(smallest * kLargestCondition > largest)) has_ended_ = true;
  for (const double value : eigen_.values) roots_.push_back(std::sqrt(std::max(value, largest / kLargestCondition)));
}

// Keeps the chance of leaving the mean's cell at 1/(axes × population) or more: without it a listed axis freezes as σ shrinks.
void CmaEs::keep_margin() {
  const double alpha = 1 / static_cast<double>(mean_.size() * population_);
  for (std::size_t k = 0; k < mean_.size(); ++k) {
    if (cells_[k] == 0) continue;
    const double count = static_cast<double>(cells_[k]), raw = deviation(k), spread = raw * widening_[k];
    const double cell = std::clamp(std::ceil(mean_[k] * count) - 1, 0.0, count - 1);
    const double below = cell / count, above = (cell + 1) / count;
    if (cell == 0) {
      mean_[k] = above - std::min(above - mean_[k], -normal_quantile(alpha) * spread);
    } else if (cell == count - 1) {
      mean_[k] = below + std::min(mean_[k] - below, -normal_quantile(alpha) * spread);
    } else {
      const double low = normal_cdf((below - mean_[k]) / spread), high = normal_cdf((mean_[k] - above) / spread);
      if (low >= alpha / 2 && high >= alpha / 2) continue;
      const double raised_low = std::max(low, alpha / 2), raised_high = std::max(high, alpha / 2), middle = 1 - low - high;
      const double excess = (1 - raised_low - raised_high - middle) / (raised_low + raised_high + middle - 1.5 * alpha);
      const double quantile_low = -normal_quantile(raised_low + excess * (raised_low - alpha / 2));
      const double quantile_high = -normal_quantile(raised_high + excess * (raised_high - alpha / 2));
      const double quantiles = quantile_low + quantile_high;
      widening_[k] = (above - below) / (raw * quantiles);
      mean_[k] = (below * quantile_high + above * quantile_low) / quantiles;
    }
  }
}

void CmaEs::check_end(const OutcomeRank& best, const OutcomeRank& worst) {
  const double n = static_cast<double>(mean_.size()), lambda = static_cast<double>(population_);
  history_.push_back(best);
  const auto window = static_cast<std::size_t>(10 + std::ceil(30 * n / lambda));
  if (history_.size() > window) history_.erase(history_.begin());
  // Best scores of the last generations (and all of this one) within rounding of each other.
  const auto close = [](const OutcomeRank& a, const OutcomeRank& b) {
    if (a == b) return true;
    return a.group == b.group && std::abs(a.violation - b.violation) <= kSmallestDifference * std::abs(a.violation) &&
           std::abs(a.score - b.score) <= kSmallestDifference * std::abs(a.score);
  };
  bool is_flat = history_.size() == window;
  for (const OutcomeRank& one : history_) is_flat = is_flat && close(best, one);
  const bool is_mixed = std::any_of(cells_.begin(), cells_.end(), [](std::size_t cells) { return cells > 0; });
  if (is_flat && (is_mixed || close(best, worst))) has_ended_ = true;
  double widest = 0;
  for (std::size_t k = 0; k < mean_.size(); ++k) widest = std::max(widest, deviation(k));
  if (widest < kSmallestDeviation) has_ended_ = true;
  if (generation_ > 100 + 150 * (n + 3) * (n + 3) / std::sqrt(lambda)) has_ended_ = true;
}

}  // namespace stom::optimize
