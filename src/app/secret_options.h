// Options and questions of commands that open the vault of accounts.
#pragma once

#include <string>

#include "app/command.h"
#include "base/secret_box.h"
#include "store/account_store.h"

namespace stom::app {

void add_key_file_option(CLI::App& command, std::string& key_file, AppContext& context);

// Opens the vault of a setting.db with the passphrase of key_file, STOM_PASSPHRASE_FILE or the person at the terminal.
[[nodiscard]] SecretBox open_vault(const store::AccountStore& accounts, const std::string& key_file, const AppContext& context);

// Yes: --yes was given, or the person at the terminal says so. No terminal: UsageError that names --yes.
[[nodiscard]] bool confirmed(bool yes, const std::string& question, const AppContext& context);

}  // namespace stom::app
