// Orders of a trader: gates and limits, the journal before the venue, and what goes out when.
#include "base/error.h"
#include "live/entry_gates.h"
#include "live/trader_core.h"

namespace stom::live {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kRecordAgainMicros = 180 * kSecond;   // 시드부족, refusals: a symbol and reason at most so often
constexpr EpochMicros kMinute = 60 * kSecond;
constexpr EpochMicros kCancelAgainMicros = 5 * kSecond;

}  // namespace

bool TraderCore::submit(OrderIntent& intent) {
  if (rebuild_needed_) return false;
  intent.created = now_;
  intent.day = books_->context().day;
  const bool opens = intent.purpose == OrderPurpose::kOpen;
  if (opens ? !entry_is_allowed(intent)
            : halted_ && intent.reason != OrderReason::kHalt && intent.reason != OrderReason::kManual)
    return false;
  if (!risk_allows(intent)) return false;
  if (is_real() && broker_ == nullptr) return false;
  intent.client_id = books_->ledger().next_client_id(intent.day);
  std::vector<JournalRecord> records = {IntentRecord{intent}};
  QueuedRequest request;
  request.turn = opens ? RequestTurn::kEntry : RequestTurn::kExit;
  request.client_id = intent.client_id;
  const bool goes_now = is_real() && queue_.may_go_at_once(now_);
  if (goes_now) records.push_back(SentRecord{intent.client_id, now_});
  if (!commit(records)) return false;
  if (opens) entries_.push_back(now_);
  if (goes_now) {
    queue_.went(now_);
    place(intent);
  } else if (is_real()) {
    queue_.push(std::move(request));
  }
  return true;
}

bool TraderCore::entry_is_allowed(const OrderIntent& intent) {
  if (entry_block() || hand_exits_.count(intent.code) != 0) return false;
  SymbolDesk& desk = books_->desk(intent.code);
  GateFacts facts;
  facts.now = intent.row_seconds;
  facts.held = desk.position().held;
  facts.buys = facts.held ? desk.position().buys : 0;
  facts.entry_pending = desk.working(OrderPurpose::kOpen) != nullptr;
  facts.counters = desk.counters();
  facts.most_positions = settings_->most_positions;
  for (const auto& [code, other] : books_->desks()) {
    if (code != intent.code && (other->position().held || other->working(OrderPurpose::kOpen) != nullptr)) ++facts.positions;
  }
  const double price = intent.limit.is_positive() ? intent.limit.to_double() : intent.reference_price;
  facts.needed = entry_need(options_.market, price, intent.quantity.to_double(), intent.leverage);
  facts.available = money().available;
  const std::optional<Gate> gate = closed_gate(settings_->orders.managed.buy, facts);
  if (!gate) return true;
  if (*gate == Gate::kFunds) {
    refuse(intent, "시드부족",
           message("시드부족: 필요 {:.4f}, 가능 {:.4f}", "Not enough funds: needs {:.4f}, has {:.4f}", facts.needed,
                   facts.available));
  }
  return false;
}

bool TraderCore::risk_allows(const OrderIntent& intent) {
  while (!entries_.empty() && (now_ - entries_.front() >= kMinute || entries_.front() > now_)) entries_.pop_front();
  const Money money = this->money();
  SymbolDesk& desk = books_->desk(intent.code);
  trade::RiskFacts facts;
  facts.opens = intent.purpose == OrderPurpose::kOpen;
  facts.forced = is_forced(intent.reason);
  const double price = intent.limit.is_positive() ? intent.limit.to_double() : intent.reference_price;
  facts.order_value = price * intent.quantity.to_double();
  facts.position_value = desk.position().held ? desk.position().quantity * price : 0;
  facts.limit = intent.limit.to_double();
  const auto last = prices_.find(intent.code);
  facts.last_price = last == prices_.end() ? intent.reference_price : last->second;
  facts.budget = budget_per_symbol(options_.market, settings_->budget_is_fixed, settings_->budget, money.equity,
                                   settings_->most_positions) *
                 (facts.opens ? std::max(1, intent.leverage) : 1);
  facts.orders_last_minute = static_cast<int>(entries_.size());
  for (const auto& [code, other] : books_->desks()) facts.open_orders += other->working(OrderPurpose::kOpen) != nullptr ? 1 : 0;
  facts.day_profit = books_->today().profit + money.profit;
  facts.equity = money.equity;
  const auto refusal = trade::check_risk(settings_->risk, facts);
  if (!refusal) return true;
  refuse(intent, "위험한도", trade::describe(*refusal, settings_->risk, facts));
  return false;
}

void TraderCore::refused(const OrderIntent& intent, const Message& why) {
  OrderIntent told = intent;
  told.created = now_;
  told.day = books_->context().day;
  refuse(told, "최소주문", why);
}

