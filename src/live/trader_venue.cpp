// What the venue says, and making sure that the books agree with it (live-coin 6.4, 6.5).
#include "live/trader_core.h"

namespace stom::live {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kRoutineMicros = 300 * kSecond;        // between comparisons when all is well
constexpr EpochMicros kAfterDoubtMicros = 2 * kSecond;
constexpr EpochMicros kQuickMicros = kSecond / 2;            // after a comparison that left something open
constexpr EpochMicros kQuietMicros = 300'000;                // for the answer to the question
constexpr int kMostQuickRounds = 12;                         // then the venue's request budget counts for more
constexpr EpochMicros kPollMicros = 2 * kSecond;             // while the private stream is down
constexpr EpochMicros kSoonMicros = 500'000;                 // until the answers of a round's questions are in
constexpr EpochMicros kAnswerLimitMicros = 20 * kSecond;     // a question without answer is asked again
constexpr EpochMicros kHistoryAgainMicros = 3 * kSecond;
constexpr EpochMicros kHistorySettlesMicros = 50'000;        // between the last answer about an order and the next picture

const std::string& client_of(const JournalRecord& record) {
  static const std::string none;
  return std::visit(
      [](const auto& each) -> const std::string& {
        using Record = std::decay_t<decltype(each)>;
        if constexpr (std::is_same_v<Record, FillRecord>) return each.fill.client_id;
        else if constexpr (std::is_same_v<Record, AcceptedRecord> || std::is_same_v<Record, EndRecord>) return each.client_id;
        else return none;
      },
      record);
}

bool is_sign_of_life(const JournalRecord& record) {
  if (const auto* end = std::get_if<EndRecord>(&record)) return end->end != OrderEnd::kRejected;
  return std::holds_alternative<FillRecord>(record) || std::holds_alternative<AcceptedRecord>(record);
}

}  // namespace

void TraderCore::take_change(const LedgerChange& change, const std::string& symbol, const std::string& client_id) {
  std::vector<JournalRecord> records;
  std::string took_over;
  for (const JournalRecord& record : change.records) {
    // The first word of an order that takes over another one's rest says that it did.
    const std::string& id = client_of(record);
    if (is_sign_of_life(record) && id != took_over && books_->awaits_takeover(id)) {
      const OrderIntent& intent = books_->ledger().find(id)->intent;
      records.push_back(AmendRecord{intent.replaces, id, intent.limit, now_});
      took_over = id;
    }
    records.push_back(record);
  }
  if (!commit(records)) {
    doubt({"주문 일지에 기록하지 못한 소식", "news that the journal did not take"});
  }
  if (change.ask_history && broker_ != nullptr) ask_history(symbol, *change.ask_history);
  if (change.is_foreign && told_foreign_.insert(symbol + " " + client_id).second) {
    const Message what = message("외부주문: {} {}", "Foreign order: {} {}", symbol, client_id);
    output_.log(bus::LogLevel::kWarning, what);
    output_.notify("foreign", what);
    doubt(what, symbol);
  }
}

void TraderCore::ask_history(const std::string& symbol, const std::string& client_id) {
  EpochMicros& asked = history_asked_[client_id];
  if (asked != 0 && now_ >= asked && now_ - asked < kHistoryAgainMicros) return;
  asked = now_;
  const LedgerOrder* order = books_->ledger().find(client_id);
  broker_->ask_order(symbol, {order == nullptr ? std::string() : order->venue_order_id, client_id});
}

void TraderCore::on_order(const venue::OrderUpdate& order, EpochMicros now) {
  now_ = now;
  agreement_.touch(order.symbol, now);
  take_change(books_->ledger().on_order(order, now), order.symbol, order.client_id.empty() ? order.order_id : order.client_id);
  step_done();
}

void TraderCore::on_fill(const venue::Fill& fill, EpochMicros now) {
  now_ = now;
  agreement_.touch(fill.symbol, now);
  take_change(books_->ledger().on_fill(fill, now), fill.symbol, fill.client_id.empty() ? fill.order_id : fill.client_id);
  step_done();
}

