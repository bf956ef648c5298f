// Bars in plain CSV: time, open, high, low, close, volume, and traded value where there is one. Columns are found by the
// names of a heading line (English or Korean, any case) or are named by the user in file order. Quoted numbers, thousands
// separators, a byte-order mark and , ; tab | as delimiters are understood.
#pragma once

#include <array>

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/parse_result.h"
#include "aggregation/formats/time_text.h"
#include "aggregation/symbol_table.h"

namespace stom::aggregation {

enum class BarColumn : std::uint8_t { kTime, kClock, kOpen, kHigh, kLow, kClose, kVolume, kValue };
inline constexpr int kBarColumnCount = 8;

// Where each column stands in a line; −1: not there. `clock` is a time of day beside a date column.
struct BarLayout {
  char delimiter = ',';
  bool has_heading = false;
  std::array<int, kBarColumnCount> at{-1, -1, -1, -1, -1, -1, -1, -1};

  [[nodiscard]] int operator[](BarColumn column) const { return at[static_cast<std::size_t>(column)]; }
  // Time and the four prices are there (volume may be missing: it is then 0).
  [[nodiscard]] bool is_usable() const;
};

// By the names of a heading line; not usable if it is not one.
[[nodiscard]] BarLayout layout_of_heading(std::string_view line);
// By the user's list "time,open,high,low,close,volume" ('-' skips a column) and the first line of the file, which is a
// heading if its time column holds no digit. False if a name is unknown or twice there.
[[nodiscard]] bool layout_of_names(std::string_view names, std::string_view first_line, BarLayout& layout);

class OhlcvReader {
 public:
  OhlcvReader(SymbolTable& symbols, std::string_view code, BarLayout layout, TimeRules time_rules)
      : symbol_(symbols.id(code)), layout_(layout), time_rules_(std::move(time_rules)) {}
  ParseResult parse(std::string_view line, std::vector<Event>& events);

 private:
  SymbolId symbol_;
  BarLayout layout_;
  TimeRules time_rules_;
  CsvLine fields_;
  bool first_line_ = true;
};

}  // namespace stom::aggregation
