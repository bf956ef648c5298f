#include "optimize/stage_view.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "optimize/correlation.h"
#include "optimize/parameter_importance.h"

namespace stom::optimize {
namespace {

bool is_score(double score) {
  return std::isfinite(score) && score != kScoreWithoutTrades && score != kScoreOutsideLimits;
}

// Adds scores in the order they come; mean() once at the end.
void include(SlotScore& slot, double score) {
  slot.best = slot.count == 0 ? score : std::max(slot.best, score);
  slot.mean = slot.count == 0 ? score : slot.mean + score;
  ++slot.count;
}
void finish(std::vector<SlotScore>& slots) {
  for (SlotScore& slot : slots) slot.mean /= static_cast<double>(std::max<std::int64_t>(1, slot.count));
}

std::vector<ValueSlot> slots_of(const std::set<double>& values) {
  std::vector<ValueSlot> slots;
  if (values.size() <= kMostSlots) {
    for (const double value : values) slots.push_back({value, value, fmt::format("{}", value)});
    return slots;
  }
  const double low = *values.begin(), width = (*values.rbegin() - low) / kMostSlots;
  const int decimals = std::clamp(1 - static_cast<int>(std::floor(std::log10(width))), 0, 12);
  for (std::size_t i = 0; i < kMostSlots; ++i) {
    const double from = low + width * static_cast<double>(i);
    slots.push_back({from, i + 1 == kMostSlots ? *values.rbegin() : from + width, fmt::format("{:.{}f}~", from, decimals)});
  }
  return slots;
}

std::size_t slot_of(const std::vector<ValueSlot>& slots, double value) {
  const auto after = std::upper_bound(slots.begin(), slots.end(), value, [](double v, const ValueSlot& slot) { return v < slot.low; });
  return after == slots.begin() ? 0 : static_cast<std::size_t>(after - slots.begin()) - 1;
}

void count_trials(StageView& view, std::span<const StoredTrial> trials) {
  double best = kNoScore;
  for (const StoredTrial& trial : trials) {
    ++view.trials;
    if (trial.copy_of >= 0) ++view.copies;
    TrialPoint& point = view.objective.emplace_back();
    point.number = trial.number;
    if (has_score(trial)) {
      ++view.scored;
      point.score = trial.result.outcome.score;
      if (!view.best || point.score > view.best->result.outcome.score) view.best = trial;
      best = view.best->result.outcome.score;
    } else if (trial.result.stopped_early) {
      ++view.stopped_early;
    } else {
      ++(trial.result.trades == 0 ? view.without_trades : view.outside_limits);
    }
    point.best = best;
  }
}

// The distinct vectors with a score, whatever the order in which they were tried.
std::vector<const StoredTrial*> distinct(std::span<const StoredTrial> trials) {
  std::vector<const StoredTrial*> out;
  for (const StoredTrial& trial : trials) {
    if (trial.copy_of < 0 && has_score(trial)) out.push_back(&trial);
  }
  return out;
}

std::vector<VariableView> free_variables(std::span<const StoredTrial> trials) {
  std::vector<VariableView> variables;
  const std::size_t count = trials.empty() ? 0 : trials.front().vector.size();
  for (std::size_t index = 0; index < count; ++index) {
    std::set<double> values;
    for (const StoredTrial& trial : trials) values.insert(trial.vector.at(index).value);
    if (values.size() < 2) continue;
    VariableView& variable = variables.emplace_back();
    variable.index = static_cast<int>(index);
    variable.values = values.size();
    variable.slots = slots_of(values);
  }
  return variables;
}

void rank_variables(StageView& view, const std::vector<const StoredTrial*>& scored) {
  ImportanceInput input;
  for (const VariableView& variable : view.variables) input.levels.push_back(variable.slots.size());
  std::vector<double> scores;
  for (const StoredTrial* trial : scored) {
    scores.push_back(trial->result.outcome.score);
    std::vector<std::uint32_t>& point = input.points.emplace_back();
    for (const VariableView& variable : view.variables) {
      point.push_back(static_cast<std::uint32_t>(slot_of(variable.slots, trial->vector[static_cast<std::size_t>(variable.index)].value)));
    }
  }
  input.targets = mean_ranks(scores);
  const std::optional<Importance> importance = parameter_importance(input);
  if (!importance) return;
  view.together = importance->together;
  for (std::size_t i = 0; i < view.variables.size(); ++i) view.variables[i].importance = importance->share[i];
  std::stable_sort(view.variables.begin(), view.variables.end(),
                   [](const VariableView& a, const VariableView& b) { return a.importance > b.importance; });
}

void score_values(StageView& view, const std::vector<const StoredTrial*>& scored, const Vector* chosen) {
  for (VariableView& variable : view.variables) {
    const auto index = static_cast<std::size_t>(variable.index);
    variable.scores.resize(variable.slots.size());
    for (const StoredTrial* trial : scored)
      include(variable.scores[slot_of(variable.slots, trial->vector[index].value)], trial->result.outcome.score);
    finish(variable.scores);
    if (chosen != nullptr && index < chosen->size()) variable.chosen = slot_of(variable.slots, (*chosen)[index].value);
  }
}

HeatMap heat_map(const StageView& view, const std::vector<const StoredTrial*>& scored, std::size_t x, std::size_t y) {
  const VariableView &across = view.variables[x], &down = view.variables[y];
  HeatMap map{x, y, std::vector<SlotScore>(across.slots.size() * down.slots.size())};
  for (const StoredTrial* trial : scored) {
    const std::size_t column = slot_of(across.slots, trial->vector[static_cast<std::size_t>(across.index)].value);
    const std::size_t row = slot_of(down.slots, trial->vector[static_cast<std::size_t>(down.index)].value);
    include(map.cells[row * across.slots.size() + column], trial->result.outcome.score);
  }
  finish(map.cells);
  return map;
}

std::optional<ScatterPoint> scatter_point(const StoredTrial& trial) {
  ScatterPoint point{trial.number};
  int trains = 0, validations = 0;
  for (const PartResult& part : trial.result.parts) {
    if (part.part == Part::kTotal) continue;
    if (!is_score(part.score)) return std::nullopt;
    const bool train = part.part == Part::kTrain;
    ++(train ? trains : validations);
    (train ? point.train : point.validation) += part.score;
  }
  if (trains == 0 || validations == 0) return std::nullopt;
  point.train /= trains;
  point.validation /= validations;
  return point;
}

bool same_values(const Vector& a, const Vector& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Candidate& x, const Candidate& y) { return x.value == y.value; });
}

