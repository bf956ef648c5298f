// Trading sessions of Korean stocks by date: the Korea Exchange (KRX) and Nextrade (NXT). Sessions of the two venues
// overlap, and a row must know its venue. Times are KST, hhmmss; a session covers [begin, end).
#pragma once

#include <vector>

#include "market/calendar.h"

namespace stom::market {

enum class Venue : std::uint8_t { kKrx, kNxt };
enum class Session : std::uint8_t {
  kOpeningAuction,      // orders of the opening call auction
  kPreviousCloseTrade,  // 장전 시간외종가
  kContinuous,          // regular market; NXT: main market
  kClosingAuction,
  kCloseTrade,          // 장후 시간외종가; NXT: 종가매매
  kSinglePrice,         // 시간외단일가
  kPreMarket, kAfterMarket,
};

struct SessionWindow {
  Venue venue;
  Session session;
  int begin, end;
  friend bool operator==(const SessionWindow&, const SessionWindow&) = default;
};

struct SessionOptions {
  CalendarOptions calendar;
  int first_day_delay_minutes = 60;    // the first trading day of a year opens later and closes as always
  int college_test_delay_minutes = 60;  // a 수능 day is later as a whole
  // First day of KRX's announced 12-hour trading (pre-market 07:00-08:00, after-market 16:00-20:00, no single price);
  // not known to have started, so off.
  TradingDay krx_extended_from = 99991231;
};

// All sessions of a day by time; none on a day without trading.
[[nodiscard]] std::vector<SessionWindow> sessions_on(TradingDay day, const SessionOptions& options = {});

// Opening and close of KRX's regular market (close: end of the closing auction); {0, 0} on a day without trading.
struct RegularHours {
  int open = 0, close = 0;
};
[[nodiscard]] RegularHours regular_hours(TradingDay day, const SessionOptions& options = {});

}  // namespace stom::market
