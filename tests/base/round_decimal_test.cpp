#include <charconv>
#include <cmath>
#include <cstdio>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "base/rounding.h"

namespace stom {
namespace {

// The library prints the exact binary value, correctly rounded with ties to even.
double printed(double value, int digits) {
  std::string text(400, '\0');
  const int length = std::snprintf(text.data(), text.size(), "%.*f", digits, value);
  double result = 0;
  std::from_chars(text.data(), text.data() + length, result);
  return result;
}

TEST(RoundDecimal, equals_the_printed_decimal_bit_for_bit) {
  std::mt19937_64 random(20240808);
  for (int i = 0; i < 300'000; ++i) {
    const int digits = static_cast<int>(random() % 12);
    double value = 0;
    switch (random() % 4) {
      case 0: value = (static_cast<double>(random() % 2'000'001) - 1e6) / 1000; break;
      case 1: value = (static_cast<double>(random() % 200'000'001) - 1e8) / std::pow(10, random() % 9); break;
      case 2: value = std::ldexp(static_cast<double>(random() >> 12), -static_cast<int>(random() % 60)); break;
      default: value = (static_cast<double>(random() % 20'001) - 10'000) / std::pow(2, random() % 12); break;
    }
    if (i % 7 == 0) value = std::nextafter(value, i % 2 == 0 ? 1e300 : -1e300);
    const double want = value == 0 ? value : printed(value, digits);
    const double got = round_decimal(value, digits);
    ASSERT_EQ(got, want) << value << " to " << digits;
    ASSERT_EQ(std::signbit(got), std::signbit(want)) << value << " to " << digits;
  }
}

TEST(RoundDecimal, decides_ties_on_the_exact_binary_value) {
  EXPECT_EQ(round_decimal(0.125, 2), 0.12);
  EXPECT_EQ(round_decimal(0.375, 2), 0.38);
  EXPECT_EQ(round_decimal(1.005, 2), 1.0);    // the double lies below 1.005
  EXPECT_EQ(round_decimal(2.675, 2), 2.67);
  EXPECT_EQ(round_decimal(1.115, 2), 1.11);   // product rounds to the tie, the exact value is below
  EXPECT_EQ(round_decimal(-0.5, 0), -0.0);
  EXPECT_TRUE(std::signbit(round_decimal(-0.001, 2)));
}

}  // namespace
}  // namespace stom
