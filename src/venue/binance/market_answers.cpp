// REST answers of Binance USD-M about the market.
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

ParseResult read_depth(ReadContext& context) {
  FieldReader reader(context.fields, "depth");
  BookPicture& book = add<BookPicture>(context.events);
  reader.whole("lastUpdateId", book.last_update_id);
  reader.may_millis("E", book.sent);
  reader.may_millis("T", book.time);
  if (book.time == kNoTime) book.time = book.sent;
  book.symbol = context.fields.text("symbol");
  if (book.symbol.empty()) book.symbol = context.symbol;
  if (!context.levels.ok || !context.levels.has_bids) reader.wrong("bids");
  if (!context.levels.ok || !context.levels.has_asks) reader.wrong("asks");
  book.bids = context.levels.bids;
  book.asks = context.levels.asks;
  return reader.result();
}

ParseResult read_day_ticker(ReadContext& context) {
  FieldReader reader(context.fields, "ticker");
  Ticker& ticker = add<Ticker>(context.events);
  ticker.day = DayKind::kRolling24h;
  reader.text("symbol", ticker.symbol);
  reader.may_number("priceChange", ticker.change);
  Number percent;
  reader.may_number("priceChangePercent", percent);
  aggregation::Decimal rate;
  if (percent.is_known() && aggregation::Decimal::parse(std::string(percent.text()) + "e-2", rate)) ticker.change_rate = Number::of(rate);
  reader.not_negative("lastPrice", ticker.price);  // 0 before the first trade of a contract
  reader.may_number("lastQty", ticker.last_quantity);
  reader.number("openPrice", ticker.open);
  reader.number("highPrice", ticker.high);
  reader.number("lowPrice", ticker.low);
  reader.number("volume", ticker.day_volume);
  reader.number("quoteVolume", ticker.day_value);
  reader.may_millis("closeTime", ticker.time);
  reader.may_whole("count", ticker.trades);
  ticker.volume_24h = ticker.day_volume;
  ticker.value_24h = ticker.day_value;
  return reader.result();
}

ParseResult read_price(ReadContext& context) {
  FieldReader reader(context.fields, "price");
  Ticker& ticker = add<Ticker>(context.events);
  ticker.day = DayKind::kRolling24h;
  reader.text("symbol", ticker.symbol);
  reader.not_negative("price", ticker.price);
  reader.may_millis("time", ticker.time);
  return reader.result();
}

ParseResult read_top(ReadContext& context) {
  FieldReader reader(context.fields, "bookTicker");
  BookTop& top = add<BookTop>(context.events);
  reader.may_whole("lastUpdateId", top.update_id);
  reader.text("symbol", top.symbol);
  reader.number("bidPrice", top.bid);
  reader.number("bidQty", top.bid_size);
  reader.number("askPrice", top.ask);
  reader.number("askQty", top.ask_size);
  reader.may_millis("time", top.time);
  return reader.result();
}

ParseResult read_mark(ReadContext& context) {
  FieldReader reader(context.fields, "premiumIndex");
  MarkPrice& mark = add<MarkPrice>(context.events);
  reader.text("symbol", mark.symbol);
  reader.not_negative("markPrice", mark.mark);
  reader.may_number("indexPrice", mark.index);
  reader.may_number("estimatedSettlePrice", mark.settle);
  reader.may_number("lastFundingRate", mark.funding_rate);
  reader.may_millis("nextFundingTime", mark.next_funding);
  reader.may_millis("time", mark.sent);
  return reader.result();
}

ParseResult read_public_trade(ReadContext& context) {
  FieldReader reader(context.fields, "trades");
  Trade& trade = add<Trade>(context.events);
  trade.symbol = context.symbol;
  reader.whole("id", trade.id);
  reader.positive("price", trade.price);
  reader.positive("qty", trade.quantity);
  reader.millis("time", trade.time);
  std::optional<bool> buyer_is_maker;
  reader.may_flag("isBuyerMaker", buyer_is_maker);
  if (!buyer_is_maker) reader.wrong("isBuyerMaker");
  trade.taker = buyer_is_maker.value_or(false) ? Side::kSell : Side::kBuy;
  return reader.result();
}

ParseResult read_aggregate_trade(ReadContext& context) {
  FieldReader reader(context.fields, "aggTrades");
  Trade& trade = add<Trade>(context.events);
  trade.aggregate = true;
  trade.symbol = context.symbol;
  reader.whole("a", trade.id);
  reader.positive("p", trade.price);
  reader.positive("q", trade.quantity);
  reader.may_number("nq", trade.quantity_without_rpi);
  reader.may_whole("f", trade.first_id);
  reader.may_whole("l", trade.last_id);
  reader.millis("T", trade.time);
  std::optional<bool> buyer_is_maker;
  reader.may_flag("m", buyer_is_maker);
  if (!buyer_is_maker) reader.wrong("m");
  trade.taker = buyer_is_maker.value_or(false) ? Side::kSell : Side::kBuy;
  return reader.result();
}

// What was paid at a funding time.
ParseResult read_funding(ReadContext& context) {
  FieldReader reader(context.fields, "fundingRate");
  MarkPrice& mark = add<MarkPrice>(context.events);
  reader.text("symbol", mark.symbol);
  reader.number("fundingRate", mark.funding_rate);
  reader.may_millis("fundingTime", mark.sent);
  reader.may_number("markPrice", mark.mark);
  return reader.result();
}

ParseResult read_time(ReadContext& context) {
  FieldReader reader(context.fields, "time");
  reader.millis("serverTime", add<ServerTime>(context.events).time);
  return reader.result();
}

}  // namespace

const std::vector<MessageKind>& market_answer_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"bookTicker", {"symbol", "bidPrice"}, read_top},
      {"depth", {"lastUpdateId"}, read_depth},
      {"exchangeInfo", {"symbols", "rateLimits"}, read_exchange_info},
      {"session", {"connectedSince"}, ignore_message},
      {"time", {"serverTime"}, read_time},
      {"ticker", {"symbol", "lastPrice"}, read_day_ticker},
      {"fundingRate", {"symbol", "fundingRate"}, read_funding},
      {"premiumIndex", {"symbol", "markPrice"}, read_mark},
      {"trades", {"id", "price", "isBuyerMaker"}, read_public_trade},
      {"aggTrades", {"a", "p", "q", "T"}, read_aggregate_trade},
      {"bookTicker", {"s", "b", "B", "a", "A"}, read_stream_top},
      {"fundingInfo", {"fundingIntervalHours"}, ignore_message},
      {"openInterest", {"symbol", "openInterest"}, ignore_message},
      {"openInterestHist", {"sumOpenInterest"}, ignore_message},
      {"longShortRatio", {"longShortRatio"}, ignore_message},
      {"takerlongshortRatio", {"buySellRatio"}, ignore_message},
      {"basis", {"basisRate"}, ignore_message},
      {"delivery-price", {"deliveryTime", "deliveryPrice"}, ignore_message},
      {"indexInfo", {"component", "baseAssetList"}, ignore_message},
      {"assetIndex", {"autoExchangeBidBuffer"}, ignore_message},
      {"constituents", {"constituents"}, ignore_message},
      {"insuranceBalance", {"symbols", "assets"}, ignore_message},
      {"symbolAdlRisk", {"adlRisk"}, ignore_message},
      {"tradingSchedule", {"marketSchedules"}, ignore_message},
      {"price", {"symbol", "price"}, read_price},
  };
  return kinds;
}

}  // namespace stom::venue::binance
