// A role's log: lines go to the role `log`, which writes the files. Warnings and errors also go to standard error, which
// the supervisor keeps beside crash reports. Never waits, never fails; lines lost to a full channel are counted.
#pragma once

#include <string>

#include "base/message.h"
#include "bus/bus.h"
#include "bus/messages/log.h"
#include "bus/sender.h"

namespace stom::bus {

class RoleLog {
 public:
  RoleLog(Bus& bus, Language language);
  void write(LogLevel level, const Message& text);
  void info(const Message& text) { write(LogLevel::kInfo, text); }
  void warning(const Message& text) { write(LogLevel::kWarning, text); }
  void error(const Message& text) { write(LogLevel::kError, text); }
  void flush() { sender_.flush(); }
  [[nodiscard]] Language language() const { return language_; }
  [[nodiscard]] const Sender& sender() const { return sender_; }

 private:
  std::string role_;
  Language language_;
  Sender sender_;
  std::uint64_t reported_drops_ = 0;
};

}  // namespace stom::bus
