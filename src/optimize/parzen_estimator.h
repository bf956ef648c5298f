// A density over a box as a weighted sum of truncated normal kernels, one per observed point plus one prior kernel over the whole box
// (mean mid-range, σ = range, weight 1). Axes are continuous, or discrete with integer coordinates: the density of i is
// then the kernel's probability mass of the cell [i − ½, i + ½].
#pragma once

#include <span>
#include <vector>

#include "optimize/random.h"

namespace stom::optimize {

struct ParzenAxis {
  double low = 0, high = 1;  // discrete: −½ and count − ½
  bool is_discrete = false;
  [[nodiscard]] double range() const { return high - low; }
};

class ParzenEstimator {
 public:
  // Bergstra et al. 2011: one axis, σ = larger gap to a neighbouring kernel's mean, within [range/min(100, kernels + 1), range].
  [[nodiscard]] static ParzenEstimator by_gaps(const ParzenAxis& axis, std::span<const double> points, std::span<const double> weights);
  // Falkner et al. 2018: kernels over all axes, the same σ for every point: deviation of the points × n^(−1/(axes + 4)),
  // within bounds. `points`: axes.size() numbers a point, point after point.
  [[nodiscard]] static ParzenEstimator joint(std::vector<ParzenAxis> axes, std::span<const double> points, std::span<const double> weights);

  // One number for the kernel and one per axis, whatever is drawn.
  void draw(Random& random, std::span<double> point) const;
  [[nodiscard]] double log_density(std::span<const double> point) const;
  [[nodiscard]] std::size_t kernels() const { return weights_.size(); }

 private:
  explicit ParzenEstimator(std::vector<ParzenAxis> axes) : axes_(std::move(axes)), means_(axes_.size()), sigmas_(axes_.size()) {}
  void finish();  // after means_, sigmas_ and weights_: the rest

  std::vector<ParzenAxis> axes_;
  std::vector<std::vector<double>> means_, sigmas_;  // [axis][kernel]; the prior is the last kernel
  std::vector<double> weights_, cumulated_;
  std::vector<double> log_factor_;                   // per kernel: weight and truncation, and for continuous axes 1/(σ√2π)
  std::vector<std::vector<double>> log_cell_;        // [discrete axis][distance] where all points share σ; else empty
};

}  // namespace stom::optimize
