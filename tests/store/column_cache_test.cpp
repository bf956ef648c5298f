#include "store/column_cache.h"

#include <csignal>
#include <set>

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "store_files.h"

namespace stom::store {
namespace {

using market::Frame;
using market::Market;
using testing::ElementsAre;
using testing::HasSubstr;

class ColumnCacheTest : public StoreTest {
 protected:
  // Files of the cache by name below its folder.
  [[nodiscard]] std::set<std::string> column_files() const {
    std::set<std::string> names;
    const auto root = cache_of_minutes(file("a.db")).folder();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".col") names.insert(entry.path().lexically_relative(root).string());
    }
    return names;
  }
  [[nodiscard]] std::filesystem::path column_file(const std::string& name) const { return cache_of_minutes(file("a.db")).folder() / name; }

  // Marks all column files as old; written() are those that are no longer.
  void age_files() const {
    for (const std::string& name : column_files()) std::filesystem::last_write_time(column_file(name), std::filesystem::file_time_type{});
  }
  [[nodiscard]] std::set<std::string> written() const {
    std::set<std::string> names;
    for (const std::string& name : column_files()) {
      if (std::filesystem::last_write_time(column_file(name)) != std::filesystem::file_time_type{}) names.insert(name);
    }
    return names;
  }

  void overwrite(const std::filesystem::path& path, std::streamoff at, const std::string& bytes) const {
    std::fstream stream(path, std::ios::in | std::ios::out | std::ios::binary);
    if (at < 0) stream.seekp(at, std::ios::end);
    else stream.seekp(at);
    stream << bytes;
  }

  void two_days_of_two_codes() const {
    write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 50), minute_rows("AUSDT", 20240103, 50), minute_rows("BUSDT", 20240102, 50), minute_rows("BUSDT", 20240103, 50)});
  }

  // A damaged file must give the same values as before, and a notice.
  void expect_healed(const std::function<void()>& damage) {
    two_days_of_two_codes();
    (void)open_minutes(file("a.db"));
    damage();
    const auto data = open_minutes(file("a.db"));
    const DayColumns day = data->day("AUSDT", 20240103);
    ASSERT_EQ(day.index.size(), 50u);
    EXPECT_EQ(day.columns[5][49], 3054.0);
    EXPECT_EQ(data->watch_list({0, 99991231, 0, 2359}).rows.size(), 100u);
    ASSERT_EQ(data->notices().size(), 1u);
    EXPECT_THAT(data->notices()[0].en, HasSubstr("made anew"));
    const auto again = open_minutes(file("a.db"));
    EXPECT_EQ(again->day("AUSDT", 20240103).columns[5][49], 3054.0);
    EXPECT_EQ(again->watch_list({0, 99991231, 0, 2359}).rows.size(), 100u);
    EXPECT_TRUE(again->notices().empty());
  }
};

TEST_F(ColumnCacheTest, OnlyTheDayThatChangedIsWrittenAgain) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  age_files();
  run_sql(file("a.db"), "UPDATE AUSDT SET \"현재가\" = 7 WHERE \"index\" = 202401030010");
  const auto data = open_minutes(file("a.db"));
  EXPECT_THAT(written(), ElementsAre("AUSDT/20240103.col"));
  EXPECT_EQ(data->day("AUSDT", 20240103).columns[0][10], 7.0);
  EXPECT_EQ(data->day("AUSDT", 20240102).columns[0][10], 2010.0);
}

TEST_F(ColumnCacheTest, ANewDayIsAddedAndAGoneCodeIsRemoved) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  age_files();
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240104, 5)});
  run_sql(file("a.db"), "DROP TABLE BUSDT; DELETE FROM AUSDT WHERE \"index\" < 202401030000");
  const auto data = open_minutes(file("a.db"));
  EXPECT_THAT(column_files(), ElementsAre("AUSDT/20240103.col", "AUSDT/20240104.col"));
  EXPECT_THAT(written(), ElementsAre("AUSDT/20240104.col"));
  EXPECT_THAT(data->all_symbols()[0].days, ElementsAre(20240103, 20240104));
}

TEST_F(ColumnCacheTest, ARebuildWritesEverything) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  age_files();
  (void)open_minutes(file("a.db"), true);
  EXPECT_EQ(written().size(), 4u);
}

