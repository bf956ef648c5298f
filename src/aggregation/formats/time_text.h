// Times as files write them, read into microseconds of the row's own clock (crypto UTC, stock KST).
//
// Epoch numbers are told apart by their size: seconds, milliseconds, microseconds, nanoseconds; they are UTC. Texts are
// "YYYY-MM-DD hh:mm:ss.ffffff+hh:mm" with -, / or . in the date, T or a space before the time, seconds, fraction and
// offset optional, "YYYYMMDD", "YYYYMMDDhhmm" and "YYYYMMDDhhmmss", or whatever a pattern says (%Y %m %d %H %M %S %f %z).
// A text without an offset is in `source_offset`; a date without a time is put at `date_only_seconds` of the row clock's day.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aggregation/events.h"

namespace stom::aggregation {

inline constexpr std::int64_t kKoreaOffsetSeconds = 9 * 3600;

struct TimeRules {
  // "auto", "s", "ms", "us", "ns", "day-ms" (milliseconds of the day `day`), or a pattern with % signs.
  std::string format = "auto";
  TradingDay day = 0;                     // for day-ms
  std::int64_t source_offset = 0;         // of texts that name none, seconds east of UTC
  std::int64_t row_offset = 0;            // of the row's clock
  std::int64_t date_only_seconds = 0;     // where a date without a time is put
};

// False if the text is not a time of this format.
[[nodiscard]] bool parse_time(std::string_view text, const TimeRules& rules, EpochMicros& time);

// Milliseconds, microseconds, nanoseconds or seconds since the epoch, told apart by size; UTC.
[[nodiscard]] bool epoch_from_number(std::uint64_t number, EpochMicros& time);

// "+09:00", "-5", "Z", "UTC", "KST" → seconds east of UTC.
[[nodiscard]] bool parse_offset(std::string_view text, std::int64_t& seconds);

// False if the format is neither a known word nor a pattern of known parts.
[[nodiscard]] bool is_known_time_format(std::string_view format);

}  // namespace stom::aggregation
