// Quotation answers and market streams of Upbit; orders and balances: upbit_order_wire.cpp.
#include "sim/upbit_wire.h"

#include "sim/money.h"
#include "sim/wire_text.h"

namespace stom::sim::upbit_wire {
namespace {

using venue::kNoTime;

// What the day's prices say against the close before.
struct Change {
  std::string_view word = "EVEN";
  Decimal amount, signed_amount;
  Decimal rate, signed_rate;
};

Change change_of(Decimal price, Decimal previous) {
  Change change;
  if (!previous.is_positive()) return change;
  change.signed_amount = price - previous;
  change.amount = magnitude(change.signed_amount);
  change.rate = quotient(change.amount, previous, 10);
  change.signed_rate = change.signed_amount < Decimal{} ? negative(change.rate) : change.rate;
  if (change.signed_amount.is_positive()) change.word = "RISE";
  else if (!change.signed_amount.is_zero()) change.word = "FALL";
  return change;
}

EpochMicros time_of(EpochMicros time, EpochMicros otherwise) { return time == kNoTime ? otherwise : time; }

std::string_view taker_word(venue::Side side) { return side == venue::Side::kBuy ? "BID" : "ASK"; }

void write_stream_end(JsonText& json, EpochMicros sent, bool snapshot) {
  json.millis({"timestamp", "tms"}, sent);
  json.text({"stream_type", "st"}, snapshot ? "SNAPSHOT" : "REALTIME");
}

// Fields that REST and stream share.
void write_ticker(JsonText& json, const venue::Ticker& ticker) {
  const Number previous = ticker.previous_close.is_known() ? ticker.previous_close : ticker.open;
  const Change change = change_of(ticker.price.decimal(), previous.decimal());
  json.number({"opening_price", "op"}, ticker.open)
      .number({"high_price", "hp"}, ticker.high)
      .number({"low_price", "lp"}, ticker.low)
      .number({"trade_price", "tp"}, ticker.price)
      .number({"prev_closing_price", "pcp"}, previous)
      .text({"change", "c"}, change.word)
      .number({"change_price", "cp"}, change.amount)
      .number({"change_rate", "cr"}, change.rate)
      .number({"signed_change_price", "scp"}, change.signed_amount)
      .number({"signed_change_rate", "scr"}, change.signed_rate)
      .number({"trade_volume", "tv"}, ticker.last_quantity)
      .number({"acc_trade_volume", "atv"}, ticker.day_volume)
      .number({"acc_trade_volume_24h", "atv24h"}, ticker.volume_24h.is_known() ? ticker.volume_24h : ticker.day_volume)
      .number({"acc_trade_price", "atp"}, ticker.day_value)
      .number({"acc_trade_price_24h", "atp24h"}, ticker.value_24h.is_known() ? ticker.value_24h : ticker.day_value);
}

std::string dashed_date(EpochMicros time) { return utc_iso(time).substr(0, 10); }

void write_year_range(JsonText& json, const venue::Ticker& ticker, EpochMicros time) {
  json.number({"highest_52_week_price", "h52wp"}, ticker.high)
      .text({"highest_52_week_date", "h52wdt"}, dashed_date(time))
      .number({"lowest_52_week_price", "l52wp"}, ticker.low)
      .text({"lowest_52_week_date", "l52wdt"}, dashed_date(time));
}

std::string_view quote_of(std::string_view symbol) { return symbol.substr(0, symbol.find('-')); }

void write_levels(JsonText& json, const venue::BookPicture& book, std::size_t levels) {
  const std::size_t count = std::min({std::max(book.asks.size(), book.bids.size()), levels});
  json.list({"orderbook_units", "obu"});
  for (std::size_t i = 0; i < count; ++i) {
    const venue::Level ask = i < book.asks.size() ? book.asks[i] : venue::Level{};
    const venue::Level bid = i < book.bids.size() ? book.bids[i] : venue::Level{};
    json.object()
        .number({"ask_price", "ap"}, ask.price)
        .number({"bid_price", "bp"}, bid.price)
        .number({"ask_size", "as"}, ask.quantity)
        .number({"bid_size", "bs"}, bid.quantity)
        .end_object();
  }
  json.end_list();
}

Number total_of(const Number& told, const std::vector<venue::Level>& levels) {
  if (told.is_known()) return told;
  Decimal sum;
  for (const venue::Level& level : levels) sum += level.quantity;
  return Number::of(sum);
}

}  // namespace

std::string_view side_word(venue::Side side) { return side == venue::Side::kBuy ? "bid" : "ask"; }

std::string error(const Refused& refused) {
  JsonText json;
  json.object().object("error").text("name", refused.name).text("message", refused.text).end_object().end_object();
  return json.take();
}

std::string quotation_error(int status, std::string_view text) {
  JsonText json;
  json.object().object("error").whole("name", status).text("message", text).end_object().end_object();
  return json.take();
}

std::string stream_error(std::string_view name, std::string_view text) {
  JsonText json;
  json.object().object("error").text("name", name).text("message", text).end_object().end_object();
  return json.take();
}

std::string markets(const std::vector<venue::Instrument>& instruments, bool details) {
  JsonText json;
  json.list();
  for (const venue::Instrument& one : instruments) {
    json.object()
        .text("market", one.symbol)
        .text("korean_name", one.korean_name.empty() ? one.base : one.korean_name)
        .text("english_name", one.english_name.empty() ? one.base : one.english_name);
    if (details) {
      json.object("market_event").flag("warning", one.warning.value_or(false)).object("caution");
      for (const char* kind : {"PRICE_FLUCTUATIONS", "TRADING_VOLUME_SOARING", "DEPOSIT_AMOUNT_SOARING", "GLOBAL_PRICE_DIFFERENCES",
                               "CONCENTRATION_OF_SMALL_ACCOUNTS"}) {
        json.flag(kind, std::find(one.cautions.begin(), one.cautions.end(), kind) != one.cautions.end());
      }
      json.end_object().end_object();
    }
    json.end_object();
  }
  return json.end_list().take();
}

std::string tickers(const std::vector<venue::Ticker>& tickers) {
  JsonText json;
  json.list();
  for (const venue::Ticker& ticker : tickers) {
    const EpochMicros sent = time_of(ticker.sent, time_of(ticker.time, 0)), time = time_of(ticker.time, sent);
    json.object()
        .text("market", ticker.symbol)
        .text("trade_date", compact_date(time))
        .text("trade_time", compact_time(time))
        .text("trade_date_kst", compact_date(time + kKoreaAhead))
        .text("trade_time_kst", compact_time(time + kKoreaAhead))
        .millis("trade_timestamp", time);
    write_ticker(json, ticker);
    write_year_range(json, ticker, time);
    json.millis("timestamp", sent).end_object();
  }
  return json.end_list().take();
}

std::string books(const std::vector<venue::BookPicture>& books, std::size_t levels) {
  JsonText json;
  json.list();
  for (const venue::BookPicture& book : books) {
    json.object()
        .text("market", book.symbol)
        .millis("timestamp", time_of(book.sent, time_of(book.time, 0)))
        .number("total_ask_size", total_of(book.ask_total, book.asks))
        .number("total_bid_size", total_of(book.bid_total, book.bids));
    write_levels(json, book, levels);
    json.whole("level", 0).end_object();
  }
  return json.end_list().take();
}

std::string book_instruments(const std::vector<venue::Instrument>& instruments) {
  JsonText json;
  json.list();
  for (const venue::Instrument& one : instruments) {
    json.object().text("market", one.symbol).text("quote_currency", quote_of(one.symbol)).quoted("tick_size", one.tick);
    json.list("supported_levels");
    if (one.groupings.empty()) json.text("0");
    for (const Number& level : one.groupings) json.text(level.text());
    json.end_list().end_object();
  }
  return json.end_list().take();
}

std::string candles(const std::vector<venue::Candle>& candles, int unit) {
  JsonText json;
  json.list();
  for (auto one = candles.rbegin(); one != candles.rend(); ++one) {
    json.object()
        .text("market", one->symbol)
        .text("candle_date_time_utc", utc_iso(one->time))
        .text("candle_date_time_kst", korean_iso(one->time))
        .number("opening_price", one->open)
        .number("high_price", one->high)
        .number("low_price", one->low)
        .number("trade_price", one->close)
        .millis("timestamp", time_of(one->sent, time_of(one->end, one->time)))
        .number("candle_acc_trade_price", one->value.is_known() ? one->value : Number::of(Decimal{}))
        .number("candle_acc_trade_volume", one->volume.is_known() ? one->volume : Number::of(Decimal{}));
    if (unit > 0) json.whole("unit", unit);
    if (unit < 0) {
      const auto before = std::next(one);
      const Decimal previous = before == candles.rend() ? one->open.decimal() : before->close.decimal();
      const Change change = change_of(one->close.decimal(), previous);
      json.number("prev_closing_price", previous).number("change_price", change.signed_amount).number("change_rate", change.signed_rate);
    }
    json.end_object();
  }
  return json.end_list().take();
}

std::string ticks(const std::vector<venue::Trade>& trades) {
  JsonText json;
  json.list();
  for (const venue::Trade& trade : trades) {
    const std::string iso = utc_iso(trade.time);
    const Number previous = trade.previous_close.is_known() ? trade.previous_close : trade.price;
    json.object()
        .text("market", trade.symbol)
        .text("trade_date_utc", iso.substr(0, 10))
        .text("trade_time_utc", iso.substr(11))
        .millis("timestamp", trade.time)
        .number("trade_price", trade.price)
        .number("trade_volume", trade.quantity)
        .number("prev_closing_price", previous)
        .number("change_price", trade.price.decimal() - previous.decimal())
        .text("ask_bid", taker_word(trade.taker))
        .whole("sequential_id", static_cast<std::int64_t>(trade.id))
        .end_object();
  }
  return json.end_list().take();
}

std::string ticker_message(const venue::Ticker& ticker, StreamStyle style) {
  JsonText json(style.brief);
  const EpochMicros sent = time_of(ticker.sent, time_of(ticker.time, 0)), time = time_of(ticker.time, sent);
  const bool rises = ticker.change.is_known() ? ticker.change.value() >= 0 : true;
  json.object().text({"type", "ty"}, "ticker").text({"code", "cd"}, ticker.symbol);
  write_ticker(json, ticker);
  json.text({"trade_date", "tdt"}, compact_date(time))
      .text({"trade_time", "ttm"}, compact_time(time))
      .millis({"trade_timestamp", "ttms"}, time)
      .text({"ask_bid", "ab"}, rises ? "BID" : "ASK")
      .number({"acc_ask_volume", "aav"}, ticker.day_sell)
      .number({"acc_bid_volume", "abv"}, ticker.day_buy);
  write_year_range(json, ticker, time);
  json.text({"market_state", "ms"}, ticker.state.empty() ? "ACTIVE" : ticker.state)
      .flag({"is_trading_suspended", "its"}, ticker.suspended.value_or(false))
      .text_or_null({"delisting_date", "dd"}, ticker.delisting_date)
      .text({"market_warning", "mw"}, ticker.warning.empty() ? "NONE" : ticker.warning);
  write_stream_end(json, sent, style.snapshot);
  return json.end_object().take();
}

std::string trade_message(const venue::Trade& trade, StreamStyle style) {
  JsonText json(style.brief);
  const EpochMicros sent = time_of(trade.sent, trade.time);
  const std::string iso = utc_iso(trade.time);
  const Number previous = trade.previous_close.is_known() ? trade.previous_close : trade.price;
  const Change change = change_of(trade.price.decimal(), previous.decimal());
  json.object()
      .text({"type", "ty"}, "trade")
      .text({"code", "cd"}, trade.symbol)
      .number({"trade_price", "tp"}, trade.price)
      .number({"trade_volume", "tv"}, trade.quantity)
      .text({"ask_bid", "ab"}, taker_word(trade.taker))
      .number({"prev_closing_price", "pcp"}, previous)
      .text({"change", "c"}, change.word)
      .number({"change_price", "cp"}, change.amount)
      .text({"trade_date", "td"}, iso.substr(0, 10))
      .text({"trade_time", "ttm"}, iso.substr(11))
      .millis({"trade_timestamp", "ttms"}, trade.time)
      .whole({"sequential_id", "sid"}, static_cast<std::int64_t>(trade.id))
      .number({"best_ask_price", "bap"}, trade.best_ask)
      .number({"best_ask_size", "bas"}, trade.best_ask_size)
      .number({"best_bid_price", "bbp"}, trade.best_bid)
      .number({"best_bid_size", "bbs"}, trade.best_bid_size);
  write_stream_end(json, sent, style.snapshot);
  return json.end_object().take();
}

std::string book_message(const venue::BookPicture& book, std::size_t units, StreamStyle style) {
  JsonText json(style.brief);
  json.object()
      .text({"type", "ty"}, "orderbook")
      .text({"code", "cd"}, book.symbol)
      .number({"total_ask_size", "tas"}, total_of(book.ask_total, book.asks))
      .number({"total_bid_size", "tbs"}, total_of(book.bid_total, book.bids));
  write_levels(json, book, units);
  json.whole({"level", "lv"}, 0);
  write_stream_end(json, time_of(book.sent, time_of(book.time, 0)), style.snapshot);
  return json.end_object().take();
}

std::string candle_message(const venue::Candle& candle, StreamStyle style) {
  JsonText json(style.brief);
  json.object()
      .text({"type", "ty"}, "candle." + candle.interval)
      .text({"code", "cd"}, candle.symbol)
      .text({"candle_date_time_utc", "cdttmu"}, utc_iso(candle.time))
      .text({"candle_date_time_kst", "cdttmk"}, korean_iso(candle.time))
      .number({"opening_price", "op"}, candle.open)
      .number({"high_price", "hp"}, candle.high)
      .number({"low_price", "lp"}, candle.low)
      .number({"trade_price", "tp"}, candle.close)
      .number({"candle_acc_trade_volume", "catv"}, candle.volume)
      .number({"candle_acc_trade_price", "catp"}, candle.value);
  write_stream_end(json, time_of(candle.sent, candle.time), style.snapshot);
  return json.end_object().take();
}

}  // namespace stom::sim::upbit_wire
