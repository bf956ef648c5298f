// Binance's dead man's switch (countdownCancelAll): while the owner says that it lives, the venue is told every quarter of the time to
// cancel all orders of a symbol when the time has run out. When the owner or its network dies, the venue does.
//
// On for the symbols with open entries of ours, from just before the first one goes until none is left; then it is switched off, since it
// would take the exits too. A symbol where an earlier life of ours may have left it running is switched off once. One request of a symbol is
// under way at a time; what was lost is sent again. The venue cancels all orders of the symbol, also those that are not ours.
#pragma once

#include <set>

#include "gateway/broker_port.h"

namespace stom::gateway {

class OrderGuard {
 public:
  static constexpr double kShortest = 4;  // seconds
  using OnAlarm = std::function<void(const Message& text)>;

  OrderGuard(BrokerPort& port, OnAlarm on_alarm) : port_(port), on_alarm_(std::move(on_alarm)) {}

  // The owner lives. Symbols with open entries, and all with open orders of ours. 0 s: no switch.
  void alive(double seconds, const std::set<std::string>& with_entries, const std::set<std::string>& all);
  // An entry is about to be sent.
  void entering(const std::string& symbol);
  // Switches off everywhere; the work runs when the venue has answered everything.
  void release(std::function<void()> done);

 private:
  enum class Told : std::uint8_t { kOff, kOn, kUnknown };
  struct Symbol {
    Told told = Told::kUnknown;
    bool wanted = false, is_asking = false;
    bool is_alarmed = false;
    EpochMicros told_at = 0;    // when the venue began to count, at the earliest
    EpochMicros not_before = 0; // of the next try
  };

  void settle(const std::string& name, Symbol& symbol);
  void answered(const std::string& name, bool on, EpochMicros sent, const RestReply& reply);
  void end_release();

  BrokerPort& port_;
  OnAlarm on_alarm_;
  double seconds_ = 0;
  std::map<std::string, Symbol> symbols_;
  std::function<void()> released_;
};

}  // namespace stom::gateway
