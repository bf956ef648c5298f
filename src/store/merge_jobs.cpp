// Jobs that carry rows from file to file: split by day, merge into a back database.
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "store/back_writer.h"
#include "store/database_copy.h"
#include "store/maintenance.h"
#include "store/maintenance_steps.h"

namespace stom::store {
namespace {

constexpr const char* kWatch = "moneytop";
constexpr std::size_t kRowsPerBlock = 20'000;

// Hands rows on to a writer in blocks.
class BlockSink final : public RowSink {
 public:
  BlockSink(BackWriter& writer, const RowFile& rows, const std::string& code, const std::string& name)
      : writer_(writer),
        slot_(market::schema(rows.market(), rows.layout.frame).size()),
        block_{code, name, {}, std::vector<std::vector<double>>(slot_.size())} {}
  double* slot() override { return slot_.data(); }
  void accept(RowKey index, std::uint64_t) override {
    block_.index.push_back(index);
    for (std::size_t k = 0; k < slot_.size(); ++k) block_.columns[k].push_back(slot_[k]);
    if (block_.index.size() == kRowsPerBlock) flush();
  }
  void flush() {
    const WriteCounts counts = writer_.write(block_);
    counts_.inserted += counts.inserted;
    counts_.replaced += counts.replaced;
    counts_.unchanged += counts.unchanged;
    block_.index.clear();
    for (std::vector<double>& column : block_.columns) column.clear();
  }
  [[nodiscard]] const WriteCounts& counts() const { return counts_; }

