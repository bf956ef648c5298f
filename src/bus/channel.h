// The channels of stom, declared once: who listens, which messages may travel, how much waits, what happens when it is full.
// Names are those of the queues that users of the reference know. A channel may exist several times (one a market, one a
// strategy worker); the copy's name follows a point: "cstg.3".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "bus/message_type.h"

namespace stom::bus {

enum class ChannelId : std::uint8_t {
  kWindow, kSound, kQuery, kTele, kChart, kHoga, kWebc, kBack, kCreceiv, kCtrader, kCstg, kLive, kKimp, kWdzserv, kTotal,
  kKwzserv, kSreceiv, kStrader, kSstg, kMarket, kControl, kHealth, kLog, kClock,
};

enum class Pattern {
  kQueue,   // many senders, one receiver that takes each message once
  kTopics,  // one sender, receivers by topic (a role's name, a worker's number)
};

enum class WhenFull {
  kBlock,       // the sender waits up to its limit, then is told kFull and keeps the message
  kAlarm,       // the sender is told kFull at once and keeps the message; the refusal is counted and shown
  kConflate,    // the newest message of each key waits at the sender; it never blocks
  kDropOldest,  // log lines only: the oldest waiting line goes, and the next one says how many went
};
[[nodiscard]] const char* name(WhenFull policy);

struct Channel {
  ChannelId id;
  const char* name;
  Pattern pattern;
  WhenFull when_full;
  std::uint32_t high_water_mark;  // messages that wait at each end
  const char* senders;
  const char* receiver;
  std::span<const MessageType> messages;

  [[nodiscard]] bool carries(MessageType type) const;
};

[[nodiscard]] std::span<const Channel> all_channels();
[[nodiscard]] const Channel& channel(ChannelId id);

// "market" or "market.upbit".
[[nodiscard]] std::string channel_name(ChannelId id, std::string_view copy = {});

// Topics: one worker of many, all workers, one role by name.
[[nodiscard]] std::string worker_topic(unsigned worker);
[[nodiscard]] std::string role_topic(std::string_view role);
inline constexpr std::string_view kEverybody = "*\n";

// Which of `workers` handles a symbol: stable over restarts and machines.
[[nodiscard]] unsigned worker_of(std::string_view symbol, unsigned workers);

}  // namespace stom::bus
