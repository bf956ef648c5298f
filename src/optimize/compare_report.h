// The comparison of several results as text and as one self-contained page in both languages (backtest/html_frame.h).
#pragma once

#include <filesystem>

#include "base/message.h"
#include "optimize/compare_data.h"
#include "optimize/score_scale.h"
#include "optimize/study_tables.h"

namespace stom::optimize {

// Line colours of the results, in order; they repeat after the last.
[[nodiscard]] backtest::Color result_color(std::size_t number);

// A row of the table of figures: one text per result, and after the first result the difference from it.
struct ComparisonRow {
  Message name;
  std::vector<std::string> values;
  std::vector<std::string> differences;  // "" for the first, and where units differ
  std::optional<std::size_t> best;       // where one is better than all others
};
[[nodiscard]] std::vector<ComparisonRow> comparison_rows(const Comparison& comparison);

[[nodiscard]] Message comparison_text(const Comparison& comparison);
[[nodiscard]] std::string comparison_html(const Comparison& comparison, Language initial);
void write_comparison_html(const Comparison& comparison, Language initial, const std::filesystem::path& path);

}  // namespace stom::optimize
