#include "report_fixture.h"

#include <algorithm>
#include <cmath>

#include "backtest/profit_curve.h"
#include "backtest/report_format.h"

namespace stom::backtest::test {
namespace {

// The generator of the back-test specification (14.1).
class Draws {
 public:
  explicit Draws(std::uint32_t seed) : state_(seed) {}
  int next(int bound) {
    state_ = (state_ * 1103515245ULL + 12345) % (1ULL << 31);
    return static_cast<int>((state_ >> 8) % static_cast<std::uint64_t>(bound));
  }

 private:
  std::uint64_t state_;
};

std::vector<TradingDay> weekdays_from(TradingDay first, int count) {
  std::vector<TradingDay> out;
  for (std::int64_t d = days_from_civil(first); static_cast<int>(out.size()) < count; ++d) {
    if (weekday(civil_from_days(d)) < 5) out.push_back(civil_from_days(d));
  }
  return out;
}

// Figures of a fixture only need to be plausible; the real ones have their own tests.
Metrics plausible_metrics(const ReportData& data) {
  Metrics m;
  double rates = 0, holds = 0;
  const std::vector<double> profit = profits(data.trades), curve = running_sum(profit);
  for (const TradeRecord& t : data.trades) {
    (t.profit >= 0 ? m.wins : m.losses)++;
    rates += t.profit_rate;
    holds += static_cast<double>(t.hold_time);
  }
  m.trades = static_cast<std::int64_t>(data.trades.size());
  if (m.trades == 0) return m;
  const auto count = static_cast<double>(m.trades);
  m.total_profit = static_cast<std::int64_t>(curve.back());
  m.max_hold_count = 3;
  m.seed = data.spec.bet * 3;
  m.win_rate = static_cast<double>(m.wins) / count * 100;
  m.avg_hold = holds / count;
  m.avg_profit_pct = rates / count;
  m.total_profit_pct = curve.back() / m.seed * 100;
  m.mdd = max_drawdown_percent(curve, m.seed);
  m.tpi = 1.12;
  return m;
}

}  // namespace

TradeRecord trade(RowKey buy_time, RowKey sell_time, double profit, std::string code) {
  TradeRecord out;
  out.name = out.code = std::move(code);
  out.buy_time = buy_time;
  out.sell_time = sell_time;
  out.profit = profit;
  out.profit_rate = std::round(profit / 10000) / 100;
  out.buy_amount = 1'000'000;
  out.sell_amount = out.buy_amount + profit;
  out.buy_price = 10000;
  out.sell_price = 10000 + profit / 100;
  out.sell_condition = profit >= 0 ? "elif 수익률 >= 1:" : "if 수익률 <= -1:";
  return out;
}

ReportData sample_report(market::Market market, market::Frame frame, int count, int days) {
  static const char* const kNames[][2] = {
      {"000001", "가온전자"}, {"000002", "나래 & \"바이오\""}, {"000003", "<다솜>물산"}, {"000004", "라온건설"}};
  static const char* const kCoins[] = {"BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT"};
  Draws draws(20240102);
  ReportData data;
  data.spec.market = market;
  data.spec.frame = frame;
  data.spec.bet = market == market::Market::kBinance ? 5000 : 5'000'000;
  const bool tick = frame == market::Frame::kTick;
  const bool crypto = market::is_crypto(market);
  const int first_second = crypto ? 0 : 9 * 3600, seconds = crypto ? 86400 : 1800;
  data.spec.run.start_time = crypto ? 0 : tick ? 90000 : 900;
  data.spec.run.end_time = crypto ? (tick ? 235959 : 2359) : tick ? 93000 : 930;
  const std::vector<TradingDay> calendar = weekdays_from(20240102, days);
  data.spec.run.first_day = calendar.front();
  data.spec.run.last_day = calendar.back();
  data.spec.load = data.spec.run;
  data.spec.average_list = {30};
  data.spec.buy_text = "if not (체결강도 >= 100):\n    매수 = False\nif 매수:\n    self.Buy()\n";
  data.spec.sell_text =
      "if 수익률 <= -1:\n    매도 = True\nelif 수익률 >= 1:\n    매도 = True\nif 매도:\n    self.Sell()\n";
  const auto key = [&](TradingDay day, int second) {
    const std::int64_t clock = second / 3600 * 10000 + second / 60 % 60 * 100 + second % 60;
    return day * market::day_divisor(frame) + (tick ? clock : clock / 100);
  };
  for (int i = 0; i < count; ++i) {
    const TradingDay day = calendar[static_cast<std::size_t>(draws.next(days))];
    const int buy = first_second + draws.next(seconds - 200), hold = 5 + draws.next(180);
    const double rate = (draws.next(260) - 118) / 100.0;
    TradeRecord t = trade(key(day, buy), key(day, buy + hold), std::round(data.spec.bet * rate / 100));
    const int symbol = draws.next(4);
    t.code = crypto ? kCoins[symbol] : kNames[symbol][0];
    t.name = crypto ? kCoins[symbol] : kNames[symbol][1];
    t.hold_time = tick ? hold : hold / 60;
    t.profit_rate = rate;
    t.buy_amount = data.spec.bet - draws.next(500);
    t.sell_amount = t.buy_amount + t.profit;
    t.side = market == market::Market::kBinance && draws.next(3) == 0 ? trade::Side::kShort : trade::Side::kLong;
    if (draws.next(9) == 0) t.sell_condition = "전략종료청산";
    data.trades.push_back(std::move(t));
  }
  std::stable_sort(data.trades.begin(), data.trades.end(),
                   [](const auto& a, const auto& b) { return a.sell_time < b.sell_time; });
  const int step = crypto ? 60 : tick ? 5 : 60;
  for (const TradingDay day : calendar) {
    for (int second = first_second; second < first_second + seconds; second += step)
      data.series.time.push_back(key(day, second));
  }
  data.series.count.assign(data.series.time.size(), 0);
  data.series.amount.assign(data.series.time.size(), 0);
  for (const TradeRecord& t : data.trades) {
    const auto& times = data.series.time;
    for (auto at = std::lower_bound(times.begin(), times.end(), t.buy_time); at != times.end() && *at <= t.sell_time;
         ++at) {
      data.series.count[at - times.begin()] += 1;
      data.series.amount[at - times.begin()] += t.buy_amount;
    }
  }
  data.facts.path = "/data/stock_tick_back.db";
  data.facts.market = market;
  data.facts.frame = frame;
  data.facts.fingerprint = 0x0123456789abcdef;
  data.buy_name = "돌파 매수";
  data.sell_name = "추세 매도";
  data.saved_at = 20240630153012;
  data.rows = 1'234'567;
  data.symbols = 4;
  data.elapsed_seconds = 0.42;
  data.metrics = plausible_metrics(data);
  data.metrics.day_count = days;
  data.metrics.trades_per_day = static_cast<double>(count) / days;
  data.metrics.cagr = data.metrics.total_profit_pct / days * (crypto ? 365 : 250);
  data.extended = compute_extended_metrics(data.trades, data.series, data.metrics, market, frame);
  return data;
}

}  // namespace stom::backtest::test