void TraderCore::on_balance(const venue::Balance& balance, EpochMicros now) {
  now_ = now;
  agreement_.touch_money(now);
  if (balance.asset != currency_of(options_.market)) {
    if (options_.market == market::Market::kUpbit) agreement_.touch("KRW-" + balance.asset, now);
    return;
  }
  if (options_.market == market::Market::kUpbit) {
    if (balance.available.is_known()) venue_total_ = (balance.available.decimal() + balance.locked.decimal()).to_double();
  } else if (balance.wallet.is_known()) {
    venue_total_ = balance.wallet.value();
  }
  money_changed_ = true;
}

// Fills and positions travel apart: only a difference that stays is a doubt.
void TraderCore::on_position(const venue::Position& position, EpochMicros now) {
  now_ = now;
  agreement_.touch(position.symbol, now);
  if (!position.amount.is_known()) return;
  PositionTold told;
  told.time = now;
  told.amount = position.amount.decimal();
  if (position.side == venue::PositionSide::kShort && told.amount.is_positive()) told.amount = Decimal() - told.amount;
  told_positions_[position.symbol] = told;
}

void TraderCore::check_told_positions() {
  for (auto told = told_positions_.begin(); told != told_positions_.end();) {
    if (now_ - told->second.time < kAfterDoubtMicros) {
      ++told;
      continue;
    }
    Decimal ours;
    if (SymbolDesk* desk = books_->find_desk(told->first); desk != nullptr && desk->position().held) {
      ours = desk->position().side == trade::Side::kLong ? desk->quantity() : Decimal() - desk->quantity();
    }
    if (ours != told->second.amount && !settings_->hedge_mode) {
      doubt(message("거래소의 {} 수량 {}이(가) 우리 수량 {}과 다릅니다.", "The venue holds {} of {}, the books say {}.", told->first,
                    told->second.amount.text(), ours.text()),
            told->first);
    }
    told = told_positions_.erase(told);
  }
}

void TraderCore::on_result(const gateway::RequestResult& result, EpochMicros now) {
  now_ = now;
  const venue::Outcome& outcome = result.outcome;
  const bool done = outcome.action == venue::Action::kProceed;
  const std::string words = outcome.code.empty() ? outcome.text : fmt::format("{} {}", outcome.code, outcome.text);
  const LedgerOrder* order = books_->ledger().find(result.client_id);
  if (outcome.refresh_account) doubt({"거래소의 거절: " + words, "refused by the venue: " + words}, result.symbol);
  if (order != nullptr) {
    const std::string code = order->intent.code;
    const venue::OrderName name{order->venue_order_id, result.client_id};
    switch (result.kind) {
      case gateway::RequestKind::kPlace:
        if (done || order->is_final()) break;
        if (outcome.code == "not_prepared") prepared_.erase(code);  // asked for again at the next signal
        if (outcome.order_is_dead) {
          (void)commit({EndRecord{result.client_id, OrderEnd::kRejected, words, now}});
        } else {
          (void)commit({UnknownRecord{result.client_id, now}});
          doubt({"주문의 결과를 모릅니다: " + words, "an order's fate is not known: " + words}, code);
        }
        break;
      case gateway::RequestKind::kCancel:
        if (done) break;
        books_->desk(code).request_failed(result.client_id);
        if (!order->is_final()) broker_->ask_order(code, name);
        break;
      case gateway::RequestKind::kAmend: {
        const auto asked = amending_.find(result.client_id);
        if (asked != amending_.end()) {  // same id
          const Decimal limit = asked->second;
          amending_.erase(asked);
          if (done && !order->is_final() && order->intent.limit != limit) (void)commit({AmendRecord{result.client_id, "", limit, now}});
          if (!done) {
            books_->desk(code).request_failed(result.client_id);
            broker_->ask_order(code, name);
          }
          break;
        }
        const std::string next = result.new_client_id.empty() ? books_->successor_of(result.client_id) : result.new_client_id;
        const LedgerOrder* successor = books_->ledger().find(next);
        if (successor == nullptr || !books_->awaits_takeover(next)) break;
        if (done) {
          (void)commit({AmendRecord{result.client_id, next, successor->intent.limit, now}});
        } else if (outcome.order_is_dead) {
          (void)commit({EndRecord{next, OrderEnd::kRejected, words, now}});
          broker_->ask_order(code, name);
        } else {
          (void)commit({UnknownRecord{next, now}});
          broker_->ask_order(code, {"", next});
          doubt({"정정의 결과를 모릅니다: " + words, "an amendment's fate is not known: " + words}, code);
        }
        break;
      }
      case gateway::RequestKind::kQuery: break;
    }
  }
  step_done();
}

