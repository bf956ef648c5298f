// Every REST call of Binance USD-M that stom makes (https://fapi.binance.com), with its weight. What the venue would refuse
// whatever its state throws UsageError.
#pragma once

#include "venue/order_request.h"
#include "venue/rest_request.h"

namespace stom::venue::binance {

inline constexpr std::string_view kRestHost = "fapi.binance.com";
inline constexpr std::string_view kTestRestHost = "demo-fapi.binance.com";

// ---- Public
[[nodiscard]] RestRequest server_time();
[[nodiscard]] RestRequest exchange_info();
[[nodiscard]] RestRequest depth(std::string_view symbol, int limit = 1000);
// from, to: kNoTime for none; at most 1500.
[[nodiscard]] RestRequest klines(std::string_view symbol, std::string_view interval, EpochMicros from, EpochMicros to, int limit = 1500);
[[nodiscard]] RestRequest aggregate_trades(std::string_view symbol, std::uint64_t from_id, int limit = 1000);
[[nodiscard]] RestRequest aggregate_trades_between(std::string_view symbol, EpochMicros from, EpochMicros to, int limit = 1000);
[[nodiscard]] RestRequest day_tickers(std::string_view symbol = {});  // empty: all

// ---- Account
[[nodiscard]] RestRequest balances();
[[nodiscard]] RestRequest account();
[[nodiscard]] RestRequest positions(std::string_view symbol = {});
[[nodiscard]] RestRequest symbol_config(std::string_view symbol = {});
[[nodiscard]] RestRequest commission_rate(std::string_view symbol);
[[nodiscard]] RestRequest leverage_brackets(std::string_view symbol = {});
[[nodiscard]] RestRequest position_mode();
[[nodiscard]] RestRequest set_position_mode(bool hedge);
[[nodiscard]] RestRequest set_leverage(std::string_view symbol, int leverage);  // 1 to 125
enum class MarginType : std::uint8_t { kIsolated, kCrossed };
[[nodiscard]] RestRequest set_margin_type(std::string_view symbol, MarginType type);
[[nodiscard]] RestRequest user_trades(std::string_view symbol, std::uint64_t from_id, EpochMicros from, EpochMicros to, int limit = 1000);
[[nodiscard]] RestRequest trades_of_order(std::string_view symbol, std::string_view order_id);

// ---- Orders
[[nodiscard]] bool is_valid_client_id(std::string_view id);  // ^[\.A-Z\:/a-z0-9_-]{1,36}$
[[nodiscard]] RestRequest new_order(const NewOrder& order);
// Limit orders only: both price and quantity are given anew; the place in the queue is lost.
[[nodiscard]] RestRequest amend_order(std::string_view symbol, const OrderName& name, Side side, aggregation::Decimal quantity,
                                      aggregation::Decimal price);
[[nodiscard]] RestRequest order(std::string_view symbol, const OrderName& name);
[[nodiscard]] RestRequest cancel_order(std::string_view symbol, const OrderName& name);
[[nodiscard]] RestRequest open_orders(std::string_view symbol = {});
[[nodiscard]] RestRequest cancel_open_orders(std::string_view symbol);
// Dead-man switch: all orders of the symbol are cancelled when the time runs out; 0 switches it off.
[[nodiscard]] RestRequest countdown_cancel(std::string_view symbol, int milliseconds);

// ---- User data stream
[[nodiscard]] RestRequest make_listen_key();
[[nodiscard]] RestRequest renew_listen_key();
[[nodiscard]] RestRequest close_listen_key();

}  // namespace stom::venue::binance
