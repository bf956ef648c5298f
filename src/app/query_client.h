// Commands that change setting.db or strategy.db: while a platform runs on that file, its query role writes it.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "bus/messages/query.h"

namespace stom::app {

// The new version of the settings. Nothing where no platform runs in the run folder, or it runs on other files: the command writes the
// file itself. UsageError with the role's words when it refuses, Error when it does not answer.
[[nodiscard]] std::optional<std::int64_t> set_by_platform(const std::filesystem::path& run_folder, const std::filesystem::path& database,
                                                          const std::map<std::string, std::string>& changes, const std::string& origin);
// False: the command writes the file itself.
[[nodiscard]] bool save_by_platform(const std::filesystem::path& run_folder, bus::StrategySave save);

}  // namespace stom::app
