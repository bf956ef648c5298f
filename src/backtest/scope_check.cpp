#include "backtest/scope_check.h"

namespace stom::backtest {
namespace {

void append(Message& all, const Message& one) {
  if (!all.ko.empty()) {
    all.ko += ' ';
    all.en += ' ';
  }
  all.ko += one.ko;
  all.en += one.en;
}

}  // namespace

bool same_trades(const std::vector<TradeRecord>& a, const std::vector<TradeRecord>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].code != b[i].code || a[i].buy_time != b[i].buy_time || a[i].sell_time != b[i].sell_time ||
        a[i].profit != b[i].profit || a[i].sell_condition != b[i].sell_condition) {
      return false;
    }
  }
  return true;
}

Message scope_warning(const store::MarketData& data, const RunSpec& spec, const RunResult& result, Progress& progress,
                      const StopFlag& stop) {
  Message warning;
  if (result.uses_held_windows) {
    RunSpec other = spec;
    other.window_scope = spec.window_scope == feature::WindowScope::kStom ? feature::WindowScope::kSession : feature::WindowScope::kStom;
    const RunResult changed = run_backtest(data, other, progress, stop);
    if (!same_trades(result.trades, changed.trades)) {
      append(warning, message("창 범위를 {}(으)로 하면 거래가 달라집니다({}건 → {}건).", "With the window scope {} the trades differ ({} to {} trades).",
                              other.window_scope == feature::WindowScope::kSession ? "session" : "stom", result.trades.size(), changed.trades.size()));
    }
  }
  if (result.uses_indicators) {
    RunSpec other = spec;
    other.indicator_set = spec.indicator_set == feature::IndicatorSet::kStom ? feature::IndicatorSet::kFull : feature::IndicatorSet::kStom;
    const RunResult changed = run_backtest(data, other, progress, stop);
    if (!same_trades(result.trades, changed.trades)) {
      append(warning, message("보조지표 계산을 {}(으)로 하면 거래가 달라집니다({}건 → {}건).", "With the indicator set {} the trades differ ({} to {} trades).",
                              other.indicator_set == feature::IndicatorSet::kFull ? "full" : "stom", result.trades.size(), changed.trades.size()));
    }
  }
  return warning;
}

}  // namespace stom::backtest
