// Addresses and frames of Binance USD-M streams. Since 2026-04 the address says the kind of traffic: /public (depth,
// bookTicker), /market (trades, klines, tickers) and /private (user data); stream names are in lower case.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stom::venue::binance {

inline constexpr std::string_view kStreamHost = "fstream.binance.com";
inline constexpr std::size_t kMostStreams = 1024;  // per connection

enum class Traffic : std::uint8_t { kPublic, kMarket };

// "btcusdt@aggTrade", "btcusdt@depth10@100ms" …
[[nodiscard]] std::string stream_name(std::string_view symbol, std::string_view stream);
[[nodiscard]] Traffic traffic_of(std::string_view stream);
// "/public/stream?streams=a/b": messages come inside {"stream":…,"data":…}.
[[nodiscard]] std::string combined_target(Traffic traffic, std::span<const std::string> streams);
// "/private/ws?listenKey=…&events=ORDER_TRADE_UPDATE/ACCOUNT_UPDATE"; no events: all.
[[nodiscard]] std::string user_target(std::string_view listen_key, std::span<const std::string> events = {});

[[nodiscard]] std::string subscribe_frame(std::span<const std::string> streams, int id);
[[nodiscard]] std::string unsubscribe_frame(std::span<const std::string> streams, int id);

}  // namespace stom::venue::binance
