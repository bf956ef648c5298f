// What a format reader says about one piece of input (a line or an element of a JSON list).
#pragma once

#include <string>
#include <vector>

#include "aggregation/events.h"
#include "base/message.h"

namespace stom::aggregation {

enum class ParseKind : std::uint8_t {
  kEvents,   // events were appended (perhaps none yet, where a snapshot waits for its symbol)
  kIgnored,  // understood and of no use for rows: heading, subscription answer, other streams
  kBad,      // not what the format asks for; nothing was appended
};

struct ParseResult {
  ParseKind kind = ParseKind::kEvents;
  std::string ignored;  // kIgnored: what it was, for counting ("kline", "heading")
  Message reason;       // kBad

  static ParseResult events() { return {}; }
  static ParseResult ignore(std::string_view what) { return {ParseKind::kIgnored, std::string(what), {}}; }
  static ParseResult bad(Message reason) { return {ParseKind::kBad, {}, std::move(reason)}; }
};

// Stamps outside these years are no exchange times but errors.
inline constexpr EpochMicros kEarliestTime = -631'152'000'000'000;  // 1950, for daily bars of stocks
inline constexpr EpochMicros kLatestTime = 4'102'444'800'000'000;   // 2100
[[nodiscard]] constexpr bool is_plausible_time(EpochMicros time) { return time >= kEarliestTime && time < kLatestTime; }

}  // namespace stom::aggregation
