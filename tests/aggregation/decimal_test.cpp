#include "aggregation/decimal.h"

#include <charconv>
#include <random>

#include <gtest/gtest.h>

namespace stom::aggregation {
namespace {

std::string round_trip(const std::string& text) {
  Decimal value;
  return Decimal::parse(text, value) ? value.text() : "refused";
}

TEST(Decimal, TextIsReadExactlyAndWrittenShortest) {
  EXPECT_EQ(round_trip("61659.70"), "61659.7");
  EXPECT_EQ(round_trip("0.00000001"), "0.00000001");
  EXPECT_EQ(round_trip("-3"), "-3");
  EXPECT_EQ(round_trip("+.5"), "0.5");
  EXPECT_EQ(round_trip("7."), "7");
  EXPECT_EQ(round_trip("0"), "0");
  EXPECT_EQ(round_trip("99999999999999999.999999999999999999"), "99999999999999999.999999999999999999");
}

TEST(Decimal, ExponentsMoveThePoint) {
  EXPECT_EQ(round_trip("1.5e-7"), "0.00000015");
  EXPECT_EQ(round_trip("1.0E5"), "100000");
  EXPECT_EQ(round_trip("2E+3"), "2000");
  EXPECT_EQ(round_trip("1e-40"), "0");
}

TEST(Decimal, DigitsBeyondThe18thPlaceAreRounded) {
  EXPECT_EQ(round_trip("0.0000000000000000015"), "0.000000000000000002");
  EXPECT_EQ(round_trip("1.00000000000000000049999"), "1");
}

TEST(Decimal, WhatIsNoNumberIsRefused) {
  for (const char* text : {"", "-", ".", "1.2.3", "1,000", "1e", "e5", "0x10", "nan", "inf", " 1", "1 ", "100000000000000000", "1e17", "1e1001"}) {
    EXPECT_EQ(round_trip(text), "refused") << text;
  }
}

TEST(Decimal, TheDoubleIsTheNearestOne) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const int places = static_cast<int>(random() % 19);
    std::string text = std::to_string(random() % (i % 2 == 0 ? 1'000'000 : 1'000'000'000'000'000));
    if (places > 0) {
      text += '.';
      for (int k = 0; k < places; ++k) text += static_cast<char>('0' + random() % 10);
    }
    Decimal value;
    ASSERT_TRUE(Decimal::parse(text, value));
    double nearest = 0;
    std::from_chars(text.data(), text.data() + text.size(), nearest);
    ASSERT_EQ(value.to_double(), nearest) << text;
  }
}

TEST(Decimal, SumsAreExact) {
  Decimal sum, tenth;
  ASSERT_TRUE(Decimal::parse("0.1", tenth));
  for (int i = 0; i < 10; ++i) sum += tenth;
  EXPECT_EQ(sum, Decimal(1));
  EXPECT_TRUE((sum - Decimal(1)).is_zero());
}

TEST(Decimal, SumsStopAtTheLargestValue) {
  Decimal large;
  ASSERT_TRUE(Decimal::parse("99999999999999999", large));
  Decimal sum;
  for (int i = 0; i < 5'000; ++i) sum += large;
  EXPECT_GT(sum, large);
}

TEST(Decimal, PlacesCountTheDigitsBehindThePoint) {
  Decimal value;
  ASSERT_TRUE(Decimal::parse("61659.70", value));
  EXPECT_EQ(value.places(), 1);
  EXPECT_EQ(Decimal(5).places(), 0);
  EXPECT_EQ(Decimal::step(3).text(), "0.001");
}

TEST(Decimal, CommonStepDividesBoth) {
  Decimal a, b;
  ASSERT_TRUE(Decimal::parse("100.5", a) && Decimal::parse("101.25", b));
  EXPECT_EQ(Decimal::common_step(a, b).text(), "0.75");
  EXPECT_EQ(Decimal::common_step(Decimal{}, a), a);
}

TEST(Decimal, DoublesBecomeTheirShortestText) {
  EXPECT_EQ(Decimal::from_double(0.1).text(), "0.1");
  EXPECT_EQ(Decimal::from_double(123456.789).text(), "123456.789");
}

}  // namespace
}  // namespace stom::aggregation
