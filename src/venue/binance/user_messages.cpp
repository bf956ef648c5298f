// User data stream of Binance USD-M.
#include "venue/binance/order_words.h"
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

// Reads the object under `key` with the times of the event around it.
template <typename Read>
ParseResult inside(ReadContext& context, const char* what, Key key, Read&& read) {
  FieldReader outer(context.fields, what);
  EpochMicros sent = kNoTime, time = kNoTime;
  outer.may_millis("E", sent);
  outer.may_millis("T", time);
  if (!outer.ok()) return outer.result();
  JsonWalk nested;
  ParseResult result = ParseResult::events();
  bool found = false;
  const bool whole = nested.each_object(context.fields.raw(key), [&](const Fields& fields) {
    found = true;
    ParseResult one = read(fields, sent, time);
    if (one.kind == aggregation::ParseKind::kBad && result.kind != aggregation::ParseKind::kBad) result = std::move(one);
    return true;
  });
  if (!whole || !found) {
    outer.wrong(key);
    return outer.result();
  }
  return result;
}

ParseResult read_order_fields(ReadContext& context, const Fields& fields, EpochMicros sent) {
  FieldReader reader(fields, "ORDER_TRADE_UPDATE");
  OrderUpdate& order = add<OrderUpdate>(context.events);
  order.sent = sent;
  std::string cause, reason, trade_id, fee_asset;
  Number last_quantity, last_price, fee, profit;
  std::optional<bool> is_maker;
  reader.text("s", order.symbol);
  reader.may_text("c", order.client_id);
  order.side = side_of(fields.text("S"));
  if (!order.side) reader.wrong("S");
  reader.may_text("o", order.venue_type);
  order.type = order_type_of(order.venue_type);
  order.time_in_force = time_in_force_of(fields.text("f"));
  reader.number("q", order.quantity);
  reader.may_number("p", order.price);
  reader.may_number("ap", order.average_price);
  reader.may_number("sp", order.stop_price);
  reader.text("x", cause);
  order.cause = order_cause_of(cause);
  reader.text("X", order.venue_state);
  order.state = order_state_of(order.venue_state);
  reader.text("i", order.order_id);
  reader.may_number("l", last_quantity);
  reader.number("z", order.executed);
  reader.may_number("L", last_price);
  reader.may_text("N", fee_asset);
  reader.may_number("n", fee);
  reader.millis("T", order.time);
  reader.may_text("t", trade_id);
  reader.may_flag("m", is_maker);
  reader.may_flag("R", order.reduce_only);
  order.position_side = position_side_of(fields.text("ps"));
  reader.may_flag("cp", order.close_position);
  reader.may_number("rp", profit);
  reader.may_text("V", order.self_trade_prevention);
  reader.may_text("er", reason);
  if (std::uint64_t number = 0; !reason.empty()) {
    reader.may_whole("er", number);
    order.expiry_reason = static_cast<int>(std::min<std::uint64_t>(number, 1'000'000));
  }
  order.remaining = difference(order.quantity, order.executed);
  order.is_forced = is_forced_order(order.client_id);
  // Only these execute something; other events may repeat the last execution.
  const bool is_fill = last_quantity.value() > 0 && (order.cause == OrderCause::kTrade || order.cause == OrderCause::kLiquidation);
  if (!reader.ok() || !is_fill) return reader.result();
  if (!last_price.is_known()) reader.wrong("L");
  const OrderUpdate told = order;  // adding the fill moves the events
  Fill& fill = add<Fill>(context.events);
  fill.symbol = told.symbol;
  fill.order_id = told.order_id;
  fill.client_id = told.client_id;
  fill.trade_id = trade_id;
  fill.side = told.side;
  fill.position_side = told.position_side;
  fill.time = told.time;
  fill.sent = sent;
  fill.price = last_price;
  fill.quantity = last_quantity;
  fill.fee = fee;
  fill.fee_asset = fee_asset;
  fill.is_maker = is_maker;
  fill.realised_profit = profit;
  return reader.result();
}

