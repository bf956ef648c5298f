#include "live/record_lines.h"

#include "trade/order_kind.h"

namespace stom::live {
namespace {

const char* status_name(Mode mode, OrderStage stage) {
  switch (stage) {
    case OrderStage::kIntended: return mode == Mode::kPaper ? "open" : "sent";
    case OrderStage::kSent: return "sent";
    case OrderStage::kUnknown: return "unknown";
    case OrderStage::kOpen:
    case OrderStage::kPartly: return "open";
    case OrderStage::kFilled: return "filled";
    case OrderStage::kCancelled:
    case OrderStage::kExpired: return "cancelled";
    case OrderStage::kRejected: return "rejected";
  }
  return "";
}

const char* reason_name(OrderReason reason) {
  switch (reason) {
    case OrderReason::kStrategy: return "전략";
    case OrderReason::kSplit: return "분할";
    case OrderReason::kManual: return "수동";
    case OrderReason::kStopLoss: return "손절";
    case OrderReason::kNearLiquidation: return "청산 위험";
    case OrderReason::kEndOfDay: return "잔고청산";
    case OrderReason::kDayStop: return "일일중지";
    case OrderReason::kHalt: return "긴급정지";
  }
  return "";
}

double divided(Decimal money, Decimal quantity) { return quantity.is_positive() ? money.to_double() / quantity.to_double() : 0; }

// Trade ids of a venue are unique per symbol at best; with the order they are for good. Paper ids begin with the order already.
std::string unique_fill(const std::string& client_id, const std::string& fill_id) {
  return fill_id.starts_with(client_id) ? fill_id : client_id + "/" + fill_id;
}

double shown_price(const OrderIntent& intent) { return intent.limit.is_positive() ? intent.limit.to_double() : intent.reference_price; }

}  // namespace

std::string order_word(market::Market market, OrderPurpose purpose, trade::Side side, EventWord word) {
  const bool opens = purpose == OrderPurpose::kOpen;
  if (market == market::Market::kUpbit) {
    constexpr const char* kSuffixes[] = {"접수", "", "취소접수", "취소"};
    return std::string(opens ? "매수" : "매도") + kSuffixes[static_cast<std::size_t>(word)];
  }
  constexpr const char* kSuffixes[] = {"_REG", "", "_CANCEL_REG", "_CANCEL"};
  const bool buys = opens == (side == trade::Side::kLong);
  return fmt::format("{}_{}{}", buys ? "BUY" : "SELL", side_name(side), kSuffixes[static_cast<std::size_t>(word)]);
}

const char* side_name(trade::Side side) { return side == trade::Side::kLong ? "LONG" : "SHORT"; }

std::string kind_name(const trade::OrderKind& kind) {
  for (const trade::NamedOrderKind& named : trade::kOrderKinds) {
    if (named.kind.type == kind.type && named.kind.force == kind.force && named.kind.peg == kind.peg) return std::string(named.name);
  }
  return "";
}

double price_of(const FillIncrement& fill) { return divided(fill.money, fill.quantity); }

bus::OrderLine order_line(const LineContext& context, const LedgerOrder& order) {
  bus::OrderLine line;
  line.client_id = order.intent.client_id;
  line.account = context.account;
  line.code = line.code_name = order.intent.code;
  line.side = order_word(context.market, order.intent.purpose, order.intent.side);
  line.kind = kind_name(order.intent.kind);
  line.price = order.intent.limit.to_double();
  line.quantity = order.intent.quantity.to_double();
  line.filled = order.filled.to_double();
  line.average_price = divided(order.money, order.filled);
  line.status = status_name(context.mode, order.stage);
  line.venue_order_id = order.venue_order_id;
  line.reason = reason_name(order.intent.reason);
  if (!order.intent.label_text.empty()) line.reason += ": " + order.intent.label_text;
  if (!order.words.empty()) line.reason += " / " + order.words;
  line.created = order.intent.created;
  line.updated = std::max(order.intent.created, order.updated);
  line.day = order.intent.day;
  return line;
}

bus::OrderEventLine event_line(const LineContext& context, const LedgerOrder& order, EventWord word,
                               const std::string& id, EpochMicros time) {
  bus::OrderEventLine line;
  line.event_id = order.intent.client_id + "/" + id;
  line.client_id = order.intent.client_id;
  line.code = line.code_name = order.intent.code;
  line.word = order_word(context.market, order.intent.purpose, order.intent.side, word);
  line.quantity = order.intent.quantity.to_double();
  line.open = std::max(0.0, (order.intent.quantity - order.filled).to_double());
  line.order_price = shown_price(order.intent);
  line.venue_order_id = order.venue_order_id;
  line.time = time;
  line.day = context.day;
  return line;
}

bus::OrderEventLine fill_event_line(const LineContext& context, const LedgerOrder& order, const FillIncrement& fill) {
  bus::OrderEventLine line = event_line(context, order, EventWord::kDone, "fill/" + fill.fill_id, fill.time);
  line.filled = fill.quantity.to_double();
  line.fill_price = price_of(fill);
  return line;
}

bus::FillLine fill_line(const LineContext& context, const LedgerOrder& order, const FillIncrement& fill) {
  bus::FillLine line;
  line.fill_id = unique_fill(fill.client_id, fill.fill_id);
  line.client_id = order.intent.client_id;
  line.account = context.account;
  line.code = order.intent.code;
  line.side = order_word(context.market, order.intent.purpose, order.intent.side);
  line.price = price_of(fill);
  line.quantity = fill.quantity.to_double();
  line.currency = currency_of(context.market);
  if (fill.fee_asset.empty() || fill.fee_asset == line.currency) line.fee = fill.fee.to_double();
  line.time = fill.time;
  line.day = context.day;
  return line;
}

bus::TradeLine trade_line(const LineContext& context, const ClosedPart& part, const std::string& fill_id) {
  bus::TradeLine line;
  line.trade_id = unique_fill(part.client_id, fill_id);
  line.account = context.account;
  line.code = line.code_name = part.code;
  line.side = side_name(part.side);
  line.cost = part.cost;
  line.proceeds = part.proceeds;
  line.quantity = part.quantity;
  line.return_percent = part.rate;
  line.profit = part.profit;
  line.currency = currency_of(context.market);
  line.time = part.time;
  line.day = context.day;
  return line;
}

bus::PositionRecordLine position_line(const LineContext& context, const SymbolDesk& desk, const std::string& code,
                                      const ValuedPosition& valued, double price) {
  const trade::ManagedPosition& position = desk.position();
  bus::PositionRecordLine line;
  line.account = context.account;
  line.code = line.code_name = code;
  line.side = side_name(position.side);
  line.entry_price = position.price;
  line.price = price;
  line.return_percent = valued.rate;
  line.profit = valued.profit;
  line.cost = valued.cost;
  line.value = valued.value;
  line.quantity = position.quantity;
  line.leverage = desk.leverage();
  line.buy_steps = position.buys;
  line.sell_steps = position.sells;
  line.bought = position.buy_seconds * 1'000'000;
  return line;
}

bus::OrderLine refused_line(const LineContext& context, const OrderIntent& intent, const std::string& reason) {
  LedgerOrder order;
  order.intent = intent;
  order.intent.client_id = fmt::format("refused-{}-{}-{}", letter(context.mode), intent.code, intent.created);
  order.stage = OrderStage::kRejected;
  order.words = reason;
  return order_line(context, order);
}

bus::OrderEventLine refused_event(const LineContext& context, const OrderIntent& intent, const std::string& word) {
  LedgerOrder order;
  order.intent = intent;
  order.intent.client_id = fmt::format("refused-{}-{}-{}", letter(context.mode), intent.code, intent.created);
  bus::OrderEventLine line = event_line(context, order, EventWord::kDone, "refused", intent.created);
  line.word = word;
  return line;
}

}  // namespace stom::live