void TraderCore::on_order_history(const std::string& client_id, bool found, const venue::OrderUpdate& order,
                                  const std::vector<venue::Fill>& fills, EpochMicros now) {
  now_ = now;
  history_asked_.erase(client_id);
  const LedgerOrder* known = books_->ledger().find(client_id);
  take_change(books_->ledger().on_history(client_id, found, order, fills, now),
              known == nullptr ? order.symbol : known->intent.code, client_id);
  if (!sure_ && asked_account_ == 0 && unsure_rounds_ <= kMostQuickRounds) {
    next_reconcile_ = std::min(next_reconcile_, now + (history_asked_.empty() ? kHistorySettlesMicros : kSoonMicros));
  }
  step_done();
}

void TraderCore::on_private_stream(bool up, EpochMicros now) {
  now_ = now;
  if (up != stream_up_) {
    output_.log(up ? bus::LogLevel::kInfo : bus::LogLevel::kWarning,
                up ? Message{"개인 스트림이 연결되었습니다.", "The private stream is up."}
                   : Message{"개인 스트림이 끊겼습니다. 새 진입을 멈춥니다.", "The private stream is down: no entries."});
  }
  stream_up_ = up;
  sure_ = false;
  agreement_.doubt();
  unsure_rounds_ = 0;
  next_reconcile_ = now;
  if (up) asked_account_ = 0;  // an answer from before the stream stood is none
  ask_account_if_due();
  step_done();
}

void TraderCore::on_alarm(const Message& text, bool stop_trading, EpochMicros now) {
  now_ = now;
  output_.log(bus::LogLevel::kError, text);
  output_.notify("venue", text);
  if (stop_trading) {
    alarmed_ = true;
    alarm_why_ = text.ko;
  }
  step_done();
}

// --- reconciliation

void TraderCore::doubt(const Message& why, const std::string& symbol) {
  if (!is_real()) return;
  if (symbol.empty()) agreement_.doubt();
  else agreement_.doubt(symbol);
  if (sure_) {
    output_.log(bus::LogLevel::kWarning, {"거래소와 다시 맞춥니다: " + why.ko, "To be reconciled again: " + why.en});
    unsure_rounds_ = 0;
  }
  sure_ = false;
  next_reconcile_ = std::min(next_reconcile_, now_ + kAfterDoubtMicros);
}

void TraderCore::ask_account_if_due() {
  if (broker_ == nullptr) return;
  if (!stream_up_) next_reconcile_ = std::min(next_reconcile_, std::max(now_, last_answer_ + kPollMicros));
  if (asked_account_ != 0 && now_ - asked_account_ < kAnswerLimitMicros) return;
  if (now_ < next_reconcile_) return;
  asked_account_ = std::max<EpochMicros>(now_, 1);
  next_reconcile_ = now_ + kRoutineMicros;
  broker_->ask_account();
}

std::vector<HeldPosition> TraderCore::held() const {
  std::vector<HeldPosition> held;
  for (const auto& [code, desk] : books_->desks()) {
    if (desk->position().held) held.push_back({code, desk->position().side, desk->quantity(), desk->position().price});
  }
  return held;
}

