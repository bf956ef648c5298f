// One line of a CSV file as fields. Quoted fields may hold the delimiter and doubled quotes; spaces around a field do not
// count. Numbers may carry thousands separators when every group is right ("1,234,567.5").
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "aggregation/decimal.h"

namespace stom::aggregation {

// The mark that some programs put before UTF-8 text.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

// The delimiter of a heading or data line: the most frequent of , ; tab | outside quotes; ',' if there is none.
[[nodiscard]] char guess_delimiter(std::string_view line);

class CsvLine {
 public:
  // False: a quote is not closed or text follows a closed quote.
  bool split(std::string_view line, char delimiter);
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const { return fields_[i]; }

 private:
  std::vector<std::string_view> fields_;
  std::deque<std::string> unquoted_;  // fields with doubled quotes; never moves
};

// A number with or without thousands separators.
[[nodiscard]] bool parse_number(std::string_view text, Decimal& value);
// An unsigned integer, digits only.
[[nodiscard]] bool parse_unsigned(std::string_view text, std::uint64_t& value);
// true/false, True/False, TRUE/FALSE, 1/0.
[[nodiscard]] bool parse_boolean(std::string_view text, bool& value);

}  // namespace stom::aggregation
