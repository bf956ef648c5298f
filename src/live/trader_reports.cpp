// What a trader tells workers, people and the trade tables (live-coin 3.10).
#include "base/rounding.h"
#include "live/trader_core.h"

namespace stom::live {
namespace {

// 61659.7, 3120: without needless digits.
std::string number(double value) { return Decimal::from_double(round_decimal(value, 8)).text(); }

// 1,234,567 without decimals.
std::string grouped(double value) {
  std::string digits = fmt::format("{:.0f}", std::abs(value));
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return (value <= -0.5 ? "-" : "") + digits;
}

// What an order is about, in words: 매수, 매도; 롱포지션 진입, 숏포지션 청산.
Message subject(market::Market market, const OrderIntent& intent) {
  const bool opens = intent.purpose == OrderPurpose::kOpen;
  if (market == market::Market::kUpbit) return opens ? Message{"매수", "purchase"} : Message{"매도", "sale"};
  if (intent.side == trade::Side::kLong) return opens ? Message{"롱포지션 진입", "long entry"} : Message{"롱포지션 청산", "long exit"};
  return opens ? Message{"숏포지션 진입", "short entry"} : Message{"숏포지션 청산", "short exit"};
}

// {이름}을 매수하였습니다. {이름} 롱포지션을 진입하였습니다. {이름}을 매수취소하였습니다. {이름} 롱포지션 진입을 취소하였습니다.
Message spoken(market::Market market, const OrderIntent& intent, const std::string& name, bool cancelled) {
  const Message what = subject(market, intent);
  const std::string en = fmt::format("{}: {} {}.", name, what.en, cancelled ? "cancelled" : "done");
  if (market == market::Market::kUpbit) return {fmt::format("{}을(를) {}{}하였습니다.", name, what.ko, cancelled ? "취소" : ""), en};
  if (cancelled) return {fmt::format("{} {}을 취소하였습니다.", name, what.ko), en};
  std::string words = what.ko;
  words.replace(words.find(' '), 1, "을 ");
  return {fmt::format("{} {}하였습니다.", name, words), en};
}

}  // namespace

void TraderCore::report(const JournalRecord& record, std::int64_t trades_before) {
  const bus::LogLevel info = bus::LogLevel::kInfo;
  const auto order_of = [this](const std::string& id) { return books_->ledger().find(id); };
  const auto name_of = [this](const std::string& code) {
    const auto found = instruments_.find(code);
    return found == instruments_.end() || found->second.korean_name.empty() ? code : found->second.korean_name;
  };
  const auto line = [this](const char* what, const OrderIntent& order, double price, const std::string& quantity) {
    const std::string word = order_word(options_.market, order.purpose, order.side);
    return message("주문 관리 시스템 알림 - [{}] {} | {} | {} | {}", "Order management - [{}] {} | {} | {} | {}", what,
                   order.code, number(price), quantity, word);
  };
  const auto shown_price = [](const OrderIntent& order) {
    return order.limit.is_positive() ? order.limit.to_double() : order.reference_price;
  };

  if (const auto* intended = std::get_if<IntentRecord>(&record)) {
    const OrderIntent& intent = intended->intent;
    dirty_.insert(intent.code);
    money_changed_ = true;
    output_.log(info, line(is_real() ? "주문" : "접수", intent, shown_price(intent), intent.quantity.text()));
    if (row_received_ > 0) {
      output_.log(info, message("시그널 주문 시간 알림 - 발생시간과 주문시간의 차이는 [{:.6f}]초입니다.", "From the row's last event to the order: [{:.6f}] s.",
                                static_cast<double>(now_ - row_received_) / 1e6));
    }
  } else if (const auto* accepted = std::get_if<AcceptedRecord>(&record)) {
    if (const LedgerOrder* order = order_of(accepted->client_id)) {
      dirty_.insert(order->intent.code);
      output_.log(info, line("접수", order->intent, shown_price(order->intent), order->intent.quantity.text()));
    }
  } else if (const auto* filled = std::get_if<FillRecord>(&record)) {
    const LedgerOrder* order = order_of(filled->fill.client_id);
    if (order == nullptr) return;
    dirty_.insert(order->intent.code);
    positions_changed_ = money_changed_ = true;
    output_.log(info, line("체결", order->intent, price_of(filled->fill), filled->fill.quantity.text()));
    if (books_->today().trades != trades_before) {
      const DayResult& today = books_->today();
      output_.notify("trade", message("손익 알림 - 총매수금액 {}, 총매도금액 {}, 수익 {}, 손실 {}, 수익금합계 {}",
                                      "Results - bought {}, sold {}, gains {}, losses {}, sum {}", grouped(today.cost),
                                      grouped(today.proceeds), grouped(today.gains), grouped(today.losses),
                                      grouped(today.profit)));
    }
  } else if (const auto* ended = std::get_if<EndRecord>(&record)) {
    const LedgerOrder* order = order_of(ended->client_id);
    if (order == nullptr) return;
    dirty_.insert(order->intent.code);
    positions_changed_ = money_changed_ = true;
    const OrderIntent& intent = order->intent;
    if (ended->end == OrderEnd::kRejected) {
      const std::string word = order_word(options_.market, intent.purpose, intent.side);
      const Message what =
          message("[주문 실패] {} | {} | {} | {} {}", "[order failed] {} | {} | {} | {} {}", intent.code,
                  number(shown_price(intent)), intent.quantity.text(), word, ended->words);
      output_.log(bus::LogLevel::kWarning, what);
      output_.notify("order", what);
    } else if (ended->end == OrderEnd::kFilled || order->filled.is_positive()) {
      if (settings_->speaks) output_.speak(spoken(options_.market, intent, name_of(intent.code), false));
    }
    if (ended->end == OrderEnd::kCancelled || ended->end == OrderEnd::kExpired) {
      output_.log(info, line("확인", intent, shown_price(intent), (intent.quantity - order->filled).text()));
      if (settings_->speaks && intent.replaces.empty()) output_.speak(spoken(options_.market, intent, name_of(intent.code), true));
    }
  } else if (const auto* amended = std::get_if<AmendRecord>(&record)) {
    if (const LedgerOrder* order = order_of(amended->client_id)) {
      dirty_.insert(order->intent.code);
      money_changed_ = true;
      output_.log(info, line("정정", order->intent, amended->limit.to_double(), order->intent.quantity.text()));
    }
  } else if (const auto* correction = std::get_if<CorrectionRecord>(&record)) {
    dirty_.insert(correction->code);
    positions_changed_ = money_changed_ = true;
    const Message what = message("잔고 보정: {} 수량 {} ({})", "Position corrected: {} quantity {} ({})",
                                 correction->code, correction->quantity.text(), correction->why);
    output_.log(bus::LogLevel::kWarning, what);
    output_.notify("correction", what);
  } else if (std::holds_alternative<CashRecord>(record)) {
    money_changed_ = true;
  }
}

void TraderCore::send_state(const std::string& code, RowKey answered) {
  bus::SymbolState state;
  state.code = code;
  state.answered_index = answered;
  state.buying_stopped = entry_block().has_value();
  if (const SymbolDesk* desk = books_->find_desk(code)) {
    const trade::ManagedPosition& position = desk->position();
    state.held = position.held;
    if (position.held) {
      state.side = static_cast<std::uint8_t>(position.side);
      state.quantity = position.quantity;
      state.entry_price = position.price;
      state.highest = position.highest;
      state.lowest = position.lowest;
      state.entry_row = desk->entry_row();
      state.entry_seconds = position.buy_seconds;
      state.buys = static_cast<std::uint16_t>(position.buys);
      state.sells = static_cast<std::uint16_t>(position.sells);
    }
    const OrderIntent* entry = desk->working(OrderPurpose::kOpen);
    state.buy_pending = entry != nullptr;
    if (!position.held && entry != nullptr) state.side = static_cast<std::uint8_t>(entry->side);
    state.sell_pending = desk->working(OrderPurpose::kClose) != nullptr;
  }
  output_.symbol_state(state);
}

void TraderCore::send_account() {
  const Money now = money();
  bus::AccountSnapshot account;
  account.account = options_.account;
  account.paper = !is_real();
  account.equity = now.equity;
  account.cash = now.available;
  account.profit = now.profit;
  account.cost = now.cost;
  account.value = now.value;
  account.budget_per_symbol = budget();
  for (const auto& [code, desk] : books_->desks()) account.positions += desk->position().held ? 1 : 0;
  output_.account(account);
}

// Once a second: positions and balances for the tables, the budget for the workers.
void TraderCore::store_state() {
  if (positions_changed_) {
    positions_changed_ = false;
    std::vector<bus::PositionRecordLine> lines;
    const trade::FeeRates fees = trade::reference_fees(settings_->orders.buy_order_type, settings_->orders.sell_order_type);
    for (const auto& [code, desk] : books_->desks()) {
      const trade::ManagedPosition& position = desk->position();
      if (!position.held) continue;
      const auto found = prices_.find(code);
      const double price = found == prices_.end() ? position.price : found->second;
      const ValuedPosition valued =
          value_position(options_.market, {position.side, position.price, position.quantity, price, desk->leverage()}, fees);
      lines.push_back(position_line(books_->context(), *desk, code, valued, price));
    }
    outbox_.set_positions(std::move(lines));
  }
  if (money_changed_) {
    money_changed_ = false;
    const Money now = money();
    bus::BalanceLine line;
    line.account = options_.account;
    line.currency = currency_of(options_.market);
    line.total = is_real() ? venue_total_ : books_->total();
    line.available = now.available;
    line.time = now_;
    outbox_.add(std::move(line));
  }
  if (const double now = budget(); now != told_budget_) {
    told_budget_ = now;
    send_account();
  }
}

}  // namespace stom::live
