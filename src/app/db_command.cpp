// stom db …: checks, backups, migration and maintenance of databases (docs/use/database-jobs.md).
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/secret_options.h"
#include "base/error.h"
#include "base/passphrase.h"
#include "base/time.h"
#include "base/utf8.h"
#include "store/database_copy.h"
#include "store/maintenance.h"
#include "store/setting_migration.h"

namespace stom::app {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using store::JobReport;

struct DbArguments {
  std::string file, other, folder, time, key_file, legacy_key_file, market;
  std::vector<std::string> files, codes;
  TradingDay day = 0, from = 0, to = 0, before = 0;
  bool dry_run = false, yes = false, no_backup = false, no_vacuum = false, json = false, quick = false, fresh = false,
       remove_sources = false, keep_accounts = false;

  [[nodiscard]] store::JobOptions options(bool only_look) const { return {only_look, !no_backup, !no_vacuum}; }
};

std::string dump(const ordered_json& object) { return object.dump(2, ' ', false, json::error_handler_t::replace); }

ordered_json paths_json(const std::vector<std::filesystem::path>& paths) {
  ordered_json out = ordered_json::array();
  for (const std::filesystem::path& path : paths) out.push_back(path.string());
  return out;
}

void print_json(const JobReport& report, const std::string& file, bool dry_run, const AppContext& context) {
  ordered_json tables = ordered_json::array(), notes = ordered_json::array();
  for (const store::TableChange& table : report.tables) {
    tables.push_back({{"table", table.table},
                      {"removed", table.removed},
                      {"added", table.added},
                      {"changed", table.changed},
                      {"dropped", table.dropped}});
  }
  for (const Message& note : report.notes) notes.push_back(context.text(note));
  std::puts(dump({{"file", file},
                  {"dry_run", dry_run},
                  {"removed", report.removed()},
                  {"added", report.added()},
                  {"changed", report.changed()},
                  {"tables", tables},
                  {"made", paths_json(report.made)},
                  {"removed_files", paths_json(report.removed_files)},
                  {"backups", paths_json(report.backups)},
                  {"notes", notes}})
                .c_str());
}

void print_paths(const std::vector<std::filesystem::path>& paths, const std::string& words) {
  for (const std::filesystem::path& path : paths) std::printf("%s %s\n", words.c_str(), path.c_str());
}

void print_report(const JobReport& report, bool dry_run, const AppContext& context) {
  constexpr std::size_t kMostTables = 20;
  for (std::size_t i = 0; i < report.tables.size() && i < kMostTables; ++i) {
    const store::TableChange& table = report.tables[i];
    std::printf("  %s%s\n",
                context
                    .text(message("{}: 삭제 {}, 추가 {}, 변경 {}", "{}: {} removed, {} added, {} changed", table.table, table.removed,
                                  table.added, table.changed))
                    .c_str(),
                table.dropped ? context.text(" (테이블째)", " (the whole table)").c_str() : "");
  }
  if (report.tables.size() > kMostTables) {
    std::printf("  %s\n", context.text(message("… 그 밖에 {}개 테이블", "… and {} more tables", report.tables.size() - kMostTables)).c_str());
  }
  const Message sums = message("테이블 {}개: 행 삭제 {}, 추가 {}, 변경 {}", "{} tables: {} rows removed, {} added, {} changed",
                               report.tables.size(), report.removed(), report.added(), report.changed());
  if (!report.is_empty()) std::printf("%s\n", context.text(sums).c_str());
  print_paths(report.made, dry_run ? context.text("만들 파일:", "would make:") : context.text("만든 파일:", "made:"));
  print_paths(report.removed_files, dry_run ? context.text("지울 파일:", "would remove:") : context.text("지운 파일:", "removed:"));
  print_paths(report.backups, context.text("백업:", "backup:"));
  for (const Message& note : report.notes) std::printf("%s\n", context.text(note).c_str());
  if (report.is_empty() && report.notes.empty()) std::printf("%s\n", context.text("바뀔 것이 없습니다.", "Nothing to change.").c_str());
  else if (dry_run) std::printf("%s\n", context.text("시험 실행: 아무것도 바꾸지 않았습니다.", "Dry run: nothing was changed.").c_str());
}

// Looks first, asks, then works: what a person agrees to is what was counted.
template <typename Job>
void run_job(const DbArguments& arguments, AppContext& context, Job job) {
  const store::JobContext work{*context.progress, context.stop};
  if (!arguments.dry_run && !arguments.yes) {
    const JobReport plan = job(arguments.options(true), work);
    if (!arguments.json) print_report(plan, true, context);
    if (plan.is_empty() && plan.notes.empty()) return;
    if (!confirmed(false, context.text("실행할까요?", "Go ahead?"), context)) throw Cancelled();
  }
  const JobReport report = job(arguments.options(arguments.dry_run), work);
  if (arguments.json) print_json(report, arguments.file, arguments.dry_run, context);
  else print_report(report, arguments.dry_run, context);
}

void run_check(const DbArguments& arguments, AppContext& context) {
  const store::CheckReport report = store::check_database(arguments.file, arguments.quick, {*context.progress, context.stop});
  if (arguments.json) {
    ordered_json facts = ordered_json::array(), problems = ordered_json::array();
    for (const Message& fact : report.facts) facts.push_back(context.text(fact));
    for (const Message& problem : report.problems) problems.push_back(context.text(problem));
    std::puts(dump({{"file", arguments.file}, {"tables", report.tables}, {"rows", report.rows}, {"facts", facts}, {"problems", problems}})
                  .c_str());
  } else {
    for (const Message& fact : report.facts) std::printf("%s\n", context.text(fact).c_str());
    for (const Message& problem : report.problems) std::printf("%s\n", context.text(problem).c_str());
    std::printf("%s\n", context
                            .text(report.problems.empty() ? Message{"이상 없음", "no problems"}
                                                          : message("문제 {}건", "{} problems", report.problems.size()))
                            .c_str());
  }
  if (!report.problems.empty()) context.exit_status = 1;
}

void print_path(const DbArguments& arguments, const char* name, const std::filesystem::path& path, const Message& words,
                const AppContext& context) {
  if (arguments.json) std::puts(dump({{"file", arguments.file}, {name, path.string()}}).c_str());
  else if (!path.empty()) std::printf("%s %s\n", context.text(words).c_str(), path.c_str());
}

void run_backup(const DbArguments& arguments, AppContext& context) {
  if (arguments.dry_run) {
    const std::filesystem::path folder =
        arguments.folder.empty() ? std::filesystem::path(arguments.file).parent_path() : std::filesystem::path(arguments.folder);
    store::require_whole(arguments.file);
    store::require_room(folder.empty() || !std::filesystem::exists(folder) ? "." : folder, store::stored_bytes(arguments.file));
    print_path(arguments, "backup", store::backup_name(arguments.file), {"만들 백업:", "would make:"}, context);
    return;
  }
  print_path(arguments, "backup", store::make_backup(arguments.file, arguments.folder, *context.progress, context.stop),
             {"백업:", "backup:"}, context);
}

void run_backups(const DbArguments& arguments, AppContext& context) {
  ordered_json out = ordered_json::array();
  const auto backups = store::list_backups(arguments.file);
  for (const store::BackupFile& backup : backups) {
    if (arguments.json) out.push_back({{"path", backup.path.string()}, {"time", readable(backup.time)}, {"bytes", backup.bytes}});
    else std::printf("%s  %10.1f MB  %s\n", readable(backup.time).c_str(), static_cast<double>(backup.bytes) / 1e6, backup.path.c_str());
  }
  if (arguments.json) std::puts(dump(out).c_str());
  else if (backups.empty()) std::printf("%s\n", context.text("백업이 없습니다.", "There are no backups.").c_str());
}

void restore(const DbArguments& arguments, const std::filesystem::path& backup, AppContext& context) {
  store::require_whole(backup);
  if (arguments.dry_run) {
    print_path(arguments, "backup", backup, {"되살릴 백업:", "would restore:"}, context);
    return;
  }
  const std::string question = context.text(message("{} 을(를) {} 의 내용으로 되돌릴까요?", "Restore {} from {}?", arguments.file, backup.string()));
  if (!confirmed(arguments.yes, question, context)) throw Cancelled();
  const std::filesystem::path kept = store::restore_backup(backup, arguments.file, *context.progress, context.stop);
  if (!arguments.json) std::printf("%s\n", context.text(message("{} 에서 되살렸습니다.", "Restored from {}.", backup.string())).c_str());
  print_path(arguments, "kept", kept, {"그 전의 내용:", "what was there before:"}, context);
}

void run_restore(const DbArguments& arguments, AppContext& context) { restore(arguments, arguments.other, context); }

void run_undo(const DbArguments& arguments, AppContext& context) {
  const auto backups = store::list_backups(arguments.file);
  if (backups.empty()) throw UsageError(message("{}: 백업이 없어 되돌릴 수 없습니다.", "{}: has no backup to go back to.", arguments.file));
  restore(arguments, backups.front().path, context);
}

void print_migration(const DbArguments& arguments, const store::MigrationReport& report, bool dry_run, const AppContext& context) {
  if (arguments.json) {
    ordered_json steps = ordered_json::array(), warnings = ordered_json::array();
    for (const Message& step : report.steps) steps.push_back(context.text(step));
    for (const Message& warning : report.warnings) warnings.push_back(context.text(warning));
    std::puts(dump({{"file", arguments.file},
                    {"dry_run", dry_run},
                    {"from", report.from},
                    {"to", report.to},
                    {"steps", steps},
                    {"warnings", warnings},
                    {"backup", report.backup.string()}})
                  .c_str());
    return;
  }
  for (const Message& step : report.steps) std::printf("  %s\n", context.text(step).c_str());
  if (report.steps.empty()) std::printf("%s\n", context.text("옮길 것이 없습니다.", "Nothing to migrate.").c_str());
  if (!report.backup.empty()) std::printf("%s %s\n", context.text("백업:", "backup:").c_str(), report.backup.c_str());
  for (const Message& warning : report.warnings) std::printf("%s\n", context.text(warning).c_str());
  if (dry_run && report.is_needed()) std::printf("%s\n", context.text("시험 실행: 아무것도 바꾸지 않았습니다.", "Dry run: nothing was changed.").c_str());
}

store::MigrationReport migrate(const DbArguments& arguments, const store::MigrationOptions& options, AppContext& context) {
  if (arguments.other.empty()) return store::migrate_settings(arguments.file, options, *context.progress, context.stop);
  return store::migrate_settings_to(arguments.file, arguments.other, options, *context.progress, context.stop);
}

void run_migrate(const DbArguments& arguments, AppContext& context) {
  store::MigrationOptions options{true, !arguments.no_backup, arguments.keep_accounts, nullptr, nullptr};
  const store::MigrationReport plan = migrate(arguments, options, context);
  if (arguments.dry_run || !plan.is_needed()) {
    print_migration(arguments, plan, arguments.dry_run, context);
    return;
  }
  if (!arguments.yes) {
    if (!arguments.json) print_migration(arguments, plan, false, context);
    if (!confirmed(false, context.text("실행할까요?", "Go ahead?"), context)) throw Cancelled();
  }
  SecretText passphrase, legacy_key;
  options.dry_run = false;
  const bool has_accounts = plan.plain_fields + plan.encrypted_fields > 0 && !arguments.keep_accounts;
  if (has_accounts && can_find_passphrase(arguments.key_file)) {
    passphrase = store::AccountStore(arguments.file).has_vault() ? find_passphrase(arguments.key_file, context.language)
                                                                 : find_new_passphrase(arguments.key_file, context.language);
    options.passphrase = &passphrase;
  }
  if (!arguments.legacy_key_file.empty()) {
    legacy_key = read_secret_file(arguments.legacy_key_file);
    options.legacy_key = &legacy_key;
  }
  print_migration(arguments, migrate(arguments, options, context), false, context);
}

void run_vacuum(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::vacuum_database(arguments.file, o, c); });
}
void run_split(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::split_by_day(arguments.file, arguments.folder, o, c); });
}
void run_merge(const DbArguments& arguments, AppContext& context) {
  const store::MergeWhat what{{arguments.files.begin(), arguments.files.end()},
                              arguments.file,
                              arguments.from,
                              arguments.to,
                              arguments.fresh,
                              arguments.remove_sources};
  run_job(arguments, context, [&](const store::JobOptions& o, store::JobContext c) { return store::merge_rows(what, o, c); });
}
void run_delete(const DbArguments& arguments, AppContext& context) {
  const store::DeleteWhat what{arguments.day != 0 ? arguments.day : arguments.from, arguments.day != 0 ? arguments.day : arguments.to,
                               arguments.codes};
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::delete_rows(arguments.file, what, o, c); });
}
void run_cut(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::cut_after(arguments.file, arguments.time, o, c); });
}
void run_shift(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::shift_hour(arguments.file, arguments.day, o, c); });
}
void run_dedupe(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::remove_duplicates(arguments.file, o, c); });
}
void run_watch(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context,
          [&](const store::JobOptions& o, store::JobContext c) { return store::rebuild_watch_flags(arguments.file, o, c); });
}
void run_drop(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context, [&](const store::JobOptions& o, store::JobContext c) { return store::drop_database(arguments.file, o, c); });
}
void run_results(const DbArguments& arguments, AppContext& context) {
  if (arguments.before != 0 && !is_valid_day(arguments.before))
    throw UsageError(message("{} 은(는) 날짜가 아닙니다.", "{} is not a day.", arguments.before));
  run_job(arguments, context, [&](const store::JobOptions& o, store::JobContext c) {
    return store::delete_results(arguments.file, arguments.folder, arguments.before, o, c);
  });
}
void run_trades(const DbArguments& arguments, AppContext& context) {
  run_job(arguments, context, [&](const store::JobOptions& o, store::JobContext c) {
    return store::delete_trade_history(arguments.file, arguments.market == "stock", o, c);
  });
}

