// One platform at a time uses a data folder: two would record the same rows and write the same orders.
#pragma once

#include <filesystem>
#include <optional>

#include "base/process_lock.h"

namespace stom::app {

// Makes the folder if it is missing. UsageError that names the process that has the folder already.
[[nodiscard]] ProcessLock own_data_folder(const std::filesystem::path& data);
// The platform that runs on a folder.
[[nodiscard]] std::optional<ProcessIdentity> data_owner(const std::filesystem::path& data);

}  // namespace stom::app
