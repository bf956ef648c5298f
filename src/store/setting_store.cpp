#include "store/setting_store.h"

#include <charconv>
#include <set>

#include "base/error.h"
#include "base/number_text.h"
#include "base/time.h"
#include "store/new_file.h"
#include "store/setting_rules.h"
#include "store/setting_schema.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

double to_number(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// A stored value as text: what a person would type.
std::string stored_text(const Statement& row, int column) {
  switch (row.type(column)) {
    case ValueType::kInteger: return std::to_string(row.integer(column));
    case ValueType::kReal: return float_repr(row.real(column));
    default: return std::string(row.text(column));
  }
}

std::string default_text(const Setting& setting) {
  return checked_value(setting, setting.default_value).value_or(std::string(setting.default_value));
}

Message value_problem(const Setting& setting, std::string_view value) {
  const Message allowed = allowed_values(setting);
  return {fmt::format("설정 '{}'의 값 '{}'이(가) 올바르지 않습니다. 허용: {}.", setting.key, value, allowed.ko),
          fmt::format("setting '{}' cannot be '{}'. Allowed: {}.", setting.key, value, allowed.en)};
}

// Column numbers of the row "index" = 0 of a table, by name; the statement stands on that row, or there is none.
class SettingRow {
 public:
  SettingRow(Connection& connection, std::string_view table) {
    if (!connection.has_table(table)) return;
    Statement names(connection, "SELECT name FROM pragma_table_info(?1) ORDER BY cid");
    names.bind(1, table);
    while (names.step()) names_.emplace(names.text(0), static_cast<int>(names_.size()));
    row_ = std::make_unique<Statement>(connection, "SELECT * FROM " + quoted_name(table) + " WHERE \"index\" = 0", std::string(table));
    if (!row_->step()) row_.reset();
  }
  // NULL and absent: nothing.
  [[nodiscard]] std::optional<std::string> value(std::string_view column) const {
    const auto found = names_.find(column);
    if (row_ == nullptr || found == names_.end() || row_->type(found->second) == ValueType::kNull) return std::nullopt;
    return stored_text(*row_, found->second);
  }

 private:
  std::map<std::string, int, std::less<>> names_;
  std::unique_ptr<Statement> row_;
};

std::int64_t read_version(Connection& connection) {
  if (!connection.has_table("stom_meta")) return 0;
  Statement row(connection, "SELECT value FROM stom_meta WHERE key = 'settings_version'", "stom_meta");
  return row.step() ? static_cast<std::int64_t>(to_number(row.text(0))) : 0;
}

SettingSnapshot read_snapshot(Connection& connection) {
  std::map<std::string, std::string, std::less<>> values;
  std::vector<Message> problems;
  std::map<std::string_view, SettingRow> rows;
  for (const Setting& setting : all_settings()) {
    const auto [row, is_new] = rows.try_emplace(setting.table, connection, setting.table);
    const auto stored = row->second.value(setting.key);
    if (!stored) continue;
    const auto value = checked_value(setting, *stored);
    if (!value) problems.push_back(value_problem(setting, *stored));
    else if (*value != default_text(setting)) values.emplace(setting.key, *value);
  }
  return {read_version(connection), std::move(values), std::move(problems)};
}

void write_value(Connection& connection, const Setting& setting, const std::string& value) {
  Statement update(connection,
                   fmt::format("UPDATE {} SET {} = ?1 WHERE \"index\" = 0", quoted_name(setting.table), quoted_name(setting.key)),
                   std::string(setting.table));
  const double number = to_number(value);
  if (setting.column_type == ColumnType::kText) update.bind(1, value);
  else if (setting.column_type == ColumnType::kInteger && number == std::trunc(number)) update.bind(1, static_cast<std::int64_t>(number));
  else update.bind(1, number);
  update.run();
}

// The stored text of one setting, unchecked; its default where there is none.
std::string current_text(Connection& connection, const Setting& setting) {
  const auto stored = SettingRow(connection, setting.table).value(setting.key);
  if (!stored) return default_text(setting);
  return checked_value(setting, *stored).value_or(*stored);
}

std::int64_t write_changes(Connection& connection, const SettingChanges& changes, const std::string& origin) {
  if (const std::vector<Message> broken = broken_rules(read_snapshot(connection), changes); !broken.empty()) throw UsageError(broken.front());
  const std::int64_t version = read_version(connection) + 1;
  const EpochMicros now = utc_now_micros();
  bool is_changed = false;
  Statement journal(
      connection, "INSERT INTO stom_setting_journal (version, changed, origin, key, old_value, new_value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
      "stom_setting_journal");
  for (const auto& [key, value] : changes) {
    const Setting& setting = require_setting(key);
    const std::string old = current_text(connection, setting);
    if (old == value) continue;
    complete_setting_column(connection, setting);
    write_value(connection, setting, value);
    journal.bind(1, version).bind(2, now).bind(3, origin).bind(4, key).bind(5, old).bind(6, value).run();
    is_changed = true;
  }
  if (!is_changed) return version - 1;
  Statement(connection, "UPDATE stom_meta SET value = ?1 WHERE key = 'settings_version'", "stom_meta")
      .bind(1, std::to_string(version))
      .run();
  return version;
}

// Changes need our own tables.
void require_current_schema(Connection& connection) {
  if (setting_schema(connection) == kSettingSchema) return;
  throw UsageError(message("{0}: 이전 프로그램의 설정 파일입니다. 먼저 stom db migrate {0} 을 실행하세요 (백업을 먼저 만듭니다).",
                           "{0}: a settings file of the earlier program. Run stom db migrate {0} first (it makes a backup before).",
                           connection.path().string()));
}

// The values of before the changes that came after a version.
SettingChanges undoing(Connection& connection, std::int64_t version, const std::filesystem::path& path) {
  if (version < 1 || version > read_version(connection)) {
    throw UsageError(message("{}: 설정의 {}번째 판은 없습니다 (1부터 {}까지).", "{}: there is no version {} of the settings (1 to {}).",
                             path.string(), version, read_version(connection)));
  }
  SettingChanges changes;
  Statement rows(connection, "SELECT key, old_value FROM stom_setting_journal WHERE version > ?1 ORDER BY id DESC", "stom_setting_journal");
  rows.bind(1, version);
  while (rows.step()) {
    const std::string key(rows.text(0)), old(rows.text(1));
    // A value of before that the setting cannot be (the users' program wrote it) comes back as the default.
    const Setting* setting = find_setting(key);
    if (setting != nullptr) changes[key] = checked_value(*setting, old).value_or(default_text(*setting));
  }
  return changes;
}

}  // namespace

