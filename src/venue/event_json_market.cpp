// Market data as JSON.
#include "venue/event_json_fields.h"

namespace stom::venue {

void write_fields(JsonLine& line, const Trade& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("quantity", e.quantity);
  line.side("taker", e.taker);
  line.always("id", e.id);
  line.flag("aggregate", e.aggregate);
  line.flag("ordinary", e.ordinary);
  if (e.aggregate) {
    line.always("first_id", e.first_id);
    line.always("last_id", e.last_id);
  }
  line.number("quantity_without_rpi", e.quantity_without_rpi);
  line.number("previous_close", e.previous_close);
  line.number("best_bid", e.best_bid);
  line.number("best_bid_size", e.best_bid_size);
  line.number("best_ask", e.best_ask);
  line.number("best_ask_size", e.best_ask_size);
  if (e.snapshot) line.flag("snapshot", true);
}

void write_fields(JsonLine& line, const BookPicture& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.flag("complete", e.complete);
  line.whole("last_update_id", e.last_update_id);
  line.number("bid_total", e.bid_total);
  line.number("ask_total", e.ask_total);
  line.number("grouping", e.grouping);
  line.levels("bids", e.bids);
  line.levels("asks", e.asks);
  if (e.snapshot) line.flag("snapshot", true);
}

void write_fields(JsonLine& line, const BookChange& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.always("first_id", e.first_id);
  line.always("last_id", e.last_id);
  if (e.has_previous_id) line.always("previous_id", e.previous_id);
  line.levels("bids", e.bids);
  line.levels("asks", e.asks);
}

void write_fields(JsonLine& line, const BookTop& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.whole("update_id", e.update_id);
  line.number("bid", e.bid);
  line.number("bid_size", e.bid_size);
  line.number("ask", e.ask);
  line.number("ask_size", e.ask_size);
}

void write_fields(JsonLine& line, const Ticker& e) {
  line.text("symbol", e.symbol);
  line.text("day", e.day == DayKind::kUtcDay ? "utc" : "rolling_24h");
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.number("price", e.price);
  line.number("open", e.open);
  line.number("high", e.high);
  line.number("low", e.low);
  line.number("previous_close", e.previous_close);
  line.number("change_rate", e.change_rate);
  line.number("change", e.change);
  line.number("last_quantity", e.last_quantity);
  line.number("day_volume", e.day_volume);
  line.number("day_value", e.day_value);
  line.number("day_buy", e.day_buy);
  line.number("day_sell", e.day_sell);
  line.number("volume_24h", e.volume_24h);
  line.number("value_24h", e.value_24h);
  line.whole("trades", e.trades);
  line.text("state", e.state);
  line.text("warning", e.warning);
  line.text("delisting_date", e.delisting_date);
  line.flag("suspended", e.suspended);
  if (e.snapshot) line.flag("snapshot", true);
}

void write_fields(JsonLine& line, const Candle& e) {
  line.text("symbol", e.symbol);
  line.text("interval", e.interval);
  line.time("time", e.time);
  line.time("end", e.end);
  line.time("sent", e.sent);
  line.number("open", e.open);
  line.number("high", e.high);
  line.number("low", e.low);
  line.number("close", e.close);
  line.number("volume", e.volume);
  line.number("value", e.value);
  line.number("buy_volume", e.buy_volume);
  line.number("buy_value", e.buy_value);
  line.whole("trades", e.trades);
  line.flag("closed", e.closed);
}

void write_fields(JsonLine& line, const MarkPrice& e) {
  line.text("symbol", e.symbol);
  line.time("sent", e.sent);
  line.number("mark", e.mark);
  line.number("index", e.index);
  line.number("settle", e.settle);
  line.number("funding_rate", e.funding_rate);
  line.time("next_funding", e.next_funding);
}

void write_fields(JsonLine& line, const Liquidation& e) {
  line.text("symbol", e.symbol);
  line.time("time", e.time);
  line.time("sent", e.sent);
  line.side("side", e.side);
  line.number("price", e.price);
  line.number("average_price", e.average_price);
  line.number("quantity", e.quantity);
  line.number("executed", e.executed);
  line.text("status", e.status);
}

}  // namespace stom::venue
