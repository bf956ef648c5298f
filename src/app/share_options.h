// Options of `stom up` that say where rows are shared; whether they are is decided by the setting 리시버공유.
#pragma once

#include <filesystem>
#include <string>

#include "app/command.h"
#include "live/platform.h"

namespace stom::app {

struct ShareArguments {
  std::string listen, from;  // tcp://HOST:PORT
};

void add_share_options(CLI::App& command, ShareArguments& arguments, AppContext& context);

// Fills share_listen and share_from. `sharing`: text of 리시버공유. Throws UsageError for what does not go together and for keys that are
// missing; makes the own keys.
void decide_sharing(const ShareArguments& arguments, std::string_view sharing, const std::filesystem::path& run_folder,
                    live::Platform& platform);

}  // namespace stom::app
