#include <array>
#include <cstring>

#include "feature/kernels.h"
#include "feature/window_column.h"

namespace stom::feature {
namespace {

constexpr std::size_t kAccumulators = 8;
constexpr std::size_t kPairwiseBlock = 128;

double sum_leaf(const double* values, std::size_t count) {
  if (count < kAccumulators) {
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i) sum += values[i];
    return sum;
  }
  double r[kAccumulators];
  for (std::size_t j = 0; j < kAccumulators; ++j) r[j] = values[j];
  std::size_t i = kAccumulators;
  for (; i + kAccumulators <= count; i += kAccumulators) {
    for (std::size_t j = 0; j < kAccumulators; ++j) r[j] += values[i + j];
  }
  double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
  for (; i < count; ++i) sum += values[i];
  return sum;
}

std::size_t split(std::size_t count) {
  const std::size_t half = count / 2;
  return half - half % kAccumulators;
}

// Eight consecutive rows; the compiler maps them to whatever vectors the clone has.
constexpr std::size_t kLanes = 8;
typedef double Lanes __attribute__((vector_size(kLanes * sizeof(double))));

}  // namespace

double pairwise_sum(const double* values, std::size_t count) {
  if (count <= kPairwiseBlock) return sum_leaf(values, count);
  const std::size_t left = split(count);
  return pairwise_sum(values, left) + pairwise_sum(values + left, count - left);
}

PairwisePlan::PairwisePlan(int window) : window_(window) {
  // Post-order walk of the recursion; a leaf's `joins` counts the additions that follow it.
  const auto walk = [this](const auto& self, int offset, int count) -> void {
    if (static_cast<std::size_t>(count) <= kPairwiseBlock) {
      leaves_.push_back({offset, count, 0});
      return;
    }
    const int left = static_cast<int>(split(count));
    self(self, offset, left);
    self(self, offset + left, count - left);
    ++leaves_.back().joins;
  };
  walk(walk, 0, window);
}

STOM_SIMD_CLONES void PairwisePlan::run(const Leaf* leaves, std::size_t leaf_count, const double* in, std::size_t count,
                                        double* out) {
  Lanes stack[32];  // depth of halving from 2^31 values to blocks of 128 is 24
  for (std::size_t row = 0; row + kLanes <= count; row += kLanes) {
    int top = 0;
    for (std::size_t l = 0; l < leaf_count; ++l) {
      const double* values = in + row + leaves[l].offset;
      const std::size_t size = leaves[l].size;
      Lanes sum = {};
      Lanes value;
      std::size_t i = 0;
      if (size >= kAccumulators) {
        Lanes r[kAccumulators];
        for (std::size_t j = 0; j < kAccumulators; ++j) std::memcpy(&r[j], values + j, sizeof(Lanes));
        for (i = kAccumulators; i + kAccumulators <= size; i += kAccumulators) {
          for (std::size_t j = 0; j < kAccumulators; ++j) {
            std::memcpy(&value, values + i + j, sizeof(Lanes));
            r[j] += value;
          }
        }
        sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
      }
      for (; i < size; ++i) {
        std::memcpy(&value, values + i, sizeof(Lanes));
        sum += value;
      }
      stack[top++] = sum;
      for (int join = 0; join < leaves[l].joins; ++join, --top) stack[top - 2] += stack[top - 1];
    }
    std::memcpy(out + row, &stack[0], sizeof(Lanes));
  }
}

void PairwisePlan::sums(const double* in, std::size_t count, double* out) const {
  run(leaves_.data(), leaves_.size(), in, count, out);
  const std::size_t rest = count % kLanes;
  rolling_pairwise_sum_scalar(in + (count - rest), rest, window_, out + (count - rest));
}

void rolling_pairwise_sum_scalar(const double* in, std::size_t count, int window, double* out) {
  for (std::size_t k = 0; k < count; ++k) out[k] = pairwise_sum(in + k, window);
}

STOM_SIMD_CLONES void rolling_integer_sum(const double* in, std::size_t count, int window, double* out) {
  if (count == 0) return;
  double sum = 0;
  for (int j = 0; j < window - 1; ++j) sum += in[j];
  sum += in[window - 1];
  out[0] = sum;
  const double* entering = in + window;
  std::size_t k = 1;
  // All values are whole, so a change of several rows may be added at once: one dependent addition per four rows.
  for (; k + 4 <= count; k += 4) {
    const double* enter = entering + (k - 1);
    const double* leave = in + (k - 1);
    const double d0 = enter[0] - leave[0], d1 = enter[1] - leave[1], d2 = enter[2] - leave[2], d3 = enter[3] - leave[3];
    const double d01 = d0 + d1;
    const double d012 = d01 + d2;
    out[k] = sum + d0;
    out[k + 1] = sum + d01;
    out[k + 2] = sum + d012;
    sum += d012 + d3;
    out[k + 3] = sum;
  }
  for (; k < count; ++k) {
    sum += entering[k - 1] - in[k - 1];
    out[k] = sum;
  }
}

STOM_SIMD_CLONES bool all_exact_integers(std::span<const double> values, double limit) {
  constexpr double kShift = 6755399441055744.0;  // 1.5·2^52: adding it rounds to whole numbers
  const double* data = values.data();
  std::size_t i = 0;
  const std::size_t count = values.size();
  constexpr std::size_t kBlock = 512;
  while (i < count) {
    const std::size_t end = i + kBlock < count ? i + kBlock : count;
    long wrong = 0;
    for (; i < end; ++i) {
      const double value = data[i];
      wrong += !((value + kShift) - kShift == value) | !(std::fabs(value) <= limit);
    }
    if (wrong != 0) return false;
  }
  return true;
}

double exact_integer_limit(int window) {
  constexpr double kWholeNumbers = 9007199254740992.0;  // 2^53
  constexpr double kTestable = 2251799813685248.0;      // 2^51, the range of the test above
  const double limit = kWholeNumbers / 4 / (static_cast<double>(window) + 1);
  return limit < kTestable ? limit : kTestable;
}

STOM_SIMD_CLONES bool has_nan(std::span<const double> values) {
  long found = 0;
  for (const double value : values) found += value != value;
  return found != 0;
}

STOM_SIMD_CLONES void divide_and_round(std::span<double> values, double divisor, double scale) {
  double* data = values.data();
  const std::size_t count = values.size();
  for (std::size_t i = 0; i < count; ++i) data[i] = nearest_integer(data[i] / divisor * scale) / scale;
}

}  // namespace stom::feature
