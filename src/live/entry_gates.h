// May this entry be ordered now? The gates of live-coin 3.3 in their order; the first that is closed refuses. Pure.
#pragma once

#include <optional>

#include "base/message.h"
#include "trade/managed_position.h"
#include "trade/order_settings.h"

namespace stom::live {

struct GateFacts {
  std::int64_t now = 0;                 // epoch seconds of the row
  bool held = false;                    // the symbol
  int buys = 0;                         // partial entries done
  bool entry_pending = false;           // of this side
  trade::DayCounters counters;
  int positions = 0;                    // held symbols of the account and symbols with a pending first entry, this one left out
  int most_positions = 10;
  double needed = 0, available = 0;     // quote currency, margin on futures
};

enum class Gate : std::uint8_t { kTrades, kLosses, kPositions, kPause, kPauseAfterLoss, kSplits, kFunds, kPending };
inline constexpr int kGates = 8;

[[nodiscard]] std::optional<Gate> closed_gate(const trade::ManagedBuySettings& settings, const GateFacts& facts);
[[nodiscard]] Message describe(Gate gate);

}  // namespace stom::live
