#include "optimize/superior_ability.h"

#include <cmath>

#include "optimize/sharpe_statistics.h"
#include "optimize/stationary_bootstrap.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kTile = 64;  // trials at once: their days and resampled sums stay in the cache
constexpr std::uint64_t kStream = std::uint64_t{1} << 32;

// The order T^(1/3) that Politis & White 2004 find best for a mean. Blocks of √T days let noise pass more often (figures in
// docs/concepts/overfitting.md); daily results of positions that are closed every day hang together little.
double block_length(std::size_t days) { return std::max(1.0, std::cbrt(static_cast<double>(days))); }

// How often each resample draws each day, [resample][day]: the sum of a resampled series is then one weighted sum.
std::vector<std::uint32_t> draw_weights(std::size_t days, std::size_t resamples, std::uint64_t seed, const StopFlag& stop) {
  std::vector<std::uint32_t> weights(days * resamples, 0);
  std::vector<std::size_t> drawn;
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    stop.throw_if_requested();
    Random random(seed, kStream + resample);
    draw_days(days, block_length(days), random, drawn);
    for (const std::size_t day : drawn) ++weights[resample * days + day];
  }
  return weights;
}

// The studentised maxima so far: of the data, and of every resample under "no trial beats 0".
struct Maxima {
  double observed = 0;
  std::vector<double> resampled;
};

void add_tile(std::span<const std::vector<double>* const> tile, std::size_t days, std::span<const std::uint32_t> weights,
              const StopFlag& stop, Maxima& maxima) {
  const std::size_t width = tile.size(), resamples = maxima.resampled.size();
  std::vector<double> values(days * width), sums(width);  // [day][trial]
  std::vector<double> centre(width), error(width);
  const double count = static_cast<double>(days);
  // Hansen's consistent null: a trial clearly below 0 keeps its own mean and so hardly ever makes the maximum.
  const double threshold = -std::sqrt(2 * std::max(0.0, std::log(std::max(1.0, std::log(count)))));
  for (std::size_t k = 0; k < width; ++k) {
    const SeriesMoments figures = moments(*tile[k]);
    for (std::size_t day = 0; day < days; ++day) values[day * width + k] = (*tile[k])[day];
    error[k] = figures.deviation / std::sqrt(count);
    const double statistic = figures.mean / error[k];
    centre[k] = statistic >= threshold ? figures.mean : 0.0;
    maxima.observed = std::max(maxima.observed, statistic);
  }
  for (std::size_t resample = 0; resample < resamples; ++resample) {
    stop.throw_if_requested();
    std::fill(sums.begin(), sums.end(), 0.0);
    for (std::size_t day = 0; day < days; ++day) {
      const double weight = weights[resample * days + day];
      if (weight == 0) continue;
      const double* row = &values[day * width];
      for (std::size_t k = 0; k < width; ++k) sums[k] += weight * row[k];
    }
    double& most = maxima.resampled[resample];
    for (std::size_t k = 0; k < width; ++k) most = std::max(most, (sums[k] / count - centre[k]) / error[k]);
  }
}

}  // namespace

double superior_ability_p(std::span<const std::vector<double>> series, int resamples, std::uint64_t seed, const StopFlag& stop) {
  const std::size_t days = common_length(series);
  std::vector<const std::vector<double>*> tested;
  for (const std::vector<double>& values : series) {
    if (moments(values).deviation > 0) tested.push_back(&values);
  }
  if (tested.empty() || resamples < 1) return 1;
  Maxima maxima;
  maxima.resampled.assign(static_cast<std::size_t>(resamples), 0.0);
  const std::vector<std::uint32_t> weights = draw_weights(days, maxima.resampled.size(), seed, stop);
  for (std::size_t first = 0; first < tested.size(); first += kTile) {
    const std::size_t size = std::min(kTile, tested.size() - first);
    add_tile(std::span(tested).subspan(first, size), days, weights, stop, maxima);
  }
  const auto reached = std::count_if(maxima.resampled.begin(), maxima.resampled.end(),
                                     [&](double most) { return most >= maxima.observed; });
  return static_cast<double>(reached) / static_cast<double>(resamples);
}

}  // namespace stom::optimize
