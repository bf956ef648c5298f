// An exact decimal number with 18 places, for prices and quantities of books and trades. Levels of a book are found by
// comparing prices, so a price must be the venue's decimal and not a nearby double. Row columns are doubles: to_double()
// gives the double nearest to the decimal. Sums stop at the largest value instead of wrapping.
#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace stom::aggregation {

class Decimal {
 public:
  static constexpr int kPlaces = 18;
  // A value written in a file must be smaller than this (whole units); beyond it is no price and no quantity.
  static constexpr long long kLimit = 100'000'000'000'000'000;

  constexpr Decimal() = default;
  explicit constexpr Decimal(int whole) : units_(static_cast<__int128>(whole) * kOne) {}
  // 10^-places.
  [[nodiscard]] static Decimal step(int places);
  // Whole multiples of 10^-18, for exact products and quotients.
  [[nodiscard]] static constexpr Decimal from_units(__int128 units) {
    Decimal result;
    result.units_ = units;
    return result;
  }
  [[nodiscard]] constexpr __int128 units() const { return units_; }

  // "61659.70", "-3", "1.5e-7"; digits beyond the 18th place are rounded. False: not a number, or |value| ≥ kLimit.
  [[nodiscard]] static bool parse(std::string_view text, Decimal& value);
  // The decimal that the shortest text of the double names.
  [[nodiscard]] static Decimal from_double(double value);

  [[nodiscard]] double to_double() const;
  // Shortest form: "61659.7", "0", "-0.001".
  [[nodiscard]] std::string text() const;

  [[nodiscard]] constexpr bool is_zero() const { return units_ == 0; }
  [[nodiscard]] constexpr bool is_positive() const { return units_ > 0; }
  [[nodiscard]] Decimal half() const;
  // Digits behind the point, trailing zeros not counted.
  [[nodiscard]] int places() const;
  // Without the part behind the point.
  [[nodiscard]] Decimal whole() const;
  // The largest step that both are multiples of.
  [[nodiscard]] static Decimal common_step(Decimal a, Decimal b);

  Decimal& operator+=(Decimal other);
  Decimal& operator-=(Decimal other);
  friend Decimal operator+(Decimal a, Decimal b) { return a += b; }
  friend Decimal operator-(Decimal a, Decimal b) { return a -= b; }
  friend constexpr bool operator==(Decimal a, Decimal b) { return a.units_ == b.units_; }
  friend constexpr auto operator<=>(Decimal a, Decimal b) {
    return a.units_ < b.units_ ? std::strong_ordering::less
                               : a.units_ > b.units_ ? std::strong_ordering::greater : std::strong_ordering::equal;
  }

 private:
  static constexpr __int128 kOne = 1'000'000'000'000'000'000;
  __int128 units_ = 0;
};

}  // namespace stom::aggregation
