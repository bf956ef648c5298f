#include "gateway/order_guard.h"

#include "venue/binance/rest_requests.h"

namespace stom::gateway {
namespace {

constexpr EpochMicros kSecond = 1'000'000;

EpochMicros micros(double seconds) { return static_cast<EpochMicros>(seconds * static_cast<double>(kSecond)); }

}  // namespace

void OrderGuard::alive(double seconds, const std::set<std::string>& with_entries, const std::set<std::string>& all) {
  if (released_) return;
  seconds_ = seconds > 0 ? std::max(seconds, kShortest) : 0;
  if (seconds_ > 0) {
    for (const std::string& name : all) symbols_.try_emplace(name);
  }
  for (auto& [name, symbol] : symbols_) {
    symbol.wanted = seconds_ > 0 && with_entries.contains(name);
    settle(name, symbol);
  }
}

void OrderGuard::entering(const std::string& symbol) {
  if (released_ || seconds_ == 0) return;
  Symbol& one = symbols_[symbol];
  one.wanted = true;
  settle(symbol, one);
}

void OrderGuard::settle(const std::string& name, Symbol& symbol) {
  const EpochMicros now = port_.now();
  if (symbol.is_asking || (now < symbol.not_before && symbol.not_before - now < 60 * kSecond)) return;
  const EpochMicros age = now - symbol.told_at;
  // A clock that was set back must not hold up the next telling.
  const bool is_due = symbol.told != Told::kOn || age < 0 || age >= micros(seconds_ / 4);
  if (symbol.wanted ? !is_due : symbol.told == Told::kOff) return;
  const bool on = symbol.wanted;
  RestCall call;
  call.request = venue::binance::countdown_cancel(name, on ? static_cast<int>(seconds_ * 1000) : 0);
  call.kind = "rest";
  call.priority = net::Priority::kExit;
  call.timeout = 5;
  call.most_wait = 5;
  symbol.is_asking = true;
  port_.call(std::move(call), [this, name, on, now](const RestReply& reply) { answered(name, on, now, reply); });
}

void OrderGuard::answered(const std::string& name, bool on, EpochMicros sent, const RestReply& reply) {
  Symbol& symbol = symbols_[name];
  symbol.is_asking = false;
  if (reply.ok()) {
    symbol.told = on ? Told::kOn : Told::kOff;
    symbol.told_at = sent;
    symbol.is_alarmed = false;
  } else {
    // What was told before goes on to count; whether this was heard is not known.
    if (!on || symbol.told == Told::kOff) symbol.told = Told::kUnknown;
    symbol.not_before = port_.now() + std::max(kSecond, reply.outcome.wait);
    const bool is_late = symbol.told != Told::kOn || port_.now() - symbol.told_at > micros(seconds_ / 2);
    if (on && is_late && !std::exchange(symbol.is_alarmed, true)) {
      on_alarm_(message("{}: 자동 취소를 거래소에 알리지 못했습니다: {}", "{}: the dead man's switch could not be set at the venue: {}", name,
                        reply.problem.en));
    }
  }
  if (released_) return end_release();
  settle(name, symbol);
}

void OrderGuard::release(std::function<void()> done) {
  if (released_) return done();
  released_ = std::move(done);
  for (auto& [name, symbol] : symbols_) {
    symbol.wanted = false;
    symbol.not_before = 0;
    settle(name, symbol);
  }
  end_release();
}

// A symbol that was being switched on is switched off after its answer; what the venue refuses now is left to it.
void OrderGuard::end_release() {
  for (auto& [name, symbol] : symbols_) settle(name, symbol);
  const bool is_open = std::any_of(symbols_.begin(), symbols_.end(), [](const auto& entry) { return entry.second.is_asking; });
  if (is_open || !released_) return;
  const std::function<void()> done = std::exchange(released_, [] {});
  symbols_.clear();
  done();
}

}  // namespace stom::gateway
