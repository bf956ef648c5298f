// What the commands that speak with traders share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/message.h"
#include "bus/messages/control.h"

namespace stom::app {

// The request channels of the traders whose processes run: known without the supervisor, and at once.
[[nodiscard]] std::vector<std::string> running_traders(const std::filesystem::path& folder);

// What must be said of positions that a halted trader keeps; empty: nothing. Begins with a space.
[[nodiscard]] Message unguarded(const bus::HaltReply& state);

}  // namespace stom::app
