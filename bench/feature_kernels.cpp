// ns per row of the window columns on one day of rows (23,400 seconds), warm cache: the cost of a column slot.
#include <random>
#include <vector>

#include <benchmark/benchmark.h>

#include "feature/indicator.h"
#include "feature/window_column.h"

namespace {

using stom::feature::WindowFunction;

constexpr std::size_t kRows = 23'400;

std::vector<double> rows(bool whole) {
  std::mt19937_64 random(1);
  std::vector<double> values(kRows);
  double level = 10'000;
  for (double& value : values) {
    level += static_cast<double>(random() % 7) - 3;
    value = whole ? level : level / 100;
  }
  return values;
}

void run_window(benchmark::State& state, WindowFunction function, bool held, bool whole) {
  const std::vector<double> values = rows(whole);
  std::vector<double> out(values.size());
  const int window = static_cast<int>(state.range(0));
  for (auto _ : state) {
    stom::feature::WindowColumn column({function, held, window}, {stom::market::Market::kStock, stom::market::Frame::kTick,
                                                                  stom::feature::WindowScope::kStom});
    column.extend_day(values, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["ns_per_row"] = benchmark::Counter(static_cast<double>(state.iterations()) * kRows / 1e9,
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void run_stream(benchmark::State& state, WindowFunction function, bool held) {
  const std::vector<double> values = rows(false);
  stom::feature::WindowStream stream({function, held, static_cast<int>(state.range(0))},
                                     {stom::market::Market::kStock, stom::market::Frame::kTick, stom::feature::WindowScope::kStom});
  for (auto _ : state) {
    stream.start_day();
    for (const double value : values) benchmark::DoNotOptimize(stream.push(value));
  }
  state.counters["ns_per_row"] = benchmark::Counter(static_cast<double>(state.iterations()) * kRows / 1e9,
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(run_window, highest_price, WindowFunction::kHighestPrice, false, true)->Arg(30)->Arg(600);
BENCHMARK_CAPTURE(run_window, held_mean_whole, WindowFunction::kMovingAverage, true, true)->Arg(60)->Arg(1200);
BENCHMARK_CAPTURE(run_window, held_mean_compensated, WindowFunction::kTradeStrengthAverage, true, false)->Arg(30)->Arg(600);
BENCHMARK_CAPTURE(run_window, direct_mean_whole, WindowFunction::kMovingAverage, false, true)->Arg(30)->Arg(600);
BENCHMARK_CAPTURE(run_window, direct_mean_pairwise, WindowFunction::kTradeStrengthAverage, false, false)->Arg(30)->Arg(100)->Arg(600);
BENCHMARK_CAPTURE(run_window, direct_sum_whole, WindowFunction::kBuyQuantitySum, false, true)->Arg(30);
BENCHMARK_CAPTURE(run_window, angle, WindowFunction::kChangeRateAngle, true, false)->Arg(30)->Arg(600);
BENCHMARK_CAPTURE(run_stream, highest_price, WindowFunction::kHighestPrice, false)->Arg(30)->Arg(600);
BENCHMARK_CAPTURE(run_stream, held_mean, WindowFunction::kTradeStrengthAverage, true)->Arg(30);
BENCHMARK_CAPTURE(run_stream, angle, WindowFunction::kChangeRateAngle, true)->Arg(30);

}  // namespace

BENCHMARK_MAIN();
