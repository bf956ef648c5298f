// Calendar time without a time zone: stock rows are KST, crypto rows are UTC, and each stays in its own.
// A row key is the integer of a row: YYYYMMDDhhmmss (second rows) or YYYYMMDDhhmm (minute rows). A trading day is YYYYMMDD.
#pragma once

#include <cstdint>
#include <string>

namespace stom {

using RowKey = std::int64_t;
using TradingDay = std::int32_t;
using EpochMicros = std::int64_t;  // microseconds since 1970-01-01 00:00:00 of the row's own clock

// Days since 1970-01-01 of a YYYYMMDD day, and back.
[[nodiscard]] std::int64_t days_from_civil(TradingDay day);
[[nodiscard]] TradingDay civil_from_days(std::int64_t days);
[[nodiscard]] bool is_valid_day(std::int64_t day);
// 0 = Monday … 6 = Sunday.
[[nodiscard]] int weekday(TradingDay day);

// Seconds since the epoch of a 14-digit second key; a 12-digit minute key is given as key × 100.
[[nodiscard]] std::int64_t epoch_seconds(RowKey second_key);
[[nodiscard]] RowKey second_key(std::int64_t epoch_seconds);
[[nodiscard]] bool is_valid_second_key(RowKey key);

// "2024-01-02 09:00:30" of a second key.
[[nodiscard]] std::string readable(RowKey second_key);

// Wall clock; the only place that reads it.
[[nodiscard]] EpochMicros utc_now_micros();
[[nodiscard]] RowKey local_now_second_key();
// Seconds that never go back, for elapsed and remaining time.
[[nodiscard]] double monotonic_seconds();

}  // namespace stom
