// How reports write numbers, money, days and times: independent of the locale, the same bytes everywhere.
// Money is won (stock, Upbit: no decimals) or USDT (Binance: two decimals); times are in the rows' own clock.
#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "base/time.h"
#include "market/market.h"

namespace stom::backtest {

// "-1,234,567.80"; "-" for values that are not finite. Never "-0".
[[nodiscard]] std::string with_thousands(double value, int decimals);
// Axis labels: as many decimals as the step between ticks needs.
[[nodiscard]] std::string with_thousands_for_step(double value, double step);
// A coin's or share's price: up to 8 decimals, trailing zeros dropped.
[[nodiscard]] std::string price_text(double value);

[[nodiscard]] int money_decimals(market::Market market);
[[nodiscard]] std::string money_text(market::Market market, double value);
// "1,000원" / "1,000 KRW", "12.50USDT" / "12.50 USDT".
[[nodiscard]] Message money_with_unit(market::Market market, double value);
[[nodiscard]] Message money_unit(market::Market market);

[[nodiscard]] Message market_title(market::Market market,
                                   market::Frame frame);  // "주식 틱" / "KRX stocks, 1-second rows"
[[nodiscard]] Message hold_unit(market::Frame frame);     // "초"/"s", "분"/"min"
[[nodiscard]] Message weekday_name(int weekday);          // 0 = Monday

[[nodiscard]] std::string day_text(TradingDay day);                                  // "2024-01-02"
[[nodiscard]] std::string time_of_day_text(market::Frame frame, std::int64_t time);  // "09:00:30", "09:00"
[[nodiscard]] std::string row_time_text(market::Frame frame, RowKey key);            // "2024-01-02 09:00:30"
[[nodiscard]] TradingDay day_of(market::Frame frame, RowKey key);
[[nodiscard]] std::int64_t seconds_of_day(market::Frame frame, std::int64_t time_of_day);
[[nodiscard]] std::string fingerprint_text(std::uint64_t fingerprint);  // 16 hexadecimal digits

// The text with every byte that is not UTF-8, and every control character but tab and line feed, replaced by U+FFFD:
// names and strategies come from foreign files and go into pictures and pages.
[[nodiscard]] std::string valid_utf8(std::string_view text);

}  // namespace stom::backtest
