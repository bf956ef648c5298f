// The values of a line.
#include "venue/event_json.h"
#include "venue/event_json_fields.h"

namespace stom::venue {

JsonLine::JsonLine(std::string& out, std::string_view event, Venue venue) : out_(out) {
  out_ += "{\"event\":";
  write_json_string(event, out_);
  text("venue", name(venue));
}

void JsonLine::key(std::string_view key) {
  if (out_.back() != '{') out_ += ',';
  write_json_string(key, out_);
  out_ += ':';
}

void JsonLine::text(std::string_view name, std::string_view value) {
  if (value.empty()) return;
  key(name);
  write_json_string(value, out_);
}

// The venue's digits; small numbers that Upbit sends as 8.428e-05 without the exponent, where that is exact.
void JsonLine::number(std::string_view name, const Number& value) {
  aggregation::Decimal plain;
  const bool has_exponent = value.text().find_first_of("eE") != std::string_view::npos;
  if (has_exponent && aggregation::Decimal::parse(value.text(), plain) && plain.to_double() == value.value()) text(name, plain.text());
  else text(name, value.text());
}

void JsonLine::time(std::string_view name, EpochMicros value) {
  if (value == kNoTime) return;
  key(name);
  out_ += std::to_string(value);
}

void JsonLine::whole(std::string_view name, std::uint64_t value) {
  if (value == 0) return;
  key(name);
  out_ += std::to_string(value);
}

void JsonLine::always(std::string_view name, std::uint64_t value) {
  key(name);
  out_ += std::to_string(value);
}

void JsonLine::flag(std::string_view name, bool value) {
  key(name);
  out_ += value ? "true" : "false";
}

void JsonLine::flag(std::string_view name, std::optional<bool> value) {
  if (value) flag(name, *value);
}

void JsonLine::side(std::string_view name, std::optional<Side> value) {
  if (value) text(name, *value == Side::kBuy ? "buy" : "sell");
}

void JsonLine::levels(std::string_view name, const std::vector<Level>& levels) {
  key(name);
  out_ += '[';
  for (const Level& level : levels) {
    if (out_.back() != '[') out_ += ',';
    out_ += "[\"";
    out_ += level.price.text();
    if (level.quantity >= aggregation::Decimal{}) out_ += "\",\"" + level.quantity.text() + "\"]";
    else out_ += "\",null]";
  }
  out_ += ']';
}

void JsonLine::texts(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  key(name);
  out_ += '[';
  for (const std::string& value : values) {
    if (out_.back() != '[') out_ += ',';
    write_json_string(value, out_);
  }
  out_ += ']';
}

void JsonLine::open(std::string_view name, char bracket) {
  key(name);
  out_ += bracket;
}

}  // namespace stom::venue