void TraderCore::on_account(const gateway::AccountPicture& picture, EpochMicros now) {
  now_ = now;
  if (asked_account_ != 0 && picture.asked_at + kSecond < asked_account_) return;  // of an earlier question
  asked_account_ = 0;
  last_answer_ = now;
  if (!picture.complete) {
    output_.log(bus::LogLevel::kWarning, picture.problem);
    next_reconcile_ = now + kAfterDoubtMicros;
    return step_done();
  }
  ReconcileOptions options;
  options.market = options_.market;
  options.mode = options_.mode;
  options.least_value = options_.market == market::Market::kUpbit ? kLeastWon : 0;
  take_plan(reconcile(options, books_->ledger(), held(), picture, agreement_.context(now)));
  // Exits go on while the account is unsure: symbols in which orders were sent or ended while it was asked are not compared. Every other
  // question is therefore asked in a moment in which orders wait.
  if (sure_) {
    queue_.keep_quiet(0);
  } else if (unsure_rounds_ <= kMostQuickRounds) {
    next_reconcile_ = std::min(next_reconcile_, now + kQuickMicros);
    if (unsure_rounds_ % 2 == 0) queue_.keep_quiet(now + kQuickMicros + kQuietMicros);
  }
  step_done();
}

void TraderCore::take_plan(const ReconcilePlan& plan) {
  for (const Message& alarm : plan.alarms) {
    if (!told_foreign_.insert(alarm.en).second) continue;  // each once
    output_.log(bus::LogLevel::kWarning, alarm);
    output_.notify("reconcile", alarm);
  }
  for (const venue::OrderUpdate& order : plan.adopt) take_change(books_->ledger().on_order(order, now_), order.symbol, order.client_id);
  for (const venue::OrderUpdate& order : plan.foreign) {
    LedgerChange change = books_->ledger().on_order(order, now_);
    if (change.is_foreign) {
      (void)commit(change.records);
      if (told_foreign_.insert("order " + order.order_id).second) {
        const Message what = message("외부주문: {} {} {} {}", "Foreign order: {} {} {} {}", order.symbol, order.order_id, order.quantity.text(),
                                     order.price.text());
        output_.log(bus::LogLevel::kWarning, what);
        output_.notify("foreign", what);
      }
    }
  }
  for (const HeldPosition& position : plan.foreign_positions) {
    if (!told_foreign_.insert("position " + position.code).second) continue;
    const Message what = message("거래소에만 있는 잔고입니다. 자동으로 매매하지 않습니다: {} {}", "Held at the venue only, not traded: {} {}", position.code,
                                 position.quantity.text());
    output_.log(bus::LogLevel::kWarning, what);
    output_.notify("foreign", what);
  }
  std::vector<JournalRecord> records(plan.corrections.begin(), plan.corrections.end());
  for (const CashRecord& cash : plan.cash) {
    if (cash.asset != currency_of(options_.market)) continue;
    venue_total_ = cash.total.to_double();
    if (cash.total.to_double() != books_->total() || cash.available.to_double() != books_->told_available()) records.push_back(cash);
  }
  for (const venue::OrderUpdate& order : plan.stray) broker_->cancel(order.symbol, {order.order_id, order.client_id});
  const bool written = commit(records);
  for (const std::string& id : plan.ask_history) ask_history(books_->ledger().find(id)->intent.code, id);
  const bool was_sure = sure_;
  sure_ = agreement_.take(plan) && written;
  if (!sure_) {
    ++unsure_rounds_;
    next_reconcile_ = now_ + std::min<EpochMicros>(kSoonMicros * unsure_rounds_, kAfterDoubtMicros);
    return;
  }
  unsure_rounds_ = 0;
  next_reconcile_ = now_ + (agreement_.knows_money() ? kRoutineMicros : kAfterDoubtMicros);
  if (!plan.cash.empty()) take_foreign_money();
  money_changed_ = true;
  if (!was_sure) output_.log(bus::LogLevel::kInfo, {"거래소와 잔고가 맞습니다.", "The books agree with the venue."});
}

// What the venue says is bound beyond our own orders and positions.
void TraderCore::take_foreign_money() {
  MoneyFacts facts = money_facts();
  facts.bound_elsewhere = 0;
  bound_elsewhere_ = std::max(0.0, reckon(facts).available - books_->told_available());
}

}  // namespace stom::live
