// The server of shared rows (setting 리시버공유 = 1): what the own workers get, other platforms get too, over TCP. There is no replay, so
// who joins is first told of which market and frame the rows are, the instruments and the watch list. Nobody is waited for: a client that
// is too slow misses rows, and sees by the numbers that it did. One thread.
#pragma once

#include "bus/messages/market.h"
#include "bus/sender.h"
#include "live/platform.h"
#include "live/receiver_core.h"

namespace stom::live {

// Every end of shared rows of a market; the topic is bus::kEverybody.
[[nodiscard]] std::string share_channel_copy(market::Market market);
// MarketState::state of shared rows.
inline constexpr std::uint8_t kFeedBroken = 0, kFeedLive = 1;

[[nodiscard]] bus::SenderOptions row_share_options(market::Market market, bus::TcpServer listen);

class RowShare {
 public:
  // `sender`: made with row_share_options.
  RowShare(bus::Sender& sender, const Platform& platform);

  // Tells who has joined since the last call; at least ten times a second.
  void greet();
  // Also a sign of life: once a second.
  void tell_state(bool is_live);
  void publish(const ReceivedRow& row);
  void tell(const bus::InstrumentList& instruments);
  void tell(const bus::WatchListUpdate& watch_list);
  void tell(const ReceiverCore::WatchTime& time);

  [[nodiscard]] std::size_t clients() { return sender_.listeners(bus::kEverybody); }

 private:
  bus::Sender& sender_;
  bus::InstrumentList instruments_;
  bus::WatchListUpdate watch_list_;
  bus::MarketState state_;
  std::uint64_t greeted_ = 0;
};

}  // namespace stom::live
