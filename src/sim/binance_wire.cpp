// Public answers and market streams of Binance; account and orders: binance_account_wire.cpp, user data: binance_user_wire.cpp.
#include "sim/binance_wire.h"

#include "sim/binance_words.h"
#include "sim/money.h"

namespace stom::sim::binance_wire {
namespace {

using venue::kNoTime;

constexpr std::int64_t kProduct = 1;  // st: USD-M

EpochMicros time_of(EpochMicros time, EpochMicros otherwise) { return time == kNoTime ? otherwise : time; }

void write_levels(JsonText& json, WireKey key, std::span<const Level> levels, const Instrument& instrument) {
  json.list(key);
  for (const Level& level : levels) {
    json.list()
        .text(fixed(level.price, instrument.price_decimals))
        .text(fixed(level.quantity, instrument.quantity_decimals))
        .end_list();
  }
  json.end_list();
}

std::span<const Level> first(const std::vector<Level>& levels, std::size_t count) {
  return {levels.data(), std::min(count, levels.size())};
}

void write_words(JsonText& json, const char* key, const std::vector<std::string>& words, std::initializer_list<const char*> otherwise) {
  json.list(key);
  for (const std::string& word : words) json.text(word);
  if (words.empty()) {
    for (const char* word : otherwise) json.text(word);
  }
  json.end_list();
}

std::string known(const Number& number, const char* otherwise) { return number.is_known() ? plain(number) : otherwise; }

void write_filters(JsonText& json, const Instrument& one) {
  json.list("filters");
  json.object()
      .text("maxPrice", known(one.max_price, "1000000"))
      .text("filterType", "PRICE_FILTER")
      .quoted("tickSize", one.tick)
      .text("minPrice", known(one.min_price, "0"))
      .end_object();
  json.object()
      .text("filterType", "LOT_SIZE")
      .text("maxQty", known(one.max_quantity, "1000000"))
      .text("minQty", known(one.min_quantity, "0"))
      .quoted("stepSize", one.step)
      .end_object();
  json.object()
      .text("maxQty", known(one.market_max_quantity, known(one.max_quantity, "1000000").c_str()))
      .text("minQty", known(one.market_min_quantity, known(one.min_quantity, "0").c_str()))
      .quoted("stepSize", one.market_step.is_known() ? one.market_step : one.step)
      .text("filterType", "MARKET_LOT_SIZE")
      .end_object();
  json.object()
      .text("filterType", "MAX_NUM_ORDERS")
      .whole("limit", one.max_orders == 0 ? 200 : static_cast<std::int64_t>(one.max_orders))
      .end_object();
  json.object().text("notional", known(one.min_notional, "5")).text("filterType", "MIN_NOTIONAL").end_object();
  json.object()
      .text("multiplierUp", known(one.percent_up, "1.0500"))
      .text("multiplierDown", known(one.percent_down, "0.9500"))
      .text("multiplierDecimal", "4")
      .text("filterType", "PERCENT_PRICE")
      .end_object();
  json.end_list();
}

void write_instrument(JsonText& json, const Instrument& one) {
  const std::string quote = one.quote.empty() ? "USDT" : one.quote;
  json.object()
      .text("symbol", one.symbol)
      .text("pair", one.symbol)
      .text("contractType", one.contract_type.empty() ? "PERPETUAL" : one.contract_type)
      .whole("deliveryDate", millis_of(time_of(one.delivery, 4'133'404'800'000'000)))
      .whole("onboardDate", millis_of(time_of(one.onboard, 1'569'398'400'000'000)))
      .text("status", one.state.empty() ? "TRADING" : one.state)
      .text("maintMarginPercent", "2.5000")
      .text("requiredMarginPercent", "5.0000")
      .text("baseAsset", one.base)
      .text("quoteAsset", quote)
      .text("marginAsset", one.margin_asset.empty() ? quote : one.margin_asset);
  if (one.price_decimals >= 0) json.whole("pricePrecision", one.price_decimals);
  if (one.quantity_decimals >= 0) json.whole("quantityPrecision", one.quantity_decimals);
  json.whole("baseAssetPrecision", 8)
      .whole("quotePrecision", 8)
      .text("underlyingType", "COIN")
      .list("underlyingSubType")
      .end_list()
      .text("triggerProtect", "0.0500")
      .text("liquidationFee", "0.012500")
      .text("marketTakeBound", "0.05");
  write_filters(json, one);
  write_words(json, "orderTypes", one.order_types, {"LIMIT", "MARKET"});
  write_words(json, "timeInForce", one.times_in_force, {"GTC", "IOC", "FOK", "GTX"});
  json.end_object();
}

void write_limit(JsonText& json, const char* type, const char* interval, int count, int limit) {
  json.object().text("rateLimitType", type).text("interval", interval).whole("intervalNum", count).whole("limit", limit).end_object();
}

Decimal percent_of(const venue::Ticker& ticker) {
  return quotient(times(ticker.price.decimal() - ticker.open.decimal(), Decimal(100)), ticker.open.decimal(), 3);
}

Decimal average_of(const venue::Ticker& ticker, int places) {
  return quotient(ticker.day_value.decimal(), ticker.day_volume.decimal(), places + 2);
}

constexpr EpochMicros kDay = 86'400'000'000;

}  // namespace

std::string error(int code, std::string_view text) {
  JsonText json;
  return json.object().whole("code", code).text("msg", text).end_object().take();
}
std::string error(const Refused& refused) { return error(refused.code, refused.text); }
std::string success() { return error(200, "success"); }

std::string server_time(EpochMicros now) {
  JsonText json;
  return json.object().whole("serverTime", millis_of(now)).end_object().take();
}

std::string exchange_info(const std::vector<Instrument>& instruments, EpochMicros now) {
  JsonText json;
  json.object().text("timezone", "UTC").whole("serverTime", millis_of(now)).text("futuresType", "U_MARGINED").list("rateLimits");
  write_limit(json, "REQUEST_WEIGHT", "MINUTE", 1, 2400);
  write_limit(json, "ORDERS", "MINUTE", 1, 1200);
  write_limit(json, "ORDERS", "SECOND", 10, 300);
  json.end_list().list("exchangeFilters").end_list();
  json.list("assets")
      .object()
      .text("asset", "USDT")
      .flag("marginAvailable", true)
      .text("autoAssetExchange", "-10000")
      .end_object()
      .end_list();
  json.list("symbols");
  for (const Instrument& one : instruments) write_instrument(json, one);
  return json.end_list().end_object().take();
}

std::string depth(const venue::BookPicture& book, const Instrument& instrument, std::size_t levels, EpochMicros now) {
  JsonText json;
  json.object().whole("lastUpdateId", static_cast<std::int64_t>(book.last_update_id)).whole("E", millis_of(now));
  json.whole("T", millis_of(time_of(book.time, now)));
  write_levels(json, "bids", first(book.bids, levels), instrument);
  write_levels(json, "asks", first(book.asks, levels), instrument);
  return json.end_object().take();
}

std::string klines(const std::vector<venue::Candle>& candles, const Instrument& instrument) {
  JsonText json;
  json.list();
  for (const venue::Candle& one : candles) {
    json.list()
        .raw(std::to_string(millis_of(one.time)))
        .text(price_text(one.open, instrument))
        .text(price_text(one.high, instrument))
        .text(price_text(one.low, instrument))
        .text(price_text(one.close, instrument))
        .text(quantity_text(one.volume, instrument))
        .raw(std::to_string(millis_of(one.end)))
        .text(fixed(one.value, 5))
        .raw(std::to_string(one.trades))
        .text(quantity_text(one.buy_volume, instrument))
        .text(fixed(one.buy_value, 5))
        .text("0")
        .end_list();
  }
  return json.end_list().take();
}

std::string aggregate_trades(const std::vector<venue::Trade>& trades, const Instrument& instrument) {
  JsonText json;
  json.list();
  for (const venue::Trade& trade : trades) {
    json.object()
        .whole("a", static_cast<std::int64_t>(trade.id))
        .text("p", price_text(trade.price, instrument))
        .text("q", quantity_text(trade.quantity, instrument))
        .text("nq", quantity_text(trade.quantity_without_rpi.is_known() ? trade.quantity_without_rpi : trade.quantity, instrument))
        .whole("f", static_cast<std::int64_t>(trade.first_id != 0 ? trade.first_id : trade.id))
        .whole("l", static_cast<std::int64_t>(trade.last_id != 0 ? trade.last_id : trade.id))
        .whole("T", millis_of(trade.time))
        .flag("m", trade.taker == venue::Side::kSell)
        .end_object();
  }
  return json.end_list().take();
}

std::string day_ticker(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros now) {
  JsonText json;
  const EpochMicros time = time_of(ticker.time, now);
  const auto trades = static_cast<std::int64_t>(ticker.trades);
  json.object()
      .text("symbol", ticker.symbol)
      .text("priceChange", fixed(ticker.price.decimal() - ticker.open.decimal(), instrument.price_decimals))
      .text("priceChangePercent", fixed(percent_of(ticker), 3))
      .text("weightedAvgPrice", fixed(average_of(ticker, instrument.price_decimals), instrument.price_decimals))
      .text("lastPrice", price_text(ticker.price, instrument))
      .text("lastQty", quantity_text(ticker.last_quantity, instrument))
      .text("openPrice", price_text(ticker.open, instrument))
      .text("highPrice", price_text(ticker.high, instrument))
      .text("lowPrice", price_text(ticker.low, instrument))
      .text("volume", quantity_text(ticker.day_volume, instrument))
      .text("quoteVolume", fixed(ticker.day_value, 2))
      .whole("openTime", millis_of(time - time % 60'000'000 - kDay))
      .whole("closeTime", millis_of(time))
      .whole("firstId", 1)
      .whole("lastId", trades)
      .whole("count", trades)
      .end_object();
  return json.take();
}

std::string prices(const std::vector<venue::Ticker>& tickers, const std::vector<Instrument>& instruments, bool as_list) {
  JsonText json;
  if (as_list) json.list();
  for (std::size_t i = 0; i < tickers.size(); ++i) {
    json.object()
        .text("symbol", tickers[i].symbol)
        .text("price", fixed(tickers[i].price, std::max(8, instruments[i].price_decimals)))
        .end_object();
  }
  if (as_list) json.end_list();
  return json.take();
}

std::string aggregate_trade_event(const venue::Trade& trade, const Instrument& instrument, EpochMicros sent) {
  JsonText json;
  json.object()
      .text("e", "aggTrade")
      .whole("E", millis_of(sent))
      .whole("a", static_cast<std::int64_t>(trade.id))
      .text("s", trade.symbol)
      .text("p", price_text(trade.price, instrument))
      .text("q", quantity_text(trade.quantity, instrument))
      .text("nq", quantity_text(trade.quantity_without_rpi.is_known() ? trade.quantity_without_rpi : trade.quantity, instrument))
      .whole("f", static_cast<std::int64_t>(trade.first_id != 0 ? trade.first_id : trade.id))
      .whole("l", static_cast<std::int64_t>(trade.last_id != 0 ? trade.last_id : trade.id))
      .whole("T", millis_of(trade.time))
      .flag("m", trade.taker == venue::Side::kSell)
      .whole("st", kProduct);
  return json.end_object().take();
}

std::string depth_event(const Instrument& instrument, EpochMicros time, EpochMicros sent, const DepthIds& ids,
                        std::span<const Level> bids, std::span<const Level> asks) {
  JsonText json;
  json.object()
      .text("e", "depthUpdate")
      .whole("E", millis_of(sent))
      .whole("T", millis_of(time_of(time, sent)))
      .text("s", instrument.symbol)
      .whole("U", static_cast<std::int64_t>(ids.first))
      .whole("u", static_cast<std::int64_t>(ids.last))
      .whole("pu", static_cast<std::int64_t>(ids.previous));
  write_levels(json, "b", bids, instrument);
  write_levels(json, "a", asks, instrument);
  return json.text("ps", instrument.symbol).whole("st", kProduct).end_object().take();
}

std::string book_ticker_event(const venue::BookPicture& book, const Instrument& instrument, std::uint64_t id, EpochMicros sent) {
  const Level bid = book.bids.empty() ? Level{} : book.bids.front(), ask = book.asks.empty() ? Level{} : book.asks.front();
  JsonText json;
  json.object()
      .text("e", "bookTicker")
      .whole("u", static_cast<std::int64_t>(id))
      .text("s", instrument.symbol)
      .text("b", fixed(bid.price, instrument.price_decimals))
      .text("B", fixed(bid.quantity, instrument.quantity_decimals))
      .text("a", fixed(ask.price, instrument.price_decimals))
      .text("A", fixed(ask.quantity, instrument.quantity_decimals))
      .whole("T", millis_of(time_of(book.time, sent)))
      .whole("E", millis_of(sent));
  return json.text("ps", instrument.symbol).whole("st", kProduct).end_object().take();
}

std::string mini_ticker_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent, bool is_spot) {
  JsonText json;
  json.object()
      .text("e", "24hrMiniTicker")
      .whole("E", millis_of(sent))
      .text("s", ticker.symbol)
      .text("c", price_text(ticker.price, instrument))
      .text("o", price_text(ticker.open, instrument))
      .text("h", price_text(ticker.high, instrument))
      .text("l", price_text(ticker.low, instrument))
      .text("v", quantity_text(ticker.day_volume, instrument))
      .text("q", fixed(ticker.day_value, 2));
  if (!is_spot) json.text("ps", instrument.symbol).whole("st", kProduct);
  return json.end_object().take();
}

std::string ticker_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent) {
  JsonText json;
  const EpochMicros time = time_of(ticker.time, sent);
  const auto trades = static_cast<std::int64_t>(ticker.trades);
  json.object()
      .text("e", "24hrTicker")
      .whole("E", millis_of(sent))
      .text("s", ticker.symbol)
      .text("p", fixed(ticker.price.decimal() - ticker.open.decimal(), instrument.price_decimals))
      .text("P", fixed(percent_of(ticker), 3))
      .text("w", fixed(average_of(ticker, instrument.price_decimals), instrument.price_decimals))
      .text("c", price_text(ticker.price, instrument))
      .text("Q", quantity_text(ticker.last_quantity, instrument))
      .text("o", price_text(ticker.open, instrument))
      .text("h", price_text(ticker.high, instrument))
      .text("l", price_text(ticker.low, instrument))
      .text("v", quantity_text(ticker.day_volume, instrument))
      .text("q", fixed(ticker.day_value, 2))
      .whole("O", millis_of(time - time % 60'000'000 - kDay))
      .whole("C", millis_of(time))
      .whole("F", 1)
      .whole("L", trades)
      .whole("n", trades);
  return json.text("ps", instrument.symbol).whole("st", kProduct).end_object().take();
}

std::string kline_event(const venue::Candle& candle, const Instrument& instrument, EpochMicros sent) {
  JsonText json;
  json.object().text("e", "kline").whole("E", millis_of(sent)).text("s", candle.symbol).object("k");
  json.whole("t", millis_of(candle.time))
      .whole("T", millis_of(candle.end))
      .text("s", candle.symbol)
      .text("i", candle.interval)
      .whole("f", 1)
      .whole("L", static_cast<std::int64_t>(candle.trades))
      .text("o", price_text(candle.open, instrument))
      .text("c", price_text(candle.close, instrument))
      .text("h", price_text(candle.high, instrument))
      .text("l", price_text(candle.low, instrument))
      .text("v", quantity_text(candle.volume, instrument))
      .whole("n", static_cast<std::int64_t>(candle.trades))
      .flag("x", candle.closed.value_or(false))
      .text("q", fixed(candle.value, 5))
      .text("V", quantity_text(candle.buy_volume, instrument))
      .text("Q", fixed(candle.buy_value, 5))
      .text("B", "0");
  return json.end_object().whole("st", kProduct).end_object().take();
}

std::string mark_price_event(const venue::Ticker& ticker, const Instrument& instrument, EpochMicros sent) {
  constexpr EpochMicros kFunding = 8LL * 3600 * 1'000'000;
  const std::string price = fixed(ticker.price, 8);
  JsonText json;
  json.object()
      .text("e", "markPriceUpdate")
      .whole("E", millis_of(sent))
      .text("s", instrument.symbol)
      .text("p", price)
      .text("ap", price)
      .text("i", price)
      .text("P", price)
      .text("r", "0.00010000")
      .whole("T", millis_of((sent / kFunding + 1) * kFunding));
  return json.whole("st", kProduct).end_object().take();
}

}  // namespace stom::sim::binance_wire
