// Rolling max and min by doubling: the max of 2w values is the max of two neighbouring maxes of w values. log2(window)
// passes over a block that stays in the first-level cache, every pass a plain vector loop.
#include <algorithm>
#include <cstring>
#include <vector>

#include "feature/kernels.h"

namespace stom::feature {
namespace {

// A block's working set (block + window values) is kept near 16 KiB.
std::size_t block_rows(int window) { return std::max<std::size_t>(1024, 2 * static_cast<std::size_t>(window)); }

STOM_SIMD_CLONES void max_pass(double* values, std::size_t count, std::size_t distance) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) values[i] = values[i] > values[i + distance] ? values[i] : values[i + distance];
}

STOM_SIMD_CLONES void min_pass(double* values, std::size_t count, std::size_t distance) {
#pragma GCC ivdep
  for (std::size_t i = 0; i < count; ++i) values[i] = values[i] < values[i + distance] ? values[i] : values[i + distance];
}

template <auto pass>
void rolling_extremum(const double* in, std::size_t count, int window, double* out) {
  const std::size_t w = window;
  const std::size_t rows = std::min(block_rows(window), count);
  std::vector<double> work(rows + w);
  for (std::size_t begin = 0; begin < count; begin += rows) {
    const std::size_t n = std::min(rows, count - begin);
    std::size_t length = n + w - 1;  // values in work that are still maxes of whole sub-windows
    std::memcpy(work.data(), in + begin, length * sizeof(double));
    std::size_t covered = 1;
    while (covered * 2 <= w) {
      length -= covered;
      pass(work.data(), length, covered);
      covered *= 2;
    }
    if (covered < w) pass(work.data(), n, w - covered);
    std::memcpy(out + begin, work.data(), n * sizeof(double));
  }
}

template <typename Better>
void rolling_extremum_scalar(const double* in, std::size_t count, int window, double* out, Better better) {
  for (std::size_t k = 0; k < count; ++k) {
    double best = in[k];
    for (int j = 1; j < window && !std::isnan(best); ++j) {
      const double value = in[k + j];
      if (std::isnan(value) || better(value, best)) best = value;
    }
    out[k] = best;
  }
}

}  // namespace

void rolling_max_scalar(const double* in, std::size_t count, int window, double* out) {
  rolling_extremum_scalar(in, count, window, out, [](double a, double b) { return a > b; });
}

void rolling_min_scalar(const double* in, std::size_t count, int window, double* out) {
  rolling_extremum_scalar(in, count, window, out, [](double a, double b) { return a < b; });
}

void rolling_max(const double* in, std::size_t count, int window, double* out) {
  if (count == 0) return;
  if (has_nan({in, count + window - 1})) return rolling_max_scalar(in, count, window, out);
  rolling_extremum<max_pass>(in, count, window, out);
}

void rolling_min(const double* in, std::size_t count, int window, double* out) {
  if (count == 0) return;
  if (has_nan({in, count + window - 1})) return rolling_min_scalar(in, count, window, out);
  rolling_extremum<min_pass>(in, count, window, out);
}

}  // namespace stom::feature
