// REST answers and control frames of Upbit, told apart by their keys.
#include "venue/upbit/readers.h"

namespace stom::venue::upbit {
namespace {

ParseResult read_error_fields(const Fields& fields, VenueError& error) {
  FieldReader reader(fields, "error");
  reader.may_text("message", error.text);
  const Token* name = fields.find("name");
  if (name == nullptr || name->text.empty() || name->kind == TokenKind::kList || name->kind == TokenKind::kObject) {
    reader.wrong("name");
  } else if (name->kind == TokenKind::kNumber) {  // quotation errors
    Number code;
    if (!code.parse(name->text) || !(std::abs(code.value()) < 1e9)) reader.wrong("name");
    else error.code = static_cast<int>(code.value());
  } else {
    error.name = name->text;
  }
  return reader.result();
}

ParseResult read_error(ReadContext& context) {
  FieldReader outer(context.fields, "error");
  VenueError& error = add<VenueError>(context.events);
  // The gateway before the venue's own servers gives no more than a text.
  if (const std::string_view text = context.fields.text("error"); !text.empty()) {
    error.text = text;
    return outer.result();
  }
  JsonWalk nested;
  ParseResult result = not_whole_json();
  const bool whole = nested.each_object(context.fields.raw("error"), [&](const Fields& fields) {
    result = read_error_fields(fields, error);
    return true;
  });
  if (!whole) outer.wrong("error");
  return whole ? result : outer.result();
}

ParseResult read_bare_error(ReadContext& context) { return read_error_fields(context.fields, add<VenueError>(context.events)); }

ParseResult read_status(ReadContext& context) {
  add<Heartbeat>(context.events).text = context.fields.text("status");
  return ParseResult::events();
}

ParseResult read_subscriptions(ReadContext& context) {
  SubscriptionAnswer& answer = add<SubscriptionAnswer>(context.events);
  FieldReader reader(context.fields, "LIST_SUBSCRIPTIONS");
  reader.may_text("ticket", answer.id);
  JsonWalk nested;
  const bool whole = nested.each_object(context.fields.raw("result"), [&](const Fields& fields) {
    const std::string type(fields.text("type"));
    std::vector<std::string> codes;
    JsonWalk inner;
    if (fields.has("codes") && !inner.scalars(fields.raw("codes"), codes)) return false;
    if (codes.empty()) answer.streams.push_back(type);
    for (const std::string& code : codes) answer.streams.push_back(type + ":" + code);
    return true;
  });
  if (!whole) reader.wrong("result");
  return reader.result();
}

// Base and quote of "KRW-BTC".
void split_code(Instrument& instrument) {
  const std::size_t dash = instrument.symbol.find('-');
  if (dash == std::string::npos) return;
  instrument.quote = instrument.symbol.substr(0, dash);
  instrument.base = instrument.symbol.substr(dash + 1);
}

ParseResult read_market(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "market");
  Instrument& instrument = add<Instrument>(context.events);
  reader.text("market", instrument.symbol);
  split_code(instrument);
  reader.may_text("korean_name", instrument.korean_name);
  reader.may_text("english_name", instrument.english_name);
  if (fields.has("market_warning")) instrument.warning = fields.text("market_warning") == "CAUTION";
  if (fields.raw("market_event").empty()) return reader.result();
  JsonWalk nested, inner;
  const bool whole = nested.each_object(fields.raw("market_event"), [&](const Fields& event) {
    FieldReader field(event, "market_event");
    field.may_flag("warning", instrument.warning);
    if (event.raw("caution").empty()) return field.ok();
    const bool cautions = inner.each_object(event.raw("caution"), [&](const Fields& caution) {
      for (const Token& token : caution.tokens()) {
        if (token.text == "true") instrument.cautions.emplace_back(token.key);
      }
      return true;
    });
    return field.ok() && cautions;
  });
  if (!whole) reader.wrong("market_event");
  return reader.result();
}

ParseResult read_instrument(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "instruments");
  Instrument& instrument = add<Instrument>(context.events);
  reader.text("market", instrument.symbol);
  split_code(instrument);
  reader.may_text("quote_currency", instrument.quote);
  if (fields.has("tick_size")) reader.number("tick_size", instrument.tick);  // GET /orderbook/supported_levels has none
  std::vector<std::string> levels;
  JsonWalk nested;
  if (fields.has("supported_levels") && !nested.scalars(fields.raw("supported_levels"), levels)) reader.wrong("supported_levels");
  for (const std::string& level : levels) {
    if (!instrument.groupings.emplace_back().parse(level)) reader.wrong("supported_levels");
  }
  return reader.result();
}

ParseResult read_rest_ticker(ReadContext& context) { return read_ticker(context.fields, "market", add<Ticker>(context.events)); }

