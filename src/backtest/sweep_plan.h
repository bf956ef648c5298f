// Which vectors of a sweep can share what: groups of equal buy and sell values, and the union of the columns they read.
#pragma once

#include "backtest/run_texts.h"

namespace stom::backtest {

// Vectors that give one text the same values.
struct TextGroup {
  const script::ParameterVector* vars = nullptr;  // of one of them
  int average_ticks = 0;
  std::vector<int> columns;                       // per slot of the text: column of the layout
};

struct SweepPlan {
  RunTexts texts;                                 // layout: the union of all columns
  std::vector<TextGroup> buys, sells;
  std::vector<std::uint32_t> sell_of;             // per vector
  std::vector<std::vector<std::uint32_t>> vectors_of_buy;
  std::vector<std::uint32_t> users_of_sell;       // number of vectors
};

// Column of each slot of a text for one vector, added to the layout where new.
[[nodiscard]] std::vector<int> bind_columns(const RunSpec& base, const RunTexts& texts, const BoundText& text, const script::ParameterVector& vars,
                                            ColumnLayout& layout);
[[nodiscard]] int average_ticks_of(const RunSpec& base, const script::ParameterVector& vars);

// vectors must outlive the plan.
[[nodiscard]] SweepPlan plan_sweep(const RunSpec& base, const RunTexts& texts, std::span<const script::ParameterVector> vectors);

}  // namespace stom::backtest
