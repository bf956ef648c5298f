#include "optimize/decimal.h"

#include <charconv>

namespace stom::optimize {
namespace {

constexpr std::size_t kMostDigits = 15;
constexpr int kMostScale = 12;
constexpr int kMostExponent = 100;
constexpr std::int64_t kMostAligned = 1'000'000'000'000'000'000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Spelling {
  std::string digits;  // without sign, point and separators
  int scale = 0;
  bool negative = false, is_integer = true;
};

std::optional<Spelling> read_spelling(std::string_view text) {
  Spelling out;
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '+' || text[i] == '-')) out.negative = text[i++] == '-';
  const std::size_t first = i;
  bool point = false;
  for (; i < text.size() && (is_digit(text[i]) || text[i] == '_' || text[i] == '.'); ++i) {
    if (text[i] == '_') continue;
    if (text[i] == '.') {
      if (point) return std::nullopt;
      point = true;
      out.is_integer = false;
      continue;
    }
    out.digits += text[i];
    if (point && ++out.scale > 100'000) return std::nullopt;
  }
  if (i == first || out.digits.empty()) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    out.is_integer = false;
    if (++i < text.size() && text[i] == '+') ++i;
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), exponent);
    if (error != std::errc{} || std::abs(exponent) > kMostExponent) return std::nullopt;
    out.scale -= exponent;
    i = static_cast<std::size_t>(end - text.data());
  }
  if (i != text.size()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text) {
  std::optional<Spelling> spelling = read_spelling(text);
  if (!spelling) return std::nullopt;
  std::string& digits = spelling->digits;
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) {
    spelling->scale = std::clamp(spelling->scale, 0, kMostScale);
    return Decimal{0, spelling->scale, spelling->is_integer};
  }
  for (; spelling->scale < 0 && digits.size() <= kMostDigits; ++spelling->scale) digits += '0';
  // Zeros at the end are kept as the user wrote them as long as they fit.
  while ((digits.size() > kMostDigits || spelling->scale > kMostScale) && spelling->scale > 0 && digits.back() == '0') {
    digits.pop_back();
    --spelling->scale;
  }
  if (digits.size() > kMostDigits || spelling->scale > kMostScale || spelling->scale < 0) return std::nullopt;
  Decimal decimal{0, spelling->scale, spelling->is_integer};
  std::from_chars(digits.data(), digits.data() + digits.size(), decimal.digits);
  if (spelling->negative) decimal.digits = -decimal.digits;
  return decimal;
}

std::string decimal_text(const Decimal& decimal) {
  std::string digits = std::to_string(decimal.digits < 0 ? -decimal.digits : decimal.digits);
  const auto scale = static_cast<std::size_t>(std::max(decimal.scale, decimal.is_integer ? 0 : 1));
  if (decimal.scale == 0 && scale == 1) digits += '0';
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, 1, '.');
  return decimal.digits < 0 ? "-" + digits : digits;
}

Candidate candidate_of(const Decimal& decimal) {
  const std::string text = decimal_text(decimal);
  Candidate candidate;
  candidate.is_integer = decimal.is_integer;
  std::from_chars(text.data(), text.data() + text.size(), candidate.value);
  return candidate;
}

std::optional<Decimal> decimal_of(const Candidate& candidate) { return parse_decimal(candidate_text(candidate)); }

std::optional<AlignedDecimals> align(std::span<const Decimal> decimals) {
  AlignedDecimals out;
  for (const Decimal& decimal : decimals) out.scale = std::max(out.scale, decimal.scale);
  for (const Decimal& decimal : decimals) {
    std::int64_t digits = decimal.digits;
    for (int scale = decimal.scale; scale < out.scale; ++scale) {
      if (std::abs(digits) > kMostAligned / 10) return std::nullopt;
      digits *= 10;
    }
    if (std::abs(digits) > kMostAligned) return std::nullopt;
    out.digits.push_back(digits);
  }
  return out;
}

}  // namespace stom::optimize
