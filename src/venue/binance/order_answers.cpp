// REST answers of Binance USD-M about own orders and fills.
#include "venue/binance/order_words.h"
#include "venue/binance/readers.h"

namespace stom::venue::binance {
namespace {

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
  order.state = algo_state_of(order.venue_state);
  reader.may_text("actualOrderId", order.order_id);
  reader.may_number("actualPrice", order.average_price);
  reader.may_number("actualQty", order.executed);
  reader.may_number("triggerPrice", order.stop_price);
  reader.may_number("price", order.price);
  reader.may_flag("closePosition", order.close_position);
  reader.may_flag("reduceOnly", order.reduce_only);
  reader.may_text("selfTradePreventionMode", order.self_trade_prevention);
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

// GET /orderAmendment: what the order was changed to. Its state is not said.
ParseResult read_amendment(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "orderAmendment");
  OrderUpdate& order = add<OrderUpdate>(context.events);
  order.cause = OrderCause::kAmendment;
  reader.text("symbol", order.symbol);
  reader.text("orderId", order.order_id);
  reader.may_text("clientOrderId", order.client_id);
  reader.millis("time", order.time);
  order.is_forced = is_forced_order(order.client_id);
  JsonWalk nested, inner;
  const bool whole = nested.each_object(fields.raw("amendment"), [&](const Fields& change) {
    const auto after = [&](Key key, Number& out) {
      return !change.has(key) || inner.each_object(change.raw(key), [&](const Fields& value) {
        FieldReader field(value, "orderAmendment");
        field.may_number("after", out);
        return field.ok();
      });
    };
    return after("price", order.price) && after("origQty", order.quantity);
  });
  if (!whole) reader.wrong("amendment");
  return reader.result();
}

ParseResult read_countdown(ReadContext& context) {
  FieldReader reader(context.fields, "countdownCancelAll");
  Acknowledgement& answer = add<Acknowledgement>(context.events);
  reader.text("symbol", answer.symbol);
  reader.number("countdownTime", answer.countdown);
  return reader.result();
}

}  // namespace

const std::vector<MessageKind>& order_answer_kinds() {
  static const std::vector<MessageKind> kinds = {
      {"algoOrder", {"algoId"}, read_algo_order},
      {"userTrades", {"orderId", "commission"}, read_fill},
      {"orderAmendment", {"orderId", "amendment"}, read_amendment},
      {"convert", {"orderId", "orderStatus"}, ignore_message},
      {"algo", {"total", "orders"}, ignore_message},  // orders over time and by volume, of another service
      {"algo", {"total", "subOrders"}, ignore_message},
      {"order", {"orderId"}, read_order},
      {"countdownCancelAll", {"symbol", "countdownTime"}, read_countdown},
  };
  return kinds;
}

}  // namespace stom::venue::binance
