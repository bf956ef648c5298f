// Orders that a desk decides on: how much, at what price, in which words, and whether they are sent at all.
#include "live/desk_core.h"

namespace stom::live {
namespace {

using trade::OrderKind;
using trade::OrderType;
using trade::Side;

}  // namespace

int SymbolDesk::Impl::multiple() const {
  if (options.market != market::Market::kBinance) return 1;
  return std::max(1, state.position.held ? state.leverage : options.leverage);
}

bool SymbolDesk::Impl::is_covered(const OrderKind& kind, bool buys, double limit, double quantity, int levels) const {
  if (is_paper()) return paper.may_send(kind, buys, limit, quantity, levels);
  if (!kind.needs_cover()) return true;
  double rest = quantity;
  for (int level = 0; level < levels; ++level) rest -= (buys ? now.market.asks : now.market.bids)[level].size;
  return rest <= 0;
}

void SymbolDesk::Impl::place_buy(Side side) {
  const trade::ManagedBuySettings& buy = managed().buy;
  const trade::ManagedPosition& position = state.position;
  const double quantity = trade::split_buy_quantity(buy, options.market, position, bet(), now.facts.price);
  if (!(quantity > 0)) return;
  if (position.held) side = position.side;
  const bool buys = side == Side::kLong;
  const OrderKind kind = trade::order_kind(buy);
  const double limit = kind.type == OrderType::kLimit ? trade::order_price(kind, buy.limit, buys, now.facts) : 0;
  if (!((kind.type == OrderType::kLimit ? limit : now.facts.price) > 0)) return;
  if (!is_covered(kind, buys, limit, quantity, settings->buy_book_levels)) return;
  OrderIntent intent = make_intent(OrderPurpose::kOpen, side, kind, limit, Decimal::from_double(quantity));
  if (position.held) intent.reason = OrderReason::kSplit;
  intent.leverage = multiple();
  sent_entry = send(intent, settings->buy_book_levels);
}

void SymbolDesk::Impl::place_sell(std::int32_t label, double quantity, bool at_market) {
  // With orders that take their time a row buys or sells; a stop loss goes first and takes back what the purchase has not filled.
  const bool at_once = is_paper() && paper.is_reference();
  if (!(quantity > 0) || (!at_once && sent_entry && !at_market)) return;
  if (at_market) {
    DeskOrder* entry = state.working(OrderPurpose::kOpen);
    if (entry != nullptr && !at_once) drop(*entry, "손절청산");
    return exit_all(OrderReason::kStopLoss, label, std::string(script::kLabelStopLoss));
  }
  const trade::ManagedSellSettings& sell = managed().sell;
  const trade::ManagedPosition& position = state.position;
  const bool buys = position.side == Side::kShort;
  const OrderKind kind = trade::order_kind(sell);
  const double limit = kind.type == OrderType::kLimit ? trade::order_price(kind, sell.limit, buys, now.facts) : 0;
  if (!((kind.type == OrderType::kLimit ? limit : now.facts.price) > 0)) return;
  // A real exit is sent whatever the visible book holds: a position must never be stuck.
  if (is_paper() && !is_covered(kind, buys, limit, quantity, settings->sell_book_levels)) return;
  const Decimal wanted = quantity == position.quantity ? state.quantity : std::min(Decimal::from_double(quantity), state.quantity);
  OrderIntent intent = make_intent(OrderPurpose::kClose, position.side, kind, limit, wanted);
  intent.label = label;
  intent.label_text = label == trade::kSplitSellLabel ? std::string(script::kLabelSplitSell) : now.sell_label_text;
  if (label == trade::kSplitSellLabel) intent.reason = OrderReason::kSplit;
  send(intent, settings->sell_book_levels);
}

void SymbolDesk::Impl::exit_all(OrderReason reason, std::int32_t label, std::string label_text) {
  if (!state.quantity.is_positive()) return;
  OrderIntent intent = make_intent(OrderPurpose::kClose, state.position.side, OrderKind{}, 0, state.quantity);
  intent.reason = reason;
  intent.label = label;
  intent.label_text = std::move(label_text);
  // The reference's book fills all or nothing: what it does not cover is not sent, the row asks again.
  const bool all_or_nothing = is_paper() && paper.is_reference();
  if (all_or_nothing && !is_covered(intent.kind, intent.buys(), 0, intent.quantity.to_double(), settings->sell_book_levels)) return;
  send(intent, settings->sell_book_levels);
}

OrderIntent SymbolDesk::Impl::make_intent(OrderPurpose purpose, Side side, const OrderKind& kind, double limit, Decimal quantity) const {
  OrderIntent intent;
  intent.code = options.code;
  intent.side = side;
  intent.purpose = purpose;
  intent.kind = kind;
  intent.limit = Decimal::from_double(limit);
  intent.quantity = quantity;
  intent.reference_price = now.facts.price;
  intent.row = now.index;
  intent.row_seconds = now.facts.seconds;
  intent.amended = (purpose == OrderPurpose::kOpen ? state.position.pending_buy : state.position.pending_sell).amended;
  intent.created = row_time();
  intent.day = now.facts.day;
  return intent;
}

bool SymbolDesk::Impl::fit_to_venue(OrderIntent& intent) const {
  const VenueGrid grid(options.market, options.code, options.instrument);
  const bool at_market = !intent.limit.is_positive();
  if (!at_market) intent.limit = grid.price(intent.limit.to_double(), intent.buys(), intent.row_seconds);
  const Decimal value_price = at_market ? grid.price(intent.reference_price, true, intent.row_seconds) : intent.limit;
  const bool closes = intent.purpose == OrderPurpose::kClose;
  const bool is_exempt = closes && options.market == market::Market::kBinance;  // reduce-only
  // What a part would leave must be saleable later: else all of it goes now.
  const Decimal rest = state.quantity - intent.quantity;
  if (closes && !is_exempt && rest.is_positive() && !grid.is_enough(rest, value_price)) intent.quantity = state.quantity;
  intent.quantity = grid.quantity(intent.quantity, at_market);
  if (!intent.quantity.is_positive() || !value_price.is_positive()) return false;
  return is_exempt || grid.is_enough(intent.quantity, value_price);
}

bool SymbolDesk::Impl::send(OrderIntent& intent, int levels) {
  if (state.working(intent.purpose) != nullptr) return false;
  if (!is_paper() && !fit_to_venue(intent)) {
    const Decimal least = VenueGrid(options.market, options.code, options.instrument).least_value();
    host.refused(intent, message("{}: 주문 수량 {}은(는) 거래소의 최소 주문(금액 {} 이상, 수량 단위)에 못 미쳐 보내지 않았습니다.",
                                 "{}: an order of {} is below the venue's least (a value of {}, and its step); it was not sent.", options.code,
                                 intent.quantity.text(), least.text()));
    return false;
  }
  if (!host.submit(intent)) return false;
  const DeskOrder* order = state.working(intent.purpose);
  if (order == nullptr) return true;  // ended before the host came back
  state.pending(intent.purpose).tick = now.facts.amend_tick;
  if (is_paper()) {
    const OrderIntent sent = order->intent;
    perform(sent.client_id, paper.place(sent, levels), "");
  }
  return true;
}

}  // namespace stom::live
