// Jobs on whole files: check, vacuum, drop.
#include "base/error.h"
#include "store/database_copy.h"
#include "store/maintenance.h"
#include "store/maintenance_steps.h"

namespace stom::store {
namespace {

constexpr int kMostMessages = 20;

void check_pages(Connection& connection, bool quick, CheckReport& report) {
  Statement check(connection, fmt::format("PRAGMA {}({})", quick ? "quick_check" : "integrity_check", kMostMessages));
  while (check.step()) {
    if (check.text(0) != "ok") report.problems.push_back(message("파일 구조: {}", "structure: {}", check.text(0)));
  }
}

void count_tables(Connection& connection, CheckReport& report) {
  Statement list(connection, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
  if (list.step()) report.tables = static_cast<std::size_t>(list.integer(0));
  report.facts.push_back(message("테이블 {}개", "{} tables", report.tables));
}

// Cells that no reader takes for a number.
std::string not_numbers(const RowFile& rows) {
  std::string condition;
  for (const market::Field field : market::schema(rows.market(), rows.layout.frame)) {
    condition += fmt::format("{}typeof({}) NOT IN ('real', 'integer')", condition.empty() ? "" : " OR ",
                             quoted_name(market::field_name(field, rows.layout.frame)));
  }
  return condition;
}

void check_rows(const std::filesystem::path& file, Connection& connection, bool quick, CheckReport& report, JobContext context) {
  const RowFile rows = inspect_rows(file);
  const Message layout = describe(rows.layout);
  report.facts.push_back(
      {fmt::format("{} 시세, 종목 {}개", layout.ko, rows.codes.size()), fmt::format("{} rows, {} codes", layout.en, rows.codes.size())});
  if (!rows.has_watch_list)
    report.problems.push_back(
        {"관심종목 목록(moneytop)이 없습니다: 백테스트에 쓸 수 없습니다.", "no watch list (moneytop): no use for back-tests."});
  if (quick) return;
  context.progress.begin({"행 검사", "checking rows"}, rows.codes.size());
  std::int64_t first = 0, last = 0;
  for (const std::string& code : rows.codes) {
    context.stop.throw_if_requested();
    const std::string name = quoted_name(code);
    Statement extent(connection, "SELECT count(*), min(\"index\"), max(\"index\"), count(DISTINCT \"index\") FROM " + name, code);
    (void)extent.step();
    const auto count = static_cast<std::uint64_t>(extent.integer(0));
    const std::uint64_t doubled = count - static_cast<std::uint64_t>(extent.integer(3));
    report.rows += count;
    if (count > 0) {
      first = first == 0 ? extent.integer(1) : std::min(first, extent.integer(1));
      last = std::max(last, extent.integer(2));
    }
    if (doubled > 0)
      report.problems.push_back(message("{}: 같은 시각의 행이 {}개 더 있습니다. stom db dedupe 를 쓰세요.",
                                        "{}: {} rows have the time of another row. Use stom db dedupe.", code, doubled));
    std::uint64_t unordered = 0, invalid = 0;
    RowKey before = 0;
    Statement times(connection, "SELECT \"index\" FROM " + name, code);
    while (times.step()) {
      const RowKey key = times.integer(0);
      const bool is_whole = times.type(0) == ValueType::kInteger ||
                            (times.type(0) == ValueType::kReal && times.real(0) == static_cast<double>(key));
      if (!is_whole || !is_valid_key(rows.layout.frame, key)) ++invalid;
      if (key < before) ++unordered;
      before = key;
    }
    if (invalid > 0)
      report.problems.push_back(
          message("{}: 시각이 아닌 index 가 {}개 있습니다.", "{}: {} rows have an index that is no time.", code, invalid));
    if (const std::uint64_t bad = count_of(connection, "SELECT count(*) FROM " + name + " WHERE " + not_numbers(rows), code); bad > 0)
      report.problems.push_back(message("{}: 값이 비었거나 숫자가 아닌 행이 {}개 있습니다. 백테스트에서 거절됩니다.",
                                        "{}: {} rows have values that are empty or no number; back-tests refuse them.", code, bad));
    if (unordered > 0)
      report.facts.push_back(message("{}: 저장 순서가 시각 순서와 {}곳에서 다릅니다 (읽을 때 정렬됩니다).",
                                     "{}: stored out of order at {} places (sorted when read).", code, unordered));
    context.progress.advance(1);
  }
  context.progress.end();
  report.facts.push_back(message("행 {}개, {} ~ {}", "{} rows, {} ~ {}", report.rows, first / rows.divisor(), last / rows.divisor()));
}

}  // namespace

JobReport drop_database(const std::filesystem::path& file, const JobOptions& options, JobContext context) {
  JobReport report;
  (void)read_database_header(file);
  report.removed_files.push_back(file);
  if (options.dry_run) return report;
  {
    // Everything into the one file, and nobody else at work in it.
    Connection connection(file, OpenMode::kReadWrite);
    connection.execute("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE; COMMIT");
  }
  context.stop.throw_if_requested();
  if (options.backup) {
    const std::filesystem::path kept = backup_name(file);
    std::filesystem::rename(file, kept);
    report.backups.push_back(kept);
  } else {
    std::filesystem::remove(file);
  }
  return report;
}

JobReport vacuum_database(const std::filesystem::path& file, const JobOptions& options, JobContext context) {
  JobReport report;
  const std::uint64_t before = stored_bytes(file);
  {
    Connection connection(file, OpenMode::kReadOnly);
    Statement pages(connection, "SELECT freelist_count, page_size FROM pragma_freelist_count, pragma_page_size");
    (void)pages.step();
    report.notes.push_back(message("빈 자리 {:.1f} MB / {:.1f} MB", "{:.1f} MB of {:.1f} MB are free pages",
                                   static_cast<double>(pages.integer(0) * pages.integer(1)) / 1e6, static_cast<double>(before) / 1e6));
  }
  if (options.dry_run) return report;
  const std::filesystem::path folder = file.parent_path().empty() ? std::filesystem::path(".") : file.parent_path();
  require_room(folder, 2 * before);
  context.progress.begin({"빈 자리를 없애는 중", "giving free pages back"}, 1);
  {
    Connection connection(file, OpenMode::kReadWrite);
    const StopGuard guard(connection, context.stop);
    connection.execute("VACUUM");
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }
  context.progress.advance(1);
  context.progress.end();
  report.notes.push_back(message("{:.1f} MB → {:.1f} MB", "{:.1f} MB to {:.1f} MB", static_cast<double>(before) / 1e6,
                                 static_cast<double>(stored_bytes(file)) / 1e6));
  return report;
}

CheckReport check_database(const std::filesystem::path& file, bool quick, JobContext context) {
  CheckReport report;
  Connection connection(file, OpenMode::kReadOnly);
  const StopGuard guard(connection, context.stop);
  check_pages(connection, quick, report);
  if (!report.problems.empty()) return report;  // what is in a damaged file says nothing
  count_tables(connection, report);
  bool has_rows = false;
  {
    BackDatabase database(file);
    has_rows = !database.layouts().empty();
  }
  if (has_rows) {
    check_rows(file, connection, quick, report, context);
  } else if (connection.has_table("moneytop")) {
    report.problems.push_back({"관심종목 목록(moneytop)은 있지만 시세 테이블이 없습니다: 칼럼이 주식·코인, 1초·1분의 어느 형식과도 다릅니다.",
                               "there is a watch list (moneytop) but no table of market rows: the columns are those of no market and time frame."});
  }
  return report;
}

}  // namespace stom::store
