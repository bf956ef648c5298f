// Market streams of Binance USD-M.
#include "venue/binance/order_words.h"
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

// "btcusdt@depth5@100ms": a full picture; "btcusdt@depth@100ms": changes.
bool is_partial_depth(std::string_view stream) {
  const std::size_t at = stream.find("@depth");
  return at != std::string_view::npos && at + 6 < stream.size() && stream[at + 6] >= '0' && stream[at + 6] <= '9';
}

ParseResult read_trade(ReadContext& context, bool aggregate) {
  FieldReader reader(context.fields, aggregate ? "aggTrade" : "trade");
  Trade& trade = add<Trade>(context.events);
  trade.aggregate = aggregate;
  reader.may_millis("E", trade.sent);
  if (aggregate) reader.whole("a", trade.id);
  trade.symbol = symbol_of(context.fields, context.symbol);
  if (!aggregate) reader.whole("t", trade.id);
  reader.positive("p", trade.price);
  reader.positive("q", trade.quantity);
  if (aggregate) {
    reader.may_number("nq", trade.quantity_without_rpi);
    reader.may_whole("f", trade.first_id);
    reader.may_whole("l", trade.last_id);
  }
  reader.millis("T", trade.time);
  std::optional<bool> buyer_is_maker;
  reader.may_flag("m", buyer_is_maker);
  if (!buyer_is_maker) reader.wrong("m");
  trade.taker = buyer_is_maker.value_or(false) ? Side::kSell : Side::kBuy;
  if (trade.symbol.empty()) reader.wrong("s");
  const std::string_view kind = aggregate ? std::string_view{} : context.fields.text("X");
  trade.ordinary = kind.empty() || kind == "MARKET";
  return reader.result();
}

ParseResult read_aggregate(ReadContext& context) { return read_trade(context, true); }
ParseResult read_single(ReadContext& context) { return read_trade(context, false); }

ParseResult read_depth(ReadContext& context) {
  FieldReader reader(context.fields, "depthUpdate");
  if (!context.levels.ok || !context.levels.has_bids) reader.wrong("b");
  if (!context.levels.ok || !context.levels.has_asks) reader.wrong("a");
  const std::string symbol = symbol_of(context.fields, context.symbol);
  if (is_partial_depth(context.fields.stream()) || context.forced == "partialDepth") {
    BookPicture& book = add<BookPicture>(context.events);
    reader.may_millis("E", book.sent);
    reader.may_millis("T", book.time);
    book.symbol = symbol;
    reader.whole("u", book.last_update_id);
    book.complete = true;
    if (book.time == kNoTime) book.time = book.sent;
    book.bids = context.levels.bids;
    book.asks = context.levels.asks;
  } else {
    BookChange& change = add<BookChange>(context.events);
    reader.millis("E", change.sent);
    reader.may_millis("T", change.time);
    change.symbol = symbol;
    reader.whole("U", change.first_id);
    reader.whole("u", change.last_id);
    change.has_previous_id = context.fields.has("pu");
    if (change.has_previous_id) reader.whole("pu", change.previous_id);
    if (change.time == kNoTime) change.time = change.sent;
    change.bids = context.levels.bids;
    change.asks = context.levels.asks;
  }
  if (symbol.empty()) reader.wrong("s");
  return reader.result();
}

ParseResult read_ticker(ReadContext& context, bool mini) {
  FieldReader reader(context.fields, mini ? "24hrMiniTicker" : "24hrTicker");
  Ticker& ticker = add<Ticker>(context.events);
  ticker.day = DayKind::kRolling24h;
  reader.millis("E", ticker.sent);
  reader.text("s", ticker.symbol);
  if (!mini) {
    reader.may_number("p", ticker.change);
    Number percent;
    reader.may_number("P", percent);
    aggregation::Decimal rate;
    // Percent as sent; the fraction is exact: the point moves two places.
    if (percent.is_known() && aggregation::Decimal::parse(std::string(percent.text()) + "e-2", rate)) ticker.change_rate = Number::of(rate);
  }
  reader.not_negative("c", ticker.price);  // 0 before the first trade of a contract
  if (!mini) reader.may_number("Q", ticker.last_quantity);
  reader.number("o", ticker.open);
  reader.number("h", ticker.high);
  reader.number("l", ticker.low);
  reader.number("v", ticker.day_volume);
  reader.number("q", ticker.day_value);
  if (!mini) {
    reader.may_millis("C", ticker.time);
    reader.may_whole("n", ticker.trades);
  }
  if (ticker.time == kNoTime) ticker.time = ticker.sent;
  ticker.volume_24h = ticker.day_volume;
  ticker.value_24h = ticker.day_value;
  return reader.result();
}

ParseResult read_mini_ticker(ReadContext& context) { return read_ticker(context, true); }
ParseResult read_full_ticker(ReadContext& context) { return read_ticker(context, false); }

ParseResult read_kline(ReadContext& context) {
  FieldReader outer(context.fields, "kline");
  EpochMicros sent = kNoTime;
  std::string symbol;
  outer.may_millis("E", sent);
  outer.may_text("s", symbol);
  if (symbol.empty()) outer.may_text("ps", symbol);  // continuous contracts name the pair
  if (!outer.ok()) return outer.result();
  JsonWalk nested;
  ParseResult result = not_whole_json();
  const bool whole = nested.each_object(context.fields.raw("k"), [&](const Fields& fields) {
    FieldReader reader(fields, "kline");
    Candle& candle = add<Candle>(context.events);
    candle.sent = sent;
    candle.symbol = symbol;
    reader.millis("t", candle.time);
    reader.millis("T", candle.end);
    if (candle.symbol.empty()) reader.text("s", candle.symbol);
    reader.text("i", candle.interval);
    reader.positive("o", candle.open);
    reader.positive("c", candle.close);
    reader.positive("h", candle.high);
    reader.positive("l", candle.low);
    reader.number("v", candle.volume);
    reader.may_whole("n", candle.trades);
    reader.may_flag("x", candle.closed);
    reader.may_number("q", candle.value);
    reader.may_number("V", candle.buy_volume);
    reader.may_number("Q", candle.buy_value);
    result = reader.result();
    return true;
  });
  if (!whole) outer.wrong("k");
  return whole ? result : outer.result();
}

