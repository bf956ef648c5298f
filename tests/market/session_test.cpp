#include "market/session.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "market/market_data_folder.h"

namespace stom::market {
namespace {

bool has(const std::vector<SessionWindow>& windows, const SessionWindow& wanted) {
  return std::ranges::find(windows, wanted) != windows.end();
}
bool has_session(const std::vector<SessionWindow>& windows, Venue venue, Session session) {
  return std::ranges::any_of(windows, [&](const SessionWindow& w) { return w.venue == venue && w.session == session; });
}

TEST(Sessions, a_normal_day_has_the_regular_timetable_of_both_venues) {
  const std::vector<SessionWindow> windows = sessions_on(20250310);
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kOpeningAuction, 83000, 90000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kContinuous, 90000, 152000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kClosingAuction, 152000, 153000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kSinglePrice, 160000, 180000}));
  EXPECT_TRUE(has(windows, {Venue::kNxt, Session::kPreMarket, 80000, 85000}));
  EXPECT_TRUE(has(windows, {Venue::kNxt, Session::kContinuous, 90030, 152000}));
  EXPECT_TRUE(has(windows, {Venue::kNxt, Session::kAfterMarket, 154000, 200000}));
  EXPECT_EQ(regular_hours(20250310).open, 90000);
  EXPECT_EQ(regular_hours(20250310).close, 153000);
  EXPECT_FALSE(has_session(sessions_on(20250228), Venue::kNxt, Session::kContinuous));
}

TEST(Sessions, the_first_trading_day_of_a_year_opens_an_hour_later_and_closes_as_always) {
  EXPECT_TRUE(is_first_trading_day_of_year(20260102));
  const std::vector<SessionWindow> windows = sessions_on(20260102);
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kOpeningAuction, 93000, 100000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kContinuous, 100000, 152000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kSinglePrice, 160000, 180000}));
  EXPECT_FALSE(has_session(windows, Venue::kNxt, Session::kPreMarket));
  EXPECT_EQ(regular_hours(20260102).close, 153000);
  EXPECT_EQ(regular_hours(20260105).open, 90000);
}

TEST(Sessions, a_college_test_day_is_an_hour_later_as_a_whole) {
  const std::vector<SessionWindow> windows = sessions_on(20251113);
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kPreviousCloseTrade, 93000, 94000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kContinuous, 100000, 162000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kClosingAuction, 162000, 163000}));
  EXPECT_TRUE(has(windows, {Venue::kKrx, Session::kSinglePrice, 170000, 180000}));
  EXPECT_TRUE(has(windows, {Venue::kNxt, Session::kAfterMarket, 163000, 200000}));
  EXPECT_FALSE(has_session(windows, Venue::kNxt, Session::kPreMarket));
  SessionOptions moved;
  moved.calendar.college_test_days = {20271118};
  EXPECT_EQ(regular_hours(20271118, moved).close, 163000);
  EXPECT_EQ(regular_hours(20271118).close, 153000);
}

TEST(Sessions, a_day_without_trading_has_none) {
  for (const TradingDay day : {20240106, 20240301, 20240501, 20241231, 20250127}) {
    EXPECT_TRUE(sessions_on(day).empty()) << day;
    EXPECT_EQ(regular_hours(day).open, 0) << day;
  }
  SessionOptions options;
  options.calendar.also_closed = {20240104};
  options.calendar.also_open = {20240106};
  EXPECT_TRUE(sessions_on(20240104, options).empty());
  EXPECT_FALSE(sessions_on(20240106, options).empty());
}

TEST(Sessions, a_configured_future_session_overlaps_the_other_venue) {
  SessionOptions options;
  options.krx_extended_from = 20270104;
  const std::vector<SessionWindow> before = sessions_on(20261228, options), after = sessions_on(20270105, options);
  EXPECT_FALSE(has_session(before, Venue::kKrx, Session::kAfterMarket));
  EXPECT_TRUE(has_session(before, Venue::kKrx, Session::kSinglePrice));
  EXPECT_TRUE(has(after, {Venue::kKrx, Session::kPreMarket, 70000, 80000}));
  EXPECT_TRUE(has(after, {Venue::kKrx, Session::kAfterMarket, 160000, 200000}));
  EXPECT_TRUE(has(after, {Venue::kNxt, Session::kAfterMarket, 154000, 200000}));
  EXPECT_FALSE(has_session(after, Venue::kKrx, Session::kSinglePrice));
}

TEST(Sessions, hours_before_the_later_close_are_known) {
  EXPECT_EQ(regular_hours(20160729).close, 150000);
  EXPECT_EQ(regular_hours(20160801).close, 153000);
}

TEST(Calendar, the_list_of_holidays_is_sorted_and_holds_weekdays_only) {
  const std::span<const TradingDay> days = listed_holidays();
  EXPECT_TRUE(std::ranges::is_sorted(days));
  EXPECT_EQ(std::ranges::adjacent_find(days), days.end());
  for (const TradingDay day : days) {
    EXPECT_TRUE(is_valid_day(day)) << day;
    EXPECT_LT(weekday(day), 5) << day;
  }
}

TEST(Calendar, trading_days_are_those_of_the_recorded_daily_prices) {
  std::ifstream in(test::market_data("krx-daily-adj/005930.csv"));
  if (!in) GTEST_SKIP() << "recorded daily prices are not here";
  std::set<TradingDay> recorded;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) recorded.insert(std::stoi(line.substr(0, 4) + line.substr(5, 2) + line.substr(8, 2)));
  for (std::int64_t n = days_from_civil(kFirstHolidayYear * 10'000 + 101); n <= days_from_civil(20241216); ++n) {
    const TradingDay day = civil_from_days(n);
    EXPECT_EQ(is_trading_day(day), recorded.contains(day)) << day;
  }
}

}  // namespace
}  // namespace stom::market
