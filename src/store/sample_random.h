// The generator of sample rows' random numbers: SplitMix64 (Steele, Lea, Flood 2014), one stream per purpose.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>

namespace stom::store {

class SampleRandom {
 public:
  explicit SampleRandom(std::initializer_list<std::uint64_t> keys) {
    for (const std::uint64_t key : keys) state_ = mixed(state_ + kStep + key);
  }
  std::uint64_t bits() { return mixed(state_ += kStep); }
  // [0, 1)
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // low … high, both possible
  int integer(int low, int high) { return low + static_cast<int>(uniform() * (high - low + 1)); }
  bool chance(double probability) { return uniform() < probability; }
  // Mean 0, variance 1: four uniform 16-bit numbers summed; tails end at 3.46, which sample rows do not mind.
  double normal() {
    const std::uint64_t b = bits();
    const double sum = static_cast<double>((b & 0xffff) + (b >> 16 & 0xffff) + (b >> 32 & 0xffff) + (b >> 48));
    return (sum * 0x1p-16 - 2.0 + 0x1p-15) * 1.7320508075688772;
  }
  double log_normal(double sigma) { return std::exp(sigma * normal()); }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;
  static std::uint64_t mixed(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t state_ = 0;
};

}  // namespace stom::store
