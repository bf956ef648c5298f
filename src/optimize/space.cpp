#include "optimize/space.h"

#include <charconv>

#include "base/checksum.h"

namespace stom::optimize {
namespace {

constexpr std::uint64_t kLargestSize = 1ULL << 62;

}  // namespace

std::size_t Space::free_count() const {
  return static_cast<std::size_t>(std::count_if(dimensions.begin(), dimensions.end(), [](const Dimension& d) { return !d.is_fixed(); }));
}

std::uint64_t Space::size() const {
  std::uint64_t size = 1;
  for (const Dimension& dimension : dimensions) {
    if (dimension.continuous) return kLargestSize;
    const std::uint64_t count = std::max<std::uint64_t>(dimension.candidates.size(), 1);
    if (size > kLargestSize / count) return kLargestSize;
    size *= count;
  }
  return size;
}

Vector Space::start() const {
  Vector vector;
  vector.reserve(dimensions.size());
  for (const Dimension& dimension : dimensions) vector.push_back(dimension.start);
  return vector;
}

script::ParameterVector parameters(const Vector& vector) {
  script::ParameterVector parameters;
  for (const Candidate& candidate : vector) {
    parameters.values.push_back(candidate.value);
    parameters.is_integer.push_back(candidate.is_integer ? 1 : 0);
  }
  return parameters;
}

std::string candidate_text(const Candidate& candidate) {
  // Never an exponent: readers of 변수값 take a text with a point for a decimal and any other for an integer.
  char buffer[1100];
  const double value = candidate.value == 0 ? 0.0 : candidate.value;
  const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
  std::string text(buffer, end);
  if (!candidate.is_integer && std::isfinite(value) && text.find('.') == std::string::npos) text += ".0";
  return text;
}

std::string vector_text(const Vector& vector) {
  std::string text;
  for (const Candidate& candidate : vector) {
    if (!text.empty()) text += ';';
    text += candidate_text(candidate);
  }
  return text;
}

std::uint64_t vector_hash(const Vector& vector) {
  std::uint64_t hash = vector.size();
  for (const Candidate& candidate : vector) {
    const double value = candidate.value == 0 ? 0.0 : candidate.value;  // −0 equals 0
    hash = checksum(&value, sizeof value, hash ^ (candidate.is_integer ? 0x9E3779B97F4A7C15ULL : 0));
  }
  return hash;
}

}  // namespace stom::optimize
