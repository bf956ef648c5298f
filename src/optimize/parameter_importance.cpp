#include "optimize/parameter_importance.h"

#include <algorithm>
#include <cmath>

#include "optimize/random.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kTrees = 32, kMostTrials = 4000, kLeastLeaf = 3;
constexpr std::uint64_t kForestSeed = 0x73746F6D;  // fixed: the same trials always give the same shares

// Values from low to before high of one variable.
struct Slice {
  std::uint32_t low = 0, high = 0;
};
struct Leaf {
  std::vector<Slice> box;
  double value = 0;
};

struct Split {
  double gain = 0;
  std::size_t variable = 0;
  std::uint32_t at = 0;  // values below it go left
};

class Tree {
 public:
  Tree(const ImportanceInput& input, std::vector<std::size_t> sample) : input_(input), sample_(std::move(sample)) {
    std::vector<Slice> box;
    for (const std::size_t levels : input.levels) box.push_back({0, static_cast<std::uint32_t>(levels)});
    grow(0, sample_.size(), std::move(box));
  }
  [[nodiscard]] const std::vector<Leaf>& leaves() const { return leaves_; }

 private:
  void grow(std::size_t begin, std::size_t end, std::vector<Slice> box) {
    const Split split = best_split(begin, end, box);
    if (!(split.gain > 0)) {
      double sum = 0;
      for (std::size_t i = begin; i < end; ++i) sum += input_.targets[sample_[i]];
      leaves_.push_back({std::move(box), sum / static_cast<double>(end - begin)});
      return;
    }
    const auto middle =
        std::stable_partition(sample_.begin() + static_cast<std::ptrdiff_t>(begin), sample_.begin() + static_cast<std::ptrdiff_t>(end),
                              [&](std::size_t i) { return input_.points[i][split.variable] < split.at; });
    const auto border = static_cast<std::size_t>(middle - sample_.begin());
    std::vector<Slice> left = box;
    left[split.variable].high = box[split.variable].low = split.at;
    grow(begin, border, std::move(left));
    grow(border, end, std::move(box));
  }

  [[nodiscard]] Split best_split(std::size_t begin, std::size_t end, const std::vector<Slice>& box) {
    Split best;
    const auto all = static_cast<double>(end - begin);
    if (end - begin < 2 * kLeastLeaf) return best;
    double total = 0;
    for (std::size_t i = begin; i < end; ++i) total += input_.targets[sample_[i]];
    for (std::size_t variable = 0; variable < box.size(); ++variable) {
      const Slice slice = box[variable];
      if (slice.high - slice.low < 2) continue;
      counts_.assign(slice.high - slice.low, 0);
      sums_.assign(slice.high - slice.low, 0);
      for (std::size_t i = begin; i < end; ++i) {
        const std::uint32_t value = input_.points[sample_[i]][variable] - slice.low;
        counts_[value] += 1;
        sums_[value] += input_.targets[sample_[i]];
      }
      double left = 0, left_sum = 0;
      for (std::uint32_t at = slice.low + 1; at < slice.high; ++at) {
        left += counts_[at - 1 - slice.low];
        left_sum += sums_[at - 1 - slice.low];
        if (left < kLeastLeaf || all - left < kLeastLeaf || counts_[at - slice.low] == 0) continue;
        const double right_sum = total - left_sum;
        const double gain = left_sum * left_sum / left + right_sum * right_sum / (all - left) - total * total / all;
        if (gain > best.gain * (1 + 1e-12) + 1e-9) best = {gain, variable, at};
      }
    }
    return best;
  }

  const ImportanceInput& input_;
  std::vector<std::size_t> sample_;
  std::vector<Leaf> leaves_;
  std::vector<double> counts_, sums_;
};

struct Shares {
  std::vector<double> first_order;
  double variance = 0;
};

// Every vector of the space weighs alike.
Shares variance_of(const std::vector<Leaf>& leaves, const std::vector<std::size_t>& levels) {
  const auto width = [&](const Leaf& leaf, std::size_t variable) {
    return static_cast<double>(leaf.box[variable].high - leaf.box[variable].low) / static_cast<double>(levels[variable]);
  };
  std::vector<double> volumes;
  double mean = 0, square = 0;
  for (const Leaf& leaf : leaves) {
    double volume = 1;
    for (std::size_t variable = 0; variable < levels.size(); ++variable) volume *= width(leaf, variable);
    volumes.push_back(volume);
    mean += volume * leaf.value;
    square += volume * leaf.value * leaf.value;
  }
  Shares out{std::vector<double>(levels.size(), 0), square - mean * mean};
  for (std::size_t variable = 0; variable < levels.size(); ++variable) {
    std::vector<double> marginal(levels[variable], 0);
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      const double part = leaves[i].value * volumes[i] / width(leaves[i], variable);
      for (std::uint32_t value = leaves[i].box[variable].low; value < leaves[i].box[variable].high; ++value) marginal[value] += part;
    }
    for (const double value : marginal)
      out.first_order[variable] += (value - mean) * (value - mean) / static_cast<double>(levels[variable]);
  }
  return out;
}

}  // namespace

std::optional<Importance> parameter_importance(const ImportanceInput& input) {
  const std::size_t trials = input.points.size();
  if (trials < kLeastImportanceTrials || input.levels.empty()) return std::nullopt;
  std::vector<std::size_t> used;
  const std::size_t count = std::min(trials, kMostTrials);
  for (std::size_t i = 0; i < count; ++i) used.push_back(i * trials / count);

  Importance out;
  out.share.assign(input.levels.size(), 0);
  double explained = 0;
  std::size_t trees = 0;
  for (std::size_t number = 0; number < kTrees; ++number) {
    Random random(kForestSeed, number);
    std::vector<std::size_t> sample(count);
    for (std::size_t& one : sample) one = used[random.below(count)];
    const Shares shares = variance_of(Tree(input, std::move(sample)).leaves(), input.levels);
    if (!(shares.variance > 1e-12)) continue;
    ++trees;
    for (std::size_t variable = 0; variable < out.share.size(); ++variable)
      out.share[variable] += shares.first_order[variable] / shares.variance;
  }
  if (trees == 0) return std::nullopt;
  for (double& share : out.share) explained += share /= static_cast<double>(trees);
  out.together = std::max(0.0, 1 - explained);
  return out;
}

}  // namespace stom::optimize
