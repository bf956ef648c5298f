// Jobs on databases (databases spec 9). Each can be asked first what it would change (dry_run: nothing is written), reports progress, stops
// within a second, and makes a backup beside the file before it changes anything; restoring that backup undoes it. A job that changes a
// file in place is one transaction, a new file appears whole: whatever ends a job leaves the old or the new content. Nothing here knows who
// else uses a file: another writer makes the job wait five seconds and then fail with nothing changed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "base/progress.h"
#include "base/time.h"
#include "market/market.h"

namespace stom::store {

struct JobOptions {
  bool dry_run = false;
  bool backup = true;
  bool vacuum = true;  // give the freed room back, if the disk has room for the work
};

struct TableChange {
  std::string table;
  std::uint64_t removed = 0, added = 0, changed = 0;
  bool dropped = false;  // the table itself goes
};

struct JobReport {
  std::vector<TableChange> tables;                 // only those with a change
  std::vector<std::filesystem::path> made, removed_files;
  std::vector<std::filesystem::path> backups;
  std::vector<Message> notes;

  [[nodiscard]] std::uint64_t removed() const;
  [[nodiscard]] std::uint64_t added() const;
  [[nodiscard]] std::uint64_t changed() const;
  [[nodiscard]] bool is_empty() const { return tables.empty() && made.empty() && removed_files.empty(); }
};

// What runs with the job: where it reports and what stops it.
struct JobContext {
  Progress& progress;
  const StopFlag& stop;
};

// --- files with market rows (back, day and today's files) ---

struct DeleteWhat {
  TradingDay first = 0, last = 0;   // 0: all days
  std::vector<std::string> codes;   // empty: all codes
};
// Rows of these days and codes, with their part of the watch list. Tables that become empty go.
JobReport delete_rows(const std::filesystem::path& file, const DeleteWhat& what, const JobOptions& options, JobContext context);

// Rows after a time of day (HHMM or HHMMSS) go, and the tables of codes that are not on the watch list before it (second rows: from its
// 30th row on).
JobReport cut_after(const std::filesystem::path& file, const std::string& time, const JobOptions& options, JobContext context);

// Rows of a day are shifted to one hour earlier: for days on which the stock market opens at 10:00. Refused if the day has rows before
// 10:00.
JobReport shift_hour(const std::filesystem::path& file, TradingDay day, const JobOptions& options, JobContext context);

// Rows that are in a table twice with the same values. Rows of the same time with different values stay and are noted.
JobReport remove_duplicates(const std::filesystem::path& file, const JobOptions& options, JobContext context);

// 관심종목 of every row from the watch list: 1 where the code is in the list of that time, else 0.
JobReport rebuild_watch_flags(const std::filesystem::path& file, const JobOptions& options, JobContext context);

// One file per day beside each other: stock_tick_20240102.db. Rows are merged into day files that exist; the file itself stays.
JobReport split_by_day(const std::filesystem::path& file, const std::filesystem::path& folder, const JobOptions& options,
                       JobContext context);

struct MergeWhat {
  std::vector<std::filesystem::path> sources;
  std::filesystem::path target;
  TradingDay first = 0, last = 0;  // 0: all days
  bool fresh = false;              // the target holds nothing else afterwards
  bool remove_sources = false;     // after every row was found again in the target; needs a day file beside the source for each of its days
};
// Rows are merged by code and time: the same rows twice change nothing, a differing row replaces the old one.
JobReport merge_rows(const MergeWhat& what, const JobOptions& options, JobContext context);

// --- any database ---

// Removes the file; with a backup it is only renamed.
JobReport drop_database(const std::filesystem::path& file, const JobOptions& options, JobContext context);
JobReport vacuum_database(const std::filesystem::path& file, const JobOptions& options, JobContext context);

struct CheckReport {
  std::vector<Message> facts, problems;
  std::uint64_t rows = 0;
  std::size_t tables = 0;
};
// quick: SQLite's quick check and the layout. Otherwise also every index, and times that are invalid, doubled or out of order.
[[nodiscard]] CheckReport check_database(const std::filesystem::path& file, bool quick, JobContext context);

// --- records ---

// Results of backtest.db with their graphs (TABLE.png, TABLE_.png in graphs; empty: none); before: only runs before that day.
JobReport delete_results(const std::filesystem::path& file, const std::filesystem::path& graphs, TradingDay before,
                         const JobOptions& options, JobContext context);

// All rows of the trade lists of stocks or coins, the users' tables and ours. Refused while our real tables hold positions or live orders.
JobReport delete_trade_history(const std::filesystem::path& file, bool stocks, const JobOptions& options, JobContext context);

}  // namespace stom::store