void TraderCore::refuse(const OrderIntent& intent, const char* word, const Message& reason) {
  EpochMicros& told = refused_[intent.code + "/" + word];
  if (told != 0 && now_ - told < kRecordAgainMicros) return;
  told = now_;
  outbox_.add(refused_line(books_->context(), intent, fmt::format("{}: {}", word, reason.ko)));
  outbox_.add(refused_event(books_->context(), intent, word));
  output_.log(bus::LogLevel::kWarning,
              message("주문 관리 시스템 알림 - [{}] {} | {} | {} | {}", "Order management - [{}] {} | {} | {} | {}", word, intent.code,
                      intent.limit.is_positive() ? intent.limit.text() : fmt::format("{}", intent.reference_price), intent.quantity.text(),
                      order_word(options_.market, intent.purpose, intent.side)));
  output_.log(bus::LogLevel::kWarning, reason);
}

// Binance: leverage and margin type before the first entry, only while nothing is held or ordered. The broker holds
// entries back until it is done.
void TraderCore::prepare(const std::string& code) {
  if (options_.market != market::Market::kBinance) return;
  const SymbolDesk& desk = books_->desk(code);
  if (!desk.is_flat()) return;
  const auto range = day_ranges_.find(code);
  const int leverage = leverage_for(*settings_, range == day_ranges_.end() ? 0 : range->second);
  const LatchRecord* told = books_->latch(kLatchLeverage + code);
  const bool is_told = told != nullptr && told->why == std::to_string(leverage);
  if (is_told && (!is_real() || prepared_.count(code) != 0)) return;
  if (!is_told && (told != nullptr || leverage != leverage_for(*settings_, 0) || is_real())) {
    if (!commit({LatchRecord{kLatchLeverage + code, true, std::to_string(leverage), now_}})) return;
  }
  if (!is_real() || broker_ == nullptr) return;
  prepared_.insert(code);
  broker_->prepare_symbol(code, leverage, settings_->margin_type);
}

// --- the desks' wishes

void TraderCore::request_cancel(const OrderIntent& order, const char* why) {
  const std::string id = order.client_id;
  if (!is_real()) return must_commit(CancelRecord{id, why, now_});
  if (queue_.remove_place(id)) {  // it never left
    later_.emplace_back([this, id] { (void)commit({EndRecord{id, OrderEnd::kCancelled, "보내기 전에 취소", now_}}); });
    return;
  }
  (void)commit({CancelRecord{id, why, now_}});  // the way out must not depend on a disk: it is asked for in any case
  if (!queue_.has(QueuedRequest::Kind::kCancel, id)) {
    QueuedRequest request;
    request.kind = QueuedRequest::Kind::kCancel;
    request.turn = RequestTurn::kCancel;
    request.client_id = id;
    queue_.push(std::move(request));
  }
  later_.emplace_back([this] { send_waiting(); });
}

void TraderCore::request_amend(const OrderIntent& order, Decimal limit) {
  if (!is_real()) return;  // it is journalled when it takes effect
  const std::string id = order.client_id;
  const LedgerOrder* known = books_->ledger().find(id);
  const bool opens = order.purpose == OrderPurpose::kOpen;
  const std::string code = order.code;
  const auto fails = [&] {
    later_.emplace_back([this, id, code] { books_->desk(code).request_failed(id); });
  };
  if (known == nullptr || queue_.has(QueuedRequest::Kind::kPlace, id) || (opens && entry_block())) return fails();
  QueuedRequest request;
  request.kind = QueuedRequest::Kind::kAmend;
  request.turn = opens ? RequestTurn::kEntry : RequestTurn::kExit;
  request.client_id = id;
  request.limit = limit;
  if (options_.market == market::Market::kUpbit) {  // cancel_and_new: the rest goes on under an id of its own
    OrderIntent next = order;
    next.client_id = books_->ledger().next_attempt(id);
    next.replaces = id;
    next.limit = limit;
    next.quantity = known->intent.quantity - known->filled;
    next.created = now_;
    next.day = books_->context().day;
    ++next.amended;
    if (!commit({IntentRecord{next}})) return fails();
    request.new_client_id = next.client_id;
  }
  queue_.push(std::move(request));
}

void TraderCore::paper_fill(const FillIncrement& fill) { must_commit(FillRecord{fill}); }

void TraderCore::paper_end(const std::string& client_id, OrderEnd end, EpochMicros time) {
  must_commit(EndRecord{client_id, end, "", time});
}

void TraderCore::paper_amend(const std::string& client_id, Decimal limit, EpochMicros time) {
  must_commit(AmendRecord{client_id, "", limit, time});
}

// --- out to the venue

void TraderCore::send_waiting() {
  if (broker_ == nullptr) return;
  while (const auto request = queue_.next(now_)) send(*request);
}

