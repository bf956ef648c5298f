// Rows of the specification's deterministic generator (back-test engine, section 14.1): stock second rows, base 10000,
// unit 10. Only the columns that window functions read.
#pragma once

#include <cstdint>
#include <vector>

#include "base/rounding.h"

namespace stom::feature::test {

struct GeneratedDay {
  std::vector<std::int64_t> time_of_day;  // hhmmss
  std::vector<double> price, strength, buy, sell, value, day_value, change_rate, volume_ratio;
};

inline std::vector<GeneratedDay> generate_stock_ticks(std::uint32_t seed, int days, int rows) {
  constexpr int kBase = 10'000, kUnit = 10;
  std::uint32_t x = seed;
  const auto next = [&x](int k) {
    x = static_cast<std::uint32_t>((static_cast<std::uint64_t>(x) * 1103515245 + 12345) % 2147483648ULL);
    return static_cast<int>((x >> 8) % static_cast<std::uint32_t>(k));
  };
  std::vector<GeneratedDay> result(days);
  for (GeneratedDay& day : result) {
    int k = 0;
    long money = 0;
    for (int row = 1; row <= rows; ++row) {
      const int step = next(7) - 3;
      k = std::min(200, std::max(-200, k + step));
      const int price = kBase + kUnit * k;
      const int buy = next(500);
      const int sell = next(500);
      const long value = static_cast<long>(buy + sell) * price / 1'000'000;
      money += value;
      for (int level = 0; level < 10; ++level) next(300);
      next(20);
      day.time_of_day.push_back(90'000 + row / 60 * 100 + row % 60);
      day.price.push_back(price);
      const double ratio = sell == 0 ? 500.0 : round_decimal(static_cast<double>(buy) / sell * 100, 2);
      day.strength.push_back(std::min(500.0, ratio));
      day.buy.push_back(buy);
      day.sell.push_back(sell);
      day.value.push_back(static_cast<double>(value));
      day.day_value.push_back(static_cast<double>(money));
      day.change_rate.push_back(round_decimal((static_cast<double>(price) / kBase - 1) * 100, 2));
      day.volume_ratio.push_back(round_decimal(static_cast<double>(money) / 37, 2));
    }
  }
  return result;
}

}  // namespace stom::feature::test
