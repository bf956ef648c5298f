#include "store/maintenance_steps.h"

#include "base/error.h"
#include "store/database_copy.h"

namespace stom::store {

std::uint64_t JobReport::removed() const {
  std::uint64_t sum = 0;
  for (const TableChange& table : tables) sum += table.removed;
  return sum;
}
std::uint64_t JobReport::added() const {
  std::uint64_t sum = 0;
  for (const TableChange& table : tables) sum += table.added;
  return sum;
}
std::uint64_t JobReport::changed() const {
  std::uint64_t sum = 0;
  for (const TableChange& table : tables) sum += table.changed;
  return sum;
}

JobReport run_steps(const std::filesystem::path& file, const std::vector<JobStep>& steps, const Message& stage, const JobOptions& options,
                    JobContext context) {
  JobReport report;
  std::vector<const JobStep*> needed;
  {
    Connection connection(file, OpenMode::kReadOnly);
    connection.execute("PRAGMA temp_store = MEMORY");
    const StopGuard guard(connection, context.stop);
    Transaction transaction(connection, Transaction::Kind::kRead);
    context.progress.begin({"바뀔 것을 세는 중", "counting what would change"}, steps.size());
    for (const JobStep& step : steps) {
      context.stop.throw_if_requested();
      const std::uint64_t rows = step.count(connection);
      context.progress.advance(1);
      if (rows == 0 && !step.drops) continue;
      needed.push_back(&step);
      TableChange change{step.table};
      (step.effect == StepEffect::kRemoves ? change.removed : change.changed) = rows;
      change.dropped = step.drops;
      report.tables.push_back(std::move(change));
    }
    context.progress.end();
  }
  if (options.dry_run || needed.empty()) return report;
  BackupBeforeChange backup(options.backup, file, context.progress, context.stop);
  {
    Connection connection(file, OpenMode::kReadWrite);
    connection.execute("PRAGMA temp_store = MEMORY");
    const StopGuard guard(connection, context.stop);
    context.progress.begin(stage, needed.size() + 1);
    Transaction transaction(connection, Transaction::Kind::kWrite);
    for (const JobStep* step : needed) {
      context.stop.throw_if_requested();
      step->apply(connection);
      context.progress.advance(1);
    }
    transaction.commit();
    context.progress.advance(1);
    context.progress.end();
  }
  if (const std::filesystem::path kept = backup.keep(); !kept.empty()) report.backups.push_back(kept);
  if (options.vacuum && report.removed() > 0) vacuum_if_room(file, report, context);
  return report;
}

RowFile inspect_rows(const std::filesystem::path& file) {
  BackDatabase database(file);
  const std::vector<RowLayout> layouts = database.layouts();
  if (layouts.size() != 1) {
    throw DatabaseError(layouts.empty() ? message("{}: 시세 테이블이 없습니다.", "{}: has no table of market rows.", file.string())
                                        : message("{}: 여러 종류의 시세가 섞여 있습니다.", "{}: holds market rows of several kinds.", file.string()));
  }
  RowFile result{layouts.front(), {}, false, false};
  std::vector<Message> notices;
  for (const RowTable& table : database.row_tables(result.layout, notices)) result.codes.push_back(table.code);
  Connection connection(file, OpenMode::kReadOnly);
  result.has_watch_list = connection.has_table("moneytop");
  result.has_names = connection.has_table("codename");
  return result;
}

std::uint64_t count_of(Connection& connection, const std::string& sql, const std::string& where) {
  Statement statement(connection, sql, where);
  return statement.step() ? static_cast<std::uint64_t>(statement.integer(0)) : 0;
}

JobStep delete_where(const std::string& table, const std::string& condition, bool drop_empty) {
  const std::string name = quoted_name(table);
  return {table, StepEffect::kRemoves, false,
          [=](Connection& connection) { return count_of(connection, "SELECT count(*) FROM " + name + " WHERE " + condition, table); },
          [=](Connection& connection) {
            connection.execute("DELETE FROM " + name + " WHERE " + condition);
            const bool is_empty = !Statement(connection, "SELECT 1 FROM " + name + " LIMIT 1", table).step();
            if (drop_empty && is_empty) connection.execute("DROP TABLE " + name);
          }};
}

JobStep drop_table(const std::string& table) {
  const std::string name = quoted_name(table);
  return {table, StepEffect::kRemoves, true,
          [=](Connection& connection) { return count_of(connection, "SELECT count(*) FROM " + name, table); },
          [=](Connection& connection) { connection.execute("DROP TABLE " + name); }};
}

std::string column_list(const RowLayout& layout, std::string_view prefix) {
  std::string out = std::string(prefix) + "\"index\"";
  const market::Market market = layout.crypto ? market::Market::kUpbit : market::Market::kStock;
  for (const market::Field field : market::schema(market, layout.frame))
    out += ", " + std::string(prefix) + quoted_name(market::field_name(field, layout.frame));
  return out;
}

void vacuum_if_room(const std::filesystem::path& file, JobReport& report, JobContext context) {
  try {
    require_room(file.parent_path().empty() ? "." : file.parent_path(), 2 * stored_bytes(file));
  } catch (const FileError& error) {
    report.notes.push_back({"빈 자리를 돌려주지 않았습니다: " + error.text().ko, "The freed room was not given back: " + error.text().en});
    return;
  }
  Connection connection(file, OpenMode::kReadWrite);
  const StopGuard guard(connection, context.stop);
  connection.execute("VACUUM");
}

}  // namespace stom::store
