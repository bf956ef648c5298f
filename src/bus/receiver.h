// The receiving end of a channel: one for a queue, any number for topics. Waiting messages are taken off the socket into a
// bounded queue of its own, so that their number is known. Order is kept per sender. One thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bus/bus.h"
#include "bus/channel.h"
#include "bus/curve.h"
#include "bus/envelope.h"
#include "bus/message.h"
#include "bus/messages/supervision.h"

namespace stom::bus {

// What the numbers of a sender say before a message.
struct Gap {
  bool restarted = false;     // the role of this number has another session than before
  std::uint64_t missing = 0;  // messages of this sender that never came
};

struct Packet {
  Envelope envelope;
  std::string body;
  std::optional<Gap> gap;

  [[nodiscard]] MessageType type() const { return envelope.type; }
  // Throws DataError when it is another message, a newer version, or damaged.
  template <typename M>
  [[nodiscard]] M as() const {
    if (envelope.type != M::kFacts.type) refuse_other_type(M::kFacts, envelope.type);
    return decode<M>(body, envelope.version);
  }

 private:
  [[noreturn]] static void refuse_other_type(const MessageFacts& expected, MessageType got);
};

// The way to a sender on another machine.
enum class Link {
  kConnecting,  // nobody answers (yet, or any more); goes on trying
  kUp,
  kRefused,     // the server does not let this key in; only a new Receiver tries again
  kStranger,    // the server has another key than the one expected, or is not stom; goes on trying
};

struct ReceiverOptions {
  std::string copy = {};
  std::vector<std::string> topics = {std::string(kEverybody)};  // topics only
  std::uint32_t high_water_mark = 0;                            // 0: the channel's
  std::optional<TcpServer> listen = {};                         // queues: by TCP instead of this machine's sockets
  std::optional<TcpClient> remote = {};                         // topics: the sender is on another machine
};

class Receiver {
 public:
  Receiver(Bus& bus, ChannelId channel, ReceiverOptions options = {});
  ~Receiver();
  Receiver(Receiver&&) noexcept;
  Receiver& operator=(Receiver&&) = delete;

  // The next message; waits at most `seconds` (a signal ends the wait early).
  [[nodiscard]] std::optional<Packet> receive(double seconds = 0);
  // Of options.remote.
  [[nodiscard]] Link link();
  // Waiting here, as far as the high-water mark reaches.
  [[nodiscard]] std::size_t depth();

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& tcp_address() const;  // of options.listen, with its port
  [[nodiscard]] const ChannelGauge& gauge() const;

 private:
  friend class PollSet;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::bus