ParseResult read_order(ReadContext& context) {
  return inside(context, "ORDER_TRADE_UPDATE", "o",
                [&](const Fields& fields, EpochMicros sent, EpochMicros) { return read_order_fields(context, fields, sent); });
}

ParseResult read_account(ReadContext& context) {
  return inside(context, "ACCOUNT_UPDATE", "a", [&](const Fields& fields, EpochMicros sent, EpochMicros time) {
    FieldReader reader(fields, "ACCOUNT_UPDATE");
    std::string reason;
    reader.may_text("m", reason);
    JsonWalk nested;
    if (fields.has("B")) {
      const bool whole = nested.each_object(fields.raw("B"), [&](const Fields& row) {
        FieldReader field(row, "ACCOUNT_UPDATE B");
        Balance& balance = add<Balance>(context.events);
        balance.time = time;
        balance.sent = sent;
        balance.reason = reason;
        field.text("a", balance.asset);
        field.number("wb", balance.wallet);
        field.may_number("cw", balance.cross_wallet);
        field.may_number("bc", balance.change);
        return field.ok();
      });
      if (!whole) reader.wrong("B");
    }
    if (fields.has("P")) {
      const bool whole = nested.each_object(fields.raw("P"), [&](const Fields& row) {
        FieldReader field(row, "ACCOUNT_UPDATE P");
        Position& position = add<Position>(context.events);
        position.time = time;
        position.sent = sent;
        position.reason = reason;
        field.text("s", position.symbol);
        field.number("pa", position.amount);
        field.may_number("ep", position.entry_price);
        field.may_number("bep", position.break_even_price);
        field.may_number("cr", position.realised);
        field.may_number("up", position.unrealised);
        field.may_text("mt", position.margin_type);
        field.may_number("iw", position.isolated_wallet);
        position.side = position_side_of(row.text("ps"));
        return field.ok();
      });
      if (!whole) reader.wrong("P");
    }
    return reader.result();
  });
}

ParseResult read_configuration(ReadContext& context) {
  FieldReader outer(context.fields, "ACCOUNT_CONFIG_UPDATE");
  if (context.fields.has("ac")) {
    return inside(context, "ACCOUNT_CONFIG_UPDATE", "ac", [&](const Fields& fields, EpochMicros, EpochMicros time) {
      FieldReader reader(fields, "ACCOUNT_CONFIG_UPDATE");
      SymbolSetting& setting = add<SymbolSetting>(context.events);
      setting.time = time;
      reader.text("s", setting.symbol);
      reader.number("l", setting.leverage);
      return reader.result();
    });
  }
  return inside(context, "ACCOUNT_CONFIG_UPDATE", "ai", [&](const Fields& fields, EpochMicros, EpochMicros time) {
    FieldReader reader(fields, "ACCOUNT_CONFIG_UPDATE");
    AccountMode& mode = add<AccountMode>(context.events);
    mode.time = time;
    reader.may_flag("j", mode.multi_assets);
    return reader.result();
  });
}

ParseResult read_trade_lite(ReadContext& context) {
  FieldReader reader(context.fields, "TRADE_LITE");
  Fill& fill = add<Fill>(context.events);
  fill.is_lite = true;
  reader.may_millis("E", fill.sent);
  reader.millis("T", fill.time);
  reader.text("s", fill.symbol);
  reader.may_flag("m", fill.is_maker);
  reader.may_text("c", fill.client_id);
  fill.side = side_of(context.fields.text("S"));
  if (!fill.side) reader.wrong("S");
  reader.positive("L", fill.price);
  reader.positive("l", fill.quantity);
  reader.text("t", fill.trade_id);
  reader.text("i", fill.order_id);
  return reader.result();
}