TEST_F(ColumnCacheTest, ADamagedColumnIsMadeAnew) {
  expect_healed([&] { overwrite(column_file("AUSDT/20240103.col"), 3000, "damage"); });
}
TEST_F(ColumnCacheTest, ADamagedHeaderIsMadeAnew) {
  expect_healed([&] { overwrite(column_file("AUSDT/20240103.col"), 0, "damage"); });
}
TEST_F(ColumnCacheTest, ADamagedChecksumIsMadeAnew) {
  expect_healed([&] { overwrite(column_file("AUSDT/20240103.col"), 80, "x"); });
}
TEST_F(ColumnCacheTest, ATruncatedFileIsMadeAnew) {
  expect_healed([&] { std::filesystem::resize_file(column_file("AUSDT/20240103.col"), 5000); });
}
TEST_F(ColumnCacheTest, AnEmptyFileIsMadeAnew) {
  expect_healed([&] { std::filesystem::resize_file(column_file("AUSDT/20240103.col"), 0); });
}
TEST_F(ColumnCacheTest, AMissingFileIsMadeAnew) {
  expect_healed([&] { std::filesystem::remove(column_file("AUSDT/20240103.col")); });
}
TEST_F(ColumnCacheTest, AFileOfAnotherSymbolIsMadeAnew) {
  expect_healed([&] { std::filesystem::copy_file(column_file("BUSDT/20240103.col"), column_file("AUSDT/20240103.col"), std::filesystem::copy_options::overwrite_existing); });
}
TEST_F(ColumnCacheTest, AFileOfAnotherDayIsMadeAnew) {
  expect_healed([&] { std::filesystem::copy_file(column_file("AUSDT/20240102.col"), column_file("AUSDT/20240103.col"), std::filesystem::copy_options::overwrite_existing); });
}
TEST_F(ColumnCacheTest, ADamagedWatchListIsMadeAnew) {
  expect_healed([&] { overwrite(column_file("watch"), 100, "damage"); });
}
TEST_F(ColumnCacheTest, AMissingWatchListIsMadeAnew) {
  expect_healed([&] { std::filesystem::remove(column_file("watch")); });
}

TEST_F(ColumnCacheTest, ADamagedManifestOnlyCostsAReading) {
  two_days_of_two_codes();
  const auto fingerprint = open_minutes(file("a.db"))->facts().fingerprint;
  age_files();
  overwrite(column_file("manifest"), 40, "damage");
  EXPECT_FALSE(cache_of_minutes(file("a.db")).current().has_value());
  EXPECT_EQ(open_minutes(file("a.db"))->facts().fingerprint, fingerprint);
  EXPECT_TRUE(written().empty());
}

TEST_F(ColumnCacheTest, CheckingFindsEveryDamagedFile) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  overwrite(column_file("AUSDT/20240103.col"), -100, "damage");
  std::filesystem::remove(column_file("BUSDT/20240102.col"));
  NoProgress progress;
  const ColumnCache cache = cache_of_minutes(file("a.db"));
  EXPECT_EQ(cache.check_files(*cache.current(), progress, StopFlag{}).size(), 2u);
}

TEST_F(ColumnCacheTest, ComparingWithTheSourceNamesTheDaysThatDiffer) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  const ColumnCache cache = cache_of_minutes(file("a.db"));
  const CacheManifest manifest = *cache.current();
  NoProgress progress;
  EXPECT_TRUE(cache.compare_with_source(manifest, 1, progress, StopFlag{}).empty());
  run_sql(file("a.db"), "UPDATE AUSDT SET \"현재가\" = 7 WHERE \"index\" = 202401030010; DELETE FROM BUSDT WHERE \"index\" < 202401030000");
  const auto differences = cache.compare_with_source(manifest, 1, progress, StopFlag{});
  ASSERT_EQ(differences.size(), 2u);
  EXPECT_THAT(differences[0].en, HasSubstr("AUSDT 20240103: differs"));
  EXPECT_THAT(differences[1].en, HasSubstr("BUSDT 20240102: is no longer"));
}

