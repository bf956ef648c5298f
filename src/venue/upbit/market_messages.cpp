// Market streams of Upbit.
#include "venue/upbit/readers.h"

namespace stom::venue::upbit {
namespace {

constexpr Key kCode{"code", "cd"}, kTimestamp{"timestamp", "tms"}, kStream{"stream_type", "st"};

bool is_snapshot(const Fields& fields) { return fields.text(kStream) == "SNAPSHOT"; }

// Orderbook codes may name a unit count: "KRW-BTC.15".
std::string without_units(std::string_view code) { return std::string(code.substr(0, code.find('.'))); }

ParseResult read_trade(ReadContext& context) {
  FieldReader reader(context.fields, "trade");
  Trade& trade = add<Trade>(context.events);
  reader.text(kCode, trade.symbol);
  reader.millis(kTimestamp, trade.sent);
  reader.may_millis({"trade_timestamp", "ttms"}, trade.time);
  reader.positive({"trade_price", "tp"}, trade.price);
  reader.positive({"trade_volume", "tv"}, trade.quantity);
  constexpr Key kSide{"ask_bid", "ab"};
  const auto side = side_of(context.fields.text(kSide));
  if (!side) reader.wrong(kSide);
  trade.taker = side.value_or(Side::kBuy);
  reader.may_number({"prev_closing_price", "pcp"}, trade.previous_close);
  reader.may_whole({"sequential_id", "sid"}, trade.id);
  reader.may_number({"best_ask_price", "bap"}, trade.best_ask);
  reader.may_number({"best_ask_size", "bas"}, trade.best_ask_size);
  reader.may_number({"best_bid_price", "bbp"}, trade.best_bid);
  reader.may_number({"best_bid_size", "bbs"}, trade.best_bid_size);
  trade.snapshot = is_snapshot(context.fields);
  if (trade.time == kNoTime) trade.time = trade.sent;
  return reader.result();
}

ParseResult read_book(ReadContext& context) {
  FieldReader reader(context.fields, "orderbook");
  BookPicture& book = add<BookPicture>(context.events);
  constexpr Key kUnits{"orderbook_units", "obu"};
  reader.text(kCode, book.symbol);
  book.symbol = without_units(book.symbol);
  reader.millis(kTimestamp, book.sent);
  book.time = book.sent;
  reader.may_number({"total_ask_size", "tas"}, book.ask_total);
  reader.may_number({"total_bid_size", "tbs"}, book.bid_total);
  reader.may_number({"level", "lv"}, book.grouping);
  book.complete = true;
  book.snapshot = is_snapshot(context.fields);
  if (!context.levels.ok || !context.levels.has_asks) reader.wrong(kUnits);
  book.bids = context.levels.bids;
  book.asks = context.levels.asks;
  return reader.result();
}

ParseResult read_stream_ticker(ReadContext& context) {
  Ticker& ticker = add<Ticker>(context.events);
  ticker.snapshot = is_snapshot(context.fields);
  return read_ticker(context.fields, kCode, ticker);
}

ParseResult read_candle(ReadContext& context) {
  FieldReader reader(context.fields, "candle");
  Candle& candle = add<Candle>(context.events);
  const std::string_view type = context.fields.text({"type", "ty"});
  candle.interval = type.substr(type.find('.') + 1);
  reader.text(kCode, candle.symbol);
  reader.may_iso_time({"candle_date_time_utc", "cdttmu"}, candle.time);
  if (candle.time == kNoTime) reader.wrong({"candle_date_time_utc", "cdttmu"});
  reader.positive({"opening_price", "op"}, candle.open);
  reader.positive({"high_price", "hp"}, candle.high);
  reader.positive({"low_price", "lp"}, candle.low);
  reader.positive({"trade_price", "tp"}, candle.close);
  reader.number({"candle_acc_trade_volume", "catv"}, candle.volume);
  reader.may_number({"candle_acc_trade_price", "catp"}, candle.value);
  reader.may_millis(kTimestamp, candle.sent);
  return reader.result();
}

}  // namespace

ParseResult read_ticker(const Fields& fields, Key code, Ticker& ticker) {
  FieldReader reader(fields, "ticker");
  reader.text(code, ticker.symbol);
  reader.positive({"opening_price", "op"}, ticker.open);
  reader.positive({"high_price", "hp"}, ticker.high);
  reader.positive({"low_price", "lp"}, ticker.low);
  reader.positive({"trade_price", "tp"}, ticker.price);
  reader.may_number({"prev_closing_price", "pcp"}, ticker.previous_close);
  reader.may_number({"acc_trade_price", "atp"}, ticker.day_value);
  reader.may_number({"signed_change_price", "scp"}, ticker.change);
  reader.may_number({"signed_change_rate", "scr"}, ticker.change_rate);
  reader.may_number({"trade_volume", "tv"}, ticker.last_quantity);
  reader.may_number({"acc_trade_volume", "atv"}, ticker.day_volume);
  reader.may_millis({"trade_timestamp", "ttms"}, ticker.time);
  reader.may_number({"acc_ask_volume", "aav"}, ticker.day_sell);
  reader.may_number({"acc_bid_volume", "abv"}, ticker.day_buy);
  reader.may_text({"market_state", "ms"}, ticker.state);
  reader.may_flag({"is_trading_suspended", "its"}, ticker.suspended);
  constexpr Key kDelisting{"delisting_date", "dd"};
  // A date as text, or its parts as an object; whichever, it is only shown.
  if (const std::string_view parts = fields.raw(kDelisting); !parts.empty()) ticker.delisting_date = parts;
  else reader.may_text(kDelisting, ticker.delisting_date);
  reader.may_text({"market_warning", "mw"}, ticker.warning);
  reader.millis(kTimestamp, ticker.sent);
  reader.may_number({"acc_trade_price_24h", "atp24h"}, ticker.value_24h);
  reader.may_number({"acc_trade_volume_24h", "atv24h"}, ticker.volume_24h);
  if (ticker.time == kNoTime) ticker.time = ticker.sent;
  return reader.result();
}

const std::vector<MessageKind>& market_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"trade", {}, read_trade},
      {"orderbook", {}, read_book},
      {"ticker", {}, read_stream_ticker},
      {"candle", {}, read_candle},
  };
  return kinds;
}

}  // namespace stom::venue::upbit
