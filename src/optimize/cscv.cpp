#include "optimize/cscv.h"

#include <bit>
#include <cmath>

#include "base/error.h"
#include "optimize/random.h"
#include "optimize/sharpe_statistics.h"

namespace stom::optimize {
namespace {

constexpr int kMostEnumeratedBlocks = 16;  // 12,870 combinations
constexpr std::size_t kDrawnCombinations = 20'000;
constexpr int kMostBlocksBySize = 16, kFewestBlocksBySize = 4;
constexpr std::uint64_t kStream = std::uint64_t{3} << 32;

// Sums and sums of squares of every trial over every set of blocks, put together from the sets within groups of eight neighbouring
// blocks: a combination of S blocks costs S/8 additions a trial and always the same ones, so equal trials stay exactly equal.
class BlockSets {
 public:
  BlockSets(std::span<const std::vector<double>> series, int blocks)
      : trials_(series.size()), rows_(series[0].size() / static_cast<std::size_t>(blocks)), groups_((blocks + kGroup - 1) / kGroup) {
    const std::size_t sets = static_cast<std::size_t>(groups_) * kSets;
    sum_.assign(sets * trials_, 0.0);
    square_.assign(sets * trials_, 0.0);
    const std::size_t dropped = series[0].size() - rows_ * static_cast<std::size_t>(blocks);
    for (int block = 0; block < blocks; ++block) {
      const std::size_t first = dropped + static_cast<std::size_t>(block) * rows_;
      const std::size_t at = offset(block / kGroup, std::size_t{1} << (block % kGroup));
      for (std::size_t trial = 0; trial < trials_; ++trial) {
        for (std::size_t row = first; row < first + rows_; ++row) {
          const double value = series[trial][row];
          sum_[at + trial] += value;
          square_[at + trial] += value * value;
        }
      }
    }
    for (int group = 0; group < groups_; ++group) {
      for (std::size_t set = 1; set < kSets; ++set) {
        const std::size_t lowest = set & (~set + 1);
        if (set == lowest) continue;
        const std::size_t to = offset(group, set), rest = offset(group, set ^ lowest), one = offset(group, lowest);
        for (std::size_t trial = 0; trial < trials_; ++trial) {
          sum_[to + trial] = sum_[rest + trial] + sum_[one + trial];
          square_[to + trial] = square_[rest + trial] + square_[one + trial];
        }
      }
    }
  }

  // Daily Sharpe ratio of every trial over the blocks of `mask`.
  void sharpe_ratios(std::uint64_t mask, std::vector<double>& out) const {
    const double count = static_cast<double>(rows_) * std::popcount(mask);
    if (groups_ <= 2) {
      const std::size_t low = offset(0, mask & (kSets - 1)), high = offset(groups_ - 1, groups_ == 2 ? mask >> kGroup : 0);
      const double *low_sum = &sum_[low], *high_sum = &sum_[high], *low_square = &square_[low], *high_square = &square_[high];
      for (std::size_t trial = 0; trial < trials_; ++trial) {
        out[trial] = sharpe(low_sum[trial] + high_sum[trial], low_square[trial] + high_square[trial], count);
      }
      return;
    }
    for (std::size_t trial = 0; trial < trials_; ++trial) {
      double sum = 0, square = 0;
      for (int group = 0; group < groups_; ++group) {
        const std::size_t at = offset(group, mask >> (group * kGroup) & (kSets - 1)) + trial;
        sum += sum_[at];
        square += square_[at];
      }
      out[trial] = sharpe(sum, square, count);
    }
  }

 private:
  static constexpr int kGroup = 8;
  static constexpr std::size_t kSets = std::size_t{1} << kGroup;

  [[nodiscard]] std::size_t offset(int group, std::size_t set) const { return (static_cast<std::size_t>(group) * kSets + set) * trials_; }

  static double sharpe(double sum, double square, double count) {
    const double mean = sum / count, spread = square - sum * mean;
    // A spread of rounding errors only: the trial earned the same every day (mostly nothing), which has no Sharpe ratio.
    constexpr double kRoundingErrors = 1e-12;
    return spread > kRoundingErrors * square ? mean / std::sqrt(spread / (count - 1)) : 0.0;
  }