TEST_F(ColumnCacheTest, UnsortedRowsAreOrderedByIndexAndEqualOnesStayInStoredOrder) {
  std::string sql = legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_watch(202401020000, "AUSDT") + ";";
  const std::pair<RowKey, int> rows[] = {{202401020005, 1}, {202401020001, 2}, {202401020005, 3}, {202401020000, 4}, {202401020005, 5}};
  for (const auto& [index, value] : rows) sql += legacy_row("AUSDT", index, std::to_string(value)) + ";";
  run_sql(file("a.db"), sql);
  const DayColumns day = open_minutes(file("a.db"))->day("AUSDT", 20240102);
  EXPECT_THAT(day.index, ElementsAre(202401020000, 202401020001, 202401020005, 202401020005, 202401020005));
  EXPECT_THAT(std::vector<double>(day.columns[0], day.columns[0] + 5), ElementsAre(4, 2, 1, 3, 5));
}

TEST_F(ColumnCacheTest, ADayThatComesBackLaterInTheTableIsOneDay) {
  std::string sql = legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_watch(202401020000, "AUSDT") + ";";
  const std::pair<RowKey, int> rows[] = {{202401030000, 1}, {202401020001, 2}, {202401030000, 3}, {202401020000, 4}, {202401040000, 5}};
  for (const auto& [index, value] : rows) sql += legacy_row("AUSDT", index, std::to_string(value)) + ";";
  run_sql(file("a.db"), sql);
  const auto data = open_minutes(file("a.db"));
  EXPECT_THAT(data->all_symbols()[0].days, ElementsAre(20240102, 20240103, 20240104));
  EXPECT_EQ(data->day("AUSDT", 20240102).columns[0][0], 4.0);
  EXPECT_EQ(data->day("AUSDT", 20240103).columns[0][0], 1.0);
  EXPECT_EQ(data->day("AUSDT", 20240103).columns[0][1], 3.0);
}

TEST_F(ColumnCacheTest, StrangeTableNamesAreOnlyNames) {
  const std::string names[] = {"../../etc", "a b\"c", "한글코드", std::string(300, 'x'), "index", "BTC/USDT:USDT"};
  std::vector<RowBlock> blocks;
  for (const std::string& name : names) blocks.push_back(minute_rows(name, 20240102, 3));
  write_minutes(file("a.db"), blocks);
  const auto data = open_minutes(file("a.db"));
  for (const std::string& name : names) EXPECT_EQ(data->day(name, 20240102).index.size(), 3u) << name;
  EXPECT_EQ(data->symbols({0, 99991231, 0, 2359}).size(), std::size(names));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "etc"));
}

TEST_F(ColumnCacheTest, LegacyAndForeignTablesAreSkipped) {
  two_days_of_two_codes();
  run_sql(file("a.db"), "CREATE TABLE dist (x); CREATE TABLE dist_chk (x); CREATE TABLE temp (x); CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT)");
  const auto data = open_minutes(file("a.db"));
  EXPECT_EQ(data->all_symbols().size(), 2u);
  ASSERT_EQ(data->notices().size(), 1u);
  EXPECT_THAT(data->notices()[0].en, HasSubstr("notes"));
}

TEST_F(ColumnCacheTest, StoppingLeavesNoManifestAndTheNextOpenWorks) {
  two_days_of_two_codes();
  NoProgress progress;
  StopFlag stop;
  stop.request();
  EXPECT_THROW((void)MarketData::open(file("a.db"), Market::kBinance, Frame::kMinute, {folder_ / "cache", 2, false}, progress, stop), Cancelled);
  EXPECT_FALSE(cache_of_minutes(file("a.db")).current().has_value());
  EXPECT_EQ(open_minutes(file("a.db"))->all_symbols().size(), 2u);
}

TEST_F(ColumnCacheTest, StoppingInTheMiddleStopsWithinADay) {
  struct StopAfterADay final : Progress {
    explicit StopAfterADay(StopFlag& flag) : stop(flag) {}
    void begin(const Message&, std::uint64_t) override {}
    void advance(std::uint64_t units) override {
      rows += units;
      stop.request();
    }
    void end() override {}
    StopFlag& stop;
    std::uint64_t rows = 0;
  };
  two_days_of_two_codes();
  StopFlag stop;
  StopAfterADay progress(stop);
  EXPECT_THROW((void)MarketData::open(file("a.db"), Market::kBinance, Frame::kMinute, {folder_ / "cache", 1, false}, progress, stop), Cancelled);
  EXPECT_EQ(progress.rows, 50u);
}

