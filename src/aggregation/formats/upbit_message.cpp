#include "aggregation/formats/upbit_message.h"

#include <cmath>

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/json_text.h"
#include "aggregation/formats/time_text.h"

namespace stom::aggregation {
namespace {

enum Key {
  kType, kCode, kTimestamp, kTradeTimestamp, kTradePrice, kTradeVolume, kAskBid, kPreviousClose,
  kOpen, kHigh, kLow, kSignedChangeRate, kDayValue, kDayBuy, kDaySell, kAskTotal, kBidTotal, kUnits,
  kKeyCount,
};

struct KeyNames {
  std::string_view full, brief;
};
constexpr KeyNames kKeys[kKeyCount] = {
    {"type", "ty"},           {"code", "cd"},          {"timestamp", "tms"},        {"trade_timestamp", "ttms"},
    {"trade_price", "tp"},    {"trade_volume", "tv"},  {"ask_bid", "ab"},           {"prev_closing_price", "pcp"},
    {"opening_price", "op"},  {"high_price", "hp"},    {"low_price", "lp"},         {"signed_change_rate", "scr"},
    {"acc_trade_price", "atp"}, {"acc_bid_volume", "abv"}, {"acc_ask_volume", "aav"}, {"total_ask_size", "tas"},
    {"total_bid_size", "tbs"}, {"orderbook_units", "obu"},
};

struct Fields {
  std::string_view token[kKeyCount];
  bool is_rest_trade = false;
  bool units_ok = true;
  std::vector<Level> bids, asks;

