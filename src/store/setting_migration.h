// Takes a users' setting.db over: missing tables and columns are added with their defaults, account fields that lie there as text (or under
// the earlier program's own key) are sealed and their columns emptied. A backup is made first; the change itself is one transaction.
#pragma once

#include <filesystem>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/secret_text.h"

namespace stom::store {

struct MigrationOptions {
  bool dry_run = false;
  bool backup = true;
  bool keep_account_fields = false;          // leave the users' account columns as they are
  const SecretText* passphrase = nullptr;    // of the vault; a vault is made with it if there is none
  const SecretText* legacy_key = nullptr;    // the earlier program's key
};

struct MigrationReport {
  int from = 0, to = 0;
  std::vector<Message> steps;      // what is (to be) done, in order
  std::vector<Message> warnings;   // what the user should know
  std::filesystem::path backup;    // empty: none was made
  std::size_t plain_fields = 0, encrypted_fields = 0;  // account fields found as text, and under the earlier key
  [[nodiscard]] bool is_needed() const { return !steps.empty(); }
};

// Throws UsageError if account fields are found but no passphrase is given, or fields under the earlier key but not that key.
MigrationReport migrate_settings(const std::filesystem::path& database, const MigrationOptions& options, Progress& progress,
                                 const StopFlag& stop);

// The same on a copy: the users' file stays untouched, `target` appears when it is whole.
MigrationReport migrate_settings_to(const std::filesystem::path& source, const std::filesystem::path& target,
                                    const MigrationOptions& options, Progress& progress, const StopFlag& stop);

}  // namespace stom::store
