// Batches on their way to disk: stored whole and once, or kept out whole and said so.
#include "service/record_keeper.h"

#include <csignal>
#include <set>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "service/batch_makers.h"

namespace stom::service {
namespace {

using namespace test;

struct Keeper {
  DataFolder folder;
  RecordKeeper keeper{folder.path(), Language::kEnglish};

  template <typename... Batches>
  std::map<std::uint64_t, BatchAnswer> store(const Batches&... batches) {
    (keeper.take(batches), ...);
    std::map<std::uint64_t, BatchAnswer> answers;
    for (BatchAnswer& answer : keeper.store()) {
      const std::uint64_t number = answer.ack.batch;
      EXPECT_TRUE(answers.emplace(number, std::move(answer)).second) << "answered twice";
    }
    EXPECT_EQ(answers.size(), sizeof...(batches));
    return answers;
  }
  std::int64_t count(const std::string& table) const { return number_of(folder.rows(), fmt::format("SELECT count(*) FROM \"{}\"", table)); }
};

TEST(RecordKeeper, StoresRowsInTheUsersLayout) {
  Keeper test;
  const auto answers =
      test.store(rows_batch(1, "KRW-XRP", 0, 3, 3120.5), rows_batch(2, "KRW-BTC", 0, 2), watch_batch(3, 0, "KRW-XRP;KRW-BTC"));
  for (const auto& [number, answer] : answers) {
    EXPECT_TRUE(answer.ack.stored) << answer.ack.words;
    EXPECT_EQ(answer.reply_to, "creceiv.upbit");
  }
  EXPECT_EQ(test.count("KRW-XRP"), 3);
  EXPECT_EQ(test.count("KRW-BTC"), 2);
  const auto file = test.folder.rows();
  EXPECT_EQ(text_of(file, "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('KRW-XRP') LIMIT 3)"), "index,현재가,시가");
  EXPECT_EQ(number_of(file, "SELECT count(*) FROM pragma_table_info('KRW-XRP')"), 36);
  EXPECT_EQ(number_of(file, "SELECT pk FROM pragma_table_info('KRW-XRP') WHERE name = 'index'"), 1);
  EXPECT_EQ(text_of(file, "SELECT 거래대금순위 FROM moneytop"), "KRW-XRP;KRW-BTC");
  EXPECT_EQ(text_of(file, "SELECT 현재가 FROM \"KRW-XRP\" WHERE \"index\" = 20261123091502"), "3120.5");
  EXPECT_EQ(text_of(file, "PRAGMA journal_mode"), "wal");
}

TEST(RecordKeeper, StoresABatchThatComesAgainOnceAndAnswersItAgain) {
  Keeper test;
  test.store(rows_batch(1, "KRW-XRP", 0, 3, 10), fill_batch(2, "f1"));
  const auto answers = test.store(rows_batch(1, "KRW-XRP", 0, 3, 10), fill_batch(2, "f1"));
  EXPECT_TRUE(answers.at(1).ack.stored && answers.at(2).ack.stored);
  test.store(rows_batch(3, "KRW-XRP", 2, 2, 99));
  EXPECT_EQ(test.count("KRW-XRP"), 4);
  EXPECT_EQ(text_of(test.folder.rows(), "SELECT 현재가 FROM \"KRW-XRP\" WHERE \"index\" = 20261123091502"), "10.0") << "what is stored stays";
  EXPECT_EQ(number_of(test.folder.trades(), "SELECT count(*) FROM upbit_paper_fills"), 1);
  EXPECT_EQ(test.keeper.stored_rows(), 4u);
}

TEST(RecordKeeper, KeepsPaperAndRealApart) {
  Keeper test;
  test.store(fill_batch(1, "f1", 1, true), fill_batch(2, "f1", 2, false));
  EXPECT_EQ(number_of(test.folder.trades(), "SELECT quantity FROM upbit_paper_fills"), 1);
  EXPECT_EQ(number_of(test.folder.trades(), "SELECT quantity FROM upbit_real_fills"), 2);
}

TEST(RecordKeeper, RefusesABatchForWhatItHoldsAndStoresTheOthers) {
  Keeper test;
  bus::RecordRows text = rows_batch(1, "KRW-XRP", 0, 2);
  text.rows[1][3] = std::string("x");
  bus::RecordRows columns = rows_batch(2, "KRW-XRP", 0, 1);
  columns.columns[1] = "시가";
  bus::RecordRows market = rows_batch(3, "KRW-XRP", 0, 1);
  market.market = "mars";
  bus::RecordRows few = rows_batch(4, "KRW-XRP", 0, 1);
  few.rows[0].pop_back();
  bus::RecordRows time = rows_batch(5, "KRW-XRP", 0, 1);
  time.rows[0][0] = std::int64_t{202611230915};
  bus::RecordRows name = rows_batch(6, "sqlite_master", 0, 1);
  const auto answers =
      test.store(text, columns, market, few, time, name, rows_batch(7, "KRW-XRP", 5, 1), fill_batch(8, "f1"), fill_batch(9, "f1", 2));
  for (const std::uint64_t bad : {1, 2, 3, 4, 5, 6, 9}) {
    EXPECT_FALSE(answers.at(bad).ack.stored) << bad;
    EXPECT_TRUE(answers.at(bad).is_refused) << bad;
    EXPECT_FALSE(answers.at(bad).ack.words.empty()) << bad;
  }
  EXPECT_TRUE(answers.at(7).ack.stored && answers.at(8).ack.stored);
  EXPECT_EQ(test.count("KRW-XRP"), 1);
  EXPECT_TRUE(test.keeper.failures().empty()) << "the disk is well";
}

TEST(RecordKeeper, GoesOnWhenADamagedFileIsTakenAway) {
  Keeper test;
  write_file_atomically(test.folder.rows(), std::string(4096, 'x'));
  write_file_atomically(test.folder.trades(), std::string(4096, 'x'));
  auto answers = test.store(rows_batch(1, "KRW-XRP", 0, 2), fill_batch(2, "f1"));
  EXPECT_FALSE(answers.at(1).ack.stored || answers.at(1).is_refused);
  EXPECT_FALSE(answers.at(2).ack.stored || answers.at(2).is_refused);
  EXPECT_EQ(test.keeper.failures().size(), 2u);
  EXPECT_EQ(read_file(test.folder.rows()), std::string(4096, 'x')) << "it is left as it is";
  std::filesystem::remove(test.folder.rows());
  std::filesystem::remove(test.folder.trades());
  answers = test.store(rows_batch(1, "KRW-XRP", 0, 2), fill_batch(2, "f1"));
  EXPECT_TRUE(answers.at(1).ack.stored && answers.at(2).ack.stored);
  EXPECT_TRUE(test.keeper.failures().empty());
}

TEST(RecordKeeper, WritesANewFileWhenTheOldOneIsMovedAway) {
  Keeper test;
  test.store(rows_batch(1, "KRW-XRP", 0, 2), fill_batch(2, "f1"));
  for (const auto& path : {test.folder.rows(), test.folder.trades()}) {
    for (const char* part : {"", "-wal", "-shm"}) std::filesystem::remove(path.string() + part);
  }
  const auto answers = test.store(rows_batch(3, "KRW-XRP", 2, 2), fill_batch(4, "f2"));
  EXPECT_TRUE(answers.at(3).ack.stored && answers.at(4).ack.stored);
  EXPECT_EQ(test.count("KRW-XRP"), 2);
}

TEST(RecordKeeper, RefusesToGoOnInAFileWithoutAKey) {
  Keeper test;
  {
    store::Connection connection(test.folder.rows(), store::OpenMode::kCreate);
    std::string columns;
    for (const std::string& name : row_columns())
      columns += (columns.empty() ? "" : ", ") + store::quoted_name(name) + (columns.empty() ? " INTEGER" : " REAL");
    connection.execute("CREATE TABLE \"KRW-XRP\" (" + columns + "); CREATE INDEX \"ix_KRW-XRP_index\" ON \"KRW-XRP\" (\"index\")");
  }
  EXPECT_FALSE(test.store(rows_batch(1, "KRW-XRP", 0, 2)).at(1).ack.stored);
  EXPECT_EQ(test.count("KRW-XRP"), 0);
}

TEST(RecordKeeper, SaysThatAnotherProgramHoldsTheFileAndGoesOnAfterwards) {
  Keeper test;
  test.store(rows_batch(1, "KRW-XRP", 0, 2));
  {
    store::Connection other(test.folder.rows(), store::OpenMode::kReadWrite);
    const store::Transaction transaction(other, store::Transaction::Kind::kWrite);
    EXPECT_FALSE(test.store(rows_batch(2, "KRW-XRP", 2, 2)).at(2).ack.stored);
    EXPECT_EQ(test.keeper.failures().size(), 1u);
  }
  EXPECT_TRUE(test.store(rows_batch(2, "KRW-XRP", 2, 2)).at(2).ack.stored);
  EXPECT_TRUE(test.keeper.failures().empty());
  EXPECT_EQ(test.count("KRW-XRP"), 4);
}

// Files of this process may not grow beyond `bytes` while it lives.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int) = nullptr;
};

TEST(RecordKeeper, KeepsAllOrNothingOfARoundThatTheDiskRefuses) {
  Keeper test;
  test.store(rows_batch(1, "KRW-XRP", 0, 10), fill_batch(2, "f0"));
  const auto wal = test.folder.rows().string() + "-wal";
  {
    const FullDisk full(std::max(std::filesystem::file_size(wal), std::filesystem::file_size(test.folder.trades().string() + "-wal")) +
                        5000);
    const auto answers = test.store(rows_batch(3, "KRW-XRP", 10, 2000), rows_batch(4, "KRW-NEW", 0, 2000));
    EXPECT_FALSE(answers.at(3).ack.stored || answers.at(4).ack.stored);
    EXPECT_FALSE(test.keeper.failures().empty());
  }
  EXPECT_EQ(test.count("KRW-XRP"), 10);
  EXPECT_EQ(number_of(test.folder.rows(), "SELECT count(*) FROM sqlite_master WHERE name = 'KRW-NEW'"), 0);
  const auto answers = test.store(rows_batch(3, "KRW-XRP", 10, 2000), rows_batch(4, "KRW-NEW", 0, 2000));
  EXPECT_TRUE(answers.at(3).ack.stored && answers.at(4).ack.stored) << answers.at(3).ack.words;
  EXPECT_EQ(test.count("KRW-XRP"), 2010);
  EXPECT_EQ(test.count("KRW-NEW"), 2000);
  EXPECT_EQ(text_of(test.folder.rows(), "PRAGMA integrity_check"), "ok");
}

constexpr int kRowsOfABatch = 40;

// The child's life: batch after batch, the number of each that was answered as stored goes through the pipe.
[[noreturn]] void keep_until_killed(const std::filesystem::path& folder, int pipe) {
  RecordKeeper keeper(folder, Language::kEnglish);
  for (std::uint64_t number = 1;; number += 2) {
    const int second = static_cast<int>(number / 2) * kRowsOfABatch;
    keeper.take(rows_batch(number, "KRW-XRP", second, kRowsOfABatch));
    keeper.take(fill_batch(number + 1, fmt::format("f{}", number + 1)));
    for (const BatchAnswer& answer : keeper.store()) {
      const std::uint64_t stored = answer.ack.stored ? answer.ack.batch : 0;
      if (::write(pipe, &stored, sizeof stored) != sizeof stored) ::_exit(1);
    }
  }
}

TEST(RecordKeeper, HasEveryAnsweredBatchWholeAfterAKill) {
  const DataFolder folder;
  for (const int answers_until_kill : {1, 2, 7, 20}) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) keep_until_killed(folder.path(), ends[1]);
    ::close(ends[1]);
    std::set<std::uint64_t> stored;
    for (std::uint64_t number = 0; ::read(ends[0], &number, sizeof number) == sizeof number;) {
      EXPECT_NE(number, 0u);
      stored.insert(number);
      if (static_cast<int>(stored.size()) == answers_until_kill) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(text_of(folder.rows(), "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(text_of(folder.trades(), "PRAGMA integrity_check"), "ok");
    const std::int64_t rows = number_of(folder.rows(), "SELECT count(*) FROM \"KRW-XRP\"");
    EXPECT_EQ(rows % kRowsOfABatch, 0) << "a batch is there whole or not at all";
    for (const std::uint64_t number : stored) {
      if (number % 2 == 0) {
        EXPECT_EQ(number_of(folder.trades(), fmt::format("SELECT count(*) FROM upbit_paper_fills WHERE fill_id = 'f{}'", number)), 1);
      } else {
        const RowKey last = second_key(epoch_seconds(kFirstSecond) + static_cast<int>(number / 2) * kRowsOfABatch + kRowsOfABatch - 1);
        EXPECT_EQ(number_of(folder.rows(), fmt::format("SELECT count(*) FROM \"KRW-XRP\" WHERE \"index\" = {}", last)), 1) << number;
      }
    }
  }
}

}  // namespace
}  // namespace stom::service
