// How fast native code is made and how fast it scans rows that lie in the cache. Prints rows per second beside a C++ loop
// of the same strategy over the same columns, and the time to compile texts of several lengths.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "base/time.h"
#include "script/native.h"

namespace {

using namespace stom;          // NOLINT: a program, not a header
using namespace stom::script;  // NOLINT

constexpr std::int64_t kRows = 2048;

constexpr std::string_view kFiveConditions = R"(
if not (3 <= 등락율 <= 25):
    매수 = False
elif not (체결강도 >= 100):
    매수 = False
elif not (현재가 > 현재가N(1)):
    매수 = False
elif not (현재가 > 이동평균(60)):
    매수 = False
elif not (매도총잔량 < 매수총잔량 * 1.2):
    매수 = False
)";

constexpr std::string_view kTwentyConditions = R"(
if not (1 <= 등락율 <= 25):
    매수 = False
elif not (체결강도 >= 체결강도평균(30) + 1):
    매수 = False
elif not (현재가 > 현재가N(1) and 현재가N(1) >= 현재가N(2)):
    매수 = False
elif not (현재가 > 이동평균(60) > 이동평균(300)):
    매수 = False
elif not (최고현재가(30, 1) <= 현재가):
    매수 = False
elif not (초당매수수량 > 초당매도수량 * 1.1):
    매수 = False
elif not (누적초당매수수량(30) > 누적초당매도수량(30)):
    매수 = False
elif not (매도총잔량 < 매수총잔량 * 1.2 or 매도잔량1 < 매수잔량1):
    매수 = False
elif not (등락율각도(30) > 5 and 당일거래대금각도(30) > 1):
    매수 = False
elif not (최고체결강도(30) - 최저체결강도(30) < 200):
    매수 = False
elif not (고저평균대비등락율 >= 0):
    매수 = False
elif not (현재가 / 시가 > 1.01):
    매수 = False
elif not (당일거래대금 > 1000):
    매수 = False
elif not (회전율 > 1 and 전일비 > 50):
    매수 = False
elif not (90500 <= 시분초 <= 145000):
    매수 = False
elif not (매수호가1 >= 현재가 * 0.995):
    매수 = False
elif not (abs(매도호가1 - 매수호가1) / 현재가 < 0.01):
    매수 = False
elif not (초당거래대금 > 초당거래대금평균(30) * 1.5):
    매수 = False
elif not (시가총액 < 5000):
    매수 = False
elif 라운드피겨위5호가이내:
    매수 = False
)";

struct Rows {
  std::vector<std::vector<double>> columns, slots;
  std::vector<const double*> pointers;
  std::vector<std::int64_t> index;
  std::vector<SlotBinding> bindings;
  std::vector<double> first_row;
  RowContext context;

  Rows(const CompiledText& text, double pass_rate) {
    auto noise = [state = std::uint64_t{1}]() mutable {
      state = state * 6364136223846793005U + 1442695040888963407U;
      return static_cast<double>(state >> 40) / static_cast<double>(1 << 24);
    };
    for (const market::Field field : market::schema(text.options.market, text.options.frame)) {
      std::vector<double>& column = columns.emplace_back(kRows);
      for (double& value : column) {
        value = 10'000 + std::floor(noise() * 100) * 10;
        if (field == market::Field::kChangeRate) value = noise() < pass_rate ? 10 : 0;
        if (field == market::Field::kTradeStrength) value = noise() * 200;
      }
    }
    for (const auto& column : columns) pointers.push_back(column.data());
    first_row.assign(columns.size(), 0);
    for (std::int64_t i = 0; i < kRows; ++i) index.push_back(20240102090000 + i % 60 + i / 60 * 100);
    for (const SlotKey& key : resolve_slots(text.plan, {}, text.options.frame, text.options.average_list, {}, {})) {
      std::vector<double>& data = slots.emplace_back(kRows);
      for (double& value : data) value = noise() * 10'500;
      const auto& window = std::get<feature::WindowKey>(key);
      bindings.push_back({data.data(), window.held ? 1 : window.window, 0,
                          static_cast<std::int64_t>(feature::number_kind(window))});
    }
    context.columns = pointers.data();
    context.index = index.data();
    context.slots = bindings.data();
    context.first_row = first_row.data();
    context.rows = kRows;
  }
};

std::shared_ptr<const CompiledText> compiled(std::string_view source) {
  CompileOptions options;
  options.kind = TextKind::kBuy;
  options.average_list = {30};
  return compile(source, options);
}

template <typename Work>
double best_seconds(int repeats, Work&& work) {
  double best = 1e9;
  for (int round = 0; round < 7; ++round) {
    const double start = monotonic_seconds();
    for (int i = 0; i < repeats; ++i) work();
    best = std::min(best, (monotonic_seconds() - start) / repeats);
  }
  return best;
}

