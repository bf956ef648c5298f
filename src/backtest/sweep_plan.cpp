#include "backtest/sweep_plan.h"

#include <cstring>
#include <unordered_map>

#include "base/error.h"

namespace stom::backtest {
namespace {

template <typename T>
void append(std::string& key, const T& value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  key.append(bytes, sizeof(T));
}

// Two vectors with equal keys give the text the same values everywhere.
std::string key_of(const TextGroup& group, const std::optional<std::vector<int>>& read) {
  std::string key;
  append(key, group.average_ticks);
  for (const int column : group.columns) append(key, column);
  const auto add = [&](std::size_t index) {
    if (index >= group.vars->values.size()) return;
    append(key, group.vars->values[index]);
    append(key, group.vars->is_integer[index]);
  };
  if (read) {
    for (const int index : *read) add(static_cast<std::size_t>(index));
  } else {
    for (std::size_t i = 0; i < group.vars->values.size(); ++i) add(i);
  }
  return key;
}

class Grouping {
 public:
  explicit Grouping(const BoundText& text) : read_(text.text->variables_read()) {}

  std::uint32_t number_of(TextGroup group, std::vector<TextGroup>& groups) {
    const auto [found, is_new] = numbers_.try_emplace(key_of(group, read_), static_cast<std::uint32_t>(groups.size()));
    if (is_new) groups.push_back(std::move(group));
    return found->second;
  }

 private:
  std::optional<std::vector<int>> read_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

}  // namespace

int average_ticks_of(const RunSpec& base, const script::ParameterVector& vars) {
  if (vars.values.empty()) return base.average_ticks;
  const double ticks = vars.values.front();
  if (std::find(base.average_list.begin(), base.average_list.end(), ticks) == base.average_list.end()) {
    throw UsageError(message("self.vars[0]의 평균값계산틱수 {}이(가) 데이터를 불러올 때의 목록에 없습니다. 목록(--averages)에 더하십시오.",
                             "The average ticks {} of self.vars[0] are not in the list the data is loaded with; add them (--averages).", ticks));
  }
  return static_cast<int>(ticks);
}

std::vector<int> bind_columns(const RunSpec& base, const RunTexts& texts, const BoundText& text, const script::ParameterVector& vars,
                              ColumnLayout& layout) {
  return layout.add(script::resolve_slots(text.text->plan, vars, base.frame, base.average_list, texts.buy.text->indicator_parameters(vars),
                                          base.indicator_set));
}

SweepPlan plan_sweep(const RunSpec& base, const RunTexts& texts, std::span<const script::ParameterVector> vectors) {
  SweepPlan plan;
  plan.texts = texts;
  plan.texts.layout = {};
  Grouping buys(texts.buy), sells(texts.sell);
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const script::ParameterVector& vars = vectors[i];
    const int average = average_ticks_of(base, vars);
    const std::uint32_t buy = buys.number_of({&vars, average, bind_columns(base, texts, texts.buy, vars, plan.texts.layout)}, plan.buys);
    const std::uint32_t sell = sells.number_of({&vars, average, bind_columns(base, texts, texts.sell, vars, plan.texts.layout)}, plan.sells);
    plan.vectors_of_buy.resize(plan.buys.size());
    plan.users_of_sell.resize(plan.sells.size());
    plan.vectors_of_buy[buy].push_back(static_cast<std::uint32_t>(i));
    plan.sell_of.push_back(sell);
    ++plan.users_of_sell[sell];
  }
  if (texts.scaling_column >= 0) plan.texts.scaling_column = plan.texts.layout.add({texts.layout.columns()[texts.scaling_column]}).front();
  plan.texts.buy.columns = plan.buys.front().columns;
  plan.texts.sell.columns = plan.sells.front().columns;
  return plan;
}

}  // namespace stom::backtest
