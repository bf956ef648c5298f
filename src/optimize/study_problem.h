// What a study searches: the texts that run and the space of their variables, made from the request. Internal to the study runner.
#pragma once

#include <optional>

#include "optimize/condition_report.h"
#include "optimize/range_text.h"
#include "optimize/study.h"

namespace stom::optimize {

struct StudyProblem {
  backtest::RunSpec base;                      // texts of the search; run range and vars are set per stage and vector
  Space space;
  RangeForm form = RangeForm::kRange;
  std::optional<ConditionLayout> conditions;   // of a condition search: base has the switched texts, space one switch a condition
  std::vector<Message> notices;                // what the user should know before the search starts
};

// Throws UsageError with the first diagnostic of a text that cannot be used.
[[nodiscard]] StudyProblem make_problem(const StudySpec& spec);

// The strategy as a plain run of one vector: for conditions the texts that a user would save.
[[nodiscard]] backtest::RunSpec plain_run(const StudyProblem& problem, const Vector& vector);

}  // namespace stom::optimize
