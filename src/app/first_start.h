// A data folder as `stom up` finds or makes it: setting.db and strategy.db with an example strategy, so that the first start trades on paper.
#pragma once

#include <filesystem>

#include "live/platform.h"

namespace stom::app {

// --data, $STOM_DATA, $XDG_DATA_HOME/stom or ~/.local/share/stom.
[[nodiscard]] std::filesystem::path data_folder(const std::string& option);

// A database of the platform for commands: in $STOM_DATA where that is set, else in the current folder.
[[nodiscard]] std::string default_database(const char* name);

// Makes what is missing and leaves everything that exists as it is. True when it made the databases anew. `market`: of the example strategy.
bool prepare_data_folder(const std::filesystem::path& data, market::Market market);

// Names of the example strategies in strategy.db.
struct ExampleNames {
  std::string buy, sell;
};
[[nodiscard]] ExampleNames example_names(market::Market market);

}  // namespace stom::app
