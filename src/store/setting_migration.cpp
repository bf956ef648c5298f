#include "store/setting_migration.h"

#include "base/error.h"
#include "base/legacy_token.h"
#include "store/account_store.h"
#include "store/database_copy.h"
#include "store/setting_schema.h"
#include "store/setting_table.h"

namespace stom::store {
namespace {

// One row of a users' account table with something in it.
struct LegacyAccount {
  std::string_view table;
  int row = 0;
  std::string venue, name;
  AccountSecrets fields;  // as stored
};

std::pair<std::string, std::string> venue_and_name(std::string_view table, int row) {
  if (table == "cacc") return {row == 1 ? "upbit" : "binance", "main"};
  if (table == "telegram") return {"telegram", fmt::format("키움증권{}", row)};
  return {"kiwoom", fmt::format("키움증권{} {}번째 계정", (row + 1) / 2, row % 2 == 1 ? 1 : 2)};
}

bool has_column(Connection& connection, std::string_view table, std::string_view column) {
  Statement statement(connection, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
  return statement.bind(1, table).bind(2, column).step();
}

std::vector<LegacyAccount> read_legacy_accounts(Connection& connection) {
  std::map<std::pair<std::string_view, int>, LegacyAccount> accounts;
  for (const LegacySecret& secret : kLegacySecrets) {
    if (!has_column(connection, secret.table, secret.column)) continue;
    Statement rows(connection, fmt::format("SELECT \"index\", {} FROM {}", quoted_name(secret.column), quoted_name(secret.table)),
                   std::string(secret.table));
    while (rows.step()) {
      const int row = static_cast<int>(rows.integer(0));
      if (row < 1 || row > secret.rows || rows.text(1).empty()) continue;
      LegacyAccount& account = accounts[{secret.table, row}];
      account.table = secret.table;
      account.row = row;
      std::tie(account.venue, account.name) = venue_and_name(secret.table, row);
      account.fields.emplace(std::string(secret.field), SecretText(rows.text(1)));
    }
  }
  std::vector<LegacyAccount> list;
  for (auto& [place, account] : accounts) list.push_back(std::move(account));
  return list;
}

AccountSecrets opened(const LegacyAccount& account, const SecretText* legacy_key) {
  AccountSecrets secrets;
  for (const auto& [field, stored] : account.fields) {
    if (looks_like_legacy_token(stored.view())) secrets.emplace(field, open_legacy_token(stored.view(), *legacy_key));
    else secrets.emplace(field, SecretText(stored.view()));
  }
  return secrets;
}

void empty_legacy_columns(Connection& connection) {
  for (const LegacySecret& secret : kLegacySecrets) {
    if (!has_column(connection, secret.table, secret.column)) continue;
    connection.execute(fmt::format("UPDATE {0} SET {1} = '' WHERE {1} <> ''", quoted_name(secret.table), quoted_name(secret.column)));
  }
}

// A name that the venue has not used; a second migration must not fail for an account of the first.
std::string free_account_name(Connection& connection, const std::string& venue, const std::string& name) {
  std::string candidate = name;
  for (int n = 2;; ++n) {
    Statement known(connection, "SELECT 1 FROM stom_account WHERE venue = ?1 AND name = ?2", "stom_account");
    if (!known.bind(1, venue).bind(2, candidate).step()) return candidate;
    candidate = fmt::format("{} {}", name, n);
  }
}

void seal_accounts(Connection& connection, const std::vector<LegacyAccount>& accounts, const MigrationOptions& options, Progress& progress,
                   const StopFlag& stop) {
  const SecretBox box = AccountStore::has_vault(connection) ? AccountStore::unlock(connection, *options.passphrase)
                                                            : AccountStore::create_vault(connection, *options.passphrase);
  for (const LegacyAccount& account : accounts) {
    stop.throw_if_requested();
    AccountSecrets secrets = opened(account, options.legacy_key);
    std::erase_if(secrets, [](const auto& field) { return field.second.empty(); });
    if (!secrets.empty())
      (void)AccountStore::add(connection, box, account.venue, free_account_name(connection, account.venue, account.name), secrets);
    progress.advance(1);
  }
  empty_legacy_columns(connection);
}

void describe_accounts(const std::vector<LegacyAccount>& accounts, const MigrationOptions& options, MigrationReport& report) {
  for (const LegacyAccount& account : accounts) {
    for (const auto& [field, stored] : account.fields)
      ++(looks_like_legacy_token(stored.view()) ? report.encrypted_fields : report.plain_fields);
    if (!options.keep_account_fields) {
      report.steps.push_back(message("계정 {} '{}': 값 {}개를 봉인하고 {} 테이블에서 지웁니다.",
                                     "account {} '{}': {} fields are sealed and removed from table {}.", account.venue, account.name,
                                     account.fields.size(), account.table));
    }
  }
  if (report.plain_fields > 0) {
    report.warnings.push_back(message("계정 값 {}개가 암호 없이 그대로 저장되어 있었습니다.",
                                      "{} account fields were stored as plain text.", report.plain_fields));
  }
}

MigrationReport plan(Connection& connection, const MigrationOptions& options, std::vector<LegacyAccount>& accounts) {
  MigrationReport report;
  report.from = setting_schema(connection);
  report.to = kSettingSchema;
  if (report.from < report.to) {
    report.steps.push_back(
        message("스키마 {} → {}: stom 의 테이블을 더합니다.", "schema {} to {}: stom's own tables are added.", report.from, report.to));
  }
  for (Message& gap : setting_gaps(connection)) report.steps.push_back(std::move(gap));
  accounts = read_legacy_accounts(connection);
  describe_accounts(accounts, options, report);
  return report;
}

void require_keys(const std::filesystem::path& database, const MigrationReport& report, const MigrationOptions& options) {
  if (options.keep_account_fields || report.plain_fields + report.encrypted_fields == 0) return;
  if (options.passphrase == nullptr) {
    throw UsageError(
        message("{}: 계정 값 {}개를 봉인할 암호가 필요합니다 (--key-file 또는 STOM_PASSPHRASE_FILE). 그대로 두려면 --keep-accounts.",
                "{}: sealing {} account fields needs a passphrase (--key-file or STOM_PASSPHRASE_FILE). Leave them with --keep-accounts.",
                database.string(), report.plain_fields + report.encrypted_fields));
  }
  if (report.encrypted_fields > 0 && options.legacy_key == nullptr) {
    throw UsageError(message(
        "{}: 계정 값 {}개가 옛 프로그램의 열쇠로 잠겨 있습니다. --legacy-key-file 로 그 열쇠를 주거나 --keep-accounts 로 그대로 두세요.",
        "{}: {} account fields are under the earlier program's key. Give it with --legacy-key-file, or leave them with --keep-accounts.",
        database.string(), report.encrypted_fields));
  }
}

}  // namespace

MigrationReport migrate_settings(const std::filesystem::path& database, const MigrationOptions& options, Progress& progress,
                                 const StopFlag& stop) {
  std::vector<LegacyAccount> accounts;
  MigrationReport report;
  {
    Connection connection(database, OpenMode::kReadOnly);
    Transaction transaction(connection, Transaction::Kind::kRead);
    report = plan(connection, options, accounts);
  }
  if (options.dry_run || !report.is_needed()) return report;
  require_keys(database, report, options);
  if (options.keep_account_fields) accounts.clear();
  BackupBeforeChange backup(options.backup, database, progress, stop);
  require_room(database.parent_path().empty() ? "." : database.parent_path(), 2 * stored_bytes(database));
  progress.begin({"설정 옮기기", "migrating settings"}, accounts.size() + 3);
  Connection connection(database, OpenMode::kReadWrite);
  connection.execute("PRAGMA secure_delete = ON");
  {
    Transaction transaction(connection, Transaction::Kind::kWrite);
    (void)setting_schema(connection);
    complete_setting_tables(connection);
    progress.advance(1);
    if (!accounts.empty()) seal_accounts(connection, accounts, options, progress, stop);
    progress.advance(1);
    transaction.commit();
  }
  if (options.backup) {
    report.backup = backup.keep();
    if (!accounts.empty()) {
      std::filesystem::permissions(report.backup, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
      report.warnings.push_back(message(
          "백업 {} 에는 계정 값이 옛 형태로 남아 있습니다. 새 파일을 확인한 뒤 백업을 지우세요.",
          "The backup {} still holds the account fields in their old form. Delete it once the new file works.", report.backup.string()));
    }
  }
  if (!accounts.empty()) {
    // Pages that were freed before secure_delete may still hold the fields.
    connection.execute("VACUUM");
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    std::filesystem::permissions(database, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  }
  progress.advance(1);
  progress.end();
  return report;
}

MigrationReport migrate_settings_to(const std::filesystem::path& source, const std::filesystem::path& target,
                                    const MigrationOptions& options, Progress& progress, const StopFlag& stop) {
  if (std::filesystem::exists(target)) throw UsageError(message("{}: 이미 있는 파일입니다.", "{}: the file exists already.", target.string()));
  MigrationOptions on_copy = options;
  on_copy.backup = false;
  if (options.dry_run) return migrate_settings(source, on_copy, progress, stop);
  const std::filesystem::path copy = target.string() + ".migrating";
  copy_database(source, copy, progress, stop);
  try {
    MigrationReport report = migrate_settings(copy, on_copy, progress, stop);
    std::filesystem::rename(copy, target);
    return report;
  } catch (...) {
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    throw;
  }
}

}  // namespace stom::store
