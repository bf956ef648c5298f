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

ConditionFigures figures_of(std::size_t position, std::span<const StoredTrial> feasible) {
  ConditionFigures figures;
  const std::size_t quarter = (feasible.size() + 3) / 4;
  std::int64_t in_quarter = 0;
  double with = 0, without = 0;
  for (std::size_t k = 0; k < feasible.size(); ++k) {
    const double score = feasible[k].result.outcome.score;
    if (position >= feasible[k].vector.size() || feasible[k].vector[position].value != 1) {
      without += score;
      continue;
    }
    with += score;
    ++figures.count;
    if (score > 0) ++figures.kept;
    if (k < quarter) ++in_quarter;
  }
  const auto all = static_cast<std::int64_t>(feasible.size());
  if (figures.count > 0) {
    figures.mean_with = with / static_cast<double>(figures.count);
    figures.lift = (static_cast<double>(in_quarter) / static_cast<double>(quarter)) / (static_cast<double>(figures.count) / static_cast<double>(all));
  }
  if (figures.count < all) figures.mean_without = without / static_cast<double>(all - figures.count);
  return figures;
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
  const std::vector<StoredTrial> sorted = ranked(trials);
  const auto end = std::find_if(sorted.begin(), sorted.end(), [](const StoredTrial& trial) { return !trial.result.outcome.feasible; });
  const std::span feasible(sorted.data(), static_cast<std::size_t>(end - sorted.begin()));
  std::vector<ConditionFigures> all;
  const auto add = [&](const ConditionList& list, std::size_t first, bool is_buy) {
    for (std::size_t k = 0; k < list.conditions.size(); ++k) {
      ConditionFigures& figures = all.emplace_back(figures_of(first + k, feasible));
      figures.text = list.conditions[k].text;
      figures.is_buy = is_buy;
    }
  };
  add(layout.buy, layout.first_buy, true);
  add(layout.sell, layout.first_sell, false);
  return all;
}

}  // namespace stom::optimize
