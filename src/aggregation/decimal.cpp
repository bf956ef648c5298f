#include "aggregation/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

namespace stom::aggregation {
namespace {

using Wide = __int128;
using UnsignedWide = unsigned __int128;

constexpr std::uint64_t kUnit = 1'000'000'000'000'000'000ULL;

constexpr auto kPowers = [] {
  std::array<std::uint64_t, Decimal::kPlaces + 1> powers{};
  powers[0] = 1;
  for (int i = 1; i <= Decimal::kPlaces; ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr Wide kLargest = static_cast<Wide>(~UnsignedWide{0} >> 1);

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// digits · 10^exponent in units of 10^-18, or false where it does not fit.
bool scale(UnsignedWide digits, int exponent, UnsignedWide& units) {
  if (digits == 0) {
    units = 0;
    return true;
  }
  constexpr UnsignedWide kEnd = static_cast<UnsignedWide>(Decimal::kLimit) * kUnit;
  int shift = exponent + Decimal::kPlaces;
  if (shift < -40) {
    units = 0;
    return true;
  }
  for (; shift > 0; --shift) {
    if (digits >= kEnd / 10) return false;
    digits *= 10;
  }
  for (; shift < 0; ++shift) digits = shift == -1 ? (digits + 5) / 10 : digits / 10;
  units = digits;
  return digits < kEnd;
}

// Most numbers of a feed are short and plain: at most 18 digits and no exponent. False: not such a text.
bool parse_short(std::string_view text, Wide& units) {
  constexpr std::size_t kLongest = 20;  // sign, point and 18 digits
  if (text.empty() || text.size() > kLongest) return false;
  const bool negative = text[0] == '-';
  std::uint64_t digits = 0;
  std::size_t point = text.size(), count = 0;
  for (std::size_t at = negative ? 1 : 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      digits = digits * 10 + static_cast<std::uint64_t>(c - '0');
      ++count;
    } else if (c == '.' && point == text.size()) {
      point = at;
    } else {
      return false;
    }
  }
  const std::size_t places = point == text.size() ? 0 : text.size() - point - 1;
  if (count == 0 || count > 18) return false;
  const Wide magnitude = static_cast<Wide>(digits) * kPowers[Decimal::kPlaces - static_cast<int>(places)];
  if (magnitude >= static_cast<Wide>(Decimal::kLimit) * static_cast<Wide>(kUnit)) return false;
  units = negative ? -magnitude : magnitude;
  return true;
}

}  // namespace

Decimal Decimal::step(int places) {
  Decimal result;
  result.units_ = static_cast<Wide>(kPowers[Decimal::kPlaces - std::clamp(places, 0, Decimal::kPlaces)]);
  return result;
}

bool Decimal::parse(std::string_view text, Decimal& value) {
  if (parse_short(text, value.units_)) return true;
  std::size_t at = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) ++at;
  UnsignedWide digits = 0;
  int exponent = 0;
  int kept = 0;  // significant digits read; 36 are more than any value below the limit needs
  bool any = false, point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(c)) break;
    any = true;
    if (kept < 36) {
      digits = digits * 10 + static_cast<unsigned>(c - '0');
      if (digits != 0) ++kept;
      if (point) --exponent;
    } else if (!point) {
      return false;
    }
    if (exponent < -100'000) return false;
  }
  if (!any) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    int power = 0;
    const char* begin = text.data() + at + 1;
    if (at + 1 < text.size() && *begin == '+') ++begin;
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), power);
    if (error != std::errc() || power > 1000 || power < -1000) return false;
    exponent += power;
    at = static_cast<std::size_t>(end - text.data());
  }
  if (at != text.size()) return false;
  UnsignedWide units = 0;
  if (!scale(digits, exponent, units)) return false;
  value.units_ = negative ? -static_cast<Wide>(units) : static_cast<Wide>(units);
  return true;
}

Decimal Decimal::from_double(double value) {
  Decimal result;
  if (!std::isfinite(value) || !parse(fmt::format("{}", value), result)) return {};
  return result;
}

double Decimal::to_double() const {
  const bool negative = units_ < 0;
  const UnsignedWide magnitude = negative ? -static_cast<UnsignedWide>(units_) : static_cast<UnsignedWide>(units_);
  const UnsignedWide whole = magnitude / kUnit;
  const auto fraction = static_cast<std::uint64_t>(magnitude % kUnit);
  // An integer below 2^53 divided by an exact power of ten is correctly rounded; 8 places serve nearly every value.
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  for (const int places : {8, 4, 12}) {
    const std::uint64_t cut = kPowers[kPlaces - places];
    if (fraction % cut != 0 || whole > kExact / kPowers[places]) continue;
    const std::uint64_t digits = static_cast<std::uint64_t>(whole) * kPowers[places] + fraction / cut;
    if (digits > kExact) continue;
    const double result = static_cast<double>(digits) / static_cast<double>(kPowers[places]);
    return negative ? -result : result;
  }
  const std::string written = text();
  double result = 0;
  std::from_chars(written.data(), written.data() + written.size(), result);
  return result;
}

std::string Decimal::text() const {
  const bool negative = units_ < 0;
  const UnsignedWide magnitude = negative ? -static_cast<UnsignedWide>(units_) : static_cast<UnsignedWide>(units_);
  const auto fraction = static_cast<std::uint64_t>(magnitude % kUnit);
  UnsignedWide whole = magnitude / kUnit;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(whole % 10)));
    whole /= 10;
  } while (whole != 0);
  if (fraction != 0) {
    std::string places = fmt::format("{:018}", fraction);
    places.erase(places.find_last_not_of('0') + 1);
    digits += '.' + places;
  }
  return negative ? '-' + digits : digits;
}

int Decimal::places() const {
  const UnsignedWide magnitude = units_ < 0 ? -static_cast<UnsignedWide>(units_) : static_cast<UnsignedWide>(units_);
  const auto fraction = static_cast<std::uint64_t>(magnitude % kUnit);
  int places = 0;
  while (fraction % kPowers[kPlaces - places] != 0) ++places;
  return places;
}

Decimal Decimal::half() const {
  Decimal result;
  result.units_ = units_ / 2;
  return result;
}

Decimal Decimal::whole() const {
  Decimal result;
  result.units_ = units_ - units_ % kOne;
  return result;
}

Decimal Decimal::common_step(Decimal a, Decimal b) {
  Wide x = a.units_ < 0 ? -a.units_ : a.units_, y = b.units_ < 0 ? -b.units_ : b.units_;
  while (y != 0) {
    const Wide rest = x % y;
    x = y;
    y = rest;
  }
  Decimal result;
  result.units_ = x;
  return result;
}

Decimal& Decimal::operator+=(Decimal other) {
  Wide sum = 0;
  if (__builtin_add_overflow(units_, other.units_, &sum)) sum = units_ > 0 ? kLargest : -kLargest;
  units_ = sum;
  return *this;
}

Decimal& Decimal::operator-=(Decimal other) {
  Wide difference = 0;
  if (__builtin_sub_overflow(units_, other.units_, &difference)) difference = units_ > 0 ? kLargest : -kLargest;
  units_ = difference;
  return *this;
}

}  // namespace stom::aggregation
