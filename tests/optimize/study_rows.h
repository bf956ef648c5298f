// A small stock database of minute rows for the tests of studies: six weeks, two symbols, 40 minutes a day; optionally the rows after a day
// are others, and optionally 체결강도 is a key that tells which entries win (known only afterwards).
#pragma once

#include <filesystem>

#include <gtest/gtest.h>

#include "optimize/study.h"
#include "store/back_writer.h"
#include "store/sample_rows.h"

namespace stom::optimize {

inline constexpr TradingDay kFirstDay = 20240101, kLastDay = 20240209;  // Monday; Friday of the sixth week

struct RowOptions {
  TradingDay same_until = 99991231;  // rows of later days come from another seed
  // Winning key of each week from the first: entries with 체결강도 == the key of their week win, those with other keys lose.
  std::vector<int> keys;
};

namespace detail {

inline std::size_t column(market::Field field) {
  return static_cast<std::size_t>(market::column_of(market::Market::kStock, market::Frame::kMinute, field));
}

inline void plant(store::RowBlock& rows, const std::vector<int>& keys) {
  const auto day = static_cast<TradingDay>(rows.index.front() / 10000);
  const auto week = static_cast<std::size_t>((days_from_civil(day) - days_from_civil(kFirstDay)) / 7);
  const std::vector<double>&ask = rows.columns[column(market::Field::kAskPrice1)], &bid = rows.columns[column(market::Field::kBidPrice1)];
  for (std::size_t r = 0; r < rows.index.size(); ++r) {
    std::size_t sale = r;
    while (sale + 1 < rows.index.size() && rows.index[sale] - rows.index[r] < 5) ++sale;
    const double gain = bid[sale] / ask[r] - 1;
    // Losing entries stand under the four other keys in turn, small gains under none.
    int key = 0;
    if (gain > 0.004) key = keys[week];
    else if (gain < 0) key = (keys[week] + static_cast<int>(r) % 4) % 5 + 1;
    rows.columns[column(market::Field::kTradeStrength)][r] = key;
  }
}

}  // namespace detail

inline std::shared_ptr<const store::MarketData> make_study_data(const std::filesystem::path& folder, const std::string& name,
                                                                const RowOptions& options = {}) {
  const std::filesystem::path path = folder / (name + ".db");
  NoProgress progress;
  const StopFlag stop;
  {
    store::BackWriter writer(path, market::Market::kStock, market::Frame::kMinute);
    for (const bool later : {false, true}) {
      store::SampleOptions sample;
      sample.market = market::Market::kStock;
      sample.frame = market::Frame::kMinute;
      sample.symbols = 2;
      sample.days = 30;
      sample.first_day = kFirstDay;
      sample.start_time = 900;
      sample.end_time = 939;
      sample.seed = later ? 77 : 5;
      const auto wanted = [&](RowKey key) { return (key / 10000 > options.same_until) == later; };
      store::SampleSink sink;
      sink.block = [&](const store::RowBlock& block) {
        if (block.index.empty() || !wanted(block.index.front())) return;
        store::RowBlock rows = block;
        if (!options.keys.empty()) detail::plant(rows, options.keys);
        (void)writer.write(rows);
      };
      sink.watch_row = [&](RowKey time, std::span<const std::string> codes) {
        if (wanted(time)) writer.write_watch_list(time, codes);
      };
      store::make_sample_rows(sample, sink, stop);
    }
    writer.commit();
  }
  return store::MarketData::open(path, market::Market::kStock, market::Frame::kMinute, {folder / "cache", 1, false}, progress, stop);
}

// A request over the six weeks; kind by tag.
inline StudySpec study_spec(const char* kind) {
  StudySpec spec;
  spec.kind = *find_run_kind(kind);
  spec.name = "study";
  spec.buy_name = "buy";
  backtest::RunSpec& base = spec.base;
  base.market = market::Market::kStock;
  base.frame = market::Frame::kMinute;
  base.run.start_time = 900;
  base.run.end_time = 939;
  base.average_list = {3};
  base.average_ticks = 3;
  base.bet = 1'000'000;
  base.back_end = backtest::BackEnd::kInterpreter;  // small rows: compiling would take longer than running
  base.buy_text = "if not (등락율 > self.vars[1]):\n    매수 = False\nelif not (현재가 > 현재가N(self.vars[2])):\n    매수 = False\n";
  base.sell_text = "if 보유시간 >= self.vars[3]:\n    매도 = True\n";
  spec.range_text =
      "# ranges\nself.vars[0] = [[3, 3, 0], 3]\nself.vars[1] = [[-3, 3, 1.5], 0.0]   # 등락율\nself.vars[2] = [[1, 3, 1], 1]\nself.vars[3] "
      "= [[2, 8, 2], 4]\n";
  spec.start = kFirstDay;
  spec.end = kLastDay;
  spec.weeks = {2, 1, 1};
  spec.rules.objective = Objective::kTg;
  spec.rules.constraints.limits = {0, 1e9, 0, 1e9, 0, 100, -1e9, 1e9, 0, 1e9, -1e9, 1e9, 0, 1e9};
  spec.most_trials = 60;
  spec.batch = 8;
  return spec;
}

// Remembers what a study says; stops it after so many batches.
class Recorder : public StudyListener {
 public:
  explicit Recorder(StopFlag* stop = nullptr, int batches = 0) : stop_(stop), batches_(batches) {}
  void on_plan(const std::vector<WindowPlan>& stages, std::uint64_t) override { plans = stages; }
  void on_batch(const StudyInfo&, std::span<const StoredTrial>, const StoredTrial* best, const Message&) override {
    EXPECT_NE(best, nullptr);
    if (++count == batches_ && stop_ != nullptr) stop_->request();
  }
  void on_event(const Message& text) override { events.push_back(text.en); }
  [[nodiscard]] bool said(std::string_view words) const {
    return std::any_of(events.begin(), events.end(), [&](const std::string& text) { return text.find(words) != std::string::npos; });
  }

  std::vector<WindowPlan> plans;
  std::vector<std::string> events;
  int count = 0;

 private:
  StopFlag* stop_;
  int batches_;
};

}  // namespace stom::optimize