void add_db(CLI::App& app, AppContext& context) {
  CLI::App* db = app.add_subcommand("db", context.text("데이터베이스 검사, 백업, 정리", "check, back up and maintain databases"));
  db->require_subcommand(1);
  const auto arguments = std::make_shared<DbArguments>();
  const auto add = [&](const char* name, const std::string& help, void (*run)(const DbArguments&, AppContext&)) {
    CLI::App* command = db->add_subcommand(name, help);
    command->add_option("file", arguments->file, context.text("데이터베이스 파일", "database file"))->required();
    command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return command;
  };
  const auto add_change = [&](const char* name, const std::string& help, void (*run)(const DbArguments&, AppContext&)) {
    CLI::App* command = add(name, help, run);
    command->add_flag("--dry-run", arguments->dry_run, context.text("무엇이 바뀔지만 봅니다", "only say what would change"));
    command->add_flag("--yes", arguments->yes, context.text("묻지 않습니다", "do not ask"));
    return command;
  };
  const auto add_job = [&](const char* name, const std::string& help, void (*run)(const DbArguments&, AppContext&)) {
    CLI::App* command = add_change(name, help, run);
    command->add_flag("--no-backup", arguments->no_backup,
                      context.text("백업 없이 (stom db undo 로 되돌릴 수 없음)", "without a backup (stom db undo cannot take it back)"));
    return command;
  };
  const auto add_no_vacuum = [&](CLI::App* command) {
    command->add_flag("--no-vacuum", arguments->no_vacuum, context.text("빈 자리를 돌려주지 않습니다 (빠름)", "do not give freed room back (faster)"));
    return command;
  };
  const auto add_range = [&](CLI::App* command) {
    command->add_option("--from", arguments->from, context.text("첫 날짜 YYYYMMDD", "first day YYYYMMDD"));
    command->add_option("--to", arguments->to, context.text("마지막 날짜 YYYYMMDD", "last day YYYYMMDD"));
  };
  add("check", context.text("파일과 행을 검사합니다", "check the file and its rows"), run_check)
      ->add_flag("--quick", arguments->quick, context.text("빠른 검사만", "the quick check only"));
  CLI::App* backup = add("backup", context.text("백업을 만듭니다", "make a backup"), run_backup);
  backup->add_option("--to-folder", arguments->folder,
                     context.text("백업을 둘 폴더 (기본: 파일 옆)", "folder of the backup (default: beside the file)"));
  backup->add_flag("--dry-run", arguments->dry_run, context.text("만들 수 있는지만 봅니다", "only see whether it can be made"));
  add("backups", context.text("백업 목록", "list the backups"), run_backups);
  CLI::App* restored = add_change(
      "restore", context.text("백업에서 되살립니다 (지금 내용도 백업함)", "restore a backup (what is there is backed up)"), run_restore);
  restored->add_option("backup", arguments->other, context.text("백업 파일", "backup file"))->required();
  add_change("undo", context.text("가장 최근 백업으로 되돌립니다", "go back to the newest backup"), run_undo);
  CLI::App* migrated = add_job(
      "migrate", context.text("이전 프로그램의 setting.db 를 옮깁니다", "take over a setting.db of the earlier program"), run_migrate);
  migrated->add_option("--to-file", arguments->other, context.text("새 파일로 (원래 파일은 그대로)", "into a new file (the old one stays as it is)"));
  migrated->add_option("--legacy-key-file", arguments->legacy_key_file,
                       context.text("옛 프로그램의 암호 열쇠가 든 파일", "file with the earlier program's key"));
  migrated->add_flag("--keep-accounts", arguments->keep_accounts, context.text("계정 값을 그대로 둡니다", "leave the account fields as they are"));
  add_key_file_option(*migrated, arguments->key_file, context);
  add_change("vacuum", context.text("빈 자리를 돌려줍니다", "give free pages back"), run_vacuum);
  add_job("split", context.text("당일 파일을 날짜별 파일로 나눕니다", "split into one file per day"), run_split)
      ->add_option("--to-folder", arguments->folder,
                   context.text("날짜 파일의 폴더 (기본: 파일 옆)", "folder of the day files (default: beside the file)"));
  CLI::App* merged = add_job("merge", context.text("파일들의 행을 백테 파일에 더합니다", "add the rows of files to a back database"), run_merge);
  merged->add_option("sources", arguments->files, context.text("더할 파일 …", "files to add …"))->required();
  add_range(merged);
  merged->add_flag("--fresh", arguments->fresh, context.text("백테 파일을 처음부터 다시 만듭니다", "make the back database anew"));
  merged->add_flag("--remove-sources", arguments->remove_sources,
                   context.text("모두 옮겨졌는지 확인한 뒤 더한 파일을 지웁니다 (날짜 파일이 있어야 함)",
                                "remove the added files once every row is there (needs their day files)"));
  CLI::App* deleted = add_no_vacuum(add_job("delete", context.text("날짜, 기간, 종목을 지웁니다", "delete days or symbols"), run_delete));
  deleted->add_option("--day", arguments->day, context.text("날짜 YYYYMMDD", "day YYYYMMDD"));
  add_range(deleted);
  deleted->add_option("--symbol", arguments->codes, context.text("종목 …", "codes …"));
  add_no_vacuum(add_job("cut", context.text("어떤 시각 이후를 지웁니다", "delete what is after a time of day"), run_cut))
      ->add_option("--after", arguments->time, context.text("시각 HHMM 또는 HHMMSS", "time HHMM or HHMMSS"))
      ->required();
  add_job("shift", context.text("10시에 열린 날의 행을 한 시간 앞으로 옮깁니다", "shift a day that opened at 10:00 by an hour"), run_shift)
      ->add_option("--day", arguments->day, context.text("날짜 YYYYMMDD", "day YYYYMMDD"))
      ->required();
  add_no_vacuum(add_job("dedupe", context.text("중복 행을 지웁니다", "remove rows that are there twice"), run_dedupe));
  add_job("watch", context.text("관심종목 칼럼을 다시 만듭니다", "rebuild the watch-list flags"), run_watch);
  add_job("drop", context.text("파일을 지웁니다 (백업 이름으로 옮김)", "remove a file (it is renamed to a backup)"), run_drop);
  CLI::App* results = add_no_vacuum(add_job("results", context.text("백테스트 결과를 지웁니다", "delete results of back-tests"), run_results));
  results->add_option("--graphs", arguments->folder, context.text("그래프 폴더", "folder of graphs"));
  results->add_option("--before", arguments->before, context.text("이 날짜 전의 결과만", "only results of before this day"));
  add_no_vacuum(add_job("trades", context.text("거래 기록을 지웁니다", "delete the trade history"), run_trades))
      ->add_option("--market", arguments->market, context.text("stock 또는 coin", "stock or coin"))
      ->required()
      ->check(CLI::IsMember({"stock", "coin"}));
}

const CommandRegistration registration(52, add_db);

}  // namespace
}  // namespace stom::app