ParseResult read_margin_call(ReadContext& context) {
  FieldReader reader(context.fields, "MARGIN_CALL");
  MarginCall& call = add<MarginCall>(context.events);
  reader.millis("E", call.sent);
  reader.may_number("cw", call.cross_wallet);
  JsonWalk nested;
  const bool whole = nested.each_object(context.fields.raw("p"), [&](const Fields& row) {
    FieldReader field(row, "MARGIN_CALL");
    Position& position = call.positions.emplace_back();
    position.sent = call.sent;
    field.text("s", position.symbol);
    position.side = position_side_of(row.text("ps"));
    field.number("pa", position.amount);
    field.may_text("mt", position.margin_type);
    field.may_number("iw", position.isolated_wallet);
    field.may_number("mp", position.mark_price);
    field.may_number("up", position.unrealised);
    field.may_number("mm", position.maintenance_margin);
    return field.ok();
  });
  if (!whole) reader.wrong("p");
  return reader.result();
}

ParseResult read_algo(ReadContext& context) {
  const auto read = [&](const Fields& fields, EpochMicros sent, EpochMicros time) {
    FieldReader reader(fields, "ALGO_UPDATE");
    OrderUpdate& order = add<OrderUpdate>(context.events);
    order.sent = sent;
    order.time = time;
    reader.text("s", order.symbol);
    reader.text("aid", order.algo_id);
    reader.may_text("caid", order.client_id);
    reader.may_text("o", order.venue_type);
    order.type = OrderType::kConditional;
    order.side = side_of(fields.text("S"));
    order.position_side = position_side_of(fields.text("ps"));
    order.time_in_force = time_in_force_of(fields.text("f"));
    reader.may_number("q", order.quantity);
    reader.text("X", order.venue_state);
    order.state = algo_state_of(order.venue_state);
    reader.may_text("ai", order.order_id);
    reader.may_number("ap", order.average_price);
    reader.may_number("aq", order.executed);
    reader.may_number("tp", order.stop_price);
    reader.may_number("p", order.price);
    reader.may_text("V", order.self_trade_prevention);
    reader.may_flag("cp", order.close_position);
    reader.may_flag("R", order.reduce_only);
    reader.may_text("rm", order.reject_reason);
    return reader.result();
  };
  return inside(context, "ALGO_UPDATE", context.fields.has("ao") ? Key("ao") : Key("o"), read);
}

ParseResult read_conditional_reject(ReadContext& context) {
  return inside(context, "CONDITIONAL_ORDER_TRIGGER_REJECT", "or", [&](const Fields& fields, EpochMicros sent, EpochMicros time) {
    FieldReader reader(fields, "CONDITIONAL_ORDER_TRIGGER_REJECT");
    OrderUpdate& order = add<OrderUpdate>(context.events);
    order.sent = sent;
    order.time = time;
    reader.text("s", order.symbol);
    reader.text("i", order.order_id);
    reader.may_text("r", order.reject_reason);
    order.type = OrderType::kConditional;
    order.state = OrderState::kRejected;
    order.venue_state = "TRIGGER_REJECT";
    return reader.result();
  });
}

ParseResult read_key_expired(ReadContext& context) {
  FieldReader reader(context.fields, "listenKeyExpired");
  ListenKeyExpired& expired = add<ListenKeyExpired>(context.events);
  reader.may_millis("E", expired.sent);
  reader.may_text("listenKey", expired.key);
  return reader.result();
}

}  // namespace

const std::vector<MessageKind>& user_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"ORDER_TRADE_UPDATE", {}, read_order},
      {"ACCOUNT_UPDATE", {}, read_account},
      {"TRADE_LITE", {}, read_trade_lite},
      {"ACCOUNT_CONFIG_UPDATE", {}, read_configuration},
      {"MARGIN_CALL", {}, read_margin_call},
      {"ALGO_UPDATE", {}, read_algo},
      {"CONDITIONAL_ORDER_TRIGGER_REJECT", {}, read_conditional_reject},
      {"listenKeyExpired", {}, read_key_expired},
      {"STRATEGY_UPDATE", {}, ignore_message},
      {"GRID_UPDATE", {}, ignore_message},
  };
  return kinds;
}

}  // namespace stom::venue::binance
