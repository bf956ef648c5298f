// stom study compare: studies and trade lists of backtest.db side by side.
#pragma once

#include "app/command.h"

namespace stom::app {

void add_study_compare(CLI::App& study, AppContext& context);

}  // namespace stom::app
