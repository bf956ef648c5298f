#include "market/session.h"

#include <algorithm>

namespace stom::market {
namespace {

constexpr TradingDay kAlways = 0, kForever = 99991231;
constexpr TradingDay kLaterClose = 20160801;       // regular market until 15:30 instead of 15:00
constexpr TradingDay kShorterPreMarket = 20190429;  // opening auction from 08:30 instead of 08:00
constexpr TradingDay kNxtStart = 20250304;

struct SessionRule {
  TradingDay from, until;  // [from, until)
  SessionWindow window;
};

constexpr SessionRule kRules[] = {
    {kAlways, kShorterPreMarket, {Venue::kKrx, Session::kPreviousCloseTrade, 73000, 83000}},
    {kAlways, kShorterPreMarket, {Venue::kKrx, Session::kOpeningAuction, 80000, 90000}},
    {kNxtStart, kForever, {Venue::kNxt, Session::kPreMarket, 80000, 85000}},
    {kShorterPreMarket, kForever, {Venue::kKrx, Session::kPreviousCloseTrade, 83000, 84000}},
    {kShorterPreMarket, kForever, {Venue::kKrx, Session::kOpeningAuction, 83000, 90000}},
    {kAlways, kLaterClose, {Venue::kKrx, Session::kContinuous, 90000, 145000}},
    {kLaterClose, kForever, {Venue::kKrx, Session::kContinuous, 90000, 152000}},
    {kNxtStart, kForever, {Venue::kNxt, Session::kContinuous, 90030, 152000}},
    {kAlways, kLaterClose, {Venue::kKrx, Session::kClosingAuction, 145000, 150000}},
    {kLaterClose, kForever, {Venue::kKrx, Session::kClosingAuction, 152000, 153000}},
    {kNxtStart, kForever, {Venue::kNxt, Session::kCloseTrade, 153000, 160000}},
    {kAlways, kLaterClose, {Venue::kKrx, Session::kCloseTrade, 151000, 153000}},
    {kLaterClose, kForever, {Venue::kKrx, Session::kCloseTrade, 154000, 160000}},
    {kNxtStart, kForever, {Venue::kNxt, Session::kAfterMarket, 154000, 200000}},
    {kAlways, kLaterClose, {Venue::kKrx, Session::kSinglePrice, 153000, 180000}},
    {kLaterClose, kForever, {Venue::kKrx, Session::kSinglePrice, 160000, 180000}},
};
constexpr SessionWindow kExtendedPreMarket = {Venue::kKrx, Session::kPreMarket, 70000, 80000};
constexpr SessionWindow kExtendedAfterMarket = {Venue::kKrx, Session::kAfterMarket, 160000, 200000};
constexpr int kRegularOpen = 90000;
constexpr int kNxtAfterMarketOnTestDay = 163000;

int later(int time, int minutes) {
  const int total = time / 10'000 * 60 + time / 100 % 100 + minutes;
  return total / 60 * 10'000 + total % 60 * 100 + time % 100;
}

bool ends_before_open(const SessionWindow& window) { return window.end <= kRegularOpen; }

// False: the session does not take place on such a day.
bool delay_first_day(SessionWindow& window, int minutes) {
  if (window.session == Session::kPreMarket && window.venue == Venue::kNxt) return false;
  if (ends_before_open(window)) {
    window.begin = later(window.begin, minutes);
    window.end = later(window.end, minutes);
  } else if (window.session == Session::kContinuous) {
    window.begin = later(window.begin, minutes);
  }
  return true;
}

bool delay_test_day(SessionWindow& window, int minutes) {
  if (window.session == Session::kPreMarket && window.venue == Venue::kNxt) return false;
  if (window.session == Session::kAfterMarket) {
    if (window.venue == Venue::kNxt) window.begin = kNxtAfterMarketOnTestDay;
    else window.begin = later(window.begin, minutes);
    return true;
  }
  window.begin = later(window.begin, minutes);
  if (window.session != Session::kSinglePrice) window.end = later(window.end, minutes);
  return true;
}

}  // namespace

std::vector<SessionWindow> sessions_on(TradingDay day, const SessionOptions& options) {
  std::vector<SessionWindow> windows;
  if (!is_trading_day(day, options.calendar)) return windows;
  const bool extended = day >= options.krx_extended_from;
  const bool first_day = is_first_trading_day_of_year(day, options.calendar);
  const bool test_day = is_college_test_day(day, options.calendar);
  const auto add = [&](SessionWindow window) {
    if (first_day && !delay_first_day(window, options.first_day_delay_minutes)) return;
    if (test_day && !delay_test_day(window, options.college_test_delay_minutes)) return;
    windows.push_back(window);
  };
  for (const SessionRule& rule : kRules) {
    if (day < rule.from || day >= rule.until) continue;
    if (extended && rule.window.session == Session::kSinglePrice) continue;
    add(rule.window);
  }
  if (extended) {
    windows.push_back(kExtendedPreMarket);
    add(kExtendedAfterMarket);
  }
  std::ranges::stable_sort(windows, {}, &SessionWindow::begin);
  return windows;
}

RegularHours regular_hours(TradingDay day, const SessionOptions& options) {
  RegularHours hours;
  for (const SessionWindow& window : sessions_on(day, options)) {
    if (window.venue != Venue::kKrx) continue;
    if (window.session == Session::kContinuous) hours.open = window.begin;
    if (window.session == Session::kClosingAuction) hours.close = window.end;
  }
  return hours;
}

}  // namespace stom::market
