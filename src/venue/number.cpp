#include "venue/number.h"

#include <charconv>
#include <cstring>

namespace stom::venue {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

bool is_number(std::string_view text) {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  std::size_t end = skip_digits(text, at);
  if (end == at) return false;
  at = end;
  if (at < text.size() && text[at] == '.') {
    end = skip_digits(text, at + 1);
    if (end == at + 1) return false;
    at = end;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    end = skip_digits(text, at);
    if (end == at) return false;
    at = end;
  }
  return at == text.size();
}

}  // namespace

Number Number::of(aggregation::Decimal value) {
  Number number;
  (void)number.parse(value.text());
  return number;
}

bool Number::parse(std::string_view text) {
  size_ = 0;
  value_ = 0;
  if (text.size() > kLongest || !is_number(text)) return false;
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{}) return false;
  value_ = value;
  std::memcpy(text_, text.data(), text.size());
  size_ = static_cast<std::uint8_t>(text.size());
  return true;
}

aggregation::Decimal Number::decimal() const {
  aggregation::Decimal value;
  if (!aggregation::Decimal::parse(text(), value)) return {};
  return value;
}

}  // namespace stom::venue
