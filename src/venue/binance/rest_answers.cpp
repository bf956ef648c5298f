// REST answers of Binance USD-M, told apart by their keys.
#include "venue/binance/order_words.h"
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

ParseResult read_error(ReadContext& context) {
  FieldReader reader(context.fields, "error");
  Number code;
  std::string text, id;
  reader.number("code", code);
  reader.may_text("msg", text);
  reader.may_text("id", id);
  if (!reader.ok()) return reader.result();
  if (!(std::abs(code.value()) < 1e9)) {
    reader.wrong("code");
    return reader.result();
  }
  if (code.value() == 200) {
    Acknowledgement& answer = add<Acknowledgement>(context.events);
    answer.code = 200;
    answer.text = text;
    return reader.result();
  }
  VenueError& error = add<VenueError>(context.events);
  error.code = static_cast<int>(code.value());
  error.text = text;
  error.request_id = id;
  return reader.result();
}

ParseResult read_socket_error(ReadContext& context) {
  JsonWalk nested;
  ParseResult result = not_whole_json();
  std::string id(context.fields.text("id"));
  (void)nested.each_object(context.fields.raw("error"), [&](const Fields& fields) {
    FieldReader reader(fields, "error");
    VenueError& error = add<VenueError>(context.events);
    Number code;
    reader.number("code", code);
    if (!(std::abs(code.value()) < 1e9)) reader.wrong("code");
    else error.code = static_cast<int>(code.value());
    reader.may_text("msg", error.text);
    error.request_id = id;
    result = reader.result();
    return true;
  });
  return result;
}

ParseResult read_subscription(ReadContext& context) {
  SubscriptionAnswer& answer = add<SubscriptionAnswer>(context.events);
  answer.id = context.fields.text("id");
  const std::string_view list = context.fields.raw("result");
  JsonWalk nested;
  if (list.starts_with('[') && !nested.scalars(list, answer.streams)) return not_whole_json();
  return ParseResult::events();
}

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

ParseResult read_order(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "order");
  OrderUpdate& order = add<OrderUpdate>(context.events);
  reader.may_number("avgPrice", order.average_price);
  reader.may_text("clientOrderId", order.client_id);
  reader.may_number("cumQuote", order.executed_value);
  reader.may_number("executedQty", order.executed);
  reader.text("orderId", order.order_id);
  reader.may_number("origQty", order.quantity);
  reader.may_number("price", order.price);
  reader.may_flag("reduceOnly", order.reduce_only);
  order.side = side_of(fields.text("side"));
  order.position_side = position_side_of(fields.text("positionSide"));
  reader.may_text("status", order.venue_state);
  order.state = order_state_of(order.venue_state);
  reader.may_number("stopPrice", order.stop_price);
  reader.may_flag("closePosition", order.close_position);
  reader.text("symbol", order.symbol);
  reader.may_millis("time", order.created);
  order.time_in_force = time_in_force_of(fields.text("timeInForce"));
  reader.may_text("type", order.venue_type);
  order.type = order_type_of(order.venue_type);
  reader.may_millis("updateTime", order.time);
  reader.may_text("selfTradePreventionMode", order.self_trade_prevention);
  order.remaining = difference(order.quantity, order.executed);
  order.is_forced = is_forced_order(order.client_id);
  return reader.result();
}

ParseResult read_algo_order(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "algoOrder");
  OrderUpdate& order = add<OrderUpdate>(context.events);
  order.type = OrderType::kConditional;
  reader.text("algoId", order.algo_id);
  reader.may_text("clientAlgoId", order.client_id);
  reader.may_text("orderType", order.venue_type);
  reader.may_text("symbol", order.symbol);
  order.side = side_of(fields.text("side"));
  order.position_side = position_side_of(fields.text("positionSide"));
  order.time_in_force = time_in_force_of(fields.text("timeInForce"));
  reader.may_number("quantity", order.quantity);
  reader.may_text("algoStatus", order.venue_state);
  order.state = order.venue_state == "NEW" ? OrderState::kWaiting : order_state_of(order.venue_state);
  reader.may_text("actualOrderId", order.order_id);
  reader.may_number("actualPrice", order.average_price);
  reader.may_number("triggerPrice", order.stop_price);
  reader.may_number("price", order.price);
  reader.may_flag("closePosition", order.close_position);
  reader.may_flag("reduceOnly", order.reduce_only);
  reader.may_millis("createTime", order.created);
  reader.may_millis("updateTime", order.time);
  return reader.result();
}

