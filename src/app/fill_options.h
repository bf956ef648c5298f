// Command-line options that choose the fill model (docs/concepts/fills.md).
#pragma once

#include "app/command.h"
#include "trade/fill_model.h"

namespace stom::app {

struct FillOptions {
  std::string model = "reference";
  std::optional<int> latency_rows;
  bool no_queue = false, no_consumption = false, uncovered = false;
  bool compare = false;
};

void add_fill_options(CLI::App& command, FillOptions& options, AppContext& context);

// Throws UsageError where an option of the realistic model is given without it.
[[nodiscard]] trade::FillModel make_fill_model(const FillOptions& options);
// The model that --compare-fills sets beside `chosen`: the other kind, realistic with the options given.
[[nodiscard]] trade::FillModel other_fill_model(const FillOptions& options, const trade::FillModel& chosen);

}  // namespace stom::app
