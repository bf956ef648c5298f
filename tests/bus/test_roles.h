// Roles for the tests of the supervisor, each a real process.
#pragma once

#include <string>
#include <string_view>

#include "bus/role_loop.h"

namespace stom::bus::test {

// "steady": lives as a role should and notes in its run folder, NAME.notes, when it started, which settings it took, which
// gaps it heard of, and that it stopped. "crashing": ends by SIGABRT once welcomed. "hanging": stops beating after the
// welcome and ignores SIGTERM. "deaf": beats, but ignores every wish to end. "hung-with-link": as "hanging", while a second
// thread says that its link lives. "impatient": as "steady", but ends when it has not heard of the supervisor for kShortPatience.
int play_role(std::string_view name, std::string_view kind, const std::string& run_directory, int source);

inline constexpr double kShortPatience = 0.8;  // s
inline constexpr RoleTiming kQuickTiming{.hello = 0.02, .beat = 0.05, .supervisor_lost = 5};

}  // namespace stom::bus::test