  [[nodiscard]] std::string_view operator[](Key key) const { return token[key]; }
};

bool read_unit(ondemand::object unit, Fields& fields) {
  Level ask, bid;
  int seen = 0;
  for (auto item : unit) {
    std::string_view key;
    ondemand::value value;
    if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return false;
    Decimal* target = key == "ap" || key == "ask_price"   ? &ask.price
                      : key == "bp" || key == "bid_price" ? &bid.price
                      : key == "as" || key == "ask_size"  ? &ask.quantity
                      : key == "bs" || key == "bid_size"  ? &bid.quantity
                                                          : nullptr;
    if (target == nullptr) continue;
    if (!not_negative(scalar_token(value), *target)) return false;
    ++seen;
  }
  if (seen != 4) return false;
  // Thin markets fill missing levels with zeros.
  if (ask.price.is_positive()) fields.asks.push_back(ask);
  if (bid.price.is_positive()) fields.bids.push_back(bid);
  return true;
}

bool read_units(ondemand::value& value, Fields& fields) {
  ondemand::array units;
  if (value.get_array().get(units) != simdjson::SUCCESS) return false;
  for (auto item : units) {
    ondemand::object unit;
    if (item.get_object().get(unit) != simdjson::SUCCESS || !read_unit(unit, fields)) return false;
  }
  return true;
}

bool read_fields(ondemand::object object, Fields& fields) {
  for (auto item : object) {
    std::string_view key;
    ondemand::value value;
    if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return false;
    if (key == "market") {
      fields.is_rest_trade = true;
      fields.token[kCode] = scalar_token(value);
      continue;
    }
    for (int i = 0; i < kKeyCount; ++i) {
      if (key != kKeys[i].full && key != kKeys[i].brief) continue;
      if (i == kUnits) fields.units_ok = read_units(value, fields);
      else fields.token[i] = scalar_token(value);
      break;
    }
  }
  return true;
}

ParseResult bad_value(const Fields& fields, Key key) {
  return ParseResult::bad(message("{} 메시지의 \"{}\" 값이 잘못되었습니다: '{}'", "a {} message has a bad value of \"{}\": '{}'",
                                  fields[kType], kKeys[key].full, fields[key]));
}

bool read_time(std::string_view token, EpochMicros& time) {
  std::uint64_t number = 0;
  return parse_unsigned(token, number) && epoch_from_number(number, time);
}

ParseResult add_trade(const Fields& fields, SymbolId symbol, std::vector<Event>& events) {
  Trade trade;
  trade.symbol = symbol;
  const Key time_key = fields[kTradeTimestamp].empty() ? kTimestamp : kTradeTimestamp;
  if (!read_time(fields[time_key], trade.time)) return bad_value(fields, time_key);
  if (!positive(fields[kTradePrice], trade.price)) return bad_value(fields, kTradePrice);
  if (!positive(fields[kTradeVolume], trade.quantity)) return bad_value(fields, kTradeVolume);
  if (fields[kAskBid] != "ASK" && fields[kAskBid] != "BID") return bad_value(fields, kAskBid);
  trade.taker = fields[kAskBid] == "BID" ? Side::kBuy : Side::kSell;
  if (!fields[kPreviousClose].empty() && !not_negative(fields[kPreviousClose], trade.previous_close)) {
    return bad_value(fields, kPreviousClose);
  }
  events.emplace_back(trade);
  return ParseResult::events();
}

ParseResult add_book(Fields& fields, SymbolId symbol, std::vector<Event>& events) {
  BookSnapshot book;
  book.symbol = symbol;
  book.complete = true;
  if (!fields.units_ok || (fields.asks.empty() && fields.bids.empty())) return bad_value(fields, kUnits);
  if (!read_time(fields[kTimestamp], book.time)) return bad_value(fields, kTimestamp);
  if (!fields[kAskTotal].empty() && !not_negative(fields[kAskTotal], book.ask_total)) return bad_value(fields, kAskTotal);
  if (!fields[kBidTotal].empty() && !not_negative(fields[kBidTotal], book.bid_total)) return bad_value(fields, kBidTotal);
  book.bids = std::move(fields.bids);
  book.asks = std::move(fields.asks);
  events.emplace_back(std::move(book));
  return ParseResult::events();
}

bool read_double(std::string_view token, double& value) {
  Decimal decimal;
  if (!Decimal::parse(token, decimal)) return false;
  value = decimal.to_double();
  return std::isfinite(value);
}

ParseResult add_ticker(const Fields& fields, SymbolId symbol, std::vector<Event>& events) {
  Ticker ticker;
  ticker.symbol = symbol;
  if (!read_time(fields[kTimestamp], ticker.time)) return bad_value(fields, kTimestamp);
  if (!positive(fields[kTradePrice], ticker.price)) return bad_value(fields, kTradePrice);
  if (!positive(fields[kOpen], ticker.open)) return bad_value(fields, kOpen);
  if (!positive(fields[kHigh], ticker.high)) return bad_value(fields, kHigh);
  if (!positive(fields[kLow], ticker.low)) return bad_value(fields, kLow);
  if (!read_double(fields[kSignedChangeRate], ticker.change_rate)) return bad_value(fields, kSignedChangeRate);
  if (!read_double(fields[kDayValue], ticker.day_value) || ticker.day_value < 0) return bad_value(fields, kDayValue);
  if (!not_negative(fields[kDayBuy], ticker.day_buy)) return bad_value(fields, kDayBuy);
  if (!not_negative(fields[kDaySell], ticker.day_sell)) return bad_value(fields, kDaySell);
  ticker.change_rate *= 100;
  events.emplace_back(ticker);
  return ParseResult::events();
}

ParseResult not_whole() {
  return ParseResult::bad(message("JSON이 아니거나 도중에 끊겼습니다.", "not a whole JSON message."));
}

ParseResult add_message(ondemand::object object, SymbolTable& symbols, std::vector<Event>& events) {
  Fields fields;
  if (!read_fields(object, fields)) return not_whole();
  if (fields[kType].empty() && fields.is_rest_trade && !fields[kAskBid].empty()) fields.token[kType] = "trade";
  const std::string_view type = fields[kType];
  if (type != "trade" && type != "orderbook" && type != "ticker") return ParseResult::ignore(type.empty() ? "other" : type);
  if (fields[kCode].empty()) return bad_value(fields, kCode);
  // Orderbook codes may name a unit count: "KRW-BTC.15".
  const SymbolId symbol = symbols.id(fields[kCode].substr(0, fields[kCode].find('.')));
  return type == "trade"       ? add_trade(fields, symbol, events)
         : type == "orderbook" ? add_book(fields, symbol, events)
                               : add_ticker(fields, symbol, events);
}

}  // namespace

UpbitMessages::UpbitMessages(SymbolTable& symbols) : symbols_(symbols), json_(std::make_unique<JsonText>()) {}
UpbitMessages::~UpbitMessages() = default;
UpbitMessages::UpbitMessages(UpbitMessages&&) noexcept = default;

ParseResult UpbitMessages::parse(std::string_view json, std::vector<Event>& events) {
  ondemand::document document;
  if (json_->open(json, document) != simdjson::SUCCESS) return not_whole();
  const std::size_t first_event = events.size();
  ParseResult result = ParseResult::ignore("other");
  ondemand::json_type type{};
  if (document.type().get(type) != simdjson::SUCCESS) return not_whole();
  if (type == ondemand::json_type::array) {
    ondemand::array list;
    if (document.get_array().get(list) != simdjson::SUCCESS) return not_whole();
    for (auto item : list) {
      ondemand::object object;
      if (item.get_object().get(object) != simdjson::SUCCESS) return not_whole();
      ParseResult one = add_message(object, symbols_, events);
      if (one.kind == ParseKind::kBad) {
        events.resize(first_event);
        return one;
      }
      if (one.kind == ParseKind::kEvents || result.kind == ParseKind::kIgnored) result = std::move(one);
    }
  } else {
    ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return not_whole();
    result = add_message(object, symbols_, events);
  }
  if (!at_end(document)) {
    events.resize(first_event);
    return not_whole();
  }
  return result;
}

}  // namespace stom::aggregation
