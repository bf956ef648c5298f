// Answers to batches on their way back, a sender for each channel that batches named in reply_to. What a channel does not take now is
// tried again; of a channel that takes nothing for long the oldest go: its batches come again and are answered again.
#pragma once

#include <deque>
#include <map>
#include <string>

#include "bus/messages/trading.h"
#include "bus/role_loop.h"

namespace stom::service {

class AckOutbox {
 public:
  explicit AckOutbox(bus::RoleLoop& loop) : loop_(loop) {}

  // False: no channel of that name takes answers.
  bool add(const std::string& reply_to, bus::RecordAck ack);
  void flush();
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Line {
    bus::Sender* sender = nullptr;
    std::deque<bus::RecordAck> waiting;
  };
  bus::RoleLoop& loop_;
  std::map<std::string, Line> lines_;
};

}  // namespace stom::service