TEST_F(ColumnCacheTest, AReaderSurvivesAnotherProcessThatRefreshesTheCache) {
  two_days_of_two_codes();
  const auto before = open_minutes(file("a.db"));
  const DayColumns mapped = before->day("AUSDT", 20240102);
  run_sql(file("a.db"), "UPDATE AUSDT SET \"현재가\" = 7");
  (void)open_minutes(file("a.db"));
  EXPECT_EQ(mapped.columns[0][0], 2000.0);
  EXPECT_EQ(before->day("BUSDT", 20240102).columns[0][0], 2000.0);
  EXPECT_THROW((void)before->day("AUSDT", 20240103), DatabaseError);
}

TEST_F(ColumnCacheTest, SeveralProcessesMayBuildOneCacheAtOnce) {
  std::vector<RowBlock> blocks;
  for (int k = 0; k < 8; ++k) blocks.push_back(minute_rows(fmt::format("C{}USDT", k), 20240102, 1000));
  write_minutes(file("a.db"), blocks);
  std::vector<pid_t> children;
  for (int child = 0; child < 4; ++child) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      int status = 1;
      try {
        const auto data = open_minutes(file("a.db"));
        std::size_t rows = 0;
        for (const SymbolDays& symbol : data->all_symbols()) rows += data->day(symbol.code, 20240102).index.size();
        status = rows == 8000 && data->notices().empty() ? 0 : 2;
      } catch (...) {
        status = 3;
      }
      ::_exit(status);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = -1;
    ::waitpid(pid, &status, 0);
    EXPECT_EQ(status, 0);
  }
}

TEST_F(ColumnCacheTest, AKilledBuildLeavesACacheThatTheNextOneCompletes) {
  two_days_of_two_codes();
  const pid_t pid = ::fork();
  if (pid == 0) {
    struct KillAfterADay final : Progress {
      void begin(const Message&, std::uint64_t) override {}
      void advance(std::uint64_t) override { ::_exit(9); }
      void end() override {}
    } progress;
    (void)MarketData::open(file("a.db"), Market::kBinance, Frame::kMinute, {folder_ / "cache", 1, false}, progress, StopFlag{});
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  EXPECT_EQ(WEXITSTATUS(status), 9);
  EXPECT_FALSE(cache_of_minutes(file("a.db")).current().has_value());
  EXPECT_EQ(open_minutes(file("a.db"))->day("BUSDT", 20240103).index.size(), 50u);
}

TEST_F(ColumnCacheTest, AFullDiskIsAnErrorThatLeavesNothingHalfWritten) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 1400), minute_rows("BUSDT", 20240102, 1400)});
  const auto small = file("small");
  std::filesystem::create_directories(small);
  if (::mount("tmpfs", small.c_str(), "tmpfs", 0, "size=600k") != 0) GTEST_SKIP() << "no right to mount a small file system";
  NoProgress progress;
  EXPECT_THROW((void)MarketData::open(file("a.db"), Market::kBinance, Frame::kMinute, {small, 1, false}, progress, StopFlag{}), FileError);
  const ColumnCache cache(file("a.db"), Market::kBinance, Frame::kMinute, small);
  EXPECT_FALSE(cache.current().has_value());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(small)) EXPECT_THAT(entry.path().string(), testing::Not(HasSubstr(".part-")));
  EXPECT_EQ(::umount(small.c_str()), 0);
}

TEST_F(ColumnCacheTest, ACacheFolderThatCannotBeMadeIsAFileError) {
  two_days_of_two_codes();
  std::ofstream(file("cache")) << "a file, not a folder";
  EXPECT_THROW((void)open_minutes(file("a.db")), FileError);
}

TEST_F(ColumnCacheTest, DroppingRemovesTheCacheAndNothingElse) {
  two_days_of_two_codes();
  (void)open_minutes(file("a.db"));
  const auto caches = list_caches(folder_ / "cache");
  ASSERT_EQ(caches.size(), 1u);
  EXPECT_EQ(caches[0].manifest->rows(), 200u);
  EXPECT_GT(caches[0].bytes, 200u * 39 * 8);
  drop_cache(caches[0].folder);
  EXPECT_TRUE(list_caches(folder_ / "cache").empty());
  EXPECT_EQ(open_minutes(file("a.db"))->all_symbols().size(), 2u);
}

}  // namespace
}  // namespace stom::store
