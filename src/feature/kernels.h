// Loops over whole columns that the window columns are made of. Inner part of this folder, public for tests and benches.
//
// Shape of every rolling kernel: `in` holds count + window − 1 values, out[k] covers in[k … k+window−1]. Rows sit in
// SIMD lanes, so each row's own order of additions is that of the scalar twin and the bits are the same.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "base/simd.h"

namespace stom::feature {

// R(x/divisor, digits) over a column; scale = 10^digits.
void divide_and_round(std::span<double> values, double divisor, double scale);

void rolling_max(const double* in, std::size_t count, int window, double* out);
void rolling_min(const double* in, std::size_t count, int window, double* out);
void rolling_max_scalar(const double* in, std::size_t count, int window, double* out);
void rolling_min_scalar(const double* in, std::size_t count, int window, double* out);

// The pairwise summation of one window length, as a list of leaves: sum `size` values at `offset` with eight
// accumulators, then add the last two partial sums `joins` times.
class PairwisePlan {
 public:
  explicit PairwisePlan(int window);
  void sums(const double* in, std::size_t count, double* out) const;

 private:
  struct Leaf {
    int offset, size, joins;
  };
  int window_;
  std::vector<Leaf> leaves_;
  static void run(const Leaf* leaves, std::size_t leaf_count, const double* in, std::size_t count, double* out);
};
void rolling_pairwise_sum_scalar(const double* in, std::size_t count, int window, double* out);

// Sums of whole numbers: exact, any order. Caller has checked all_exact_integers over `in`.
void rolling_integer_sum(const double* in, std::size_t count, int window, double* out);

// Every value is a whole number of magnitude ≤ limit: with limit = 2^53/(window + 1) all partial sums are exact.
[[nodiscard]] bool all_exact_integers(std::span<const double> values, double limit);
[[nodiscard]] double exact_integer_limit(int window);
[[nodiscard]] bool has_nan(std::span<const double> values);

// The running compensated sum of held columns (spec 6.3). One row: remove the value that leaves the window, then add.
struct CompensatedSum {
  double sum = 0, add_rest = 0, remove_rest = 0;
  double previous = 0;
  long same = 0;  // how many equal values came last

  void add(double value) {
    const double y = value - add_rest;
    const double t = sum + y;
    add_rest = (t - sum) - y;
    sum = t;
    same = same > 0 && value == previous ? same + 1 : 1;
    previous = value;
  }
  void remove(double value) {
    const double y = -value - remove_rest;
    const double t = sum + y;
    remove_rest = (t - sum) - y;
    sum = t;
  }
};

// angle() of gaps in[k+window−1] − in[k]; `divide`: (gap·factor) or (gap/factor) as the reference writes it.
struct AngleFactor {
  double factor;
  bool divide;
};
void rolling_angle(const double* in, std::size_t count, int window, AngleFactor factor, double* out);
void rolling_angle_scalar(const double* in, std::size_t count, int window, AngleFactor factor, double* out);

}  // namespace stom::feature
