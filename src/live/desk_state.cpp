#include "live/desk_state.h"

#include "live/account_money.h"
#include "live/closed_profit.h"

namespace stom::live {
namespace {

constexpr std::int64_t kMicros = 1'000'000;
constexpr std::size_t kRememberedOrders = 100;

trade::PendingOrder pending_of(const OrderIntent& intent, std::int64_t cancel_seconds) {
  trade::PendingOrder order;
  order.price = intent.limit.is_positive() ? intent.limit.to_double() : intent.reference_price;
  order.quantity = intent.quantity.to_double();
  order.cancel_at = intent.row_seconds + cancel_seconds;
  order.amended = intent.amended;
  order.label = intent.label;
  order.side = intent.side;
  return order;
}

}  // namespace

bool DeskOrder::has_id(const std::string& id) const {
  return intent.client_id == id || std::find(earlier_ids.begin(), earlier_ids.end(), id) != earlier_ids.end();
}

DeskOrder* DeskState::working(OrderPurpose purpose) {
  std::optional<DeskOrder>& order = purpose == OrderPurpose::kOpen ? entry_ : exit_;
  return order ? &*order : nullptr;
}

const DeskOrder* DeskState::working(OrderPurpose purpose) const {
  const std::optional<DeskOrder>& order = purpose == OrderPurpose::kOpen ? entry_ : exit_;
  return order ? &*order : nullptr;
}

DeskOrder* DeskState::find_working(const std::string& client_id) {
  if (entry_ && entry_->has_id(client_id)) return &*entry_;
  if (exit_ && exit_->has_id(client_id)) return &*exit_;
  return nullptr;
}

trade::PendingOrder& DeskState::pending(OrderPurpose purpose) {
  return purpose == OrderPurpose::kOpen ? position.pending_buy : position.pending_sell;
}

trade::FeeRates DeskState::fees() const { return trade::reference_fees(settings_->buy_order_type, settings_->sell_order_type); }

void DeskState::apply_intent(const OrderIntent& intent) {
  std::optional<DeskOrder>& place = intent.purpose == OrderPurpose::kOpen ? entry_ : exit_;
  if (place) over_[place->intent.client_id] = std::move(*place);
  place.emplace();
  place->intent = intent;
  const bool opens = intent.purpose == OrderPurpose::kOpen;
  const std::int64_t cancel_seconds = (opens ? managed().buy.limit : managed().sell.limit).cancel_seconds;
  pending(intent.purpose) = pending_of(intent, cancel_seconds);
}

void DeskState::carry(DeskOrder& order, Decimal filled) {
  order.carried += filled;
  order.intent.quantity -= filled;
  order.filled = order.money = order.fee = Decimal();
  order.fees_known = order.all_maker = true;
  order.parts = {};
  order.last_row = 0;
}

void DeskState::apply_carried(const OrderIntent& intent, Decimal filled, std::vector<std::string> earlier_ids) {
  apply_intent(intent);
  DeskOrder& order = *working(intent.purpose);
  order.earlier_ids = std::move(earlier_ids);
  carry(order, filled);
}

void DeskState::apply_amend(const std::string& client_id, Decimal limit, const std::string& new_client_id) {
  DeskOrder* order = find_working(client_id);
  if (order == nullptr) return;
  if (!new_client_id.empty() && new_client_id != order->intent.client_id) {
    order->earlier_ids.push_back(order->intent.client_id);
    order->intent.client_id = new_client_id;
  }
  order->request_in_flight = false;
  order->intent.limit = limit;
  ++order->intent.amended;
  trade::PendingOrder& pending = this->pending(order->intent.purpose);
  pending.price = limit.to_double();
  pending.amended = order->intent.amended;
}

std::optional<ClosedPart> DeskState::apply_fill(const FillIncrement& fill) {
  DeskOrder* order = find_working(fill.client_id);
  const bool is_over = order == nullptr;
  if (is_over) {
    for (auto& [id, ended] : over_) {
      if (ended.has_id(fill.client_id)) order = &ended;
    }
    if (order == nullptr) return std::nullopt;
  }
  order->filled += fill.quantity;
  order->money += fill.money;
  order->fee += fill.fee;
  order->fees_known = order->fees_known && fill.fee_asset == currency_of(options_->market);
  order->all_maker = order->all_maker && fill.is_maker;
  order->last_row = fill.row != 0 ? fill.row : second_key(fill.time / kMicros);
  if (order->intent.purpose == OrderPurpose::kClose) return fill_exit(*order, fill, is_over);
  fill_entry(*order, fill, is_over);
  return std::nullopt;
}

void DeskState::fill_entry(DeskOrder& order, const FillIncrement& fill, bool is_over) {
  const std::int64_t seconds = fill.time / kMicros;
  if (!position.held) {
    entry_row = order.last_row;
    leverage = order.intent.leverage;
    entry_fee_ = 0;
    entry_fee_known_ = true;
  }
  entry_fee_ += fill.fee.to_double();
  entry_fee_known_ = entry_fee_known_ && order.fees_known;
  if (is_over) order.parts = {};
  trade::add_part(order.parts, position, fill.quantity.to_double(), fill.money.to_double(), seconds, 0);
  trade::book_buy_parts(position, options_->market, order.intent.side, order.parts);
  quantity += fill.quantity;
  if (!is_over) return;
  position.quantity = quantity.to_double();
  rebase_entry();
  // Late: its end counted it, unless it had nothing then.
  const bool was_counted = (order.filled != fill.quantity || order.carried.is_positive()) && position.buys > 0;
  if (!was_counted) trade::finish_buy(position, options_->market, average_price(order), order.last_row);
}

ClosedPart DeskState::fill_exit(DeskOrder& order, const FillIncrement& fill, bool is_over) {
  const double price = trade::round_average_price(options_->market, fill.money.to_double() / fill.quantity.to_double());
  std::optional<double> fee;
  if (fill.fee_asset == currency_of(options_->market)) fee = fill.fee.to_double();
  trade::add_part(order.parts, position, fill.quantity.to_double(), fill.money.to_double(), fill.time / kMicros, 0);
  ClosedPart part = closed_part(order, fill.quantity.to_double(), fill.money, price, fee);
  quantity = fill.quantity < quantity ? quantity - fill.quantity : Decimal{};
  part.closed = quantity.is_zero();
  part.time = fill.time;
  rebase_entry();
  const bool was_counted = order.filled != fill.quantity || order.carried.is_positive();
  if (is_over && was_counted && !part.closed) position.quantity = quantity.to_double();
  else if (is_over) finish_exit(part.quantity, part.rate, fill.time / kMicros);
  return part;
}

std::optional<ClosedPart> DeskState::apply_end(const std::string& client_id, OrderEnd, EpochMicros time) {
  DeskOrder* found = find_working(client_id);
  if (found == nullptr) return std::nullopt;
  const OrderPurpose purpose = found->intent.purpose;
  while (over_.size() >= kRememberedOrders) over_.erase(over_.begin());  // ids grow with time
  DeskOrder& order = over_[found->intent.client_id];
  order = std::move(*found);
  (purpose == OrderPurpose::kOpen ? entry_ : exit_).reset();
  const bool opens = purpose == OrderPurpose::kOpen;
  if (!order.filled.is_positive() && !(order.carried.is_positive() && position.held)) {
    pending(purpose).price = 0;
    return std::nullopt;
  }
  if (opens) {
    const bool has_fills = order.filled.is_positive();
    const double price = has_fills ? average_price(order) : position.price;
    trade::finish_buy(position, options_->market, price, has_fills ? order.last_row : entry_row);
    trade::count_buy(counters, managed().buy, time / kMicros);
    return std::nullopt;
  }
  if (!order.filled.is_positive()) {  // it sold its part in an earlier day, which counted the money
    position.pending_sell = {};
    ++position.sells;
    return std::nullopt;
  }
  std::optional<double> fee;
  if (order.fees_known) fee = order.fee.to_double();
  // In the policy's own arithmetic, which is that of a back-test.
  const double parts = order.left().is_zero() ? order.intent.quantity.to_double() : order.parts.quantity;
  const double sold = quantity.is_zero() ? position.quantity : parts;
  ClosedPart whole = closed_part(order, sold, order.money, average_price(order), fee);
  whole.closed = quantity.is_zero();
  whole.time = time;
  finish_exit(sold, whole.rate, time / kMicros);
  return whole;
}

void DeskState::finish_exit(double sold, double profit_rate, std::int64_t seconds) {
  const bool is_closed = quantity.is_zero();
  entry_fee_ -= entry_fee_of(sold);
  trade::book_sale(position, counters, managed().buy, is_closed ? position.quantity : sold, profit_rate, seconds);
  if (is_closed) forget_position();
  else rebase_entry();
}

double DeskState::entry_fee_of(double sold) const {
  return position.quantity > 0 ? entry_fee_ * std::min(1.0, sold / position.quantity) : 0;
}

void DeskState::forget_position() {
  position = {};
  quantity = {};
  entry_row = 0;
  leverage = 1;
  entry_fee_ = 0;
  entry_fee_known_ = true;
  // A paper venue drops the rest of an entry together with the position, as a back-test does; a real one has its own time.
  const std::int64_t cancel_seconds = managed().buy.limit.cancel_seconds;
  if (entry_ && options_->mode == Mode::kReal) position.pending_buy = pending_of(entry_->intent, cancel_seconds);
  rebase_entry();
}

void DeskState::rebase_entry() {
  if (entry_) entry_->parts = {};
}

double DeskState::average_price(const DeskOrder& order) const {
  // The reference fills a resting order at its limit as it stands.
  const bool at_limit = options_->mode == Mode::kPaper && options_->fill_model.is_reference() && order.all_maker;
  if (at_limit) return order.intent.limit.to_double();
  return trade::round_average_price(options_->market, order.money.to_double() / order.filled.to_double());
}

ClosedPart DeskState::closed_part(const DeskOrder& order, double sold, Decimal money, double exit_price,
                                  std::optional<double> exit_fee) const {
  ClosedPart part;
  part.client_id = order.intent.client_id;
  part.code = order.intent.code;
  part.label_text = order.intent.label_text;
  part.side = order.intent.side;
  part.quantity = sold;
  // Real money is reckoned from what was paid: four decimals of a cheap coin's price are too few.
  part.entry_price = options_->mode == Mode::kReal && position.price_unrounded > 0 ? position.price_unrounded : position.price;
  part.exit_price = exit_price;
  part.cost = part.quantity * part.entry_price;
  part.entry_row = entry_row;
  part.exit_row = order.last_row;
  part.added_buys = position.added_buys;
  trade::Profit profit = trade::profit(options_->market, part.side, part.cost, part.quantity * exit_price, fees());
  if (options_->mode == Mode::kReal && exit_fee && entry_fee_known_ && position.quantity > 0) {
    profit = paid_profit(options_->market, part.side, part.cost, money.to_double(), entry_fee_of(part.quantity) + *exit_fee);
  }
  part.proceeds = profit.proceeds;
  part.profit = profit.profit;
  part.rate = profit.rate;
  return part;
}

void DeskState::apply_correction(trade::Side side, Decimal held, double price, EpochMicros time) {
  if (!held.is_positive()) return forget_position();
  if (!position.held) {
    position.held = true;
    position.buys = 1;
    position.buy_row = 0;
    position.buy_seconds = time / kMicros;
    position.last_buy_price = price;
    entry_row = second_key(time / kMicros);
    entry_fee_known_ = false;
  }
  position.side = side;
  if (price > 0) position.price = position.price_unrounded = price;
  quantity = held;
  position.quantity = quantity.to_double();
  rebase_entry();
}

void DeskState::apply_snapshot(const PositionSnapshotRecord& record) {
  position = {};
  quantity = record.quantity;
  if (!quantity.is_positive()) return;
  position.held = true;
  position.side = record.side;
  position.quantity = quantity.to_double();
  position.price = record.price;
  position.price_unrounded = record.price_unrounded;
  position.last_buy_price = record.last_buy_price;
  position.highest = record.highest;
  position.lowest = record.lowest;
  position.buy_row = 0;
  position.buy_seconds = record.entry_seconds;
  position.buys = record.buys;
  position.sells = record.sells;
  position.added_buys = record.added_buys;
  entry_row = record.entry_row;
  leverage = record.leverage;
  entry_fee_ = record.entry_fee;
  entry_fee_known_ = record.entry_fee_known;
}

PositionSnapshotRecord DeskState::snapshot() const {
  PositionSnapshotRecord record;
  record.code = options_->code;
  record.side = position.side;
  record.quantity = quantity;
  record.price = position.price;
  record.price_unrounded = position.price_unrounded;
  record.last_buy_price = position.last_buy_price;
  record.highest = position.highest;
  record.lowest = position.lowest;
  record.entry_row = entry_row;
  record.entry_seconds = position.buy_seconds;
  record.buys = position.buys;
  record.sells = position.sells;
  record.leverage = leverage;
  record.added_buys = position.added_buys;
  record.entry_fee = entry_fee_;
  record.entry_fee_known = entry_fee_known_;
  return record;
}

void DeskState::start_day() {
  counters = {};
  for (std::optional<DeskOrder>* order : {&entry_, &exit_}) {
    if (*order) carry(**order, (*order)->filled);
  }
  if (position.held && quantity.is_positive()) position.quantity = quantity.to_double();
  else if (position.held) forget_position();  // all is sold, only the order's end has not come yet
  if (!entry_) position.pending_buy = {};
  if (!exit_) position.pending_sell = {};
}

}  // namespace stom::live
