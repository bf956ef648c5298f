#include "live/symbol_desk.h"

#include "live/desk_core.h"

namespace stom::live {

SymbolDesk::Impl::Impl(DeskOptions given, const trade::OrderSettings& order_settings, DeskHost& desk_host)
    : options(std::move(given)), settings(&order_settings), host(desk_host), state(options, order_settings),
      paper(options.market, options.fill_model) {}

SymbolDesk::SymbolDesk(DeskOptions options, const trade::OrderSettings& settings, DeskHost& host)
    : impl_(std::make_unique<Impl>(std::move(options), settings, host)) {}

SymbolDesk::~SymbolDesk() = default;

void SymbolDesk::row(const DeskRow& row) { impl_->row(row); }

void SymbolDesk::set_settings(const trade::OrderSettings& settings) {
  impl_->settings = &settings;
  impl_->state.set_settings(settings);
}

void SymbolDesk::set_instrument(const venue::Instrument& instrument) { impl_->options.instrument = instrument; }
void SymbolDesk::set_leverage(int leverage) { impl_->options.leverage = leverage; }

void SymbolDesk::liquidate(OrderReason reason, EpochMicros now) { impl_->liquidate(reason, now); }
void SymbolDesk::cancel_entries(const char* why) { impl_->cancel_works(why, false); }
void SymbolDesk::cancel_all(const char* why) { impl_->cancel_works(why, true); }

void SymbolDesk::apply_intent(const OrderIntent& intent) { impl_->state.apply_intent(intent); }

void SymbolDesk::apply_carried(const OrderIntent& intent, Decimal filled, std::vector<std::string> earlier_ids) {
  impl_->state.apply_carried(intent, filled, std::move(earlier_ids));
}

void SymbolDesk::apply_amend(const std::string& client_id, Decimal limit, const std::string& new_client_id) {
  DeskState& state = impl_->state;
  state.apply_amend(client_id, limit, new_client_id);
  const DeskOrder* order = state.find_working(new_client_id.empty() ? client_id : new_client_id);
  if (order != nullptr && !impl_->is_paper()) state.pending(order->intent.purpose).tick = std::exchange(impl_->amended_tick, 0.0);
}

std::optional<ClosedPart> SymbolDesk::apply_fill(const FillIncrement& fill) { return impl_->state.apply_fill(fill); }

void SymbolDesk::apply_end(const std::string& client_id, OrderEnd end, EpochMicros time) {
  if (const auto whole = impl_->state.apply_end(client_id, end, time)) impl_->host.closed(*whole);
}

void SymbolDesk::apply_correction(trade::Side side, Decimal quantity, double price, EpochMicros time) {
  impl_->state.apply_correction(side, quantity, price, time);
}

void SymbolDesk::apply_marks(double highest, double lowest) {
  impl_->state.position.highest = highest;
  impl_->state.position.lowest = lowest;
}

void SymbolDesk::start_day() { impl_->state.start_day(); }
void SymbolDesk::apply_snapshot(const PositionSnapshotRecord& record) { impl_->state.apply_snapshot(record); }
PositionSnapshotRecord SymbolDesk::snapshot() const { return impl_->state.snapshot(); }

void SymbolDesk::request_failed(const std::string& client_id) {
  if (DeskOrder* order = impl_->state.find_working(client_id)) order->request_in_flight = false;
}

const trade::ManagedPosition& SymbolDesk::position() const { return impl_->state.position; }
Decimal SymbolDesk::quantity() const { return impl_->state.quantity; }
RowKey SymbolDesk::entry_row() const { return impl_->state.entry_row; }
int SymbolDesk::leverage() const { return impl_->state.leverage; }
const trade::DayCounters& SymbolDesk::counters() const { return impl_->state.counters; }

const OrderIntent* SymbolDesk::working(OrderPurpose purpose) const {
  const DeskOrder* order = std::as_const(impl_->state).working(purpose);
  return order != nullptr ? &order->intent : nullptr;
}

bool SymbolDesk::is_flat() const {
  return impl_->state.quantity.is_zero() && working(OrderPurpose::kOpen) == nullptr && working(OrderPurpose::kClose) == nullptr;
}

double SymbolDesk::last_price() const { return impl_->now.facts.price; }

}  // namespace stom::live
