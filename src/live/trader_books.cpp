#include "live/trader_books.h"

#include <charconv>

#include "base/rounding.h"

namespace stom::live {

TraderBooks::TraderBooks(BooksOptions options, const TraderSettings& settings, DeskHost& host, RecordOutbox* lines)
    : options_(std::move(options)), settings_(&settings), orders_(settings.orders), host_(host), lines_(lines),
      context_{options_.market, options_.mode, options_.account, 0}, ledger_(options_.mode),
      total_at_start_(options_.mode == Mode::kPaper ? paper_start(options_.market) : 0) {}

std::string order_types(const trade::OrderSettings& settings) { return settings.buy_order_type + "|" + settings.sell_order_type; }

SymbolDesk& TraderBooks::desk(const std::string& code) {
  std::unique_ptr<SymbolDesk>& desk = desks_[code];
  if (!desk) {
    DeskOptions options;
    options.market = options_.market;
    options.code = code;
    options.mode = options_.mode;
    options.fill_model = options_.fill_model;
    options.average_ticks = options_.average_ticks;
    options.leverage = leverage_for(*settings_, 0);
    if (const auto found = instruments_.find(code); found != instruments_.end()) options.instrument = found->second;
    desk = std::make_unique<SymbolDesk>(std::move(options), orders_, host_);
  }
  return *desk;
}

SymbolDesk* TraderBooks::find_desk(const std::string& code) {
  const auto found = desks_.find(code);
  return found == desks_.end() ? nullptr : found->second.get();
}

const LatchRecord* TraderBooks::latch(const std::string& name) const {
  const auto found = latches_.find(name);
  return found == latches_.end() ? nullptr : &found->second;
}

bool TraderBooks::is_set(const std::string& name) const {
  const LatchRecord* found = latch(name);
  return found != nullptr && found->set;
}

double TraderBooks::total() const { return options_.mode == Mode::kPaper ? total_at_start_ + today_.profit : total_at_start_; }

void TraderBooks::set_settings(const TraderSettings& settings) {
  settings_ = &settings;
  orders_ = settings.orders;
  take_order_types();
  for (auto& [code, desk] : desks_) desk->set_settings(orders_);
}

void TraderBooks::take_order_types() {
  const LatchRecord* noted = latch(kLatchOrderTypes);
  const std::size_t bar = noted == nullptr ? std::string::npos : noted->why.find('|');
  if (bar == std::string::npos) return;
  orders_.buy_order_type = noted->why.substr(0, bar);
  orders_.sell_order_type = noted->why.substr(bar + 1);
}

void TraderBooks::set_instrument(const std::string& code, const venue::Instrument& instrument) {
  instruments_[code] = instrument;
  if (SymbolDesk* known = find_desk(code)) known->set_instrument(instrument);
}

std::string TraderBooks::successor_of(const std::string& client_id) const {
  for (const LedgerOrder* order : ledger_.live()) {
    if (order->intent.replaces == client_id && taken_over_.count(order->intent.client_id) == 0) return order->intent.client_id;
  }
  return {};
}

bool TraderBooks::awaits_takeover(const std::string& client_id) const {
  const LedgerOrder* order = ledger_.find(client_id);
  return order != nullptr && !order->intent.replaces.empty() && taken_over_.count(client_id) == 0;
}

void TraderBooks::apply(const JournalRecord& record) {
  ledger_.apply(record);
  std::visit([this](const auto& each) { on(each); }, record);
}

void TraderBooks::on(const IntentRecord& record) {
  if (carrying_) return;
  const OrderIntent& intent = record.intent;
  if (intent.replaces.empty()) desk(intent.code).apply_intent(intent);
  add_order_line(intent.client_id);
  if (options_.mode == Mode::kPaper) {
    if (const LedgerOrder* order = ledger_.find(intent.client_id))
      add(event_line(context_, *order, EventWord::kAccepted, "accepted", intent.created));
  }
}

void TraderBooks::on(const AcceptedRecord& record) {
  const LedgerOrder* order = ledger_.find(record.client_id);
  if (carrying_ || order == nullptr) return;
  add(event_line(context_, *order, EventWord::kAccepted, "accepted", record.time));
  add_order_line(record.client_id);
}

void TraderBooks::on(const FillRecord& record) {
  const LedgerOrder* order = ledger_.find(record.fill.client_id);
  if (carrying_ || order == nullptr) return;
  add(fill_event_line(context_, *order, record.fill));
  add(fill_line(context_, *order, record.fill));
  add_order_line(record.fill.client_id);
  const std::optional<ClosedPart> part = desk(order->intent.code).apply_fill(record.fill);
  if (!part) return;
  ++today_.trades;
  today_.cost += part->cost;
  today_.proceeds += part->proceeds;
  (part->profit >= 0 ? today_.gains : today_.losses) += part->profit;
  today_.profit += part->profit;
  add(trade_line(context_, *part, record.fill.fill_id));
  add(day_line());
}

void TraderBooks::on(const EndRecord& record) {
  const LedgerOrder* order = ledger_.find(record.client_id);
  if (carrying_) held_ends_[record.client_id] = record;  // only such an end is carried over
  if (carrying_ || order == nullptr) return;
  add_order_line(record.client_id);
  if (record.end == OrderEnd::kCancelled || record.end == OrderEnd::kExpired) {
    add(event_line(context_, *order, EventWord::kCancelled, "end", record.time));
  }
  if (!order->intent.replaces.empty() && taken_over_.count(record.client_id) == 0) {
    // It never took over: the order that made way for it, if it did, has ended after all.
    if (const auto held = held_ends_.find(order->intent.replaces); held != held_ends_.end()) {
      const EndRecord end = held->second;
      held_ends_.erase(held);
      desk(order->intent.code).apply_end(end.client_id, end.end, end.time);
    } else {
      desk(order->intent.code).request_failed(order->intent.replaces);
    }
    return;
  }
  if (gave_way_.count(record.client_id) != 0) return;
  if (record.end == OrderEnd::kCancelled && !successor_of(record.client_id).empty()) {
    held_ends_[record.client_id] = record;
    return;
  }
  desk(order->intent.code).apply_end(record.client_id, record.end, record.time);
}

void TraderBooks::on(const AmendRecord& record) {
  const std::string& now_called = record.new_client_id.empty() ? record.client_id : record.new_client_id;
  if (!record.new_client_id.empty() && !taken_over_.insert(record.new_client_id).second) return;
  if (!record.new_client_id.empty()) gave_way_.insert(record.client_id);
  held_ends_.erase(record.client_id);
  const LedgerOrder* order = ledger_.find(record.client_id);
  if (carrying_ || order == nullptr) return;
  desk(order->intent.code).apply_amend(record.client_id, record.limit, record.new_client_id);
  add_order_line(record.client_id);
  if (now_called != record.client_id) add_order_line(now_called);
}

void TraderBooks::on(const CancelRecord& record) {
  const LedgerOrder* order = ledger_.find(record.client_id);
  if (carrying_ || order == nullptr) return;
  add(event_line(context_, *order, EventWord::kCancelAsked, fmt::format("cancel/{}", record.time), record.time));
  add_order_line(record.client_id);
}

void TraderBooks::on(const CorrectionRecord& record) {
  desk(record.code).apply_correction(record.side, record.quantity, record.price, record.time);
}

void TraderBooks::on(const MarksRecord& record) { desk(record.code).apply_marks(record.highest, record.lowest); }
void TraderBooks::on(const PositionSnapshotRecord& record) { desk(record.code).apply_snapshot(record); }

void TraderBooks::on(const LatchRecord& record) {
  latches_[record.name] = record;
  if (record.name == kLatchDay) return end_carrying();
  if (record.name == kLatchOrderTypes) return take_order_types();
  constexpr std::string_view kPrefix = kLatchLeverage;
  if (!record.name.starts_with(kPrefix)) return;
  int leverage = 1;
  if (std::from_chars(record.why.data(), record.why.data() + record.why.size(), leverage).ec == std::errc()) {
    desk(record.name.substr(kPrefix.size())).set_leverage(leverage);
  }
}

void TraderBooks::on(const CashRecord& record) {
  if (record.asset != currency_of(options_.market)) return;
  total_at_start_ = record.total.to_double();
  told_available_ = record.available.to_double();
}

// Working orders go to their desks with what is left of them: what was filled is in the position already.
void TraderBooks::end_carrying() {
  if (!carrying_) return;
  carrying_ = false;
  for (const LedgerOrder* order : carried_orders()) {
    const OrderIntent& intent = order->intent;
    if (awaits_takeover(intent.client_id) || gave_way_.count(intent.client_id) != 0) continue;
    std::vector<std::string> earlier_ids;
    for (std::string id = intent.replaces; !id.empty();) {
      earlier_ids.push_back(id);
      const LedgerOrder* before = ledger_.find(id);
      id = before == nullptr ? std::string() : before->intent.replaces;
    }
    desk(intent.code).apply_carried(intent, order->filled, std::move(earlier_ids));
  }
}

// Live ones, and those that ended and may only have made way for one whose fate is not known yet. Oldest first.
std::vector<const LedgerOrder*> TraderBooks::carried_orders() const {
  std::vector<const LedgerOrder*> orders;
  for (const auto& [id, end] : held_ends_) {
    if (const LedgerOrder* order = ledger_.find(id)) orders.push_back(order);
  }
  for (const LedgerOrder* order : ledger_.live()) orders.push_back(order);
  return orders;
}

std::vector<JournalRecord> TraderBooks::carried(TradingDay day, EpochMicros now) const {
  std::vector<JournalRecord> records;
  for (const LedgerOrder* order : carried_orders()) {
    const std::string& id = order->intent.client_id;
    for (JournalRecord& record : live::carried(*order)) records.push_back(std::move(record));
    if (const auto held = held_ends_.find(id); held != held_ends_.end()) records.push_back(held->second);
    if (taken_over_.count(id) != 0) records.push_back(AmendRecord{order->intent.replaces, id, order->intent.limit, order->updated});
  }
  for (const auto& [code, desk] : desks_) {
    if (desk->position().held) records.push_back(desk->snapshot());
  }
  records.push_back(CashRecord{currency_of(options_.market), Decimal::from_double(total()), Decimal::from_double(told_available_), now});
  for (const auto& [name, latch] : latches_) {
    const bool stays = latch.set && name != kLatchDay && name != kLatchDayStop && name != kLatchEndOfDay;
    if (stays) records.push_back(latch);
  }
  records.push_back(LatchRecord{kLatchDay, true, std::to_string(day), now});
  return records;
}

void TraderBooks::start_day(TradingDay day) {
  if (options_.mode == Mode::kPaper) total_at_start_ = Decimal::from_double(total()).to_double();
  today_ = {};
  context_.day = day;
  std::set<std::string> kept;
  for (const auto& [id, end] : held_ends_) kept.insert(id);
  ledger_.forget_final(kept);
  for (std::set<std::string>* ids : {&taken_over_, &gave_way_}) std::erase_if(*ids, [this](const std::string& id) { return ledger_.find(id) == nullptr; });
  latches_.erase(kLatchDayStop);
  latches_.erase(kLatchEndOfDay);
  for (auto latch = latches_.begin(); latch != latches_.end();) latch = latch->second.set ? std::next(latch) : latches_.erase(latch);
  latches_[kLatchDay] = LatchRecord{kLatchDay, true, std::to_string(day), 0};
  for (auto& [code, desk] : desks_) desk->start_day();
}

void TraderBooks::add_order_line(const std::string& client_id) {
  if (const LedgerOrder* order = ledger_.find(client_id)) add(order_line(context_, *order));
}

bus::DayTotalLine TraderBooks::day_line() const {
  bus::DayTotalLine line;
  line.account = context_.account;
  line.currency = currency_of(options_.market);
  line.day = context_.day;
  line.trades = today_.trades;
  line.cost = today_.cost;
  line.proceeds = today_.proceeds;
  line.gains = today_.gains;
  line.losses = today_.losses;
  line.profit = today_.profit;
  const double start = total() - today_.profit;
  line.return_percent = start > 0 ? round_decimal(today_.profit / start * 100, 2) : 0;
  return line;
}

std::string TraderBooks::describe() const {
  std::string out = fmt::format("day {} total {} today {} {} {}\n", context_.day, total(), today_.trades, today_.profit, today_.cost);
  for (const auto& [id, order] : ledger_.orders()) {
    out += fmt::format("order {} {} stage {} filled {} money {} venue {} fills {}\n", id, order.intent.code, static_cast<int>(order.stage),
                       order.filled.text(), order.money.text(), order.venue_order_id, order.fill_ids.size());
  }
  for (const auto& [code, desk] : desks_) {
    const trade::ManagedPosition& position = desk->position();
    const trade::DayCounters& counters = desk->counters();
    const OrderIntent* open = desk->working(OrderPurpose::kOpen);
    const OrderIntent* close = desk->working(OrderPurpose::kClose);
    const bool is_fresh = !position.held && open == nullptr && close == nullptr && counters.finished == 0 && counters.losses == 0 &&
                          counters.wait_after_buy_until == 0 && counters.wait_after_loss_until == 0;
    if (is_fresh) continue;
    out += fmt::format("desk {} held {} side {} quantity {} price {} buys {} sells {} marks {} {} entry {} leverage {}",
                       code, position.held, position.held ? static_cast<int>(position.side) : 0,
                       desk->quantity().text(), position.held ? position.price : 0, position.held ? position.buys : 0,
                       position.held ? position.sells : 0, position.held ? position.highest : 0,
                       position.held ? position.lowest : 0, position.held ? desk->entry_row() : 0,
                       position.held ? desk->leverage() : 0);
    out += fmt::format(" counters {} {} {} {} open {} close {}\n", counters.finished, counters.losses, counters.wait_after_buy_until,
                       counters.wait_after_loss_until, open == nullptr ? "-" : open->client_id, close == nullptr ? "-" : close->client_id);
  }
  for (const auto& [name, latch] : latches_) out += fmt::format("latch {} {} {}\n", name, latch.set, latch.why);
  return out;
}

}  // namespace stom::live
