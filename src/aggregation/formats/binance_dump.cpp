#include "aggregation/formats/binance_dump.h"

#include <algorithm>

#include "aggregation/formats/candle_check.h"
#include "aggregation/formats/time_text.h"

namespace stom::aggregation {
namespace {

bool is_number(std::string_view text) {
  Decimal value;
  return Decimal::parse(text, value);
}

// True/false words only: 1 and 0 are also numbers.
bool is_boolean_word(std::string_view text) {
  bool value = false;
  return !is_number(text) && parse_boolean(text, value);
}

ParseResult bad_field(std::string_view name, std::string_view text) {
  return ParseResult::bad(message("{} 값이 잘못되었습니다: '{}'", "bad value of {}: '{}'", name, text));
}

bool read_time(std::string_view text, EpochMicros& time) {
  std::uint64_t number = 0;
  return parse_unsigned(text, number) && epoch_from_number(number, time);
}

bool read_positive(std::string_view text, Decimal& value) { return Decimal::parse(text, value) && value.is_positive(); }
bool read_not_negative(std::string_view text, Decimal& value) { return Decimal::parse(text, value) && value >= Decimal{}; }

// A data line begins with a number; every heading begins with a word.
bool is_heading(const CsvLine& fields) { return fields.size() > 0 && !fields[0].empty() && !is_number(fields[0]); }

DumpKind kind_of_heading(const CsvLine& fields) {
  const std::string_view first = fields[0];
  if (first == "agg_trade_id" || first == "aggTradeId") return DumpKind::kAggregateTrades;
  if (first == "open_time" && fields.size() == 12) return DumpKind::kKlines;
  if (first == "update_id" && fields.size() == 7) return DumpKind::kBookTicker;
  if ((first == "id" || first == "trade_id" || first == "tradeId") && (fields.size() == 6 || fields.size() == 7)) return DumpKind::kTrades;
  return DumpKind::kNone;
}

DumpKind kind_of_data(const CsvLine& fields) {
  const std::size_t size = fields.size();
  if (size == 12) {
    for (std::size_t i = 0; i < size; ++i) {
      if (!is_number(fields[i])) return DumpKind::kNone;
    }
    return DumpKind::kKlines;
  }
  // Spot: id,price,qty,first,last,time,maker,best. Futures: without `best`.
  if (size == 8 && is_boolean_word(fields[6]) && is_boolean_word(fields[7])) return DumpKind::kAggregateTrades;
  if (size == 7 && is_boolean_word(fields[6])) return is_boolean_word(fields[5]) ? DumpKind::kTrades : DumpKind::kAggregateTrades;
  if (size == 6 && is_boolean_word(fields[5])) return DumpKind::kTrades;
  EpochMicros transaction = 0, event = 0;
  if (size == 7 && read_time(fields[5], transaction) && read_time(fields[6], event)) return DumpKind::kBookTicker;
  return DumpKind::kNone;
}

}  // namespace

std::string_view name(DumpKind kind) {
  switch (kind) {
    case DumpKind::kAggregateTrades: return "aggTrades";
    case DumpKind::kTrades: return "trades";
    case DumpKind::kKlines: return "klines";
    case DumpKind::kBookTicker: return "bookTicker";
    case DumpKind::kNone: break;
  }
  return "";
}

DumpKind dump_kind(std::string_view line) {
  CsvLine fields;
  if (!fields.split(without_byte_order_mark(line), ',')) return DumpKind::kNone;
  return is_heading(fields) ? kind_of_heading(fields) : kind_of_data(fields);
}

std::string_view dump_symbol(std::string_view file_name) {
  const std::size_t dash = file_name.find('-');
  if (dash == std::string_view::npos || dash < 5) return {};
  const std::string_view symbol = file_name.substr(0, dash);
  const bool shaped = std::all_of(symbol.begin(), symbol.end(),
                                  [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
  return shaped ? symbol : std::string_view{};
}

ParseResult BinanceDumpReader::parse(std::string_view line, std::vector<Event>& events) {
  line = without_byte_order_mark(line);
  if (!fields_.split(line, ',')) return ParseResult::bad(message("따옴표가 닫히지 않았습니다.", "a quote is not closed."));
  if (fields_.size() == 1 && fields_[0].empty()) return ParseResult::ignore("empty line");
  if (is_heading(fields_) && kind_of_heading(fields_) == kind_) return ParseResult::ignore("heading");
  const std::size_t least = kind_ == DumpKind::kKlines ? 11 : kind_ == DumpKind::kTrades ? 6 : 7;
  if (fields_.size() < least) {
    return ParseResult::bad(message("{} 줄에는 값이 {}개 이상이어야 하는데 {}개입니다.",
                                    "a line of {} needs at least {} values and has {}.", name(kind_), least, fields_.size()));
  }
  return kind_ == DumpKind::kKlines ? add_kline(events) : kind_ == DumpKind::kBookTicker ? add_top(events) : add_trade(events);
}

ParseResult BinanceDumpReader::add_trade(std::vector<Event>& events) {
  const bool aggregate = kind_ == DumpKind::kAggregateTrades;
  const std::size_t time_at = aggregate ? 5 : 4;
  Trade trade;
  trade.symbol = symbol_;
  trade.aggregate = aggregate;
  bool buyer_is_maker = false;
  if (!parse_unsigned(fields_[0], trade.id)) return bad_field("id", fields_[0]);
  if (!read_positive(fields_[1], trade.price)) return bad_field("price", fields_[1]);
  if (!read_positive(fields_[2], trade.quantity)) return bad_field("quantity", fields_[2]);
  if (!read_time(fields_[time_at], trade.time)) return bad_field("time", fields_[time_at]);
  if (!parse_boolean(fields_[time_at + 1], buyer_is_maker)) return bad_field("is_buyer_maker", fields_[time_at + 1]);
  trade.taker = buyer_is_maker ? Side::kSell : Side::kBuy;
  events.emplace_back(trade);
  return ParseResult::events();
}

ParseResult BinanceDumpReader::add_kline(std::vector<Event>& events) {
  Candle candle;
  candle.symbol = symbol_;
  if (!read_time(fields_[0], candle.time)) return bad_field("open_time", fields_[0]);
  Decimal* targets[] = {&candle.open, &candle.high, &candle.low, &candle.close, &candle.volume};
  constexpr std::string_view kNames[] = {"open", "high", "low", "close", "volume"};
  for (std::size_t i = 0; i < 5; ++i) {
    if (!Decimal::parse(fields_[i + 1], *targets[i])) return bad_field(kNames[i], fields_[i + 1]);
  }
  Decimal value;
  if (!read_not_negative(fields_[7], value)) return bad_field("quote_volume", fields_[7]);
  if (!read_not_negative(fields_[9], candle.buy_volume)) return bad_field("taker_buy_volume", fields_[9]);
  candle.value = value.to_double();
  ParseResult result = check_candle(candle);
  if (result.kind == ParseKind::kEvents) events.emplace_back(candle);
  return result;
}

ParseResult BinanceDumpReader::add_top(std::vector<Event>& events) {
  BookTop top;
  top.symbol = symbol_;
  if (!read_positive(fields_[1], top.bid.price)) return bad_field("best_bid_price", fields_[1]);
  if (!read_not_negative(fields_[2], top.bid.quantity)) return bad_field("best_bid_qty", fields_[2]);
  if (!read_positive(fields_[3], top.ask.price)) return bad_field("best_ask_price", fields_[3]);
  if (!read_not_negative(fields_[4], top.ask.quantity)) return bad_field("best_ask_qty", fields_[4]);
  if (!read_time(fields_[5], top.time)) return bad_field("transaction_time", fields_[5]);
  events.emplace_back(top);
  return ParseResult::events();
}

}  // namespace stom::aggregation
