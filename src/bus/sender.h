// The sending end of a channel. It never loses a message silently: what the channel does not take, the caller is told and
// keeps; what the policy lets go is counted. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bus/bus.h"
#include "bus/channel.h"
#include "bus/curve.h"
#include "bus/message.h"
#include "bus/messages/supervision.h"

namespace stom::bus {

enum class SendResult {
  kSent,
  kWaiting,  // conflate, drop oldest: kept here until there is room (flush)
  kFull,     // block, alarm: not taken
  kNobody,   // topics: nobody listens to this topic; not taken
};

struct SendOptions {
  std::string_view topic = kEverybody;  // topics only
  std::string_view key = {};            // conflate only: a newer message of the same key replaces a waiting one
  std::uint64_t correlation = 0;
};

struct SenderOptions {
  std::string copy = {};                     // "upbit" of "market.upbit"
  double block_seconds = 2;                  // longest wait of the policy block
  std::uint32_t high_water_mark = 0;         // 0: the channel's
  // Topics: nobody is waited for; a listener that is full or away misses messages, and sees it by the numbers.
  bool broadcast = false;
  std::optional<TcpServer> listen = {};      // topics: by TCP instead of this machine's sockets
  std::optional<TcpClient> remote = {};      // queues: the receiver is on another machine
};

class Sender {
 public:
  Sender(Bus& bus, ChannelId channel, SenderOptions options = {});
  ~Sender();
  Sender(Sender&&) noexcept;
  Sender& operator=(Sender&&) = delete;

  template <typename M>
  [[nodiscard]] SendResult send(const M& message, const SendOptions& options = {}) {
    return send_bytes(M::kFacts, encode(message), options);
  }
  // Sends what waits, as far as there is room.
  void flush();
  // Topics: how many listen to it now.
  [[nodiscard]] std::size_t listeners(std::string_view topic);
  // Topics: how often somebody began to listen to it.
  [[nodiscard]] std::uint64_t joins(std::string_view topic);

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& tcp_address() const;  // of options.listen, with its port
  [[nodiscard]] const ChannelGauge& gauge() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  SendResult send_bytes(const MessageFacts& facts, std::string body, const SendOptions& options);
};

}  // namespace stom::bus
