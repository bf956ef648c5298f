#include "aggregation/formats/binance_message.h"

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/json_text.h"
#include "aggregation/formats/time_text.h"

namespace stom::aggregation {
namespace {

// The keys of all messages of interest; letters mean different things in different messages, so tokens are kept as sent.
struct Fields {
  std::string_view stream, event, symbol, price, quantity, kind;
  std::string_view event_time, time, trade_id, aggregate_id, maker;
  std::string_view first_id, last_id, previous_id, snapshot_id;
  std::string_view bid_price, bid_quantity, ask_quantity, ask_price;
  bool has_bids = false, has_asks = false;
  bool levels_ok = true;
  bool has_data = false, data_is_object = true;
  std::vector<Level> bids, asks;
};

bool is_list(ondemand::value& value) {
  ondemand::json_type type{};
  return value.type().get(type) == simdjson::SUCCESS && type == ondemand::json_type::array;
}

void read_side(ondemand::value& value, std::vector<Level>& levels, bool& has, Fields& fields) {
  has = true;
  if (!read_levels(value, levels)) fields.levels_ok = false;
}

bool read_fields(ondemand::object object, Fields& fields, bool top_level) {
  for (auto item : object) {
    std::string_view key;
    ondemand::value value;
    if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return false;
    if (top_level && key == "data") {
      fields.has_data = true;
      ondemand::object inner;
      if (value.get_object().get(inner) != simdjson::SUCCESS) fields.data_is_object = false;
      else if (!read_fields(inner, fields, false)) return false;
    } else if (key == "b" || key == "bids") {
      if (is_list(value)) read_side(value, fields.bids, fields.has_bids, fields);
      else fields.bid_price = scalar_token(value);
    } else if (key == "a" || key == "asks") {
      if (is_list(value)) read_side(value, fields.asks, fields.has_asks, fields);
      else fields.ask_price = fields.aggregate_id = scalar_token(value);
    } else if (key == "stream") fields.stream = scalar_token(value);
    else if (key == "e") fields.event = scalar_token(value);
    else if (key == "s" || key == "symbol") fields.symbol = scalar_token(value);
    else if (key == "p") fields.price = scalar_token(value);
    else if (key == "q") fields.quantity = scalar_token(value);
    else if (key == "X") fields.kind = scalar_token(value);
    else if (key == "E") fields.event_time = scalar_token(value);
    else if (key == "T") fields.time = scalar_token(value);
    else if (key == "t") fields.trade_id = scalar_token(value);
    else if (key == "m") fields.maker = scalar_token(value);
    else if (key == "U") fields.first_id = scalar_token(value);
    else if (key == "u") fields.last_id = scalar_token(value);
    else if (key == "pu") fields.previous_id = scalar_token(value);
    else if (key == "lastUpdateId") fields.snapshot_id = scalar_token(value);
    else if (key == "B") fields.bid_quantity = scalar_token(value);
    else if (key == "A") fields.ask_quantity = scalar_token(value);
  }
  return true;
}

ParseResult bad_value(std::string_view message_name, std::string_view key, std::string_view token) {
  return ParseResult::bad(message("{} 메시지의 \"{}\" 값이 잘못되었습니다: '{}'", "a {} message has a bad value of \"{}\": '{}'",
                                  message_name, key, token));
}

bool read_time(std::string_view token, EpochMicros& time) {
  std::uint64_t number = 0;
  return parse_unsigned(token, number) && epoch_from_number(number, time);
}

// T is the time of the trade or of the book's change, E of the message.
bool book_time(const Fields& fields, EpochMicros& time) {
  return read_time(fields.time.empty() ? fields.event_time : fields.time, time);
}

// "btcusdt@depth20@100ms" is a stream of whole books, "btcusdt@depth@100ms" one of changes.
bool is_partial_depth(std::string_view stream) {
  const std::size_t at = stream.find("@depth");
  return at != std::string_view::npos && at + 6 < stream.size() && stream[at + 6] >= '0' && stream[at + 6] <= '9';
}

ParseResult make_trade(const Fields& fields, Trade& trade) {
  trade.aggregate = fields.event == "aggTrade";
  const std::string_view id = trade.aggregate ? fields.aggregate_id : fields.trade_id;
  if (!positive(fields.price, trade.price)) return bad_value(fields.event, "p", fields.price);
  if (!positive(fields.quantity, trade.quantity)) return bad_value(fields.event, "q", fields.quantity);
  if (!read_time(fields.time, trade.time)) return bad_value(fields.event, "T", fields.time);
  if (!parse_unsigned(id, trade.id)) return bad_value(fields.event, trade.aggregate ? "a" : "t", id);
  bool buyer_is_maker = false;
  if (fields.maker.empty() || !parse_boolean(fields.maker, buyer_is_maker)) return bad_value(fields.event, "m", fields.maker);
  trade.taker = buyer_is_maker ? Side::kSell : Side::kBuy;
  trade.ordinary = fields.kind.empty() || fields.kind == "MARKET";
  return ParseResult::events();
}

ParseResult make_diff(Fields& fields, BookDiff& diff) {
  if (!fields.levels_ok || !fields.has_bids || !fields.has_asks) return bad_value("depthUpdate", "b/a", "");
  if (!book_time(fields, diff.time)) return bad_value("depthUpdate", "E", fields.event_time);
  if (!parse_unsigned(fields.first_id, diff.first_id)) return bad_value("depthUpdate", "U", fields.first_id);
  if (!parse_unsigned(fields.last_id, diff.last_id)) return bad_value("depthUpdate", "u", fields.last_id);
  diff.has_previous_id = !fields.previous_id.empty();
  if (diff.has_previous_id && !parse_unsigned(fields.previous_id, diff.previous_id)) {
    return bad_value("depthUpdate", "pu", fields.previous_id);
  }
  diff.bids = std::move(fields.bids);
  diff.asks = std::move(fields.asks);
  return ParseResult::events();
}

ParseResult make_snapshot(Fields& fields, BookSnapshot& snapshot) {
  if (!fields.levels_ok || !fields.has_bids || !fields.has_asks) return bad_value("depth", "bids/asks", "");
  const std::string_view id = fields.snapshot_id.empty() ? fields.last_id : fields.snapshot_id;
  if (!parse_unsigned(id, snapshot.last_update_id)) return bad_value("depth", "lastUpdateId", id);
  const bool timed = !fields.time.empty() || !fields.event_time.empty();
  if (timed && !book_time(fields, snapshot.time)) return bad_value("depth", "E", fields.event_time);
  snapshot.complete = is_partial_depth(fields.stream);
  snapshot.bids = std::move(fields.bids);
  snapshot.asks = std::move(fields.asks);
  return ParseResult::events();
}

ParseResult make_top(const Fields& fields, BookTop& top) {
  if (!positive(fields.bid_price, top.bid.price)) return bad_value("bookTicker", "b", fields.bid_price);
  if (!positive(fields.ask_price, top.ask.price)) return bad_value("bookTicker", "a", fields.ask_price);
  if (!not_negative(fields.bid_quantity, top.bid.quantity)) return bad_value("bookTicker", "B", fields.bid_quantity);
  if (!not_negative(fields.ask_quantity, top.ask.quantity)) return bad_value("bookTicker", "A", fields.ask_quantity);
  // Spot sends no time at all.
  const bool timed = !fields.time.empty() || !fields.event_time.empty();
  if (timed && !book_time(fields, top.time)) return bad_value("bookTicker", "T", fields.time);
  return ParseResult::events();
}

template <typename Made>
ParseResult finish(ParseResult result, Made made, SymbolId symbol, std::vector<Event>& events) {
  if (result.kind != ParseKind::kEvents) return result;
  made.symbol = symbol;
  events.emplace_back(std::move(made));
  return result;
}

}  // namespace

BinanceMessages::BinanceMessages(SymbolTable& symbols) : symbols_(symbols), json_(std::make_unique<JsonText>()) {}
BinanceMessages::~BinanceMessages() = default;
BinanceMessages::BinanceMessages(BinanceMessages&&) noexcept = default;

ParseResult BinanceMessages::parse(std::string_view json, std::vector<Event>& events) {
  // Lists come from streams of all symbols (tickers); none of them is of use.
  if (json.starts_with('[')) return ParseResult::ignore("list");
  ondemand::document document;
  ondemand::object object;
  simdjson::error_code error = json_->open(json, document);
  if (error == simdjson::SUCCESS) error = document.get_object().get(object);
  Fields fields;
  if (error != simdjson::SUCCESS || !read_fields(object, fields, true) || !at_end(document)) {
    return ParseResult::bad(message("JSON이 아니거나 도중에 끊겼습니다.", "not a whole JSON message."));
  }
  if (fields.has_data && !fields.data_is_object) return ParseResult::ignore("list");
  std::string symbol_text(fields.symbol);
  if (symbol_text.empty()) symbol_text = fields.stream.substr(0, fields.stream.find('@'));
  for (char& c : symbol_text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  const bool is_snapshot = !fields.snapshot_id.empty();
  const bool is_top = fields.event == "bookTicker" || (fields.event.empty() && !fields.bid_price.empty() && !fields.bid_quantity.empty());
  const bool is_trade = fields.event == "trade" || fields.event == "aggTrade";
  const bool is_depth = fields.event == "depthUpdate";
  if (!is_snapshot && !is_top && !is_trade && !is_depth) {
    return ParseResult::ignore(fields.event.empty() ? "other" : fields.event);
  }
  if (symbol_text.empty() && !is_snapshot) return bad_value(fields.event, "s", "");
  const SymbolId symbol = symbol_text.empty() ? kNoSymbol : symbols_.id(symbol_text);
  if (is_trade) {
    Trade trade;
    const ParseResult made = make_trade(fields, trade);
    return finish(made, trade, symbol, events);
  }
  if (is_snapshot || (is_depth && is_partial_depth(fields.stream))) {
    BookSnapshot snapshot;
    const ParseResult made = make_snapshot(fields, snapshot);
    return finish(made, std::move(snapshot), symbol, events);
  }
  if (is_depth) {
    BookDiff diff;
    const ParseResult made = make_diff(fields, diff);
    return finish(made, std::move(diff), symbol, events);
  }
  BookTop top;
  const ParseResult made = make_top(fields, top);
  return finish(made, top, symbol, events);
}

}  // namespace stom::aggregation
