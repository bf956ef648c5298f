// The text work before parsing (spec 1.1 to 1.3): cutting the trailing call, moving self.indicator lines out, numbering
// sell conditions. Line numbers are kept: cut and moved lines become empty, so a diagnostic points into the user's text.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "script/names.h"

namespace stom::script {

struct PreparedText {
  std::string program;                 // what is parsed; same line numbers as the user's text
  std::string indicator_program;       // lines with self.indicator (buy texts), same line numbers
  std::vector<std::string> labels;     // sell texts: labels[0] = 전략종료청산, labels[n] = text line before the n-th
                                       // qualifying assignment, verbatim
  std::map<int, int> label_of_line;    // qualifying line number → n
  std::map<int, int> flag_column;      // qualifying line number → column of the first decision flag name in it
  // The marker stands inside a longer line (0: no), so that the line is cut in its middle.
  int cut_line = 0;
};

[[nodiscard]] PreparedText prepare(std::string_view text, market::Market market, TextKind kind);

inline constexpr std::string_view kLabelEndOfStrategy = "전략종료청산";
inline constexpr std::string_view kLabelSplitSell = "분할매도";
inline constexpr std::string_view kLabelStopLoss = "손절청산";

}  // namespace stom::script