ParseResult read_mark_price(ReadContext& context) {
  FieldReader reader(context.fields, "markPriceUpdate");
  MarkPrice& mark = add<MarkPrice>(context.events);
  reader.millis("E", mark.sent);
  reader.text("s", mark.symbol);
  reader.number("p", mark.mark);
  reader.may_number("i", mark.index);
  reader.may_number("P", mark.settle);
  reader.may_number("r", mark.funding_rate);
  reader.may_millis("T", mark.next_funding);
  return reader.result();
}

ParseResult read_liquidation(ReadContext& context) {
  FieldReader outer(context.fields, "forceOrder");
  EpochMicros sent = kNoTime;
  outer.may_millis("E", sent);
  if (!outer.ok()) return outer.result();
  JsonWalk nested;
  ParseResult result = not_whole_json();
  const bool whole = nested.each_object(context.fields.raw("o"), [&](const Fields& fields) {
    FieldReader reader(fields, "forceOrder");
    Liquidation& liquidation = add<Liquidation>(context.events);
    liquidation.sent = sent;
    reader.text("s", liquidation.symbol);
    const auto side = side_of(fields.text("S"));
    if (!side) reader.wrong("S");
    liquidation.side = side.value_or(Side::kBuy);
    reader.number("q", liquidation.quantity);
    reader.number("p", liquidation.price);
    reader.may_number("ap", liquidation.average_price);
    reader.may_text("X", liquidation.status);
    reader.may_number("z", liquidation.executed);
    reader.millis("T", liquidation.time);
    result = reader.result();
    return true;
  });
  if (!whole) outer.wrong("o");
  return whole ? result : outer.result();
}

ParseResult read_contract_info(ReadContext& context) {
  FieldReader reader(context.fields, "contractInfo");
  Instrument& instrument = add<Instrument>(context.events);
  reader.millis("E", instrument.sent);
  reader.text("s", instrument.symbol);
  reader.may_text("ct", instrument.contract_type);
  reader.may_millis("dt", instrument.delivery);
  reader.may_millis("ot", instrument.onboard);
  reader.text("cs", instrument.state);
  if (!reader.ok()) return reader.result();
  const std::string symbol = instrument.symbol;
  if (!context.fields.has("bks")) return reader.result();
  JsonWalk nested;
  const bool whole = nested.each_object(context.fields.raw("bks"), [&](const Fields& fields) {
    FieldReader row(fields, "contractInfo");
    LeverageBracket& bracket = add<LeverageBracket>(context.events);
    bracket.symbol = symbol;
    std::uint64_t number = 0;
    row.whole("bs", number);
    bracket.bracket = static_cast<int>(std::min<std::uint64_t>(number, 1000));
    row.number("bnf", bracket.notional_floor);
    row.number("bnc", bracket.notional_cap);
    row.number("mmr", bracket.maintenance_rate);
    row.number("ma", bracket.initial_leverage);
    return row.ok();
  });
  if (!whole) reader.wrong("bks");
  return reader.result();
}

}  // namespace

ParseResult read_stream_top(ReadContext& context) {
  FieldReader reader(context.fields, "bookTicker");
  BookTop& top = add<BookTop>(context.events);
  reader.may_whole("u", top.update_id);
  top.symbol = symbol_of(context.fields, context.symbol);
  reader.not_negative("b", top.bid);  // 0: nobody bids
  reader.not_negative("B", top.bid_size);
  reader.not_negative("a", top.ask);
  reader.not_negative("A", top.ask_size);
  reader.may_millis("T", top.time);
  reader.may_millis("E", top.sent);
  if (top.symbol.empty()) reader.wrong("s");
  return reader.result();
}

std::string symbol_of(const Fields& fields, std::string_view given) {
  if (const std::string_view named = fields.text("s"); !named.empty()) return std::string(named);
  const std::string_view stream = fields.stream();
  const std::size_t end = stream.find('@');
  if (end != std::string_view::npos && end > 0 && stream[0] != '!') return upper_case(stream.substr(0, end));
  return std::string(given);
}

const std::vector<MessageKind>& market_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"aggTrade", {}, read_aggregate},
      {"depthUpdate", {}, read_depth},
      {"bookTicker", {}, read_stream_top},
      {"trade", {}, read_single},
      {"kline", {}, read_kline},
      {"24hrMiniTicker", {}, read_mini_ticker},
      {"24hrTicker", {}, read_full_ticker},
      {"markPriceUpdate", {}, read_mark_price},
      {"forceOrder", {}, read_liquidation},
      {"continuous_kline", {}, read_kline},
      {"contractInfo", {}, read_contract_info},
      {"compositeIndex", {}, ignore_message},
      {"assetIndexUpdate", {}, ignore_message},
      {"tradingSession", {}, ignore_message},
      {"EquityUpdate", {}, ignore_message},     // trading sessions of contracts on shares
      {"CommodityUpdate", {}, ignore_message},  // and on goods
  };
  return kinds;
}

}  // namespace stom::venue::binance
