#include "bus/role_log.h"

#include <cstdio>

#include "base/time.h"

namespace stom::bus {

RoleLog::RoleLog(Bus& bus, Language language) : role_(bus.role()), language_(language), sender_(bus, ChannelId::kLog) {}

void RoleLog::write(LogLevel level, const Message& text) {
  LogLine line;
  line.utc_micros = utc_now_micros();
  line.level = level;
  line.role = role_;
  line.text = text.in(language_);
  line.dropped = sender_.gauge().dropped - reported_drops_;
  reported_drops_ = sender_.gauge().dropped;
  if (level >= LogLevel::kWarning) {
    std::fprintf(stderr, "%s: %s\n", name(level), line.text.c_str());
    std::fflush(stderr);
  }
  (void)sender_.send(line);  // drops the oldest line at worst, and counts it
}

}  // namespace stom::bus
