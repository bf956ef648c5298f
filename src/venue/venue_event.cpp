#include "venue/venue_event.h"

namespace stom::venue {
namespace {

using aggregation::Decimal;
using aggregation::SymbolId;

std::optional<aggregation::Event> row(const Trade& trade, SymbolId symbol) {
  aggregation::Trade made;
  made.symbol = symbol;
  made.time = trade.time;
  made.price = trade.price.decimal();
  made.quantity = trade.quantity.decimal();
  made.taker = trade.taker;
  made.ordinary = trade.ordinary;
  made.aggregate = trade.aggregate;
  // Upbit's numbers are not dense: they cannot show what is missing.
  made.id = trade.previous_close.is_known() ? 0 : trade.id;
  made.previous_close = trade.previous_close.decimal();
  return made;
}

std::optional<aggregation::Event> row(const BookPicture& book, SymbolId symbol) {
  aggregation::BookSnapshot made;
  made.symbol = symbol;
  made.time = book.time;
  made.last_update_id = book.last_update_id;
  made.complete = book.complete;
  made.bids = book.bids;
  made.asks = book.asks;
  if (book.bid_total.is_known()) made.bid_total = book.bid_total.decimal();
  if (book.ask_total.is_known()) made.ask_total = book.ask_total.decimal();
  return made;
}

std::optional<aggregation::Event> row(const BookChange& change, SymbolId symbol) {
  aggregation::BookDiff made;
  made.symbol = symbol;
  made.time = change.time;
  made.first_id = change.first_id;
  made.last_id = change.last_id;
  made.previous_id = change.previous_id;
  made.has_previous_id = change.has_previous_id;
  made.bids = change.bids;
  made.asks = change.asks;
  return made;
}

std::optional<aggregation::Event> row(const BookTop& top, SymbolId symbol) {
  if (!(top.bid.value() > 0) || !(top.ask.value() > 0)) return std::nullopt;  // an empty side
  aggregation::BookTop made;
  made.symbol = symbol;
  made.time = top.time;
  made.bid = {top.bid.decimal(), top.bid_size.decimal()};
  made.ask = {top.ask.decimal(), top.ask_size.decimal()};
  return made;
}

// Only a ticker of the UTC day that tells buys from sells can stand for the trades.
std::optional<aggregation::Event> row(const Ticker& ticker, SymbolId symbol) {
  if (ticker.day != DayKind::kUtcDay || !ticker.day_buy.is_known() || !ticker.day_sell.is_known()) return std::nullopt;
  aggregation::Ticker made;
  made.symbol = symbol;
  made.time = ticker.sent;
  made.price = ticker.price.decimal();
  made.open = ticker.open.decimal();
  made.high = ticker.high.decimal();
  made.low = ticker.low.decimal();
  made.change_rate = ticker.change_rate.value() * 100;
  made.day_value = ticker.day_value.value();
  made.day_buy = ticker.day_buy.decimal();
  made.day_sell = ticker.day_sell.decimal();
  return made;
}

std::optional<aggregation::Event> row(const Candle& candle, SymbolId symbol) {
  if (candle.closed == false) return std::nullopt;
  aggregation::Candle made;
  made.symbol = symbol;
  made.time = candle.time;
  made.open = candle.open.decimal();
  made.high = candle.high.decimal();
  made.low = candle.low.decimal();
  made.close = candle.close.decimal();
  made.volume = candle.volume.decimal();
  if (candle.value.is_known()) made.value = candle.value.value();
  if (candle.buy_volume.is_known()) made.buy_volume = candle.buy_volume.decimal();
  return made;
}

template <typename Other>
std::optional<aggregation::Event> row(const Other&, SymbolId) {
  return std::nullopt;
}

}  // namespace

std::optional<aggregation::Event> row_event(const Event& event, SymbolId symbol) {
  return std::visit([&](const auto& one) { return row(one, symbol); }, event);
}

}  // namespace stom::venue
