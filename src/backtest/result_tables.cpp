#include "backtest/result_tables.h"

#include <nlohmann/json.hpp>

#include "backtest/fill_model_json.h"
#include "backtest/settings_reader.h"
#include "base/checksum.h"

namespace stom::backtest {
namespace {

// Whole amounts are stored as integers, as the reference's integer won.
store::ResultValue amount(market::Market market, double value) {
  if (market == market::Market::kBinance) return value;
  return static_cast<std::int64_t>(value);
}

nlohmann::ordered_json range_json(const store::LoadRange& range) {
  return {{"first_day", range.first_day}, {"last_day", range.last_day}, {"start_time", range.start_time}, {"end_time", range.end_time}};
}

}  // namespace

store::ResultTable summary_table(const ReportData& data) {
  const Metrics& metrics = data.metrics;
  store::ResultTable table;
  table.name = store::summary_table_name(data.spec.market);
  table.columns = store::summary_columns();
  table.rows.push_back({std::to_string(data.saved_at),
                        {data.spec.bet, metrics.seed, metrics.trades, metrics.trades_per_day, metrics.max_hold_count, metrics.avg_hold, metrics.wins,
                         metrics.losses, metrics.win_rate, metrics.avg_profit_pct, metrics.total_profit_pct, metrics.mdd, metrics.total_profit,
                         metrics.tpi, metrics.cagr, data.spec.buy_text, data.spec.sell_text}});
  return table;
}

store::ResultTable detail_table(const ReportData& data) {
  const market::Market market = data.spec.market;
  store::ResultTable table;
  table.name = store::detail_table_name(market, data.buy_name, data.saved_at);
  table.columns = store::detail_columns(market);
  double sum = 0;
  for (const TradeRecord& trade : data.trades) {
    sum += trade.profit;
    store::ResultValue second = trade.market_cap;
    if (market == market::Market::kBinance) second = std::string(trade.side == trade::Side::kLong ? "LONG" : "SHORT");
    const RowKey key = data.spec.settings.sort_by_buy_time ? trade.buy_time : trade.sell_time;
    table.rows.push_back({std::to_string(key),
                          {trade.name, second, trade.buy_time, trade.sell_time, trade.hold_time, trade.buy_price, trade.sell_price, trade.buy_amount,
                           amount(market, trade.sell_amount), trade.profit_rate, amount(market, trade.profit), amount(market, sum),
                           trade.sell_condition, trade.added_buys}});
  }
  return table;
}

store::ResultTable finder_table(const FinderRun& run, market::Market market, const std::string& name, RowKey time) {
  store::ResultTable table;
  table.name = store::finder_table_name(market, name, time);
  table.columns = {{"종목코드", store::ColumnType::kText}, {"체결시간", store::ColumnType::kInteger}};
  for (const std::string& column : run.columns) table.columns.push_back({column, store::ColumnType::kReal});
  std::int64_t number = 0;
  for (const FinderRow& row : run.rows) {
    store::ResultRow out{std::to_string(number++), {row.code, row.time}};
    for (const FinderValue& value : row.values) {
      std::visit([&](const auto& one) { out.values.emplace_back(one); }, value);
    }
    table.rows.push_back(std::move(out));
  }
  return table;
}

store::RunEntry run_entry(const ReportData& data) {
  const RunSpec& spec = data.spec;
  nlohmann::ordered_json params = {
      {"database", data.facts.path.string()}, {"fingerprint", fmt::format("{:016x}", data.facts.fingerprint)}, {"load", range_json(spec.load)},
      {"run", range_json(spec.run)}, {"average_list", spec.average_list}, {"average", spec.average_ticks}, {"bet", spec.bet},
      {"buy", data.buy_name}, {"sell", data.sell_name}, {"settings", settings_json(data.settings)},
      {"windows", spec.window_scope == feature::WindowScope::kStom ? "stom" : "session"},
      {"indicators", spec.indicator_set == feature::IndicatorSet::kStom ? "stom" : "full"}, {"lenient", spec.lenient},
      {"fills", fill_model_json(spec.fill_model)}};
  store::RunEntry entry;
  entry.kind = "backtest";
  entry.market = spec.market;
  entry.frame = spec.frame;
  entry.params_json = params.dump();
  const std::string texts = spec.buy_text + '\0' + spec.sell_text;
  entry.strategy_hash = fmt::format("{:016x}", checksum(texts.data(), texts.size()));
  entry.started = data.saved_at;
  entry.finished = local_now_second_key();
  entry.status = "done";
  entry.trial_count = static_cast<std::int64_t>(data.trial_count);
  return entry;
}

}  // namespace stom::backtest
