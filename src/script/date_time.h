// Date-times and time differences of the strategy language, in whole microseconds of the row's own clock (Python's
// resolution, years 1 to 9999).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/time.h"

namespace stom::script {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// A 14-digit second key as a date-time; nothing if it is not a time (a ValueError of the text).
[[nodiscard]] std::optional<std::int64_t> date_time_of_key(double second_key);
// True while a date-time lies in the years that exist.
[[nodiscard]] bool is_valid_date_time(std::int64_t micros);
// Bounds a time difference, so that sums of two never overflow: ±1e18 microseconds (31 000 years).
[[nodiscard]] constexpr bool is_valid_time_delta(std::int64_t micros) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000'000;
  return micros <= kMost && micros >= -kMost;
}
// timedelta(seconds=s): microseconds rounded half to even; nothing for NaN, infinity or out of bounds.
[[nodiscard]] std::optional<std::int64_t> micros_of_seconds(double seconds);

struct CalendarTime {
  int year, month, day, hour, minute, second, microsecond, weekday;  // weekday: 0 = Monday
};
[[nodiscard]] CalendarTime calendar_of(std::int64_t micros);

[[nodiscard]] std::string date_time_text(std::int64_t micros);   // "2024-01-02 09:00:30"
[[nodiscard]] std::string time_delta_text(std::int64_t micros);  // "-1 day, 23:59:30"

}  // namespace stom::script
