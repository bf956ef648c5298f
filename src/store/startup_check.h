// The databases of a data folder before a platform writes to them (databases spec 10): each must be whole; a file of the earlier program is
// taken over, a backup first. Nothing that is in a file is changed or removed; account fields stay as they are and are told of.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "base/progress.h"

namespace stom::store {

struct StartupReport {
  std::vector<Message> done;      // files that were taken over, with the names of their backups
  std::vector<Message> warnings;  // what the user should do
};

// setting.db, strategy.db and tradelist.db, those that are there. DatabaseError with what to do if one is damaged, of a newer stom or held by
// another program; then nothing was changed in that file.
[[nodiscard]] StartupReport prepare_databases(const std::filesystem::path& data, std::string_view app_version, Progress& progress,
                                              const StopFlag& stop);

// Says in a strategy.db or tradelist.db that stom made it, so that it is not taken for one of the earlier program.
void mark_database(const std::filesystem::path& file, std::string_view app_version);

}  // namespace stom::store
