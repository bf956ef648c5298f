#include "optimize/trial.h"

#include <algorithm>

#include "base/error.h"
#include "base/process_usage.h"
#include "base/rounding.h"
#include "market/schema.h"
#include "optimize/aggregate.h"
#include "optimize/holding_window.h"

namespace stom::optimize {
namespace {

using backtest::TradeFigures;

// Mapped rows of the symbol-days at hand, scratch of the engines, texts.
constexpr std::uint64_t kMemoryBeside = 64ULL << 20;
constexpr std::uint64_t kLeastMemory = 8ULL << 20;

std::uint64_t memory_left(std::uint64_t limit) {
  const auto usage = process_usage(this_process().id);
  const std::uint64_t used = (usage ? usage->resident_bytes : 0) + kMemoryBeside;
  return limit > used + kLeastMemory ? limit - used : kLeastMemory;
}

// Only the search period is ever loaded or run: the test window cannot reach a score (known defect K7).
backtest::RunSpec search_spec(backtest::RunSpec base, const WindowPlan& windows, std::size_t variables) {
  if (windows.test && windows.search.last >= windows.test->first) {
    throw UsageError({"확인기간이 학습기간과 겹칩니다.", "The test window overlaps the search period."});
  }
  base.run.first_day = windows.search.first;
  base.run.last_day = windows.search.last;
  base.load.first_day = std::min(base.load.first_day != 0 ? base.load.first_day : windows.search.first, windows.search.first);
  base.load.last_day = windows.search.last;
  if (base.vars.values.size() != variables) {
    base.vars = {};
    base.vars.values.assign(variables, 0);
    base.vars.is_integer.assign(variables, 1);
    if (variables > 0) base.vars.values.front() = base.average_ticks;
  }
  return base;
}

// A trade or a time is inside a part when its days are; trades that span a border belong to no part (known defect K9).
struct DayPart {
  Part part{};
  int fold = 0;
  DayRange validation;  // unused for kTotal
  std::int64_t days = 0;

  [[nodiscard]] bool contains(TradingDay day) const {
    if (part == Part::kTotal) return true;
    return validation.contains(day) == (part == Part::kValidation);
  }
};

}  // namespace

struct TrialEvaluator::State {
  WindowPlan windows;
  ScoreRules rules;
  EvaluatorOptions options;
  backtest::Sweep sweep;
  market::Market market;
  market::Frame frame;
  double bet;
  bool by_buy_time;
  std::uint64_t memory_limit;
  std::vector<RowKey> times;           // watch-list times of the search period
  std::vector<TradingDay> day_of_time;
  std::vector<TradingDay> days;
  std::vector<DayPart> parts;

  State(const store::MarketData& data, backtest::RunSpec base, WindowPlan plan, ScoreRules score_rules, EvaluatorOptions evaluator_options,
        std::size_t variables)
      : windows(std::move(plan)), rules(score_rules), options(evaluator_options), sweep(data, search_spec(std::move(base), windows, variables)),
        market(sweep.base().market), frame(sweep.base().frame), bet(sweep.base().bet), by_buy_time(sweep.base().settings.sort_by_buy_time), memory_limit(memory_left(options.memory_limit)) {
    const store::WatchList watch_list = data.watch_list(sweep.base().run);
    for (const store::WatchListRow& row : watch_list.rows) {
      const auto day = static_cast<TradingDay>(row.time / market::day_divisor(frame));
      times.push_back(row.time);
      day_of_time.push_back(day);
      if (days.empty() || days.back() != day) days.push_back(day);
    }
    if (windows.validation.empty()) {
      parts.push_back({Part::kTotal, 0, {}, static_cast<std::int64_t>(days.size())});
    }
    for (std::size_t fold = 0; fold < windows.validation.size(); ++fold) {
      const DayRange& window = windows.validation[fold];
      const auto inside = std::count_if(days.begin(), days.end(), [&](TradingDay day) { return window.contains(day); });
      const auto all = static_cast<std::int64_t>(days.size());
      parts.push_back({Part::kTrain, static_cast<int>(fold), window, all - inside});
      parts.push_back({Part::kValidation, static_cast<int>(fold), window, inside});
    }
  }

