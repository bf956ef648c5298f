#include "feature/window_column.h"

#include <gtest/gtest.h>

#include "feature/naive_windows.h"
#include "feature/random_series.h"

namespace stom::feature {
namespace {

using market::Frame;
using market::Market;
using test::Kind;
using test::kKinds;
using test::naive_column;
using test::series;

bool same_bits(double a, double b) { return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b)); }

void expect_same(std::span<const double> got, std::span<const double> want, const WindowKey& key, int market, int kind) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_TRUE(same_bits(got[i], want[i]))
        << "function " << static_cast<int>(key.function) << " held " << key.held << " window " << key.window << " market "
        << market << " series " << kind << " row " << i << ": got " << got[i] << ", expected " << want[i];
  }
}

constexpr int kWindows[] = {1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 30, 60, 100, 127, 128, 129, 136, 200, 257, 300, 600};
constexpr std::size_t kDays[] = {330, 1, 58, 700, 0, 411};

// Batch, streaming and the plain twin, over days of very different lengths, for every function and market.
class EveryWindow : public testing::TestWithParam<int> {};

TEST_P(EveryWindow, equals_its_plain_twin_and_its_stream) {
  const WindowFunction function = static_cast<WindowFunction>(GetParam());
  for (const Kind kind : kKinds) {
    std::size_t total = 0;
    for (const std::size_t rows : kDays) total += rows;
    const std::vector<double> all = series(kind, total, 7);
    for (const Market market : market::kMarkets) {
      for (const int window : kWindows) {
        for (const auto& [held, scope] : {std::pair{false, WindowScope::kStom}, std::pair{true, WindowScope::kStom},
                                         std::pair{true, WindowScope::kSession}}) {
          const WindowKey key{function, held, window};
          const WindowSettings settings{market, market == Market::kUpbit ? Frame::kMinute : Frame::kTick, scope};
          const bool continues = held && scope == WindowScope::kStom;
          WindowColumn column(key, settings);
          WindowStream stream(key, settings);
          std::vector<double> batch, streamed, plain;
          if (continues) plain = naive_column(key, settings, all);
          std::size_t begin = 0;
          for (const std::size_t rows : kDays) {
            const std::span<const double> day(all.data() + begin, rows);
            begin += rows;
            std::vector<double> out(rows, -1);
            column.extend_day(day, out);
            batch.insert(batch.end(), out.begin(), out.end());
            stream.start_day();
            for (const double value : day) streamed.push_back(stream.push(value));
            if (!continues) {
              const std::vector<double> one = naive_column(key, settings, day);
              plain.insert(plain.end(), one.begin(), one.end());
            }
          }
          expect_same(batch, plain, key, static_cast<int>(market), static_cast<int>(kind));
          expect_same(streamed, plain, key, static_cast<int>(market), static_cast<int>(kind));
          if (HasFatalFailure()) return;
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(functions, EveryWindow, testing::Range(0, kWindowFunctionCount));

TEST(WindowColumn, held_sums_stay_exact_when_whole_numbers_turn_broken_and_back) {
  std::vector<double> all = series(Kind::kWhole, 300, 1);
  const std::vector<double> broken = series(Kind::kTwoDigits, 150, 2);
  all.insert(all.end(), broken.begin(), broken.end());
  const std::vector<double> again = series(Kind::kWhole, 300, 3);
  all.insert(all.end(), again.begin(), again.end());
  const WindowKey key{WindowFunction::kBuyQuantitySum, true, 40};
  const WindowSettings settings{Market::kUpbit, Frame::kTick, WindowScope::kStom};
  WindowColumn column(key, settings);
  std::vector<double> batch(all.size());
  for (std::size_t begin = 0; begin < all.size(); begin += 50) {
    column.extend_day({all.data() + begin, 50}, {batch.data() + begin, 50});
  }
  expect_same(batch, naive_column(key, settings, all), key, 1, 0);
}

TEST(WindowColumn, a_missing_value_spoils_exactly_the_windows_that_hold_it) {
  std::vector<double> values = series(Kind::kTwoDigits, 100, 5);
  values[40] = std::numeric_limits<double>::quiet_NaN();
  for (int f = 0; f < kWindowFunctionCount; ++f) {
    if (info(static_cast<WindowFunction>(f)).aggregate == Aggregate::kAngle) continue;
    for (const bool held : {false, true}) {
      const WindowKey key{static_cast<WindowFunction>(f), held, 10};
      const WindowSettings settings{Market::kStock, Frame::kMinute, WindowScope::kStom};
      WindowColumn column(key, settings);
      WindowStream stream(key, settings);
      std::vector<double> out(values.size());
      column.extend_day(values, out);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const bool spoilt = (i >= 40 && i < 50) || (held && i < 9);
        EXPECT_EQ(std::isnan(out[i]), spoilt) << f << ' ' << held << ' ' << i;
        EXPECT_TRUE(same_bits(stream.push(values[i]), out[i])) << f << ' ' << held << ' ' << i;
      }
    }
  }
}

TEST(WindowColumn, one_direct_window_equals_the_column_at_its_last_row) {
  const std::vector<double> values = series(Kind::kTwoDigits, 700, 9);
  for (int f = 0; f < kWindowFunctionCount; ++f) {
    for (const int window : kWindows) {
      const WindowKey key{static_cast<WindowFunction>(f), false, window};
      const WindowSettings settings{Market::kBinance, Frame::kMinute, WindowScope::kStom};
      WindowColumn column(key, settings);
      std::vector<double> out(values.size());
      column.extend_day(values, out);
      const std::span<const double> last(values.data() + values.size() - window, window);
      EXPECT_EQ(direct_window(key.function, settings, last), out.back()) << f << ' ' << window;
    }
  }
}

TEST(WindowColumn, knows_the_column_it_reads) {
  const WindowSettings settings{Market::kStock, Frame::kMinute, WindowScope::kStom};
  EXPECT_EQ(WindowColumn({WindowFunction::kMovingAverage, true, 5}, settings).source(), market::Field::kPrice);
  EXPECT_EQ(WindowColumn({WindowFunction::kHighestMinuteHigh, false, 5}, settings).source(), market::Field::kMinuteHigh);
}

}  // namespace
}  // namespace stom::feature