void TraderCore::send(const QueuedRequest& request) {
  const LedgerOrder* order = books_->ledger().find(request.client_id);
  if (order == nullptr || order->is_final()) {
    if (!request.new_client_id.empty()) (void)commit({EndRecord{request.new_client_id, OrderEnd::kRejected, "보내지 않음", now_}});
    return;
  }
  const OrderIntent intent = order->intent;
  const std::string venue_id = order->venue_order_id;
  switch (request.kind) {
    case QueuedRequest::Kind::kCancel:
      cancel_sent_[request.client_id] = now_;
      agreement_.touch(intent.code, now_);
      broker_->cancel(intent.code, {venue_id, request.client_id});
      return;
    case QueuedRequest::Kind::kPlace:
      if (order->stage != OrderStage::kIntended) return;  // never twice
      if (intent.purpose == OrderPurpose::kOpen && entry_block()) {
        (void)commit({EndRecord{request.client_id, OrderEnd::kCancelled, "보내기 전에 진입 중지", now_}});
        return;
      }
      if (!commit({SentRecord{request.client_id, now_}})) {
        // Not sent. An exit waits for the disk; an entry is ended above as soon as its end can be written.
        QueuedRequest again = request;
        again.not_before = now_ + kSecond;
        queue_.push(std::move(again));
        return;
      }
      place(intent);
      return;
    case QueuedRequest::Kind::kAmend: {
      OrderIntent next = intent;
      next.limit = request.limit;
      if (!request.new_client_id.empty()) {
        next = books_->ledger().find(request.new_client_id)->intent;
        next.quantity = order->intent.quantity - order->filled;
        if (!commit({SentRecord{request.new_client_id, now_}})) {
          QueuedRequest again = request;
          again.not_before = now_ + kSecond;
          queue_.push(std::move(again));
          return;
        }
      } else {
        amending_[request.client_id] = request.limit;
      }
      agreement_.touch(intent.code, now_);
      broker_->amend({venue_id, request.client_id}, new_order(next));
      return;
    }
  }
}

void TraderCore::place(const OrderIntent& intent) {
  agreement_.touch(intent.code, now_);
  broker_->place(new_order(intent), intent.purpose == OrderPurpose::kOpen ? net::Priority::kEntry : net::Priority::kExit);
}

venue::NewOrder TraderCore::new_order(const OrderIntent& intent) const {
  venue::NewOrder order;
  order.symbol = intent.code;
  order.side = intent.buys() ? venue::Side::kBuy : venue::Side::kSell;
  order.quantity = intent.quantity;
  order.client_id = intent.client_id;
  const bool is_market = intent.kind.type == trade::OrderType::kMarket || !intent.limit.is_positive() || is_forced(intent.reason);
  if (is_market) {
    order.type = venue::OrderType::kMarket;
    if (options_.market == market::Market::kUpbit && intent.buys()) {  // Upbit buys at market by funds: whole won, floored
      order.type = venue::OrderType::kMarketByFunds;
      order.price = Decimal::from_double(intent.reference_price * intent.quantity.to_double()).whole();
    }
  } else {
    order.type = venue::OrderType::kLimit;
    order.price = intent.limit;
    order.time_in_force = intent.kind.force == trade::TimeInForce::kImmediateOrCancel ? venue::TimeInForce::kIoc
                          : intent.kind.force == trade::TimeInForce::kFillOrKill      ? venue::TimeInForce::kFok
                                                                                      : venue::TimeInForce::kGtc;
  }
  if (options_.market == market::Market::kBinance) {
    if (settings_->hedge_mode) {
      order.position_side = intent.side == trade::Side::kLong ? venue::PositionSide::kLong : venue::PositionSide::kShort;
    } else {
      order.reduce_only = intent.purpose == OrderPurpose::kClose;
    }
  }
  return order;
}

// A cancel that had no effect is asked for again; what became of the order is asked first.
void TraderCore::repeat_cancels() {
  for (const LedgerOrder* order : books_->ledger().live()) {
    const std::string& id = order->intent.client_id;
    if (!order->cancel_asked || queue_.has(QueuedRequest::Kind::kCancel, id)) continue;
    EpochMicros& sent = cancel_sent_[id];
    if (now_ - sent < kCancelAgainMicros) continue;
    sent = now_;
    broker_->ask_order(order->intent.code, {order->venue_order_id, id});
    broker_->cancel(order->intent.code, {order->venue_order_id, id});
  }
}

bool TraderCore::has_working_orders() const {
  return std::any_of(books_->desks().begin(), books_->desks().end(), [](const auto& each) {
    return each.second->working(OrderPurpose::kOpen) != nullptr || each.second->working(OrderPurpose::kClose) != nullptr;
  });
}

bool TraderCore::is_flat() const {
  return std::all_of(books_->desks().begin(), books_->desks().end(), [](const auto& each) { return each.second->is_flat(); });
}

void TraderCore::cancel_everything(const char* why) {
  for (const auto& [code, desk] : books_->desks()) desk->cancel_all(why);
}

}  // namespace stom::live
