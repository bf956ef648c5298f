// Private streams of Upbit: own orders and balances.
#include "venue/upbit/readers.h"

namespace stom::venue::upbit {
namespace {

OrderCause cause_of(std::string_view state) {
  if (state == "trade") return OrderCause::kTrade;
  if (state == "cancel") return OrderCause::kCancel;
  if (state == "prevented") return OrderCause::kPrevention;
  return state == "done" ? OrderCause::kTrade : OrderCause::kNew;
}

// With state "trade", price and volume are those of the fill and trade_uuid is set; otherwise they are the order's.
ParseResult read_order(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "myOrder");
  OrderUpdate order;
  Fill fill;
  Number price, quantity;
  reader.text({"code", "cd"}, order.symbol);
  reader.text({"uuid", "uid"}, order.order_id);
  constexpr Key kSide{"ask_bid", "ab"};
  order.side = side_of(fields.text(kSide));
  if (!order.side) reader.wrong(kSide);
  reader.may_text({"order_type", "ot"}, order.venue_type);
  order.type = order_type_of(order.venue_type);
  reader.text({"state", "s"}, order.venue_state);
  reader.may_text({"trade_uuid", "tuid"}, fill.trade_id);
  reader.may_number({"price", "p"}, price);
  reader.may_number({"avg_price", "ap"}, order.average_price);
  reader.may_number({"volume", "v"}, quantity);
  reader.may_number({"remaining_volume", "rv"}, order.remaining);
  reader.may_number({"executed_volume", "ev"}, order.executed);
  reader.may_whole({"trades_count", "tc"}, order.trades);
  reader.may_number({"reserved_fee", "rsf"}, order.reserved_fee);
  reader.may_number({"remaining_fee", "rmf"}, order.remaining_fee);
  reader.may_number({"paid_fee", "pf"}, order.paid_fee);
  reader.may_number({"locked", "l"}, order.locked);
  reader.may_number({"executed_funds", "ef"}, order.executed_value);
  if (const std::string_view word = fields.text({"time_in_force", "tif"}); order.type == OrderType::kLimit || !word.empty())
    order.time_in_force = time_in_force_of(word);
  reader.may_number({"trade_fee", "tf"}, fill.fee);
  reader.may_flag({"is_maker", "im"}, fill.is_maker);
  reader.may_text({"identifier", "id"}, order.client_id);
  reader.may_text({"smp_type", "smpt"}, order.self_trade_prevention);
  reader.may_number({"prevented_volume", "pv"}, order.prevented_quantity);
  reader.may_number({"prevented_locked", "pl"}, order.prevented_value);
  reader.may_millis({"trade_timestamp", "ttms"}, fill.time);
  reader.may_millis({"order_timestamp", "otms"}, order.created);
  reader.millis({"timestamp", "tms"}, order.sent);
  order.snapshot = fields.text({"stream_type", "st"}) == "SNAPSHOT";
  order.time = order.sent;
  order.cause = cause_of(order.venue_state);
  order.state = order_state_of(order.venue_state, order.type, order.executed);
  const bool is_fill = order.venue_state == "trade";
  if (is_fill) {
    if (!(price.value() > 0)) reader.wrong({"price", "p"});
    if (!(quantity.value() > 0)) reader.wrong({"volume", "v"});
    if (fill.trade_id.empty()) reader.wrong({"trade_uuid", "tuid"});
    if (order.type == OrderType::kLimit && order.executed.is_known() && order.remaining.is_known()) {
      order.quantity = Number::of(order.executed.decimal() + order.remaining.decimal());
    }
    fill.symbol = order.symbol;
    fill.order_id = order.order_id;
    fill.client_id = order.client_id;
    fill.side = order.side;
    fill.sent = order.sent;
    if (fill.time == kNoTime) fill.time = order.sent;
    fill.price = price;
    fill.quantity = quantity;
    if (const std::size_t dash = order.symbol.find('-'); dash != std::string::npos) fill.fee_asset = order.symbol.substr(0, dash);
  } else {
    order.price = price;
    order.quantity = quantity;
  }
  if (!reader.ok()) return reader.result();
  context.events.emplace_back(std::move(order));
  if (is_fill) context.events.emplace_back(std::move(fill));
  return ParseResult::events();
}

ParseResult read_assets(ReadContext& context) {
  const Fields& fields = context.fields;
  FieldReader reader(fields, "myAsset");
  EpochMicros time = kNoTime, sent = kNoTime;
  constexpr Key kAssets{"assets", "ast"};
  reader.may_millis({"asset_timestamp", "asttms"}, time);
  reader.millis({"timestamp", "tms"}, sent);
  if (!reader.ok()) return reader.result();
  const bool brief = fields.has({"type", "ty"}) && fields.text("ty") == "myAsset";
  JsonWalk nested;
  const bool whole = nested.each_object(fields.raw(kAssets), [&](Fields& row) {
    row.use_brief_names(brief);
    FieldReader field(row, "myAsset");
    Balance& balance = add<Balance>(context.events);
    balance.time = time == kNoTime ? sent : time;
    balance.sent = sent;
    field.text({"currency", "cu"}, balance.asset);
    field.number({"balance", "b"}, balance.available);
    field.number({"locked", "l"}, balance.locked);
    return field.ok();
  });
  if (!whole) reader.wrong(kAssets);
  return reader.result();
}

}  // namespace

const std::vector<MessageKind>& own_kinds() {
  static const std::vector<MessageKind> kinds = {{"myOrder", {}, read_order}, {"myAsset", {}, read_assets}};
  return kinds;
}

}  // namespace stom::venue::upbit