ParseResult read_fill(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "userTrades");
  Fill& fill = add<Fill>(context.events);
  reader.number("commission", fill.fee);
  reader.may_text("commissionAsset", fill.fee_asset);
  reader.text("id", fill.trade_id);
  reader.may_flag("maker", fill.is_maker);
  reader.text("orderId", fill.order_id);
  reader.positive("price", fill.price);
  reader.positive("qty", fill.quantity);
  reader.may_number("quoteQty", fill.value);
  reader.may_number("realizedPnl", fill.realised_profit);
  fill.side = side_of(fields.text("side"));
  if (!fill.side) reader.wrong("side");
  fill.position_side = position_side_of(fields.text("positionSide"));
  reader.text("symbol", fill.symbol);
  reader.millis("time", fill.time);
  return reader.result();
}

ParseResult read_balance(ReadContext& context) {
  FieldReader reader(context.fields, "balance");
  Balance& balance = add<Balance>(context.events);
  reader.text("asset", balance.asset);
  if (context.fields.has("balance")) reader.number("balance", balance.wallet);
  else reader.number("walletBalance", balance.wallet);
  reader.may_number("crossWalletBalance", balance.cross_wallet);
  reader.may_number("crossUnPnl", balance.unrealised);
  reader.may_number("availableBalance", balance.available);
  reader.may_number("maxWithdrawAmount", balance.withdrawable);
  reader.may_millis("updateTime", balance.time);
  return reader.result();
}

ParseResult read_one_position(ReadContext& context) { return read_position(context.fields, add<Position>(context.events)); }

ParseResult read_account(ReadContext& context) {
  FieldReader reader(context.fields, "account");
  AccountTotals& totals = add<AccountTotals>(context.events);
  reader.number("totalWalletBalance", totals.wallet);
  reader.may_number("totalMarginBalance", totals.margin);
  reader.may_number("availableBalance", totals.available);
  reader.may_number("totalUnrealizedProfit", totals.unrealised);
  reader.may_number("totalInitialMargin", totals.initial_margin);
  reader.may_number("totalMaintMargin", totals.maintenance_margin);
  reader.may_number("maxWithdrawAmount", totals.withdrawable);
  reader.may_millis("updateTime", totals.time);
  if (!reader.ok()) return reader.result();
  JsonWalk nested;
  LevelLists none;
  if (context.fields.has("assets")) {
    const bool whole = nested.each_object(context.fields.raw("assets"), [&](Fields& row) {
      ReadContext inner{row, none, context.events, context.symbol, {}};
      return read_balance(inner).kind != aggregation::ParseKind::kBad;
    });
    if (!whole) reader.wrong("assets");
  }
  if (context.fields.has("positions")) {
    const bool whole = nested.each_object(context.fields.raw("positions"), [&](const Fields& row) {
      return read_position(row, add<Position>(context.events)).kind != aggregation::ParseKind::kBad;
    });
    if (!whole) reader.wrong("positions");
  }
  return reader.result();
}

ParseResult read_setting(ReadContext& context) {
  FieldReader reader(context.fields, "leverage");
  SymbolSetting& setting = add<SymbolSetting>(context.events);
  reader.number("leverage", setting.leverage);
  reader.may_number("maxNotionalValue", setting.max_notional);
  reader.text("symbol", setting.symbol);
  reader.may_text("marginType", setting.margin_type);
  return reader.result();
}

ParseResult read_brackets(ReadContext& context) {
  FieldReader reader(context.fields, "leverageBracket");
  std::string symbol;
  reader.text("symbol", symbol);
  JsonWalk nested;
  const bool whole = nested.each_object(context.fields.raw("brackets"), [&](const Fields& row) {
    FieldReader field(row, "leverageBracket");
    LeverageBracket& bracket = add<LeverageBracket>(context.events);
    bracket.symbol = symbol;
    std::uint64_t number = 0;
    field.whole("bracket", number);
    bracket.bracket = static_cast<int>(std::min<std::uint64_t>(number, 1000));
    field.number("initialLeverage", bracket.initial_leverage);
    field.number("notionalCap", bracket.notional_cap);
    field.number("notionalFloor", bracket.notional_floor);
    field.number("maintMarginRatio", bracket.maintenance_rate);
    return field.ok();
  });
  if (!whole) reader.wrong("brackets");
  return reader.result();
}

ParseResult read_commission(ReadContext& context) {
  FieldReader reader(context.fields, "commissionRate");
  Commission& commission = add<Commission>(context.events);
  reader.text("symbol", commission.symbol);
  reader.number("makerCommissionRate", commission.maker);
  reader.number("takerCommissionRate", commission.taker);
  reader.may_number("rpiCommissionRate", commission.rpi);
  return reader.result();
}

ParseResult read_mode(ReadContext& context) {
  FieldReader reader(context.fields, "positionSide");
  AccountMode& mode = add<AccountMode>(context.events);
  reader.may_flag("dualSidePosition", mode.hedge);
  reader.may_flag("multiAssetsMargin", mode.multi_assets);
  return reader.result();
}

