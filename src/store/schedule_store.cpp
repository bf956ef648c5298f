#include "store/schedule_store.h"

#include <algorithm>

#include "base/error.h"
#include "store/new_file.h"
#include "store/sqlite.h"

namespace stom::store {
namespace {

constexpr const char* kTable = "schedule";
constexpr const char* kBeside = "stom_schedule";
constexpr const char* kBesideRows = "stom_schedule_row";

void create_tables(Connection& connection) {
  connection.execute("CREATE TABLE IF NOT EXISTS schedule (\"index\" TEXT, \"스케쥴\" TEXT)");
  connection.execute("CREATE INDEX IF NOT EXISTS ix_schedule_index ON schedule (\"index\")");
  connection.execute(
      "CREATE TABLE IF NOT EXISTS stom_schedule (name TEXT PRIMARY KEY, continue_on_error INTEGER, automatic INTEGER, weekday INTEGER, start_time INTEGER)");
  connection.execute(
      "CREATE TABLE IF NOT EXISTS stom_schedule_row (name TEXT, row INTEGER, row_text TEXT, enabled INTEGER, first_day INTEGER, last_day INTEGER, "
      "last_weeks INTEGER, state INTEGER, error TEXT, result TEXT, started INTEGER, finished INTEGER, PRIMARY KEY (name, row))");
}

// The text form of one row alone, to notice rows that another program has changed.
std::string row_text(const ScheduleRow& row) {
  Schedule one;
  one.rows = {row};
  const std::string text = schedule_text(one);
  return text.substr(0, text.find('^'));
}

void bind_outcome(Statement& statement, int first, const RowOutcome& outcome) {
  statement.bind(first, static_cast<std::int64_t>(outcome.state)).bind(first + 1, outcome.error).bind(first + 2, outcome.result);
  statement.bind(first + 3, outcome.started).bind(first + 4, outcome.finished);
}

void insert_beside(Connection& connection, const Schedule& schedule) {
  Statement(connection, "INSERT INTO stom_schedule (name, continue_on_error, automatic, weekday, start_time) VALUES (?1, ?2, ?3, ?4, ?5)", kBeside)
      .bind(1, schedule.name)
      .bind(2, std::int64_t{schedule.continue_on_error})
      .bind(3, std::int64_t{schedule.automatic})
      .bind(4, std::int64_t{schedule.weekday})
      .bind(5, std::int64_t{schedule.start_time})
      .run();
  Statement insert(connection,
                   "INSERT INTO stom_schedule_row (name, row, row_text, enabled, first_day, last_day, last_weeks, state, error, result, started, finished) "
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                   kBesideRows);
  for (std::size_t k = 0; k < schedule.rows.size(); ++k) {
    const ScheduleRow& row = schedule.rows[k];
    insert.bind(1, schedule.name).bind(2, static_cast<std::int64_t>(k)).bind(3, row_text(row)).bind(4, std::int64_t{row.enabled});
    insert.bind(5, std::int64_t{row.first_day}).bind(6, std::int64_t{row.last_day}).bind(7, std::int64_t{row.last_weeks});
    bind_outcome(insert, 8, row.outcome);
    insert.run();
  }
}

void delete_rows(Connection& connection, const std::string& name) {
  Statement(connection, "DELETE FROM schedule WHERE \"index\" = ?1", kTable).bind(1, name).run();
  Statement(connection, "DELETE FROM stom_schedule WHERE name = ?1", kBeside).bind(1, name).run();
  Statement(connection, "DELETE FROM stom_schedule_row WHERE name = ?1", kBesideRows).bind(1, name).run();
}

void read_beside(Connection& connection, Schedule& schedule) {
  if (!connection.has_table(kBeside) || !connection.has_table(kBesideRows)) return;
  Statement head(connection, "SELECT continue_on_error, automatic, weekday, start_time FROM stom_schedule WHERE name = ?1", kBeside);
  if (!head.bind(1, schedule.name).step()) return;
  schedule.continue_on_error = head.integer(0) != 0;
  schedule.automatic = head.integer(1) != 0;
  schedule.weekday = static_cast<int>(head.integer(2));
  schedule.start_time = static_cast<int>(head.integer(3));
  Statement rows(connection,
                 "SELECT row, row_text, enabled, first_day, last_day, last_weeks, state, error, result, started, finished FROM stom_schedule_row WHERE name = ?1",
                 kBesideRows);
  rows.bind(1, schedule.name);
  while (rows.step()) {
    const auto k = static_cast<std::size_t>(rows.integer(0));
    if (k >= schedule.rows.size() || rows.text(1) != row_text(schedule.rows[k])) continue;
    ScheduleRow& row = schedule.rows[k];
    row.enabled = rows.integer(2) != 0;
    row.first_day = static_cast<TradingDay>(rows.integer(3));
    row.last_day = static_cast<TradingDay>(rows.integer(4));
    row.last_weeks = static_cast<int>(rows.integer(5));
    row.outcome.state = static_cast<RowState>(std::clamp<std::int64_t>(rows.integer(6), 0, static_cast<std::int64_t>(RowState::kSkipped)));
    row.outcome.error = rows.text(7);
    row.outcome.result = rows.text(8);
    row.outcome.started = rows.integer(9);
    row.outcome.finished = rows.integer(10);
  }
}

}  // namespace

std::vector<std::string> ScheduleStore::names() const {
  std::vector<std::string> names;
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table(kTable)) return names;
  Statement rows(connection, "SELECT \"index\" FROM schedule ORDER BY \"index\"", kTable);
  while (rows.step()) names.emplace_back(rows.text(0));
  return names;
}

