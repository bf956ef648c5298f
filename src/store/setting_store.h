// setting.db: the users' settings, read as one immutable snapshot with a version, changed all or nothing. Every change is checked against
// the table of settings (setting_table.h) and journalled (stom_setting_journal), so that any version can be had back. Account fields are
// not settings and never appear here (account_store.h).
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/message.h"
#include "store/setting_table.h"

namespace stom::store {

// Values by key. A stored value that the setting cannot be is listed in `problems`, and its default stands in its place; a reader that
// trades must not go on while there are any.
class SettingSnapshot {
 public:
  SettingSnapshot() = default;  // all defaults
  SettingSnapshot(std::int64_t version, std::map<std::string, std::string, std::less<>> values, std::vector<Message> problems);

  [[nodiscard]] std::int64_t version() const { return version_; }
  [[nodiscard]] const std::vector<Message>& problems() const { return problems_; }
  // UsageError if there is no such key.
  [[nodiscard]] const std::string& text(std::string_view key) const;
  [[nodiscard]] double number(std::string_view key) const;
  [[nodiscard]] bool flag(std::string_view key) const { return number(key) != 0; }
  [[nodiscard]] std::vector<double> numbers(std::string_view key) const;
  [[nodiscard]] bool is_default(std::string_view key) const;

 private:
  std::int64_t version_ = 0;
  std::map<std::string, std::string, std::less<>> values_;  // only what differs from the default
  std::vector<Message> problems_;
};

using SettingChanges = std::map<std::string, std::string>;  // key → text

struct SettingJournalEntry {
  std::int64_t version = 0;   // the version that the change made
  std::int64_t changed = 0;   // UTC microseconds
  std::string origin, key, old_value, new_value;
};

class SettingStore {
 public:
  explicit SettingStore(std::filesystem::path path) : path_(std::move(path)) {}

  // Makes the file with all tables if it is absent. A file of the users' program is left as it is: migrate_settings()
  // (setting_migration.h).
  void create() const;
  // Reads files of either layout.
  [[nodiscard]] SettingSnapshot read() const;
  // What a file of either layout holds, without the settings that it lacks. DataError names a value that cannot be.
  [[nodiscard]] SettingChanges stored_values() const;

  // All changes or none; the new version. Wrong keys and values are a UsageError that names key, value and what is allowed. Values that are
  // as stored change nothing. `origin` says who asked ("cli", "window").
  std::int64_t set(const SettingChanges& changes, const std::string& origin) const;
  // Back to the defaults.
  std::int64_t reset(const std::vector<std::string>& keys, const std::string& origin) const;
  // What would undo all changes after that version.
  [[nodiscard]] SettingChanges changes_since(std::int64_t version) const;
  // Undoes all changes after that version, as a new version.
  std::int64_t revert(std::int64_t version, const std::string& origin) const;
  // Newest first.
  [[nodiscard]] std::vector<SettingJournalEntry> journal(std::size_t most) const;

 private:
  std::filesystem::path path_;
};

// The text of a setting, checked; UsageError that names key, value and what is allowed.
[[nodiscard]] std::string require_value(std::string_view key, std::string_view text);
[[nodiscard]] const Setting& require_setting(std::string_view key);

}  // namespace stom::store
