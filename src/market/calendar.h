// Trading days of the Korea Exchange: weekends, public holidays, 1 May and the last weekday of December are closed.
// Holidays are dated data; governments add some at short notice, so a configuration may close or open single days.
#pragma once

#include <span>
#include <vector>

#include "base/time.h"

namespace stom::market {

// Years with a full list of holidays. Outside them weekends, fixed-date holidays and the year's end are known.
inline constexpr int kFirstHolidayYear = 2014;
inline constexpr int kLastHolidayYear = 2026;

struct CalendarOptions {
  std::vector<TradingDay> also_closed;
  std::vector<TradingDay> also_open;         // wins over every other rule
  std::vector<TradingDay> college_test_days;  // 수능 days beside the known ones
};

[[nodiscard]] bool is_trading_day(TradingDay day, const CalendarOptions& options = {});
[[nodiscard]] TradingDay next_trading_day(TradingDay day, const CalendarOptions& options = {});
[[nodiscard]] bool is_first_trading_day_of_year(TradingDay day, const CalendarOptions& options = {});
// The day of the college entrance test, when everything starts an hour later.
[[nodiscard]] bool is_college_test_day(TradingDay day, const CalendarOptions& options = {});
// Two trading days later: the day whose tax law applies.
[[nodiscard]] TradingDay settlement_day(TradingDay trade_day, const CalendarOptions& options = {});

// Weekdays without trading as listed (not the rules): for tests and documentation.
[[nodiscard]] std::span<const TradingDay> listed_holidays();

}  // namespace stom::market
