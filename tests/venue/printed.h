// What a message says, as `stom venue parse` prints it, without the event's venue: one line an event.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "venue/event_json.h"

namespace stom::venue {

// "bad: REASON" where the message is refused.
template <typename Messages>
std::string printed(std::string_view text, std::string_view kind = {}, std::string_view symbol = {}) {
  Messages messages;
  std::vector<Event> events;
  const aggregation::ParseResult result = messages.parse(text, events, kind, symbol);
  if (result.kind == aggregation::ParseKind::kBad) return "bad: " + result.reason.en;
  std::string lines;
  for (const Event& event : events) {
    std::string line;
    write_json(event, Venue::kBinance, line);
    const std::string venue = R"("venue":"binance",)";
    if (const std::size_t at = line.find(venue); at != std::string::npos) line.erase(at, venue.size());
    lines += line + "\n";
  }
  return lines;
}

}  // namespace stom::venue