ParseResult read_rest_book(ReadContext& context) {
  FieldReader reader(context.fields, "orderbook");
  BookPicture& book = add<BookPicture>(context.events);
  reader.text("market", book.symbol);
  reader.millis("timestamp", book.sent);
  book.time = book.sent;
  reader.may_number("total_ask_size", book.ask_total);
  reader.may_number("total_bid_size", book.bid_total);
  reader.may_number("level", book.grouping);
  book.complete = true;
  book.snapshot = true;
  if (!context.levels.ok || !context.levels.has_asks) reader.wrong("orderbook_units");
  book.bids = context.levels.bids;
  book.asks = context.levels.asks;
  return reader.result();
}

ParseResult read_candle(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "candles");
  Candle& candle = add<Candle>(context.events);
  reader.text("market", candle.symbol);
  reader.may_iso_time("candle_date_time_utc", candle.time);
  if (candle.time == kNoTime) reader.wrong("candle_date_time_utc");
  reader.positive("opening_price", candle.open);
  reader.positive("high_price", candle.high);
  reader.positive("low_price", candle.low);
  reader.positive("trade_price", candle.close);
  reader.may_millis("timestamp", candle.sent);
  reader.may_number("candle_acc_trade_price", candle.value);
  reader.number("candle_acc_trade_volume", candle.volume);
  if (fields.has("unit")) {
    reader.may_text("unit", candle.interval);
    candle.interval += "m";
  } else if (fields.has("prev_closing_price")) {
    candle.interval = "1d";
  } else if (!fields.has("first_day_of_period")) {  // weeks, months and years do not say which they are
    candle.interval = "1s";
  }
  return reader.result();
}

ParseResult read_public_trade(ReadContext& context) {
  FieldReader reader(context.fields, "trades");
  Trade& trade = add<Trade>(context.events);
  reader.text("market", trade.symbol);
  reader.millis("timestamp", trade.time);
  reader.positive("trade_price", trade.price);
  reader.positive("trade_volume", trade.quantity);
  reader.may_number("prev_closing_price", trade.previous_close);
  const auto side = side_of(context.fields.text("ask_bid"));
  if (!side) reader.wrong("ask_bid");
  trade.taker = side.value_or(Side::kBuy);
  reader.may_whole("sequential_id", trade.id);
  return reader.result();
}

ParseResult read_account_fields(const Fields& fields, Balance& balance) {
  FieldReader reader(fields, "accounts");
  reader.text("currency", balance.asset);
  reader.number("balance", balance.available);
  reader.number("locked", balance.locked);
  reader.may_number("avg_buy_price", balance.average_buy_price);
  reader.may_text("unit_currency", balance.average_buy_currency);
  return reader.result();
}

ParseResult read_account(ReadContext& context) { return read_account_fields(context.fields, add<Balance>(context.events)); }

ParseResult read_chance(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "chance");
  OrderChance& chance = add<OrderChance>(context.events);
  reader.number("bid_fee", chance.bid_fee);
  reader.number("ask_fee", chance.ask_fee);
  reader.may_number("maker_bid_fee", chance.maker_bid_fee);
  reader.may_number("maker_ask_fee", chance.maker_ask_fee);
  JsonWalk nested, inner, types;
  const auto one_side = [&](const Fields& market, Key key, std::string& currency, Number& least) {
    return inner.each_object(market.raw(key), [&](const Fields& row) {
      FieldReader field(row, "chance");
      field.may_text("currency", currency);
      field.may_number("min_total", least);
      return field.ok();
    });
  };
  const bool market = nested.each_object(fields.raw("market"), [&](const Fields& row) {
    FieldReader field(row, "chance");
    field.text("id", chance.symbol);
    field.may_text("state", chance.state);
    field.may_number("max_total", chance.max_total);
    if (row.has("bid_types") && !types.scalars(row.raw("bid_types"), chance.bid_types)) return false;
    if (row.has("ask_types") && !types.scalars(row.raw("ask_types"), chance.ask_types)) return false;
    return field.ok() && one_side(row, "bid", chance.bid_currency, chance.min_bid) &&
           one_side(row, "ask", chance.ask_currency, chance.min_ask);
  });
  if (!market) reader.wrong("market");
  const auto account = [&](Key key, Balance& balance) {
    if (!fields.has(key)) return;
    if (!nested.each_object(fields.raw(key),
                            [&](const Fields& row) { return read_account_fields(row, balance).kind != aggregation::ParseKind::kBad; })) {
      reader.wrong(key);
    }
  };
  account("bid_account", chance.bid_account);
  account("ask_account", chance.ask_account);
  return reader.result();
}

ParseResult read_trade_of_order(const Fields& row, const OrderUpdate& order, Fill& fill) {
  FieldReader reader(row, "trades");
  fill.symbol = order.symbol;
  fill.order_id = order.order_id;
  fill.client_id = order.client_id;
  fill.side = order.side;
  reader.text("uuid", fill.trade_id);
  reader.positive("price", fill.price);
  reader.positive("volume", fill.quantity);
  reader.may_number("funds", fill.value);
  reader.may_iso_time("created_at", fill.time);
  return reader.result();
}

