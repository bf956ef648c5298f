// Every REST call of Upbit that stom makes (https://api.upbit.com/v1), with its rate group. What the venue would refuse
// whatever its state (a limit order without price, an identifier that is too long) throws UsageError.
#pragma once

#include <span>

#include "venue/order_request.h"
#include "venue/rest_request.h"

namespace stom::venue::upbit {

inline constexpr std::string_view kRestHost = "api.upbit.com";

// ---- Public
[[nodiscard]] RestRequest markets(bool details = true);
[[nodiscard]] RestRequest tickers(std::span<const std::string> markets);
[[nodiscard]] RestRequest all_tickers(std::string_view quote_currencies = "KRW");
[[nodiscard]] RestRequest order_book(std::span<const std::string> markets, int levels = 30);
[[nodiscard]] RestRequest book_instruments(std::span<const std::string> markets);
enum class CandleUnit : std::uint8_t { kSecond, kMinute, kDay };
// minutes: 1, 3, 5, 10, 15, 30, 60, 240. `before`: kNoTime for the newest; at most 200.
[[nodiscard]] RestRequest candles(CandleUnit unit, int minutes, std::string_view market, EpochMicros before, int count = 200);
// `cursor`: sequential id to go on from, 0: none; days_ago 0 (today) to 7; at most 500.
[[nodiscard]] RestRequest trades(std::string_view market, std::uint64_t cursor, int days_ago, int count = 500);

// ---- Account
[[nodiscard]] RestRequest accounts();
[[nodiscard]] RestRequest order_chance(std::string_view market);

// ---- Orders
[[nodiscard]] bool is_valid_client_id(std::string_view id);  // 1 to 64 characters
[[nodiscard]] RestRequest new_order(const NewOrder& order);
[[nodiscard]] RestRequest order(const OrderName& name);
[[nodiscard]] RestRequest cancel_order(const OrderName& name);
[[nodiscard]] RestRequest open_orders(std::string_view market, int page = 1, int limit = 100);  // empty market: all
// Finished orders of at most seven days.
[[nodiscard]] RestRequest closed_orders(std::string_view market, EpochMicros from, EpochMicros to, int limit = 1000);
[[nodiscard]] RestRequest orders_by_client_id(std::span<const std::string> ids);  // at most 100
[[nodiscard]] RestRequest cancel_open_orders(std::string_view pairs, std::string_view side = "all");
// The new order exists only if the cancel worked. quantity 0: what is left of the old one.
[[nodiscard]] RestRequest cancel_and_new(const OrderName& old, const NewOrder& order);

}  // namespace stom::venue::upbit