SettingSnapshot::SettingSnapshot(std::int64_t version, std::map<std::string, std::string, std::less<>> values,
                                 std::vector<Message> problems)
    : version_(version), values_(std::move(values)), problems_(std::move(problems)) {}

const std::string& SettingSnapshot::text(std::string_view key) const {
  if (const auto found = values_.find(key); found != values_.end()) return found->second;
  static const std::map<std::string_view, std::string> defaults = [] {
    std::map<std::string_view, std::string> texts;
    for (const Setting& setting : all_settings()) texts.emplace(setting.key, default_text(setting));
    return texts;
  }();
  return defaults.at(require_setting(key).key);
}

double SettingSnapshot::number(std::string_view key) const { return to_number(text(key)); }

std::vector<double> SettingSnapshot::numbers(std::string_view key) const {
  std::vector<double> out;
  std::string_view rest = text(key);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(";^"), rest.size());
    out.push_back(to_number(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

bool SettingSnapshot::is_default(std::string_view key) const { return !values_.contains(require_setting(key).key); }

const Setting& require_setting(std::string_view key) {
  if (const Setting* setting = find_setting(key)) return *setting;
  if (is_secret_key(key)) {
    throw UsageError(message("'{}' 은(는) 계정 값입니다. stom account 를 쓰세요.", "'{}' is an account field. Use stom account.", key));
  }
  throw UsageError(message("설정 '{}' 은(는) 없습니다. stom settings list 로 이름을 보세요.", "There is no setting '{}'. See stom settings list.", key));
}

std::string require_value(std::string_view key, std::string_view text) {
  const Setting& setting = require_setting(key);
  auto value = checked_value(setting, text);
  if (!value) throw UsageError(value_problem(setting, text));
  return *std::move(value);
}

void SettingStore::create() const {
  std::error_code code;
  if (std::filesystem::exists(path_, code) && std::filesystem::file_size(path_, code) > 0) return;
  NewFile file(path_);
  {
    Connection connection(path_, OpenMode::kCreate);
    std::filesystem::permissions(path_, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    Transaction transaction(connection, Transaction::Kind::kWrite);
    complete_setting_tables(connection);
    transaction.commit();
  }
  file.keep();
}

SettingSnapshot SettingStore::read() const {
  Connection connection(path_, OpenMode::kReadOnly);
  Transaction transaction(connection, Transaction::Kind::kRead);
  (void)setting_schema(connection);
  return read_snapshot(connection);
}

SettingChanges SettingStore::stored_values() const {
  Connection connection(path_, OpenMode::kReadOnly);
  Transaction transaction(connection, Transaction::Kind::kRead);
  (void)setting_schema(connection);
  SettingChanges values;
  std::map<std::string_view, SettingRow> rows;
  for (const Setting& setting : all_settings()) {
    const auto row = rows.try_emplace(setting.table, connection, setting.table).first;
    const auto stored = row->second.value(setting.key);
    if (!stored) continue;
    auto value = checked_value(setting, *stored);
    if (!value) throw DataError(value_problem(setting, *stored));
    values.emplace(setting.key, *std::move(value));
  }
  return values;
}

std::int64_t SettingStore::set(const SettingChanges& changes, const std::string& origin) const {
  SettingChanges checked;
  for (const auto& [key, text] : changes) checked[key] = require_value(key, text);
  create();
  Connection connection(path_, OpenMode::kReadWrite);
  require_current_schema(connection);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  const std::int64_t version = write_changes(connection, checked, origin);
  transaction.commit();
  return version;
}

std::int64_t SettingStore::reset(const std::vector<std::string>& keys, const std::string& origin) const {
  SettingChanges changes;
  for (const std::string& key : keys) changes[key] = default_text(require_setting(key));
  return set(changes, origin);
}

SettingChanges SettingStore::changes_since(std::int64_t version) const {
  Connection connection(path_, OpenMode::kReadOnly);
  require_current_schema(connection);
  return undoing(connection, version, path_);
}

std::int64_t SettingStore::revert(std::int64_t version, const std::string& origin) const {
  Connection connection(path_, OpenMode::kReadWrite);
  require_current_schema(connection);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  const SettingChanges changes = undoing(connection, version, path_);
  const std::int64_t now = write_changes(connection, changes, origin);
  transaction.commit();
  return now;
}

std::vector<SettingJournalEntry> SettingStore::journal(std::size_t most) const {
  std::vector<SettingJournalEntry> entries;
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table("stom_setting_journal")) return entries;
  Statement rows(connection,
                 "SELECT version, changed, origin, key, old_value, new_value FROM stom_setting_journal ORDER BY id DESC LIMIT ?1",
                 "stom_setting_journal");
  rows.bind(1, static_cast<std::int64_t>(most));
  while (rows.step()) {
    entries.push_back({rows.integer(0), rows.integer(1), std::string(rows.text(2)), std::string(rows.text(3)), std::string(rows.text(4)),
                       std::string(rows.text(5))});
  }
  return entries;
}

}  // namespace stom::store
