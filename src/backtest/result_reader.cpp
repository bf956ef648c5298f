#include "backtest/result_reader.h"

#include <charconv>
#include <optional>

#include "base/error.h"

namespace stom::backtest {
namespace {

constexpr RowKey kLeastSecondKey = 10'000'000'000'000;  // 14 digits; minute keys have 12

class TableReader {
 public:
  explicit TableReader(const store::ResultTable& table) : table_(table) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) places_.emplace(table.columns[i].name, i);
  }

  [[nodiscard]] bool has(const std::string& column) const { return places_.count(column) != 0; }

  [[nodiscard]] double number(const store::ResultRow& row, const std::string& column) const {
    const store::ResultValue& value = at(row, column);
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(&value)) return *real;
    if (const auto* text = std::get_if<std::string>(&value)) {  // times and amounts of older tables may be text
      double out = 0;
      const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
      if (error == std::errc() && end == text->data() + text->size()) return out;
    }
    throw DataError(message("{}: 열 '{}'에 숫자가 아닌 값이 있습니다 (행 '{}').",
                            "{}: column '{}' holds a value that is not a number (row '{}').", table_.name, column, row.index));
  }
  [[nodiscard]] std::string text(const store::ResultRow& row, const std::string& column) const {
    const auto* text = std::get_if<std::string>(&at(row, column));
    return text == nullptr ? std::string() : *text;
  }

 private:
  [[nodiscard]] const store::ResultValue& at(const store::ResultRow& row, const std::string& column) const {
    const auto place = places_.find(column);
    if (place == places_.end() || place->second >= row.values.size()) {
      throw DataError(message("{}: 거래 표가 아닙니다. 열 '{}'이(가) 없습니다.", "{} is not a table of trades: column '{}' is missing.",
                              table_.name, column));
    }
    return row.values[place->second];
  }

  const store::ResultTable& table_;
  std::map<std::string, std::size_t> places_;
};

bool begins_with(const std::string& text, std::string_view start) {
  return std::string_view(text).substr(0, start.size()) == start;
}

market::Market market_of(const store::ResultTable& table, const TableReader& reader) {
  if (begins_with(table.name, "stock")) return market::Market::kStock;
  return begins_with(table.name, "coin_future") || reader.has("포지션") ? market::Market::kBinance : market::Market::kUpbit;
}

TradeRecord trade_of(const store::ResultRow& row, const TableReader& reader) {
  TradeRecord trade;
  trade.name = trade.code = reader.text(row, "종목명");
  if (reader.has("시가총액")) trade.market_cap = static_cast<std::int64_t>(reader.number(row, "시가총액"));
  if (reader.has("포지션")) trade.side = reader.text(row, "포지션") == "SHORT" ? trade::Side::kShort : trade::Side::kLong;
  trade.buy_time = static_cast<RowKey>(reader.number(row, "매수시간"));
  trade.sell_time = static_cast<RowKey>(reader.number(row, "매도시간"));
  trade.hold_time = static_cast<std::int64_t>(reader.number(row, "보유시간"));
  trade.buy_price = reader.number(row, "매수가");
  trade.sell_price = reader.number(row, "매도가");
  trade.buy_amount = reader.number(row, "매수금액");
  trade.sell_amount = reader.number(row, "매도금액");
  trade.profit_rate = reader.number(row, "수익률");
  trade.profit = reader.number(row, "수익금");
  if (reader.has("매도조건")) trade.sell_condition = reader.text(row, "매도조건");
  if (reader.has("추가매수시간")) trade.added_buys = reader.text(row, "추가매수시간");
  return trade;
}

}  // namespace

StoredTrades read_detail_table(const store::ResultTable& table) {
  const TableReader reader(table);
  StoredTrades out;
  out.name = table.name;
  for (const char* column : {"종목명", "매수시간", "매도시간", "수익금"}) {
    if (!reader.has(column)) {
      throw DataError(message("{}: 거래 표가 아닙니다. 열 '{}'이(가) 없습니다.", "{} is not a table of trades: column '{}' is missing.",
                              table.name, std::string(column)));
    }
  }
  out.market = market_of(table, reader);
  for (const store::ResultRow& row : table.rows) out.trades.push_back(trade_of(row, reader));
  out.frame = !out.trades.empty() && out.trades.front().sell_time < kLeastSecondKey ? market::Frame::kMinute : market::Frame::kTick;
  return out;
}

StoredTrades read_detail_table(const store::ResultStore& store, const std::string& table) {
  return read_detail_table(store.read(table));
}

}  // namespace stom::backtest
