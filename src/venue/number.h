// A number as the venue wrote it: its exact text and the nearest double. Orders, fills and balances are reckoned with the
// text (decimal()), never with the double. An absent or null number is unknown: empty text, value 0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "aggregation/decimal.h"

namespace stom::venue {

class Number {
 public:
  // Longer texts are no price, quantity or amount of any venue.
  static constexpr std::size_t kLongest = 46;

  constexpr Number() = default;
  [[nodiscard]] static Number of(aggregation::Decimal value);

  // JSON's number grammar ("61659.70", "-3", "8.428e-05"); false, and unknown, for anything else.
  [[nodiscard]] bool parse(std::string_view text);

  [[nodiscard]] bool is_known() const { return size_ != 0; }
  [[nodiscard]] std::string_view text() const { return {text_, size_}; }
  [[nodiscard]] double value() const { return value_; }
  // Exact to the 18th place; 0 if unknown.
  [[nodiscard]] aggregation::Decimal decimal() const;

 private:
  double value_ = 0;
  char text_[kLongest + 1]{};
  std::uint8_t size_ = 0;
};

}  // namespace stom::venue
