#include "store/startup_check.h"

#include "base/error.h"
#include "store/database_copy.h"
#include "store/file_meta.h"
#include "store/setting_migration.h"
#include "store/setting_schema.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr int kRecordSchema = 1;

bool is_there(const std::filesystem::path& file) {
  std::error_code code;
  return std::filesystem::exists(file, code) && std::filesystem::file_size(file, code) > 0;
}

void require_sound(const std::filesystem::path& file) {
  try {
    require_whole(file);
  } catch (const DatabaseError& error) {
    throw DatabaseError({fmt::format("{} stom db backups {} 로 백업을 보고 stom db undo {} 로 되살리거나, 파일을 다른 이름으로 옮기세요.", error.text().ko,
                                     file.string(), file.string()),
                         fmt::format("{} See its backups with stom db backups {}, go back to one with stom db undo {}, or move the file away.",
                                     error.text().en, file.string(), file.string())});
  }
}

Message taken_over(const std::filesystem::path& file, const std::filesystem::path& backup) {
  return message("{}: 이전 프로그램의 파일을 이어받았습니다. 이전 내용: {}", "{}: taken over from the earlier program. What was there before: {}",
                 file.string(), backup.string());
}

void prepare_settings(const std::filesystem::path& file, std::string_view app_version, Progress& progress, const StopFlag& stop,
                      StartupReport& report) {
  MigrationOptions options;
  options.keep_account_fields = true;  // sealing them needs a passphrase
  options.dry_run = true;
  const MigrationReport plan = migrate_settings(file, options, progress, stop);
  if (plan.is_needed()) {
    options.dry_run = false;
    report.done.push_back(taken_over(file, migrate_settings(file, options, progress, stop).backup));
  }
  if (const std::size_t fields = plan.plain_fields + plan.encrypted_fields; fields > 0) {
    report.warnings.push_back(
        message("{0}: 이전 프로그램의 계정 값 {1}개가 봉인되지 않아 쓸 수 없습니다. stom db migrate {0} 으로 봉인하세요.",
                "{0}: {1} account fields of the earlier program are not sealed and cannot be used. Seal them with stom db migrate {0}.",
                file.string(), fields));
  }
  Connection connection(file, OpenMode::kReadWrite);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  write_file_meta(connection, kSettingSchema, app_version);
  transaction.commit();
}

// strategy.db and tradelist.db: their own code adds the tables that it needs beside the users'.
void prepare_records(const std::filesystem::path& file, std::string_view app_version, Progress& progress, const StopFlag& stop,
                     StartupReport& report) {
  bool is_known = false, is_empty = false;
  {
    Connection connection(file, OpenMode::kReadOnly);
    Statement ours(connection, "SELECT (SELECT user_version FROM pragma_user_version) > 0 OR count(*) > 0 FROM sqlite_master WHERE name LIKE 'stom\\_%' ESCAPE '\\'");
    is_known = ours.step() && ours.integer(0) != 0;
    Statement tables(connection, "SELECT 1 FROM sqlite_master LIMIT 1");
    is_empty = !tables.step();
  }
  BackupBeforeChange backup(!is_known && !is_empty, file, progress, stop);
  mark_database(file, app_version);
  if (const std::filesystem::path kept = backup.keep(); !kept.empty()) report.done.push_back(taken_over(file, kept));
}

}  // namespace

StartupReport prepare_databases(const std::filesystem::path& data, std::string_view app_version, Progress& progress, const StopFlag& stop) {
  StartupReport report;
  const std::filesystem::path settings = data / "setting.db", strategies = data / "strategy.db", trades = data / "tradelist.db";
  for (const std::filesystem::path& file : {settings, strategies, trades}) {
    if (is_there(file)) require_sound(file);
  }
  if (is_there(settings)) prepare_settings(settings, app_version, progress, stop, report);
  if (is_there(strategies)) prepare_records(strategies, app_version, progress, stop, report);
  if (is_there(trades)) prepare_records(trades, app_version, progress, stop, report);
  return report;
}

void mark_database(const std::filesystem::path& file, std::string_view app_version) {
  Connection connection(file, OpenMode::kReadWrite);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  write_file_meta(connection, kRecordSchema, app_version);
  transaction.commit();
}

}  // namespace stom::store
