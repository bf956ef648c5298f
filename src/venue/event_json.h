// A venue event as one line of JSON (docs/use/venue-messages.md): "event", "venue", then the fields that are known.
// Numbers are strings with the venue's own digits, times integers (microseconds since 1970-01-01 UTC).
#pragma once

#include <string>
#include <string_view>

#include "venue/venue_event.h"

namespace stom::venue {

[[nodiscard]] std::string_view name(Venue venue);
// "trade", "order", "fill" …
[[nodiscard]] std::string_view event_name(const Event& event);
// Appends the line without its end.
void write_json(const Event& event, Venue venue, std::string& out);

// Appends the text as a JSON string.
void write_json_string(std::string_view text, std::string& out);

}  // namespace stom::venue
