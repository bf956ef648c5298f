// What the commands that speak with traders share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "bus/bus.h"
#include "bus/messages/control.h"

namespace stom::app {

// The request channels of the traders whose processes run: known without the supervisor, and at once.
[[nodiscard]] std::vector<std::string> running_traders(const std::filesystem::path& folder);

// What a trader says of itself; nothing when it does not answer in time.
[[nodiscard]] std::optional<bus::HaltReply> ask_trader_state(bus::Bus& bus, const std::string& trader, double seconds);

// What must be said of positions that a halted trader keeps; empty: nothing. Begins with a space.
[[nodiscard]] Message unguarded(const bus::HaltReply& state);

}  // namespace stom::app
