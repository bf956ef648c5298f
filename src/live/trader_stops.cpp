// What ends trading: the kill switch, the day's loss and profit stop, the end of the day, the user.
#include "base/error.h"
#include "base/time.h"
#include "live/trader_core.h"

namespace stom::live {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kHandSoon = 300'000, kHandAgain = 2 * kSecond, kHandLimit = 60 * kSecond;

std::int64_t hhmmss_of(EpochMicros now) { return second_key(now / kSecond) % 1'000'000; }

std::string exit_text(OrderReason reason, bool exits) { return fmt::format("{}{}", static_cast<int>(reason), exits ? "x" : "c"); }

}  // namespace

bus::HaltReply TraderCore::on_halt(const bus::HaltRequest& request, EpochMicros now) {
  now_ = now;
  bus::HaltReply reply;
  const bool halts = request.order == bus::HaltOrder::kHalt || request.order == bus::HaltOrder::kHaltAndExit;
  if (halts) {
    const bool was_halted = halted_;
    halted_ = true;  // whatever the disk says
    halt_why_ = request.why;
    if (!was_halted) set_latch(kLatchHalt, true, request.why);
    std::set<std::string> codes;
    for (const LedgerOrder* order : books_->ledger().live()) {
      ++reply.cancelled;
      if (order->stage != OrderStage::kIntended) codes.insert(order->intent.code);
    }
    if (broker_ != nullptr && !codes.empty()) broker_->cancel_all({codes.begin(), codes.end()});
    try {
      cancel_everything("halt");
      if (request.order == bus::HaltOrder::kHaltAndExit) begin_exit(OrderReason::kHalt, true);
    } catch (const FileError&) {
      if (!rebuild_needed_) throw;
    }
    const Message what = message("긴급정지: 주문 {}건을 취소합니다. {}", "Halted: {} orders are being cancelled. {}", reply.cancelled, request.why);
    output_.log(bus::LogLevel::kWarning, what);
    output_.notify("halt", what);
  } else if (request.order == bus::HaltOrder::kRelease) {
    halted_ = alarmed_ = false;
    alarm_why_.clear();
    if (books_->is_set(kLatchHalt)) set_latch(kLatchHalt, false, request.why);
    if (books_->is_set(kLatchDayStop)) set_latch(kLatchDayStop, false, "released");
    if (liquidation_.is_active() && liquidation_.reason() >= OrderReason::kDayStop) {
      liquidation_.stop();
      set_latch(kLatchExit, false, "released");
    }
    output_.log(bus::LogLevel::kWarning, message("긴급정지를 풀었습니다. {}", "Released. {}", request.why));
  } else if (request.order == bus::HaltOrder::kCancelSymbol || request.order == bus::HaltOrder::kExitSymbol) {
    take_by_hand(request, reply);
  }
  step_done();
  reply.halted = halted_;
  reply.real = is_real();
  reply.sure = !is_real() || sure_;
  if (const auto block = entry_block()) {
    reply.why = block->ko;
    reply.why_en = block->en;
  }
  const bool is_of_all = request.code.empty();
  reply.open_orders = static_cast<std::uint32_t>((is_of_all ? books_->ledger().live() : books_->ledger().live(request.code)).size());
  for (const auto& [code, desk] : books_->desks()) reply.positions += (is_of_all || code == request.code) && desk->position().held ? 1 : 0;
  reply.trades_today = static_cast<std::uint32_t>(books_->today().trades);
  reply.profit_today = books_->today().profit;
  reply.equity = money().equity;
  reply.currency = currency_of(options_.market);
  return reply;
}

void TraderCore::exit_all(EpochMicros now) {
  now_ = now;
  output_.speak({"코인 수동 전략 잔고청산 주문을 전송하였습니다.", "Everything is being sold by hand."});
  try {
    begin_exit(OrderReason::kManual, true);
  } catch (const FileError&) {
    if (!rebuild_needed_) throw;
  }
  step_done();
}

void TraderCore::cancel_symbol(const std::string& code, EpochMicros now) {
  now_ = now;
  try {
    if (SymbolDesk* desk = books_->find_desk(code)) desk->cancel_all("수동 취소");
  } catch (const FileError&) {
    if (!rebuild_needed_) throw;
  }
  step_done();
}

