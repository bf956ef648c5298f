#include "trade/split_ratio.h"

#include <algorithm>

namespace stom::trade {
namespace {

constexpr double kEqual[5] = {100, 50, 33.33, 25, 20};
constexpr double kDecreasing[5][5] = {{100}, {66.67, 33.33}, {57.14, 28.57, 14.29}, {53.33, 26.67, 13.33, 6.67}, {51.61, 25.81, 12.90, 6.45, 3.23}};

}  // namespace

double split_ratio(int method, int count, int done) {
  count = std::clamp(count, 1, 5);
  done = std::clamp(done, 0, count - 1);
  if (method == 2) return kDecreasing[count - 1][done];
  if (method == 3) return kDecreasing[count - 1][count - 1 - done];
  return kEqual[count - 1];
}

}  // namespace stom::trade
