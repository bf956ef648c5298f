// Folders and files that only their owner may read: run folders, keys. Rights are set before content is written.
#pragma once

#include <filesystem>
#include <string_view>

namespace stom {

// Makes the folder (and its parents) with rights 0700; refuses one that belongs to somebody else; takes rights of others away.
void create_private_directory(const std::filesystem::path& path);

// Rights 0600; whole under its name or not there.
void write_private_file(const std::filesystem::path& path, std::string_view content);

// True when nobody but the owner may read or write.
[[nodiscard]] bool is_private(const std::filesystem::path& path);

// $STOM_RUN, or $XDG_STATE_HOME/stom, or ~/.local/state/stom: sockets, logs, keys and reports of the running platform.
[[nodiscard]] std::filesystem::path default_run_directory();

}  // namespace stom