void scan_speed(const char* name, std::string_view source, double pass_rate) {
  const auto text = compiled(source);
  std::string reason;
  const auto native = compile_native(text, &reason);
  if (!native) {
    std::printf("%s: not native: %s\n", name, reason.c_str());
    return;
  }
  const Rows rows(*text, pass_rate);
  std::vector<std::uint8_t> signals(kRows);
  const auto evaluator = native->make_evaluator();
  const double seconds = best_seconds(200, [&] { evaluator->scan(rows.context, 0, kRows, signals.data()); });
  const auto interpreter = make_interpreter(text);
  const double interpreted = best_seconds(1, [&] { interpreter->scan(rows.context, 0, kRows, signals.data()); });
  const auto hits = std::count(signals.begin(), signals.end(), kLong);
  std::printf("%-28s %s %7.1f M rows/s  %6.2f ns/row   interpreter %8.1f ns/row   %ld hits\n", name,
              native->is_vectorised() ? "branch-free" : "branching  ", kRows / seconds / 1e6, seconds / kRows * 1e9,
              interpreted / kRows * 1e9, static_cast<long>(hits));
}

// The first text written by hand.
__attribute__((noinline)) void hand_written(const RowContext& c, std::uint8_t* signals) {
  const double* rate = c.columns[market::column_of(market::Market::kStock, market::Frame::kTick, market::Field::kChangeRate)];
  const double* strength = c.columns[market::column_of(market::Market::kStock, market::Frame::kTick, market::Field::kTradeStrength)];
  const double* price = c.columns[0];
  const double* asks = c.columns[market::column_of(market::Market::kStock, market::Frame::kTick, market::Field::kAskTotal)];
  const double* bids = c.columns[market::column_of(market::Market::kStock, market::Frame::kTick, market::Field::kBidTotal)];
  const double* average = c.slots[0].data;
  for (std::int64_t r = 0; r < kRows; ++r) {
    const double before = r >= 1 ? price[r - 1] : 0;
    bool buys = true;
    if (!(3 <= rate[r] && rate[r] <= 25)) buys = false;
    else if (!(strength[r] >= 100)) buys = false;
    else if (!(price[r] > before)) buys = false;
    else if (!(price[r] > average[r])) buys = false;
    else if (!(asks[r] < bids[r] * 1.2)) buys = false;
    signals[r] = buys ? 1 : 0;
  }
}

void compile_time(const char* name, const std::string& source) {
  const auto text = compiled(source);
  const long lines = std::count(source.begin(), source.end(), '\n');
  if (!text->is_runnable()) {
    std::printf("%s: has errors\n", name);
    return;
  }
  double front = 1e9, best = 1e9;
  for (int i = 0; i < 3; ++i) {
    double start = monotonic_seconds();
    (void)compiled(source);
    front = std::min(front, monotonic_seconds() - start);
    start = monotonic_seconds();
    (void)compile_native(text);
    best = std::min(best, monotonic_seconds() - start);
  }
  std::printf("%-28s %4ld lines: check %.2f ms, native code %.1f ms\n", name, lines, front * 1e3, best * 1e3);
}

}  // namespace

int main() {
  const auto first = compiled(kFiveConditions);
  const double start = monotonic_seconds();
  (void)compile_native(first);
  std::printf("first native text of the process: %.1f ms\n", (monotonic_seconds() - start) * 1e3);
  for (const double pass_rate : {0.001, 0.05, 0.5, 1.0}) {
    const std::string suffix = fmt::format(", {:.1f} % pass first", pass_rate * 100);
    scan_speed(("5 conditions" + suffix).c_str(), kFiveConditions, pass_rate);
    const Rows rows(*first, pass_rate);
    std::vector<std::uint8_t> signals(kRows);
    const double seconds = best_seconds(200, [&] { hand_written(rows.context, signals.data()); });
    std::printf("%-28s %s %7.1f M rows/s  %6.2f ns/row\n", "  hand-written C++ loop", "           ", kRows / seconds / 1e6,
                seconds / kRows * 1e9);
    scan_speed(("20 conditions" + suffix).c_str(), kTwentyConditions, pass_rate);
  }
  compile_time("5 conditions", std::string(kFiveConditions));
  compile_time("20 conditions", std::string(kTwentyConditions));
  std::string hundred;
  for (int i = 0; i < 25; ++i) {
    hundred += fmt::format("값{0} = (현재가N({1}) / 저가 - 1) * 100\nif 값{0} > {2} and 체결강도평균({3}) > 체결강도N({0}):\n"
                           "    매수 = False\n비율{0} = round(매수잔량1 / (매도총잔량 + {4}) * 100, 2)\n",
                           i, i % 7, i * 2, i % 2 == 0 ? 30 : 31 + i, i + 1);
  }
  compile_time("locals and ifs", hundred);
  return 0;
}
