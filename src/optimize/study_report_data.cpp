#include "optimize/study_report_data.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "backtest/report_format.h"
#include "optimize/run_kind.h"
#include "optimize/trade_figures.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kLongText = 160;  // characters; longer settings are shown as texts of their own

bool has_role(const std::vector<StageResult>& results, StageRole role) {
  return std::any_of(results.begin(), results.end(), [&](const StageResult& result) { return result.role == role; });
}

// The days that the shown trades may lie on: those of the whole period, or of the out-of-sample windows; and days with a sale.
void choose_days(StudyReportInput& input) {
  const bool walk_forward = has_role(input.results, StageRole::kOutOfSample);
  std::vector<DayRange> ranges;
  for (const StageResult& result : input.results) {
    if (result.role == (walk_forward ? StageRole::kOutOfSample : StageRole::kWhole)) ranges.push_back(result.days);
  }
  const auto outside = [&](TradingDay day) {
    return !ranges.empty() && std::none_of(ranges.begin(), ranges.end(), [&](const DayRange& range) { return range.contains(day); });
  };
  input.days.erase(std::remove_if(input.days.begin(), input.days.end(), outside), input.days.end());
  for (const backtest::TradeRecord& trade : input.trades) input.days.push_back(backtest::day_of(input.frame, trade.sell_time));
  std::sort(input.days.begin(), input.days.end());
  input.days.erase(std::unique(input.days.begin(), input.days.end()), input.days.end());
}

std::map<TradingDay, double> profit_by_day(const StudyReportInput& input) {
  std::map<TradingDay, double> profit;
  for (const TradingDay day : input.days) profit[day] = 0;
  for (const backtest::TradeRecord& trade : input.trades) profit[backtest::day_of(input.frame, trade.sell_time)] += trade.profit;
  return profit;
}

DailyFigures daily_figures(const std::map<TradingDay, double>& profit, const DayRange& days, const std::vector<DayRange>& without) {
  DailyFigures out;
  double squares = 0;
  std::vector<double> values;
  for (auto at = profit.lower_bound(days.first); at != profit.end() && at->first <= days.last; ++at) {
    if (std::any_of(without.begin(), without.end(), [&](const DayRange& range) { return range.contains(at->first); })) continue;
    values.push_back(at->second);
    out.profit += at->second;
    out.profitable_days += at->second > 0 ? 1 : 0;
  }
  out.days = static_cast<std::int64_t>(values.size());
  if (values.empty()) return out;
  out.mean = out.profit / static_cast<double>(values.size());
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  if (values.size() > 1) out.deviation = std::sqrt(squares / static_cast<double>(values.size() - 1));
  const auto [worst, best] = std::minmax_element(values.begin(), values.end());
  out.worst = *worst;
  out.best = *best;
  return out;
}

bool one_fold(const std::vector<StageResult>& results) {
  return std::none_of(results.begin(), results.end(), [](const StageResult& result) { return result.fold > 0; });
}

void add_windows(StudyReportData& data) {
  std::vector<StageResult> results = data.input.results;
  std::stable_sort(results.begin(), results.end(),
                   [](const StageResult& a, const StageResult& b) { return a.role != b.role ? a.role < b.role : a.fold < b.fold; });
  const std::map<TradingDay, double> profit = profit_by_day(data.input);
  for (const StageResult& result : results) {
    std::vector<DayRange> without;  // a fold trains on the days around its validation window
    for (const StageResult& other : results) {
      if (result.role == StageRole::kTrain &&
          (other.role == StageRole::kTest || (other.role == StageRole::kValidation && other.fold == result.fold))) {
        without.push_back(other.days);
      }
    }
    data.windows.push_back({role_name(result.role, result.fold, one_fold(results)), result, daily_figures(profit, result.days, without)});
  }
}

// Position of the first day at or after `day`.
double position_of(const std::vector<TradingDay>& days, TradingDay day) {
  return static_cast<double>(std::lower_bound(days.begin(), days.end(), day) - days.begin());
}

void add_spans(StudyReportData& data) {
  for (const StageResult& result : data.input.results) {
    const bool marked = data.is_walk_forward() ? result.role == StageRole::kOutOfSample
                                               : result.role == StageRole::kValidation || result.role == StageRole::kTest;
    if (!marked) continue;
    WindowSpan span{role_name(result.role, result.fold, one_fold(data.input.results)), result.role,
                    position_of(data.input.days, result.days.first), position_of(data.input.days, result.days.last + 1)};
    if (data.is_walk_forward()) span.label = message("{}번 창", "window {}", result.stage + 1);
    if (span.from < span.to) data.spans.push_back(std::move(span));
  }
  std::stable_sort(data.spans.begin(), data.spans.end(), [](const WindowSpan& a, const WindowSpan& b) { return a.from < b.from; });
}

void add_equity(StudyReportData& data) {
  std::map<TradingDay, std::size_t> trades_of_day, seen;
  for (const backtest::TradeRecord& trade : data.input.trades) ++trades_of_day[backtest::day_of(data.input.frame, trade.sell_time)];
  std::vector<const backtest::TradeRecord*> order;
  for (const backtest::TradeRecord& trade : data.input.trades) order.push_back(&trade);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->sell_time < b->sell_time; });
  double sum = 0;
  for (const backtest::TradeRecord* trade : order) {
    const TradingDay day = backtest::day_of(data.input.frame, trade->sell_time);
    const double part = static_cast<double>(++seen[day]) / static_cast<double>(trades_of_day[day] + 1);
    data.equity.push_back({position_of(data.input.days, day) + part, trade->sell_time, trade->profit, sum += trade->profit});
  }
}

