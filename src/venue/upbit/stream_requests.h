// What is sent on Upbit's sockets (wss://api.upbit.com/websocket/v1, …/private). A new request replaces the whole
// subscription of its connection; the connection is cut after 120 s without a ping.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace stom::venue::upbit {

inline constexpr std::string_view kStreamHost = "api.upbit.com";
inline constexpr std::string_view kPublicPath = "/websocket/v1";
inline constexpr std::string_view kPrivatePath = "/websocket/v1/private";
inline constexpr std::string_view kPing = "PING";  // answered by {"status":"UP"}
inline constexpr int kPingSeconds = 60;

enum class Format : std::uint8_t { kDefault, kSimple, kJsonList, kSimpleList };

struct Subscription {
  std::string type;                // "ticker", "trade", "orderbook", "candle.1s", "myOrder", "myAsset"
  std::vector<std::string> codes;  // empty: all (myOrder), none (myAsset)
  bool only_realtime = false, only_snapshot = false;
  int units = 0;                   // orderbook levels 1, 5, 15, 30; 0: the venue's default
};

[[nodiscard]] std::string subscribe_frame(std::string_view ticket, std::span<const Subscription> subscriptions,
                                          Format format = Format::kDefault);
[[nodiscard]] std::string list_subscriptions_frame(std::string_view ticket);

}  // namespace stom::venue::upbit
