#include <nlohmann/json.hpp>

#include "backtest/fill_model_json.h"
#include "backtest/golden_case.h"
#include "backtest/golden_table.h"
#include "base/error.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

using nlohmann::ordered_json;

ordered_json range_json(const store::LoadRange& range) {
  return {{"startday", range.first_day}, {"endday", range.last_day}, {"starttime", range.start_time}, {"endtime", range.end_time}};
}

ordered_json metrics_json(const Metrics& metrics, const HoldingSeries& series) {
  if (metrics.trades == 0) return {{"day_count", metrics.day_count}, {"trades", 0}};
  std::int64_t rows = 0;
  double count = 0, amount = 0;
  for (std::size_t i = 0; i < series.time.size(); ++i) {
    if (series.count[i] <= 0) continue;
    ++rows;
    count += series.count[i];
    amount += series.amount[i];
  }
  return {{"trades", metrics.trades}, {"trades_per_day", metrics.trades_per_day}, {"wins", metrics.wins}, {"losses", metrics.losses},
          {"win_rate", metrics.win_rate}, {"avg_hold", metrics.avg_hold}, {"avg_profit_pct", metrics.avg_profit_pct},
          {"total_profit_pct", metrics.total_profit_pct}, {"total_profit", metrics.total_profit},
          {"max_hold_count", metrics.max_hold_count}, {"seed", metrics.seed}, {"cagr", metrics.cagr}, {"tpi", metrics.tpi},
          {"mdd", metrics.mdd}, {"mdd_amount", metrics.mdd_amount}, {"day_count", metrics.day_count}, {"holding_rows", rows},
          {"holding_count_sum", count}, {"holding_amount_sum", amount}};
}

}  // namespace

std::string trades_csv(const RunSpec& spec, const std::vector<TradeRecord>& trades) {
  const bool binance = spec.market == market::Market::kBinance;
  std::string text = fmt::format("종목명,{},매수시간,매도시간,보유시간,매수가,매도가,매수금액,매도금액,수익률,수익금,매도조건,추가매수시간,잔량없음,vturn,vkey\n",
                                 binance ? "포지션" : "시가총액");
  for (const TradeRecord& trade : trades) {
    const std::string second = binance ? (trade.side == trade::Side::kLong ? "LONG" : "SHORT") : std::to_string(trade.market_cap);
    text += fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}\n", csv_field(trade.name), second, trade.buy_time, trade.sell_time,
                        trade.hold_time, number_text(trade.buy_price), number_text(trade.sell_price), number_text(trade.buy_amount),
                        number_text(trade.sell_amount), number_text(trade.profit_rate), number_text(trade.profit),
                        csv_field(trade.sell_condition), csv_field(trade.added_buys), trade.closed ? 1 : 0, trade.vturn, trade.vkey);
  }
  return text;
}

std::string metrics_json_text(const Metrics& metrics, const HoldingSeries& series) { return metrics_json(metrics, series).dump(1) + "\n"; }

void save_case(const std::filesystem::path& folder, const SavedCase& saved) {
  namespace fs = std::filesystem;
  if (fs::exists(folder)) {
    throw UsageError(message("{}: 이미 있습니다. 다른 이름을 쓰거나 지운 뒤 다시 하십시오.", "{}: already exists; choose another name or remove it first.", folder.string()));
  }
  const RunSpec& spec = *saved.spec;
  const fs::path aside = folder.string() + ".part";
  std::error_code ignored;
  fs::remove_all(aside, ignored);
  stom::create_directories(aside);
  ordered_json load = range_json(spec.load);
  load["avg_list"] = spec.average_list;
  ordered_json info = {
      {"case", folder.filename().string()}, {"kind", "backtest"}, {"market", market::name(spec.market)}, {"frame", market::name(spec.frame)},
      {"order_engine", spec.settings.order_management}, {"db", fs::absolute(saved.database).string()}, {"load", load}, {"run", range_json(spec.run)},
      {"betting", spec.bet}, {"avgtime", spec.average_ticks}, {"settings", settings_json(saved.settings)},
      {"fills", fill_model_json(spec.fill_model)}, {"reference_faults", spec.settings.managed.reference_faults},
      {"stopped_by_error", saved.result->error.has_value()}, {"error", saved.result->error ? saved.result->error->error.kind : ""},
      {"trades", saved.result->trades.size()}, {"shows_defect", ordered_json::array()}, {"corrected_defect", ordered_json::array()}};
  write_file_atomically(aside / "case.json", info.dump(1) + "\n");
  write_file_atomically(aside / "buy.txt", spec.buy_text);
  write_file_atomically(aside / "sell.txt", spec.sell_text);
  write_file_atomically(aside / "trades.csv", trades_csv(spec, saved.result->trades));
  write_file_atomically(aside / "metrics.json", metrics_json_text(*saved.metrics, *saved.series));
  std::error_code code;
  fs::rename(aside, folder, code);
  if (code) throw FileError(message("{}: 폴더 이름을 바꾸지 못했습니다 ({})", "{}: cannot rename into place ({})", folder.string(), code.message()));
}

}  // namespace stom::backtest
