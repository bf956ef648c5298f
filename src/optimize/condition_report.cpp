#include "optimize/condition_report.h"

#include "optimize/result_tables.h"

namespace stom::optimize {
namespace {

std::vector<std::size_t> chosen(const Vector& vector, std::size_t first, std::size_t count) {
  std::vector<std::size_t> positions;
  for (std::size_t k = 0; k < count && first + k < vector.size(); ++k) {
    if (vector[first + k].value == 1) positions.push_back(k);
  }
  return positions;
}

}  // namespace

ConditionLayout condition_layout(std::string_view buy_text, std::string_view sell_text, market::Market market, market::Frame frame) {
  ConditionLayout layout;
  layout.buy = parse_conditions(buy_text, market, frame, true);
  layout.sell = parse_conditions(sell_text, market, frame, false);
  layout.first_sell = layout.first_buy + layout.buy.conditions.size();
  return layout;
}

std::vector<std::size_t> chosen_buy(const ConditionLayout& layout, const Vector& vector) { return chosen(vector, layout.first_buy, layout.buy.conditions.size()); }

std::vector<std::size_t> chosen_sell(const ConditionLayout& layout, const Vector& vector) { return chosen(vector, layout.first_sell, layout.sell.conditions.size()); }

std::vector<ConditionFigures> condition_figures(const ConditionLayout& layout, std::span<const StoredTrial> trials) {
  std::vector<Vector> vectors;
  std::vector<Outcome> outcomes;
  for (const StoredTrial& trial : ranked(trials)) {
    vectors.push_back(trial.vector);
    outcomes.push_back(trial.result.outcome);
  }
  const std::vector<ConditionLift> lifts = condition_lifts(vectors, outcomes);
  std::vector<ConditionFigures> all;
  const auto add = [&](const ConditionList& list, std::size_t first, bool is_buy) {
    for (std::size_t k = 0; k < list.conditions.size(); ++k) {
      ConditionFigures& figures = all.emplace_back();
      figures.text = list.conditions[k].text;
      figures.is_buy = is_buy;
      for (const ConditionLift& lift : lifts) {
        if (lift.dimension == first + k) figures.lift = lift;
      }
      for (std::size_t set = 0; set < vectors.size(); ++set) {
        if (outcomes[set].feasible && outcomes[set].score > 0 && vectors[set][first + k].value == 1) ++figures.kept;
      }
    }
  };
  add(layout.buy, layout.first_buy, true);
  add(layout.sell, layout.first_sell, false);
  return all;
}

}  // namespace stom::optimize