ParseResult read_listen_key(ReadContext& context) {
  FieldReader reader(context.fields, "listenKey");
  reader.text("listenKey", add<ListenKey>(context.events).key);
  return reader.result();
}

ParseResult read_time(ReadContext& context) {
  FieldReader reader(context.fields, "time");
  reader.millis("serverTime", add<ServerTime>(context.events).time);
  return reader.result();
}

ParseResult read_countdown(ReadContext& context) {
  FieldReader reader(context.fields, "countdownCancelAll");
  Acknowledgement& answer = add<Acknowledgement>(context.events);
  reader.text("symbol", answer.symbol);
  reader.number("countdownTime", answer.countdown);
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
  reader.positive("lastPrice", ticker.price);
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
  reader.positive("price", ticker.price);
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
  reader.number("markPrice", mark.mark);
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

ParseResult read_nothing(ReadContext& context) {
  add<Acknowledgement>(context.events);
  return ParseResult::events();
}

ParseResult ignore(ReadContext& context) {
  Ignored& ignored = add<Ignored>(context.events);
  ignored.what = context.fields.tokens().empty() ? "" : context.fields.tokens().front().key;
  ignored.why = "not used";
  return ParseResult::events();
}

}  // namespace

ParseResult read_position(const Fields& fields, Position& position) {
  FieldReader reader(fields, "positionRisk");
  reader.text("symbol", position.symbol);
  position.side = position_side_of(fields.text("positionSide"));
  reader.number("positionAmt", position.amount);
  reader.may_number("entryPrice", position.entry_price);
  reader.may_number("breakEvenPrice", position.break_even_price);
  reader.may_text("marginType", position.margin_type);
  reader.may_number("isolatedMargin", position.isolated_margin);
  reader.may_number("leverage", position.leverage);
  reader.may_number("liquidationPrice", position.liquidation_price);
  reader.may_number("markPrice", position.mark_price);
  reader.may_number("notional", position.notional);
  reader.may_number("isolatedWallet", position.isolated_wallet);
  reader.may_number("initialMargin", position.initial_margin);
  reader.may_number("maintMargin", position.maintenance_margin);
  reader.may_text("marginAsset", position.margin_asset);
  reader.may_number("unRealizedProfit", position.unrealised);
  if (!position.unrealised.is_known()) reader.may_number("unrealizedProfit", position.unrealised);
  reader.may_millis("updateTime", position.time);
  return reader.result();
}

const std::vector<MessageKind>& rest_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"bookTicker", {"symbol", "bidPrice"}, read_top},
      {"depth", {"lastUpdateId"}, read_depth},
      {"exchangeInfo", {"symbols", "rateLimits"}, read_exchange_info},
      {"time", {"serverTime"}, read_time},
      {"subscription", {"result", "id"}, read_subscription},
      {"error", {"error"}, read_socket_error},
      {"error", {"code"}, read_error},
      {"algoOrder", {"algoId"}, read_algo_order},
      {"userTrades", {"orderId", "commission"}, read_fill},
      {"order", {"orderId"}, read_order},
      {"account", {"totalWalletBalance"}, read_account},
      {"balance", {"asset", "balance"}, read_balance},
      {"positionRisk", {"symbol", "positionAmt"}, read_one_position},
      {"commissionRate", {"makerCommissionRate"}, read_commission},
      {"symbolConfig", {"symbol", "leverage", "marginType"}, read_setting},
      {"leverage", {"symbol", "leverage"}, read_setting},
      {"leverageBracket", {"brackets"}, read_brackets},
      {"positionSide", {"dualSidePosition"}, read_mode},
      {"multiAssetsMargin", {"multiAssetsMargin"}, read_mode},
      {"listenKey", {"listenKey"}, read_listen_key},
      {"countdownCancelAll", {"symbol", "countdownTime"}, read_countdown},
      {"ticker", {"symbol", "lastPrice"}, read_day_ticker},
      {"premiumIndex", {"symbol", "markPrice"}, read_mark},
      {"trades", {"id", "price", "isBuyerMaker"}, read_public_trade},
      {"aggTrades", {"a", "p", "q", "T"}, read_aggregate_trade},
      {"bookTicker", {"s", "b", "B", "a", "A"}, read_stream_top},
      {"fundingRate", {"symbol", "fundingRate"}, ignore},
      {"openInterest", {"symbol", "openInterest"}, ignore},
      {"income", {"incomeType"}, ignore},
      {"price", {"symbol", "price"}, read_price},
      {"empty", {}, read_nothing},
  };
  return kinds;
}

}  // namespace stom::venue::binance
