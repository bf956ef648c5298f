// The texts of variable ranges and GA candidate lists (optimisation spec 2.3, 2.4): a literal-only grammar, never executed.
//   self.vars[2] = [[24, 14, -2], 20]      range: start, end, step; then the best value
//   self.vars[3] = [[0.5, 1.0, 2.5], 1.0]  GA: candidates; then the value known to be good
// `vars[n]` without self. is understood too. Integers, decimals, sign, '_' separators, comments, blank lines. Problems are diagnostics with
// line and column.
#pragma once

#include <map>

#include "base/diagnostic.h"
#include "optimize/decimal.h"
#include "optimize/space.h"

namespace stom::optimize {

struct RangeEntry {
  int index = 0;
  std::vector<Decimal> list;   // range: start, end, step; GA: candidates
  Decimal best;
  int line = 0;                // 1-based, in the text
  SourcePosition list_position, best_position;  // for the messages of later checks
};

inline constexpr std::size_t kMostCandidates = 20;

enum class RangeForm : std::uint8_t { kRange, kGenetic };

struct RangeText {
  RangeForm form{};
  std::vector<RangeEntry> entries;   // ascending by index, 0 … N−1
  Diagnostics diagnostics;           // errors: entries must not be used

  [[nodiscard]] bool is_usable() const { return !has_errors(diagnostics); }
};

[[nodiscard]] RangeText parse_ranges(std::string_view text, RangeForm form);
// start + k·step in exact decimals, both ends inclusive when met; step 0: the best value alone. At most 20 candidates is a check
// of the parser.
[[nodiscard]] std::vector<Decimal> expand_decimals(const RangeEntry& range);
[[nodiscard]] std::vector<Candidate> expand(const RangeEntry& range);
// A search starts at the best value; where that is not among a range's candidates, at the nearest one (the parser warns).
// A GA value that is not among its candidates is tried as well: it is put behind them.
[[nodiscard]] Space make_space(const RangeText& text);

// Conversions of 범위 편집기; an unequal spacing is refused with a diagnostic. Comments and other lines stay, byte for byte.
// With errors `text` is the given text.
struct ConvertedText {
  std::string text;
  Diagnostics diagnostics;
};
[[nodiscard]] ConvertedText ranges_to_genetic(std::string_view text);
[[nodiscard]] ConvertedText genetic_to_ranges(std::string_view text);

// The text with new best values, and new candidates where given (one entry per variable, empty: unchanged; no entries at all: none); lines
// are edited in place, all else stays. GA texts list any candidates. In range texts candidates that are no arithmetic range become the
// smallest range that holds them, and a warning says so; where that has more than 20 values the line keeps its range.
[[nodiscard]] ConvertedText with_best(std::string_view text, RangeForm form, const Vector& best,
                                      const std::vector<std::vector<Candidate>>& candidates);

// The same map as for the strategy texts (script::renumbering): lines get their new numbers and change places so that they ascend; a
// comment moves with its line. Variables that the map does not name get the free numbers in the order of the text (변수 키값 재정렬).
[[nodiscard]] ConvertedText renumbered_ranges(std::string_view text, const std::map<int, int>& map);

}  // namespace stom::optimize
