// What the commands of the running platform share: --run-dir, and the way to its supervisor.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/command.h"
#include "base/process.h"
#include "bus/messages/supervision.h"

namespace stom::app {

// Adds --run-dir to a command; an empty text means the default folder.
void add_run_folder(CLI::App& command, std::string& folder, const AppContext& context);
[[nodiscard]] std::filesystem::path run_folder(const std::string& folder);

// The running supervisor of a folder; looking makes nothing.
[[nodiscard]] std::optional<ProcessIdentity> running_supervisor(const std::filesystem::path& folder);

inline constexpr int kNothingRuns = 3;  // exit status
inline constexpr int kNotAllReady = 4;  // exit status
// Says that nothing runs there and sets the exit status.
void report_nothing_runs(const std::filesystem::path& folder, AppContext& context);

[[nodiscard]] std::string state_text(bus::RoleState state, const AppContext& context);

// Nothing when it does not answer in time.
[[nodiscard]] std::optional<bus::StatusReply> ask_status(const std::filesystem::path& folder, double seconds);

}  // namespace stom::app
