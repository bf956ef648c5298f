// Which rules turn an order into a fill, and their options (docs/concepts/fills.md lists every rule of both).
//   reference   at once against the recorded book of the row of the signal, whole or not at all; nothing is used up
//   realistic   later by some rows, in parts, behind the queue, and out of what earlier own orders left
#pragma once

#include <optional>
#include <string_view>

#include "base/message.h"

namespace stom::trade {

enum class FillModelKind : std::uint8_t { kReference, kRealistic };

inline constexpr int kMostLatencyRows = 1000;

struct RealisticFillOptions {
  int latency_rows = 1;         // rows between a decision and its order (or cancel) at the venue, 0…kMostLatencyRows
  bool queue = true;            // a resting order waits behind the quantity shown at its price
  bool consume_book = true;     // quantity taken by own orders stays taken
  bool only_if_covered = true;  // market orders are sent only if the first levels hold all of it, as live trading does
  friend bool operator==(const RealisticFillOptions&, const RealisticFillOptions&) = default;
};

struct FillModel {
  FillModelKind kind = FillModelKind::kReference;
  RealisticFillOptions realistic;  // of kRealistic
  [[nodiscard]] bool is_reference() const { return kind == FillModelKind::kReference; }
  friend bool operator==(const FillModel&, const FillModel&) = default;
};

[[nodiscard]] constexpr std::string_view name(FillModelKind kind) { return kind == FillModelKind::kReference ? "reference" : "realistic"; }
[[nodiscard]] constexpr std::optional<FillModelKind> find_fill_model(std::string_view text) {
  for (const FillModelKind kind : {FillModelKind::kReference, FillModelKind::kRealistic}) {
    if (text == name(kind)) return kind;
  }
  return std::nullopt;
}

// "reference"; "realistic (지연 1행, 대기열 반영, …)": for reports.
[[nodiscard]] Message describe(const FillModel& model);

}  // namespace stom::trade