void add_days(StudyReportData& data) {
  std::map<TradingDay, DayRow> rows;
  for (std::size_t i = 0; i < data.input.days.size(); ++i) {
    DayRow& row = rows[data.input.days[i]];
    row.day = data.input.days[i];
    row.window = data.is_walk_forward() ? Message{"-", "-"} : role_name(StageRole::kTrain, 0, true);
    for (const WindowSpan& span : data.spans) {
      if (span.from <= static_cast<double>(i) && static_cast<double>(i) < span.to) row.window = span.label;
    }
  }
  for (const backtest::TradeRecord& trade : data.input.trades) {
    DayRow& row = rows[backtest::day_of(data.input.frame, trade.sell_time)];
    ++row.trades;
    row.profit += trade.profit;
  }
  double sum = 0;
  for (auto& [day, row] : rows) {
    row.cumulative = sum += row.profit;
    data.days.push_back(row);
  }
}

const StageResult* find_result(const std::vector<StageResult>& results, int stage, StageRole role) {
  for (const StageResult& result : results) {
    if (result.stage == stage && result.role == role && result.fold == 0) return &result;
  }
  return nullptr;
}

void add_walk_forward(StudyReportData& data) {
  for (const StageResult& out : data.input.results) {
    if (out.role != StageRole::kOutOfSample) continue;
    WalkForwardRow& row = data.walk_forward.emplace_back();
    row.stage = out.stage;
    row.out_days = out.days;
    row.out_metrics = out.metrics;
    row.vector = out.vector;
    const StageResult* in = find_result(data.input.results, out.stage, StageRole::kWhole);
    if (in == nullptr) in = find_result(data.input.results, out.stage, StageRole::kTrain);
    if (in != nullptr) {
      row.in_days = in->days;
      row.in_metrics = in->metrics;
      row.in_score = in->score;
    }
  }
  std::stable_sort(data.walk_forward.begin(), data.walk_forward.end(),
                   [](const WalkForwardRow& a, const WalkForwardRow& b) { return a.stage < b.stage; });
  if (!data.input.overfitting || !data.input.overfitting->walk_forward) return;
  const auto& drift = data.input.overfitting->walk_forward->drift;
  for (std::size_t i = 1; i < data.walk_forward.size() && i <= drift.size(); ++i) {
    double sum = 0;
    for (const double change : drift[i - 1]) sum += std::fabs(change);
    if (!drift[i - 1].empty()) data.walk_forward[i].drift = sum / static_cast<double>(drift[i - 1].size());
  }
}

// Objects and short lists are opened: "weeks.train", "2".
void add_spec(StudyReportData& data, const std::string& name, const nlohmann::ordered_json& json) {
  if (json.is_object() && !json.empty()) {
    for (const auto& [key, value] : json.items()) add_spec(data, name.empty() ? key : name + "." + key, value);
    return;
  }
  const std::string text =
      json.is_string() ? json.get<std::string>() : json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  if (text.size() > kLongText || text.find('\n') != std::string::npos)
    data.texts.emplace_back(name, text);
  else
    data.spec.push_back({{name, name}, {text, text}});
}

}  // namespace

Message score_text(double score) {
  if (score == kScoreWithoutTrades) return {"거래 없음", "no trades"};
  if (score == kScoreOutsideLimits) return {"제한 벗어남", "outside limits"};
  const std::string text = backtest::with_thousands(score, 2);
  return {text, text};
}

Message role_name(StageRole role, int fold, bool only_fold) {
  static const Message kNames[] = {{"학습", "Train"}, {"검증", "Valid"}, {"확인", "Test"}, {"전체", "Whole"}, {"표본외", "Out of sample"}};
  const Message& name = kNames[static_cast<std::size_t>(role)];
  if (only_fold || role > StageRole::kValidation) return name;
  return {fmt::format("{}{}", name.ko, fold + 1), fmt::format("{} {}", name.en, fold + 1)};
}

std::string variable_name(int index) {
  return fmt::format("self.vars[{}]", index);
}

StudyReportData study_report_data(StudyReportInput input) {
  StudyReportData data;
  choose_days(input);
  data.input = std::move(input);
  const std::optional<RunKind> kind = find_run_kind(data.input.info.kind);
  data.kind = kind ? Message{std::string(kind->name_ko), std::string(kind->name_en)} : Message{data.input.info.kind, data.input.info.kind};
  for (const StageTrials& stage : data.input.stages) {
    const auto result = std::find_if(data.input.results.begin(), data.input.results.end(),
                                     [&](const StageResult& one) { return one.stage == stage.stage; });
    const Vector* chosen = result == data.input.results.end() || result->vector.empty() ? nullptr : &result->vector;
    data.stages.push_back(stage_view(stage.stage, stage.trials, chosen));
    data.trials += data.stages.back().trials;
  }
  if (has_role(data.input.results, StageRole::kOutOfSample))
    add_walk_forward(data);
  else
    add_windows(data);
  add_spans(data);
  add_equity(data);
  add_days(data);
  if (data.is_walk_forward()) {
    std::int64_t days = 0;
    for (const WalkForwardRow& row : data.walk_forward) days += row.out_days.days;
    data.out_of_sample =
        data.input.out_of_sample ? *data.input.out_of_sample : trade_figures(data.input.trades, data.input.bet, data.input.market, days);
  }
  const auto spec = nlohmann::ordered_json::parse(data.input.info.spec_json, nullptr, false);
  if (spec.is_discarded())
    data.texts.emplace_back("spec", data.input.info.spec_json);
  else
    add_spec(data, "", spec);
  return data;
}

}  // namespace stom::optimize
