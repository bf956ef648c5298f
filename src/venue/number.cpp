#include "venue/number.h"

#include <charconv>
#include <cstring>

namespace stom::venue {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// JSON's number grammar, read while the value is gathered: digits · 10^-places.
struct Scanned {
  std::uint64_t digits = 0;
  int count = 0;   // digits gathered
  int places = 0;
  bool has_exponent = false;
};

bool scan(std::string_view text, Scanned& scanned) {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    for (; at < text.size() && is_digit(text[at]); ++at) scanned.digits = scanned.digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
    return static_cast<int>(at - begin);
  };
  scanned.count = digits();
  if (scanned.count == 0) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    scanned.places = digits();
    if (scanned.places == 0) return false;
    scanned.count += scanned.places;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    scanned.has_exponent = true;
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

constexpr double kPowers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

}  // namespace

Number Number::of(aggregation::Decimal value) {
  Number number;
  (void)number.parse(value.text());
  return number;
}

bool Number::parse(std::string_view text) {
  size_ = 0;
  value_ = 0;
  Scanned scanned;
  if (text.size() > kLongest || !scan(text, scanned)) return false;
  double value = 0;
  if (scanned.count <= 15 && !scanned.has_exponent) {
    // Both sides are exact doubles, so the quotient is the nearest one.
    value = static_cast<double>(scanned.digits) / kPowers[scanned.places];
    if (text[0] == '-') value = -value;
  } else if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc{}) {
    return false;
  }
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
