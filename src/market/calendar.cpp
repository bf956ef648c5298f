#include "market/calendar.h"

#include <algorithm>

namespace stom::market {
namespace {

// Weekdays on which the exchange was closed, beside 1 May and the last weekday of the year.
constexpr TradingDay kHolidays[] = {
    20140101, 20140130, 20140131, 20140505, 20140506, 20140604, 20140606, 20140815, 20140908, 20140909, 20140910, 20141003, 20141009, 20141225,
    20150101, 20150218, 20150219, 20150220, 20150505, 20150525, 20150814, 20150928, 20150929, 20151009, 20151225,
    20160101, 20160208, 20160209, 20160210, 20160301, 20160413, 20160505, 20160506, 20160606, 20160815, 20160914, 20160915, 20160916, 20161003,
    20170127, 20170130, 20170301, 20170503, 20170505, 20170509, 20170606, 20170815, 20171002, 20171003, 20171004, 20171005, 20171006, 20171009, 20171225,
    20180101, 20180215, 20180216, 20180301, 20180507, 20180522, 20180606, 20180613, 20180815, 20180924, 20180925, 20180926, 20181003, 20181009, 20181225,
    20190101, 20190204, 20190205, 20190206, 20190301, 20190506, 20190606, 20190815, 20190912, 20190913, 20191003, 20191009, 20191225,
    20200101, 20200124, 20200127, 20200415, 20200430, 20200505, 20200817, 20200930, 20201001, 20201002, 20201009, 20201225,
    20210101, 20210211, 20210212, 20210301, 20210505, 20210519, 20210816, 20210920, 20210921, 20210922, 20211004, 20211011,
    20220131, 20220201, 20220202, 20220301, 20220309, 20220505, 20220601, 20220606, 20220815, 20220909, 20220912, 20221003, 20221010,
    20230123, 20230124, 20230301, 20230505, 20230529, 20230606, 20230815, 20230928, 20230929, 20231002, 20231003, 20231009, 20231225,
    20240101, 20240209, 20240212, 20240301, 20240410, 20240506, 20240515, 20240606, 20240815, 20240916, 20240917, 20240918, 20241001, 20241003, 20241009, 20241225,
    20250101, 20250127, 20250128, 20250129, 20250130, 20250303, 20250505, 20250506, 20250603, 20250606, 20250815, 20251003, 20251006, 20251007, 20251008, 20251009, 20251225,
    20260101, 20260216, 20260217, 20260218, 20260302, 20260505, 20260525, 20260603, 20260817, 20260924, 20260925, 20261005, 20261009, 20261225,
};

// Month and day of holidays that never move, for years without a list.
constexpr int kFixedHolidays[] = {101, 301, 505, 606, 815, 1003, 1009, 1225};
constexpr int kLabourDay = 501;

constexpr TradingDay kCollegeTestDays[] = {20141113, 20151112, 20161117, 20171123, 20181115, 20191114, 20201203,
                                           20211118, 20221117, 20231116, 20241114, 20251113, 20261119};

bool contains(std::span<const TradingDay> days, TradingDay day) { return std::ranges::find(days, day) != days.end(); }

bool is_weekend(TradingDay day) { return weekday(day) >= 5; }

TradingDay last_weekday_of_year(int year) {
  std::int64_t last = days_from_civil(year * 10'000 + 1231);
  while (is_weekend(civil_from_days(last))) --last;
  return civil_from_days(last);
}

bool is_holiday(TradingDay day) {
  const int year = day / 10'000, month_day = day % 10'000;
  if (month_day == kLabourDay || day == last_weekday_of_year(year)) return true;
  if (year < kFirstHolidayYear || year > kLastHolidayYear) return std::ranges::find(kFixedHolidays, month_day) != std::end(kFixedHolidays);
  return std::ranges::binary_search(kHolidays, day);
}

}  // namespace

std::span<const TradingDay> listed_holidays() { return kHolidays; }

bool is_trading_day(TradingDay day, const CalendarOptions& options) {
  if (contains(options.also_open, day)) return true;
  return !is_weekend(day) && !is_holiday(day) && !contains(options.also_closed, day);
}

TradingDay next_trading_day(TradingDay day, const CalendarOptions& options) {
  std::int64_t number = days_from_civil(day);
  do ++number;
  while (!is_trading_day(civil_from_days(number), options));
  return civil_from_days(number);
}

bool is_first_trading_day_of_year(TradingDay day, const CalendarOptions& options) {
  const int year = day / 10'000;
  return next_trading_day((year - 1) * 10'000 + 1231, options) == day;
}

bool is_college_test_day(TradingDay day, const CalendarOptions& options) {
  return contains(kCollegeTestDays, day) || contains(options.college_test_days, day);
}

TradingDay settlement_day(TradingDay trade_day, const CalendarOptions& options) {
  return next_trading_day(next_trading_day(trade_day, options), options);
}

}  // namespace stom::market