void TraderCore::exit_symbol(const std::string& code, EpochMicros now) {
  now_ = now;
  try {
    const SymbolDesk* desk = books_->find_desk(code);
    if (desk != nullptr && !desk->is_flat() && hand_exits_.count(code) == 0) {
      set_latch((kLatchHandExit + code).c_str(), true, "");  // also without a disk it is tried
      hand_exits_[code] = {now_, 0};
    }
    step_hand_exits();
  } catch (const FileError&) {
    if (!rebuild_needed_) throw;
  }
  step_done();
}

void TraderCore::take_by_hand(const bus::HaltRequest& request, bus::HaltReply& reply) {
  const SymbolDesk* desk = books_->find_desk(request.code);
  const std::size_t orders = books_->ledger().live(request.code).size();
  const bool exits = request.order == bus::HaltOrder::kExitSymbol;
  if (orders == 0 && (!exits || desk == nullptr || !desk->position().held)) {
    throw UsageError(exits ? message("{}: 보유도 미체결 주문도 없습니다.", "{}: nothing is held or ordered.", request.code)
                           : message("{}: 미체결 주문이 없습니다.", "{}: no order is open.", request.code));
  }
  const Message what = exits ? message("수동 청산: {} {}", "Closed by hand: {} {}", request.code, request.why)
                             : message("수동 취소: {} {}", "Cancelled by hand: {} {}", request.code, request.why);
  output_.log(bus::LogLevel::kWarning, what);
  output_.notify("hand", what);
  reply.cancelled = static_cast<std::uint32_t>(orders);
  if (exits) exit_symbol(request.code, now_);
  else cancel_symbol(request.code, now_);
}

// An order that works is cancelled first; the exit follows when its end is known.
void TraderCore::step_hand_exits() {
  for (auto exit = hand_exits_.begin(); exit != hand_exits_.end();) {
    const std::string code = exit->first;
    SymbolDesk* desk = books_->find_desk(code);
    const bool is_flat = desk == nullptr || desk->is_flat();
    const bool is_late = now_ - exit->second.begun >= kHandLimit || exit->second.begun > now_;
    if (is_flat || is_late) {
      exit = hand_exits_.erase(exit);
      set_latch((kLatchHandExit + code).c_str(), false, is_flat ? "flat" : "late");
      dirty_.insert(code);
      if (is_flat) continue;
      const Message what = message("{}: 수동 청산이 60초 안에 끝나지 않아 그만둡니다. 거래소에서 확인하십시오.",
                                   "{}: not closed within 60 s, given up. Look at the venue.", code);
      output_.log(bus::LogLevel::kError, what);
      output_.notify("hand", what);
      continue;
    }
    const bool is_free = desk->working(OrderPurpose::kOpen) == nullptr && desk->working(OrderPurpose::kClose) == nullptr;
    if (exit->second.tried == 0 || now_ - exit->second.tried >= (is_free ? kHandSoon : kHandAgain)) {
      exit->second.tried = now_;
      desk->liquidate(OrderReason::kManual, now_);
    }
    ++exit;
  }
}

void TraderCore::tell_everything(EpochMicros now) {
  now_ = now;
  for (const auto& [code, desk] : books_->desks()) dirty_.insert(code);
  step_done();
  send_account();
}

void TraderCore::begin_exit(OrderReason reason, bool exits) {
  set_latch(kLatchExit, true, exit_text(reason, exits));
  liquidation_.begin(reason, exits, now_);
  step_liquidation();
}

void TraderCore::price_came(const std::string& code) {
  if (price_watch_.saw(code, now_)) output_.log(bus::LogLevel::kInfo, message("{}: 시세가 다시 옵니다.", "{}: prices come again.", code));
}

