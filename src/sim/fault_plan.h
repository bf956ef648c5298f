// What goes wrong, when. Every place of the server where something can go wrong asks the plan; the plan answers from commands (rates set
// for a time) and a seeded random stream per place, so that the same seed and the same sequence of asks give the same faults.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "base/time.h"

namespace stom::sim {

enum class Fault : std::uint8_t {
  kDropRequest,      // the connection is cut before the request is handled
  kDropAnswer,       // handled, then the connection is cut without answer
  kDelayAnswer,      // handled, answered late
  kReject,           // an order is refused by the venue's own words
  kServerError,      // 5xx, not handled
  kServerErrorDone,  // 5xx, but handled
  kRateLimited,      // 429
  kBanned,           // 418 (Upbit and Binance)
  kDropEvent,        // a private stream event is never sent
  kDelayEvent,       // a private event is sent late
  kDuplicateEvent,   // a private event is sent twice
  kReorderEvents,    // a private event is sent after its successor
  kLateFill,         // the fill event comes after the order's end was answered by REST
  kPartialFill,      // taker orders fill in parts
  kCutStream,        // a WebSocket is cut
  kSilentStream,     // a WebSocket stays open and says nothing (pings are answered)
  kTruncatedFrame,   // a frame is cut in its middle, then the connection
  kWrongClock,       // serverTime is off
  kMaintenance,      // everything is answered 503, sockets are closed
  kDropMarketEvent,  // a public event is never sent
};
inline constexpr int kFaultCount = 20;
inline constexpr double kWrongClockSeconds = 3;  // when nothing is said
[[nodiscard]] std::string_view name(Fault fault);
[[nodiscard]] std::optional<Fault> find_fault(std::string_view name);

struct FaultRate {
  double probability = 0;          // of each ask
  double seconds = 0;              // how long a delay, silence, maintenance or wrong clock lasts (or is, for the clock)
  EpochMicros until = INT64_MAX;   // of the server's steady time
};

class FaultPlan {
 public:
  explicit FaultPlan(std::uint64_t seed);
  void set(Fault fault, const FaultRate& rate);
  void clear();
  // A mixture by seed: every kind now and then, bearable (no request type fails more often than one time in four).
  void set_hostile(std::uint64_t seed);
  // Nothing, or how long.
  [[nodiscard]] std::optional<double> ask(Fault fault, EpochMicros now);
  // Told of every fault that strikes, with its number among its kind.
  void on_strike(std::function<void(Fault fault, std::uint64_t number)> told) { told_ = std::move(told); }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::optional<std::uint64_t> hostile() const { return hostile_; }  // seed of the mixture, while it lasts
  [[nodiscard]] std::uint64_t count(Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }

 private:
  std::array<FaultRate, kFaultCount> rates_;
  std::array<std::mt19937_64, kFaultCount> random_;
  std::array<std::uint64_t, kFaultCount> counts_{};
  std::uint64_t seed_ = 0;
  std::optional<std::uint64_t> hostile_;
  std::function<void(Fault, std::uint64_t)> told_;
};

}  // namespace stom::sim
