// Which conditions stand in good sets (optimisation spec 6.5, 12.2): for every condition of both lists how often it was chosen and what
// the sets with it were worth.
#pragma once

#include <span>

#include "optimize/condition_lift.h"
#include "optimize/condition_text.h"
#include "optimize/study_store.h"

namespace stom::optimize {

// Where a condition search keeps its choice: vector[first_buy + i] is 1 where buy condition i belongs to the set.
struct ConditionLayout {
  ConditionList buy, sell;
  std::size_t first_buy = 1, first_sell = 1;
};
[[nodiscard]] ConditionLayout condition_layout(std::string_view buy_text, std::string_view sell_text, market::Market market, market::Frame frame);
// Positions of the chosen conditions.
[[nodiscard]] std::vector<std::size_t> chosen_buy(const ConditionLayout& layout, const Vector& vector);
[[nodiscard]] std::vector<std::size_t> chosen_sell(const ConditionLayout& layout, const Vector& vector);

struct ConditionFigures {
  std::string text;
  bool is_buy = true;
  std::int64_t kept = 0;   // in how many sets with a positive score
  ConditionLift lift;      // over all distinct sets of the study
};
// Buy conditions, then sell conditions, each in the order of its text.
[[nodiscard]] std::vector<ConditionFigures> condition_figures(const ConditionLayout& layout, std::span<const StoredTrial> trials);

}  // namespace stom::optimize