  std::size_t trials_, rows_;
  int groups_;
  std::vector<double> sum_, square_;  // [group][set][trial]
};

struct Choice {
  double in_sample = 0, out_of_sample = 0, logit = 0;
};

// The best trial in sample and its relative rank out of sample; ties share the mean rank.
Choice choose(const std::vector<double>& in_sample, const std::vector<double>& out_of_sample) {
  const auto best = static_cast<std::size_t>(std::max_element(in_sample.begin(), in_sample.end()) - in_sample.begin());
  const double reached = out_of_sample[best];
  std::size_t worse = 0, equal = 0;
  for (const double value : out_of_sample) {
    worse += value < reached ? 1 : 0;
    equal += value == reached ? 1 : 0;
  }
  const double rank = static_cast<double>(worse) + (static_cast<double>(equal) + 1) / 2;
  const double relative = rank / (static_cast<double>(out_of_sample.size()) + 1);
  return {in_sample[best], reached, std::log(relative / (1 - relative))};
}

// Every choice of half the blocks; a choice and its complement are looked at together, since each is the other's out-of-sample part.
std::vector<Choice> all_choices(const BlockSets& sets, std::size_t trials, int blocks, const StopFlag& stop) {
  const std::uint64_t whole = (std::uint64_t{1} << blocks) - 1;
  std::vector<double> one(trials), other(trials);
  std::vector<Choice> choices;
  std::uint64_t mask = (std::uint64_t{1} << (blocks / 2)) - 1;
  while ((mask >> (blocks - 1)) == 0) {  // ascending; the complements are those with the last block
    stop.throw_if_requested();
    sets.sharpe_ratios(mask, one);
    sets.sharpe_ratios(whole ^ mask, other);
    choices.push_back(choose(one, other));
    choices.push_back(choose(other, one));
    const std::uint64_t lowest = mask & (~mask + 1), carried = mask + lowest;
    mask = carried | (((mask ^ carried) >> 2) / lowest);  // the next number with as many bits
  }
  return choices;
}

std::vector<Choice> drawn_choices(const BlockSets& sets, std::size_t trials, int blocks, std::uint64_t seed, const StopFlag& stop) {
  const std::uint64_t whole = (std::uint64_t{1} << blocks) - 1;
  std::vector<double> one(trials), other(trials);
  std::vector<Choice> choices;
  Random random(seed, kStream);
  while (choices.size() < kDrawnCombinations) {
    stop.throw_if_requested();
    const std::vector<std::size_t> order = shuffled(static_cast<std::size_t>(blocks), random);
    std::uint64_t mask = 0;
    for (int i = 0; i < blocks / 2; ++i) mask |= std::uint64_t{1} << order[static_cast<std::size_t>(i)];
    sets.sharpe_ratios(mask, one);
    sets.sharpe_ratios(whole ^ mask, other);
    choices.push_back(choose(one, other));
  }
  return choices;
}

double regression_slope(const std::vector<Choice>& choices) {
  const double count = static_cast<double>(choices.size());
  double mean_x = 0, mean_y = 0, spread = 0, common = 0;
  for (const Choice& choice : choices) {
    mean_x += choice.in_sample / count;
    mean_y += choice.out_of_sample / count;
  }
  for (const Choice& choice : choices) {
    spread += (choice.in_sample - mean_x) * (choice.in_sample - mean_x);
    common += (choice.in_sample - mean_x) * (choice.out_of_sample - mean_y);
  }
  return spread > 0 ? common / spread : 0;
}

}  // namespace

CscvResult probability_of_overfitting(std::span<const std::vector<double>> series, int blocks, std::uint64_t seed,
                                      const StopFlag& stop) {
  if (blocks < 2 || blocks % 2 != 0 || blocks > kMostCscvBlocks) {
    throw UsageError(message("과최적화 확률의 구간 수는 2와 {} 사이의 짝수여야 합니다: {}",
                             "The probability of overfitting needs an even number of blocks from 2 to {}, got {}", kMostCscvBlocks,
                             blocks));
  }
  CscvResult result;
  const std::size_t rows = common_length(series) / static_cast<std::size_t>(blocks);
  if (series.size() < 2 || rows * static_cast<std::size_t>(blocks) / 2 < 2) return result;

  const BlockSets sets(series, blocks);
  const std::vector<Choice> choices = blocks <= kMostEnumeratedBlocks ? all_choices(sets, series.size(), blocks, stop)
                                                                      : drawn_choices(sets, series.size(), blocks, seed, stop);
  const double count = static_cast<double>(choices.size());
  std::size_t overfit = 0, losing = 0;
  for (const Choice& choice : choices) {
    overfit += choice.logit <= 0 ? 1 : 0;
    losing += choice.out_of_sample < 0 ? 1 : 0;
    result.logits.push_back(choice.logit);
  }
  std::sort(result.logits.begin(), result.logits.end());
  result.probability = static_cast<double>(overfit) / count;
  result.loss_probability = static_cast<double>(losing) / count;
  result.slope = regression_slope(choices);
  return result;
}

int suitable_blocks(std::size_t days) {
  const auto blocks = std::min(static_cast<int>(std::min<std::size_t>(days, 1000) / 4) * 2, kMostBlocksBySize);
  return blocks < kFewestBlocksBySize ? 0 : blocks;
}

}  // namespace stom::optimize
