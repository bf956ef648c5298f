// JSON texts for simdjson: a padded copy of one message, and small readers for scalar tokens and price levels.
// Included by readers' sources only: simdjson is large, and its types depend on the build. Numbers are taken as their
// decimal text, never as doubles: venues send them as strings or as numbers.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "aggregation/decimal.h"
#include "aggregation/events.h"

namespace stom::aggregation {

namespace ondemand = simdjson::ondemand;

class JsonText {
 public:
  // Copies the text (simdjson reads a little beyond its end) and starts reading it; the document lives until the next call.
  [[nodiscard]] simdjson::error_code open(std::string_view text, ondemand::document& document) {
    if (buffer_.size() < text.size() + simdjson::SIMDJSON_PADDING) buffer_.resize(text.size() * 2 + simdjson::SIMDJSON_PADDING);
    if (!text.empty()) std::memcpy(buffer_.data(), text.data(), text.size());
    std::memset(buffer_.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    return parser_.iterate(buffer_.data(), text.size(), buffer_.size()).get(document);
  }

 private:
  std::string buffer_;
  ondemand::parser parser_;
};

// Nothing follows the value that has been read.
[[nodiscard]] bool at_end(ondemand::document& document);

// The token of a scalar without quotes and spaces; empty for null, lists and objects. Escapes stay as they are.
[[nodiscard]] std::string_view scalar_token(ondemand::value& value);

// A token as a positive (or at least not negative) decimal; false otherwise.
[[nodiscard]] bool positive(std::string_view token, Decimal& value);
[[nodiscard]] bool not_negative(std::string_view token, Decimal& value);

// [["price","quantity"], …] appended; false if the value is no such list.
[[nodiscard]] bool read_levels(ondemand::value& value, std::vector<Level>& levels);

}  // namespace stom::aggregation