ParseResult read_order(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "order");
  OrderUpdate order;
  reader.text("market", order.symbol);
  reader.text("uuid", order.order_id);
  order.side = side_of(fields.text("side"));
  reader.may_text("ord_type", order.venue_type);
  order.type = order_type_of(order.venue_type);
  reader.may_number("price", order.price);
  reader.may_text("state", order.venue_state);
  reader.may_iso_time("created_at", order.created);
  reader.may_number("volume", order.quantity);
  reader.may_number("remaining_volume", order.remaining);
  reader.may_number("executed_volume", order.executed);
  reader.may_number("executed_funds", order.executed_value);
  reader.may_number("avg_price", order.average_price);
  reader.may_number("reserved_fee", order.reserved_fee);
  reader.may_number("remaining_fee", order.remaining_fee);
  reader.may_number("paid_fee", order.paid_fee);
  reader.may_number("locked", order.locked);
  reader.may_number("prevented_volume", order.prevented_quantity);
  reader.may_number("prevented_locked", order.prevented_value);
  reader.may_whole("trades_count", order.trades);
  if (const std::string_view word = fields.text("time_in_force"); order.type == OrderType::kLimit || !word.empty())
    order.time_in_force = time_in_force_of(word);
  reader.may_text("identifier", order.client_id);
  reader.may_text("smp_type", order.self_trade_prevention);
  reader.may_text("new_order_uuid", order.replacement_id);
  reader.may_text("new_order_identifier", order.replacement_client_id);
  order.state = order_state_of(order.venue_state, order.type, order.executed);
  if (!reader.ok()) return reader.result();
  const OrderUpdate told = order;
  context.events.emplace_back(std::move(order));
  if (fields.raw("trades").empty()) return reader.result();
  ParseResult bad = ParseResult::events();
  JsonWalk nested;
  const bool whole = nested.each_object(fields.raw("trades"), [&](const Fields& row) {
    bad = read_trade_of_order(row, told, add<Fill>(context.events));
    return bad.kind != aggregation::ParseKind::kBad;
  });
  if (bad.kind == aggregation::ParseKind::kBad) return bad;
  if (!whole) reader.wrong("trades");
  return reader.result();
}

// DELETE /orders/open and /orders/uuids: the orders whose cancellation was accepted, and those that stay as they were
// (filled or cancelled meanwhile, or the market has stopped).
ParseResult read_bulk_cancel(ReadContext& context) {
  FieldReader reader(context.fields, "cancel");
  JsonWalk nested, inner;
  const auto orders = [&](Key key, bool is_accepted) {
    const bool whole = nested.each_object(context.fields.raw(key), [&](const Fields& answer) {
      return inner.each_object(answer.raw("orders"), [&](const Fields& row) {
        FieldReader field(row, "cancel");
        OrderUpdate& order = add<OrderUpdate>(context.events);
        field.text("uuid", order.order_id);
        field.may_text("market", order.symbol);
        field.may_text("identifier", order.client_id);
        if (is_accepted) order.cause = OrderCause::kCancel;
        else order.reject_reason = "not cancelled";
        return field.ok();
      });
    });
    if (!whole) reader.wrong(key);
  };
  orders("success", true);
  orders("failed", false);
  return reader.result();
}

}  // namespace

const std::vector<MessageKind>& transfer_kinds() {
  static const std::vector<MessageKind> kinds = {{"withdraw", {}, ignore_message}, {"deposit", {}, ignore_message}};
  return kinds;
}

const std::vector<MessageKind>& rest_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"error", {"error"}, read_error},
      {"error", {"name", "message"}, read_bare_error},
      {"status", {"status"}, read_status},
      {"subscriptions", {"method", "result"}, read_subscriptions},
      {"chance", {"bid_fee", "ask_fee"}, read_chance},
      {"candles", {"market", "candle_date_time_utc"}, read_candle},
      {"order", {"market", "uuid"}, read_order},
      {"cancelled", {"success", "failed"}, read_bulk_cancel},
      {"accounts", {"currency", "balance"}, read_account},
      {"ticks", {"market", "trade_volume", "ask_bid"}, read_public_trade},
      {"tickers", {"market", "trade_price", "opening_price"}, read_rest_ticker},
      {"instruments", {"market", "tick_size"}, read_instrument},
      {"markets", {"market", "korean_name"}, read_market},
      {"supported_levels", {"market", "supported_levels"}, read_instrument},
      {"api_keys", {"access_key"}, ignore_message},
      {"wallet", {"currency", "wallet_state"}, ignore_message},
      {"withdraws_chance", {"withdraw_limit"}, ignore_message},
      {"withdraw_addresses", {"withdraw_address"}, ignore_message},
      {"deposits_chance", {"is_deposit_possible"}, ignore_message},
      {"coin_addresses", {"currency", "deposit_address"}, ignore_message},
      {"coin_addresses", {"success", "message"}, ignore_message},  // an address is being made
      {"vasps", {"vasp_uuid"}, ignore_message},
      {"travel_rule", {"deposit_uuid"}, ignore_message},
      {"book", {"market", "timestamp"}, read_rest_book},
  };
  return kinds;
}

}  // namespace stom::venue::upbit