std::optional<Schedule> ScheduleStore::find(const std::string& name) const {
  Connection connection(path_, OpenMode::kReadOnly);
  if (!connection.has_table(kTable)) return std::nullopt;
  Statement row(connection, "SELECT \"스케쥴\" FROM schedule WHERE \"index\" = ?1", kTable);
  if (!row.bind(1, name).step()) return std::nullopt;
  Schedule schedule = parse_schedule(name, row.text(0));
  read_beside(connection, schedule);
  return schedule;
}

void ScheduleStore::save(const Schedule& schedule) const {
  const std::string text = schedule_text(schedule);
  NewFile file(path_);
  {
    Connection connection(path_, OpenMode::kCreate);
    Transaction transaction(connection, Transaction::Kind::kWrite);
    create_tables(connection);
    delete_rows(connection, schedule.name);
    Statement(connection, "INSERT INTO schedule (\"index\", \"스케쥴\") VALUES (?1, ?2)", kTable).bind(1, schedule.name).bind(2, text).run();
    insert_beside(connection, schedule);
    transaction.commit();
  }
  file.keep();
}

bool ScheduleStore::remove(const std::string& name) const {
  if (!find(name)) return false;
  Connection connection(path_, OpenMode::kReadWrite);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  create_tables(connection);
  delete_rows(connection, name);
  transaction.commit();
  return true;
}

void ScheduleStore::set_outcome(const std::string& name, std::size_t row, const RowOutcome& outcome) const {
  auto schedule = find(name);
  if (!schedule || row >= schedule->rows.size()) {
    throw UsageError(message("{}: 스케쥴 '{}' 에 {}번째 줄이 없습니다.", "{}: schedule '{}' has no row {}.", path_.string(), name, row + 1));
  }
  schedule->rows[row].outcome = outcome;
  Connection connection(path_, OpenMode::kReadWrite);
  Transaction transaction(connection, Transaction::Kind::kWrite);
  create_tables(connection);  // a schedule made by the other program has nothing beside it yet
  Statement(connection, "DELETE FROM stom_schedule WHERE name = ?1", kBeside).bind(1, name).run();
  Statement(connection, "DELETE FROM stom_schedule_row WHERE name = ?1", kBesideRows).bind(1, name).run();
  insert_beside(connection, *schedule);
  transaction.commit();
}

}  // namespace stom::store