void compare_parts(StageView& view, const std::vector<const StoredTrial*>& scored, const Vector* chosen) {
  std::vector<double> train, validation;
  for (const StoredTrial* trial : scored) {
    const std::optional<ScatterPoint> point = scatter_point(*trial);
    if (!point) continue;
    view.scatter.push_back(*point);
    train.push_back(point->train);
    validation.push_back(point->validation);
    if (chosen != nullptr && !view.chosen_scatter && same_values(trial->vector, *chosen)) view.chosen_scatter = *point;
  }
  if (train.size() > 2) view.rank_correlation = rank_correlation(train, validation);
}

}  // namespace

bool has_score(const StoredTrial& trial) {
  return trial.result.outcome.feasible && !trial.result.stopped_early && is_score(trial.result.outcome.score);
}

StageView stage_view(int stage, std::span<const StoredTrial> trials, const Vector* chosen) {
  StageView view;
  view.stage = stage;
  count_trials(view, trials);
  if (chosen == nullptr && view.best) chosen = &view.best->vector;
  if (chosen != nullptr) view.chosen = *chosen;
  view.variables = free_variables(trials);
  const std::vector<const StoredTrial*> scored = distinct(trials);
  rank_variables(view, scored);
  score_values(view, scored, chosen);
  const std::size_t shown = std::min(view.variables.size(), kMostHeatVariables);
  for (std::size_t y = 1; y < shown; ++y) {
    for (std::size_t x = 0; x < y; ++x) view.heat_maps.push_back(heat_map(view, scored, x, y));
  }
  compare_parts(view, scored, chosen);
  return view;
}

}  // namespace stom::optimize
