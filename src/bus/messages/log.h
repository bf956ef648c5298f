// Log lines of all roles, and the clock.
#pragma once

#include "bus/message.h"

namespace stom::bus {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
constexpr unsigned enum_count(LogLevel) { return 4; }
[[nodiscard]] constexpr const char* name(LogLevel level) {
  constexpr const char* kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<unsigned>(level)];
}

struct LogLine {
  std::int64_t utc_micros = 0;
  LogLevel level = LogLevel::kInfo;
  std::string role;
  std::string text;
  std::uint64_t dropped = 0;

  static constexpr MessageFacts kFacts{MessageType::kLogLine, 1, "LogLine", "one line of a role's log"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("utc", self.utc_micros, "µs since 1970");
    visit("level", self.level);
    visit("role", self.role);
    visit("text", self.text);
    visit("dropped", self.dropped, "lines of the role that were lost before this one");
  }
};

struct ClockTick {
  std::int64_t utc_micros = 0;
  std::int64_t utc_second_key = 0, korea_second_key = 0;
  double step = 0;

  static constexpr MessageFacts kFacts{MessageType::kClockTick, 1, "ClockTick", "a second of the wall clock has begun"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("utc", self.utc_micros, "µs since 1970, when it was noticed");
    visit("utc_second", self.utc_second_key, "YYYYMMDDhhmmss");
    visit("korea_second", self.korea_second_key, "YYYYMMDDhhmmss in Korea");
    visit("step", self.step, "s that the wall clock was set forward (or back, negative) since the tick before");
  }
};

}  // namespace stom::bus