  [[nodiscard]] TradingDay day_of(RowKey time) const { return static_cast<TradingDay>(time / market::day_divisor(frame)); }
  void judge(std::vector<TradeFigures>& trades, HoldingWindow& holding, TrialResult& result) const;
  void sum_days(std::span<const TradeFigures> trades, std::vector<double>& profits) const;
};

void TrialEvaluator::State::sum_days(std::span<const TradeFigures> trades, std::vector<double>& profits) const {
  profits.assign(days.size(), 0);
  for (const TradeFigures& trade : trades) {
    const auto day = std::lower_bound(days.begin(), days.end(), day_of(trade.sell_time));
    if (day != days.end() && *day == day_of(trade.sell_time)) profits[static_cast<std::size_t>(day - days.begin())] += trade.profit;
  }
}

void TrialEvaluator::State::judge(std::vector<TradeFigures>& trades, HoldingWindow& holding, TrialResult& result) const {
  std::stable_sort(trades.begin(), trades.end(), [&](const TradeFigures& a, const TradeFigures& b) {
    return by_buy_time ? a.buy_time < b.buy_time : a.sell_time < b.sell_time;
  });
  holding.enter(trades);
  std::vector<double> counts, amounts;
  holding.collect([](std::size_t) { return true; }, counts, amounts);
  const backtest::Metrics whole = backtest::compute_metrics(trades, counts, amounts, bet, market, static_cast<std::int64_t>(days.size()));
  result.trades = whole.trades;
  result.seed = whole.seed;
  sum_days(trades, result.daily_profit);

  std::vector<TradeFigures> inside;
  for (const DayPart& part : parts) {
    PartResult& out = result.parts.emplace_back();
    out.part = part.part;
    out.fold = part.fold;
    if (part.part == Part::kTotal) {
      out.metrics = whole;
    } else {
      inside.clear();
      for (const TradeFigures& trade : trades) {
        if (part.contains(day_of(trade.buy_time)) && part.contains(day_of(trade.sell_time))) inside.push_back(trade);
      }
      holding.collect([&](std::size_t row) { return part.contains(day_of_time[row]); }, counts, amounts);
      out.metrics = backtest::compute_metrics(inside, counts, amounts, bet, market, part.days);
    }
    out.score = part_score(rules, out.metrics, bet, part.part);
  }
  holding.clear();
  result.outcome = outcome_of(result.parts, result.trades, rules, bet);
  if (result.stopped_early) {
    result.outcome.score = kScoreOutsideLimits;
    result.outcome.feasible = false;
  }
}

TrialEvaluator::TrialEvaluator(const store::MarketData& data, backtest::RunSpec base, WindowPlan windows, ScoreRules rules, EvaluatorOptions options,
                               std::size_t variables)
    : state_(std::make_unique<State>(data, std::move(base), std::move(windows), rules, options, variables)) {}

TrialEvaluator::~TrialEvaluator() = default;
const std::vector<TradingDay>& TrialEvaluator::days() const { return state_->days; }
std::uint64_t TrialEvaluator::rows() const { return state_->sweep.rows(); }

std::vector<TrialResult> TrialEvaluator::evaluate(std::span<const Vector> vectors, Progress& progress, const StopFlag& stop,
                                                  std::optional<VectorError>& error) {
  const State& state = *state_;
  std::vector<script::ParameterVector> all;
  for (const Vector& vector : vectors) all.push_back(parameters(vector));
  const unsigned threads = std::max(1u, state.sweep.base().threads);
  std::vector<std::unique_ptr<HoldingWindow>> holdings(threads);
  std::vector<TrialResult> results(vectors.size());

  backtest::SweepRequest request;
  request.vectors = all;
  request.memory_limit = state.memory_limit;
  // More trades only make a vector that trades too often worse: it stays outside the limits whatever follows.
  if (state.options.stop_early && state.windows.validation.empty()) {
    request.is_hopeless = [&](std::size_t, std::size_t trades) {
      return round_scaled(static_cast<double>(trades) / static_cast<double>(state.days.size()), 1) > state.rules.constraints.limits[9];
    };
  }
  const backtest::TradeSink judge = [&](std::size_t vector, backtest::SweepVector& swept, unsigned worker) {
    if (!holdings[worker]) holdings[worker] = std::make_unique<HoldingWindow>(state.times);
    results[vector].stopped_early = swept.stopped;
    state.judge(swept.trades, *holdings[worker], results[vector]);
  };
  std::optional<backtest::SweepError> raised = state_->sweep.run(request, judge, progress, stop);
  if (raised) {
    error = VectorError{vectors[raised->vector], std::move(raised->error)};
    return {};
  }
  return results;
}

}  // namespace stom::optimize
