// Time per row of the window columns on one day of rows (23,400 seconds), warm cache: the cost of a column slot.
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
  state.counters["per_row"] = benchmark::Counter(static_cast<double>(state.iterations()) * kRows,
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
  state.counters["per_row"] = benchmark::Counter(static_cast<double>(state.iterations()) * kRows,
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

// A day of crypto minutes; the reference set restarts the indicator at every row's own look-back.
void run_indicator(benchmark::State& state, stom::feature::IndicatorOutput output, stom::feature::IndicatorSet set) {
  constexpr std::size_t kMinutes = 1'440;
  std::vector<double> close = rows(true);
  close.resize(kMinutes);
  std::vector<double> high = close, low = close, volume = close, out(kMinutes);
  for (double& value : high) value += 2;
  for (double& value : low) value -= 3;
  stom::feature::IndicatorKey key{output, false, {}};
  const double periods[] = {12, 26, 9};
  for (int k = 0; k < 3; ++k) key.parameters[k] = {periods[k], true};
  for (auto _ : state) {
    stom::feature::indicator_column(key, set, {high, low, close, volume}, out);
    benchmark::DoNotOptimize(out.data());
  }
  state.counters["per_row"] = benchmark::Counter(static_cast<double>(state.iterations()) * kMinutes,
                                                    benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(run_indicator, macd_stom, stom::feature::IndicatorOutput::kMacd, stom::feature::IndicatorSet::kStom);
BENCHMARK_CAPTURE(run_indicator, macd_full, stom::feature::IndicatorOutput::kMacd, stom::feature::IndicatorSet::kFull);
BENCHMARK_CAPTURE(run_indicator, rsi_stom, stom::feature::IndicatorOutput::kRsi, stom::feature::IndicatorSet::kStom);
BENCHMARK_CAPTURE(run_indicator, adxr_stom, stom::feature::IndicatorOutput::kAdxr, stom::feature::IndicatorSet::kStom);
BENCHMARK_CAPTURE(run_indicator, cci_stom, stom::feature::IndicatorOutput::kCci, stom::feature::IndicatorSet::kStom);
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
