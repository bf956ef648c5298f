#include "optimize/study_fixture.h"

#include <algorithm>
#include <cmath>

#include "backtest/report_format.h"
#include "optimize/random.h"
#include "optimize/trade_figures.h"

namespace stom::optimize::test {
namespace {

Candidate whole(double value) {
  return {value, true};
}

// A ridge in [1] around 7, a gentle slope in [2], noise for the rest.
double true_score(const Vector& vector, Random& random) {
  const double a = vector[1].value - 7, b = vector[2].value - 5;
  return 60 - 3 * a * a - 0.6 * std::fabs(b) + 2 * random.uniform();
}

std::vector<StoredTrial> sample_trials(int stage, std::size_t count, std::size_t days, std::uint64_t seed) {
  std::vector<StoredTrial> trials;
  for (std::size_t i = 0; i < count; ++i) {
    Random random(seed, i);
    StoredTrial trial;
    trial.stage = stage;
    trial.number = static_cast<std::int64_t>(i);
    trial.generation = static_cast<int>(i / 20);
    trial.vector = {whole(10 + 10 * static_cast<double>(random.below(3))),
                    whole(static_cast<double>(random.below(11))),
                    {0.5 * static_cast<double>(random.below(15)), false},
                    whole(static_cast<double>(random.below(4)))};
    TrialResult& result = trial.result;
    result.outcome.score = true_score(trial.vector, random);
    result.trades = 40;
    result.daily_profit.assign(days, 0);
    for (int fold = 0; fold < 2; ++fold) {
      result.parts.push_back({Part::kTrain, fold, {}, result.outcome.score + random.normal()});
      result.parts.push_back({Part::kValidation, fold, {}, 0.5 * result.outcome.score + 6 * random.normal()});
    }
    if (i % 9 == 8) {
      result.outcome = {kScoreWithoutTrades, false, 1};
      result.parts[0].score = kScoreWithoutTrades;
      result.trades = 0;
    } else if (i % 11 == 10) {
      result.outcome = {kScoreOutsideLimits, false, 1};
      result.parts[0].score = kScoreOutsideLimits;
    }
    trials.push_back(std::move(trial));
  }
  if (count > 1) {  // a repeated vector
    trials.back() = trials.front();
    trials.back().number = static_cast<std::int64_t>(count - 1);
    trials.back().copy_of = 0;
  }
  return trials;
}

std::vector<backtest::TradeRecord> between(const std::vector<backtest::TradeRecord>& trades, market::Frame frame, const DayRange& days) {
  std::vector<backtest::TradeRecord> out;
  for (const backtest::TradeRecord& trade : trades) {
    if (days.contains(backtest::day_of(frame, trade.sell_time))) out.push_back(trade);
  }
  return out;
}

DayRange range(const std::vector<TradingDay>& days, std::size_t from, std::size_t to) {
  return {days[from], days[to - 1], static_cast<std::int64_t>(to - from)};
}

double bet_of(market::Market market) {
  return market == market::Market::kBinance ? 5000 : 5'000'000;
}

std::vector<TradingDay> weekdays(int count) {
  std::vector<TradingDay> out;
  for (std::int64_t day = days_from_civil(20240102); static_cast<int>(out.size()) < count; ++day) {
    if (weekday(civil_from_days(day)) < 5) out.push_back(civil_from_days(day));
  }
  return out;
}

StudyReportInput base_input(market::Market market, market::Frame frame, int trades, int days) {
  StudyReportInput input;
  input.market = market;
  input.frame = frame;
  input.bet = bet_of(market);
  input.buy_name = "돌파 & \"매수\"";
  input.sell_name = "추세 매도";
  input.trades = sample_trades(market, frame, trades, days, 20240102);
  input.days = weekdays(days);
  StudyInfo& info = input.info;
  info.id = 7;
  info.name = "ovct_돌파 <b>매수</b>_20240630153012";
  info.kind = "ovct";
  info.spec_hash = 0x1234;
  info.data_hash = 0x5678;
  info.seed = 42;
  info.state = StudyState::kDone;
  info.created = 20240630153012;
  info.spec_json = R"({"kind":"ovct","seed":42,"weeks":{"train":4,"validation":1,"test":1},)"
                   R"("range_text":"self.vars[0] = [[10, 30, 10], 30]\nself.vars[1] = [[0, 10, 1], 7]"})";
  return input;
}

}  // namespace

std::vector<backtest::TradeRecord> sample_trades(market::Market market, market::Frame frame, int count, int days, std::uint64_t seed) {
  const std::vector<TradingDay> calendar = weekdays(days);
  const auto key = [&](TradingDay day, std::uint64_t minute, std::uint64_t second) {
    const auto clock = static_cast<std::int64_t>((9 + minute / 60) * 100 + minute % 60);
    return day * market::day_divisor(frame) + (frame == market::Frame::kMinute ? clock : clock * 100 + static_cast<std::int64_t>(second));
  };
  std::vector<backtest::TradeRecord> trades;
  for (int i = 0; i < count; ++i) {
    Random random(seed, static_cast<std::uint64_t>(i));
    backtest::TradeRecord& trade = trades.emplace_back();
    const TradingDay day = calendar[random.below(calendar.size())];
    const std::uint64_t minute = random.below(300), hold = 1 + random.below(5);
    trade.code = fmt::format("{:06}", 1 + random.below(4));
    trade.name = "<종목> " + trade.code;
    trade.buy_time = key(day, minute, random.below(60));
    trade.sell_time = key(day, minute + hold, random.below(60));
    trade.hold_time = static_cast<std::int64_t>(hold) * (frame == market::Frame::kMinute ? 1 : 60);
    trade.profit_rate = std::round(random.normal() * 80 + 8) / 100;
    trade.buy_price = 10'000;
    trade.sell_price = 10'000 * (1 + trade.profit_rate / 100);
    trade.buy_amount = bet_of(market);
    trade.profit = std::round(trade.buy_amount * trade.profit_rate / 100);
    trade.sell_amount = trade.buy_amount + trade.profit;
    trade.sell_condition = trade.profit >= 0 ? "elif 수익률 >= 1:" : "if 수익률 <= -1:";
  }
  std::stable_sort(trades.begin(), trades.end(), [](const auto& a, const auto& b) { return a.sell_time < b.sell_time; });
  return trades;
}

StudyReportInput sample_study(std::size_t trials, market::Market market, market::Frame frame) {
  StudyReportInput input = base_input(market, frame, 600, 40);
  input.stages = {{0, sample_trials(0, trials, 32, 11)}};
  const Vector* best = nullptr;
  double score = 0;
  for (const StoredTrial& trial : input.stages[0].trials) {
    if (!trial.result.outcome.feasible || (best != nullptr && trial.result.outcome.score <= score)) continue;
    best = &trial.vector;
    score = trial.result.outcome.score;
  }
  const auto add = [&](StageRole role, int fold, std::size_t from, std::size_t to, double value) {
    const DayRange days = range(input.days, from, to);
    input.results.push_back({0, fold, role, days, best == nullptr ? Vector{} : *best,
                             trade_figures(between(input.trades, input.frame, days), input.bet, input.market, days.days), value});
  };
  add(StageRole::kTrain, 0, 0, 32, score + 3);
  add(StageRole::kTrain, 1, 0, 32, score - 2);
  add(StageRole::kValidation, 0, 28, 32, score / 2);
  add(StageRole::kValidation, 1, 24, 28, kScoreWithoutTrades);
  add(StageRole::kTest, 0, 32, 40, 4.25);
  add(StageRole::kWhole, 0, 0, 40, score * 0.8);
  return input;
}

StudyReportInput sample_walk_forward() {
  StudyReportInput input = base_input(market::Market::kBinance, market::Frame::kMinute, 400, 50);
  input.info.kind = "orv";
  std::vector<backtest::TradeRecord> stitched;
  for (int stage = 0; stage < 3; ++stage) {
    const std::size_t start = 10 * static_cast<std::size_t>(stage);
    input.stages.push_back({stage, sample_trials(stage, 80, 20, 5 + static_cast<std::uint64_t>(stage))});
    const Vector vector = input.stages.back().trials[static_cast<std::size_t>(stage) + 1].vector;
    const DayRange in = range(input.days, start, start + 20), out = range(input.days, start + 20, start + 30);
    const auto in_trades = between(input.trades, input.frame, in), out_trades = between(input.trades, input.frame, out);
    input.results.push_back(
        {stage, 0, StageRole::kWhole, in, vector, trade_figures(in_trades, input.bet, input.market, in.days), 12.5 + stage});
    input.results.push_back(
        {stage, 0, StageRole::kOutOfSample, out, vector, trade_figures(out_trades, input.bet, input.market, out.days), 2.5});
    stitched.insert(stitched.end(), out_trades.begin(), out_trades.end());
  }
  input.trades = stitched;
  input.days = {input.days.begin() + 20, input.days.end()};
  return input;
}

}  // namespace stom::optimize::test