 private:
  BackWriter& writer_;
  std::vector<double> slot_;
  RowBlock block_;
  WriteCounts counts_;
};

KeyRange range_of(const RowFile& rows, TradingDay first, TradingDay last) {
  return {(first != 0 ? first : 1) * rows.divisor(), (last != 0 ? last : 99991231) * rows.divisor() + rows.divisor() - 1};
}

std::string in_range(const KeyRange& range, std::string_view prefix = "") {
  return fmt::format("{}\"index\" BETWEEN {} AND {}", prefix, range.first, range.last);
}

void add_change(JobReport& report, const std::string& table, std::uint64_t added, std::uint64_t changed) {
  if (added == 0 && changed == 0) return;
  for (TableChange& change : report.tables) {
    if (change.table != table) continue;
    change.added += added;
    change.changed += changed;
    return;
  }
  report.tables.push_back({table, 0, added, changed, false});
}

// Rows, watch list and names of a source in a range, into a writer; not committed.
void carry(const std::filesystem::path& source, const RowFile& rows, const KeyRange& range, BackWriter& writer, JobReport& report,
           JobContext context) {
  BackDatabase database(source);
  std::vector<Message> notices;
  const std::map<std::string, std::string> names = rows.has_names ? database.code_names(notices) : std::map<std::string, std::string>();
  for (const RowTable& table : database.row_tables(rows.layout, notices)) {
    context.stop.throw_if_requested();
    const auto name = names.find(table.code);
    BlockSink sink(writer, rows, table.code, name != names.end() ? name->second : "");
    database.read_rows(table, rows.layout, RowOrder::kByIndex, sink, context.stop, range);
    sink.flush();
    add_change(report, table.code, sink.counts().inserted, sink.counts().replaced);
    context.progress.advance(1);
  }
  if (!rows.has_watch_list) return;
  database.read_watch_list(
      [&](RowKey time, std::string_view list) {
        if (time < range.first || time > range.last) return;
        std::vector<std::string> codes;
        while (!list.empty()) {
          const std::size_t end = std::min(list.find(';'), list.size());
          if (end > 0) codes.emplace_back(list.substr(0, end));
          list.remove_prefix(std::min(end + 1, list.size()));
        }
        writer.write_watch_list(time, codes);
      },
      context.stop);
}

// The number of rows of a source that a target would gain and that it has with other values.
struct Difference {
  std::uint64_t absent = 0, different = 0;
};
Difference difference_of(Connection& connection, const RowFile& rows, const std::string& code, const KeyRange& range) {
  const std::string name = quoted_name(code);
  if (!Statement(connection, "SELECT 1 FROM target.sqlite_master WHERE type = 'table' AND name = ?1").bind(1, code).step()) {
    return {count_of(connection, "SELECT count(DISTINCT \"index\") FROM main." + name + " WHERE " + in_range(range), code), 0};
  }
  const std::string absent = "\"index\" NOT IN (SELECT \"index\" FROM target." + name + " WHERE " + in_range(range) + ")";
  const std::string columns = column_list(rows.layout, "");
  Difference difference;
  difference.absent =
      count_of(connection, "SELECT count(DISTINCT \"index\") FROM main." + name + " WHERE " + in_range(range) + " AND " + absent, code);
  const std::string other = count_of(connection, "SELECT count(*) FROM main." + name + " WHERE " + in_range(range), code) == 0
                                ? ""
                                : "SELECT count(*) FROM (SELECT " + columns + " FROM main." + name + " WHERE " + in_range(range) +
                                      " EXCEPT SELECT " + columns + " FROM target." + name + " WHERE " + in_range(range) + ")";
  if (!other.empty()) {
    const std::uint64_t unequal = count_of(connection, other, code);
    difference.different = unequal > difference.absent ? unequal - difference.absent : 0;
  }
  return difference;
}

// Counts what carrying would do, table by table, without writing.
void count_carry(const std::filesystem::path& source, const RowFile& rows, const std::filesystem::path& target, const KeyRange& range,
                 JobReport& report, JobContext context) {
  Connection connection(source, OpenMode::kReadOnly);
  const StopGuard guard(connection, context.stop);
  const bool has_target = !target.empty() && std::filesystem::exists(target);
  if (has_target) {
    (void)read_database_header(target);
    Statement(connection, "ATTACH ?1 AS target", target.string()).bind(1, std::filesystem::absolute(target).string()).run();
  } else {
    connection.execute("ATTACH ':memory:' AS target");
  }
  for (const std::string& code : rows.codes) {
    const Difference difference = difference_of(connection, rows, code, range);
    add_change(report, code, difference.absent, difference.different);
    context.progress.advance(1);
  }
}

// Throws unless every row of the source is in the target with the same values: the last word before a source goes.
void require_carried(const std::filesystem::path& source, const RowFile& rows, const std::filesystem::path& target, JobContext context) {
  JobReport rest;
  count_carry(source, rows, target, range_of(rows, 0, 0), rest, context);
  if (rest.tables.empty()) return;
  throw DatabaseError(message("{}: {} 에 옮겨지지 않은 행이 {}개 있습니다 ({}). 원본을 지우지 않았습니다.",
                              "{}: {} lacks {} of its rows ({}). The source was not removed.", source.string(), target.string(),
                              rest.added() + rest.changed(), rest.tables.front().table));
}

std::set<TradingDay> days_of(const std::filesystem::path& file, const RowFile& rows, JobContext context) {
  std::set<TradingDay> days;
  Connection connection(file, OpenMode::kReadOnly);
  const StopGuard guard(connection, context.stop);
  std::vector<std::string> tables = rows.codes;
  if (rows.has_watch_list) tables.emplace_back(kWatch);
  for (const std::string& table : tables) {
    Statement list(connection, fmt::format("SELECT DISTINCT \"index\" / {} FROM {}", rows.divisor(), quoted_name(table)), table);
    while (list.step()) {
      if (is_valid_day(list.integer(0))) days.insert(static_cast<TradingDay>(list.integer(0)));
    }
  }
  return days;
}

std::filesystem::path day_file(const std::filesystem::path& folder, const RowFile& rows, TradingDay day) {
  return folder / fmt::format("{}_{}_{}.db", rows.layout.crypto ? "coin" : "stock", market::name(rows.layout.frame), day);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
}

// Writes into a file that is not yet there: made aside, then renamed.
template <typename Fill>
void make_file(const std::filesystem::path& path, Fill fill) {
  AtomicFile file(path);
  fill(file.temporary_path());
  require_whole(file.temporary_path());
  file.commit();
}

void note_backup(BackupBeforeChange& backup, JobReport& report) {
  if (const std::filesystem::path kept = backup.keep(); !kept.empty()) report.backups.push_back(kept);
}

void check_sources(const MergeWhat& what, std::vector<RowFile>& files, JobContext context) {
  if (what.sources.empty()) throw UsageError({"더할 파일이 필요합니다.", "Files to add are needed."});
  std::error_code code;
  for (const std::filesystem::path& source : what.sources) {
    if (std::filesystem::equivalent(source, what.target, code))
      throw UsageError(message("{}: 자기 자신에 더할 수 없습니다.", "{}: cannot be added to itself.", source.string()));
    files.push_back(inspect_rows(source));
    if (!(files.back().layout == files.front().layout)) {
      throw UsageError(message("{}: {} 와(과) 종류가 다른 시세입니다.", "{}: holds other rows than {}.", source.string(),
                               what.sources.front().string()));
    }
    if (!what.remove_sources) continue;
    for (const TradingDay day : days_of(source, files.back(), context)) {
      const std::filesystem::path kept = day_file(folder_of(source), files.back(), day);
      if (std::filesystem::exists(kept) && !std::filesystem::equivalent(kept, source, code)) continue;
      throw UsageError(message("{}: {} 이(가) 없어 원본을 지울 수 없습니다. 먼저 stom db split 을 실행하세요.",
                               "{}: cannot be removed, because there is no {}. Run stom db split first.", source.string(), kept.string()));
    }
  }
}

}  // namespace

JobReport split_by_day(const std::filesystem::path& file, const std::filesystem::path& folder, const JobOptions& options,
                       JobContext context) {
  const RowFile rows = inspect_rows(file);
  const std::filesystem::path target_folder = folder.empty() ? folder_of(file) : folder;
  const std::set<TradingDay> days = days_of(file, rows, context);
  JobReport report;
  context.progress.begin({"날짜별로 나누는 중", "splitting by day"}, days.size() * rows.codes.size());
  if (!options.dry_run) {
    stom::create_directories(target_folder);
    require_room(target_folder, 2 * stored_bytes(file));
  }
  for (const TradingDay day : days) {
    const std::filesystem::path target = day_file(target_folder, rows, day);
    std::error_code code;
    if (std::filesystem::equivalent(target, file, code)) {
      throw UsageError(message("{}: 이미 하루치 파일입니다.", "{}: is the file of a day already.", file.string()));
    }
    const KeyRange range = range_of(rows, day, day);
    JobReport of_day;
    if (options.dry_run) {
      count_carry(file, rows, target, range, of_day, context);
    } else if (std::filesystem::exists(target)) {
      BackupBeforeChange backup(options.backup, target, context.progress, context.stop);
      BackWriter writer(target, rows.market(), rows.layout.frame);
      carry(file, rows, range, writer, of_day, context);
      writer.commit();
      note_backup(backup, report);
    } else {
      make_file(target, [&](const std::filesystem::path& path) {
        BackWriter writer(path, rows.market(), rows.layout.frame);
        carry(file, rows, range, writer, of_day, context);
        writer.commit();
      });
    }
    if (!of_day.is_empty()) report.made.push_back(target);
    for (const TableChange& change : of_day.tables) add_change(report, change.table, change.added, change.changed);
  }
  context.progress.end();
  return report;
}

JobReport merge_rows(const MergeWhat& what, const JobOptions& options, JobContext context) {
  std::vector<RowFile> files;
  check_sources(what, files, context);
  const KeyRange range = range_of(files.front(), what.first, what.last);
  if (range.first > range.last) throw UsageError(message("{} 이(가) {} 보다 뒤입니다.", "{} is after {}.", what.first, what.last));
  const bool has_target = std::filesystem::exists(what.target);
  JobReport report;
  std::uint64_t steps = 0, bytes = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    steps += files[i].codes.size();
    bytes += stored_bytes(what.sources[i]);
  }
  context.progress.begin({"합치는 중", "merging"}, steps);
  if (options.dry_run) {
    for (std::size_t i = 0; i < files.size(); ++i)
      count_carry(what.sources[i], files[i], what.fresh ? "" : what.target, range, report, context);
    if (what.remove_sources) report.removed_files = what.sources;
    return report;
  }
  require_room(folder_of(what.target), 2 * bytes);
  const auto fill = [&](const std::filesystem::path& path) {
    BackWriter writer(path, files.front().market(), files.front().layout.frame);
    for (std::size_t i = 0; i < files.size(); ++i) carry(what.sources[i], files[i], range, writer, report, context);
    writer.commit();
  };
  if (!has_target) {
    make_file(what.target, fill);
    report.made.push_back(what.target);
  } else if (what.fresh) {
    const std::filesystem::path aside = what.target.string() + ".fresh";
    make_file(aside, fill);
    const std::filesystem::path kept = restore_backup(aside, what.target, context.progress, context.stop);
    std::filesystem::remove(aside);
    if (options.backup) report.backups.push_back(kept);
    else std::filesystem::remove(kept);
  } else {
    BackupBeforeChange backup(options.backup, what.target, context.progress, context.stop);
    fill(what.target);
    note_backup(backup, report);
  }
  context.progress.end();
  if (!what.remove_sources) return report;
  for (std::size_t i = 0; i < files.size(); ++i) {
    require_carried(what.sources[i], files[i], what.target, context);
    const JobReport dropped = drop_database(what.sources[i], options, context);
    report.removed_files.insert(report.removed_files.end(), dropped.removed_files.begin(), dropped.removed_files.end());
    report.backups.insert(report.backups.end(), dropped.backups.begin(), dropped.backups.end());
  }
  return report;
}

}  // namespace stom::store
