// Questions with answers: a window or a command asks, one process answers. Askers come and go as they like.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.h"
#include "bus/bus.h"
#include "bus/curve.h"
#include "bus/message.h"
#include "bus/receiver.h"

namespace stom::bus {

class RequestServer {
 public:
  RequestServer(Bus& bus, std::string name, std::optional<TcpServer> listen = {});
  ~RequestServer();
  RequestServer(RequestServer&&) noexcept;
  RequestServer& operator=(RequestServer&&) = delete;

  // The next question, if one waits. It must be answered before the next is taken.
  [[nodiscard]] std::optional<Packet> receive();
  template <typename M>
  void reply(const M& message) {
    reply_bytes(M::kFacts, encode(message));
  }
  [[nodiscard]] const std::string& tcp_address() const;

 private:
  friend class PollSet;
  struct Impl;
  std::unique_ptr<Impl> impl_;
  void reply_bytes(const MessageFacts& facts, std::string_view body);
};

class RequestClient {
 public:
  RequestClient(Bus& bus, std::string name, std::optional<TcpClient> remote = {});
  ~RequestClient();
  RequestClient(const RequestClient&) = delete;
  RequestClient& operator=(const RequestClient&) = delete;

  // Nothing when no answer came in time (nobody is there); throws what a Refusal says.
  template <typename Answer, typename Question>
  [[nodiscard]] std::optional<Answer> ask(const Question& question, double seconds) {
    const auto packet = ask_bytes(Question::kFacts, encode(question), seconds);
    if (!packet) return std::nullopt;
    return packet->template as<Answer>();
  }

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::optional<Packet> ask_bytes(const MessageFacts& facts, std::string_view body, double seconds);
};

}  // namespace stom::bus