// A held symbol whose prices stopped: nothing of it is decided meanwhile, but its value and the day's result must not stand still.
void TraderCore::look_for_prices() {
  std::vector<std::string> held;
  for (const auto& [code, desk] : books_->desks()) {
    if (desk->position().held) held.push_back(code);
  }
  const PriceWatch::Look look = price_watch_.look(held, now_);
  for (const std::string& code : look.lost) {
    const Message what = message("보유 종목 {}의 시세가 오지 않아 거래소에 가격을 직접 묻습니다. 시세가 올 때까지 손절과 전략의 매도가 없습니다.",
                                 "No prices of {}, which is held: the venue is asked. Until they come there is no stop loss and no exit of it.",
                                 code);
    output_.log(bus::LogLevel::kWarning, what);
    output_.notify("price", what);
  }
  if (!look.ask.empty() && ask_prices_) ask_prices_(look.ask);
}

void TraderCore::check_stops() {
  if (halted_) return;
  check_day_result();
  check_end_of_day();
}

// T = what is held and what was closed today, against the account.
void TraderCore::check_day_result() {
  if (!(settings_->stop_at_loss || settings_->stop_at_profit)) return;
  if (books_->latch(kLatchDayStop) != nullptr) return;  // once a day, also after the user's release
  const Money now = money();
  const double result = now.profit + books_->today().profit;
  if (!(now.equity > 0)) return;
  const bool loses = settings_->stop_at_loss && -result > now.equity * settings_->loss_percent / 100;
  const bool wins = settings_->stop_at_profit && result > now.equity * settings_->profit_percent / 100;
  if (!loses && !wins) return;
  set_latch(kLatchDayStop, true, fmt::format("{} {:.2f} / {:.2f}", loses ? "loss" : "profit", result, now.equity));
  if (books_->latch(kLatchDayStop) == nullptr) return;  // the disk did not take it: tried again in a second
  const Message what = message("{} 중지: 오늘 손익 {:.2f}, 추정예탁자산 {:.2f}. 매수를 멈추고 잔고를 청산합니다.",
                               "Day stop ({}): result {:.2f}, account {:.2f}. No entries today; everything is being sold.",
                               std::string(loses ? "손실" : "수익"), result, now.equity);
  output_.log(bus::LogLevel::kWarning, what);
  output_.notify("day_stop", what);
  output_.speak({"코인 자동 전략 잔고청산 주문을 전송하였습니다.", "Everything is being sold."});
  begin_exit(OrderReason::kDayStop, true);
}

// Not yet done today, and it is time.
void TraderCore::check_end_of_day() {
  if (books_->latch(kLatchEndOfDay) != nullptr || hhmmss_of(now_) < settings_->end_time) return;
  set_latch(kLatchEndOfDay, true, std::to_string(settings_->end_time));
  if (books_->latch(kLatchEndOfDay) == nullptr) return;
  output_.log(bus::LogLevel::kInfo, message("코인전략종료시간 {:06}이(가) 되었습니다.",
                                            "The strategy's end of the day {:06} has come.", settings_->end_time));
  if (is_flat() && !has_working_orders()) return;
  if (settings_->exit_at_end) output_.speak({"코인 자동 전략 잔고청산 주문을 전송하였습니다.", "Everything is being sold."});
  begin_exit(OrderReason::kEndOfDay, settings_->exit_at_end);
}

void TraderCore::step_liquidation() {
  if (!liquidation_.is_active()) return;
  if (halted_ && liquidation_.reason() != OrderReason::kHalt && liquidation_.reason() != OrderReason::kManual) return;
  const OrderReason reason = liquidation_.reason();
  const ExitStep step = liquidation_.step(has_working_orders(), is_flat(), now_);
  if (step.cancel) cancel_everything("liquidation");
  if (step.exit) {
    for (const auto& [code, desk] : books_->desks()) {
      if (!desk->is_flat()) desk->liquidate(reason, now_);
    }
  }
  if (step.is_late) {
    const Message what{"잔고청산이 30초 안에 끝나지 않았습니다. 계속 시도합니다.", "Not everything is sold after 30 s; it goes on."};
    output_.log(bus::LogLevel::kError, what);
    output_.notify("liquidation", what);
  }
  if (step.is_flat) {
    set_latch(kLatchExit, false, "flat");
    const Message what{"잔고청산이 끝났습니다.", "Everything is sold."};
    output_.log(bus::LogLevel::kInfo, what);
    output_.notify("liquidation", what);
  }
}

}  // namespace stom::live
