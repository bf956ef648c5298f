#include "store/maintenance.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "base/checksum.h"
#include "setting_files.h"
#include "store/database_copy.h"
#include "store/result_store.h"
#include "store/setting_migration.h"
#include "store/trade_list_store.h"

namespace stom::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr TradingDay kFirst = 20240102, kSecond = 20240103;

// Everything that a database holds, as one number in text; "absent" and "damaged" for what is not.
std::string content_of(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return "absent";
  try {
    require_whole(path);
    Connection connection(path, OpenMode::kReadOnly);
    std::string all;
    Statement tables(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name");
    while (tables.step()) {
      all += fmt::format("{}\n{}\n", tables.text(0), tables.text(1));
      Statement rows(connection, "SELECT * FROM " + quoted_name(tables.text(0)) + " ORDER BY _rowid_");
      while (rows.step()) {
        for (int column = 0; column < rows.columns(); ++column) all += fmt::format("{}|", rows.text(column));
        all += "\n";
      }
    }
    return fmt::format("{:016x}", checksum(all.data(), all.size()));
  } catch (const Error& error) {
    return "damaged: " + error.text().en;
  }
}

// Ends the process at the n-th word of progress, as a power cut would.
class KilledProgress final : public Progress {
 public:
  explicit KilledProgress(int words) : words_(words) {}
  void begin(const Message&, std::uint64_t) override { count(); }
  void advance(std::uint64_t) override { count(); }
  void end() override { count(); }

 private:
  void count() {
    if (--words_ <= 0) ::kill(::getpid(), SIGKILL);
  }
  int words_;
};

class MaintenanceTest : public StoreTest {
 protected:
  using Job = std::function<JobReport(const JobOptions&, JobContext)>;

  JobReport run(const Job& job, JobOptions options = {}) {
    NoProgress progress;
    return job(options, {progress, stop_});
  }
  [[nodiscard]] std::map<std::string, std::string> contents(const std::vector<std::string>& names) const {
    std::map<std::string, std::string> all;
    for (const std::string& name : names) all[name] = content_of(file(name));
    return all;
  }

  // A dry run changes no byte and says what the run then does; killed at any word of progress, every file holds its old or its new content,
  // and the same job afterwards leads to the new one (unless it refuses to be done twice).
  void expect_whole_or_nothing(const std::function<void()>& prepare, const std::vector<std::string>& names, const Job& job,
                               bool is_repeatable = true) {
    prepare();
    const auto before = contents(names);
    const JobReport said = run(job, {.dry_run = true});
    EXPECT_EQ(contents(names), before);
    const JobReport done = run(job);
    const auto after = contents(names);
    EXPECT_NE(after, before);
    EXPECT_EQ(said.removed(), done.removed());
    EXPECT_EQ(said.added(), done.added());
    EXPECT_EQ(said.changed(), done.changed());
    EXPECT_EQ(said.tables.size(), done.tables.size());
    bool ended = false;
    for (int words = 1; words < 100 && !ended; words += words < 6 ? 1 : 5) {
      std::filesystem::remove_all(folder_);
      std::filesystem::create_directories(folder_);
      prepare();
      const pid_t child = ::fork();
      if (child == 0) {
        KilledProgress progress(words);
        try {
          (void)job({}, {progress, stop_});
        } catch (const std::exception& error) {
          std::fprintf(stderr, "%s\n", error.what());
          ::_exit(3);
        }
        ::_exit(0);
      }
      int status = 0;
      ::waitpid(child, &status, 0);
      ended = WIFEXITED(status);
      EXPECT_EQ(ended ? WEXITSTATUS(status) : 0, 0);
      for (const auto& [name, content] : contents(names)) {
        EXPECT_TRUE(content == before.at(name) || content == after.at(name)) << name << " after " << words << " words: " << content;
      }
      if (ended || !is_repeatable) continue;
      (void)run(job);
      EXPECT_EQ(contents(names), after) << "again after " << words;
    }
    EXPECT_TRUE(ended);
  }

  void write_back(const std::string& name = "back.db") {
    write_minutes(file(name),
                  {minute_rows("BTCUSDT", kFirst, 40), minute_rows("BTCUSDT", kSecond, 40), minute_rows("ETHUSDT", kSecond, 30)});
  }
  // The users' recorder's layout: no keys; two rows doubled, one of them with another value.
  void write_legacy(const std::string& name) {
    run_sql(file(name), legacy_table("BTCUSDT", market::Market::kBinance, market::Frame::kMinute));
    for (const auto& [index, value] : std::vector<std::pair<RowKey, const char*>>{{202401020901, "1"},
                                                                                  {202401020902, "2"},
                                                                                  {202401020901, "1"},
                                                                                  {202401020903, "3"},
                                                                                  {202401020902, "2.5"},
                                                                                  {202401020903, "3"},
                                                                                  {202401020903, "3"}}) {
      run_sql(file(name), legacy_row("BTCUSDT", index, value));
    }
    run_sql(file(name), legacy_watch(202401020901, "BTCUSDT"));
    run_sql(file(name), legacy_watch(202401020901, "BTCUSDT"));
  }
  [[nodiscard]] std::string rows_of(const std::string& name, const std::string& table) const {
    return value_of(file(name), "SELECT count(*) FROM " + quoted_name(table));
  }

  StopFlag stop_;
};

TEST_F(MaintenanceTest, DeletesADay) {
  const Job job = [&](const JobOptions& options, JobContext context) {
    return delete_rows(file("back.db"), {kSecond, kSecond, {}}, options, context);
  };
  expect_whole_or_nothing([&] { write_back(); }, {"back.db"}, job);
  EXPECT_EQ(rows_of("back.db", "BTCUSDT"), "40");
  EXPECT_EQ(value_of(file("back.db"), "SELECT count(*) FROM sqlite_master WHERE name = 'ETHUSDT'"), "0");
  EXPECT_EQ(rows_of("back.db", "moneytop"), "40");
}

TEST_F(MaintenanceTest, DeletesACodeAndTakesItOffTheWatchList) {
  const Job job = [&](const JobOptions& options, JobContext context) {
    return delete_rows(file("back.db"), {0, 0, {"ETHUSDT"}}, options, context);
  };
  expect_whole_or_nothing([&] { write_back(); }, {"back.db"}, job, false);
  EXPECT_EQ(value_of(file("back.db"), "SELECT count(*) FROM moneytop WHERE 거래대금순위 LIKE '%ETH%'"), "0");
  EXPECT_EQ(value_of(file("back.db"), "SELECT 거래대금순위 FROM moneytop ORDER BY \"index\" DESC LIMIT 1"), "BTCUSDT");
  EXPECT_THAT(error_of([&] {
                (void)run([&](const JobOptions& o, JobContext c) { return delete_rows(file("back.db"), {0, 0, {"XRPUSDT"}}, o, c); });
              }),
              HasSubstr("XRPUSDT"));
  EXPECT_THAT(error_of([&] {
                (void)run([&](const JobOptions& o, JobContext c) { return delete_rows(file("back.db"), {20240231, 20240231, {}}, o, c); });
              }),
              HasSubstr("20240231"));
}

TEST_F(MaintenanceTest, BackupUndoesAJob) {
  write_back();
  const std::string before = content_of(file("back.db"));
  const JobReport report = run([&](const JobOptions& o, JobContext c) { return delete_rows(file("back.db"), {kFirst, kFirst, {}}, o, c); });
  ASSERT_EQ(report.backups.size(), 1u);
  EXPECT_NE(content_of(file("back.db")), before);
  NoProgress progress;
  const std::filesystem::path kept = restore_backup(report.backups[0], file("back.db"), progress, stop_);
  EXPECT_EQ(content_of(file("back.db")), before);
  EXPECT_EQ(list_backups(file("back.db")).size(), 2u);
  (void)restore_backup(kept, file("back.db"), progress, stop_);  // and the undoing is undone
  EXPECT_EQ(rows_of("back.db", "BTCUSDT"), "40");
}

TEST_F(MaintenanceTest, CutsAfterATime) {
  const auto prepare = [&] {
    write_minutes(file("day.db"), {minute_rows("BTCUSDT", kFirst, 40), minute_rows("ETHUSDT", kFirst, 10)});
    BackWriter writer(file("day.db"), market::Market::kBinance, market::Frame::kMinute);
    RowBlock late = minute_rows("XRPUSDT", kFirst, 40);
    writer.write(late);  // never on the watch list
    writer.commit();
  };
  const Job job = [&](const JobOptions& options, JobContext context) { return cut_after(file("day.db"), "000019", options, context); };
  expect_whole_or_nothing(prepare, {"day.db"}, [&](const JobOptions& options, JobContext context) {
    return cut_after(file("day.db"), "0019", options, context);
  });
  EXPECT_EQ(rows_of("day.db", "BTCUSDT"), "20");
  EXPECT_EQ(rows_of("day.db", "ETHUSDT"), "10");
  EXPECT_EQ(value_of(file("day.db"), "SELECT count(*) FROM sqlite_master WHERE name = 'XRPUSDT'"), "0");
  EXPECT_EQ(rows_of("day.db", "moneytop"), "20");
  EXPECT_EQ(run(job).removed(), 19u + 9 + 19);  // 00:00:19 is minute 00:00
  for (const char* wrong : {"2400", "93", "9:30", "1234567", "096000", ""}) {
    EXPECT_NE(error_of([&] { (void)run([&](const JobOptions& o, JobContext c) { return cut_after(file("day.db"), wrong, o, c); }); }), "")
        << wrong;
  }
}

TEST_F(MaintenanceTest, ShiftsADayOnceByAnHour) {
  const auto prepare = [&] {
    run_sql(file("day.db"), legacy_table("005930", market::Market::kStock, market::Frame::kMinute));
    std::string values;
    for (std::size_t k = 0; k < market::schema(market::Market::kStock, market::Frame::kMinute).size(); ++k) values += ", 1";
    for (const RowKey key : {202401021000, 202401021030, 202401021100, 202401031000})
      run_sql(file("day.db"), fmt::format("INSERT INTO \"005930\" VALUES ({}{})", key, values));
    run_sql(file("day.db"), legacy_watch(202401021000, "005930"));
  };
  const Job job = [&](const JobOptions& options, JobContext context) { return shift_hour(file("day.db"), kFirst, options, context); };
  expect_whole_or_nothing(prepare, {"day.db"}, job, false);
  EXPECT_EQ(value_of(file("day.db"), "SELECT group_concat(\"index\") FROM \"005930\""),
            "202401020900,202401020930,202401021000,202401031000");
  EXPECT_EQ(value_of(file("day.db"), "SELECT \"index\" FROM moneytop"), "202401020900");
  EXPECT_THAT(error_of([&] { (void)run(job); }), HasSubstr("before 10:00"));
}

TEST_F(MaintenanceTest, ShiftsRowsWithAPrimaryKeyThroughEachOther) {
  RowBlock rows = minute_rows("BTCUSDT", kFirst, 180);
  for (RowKey& key : rows.index) key += 1000;  // 10:00 to 12:59
  write_minutes(file("back.db"), {rows});
  EXPECT_EQ(run([&](const JobOptions& o, JobContext c) { return shift_hour(file("back.db"), kFirst, o, c); }).changed(), 360u);
  EXPECT_EQ(value_of(file("back.db"), "SELECT min(\"index\") || max(\"index\") FROM BTCUSDT"), "202401020900202401021159");
}

TEST_F(MaintenanceTest, RemovesRowsThatAreThereTwice) {
  const Job job = [&](const JobOptions& options, JobContext context) { return remove_duplicates(file("day.db"), options, context); };
  expect_whole_or_nothing([&] { write_legacy("day.db"); }, {"day.db"}, job);
  EXPECT_EQ(value_of(file("day.db"), "SELECT group_concat(\"index\" || ':' || 현재가) FROM BTCUSDT"),
            "202401020901:1.0,202401020902:2.0,202401020903:3.0,202401020902:2.5");
  EXPECT_EQ(rows_of("day.db", "moneytop"), "1");
  const JobReport again = run(job);
  EXPECT_TRUE(again.is_empty());
  ASSERT_EQ(again.notes.size(), 1u);
  EXPECT_THAT(again.notes[0].en, HasSubstr("BTCUSDT: 1 times"));
  EXPECT_EQ(list_backups(file("day.db")).size(), 1u);
}

TEST_F(MaintenanceTest, RebuildsTheWatchFlags) {
  const auto prepare = [&] {
    write_back();
    run_sql(file("back.db"),
            "UPDATE BTCUSDT SET 관심종목 = 0; UPDATE ETHUSDT SET 관심종목 = 1; UPDATE moneytop SET 거래대금순위 = 'BTCUSDT' WHERE "
            "\"index\" >= 202401030010");
  };
  const Job job = [&](const JobOptions& options, JobContext context) { return rebuild_watch_flags(file("back.db"), options, context); };
  expect_whole_or_nothing(prepare, {"back.db"}, job);
  EXPECT_EQ(value_of(file("back.db"), "SELECT sum(관심종목) || '/' || count(*) FROM BTCUSDT"), "80.0/80");
  EXPECT_EQ(value_of(file("back.db"), "SELECT sum(관심종목) || '/' || max(CASE WHEN 관심종목 = 1 THEN \"index\" END) FROM ETHUSDT"),
            "10.0/202401030009");
  EXPECT_TRUE(run(job).is_empty());
}

TEST_F(MaintenanceTest, SplitsByDayIntoWholeFiles) {
  const Job job = [&](const JobOptions& options, JobContext context) { return split_by_day(file("coin_min.db"), {}, options, context); };
  expect_whole_or_nothing([&] { write_back("coin_min.db"); }, {"coin_min.db", "coin_min_20240102.db", "coin_min_20240103.db"}, job);
  EXPECT_EQ(rows_of("coin_min_20240102.db", "BTCUSDT"), "40");
  EXPECT_EQ(rows_of("coin_min_20240103.db", "ETHUSDT"), "30");
  EXPECT_EQ(rows_of("coin_min_20240103.db", "moneytop"), "40");
  EXPECT_EQ(run(job).added(), 0u);
}

TEST_F(MaintenanceTest, AddsADayToABackFileAndTwiceIsOnce) {
  const auto prepare = [&] {
    write_minutes(file("back.db"), {minute_rows("BTCUSDT", kFirst, 40), minute_rows("BTCUSDT", kSecond, 5, 7)});
    write_minutes(file("coin_min.db"), {minute_rows("BTCUSDT", kSecond, 40), minute_rows("ETHUSDT", kSecond, 30)});
  };
  const Job job = [&](const JobOptions& options, JobContext context) {
    return merge_rows({{file("coin_min.db")}, file("back.db")}, options, context);
  };
  expect_whole_or_nothing(prepare, {"back.db", "coin_min.db"}, job);
  EXPECT_EQ(rows_of("back.db", "BTCUSDT"), "80");
  EXPECT_EQ(value_of(file("back.db"), "SELECT 현재가 FROM BTCUSDT WHERE \"index\" = 202401030000"), "3000.0");
  const JobReport again = run(job);
  EXPECT_EQ(again.added() + again.changed(), 0u);
}

TEST_F(MaintenanceTest, MakesABackFileAnewFromDayFiles) {
  const auto prepare = [&] {
    write_minutes(file("coin_min_20240102.db"), {minute_rows("BTCUSDT", kFirst, 40)});
    write_minutes(file("coin_min_20240103.db"), {minute_rows("BTCUSDT", kSecond, 40)});
    write_minutes(file("back.db"), {minute_rows("OLDUSDT", kFirst, 10)});
  };
  const Job job = [&](const JobOptions& options, JobContext context) {
    return merge_rows({{file("coin_min_20240102.db"), file("coin_min_20240103.db")}, file("back.db"), kSecond, kSecond, true}, options,
                      context);
  };
  expect_whole_or_nothing(prepare, {"back.db", "coin_min_20240102.db"}, job);
  EXPECT_EQ(rows_of("back.db", "BTCUSDT"), "40");
  EXPECT_EQ(value_of(file("back.db"), "SELECT count(*) FROM sqlite_master WHERE name = 'OLDUSDT'"), "0");
}

TEST_F(MaintenanceTest, RemovesTheSourceOnlyWhenItsDaysAreKept) {
  write_minutes(file("coin_min.db"), {minute_rows("BTCUSDT", kSecond, 40)});
  const Job job = [&](const JobOptions& options, JobContext context) {
    return merge_rows({{file("coin_min.db")}, file("back.db"), 0, 0, false, true}, options, context);
  };
  EXPECT_THAT(error_of([&] { (void)run(job); }), HasSubstr("coin_min_20240103.db"));
  EXPECT_FALSE(std::filesystem::exists(file("back.db")));
  (void)run([&](const JobOptions& o, JobContext c) { return split_by_day(file("coin_min.db"), {}, o, c); });
  const JobReport report = run(job);
  EXPECT_FALSE(std::filesystem::exists(file("coin_min.db")));
  EXPECT_THAT(report.removed_files, ElementsAre(file("coin_min.db")));
  ASSERT_EQ(report.backups.size(), 1u);
  EXPECT_EQ(list_backups(file("coin_min.db")).size(), 1u);
  EXPECT_EQ(rows_of("back.db", "BTCUSDT"), "40");
}

TEST_F(MaintenanceTest, SourceThatContradictsItselfIsNotRemoved) {
  write_legacy("coin_min.db");
  (void)run([&](const JobOptions& o, JobContext c) { return split_by_day(file("coin_min.db"), {}, o, c); });
  EXPECT_THAT(error_of([&] {
                (void)run([&](const JobOptions& o, JobContext c) {
                  return merge_rows({{file("coin_min.db")}, file("back.db"), 0, 0, false, true}, o, c);
                });
              }),
              HasSubstr("was not removed"));
  EXPECT_TRUE(std::filesystem::exists(file("coin_min.db")));
}

TEST_F(MaintenanceTest, RestoresOverADamagedFileAndKeepsIt) {
  write_back();
  NoProgress progress;
  const std::filesystem::path backup = make_backup(file("back.db"), {}, progress, stop_);
  const std::string before = content_of(file("back.db"));
  std::ofstream(file("back.db"), std::ios::trunc) << "nothing of a database";
  const std::filesystem::path kept = restore_backup(backup, file("back.db"), progress, stop_);
  EXPECT_EQ(content_of(file("back.db")), before);
  EXPECT_THAT(kept.string(), HasSubstr(".damaged-"));
  EXPECT_EQ(read_file(kept), "nothing of a database");
}

TEST_F(MaintenanceTest, KilledRestoreAndMigrationLeaveOldOrNew) {
  const auto prepare = [&] {
    write_back();
    run_sql(file("back.db"), "PRAGMA journal_mode = WAL; CREATE TABLE stom_meta (key TEXT); INSERT INTO stom_meta VALUES ('x')");
    write_minutes(file("copy"), {minute_rows("XRPUSDT", kFirst, 200)});
  };
  expect_whole_or_nothing(prepare, {"back.db", "copy"}, [&](const JobOptions& options, JobContext context) {
    if (!options.dry_run) (void)restore_backup(file("copy"), file("back.db"), context.progress, context.stop);
    return JobReport{};
  });
  // The journal's own times make two migrations differ; the row count of the settings tells old from new.
  for (int words = 1; words < 30; ++words) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    write_legacy_settings(file("setting.db"), "주식손실중지");
    const pid_t child = ::fork();
    if (child == 0) {
      KilledProgress progress(words);
      (void)migrate_settings(file("setting.db"), {}, progress, stop_);
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    require_whole(file("setting.db"));
    const std::string version = value_of(file("setting.db"), "PRAGMA user_version");
    const std::string column = value_of(file("setting.db"), "SELECT count(*) FROM pragma_table_info('stock') WHERE name = '주식손실중지'");
    EXPECT_EQ(version, column) << words;
    if (WIFEXITED(status)) break;
  }
  EXPECT_EQ(value_of(file("setting.db"), "PRAGMA user_version"), "1");
}

TEST_F(MaintenanceTest, StopLeavesEverythingAsItWas) {
  write_back();
  const std::string before = content_of(file("back.db"));
  stop_.request();
  EXPECT_THROW((void)run([&](const JobOptions& o, JobContext c) {
                 return delete_rows(file("back.db"), {kFirst, kFirst, {}}, o, c);
               }),
               Cancelled);
  EXPECT_THROW((void)run([&](const JobOptions& o, JobContext c) { return split_by_day(file("back.db"), {}, o, c); }), Cancelled);
  EXPECT_EQ(content_of(file("back.db")), before);
  EXPECT_FALSE(std::filesystem::exists(file("coin_min_20240102.db")));
  EXPECT_TRUE(list_backups(file("back.db")).empty());
}

TEST_F(MaintenanceTest, ChecksFindWhatIsWrong) {
  NoProgress progress;
  write_back();
  EXPECT_TRUE(check_database(file("back.db"), false, {progress, stop_}).problems.empty());
  EXPECT_EQ(check_database(file("back.db"), false, {progress, stop_}).rows, 110u);
  write_legacy("day.db");
  run_sql(file("day.db"), legacy_row("BTCUSDT", 202401029999, "1"));
  const CheckReport report = check_database(file("day.db"), false, {progress, stop_});
  ASSERT_EQ(report.problems.size(), 2u);
  EXPECT_THAT(report.problems[0].en, HasSubstr("4 rows"));
  EXPECT_THAT(report.problems[1].en, HasSubstr("no time"));
  EXPECT_TRUE(check_database(file("day.db"), true, {progress, stop_}).problems.empty());
}

TEST_F(MaintenanceTest, VacuumGivesRoomBack) {
  write_back();
  (void)run(
      [&](const JobOptions& o, JobContext c) {
        return delete_rows(file("back.db"), {kSecond, kSecond, {}}, o, c);
      },
      {.vacuum = false});
  const auto before = std::filesystem::file_size(file("back.db"));
  (void)run([&](const JobOptions& o, JobContext c) { return vacuum_database(file("back.db"), o, c); }, {.dry_run = true});
  EXPECT_EQ(std::filesystem::file_size(file("back.db")), before);
  (void)run([&](const JobOptions& o, JobContext c) { return vacuum_database(file("back.db"), o, c); });
  EXPECT_LT(std::filesystem::file_size(file("back.db")), before);
}

TEST_F(MaintenanceTest, DeletesResultsWithTheirGraphs) {
  const auto prepare = [&] {
    const ResultStore store(file("backtest.db"));
    for (const RowKey time : {20240102100000, 20240105100000}) {
      const std::string detail = fmt::format("stock_bt_전략_{}", time);
      ResultTable summary{"stock_bt", summary_columns(), {{std::to_string(time), std::vector<ResultValue>(summary_columns().size())}}};
      ResultTable trades{detail, detail_columns(market::Market::kStock), {}};
      RunEntry entry;
      entry.kind = "backtest";
      entry.started = entry.finished = time;
      store.save(entry, std::vector{summary}, std::vector{trades});
      std::ofstream(file(detail + ".png")) << "picture";
      std::ofstream(file(detail + "_.png")) << "picture";
    }
  };
  expect_whole_or_nothing(prepare, {"backtest.db"}, [&](const JobOptions& options, JobContext context) {
    return delete_results(file("backtest.db"), folder_, 20240105, options, context);
  });
  EXPECT_THAT(ResultStore(file("backtest.db")).tables(), ElementsAre("stock_bt", "stock_bt_전략_20240105100000"));
  EXPECT_EQ(rows_of("backtest.db", "stock_bt"), "1");
  EXPECT_EQ(ResultStore(file("backtest.db")).runs().size(), 1u);
  EXPECT_FALSE(std::filesystem::exists(file("stock_bt_전략_20240102100000_.png")));
  EXPECT_TRUE(std::filesystem::exists(file("stock_bt_전략_20240105100000_.png")));
  (void)run([&](const JobOptions& o, JobContext c) { return delete_results(file("backtest.db"), folder_, 0, o, c); });
  EXPECT_TRUE(ResultStore(file("backtest.db")).tables().empty());
}

TEST_F(MaintenanceTest, DeletesTradesButNotWhileRealOnesAreOpen) {
  run_sql(
      file("tradelist.db"),
      "CREATE TABLE c_tradelist (\"index\" TEXT); INSERT INTO c_tradelist VALUES ('1'), ('2'); CREATE TABLE s_tradelist (\"index\" TEXT);"
      "INSERT INTO s_tradelist VALUES ('1')");
  const Job job = [&](const JobOptions& options, JobContext context) {
    return delete_trade_history(file("tradelist.db"), false, options, context);
  };
  {
    TradeListStore store(file("tradelist.db"), market::Market::kUpbit, TradeMode::kReal);
    store.write({.orders = {{.client_id = "o1", .status = "open", .day = kFirst}}});
    EXPECT_THAT(error_of([&] { (void)run(job); }), HasSubstr("upbit"));
    store.write({.orders = {{.client_id = "o1", .status = "filled", .updated = 1, .day = kFirst}}});
  }
  EXPECT_EQ(run(job).removed(), 3u);
  EXPECT_EQ(rows_of("tradelist.db", "c_tradelist"), "0");
  EXPECT_EQ(rows_of("tradelist.db", "upbit_real_orders"), "0");
  EXPECT_EQ(rows_of("tradelist.db", "s_tradelist"), "1");
}

}  // namespace
}  // namespace stom::store
