// Where the passphrase comes from, in this order: a key file that was named, the file that the environment variable STOM_PASSPHRASE_FILE
// names, a person at the terminal.
#pragma once

#include <filesystem>

#include "base/message.h"
#include "base/secret_text.h"

namespace stom {

inline constexpr std::size_t kShortestPassphrase = 8;  // bytes

// A file's text without the line end. Refused (FileError): a file that others may read, an empty one.
[[nodiscard]] SecretText read_secret_file(const std::filesystem::path& path);

// key_file may be empty. Asks in the given language.
[[nodiscard]] SecretText find_passphrase(const std::filesystem::path& key_file, Language language);
// For a new vault: at least kShortestPassphrase bytes, asked twice at a terminal.
[[nodiscard]] SecretText find_new_passphrase(const std::filesystem::path& key_file, Language language);
// One line of standard input, as a supervisor pipes it to a role; empty if there is none.
[[nodiscard]] SecretText read_secret_input();
// The same, but always from a person at the terminal.
[[nodiscard]] SecretText ask_new_passphrase(Language language);
// find_passphrase would not have to ask or could ask.
[[nodiscard]] bool can_find_passphrase(const std::filesystem::path& key_file);

}  // namespace stom
