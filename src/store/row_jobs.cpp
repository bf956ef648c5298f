// Jobs that change the rows of one market-data file: delete, cut, shift, duplicates, watch flags.
#include <algorithm>
#include <charconv>
#include <set>

#include "base/error.h"
#include "store/maintenance.h"
#include "store/maintenance_steps.h"

namespace stom::store {
namespace {

constexpr std::size_t kSkippedWatchRows = 29;  // of second rows: the first half minute of a session
constexpr const char* kWatch = "moneytop";

std::string days_condition(const RowFile& rows, TradingDay first, TradingDay last) {
  return fmt::format("\"index\" BETWEEN {} AND {}", first * rows.divisor(), last * rows.divisor() + rows.divisor() - 1);
}

// Takes a code out of the lists of moneytop in which it is.
JobStep unlist_code(const std::string& code, const std::string& condition) {
  const std::string where = condition + " AND instr(';' || \"거래대금순위\" || ';', ';' || ?1 || ';') > 0";
  return {kWatch, StepEffect::kChanges, false,
          [=](Connection& connection) {
            Statement count(connection, "SELECT count(*) FROM moneytop WHERE " + where, kWatch);
            return count.bind(1, code).step() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
          },
          [=](Connection& connection) {
            Statement(
                connection,
                "UPDATE moneytop SET \"거래대금순위\" = trim(replace(';' || \"거래대금순위\" || ';', ';' || ?1 || ';', ';'), ';') WHERE " +
                    where,
                kWatch)
                .bind(1, code)
                .run();
          }};
}

JobStep unname_code(const std::string& code) {
  return {
      "codename", StepEffect::kRemoves, false,
      [=](Connection& connection) {
        Statement count(connection, "SELECT count(*) FROM codename WHERE \"index\" = ?1", "codename");
        return count.bind(1, code).step() ? static_cast<std::uint64_t>(count.integer(0)) : 0;
      },
      [=](Connection& connection) { Statement(connection, "DELETE FROM codename WHERE \"index\" = ?1", "codename").bind(1, code).run(); }};
}

void require_day(TradingDay day) {
  if (!is_valid_day(day)) throw UsageError(message("{} 은(는) 날짜(YYYYMMDD)가 아닙니다.", "{} is not a day (YYYYMMDD).", day));
}

// A time of day of the frame: HHMMSS of second rows, HHMM of minute rows.
std::int64_t time_of_day(const std::string& text, market::Frame frame) {
  std::int64_t value = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = code == std::errc() && end == text.data() + text.size() && text.size() >= 3 && text.size() <= 6;
  const std::int64_t seconds = text.size() <= 4 ? value * 100 : value;
  const bool is_time = is_number && seconds >= 0 && seconds / 10000 < 24 && seconds / 100 % 100 < 60 && seconds % 100 < 60;
  if (!is_time) throw UsageError(message("'{}' 은(는) 시각(HHMM 또는 HHMMSS)이 아닙니다.", "'{}' is not a time (HHMM or HHMMSS).", text));
  return frame == market::Frame::kTick ? seconds : seconds / 100;
}

std::vector<std::string> split_codes(std::string_view list) {
  std::vector<std::string> codes;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(';'), list.size());
    if (end > 0) codes.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return codes;
}

// Codes on the watch list up to a time of day; of second rows the first half minute does not count.
std::set<std::string> watched_codes(const std::filesystem::path& file, const RowFile& rows, std::int64_t until) {
  Connection connection(file, OpenMode::kReadOnly);
  Statement list(connection,
                 fmt::format("SELECT \"거래대금순위\" FROM moneytop WHERE \"index\" % {} <= {} ORDER BY \"index\"", rows.divisor(), until),
                 kWatch);
  std::set<std::string> codes;
  std::size_t row = 0;
  while (list.step()) {
    if (++row <= (rows.layout.frame == market::Frame::kTick ? kSkippedWatchRows : 0)) continue;
    for (std::string& code : split_codes(list.text(0))) codes.insert(std::move(code));
  }
  return codes;
}

// Times of the watch list and in which stretches of them each code is on it.
struct WatchTimes {
  std::vector<RowKey> times;
  std::map<std::string, std::vector<std::pair<std::uint32_t, std::uint32_t>>> stretches;  // [first, last] positions
};

WatchTimes read_watch_times(const std::filesystem::path& file) {
  WatchTimes watch;
  Connection connection(file, OpenMode::kReadOnly);
  Statement list(connection, "SELECT \"index\", \"거래대금순위\" FROM moneytop ORDER BY \"index\"", kWatch);
  while (list.step()) {
    if (watch.times.empty() || watch.times.back() != list.integer(0)) watch.times.push_back(list.integer(0));
    const auto now = static_cast<std::uint32_t>(watch.times.size() - 1);
    for (const std::string& code : split_codes(list.text(1))) {
      auto& stretches = watch.stretches[code];
      if (!stretches.empty() && stretches.back().second + 1 >= now) stretches.back().second = now;
      else stretches.emplace_back(now, now);
    }
  }
  return watch;
}

// The temporary table `watched` holds the times at which the code is on the list.
void fill_watched(Connection& connection, const WatchTimes& watch, const std::string& code) {
  connection.execute("CREATE TEMP TABLE IF NOT EXISTS watched (time INTEGER PRIMARY KEY); DELETE FROM temp.watched");
  const auto found = watch.stretches.find(code);
  if (found == watch.stretches.end()) return;
  Statement insert(connection, "INSERT INTO temp.watched VALUES (?1)");
  for (const auto& [first, last] : found->second) {
    for (std::uint32_t i = first; i <= last; ++i) insert.bind(1, watch.times[i]).run();
  }
}

}  // namespace

JobReport delete_rows(const std::filesystem::path& file, const DeleteWhat& what, const JobOptions& options, JobContext context) {
  const RowFile rows = inspect_rows(file);
  const bool has_days = what.first != 0 || what.last != 0;
  if (!has_days && what.codes.empty()) throw UsageError({"지울 날짜나 종목이 필요합니다.", "Days or codes to delete are needed."});
  const TradingDay first = what.first != 0 ? what.first : 19000101, last = what.last != 0 ? what.last : 99991231;
  require_day(first);
  require_day(last);
  if (first > last) throw UsageError(message("{} 이(가) {} 보다 뒤입니다.", "{} is after {}.", first, last));
  const std::string days = has_days ? days_condition(rows, first, last) : "1";
  for (const std::string& code : what.codes) {
    if (std::find(rows.codes.begin(), rows.codes.end(), code) == rows.codes.end()) {
      throw UsageError(message("{}: 종목 '{}' 이(가) 없습니다.", "{}: has no code '{}'.", file.string(), code));
    }
  }
  std::vector<JobStep> steps;
  for (const std::string& code : what.codes.empty() ? rows.codes : what.codes)
    steps.push_back(has_days ? delete_where(code, days, true) : drop_table(code));
  if (what.codes.empty() && rows.has_watch_list) steps.push_back(delete_where(kWatch, days, false));
  for (const std::string& code : what.codes) {
    if (rows.has_watch_list) steps.push_back(unlist_code(code, days));
    if (rows.has_names && !has_days) steps.push_back(unname_code(code));
  }
  return run_steps(file, steps, {"지우는 중", "deleting"}, options, context);
}

JobReport cut_after(const std::filesystem::path& file, const std::string& time, const JobOptions& options, JobContext context) {
  const RowFile rows = inspect_rows(file);
  const std::int64_t until = time_of_day(time, rows.layout.frame);
  if (!rows.has_watch_list) {
    throw DatabaseError(message("{}: 관심종목 목록(moneytop)이 없어 남길 종목을 알 수 없습니다.",
                                "{}: has no watch list (moneytop), so nothing says which codes to keep.", file.string()));
  }
  const std::set<std::string> kept = watched_codes(file, rows, until);
  if (kept.empty()) {
    throw UsageError(message("{}: {} 까지 관심종목이 없어 모든 종목이 지워집니다. 시각을 확인하세요.",
                             "{}: no code is on the watch list until {}; everything would go. Check the time.", file.string(), time));
  }
  const std::string later = fmt::format("\"index\" % {} > {}", rows.divisor(), until);
  std::vector<JobStep> steps;
  for (const std::string& code : rows.codes) steps.push_back(kept.contains(code) ? delete_where(code, later, true) : drop_table(code));
  steps.push_back(delete_where(kWatch, later, false));
  return run_steps(file, steps, {"시각 이후 자르는 중", "cutting"}, options, context);
}

JobReport shift_hour(const std::filesystem::path& file, TradingDay day, const JobOptions& options, JobContext context) {
  require_day(day);
  const RowFile rows = inspect_rows(file);
  const std::int64_t hour = rows.divisor() / 100;
  const std::string of_day = days_condition(rows, day, day);
  std::vector<std::string> tables = rows.codes;
  if (rows.has_watch_list) tables.emplace_back(kWatch);
  {
    Connection connection(file, OpenMode::kReadOnly);
    for (const std::string& table : tables) {
      const std::string early =
          fmt::format("SELECT count(*) FROM {} WHERE {} AND \"index\" % {} < {}", quoted_name(table), of_day, rows.divisor(), 10 * hour);
      if (count_of(connection, early, table) == 0) continue;
      throw UsageError(message("{}: {} 에 {} 의 10시 이전 행이 있습니다. 이미 옮긴 날이거나 10시에 열린 날이 아닙니다.",
                               "{}: {} has rows of {} before 10:00: the day was shifted already, or the market did not open at 10:00.",
                               file.string(), table, day));
    }
  }
  std::vector<JobStep> steps;
  for (const std::string& table : tables) {
    const std::string name = quoted_name(table);
    steps.push_back(
        {table, StepEffect::kChanges, false,
         [=](Connection& connection) { return count_of(connection, "SELECT count(*) FROM " + name + " WHERE " + of_day, table); },
         [=](Connection& connection) {
           connection.execute(fmt::format("UPDATE {} SET \"index\" = \"index\" - {} WHERE {}", name, hour, of_day));
         }});
  }
  return run_steps(file, steps, {"한 시간 앞으로 옮기는 중", "shifting by an hour"}, options, context);
}

JobReport remove_duplicates(const std::filesystem::path& file, const JobOptions& options, JobContext context) {
  const RowFile rows = inspect_rows(file);
  std::vector<JobStep> steps;
  const auto add = [&](const std::string& table, const std::string& columns) {
    const std::string name = quoted_name(table);
    const std::string doubled = "\"index\" IN (SELECT \"index\" FROM " + name + " GROUP BY \"index\" HAVING count(*) > 1)";
    steps.push_back(delete_where(
        table, doubled + " AND _rowid_ NOT IN (SELECT min(_rowid_) FROM " + name + " WHERE " + doubled + " GROUP BY " + columns + ")",
        false));
  };
  for (const std::string& code : rows.codes) add(code, column_list(rows.layout, ""));
  if (rows.has_watch_list) add(kWatch, "\"index\", \"거래대금순위\"");
  JobReport report = run_steps(file, steps, {"중복 행을 지우는 중", "removing duplicates"}, options, context);
  Connection connection(file, OpenMode::kReadOnly);
  const StopGuard guard(connection, context.stop);
  for (const std::string& code : rows.codes) {
    const std::string distinct = "SELECT DISTINCT " + column_list(rows.layout, "") + " FROM " + quoted_name(code);
    const std::uint64_t times = count_of(
        connection, "SELECT count(*) FROM (SELECT \"index\" FROM (" + distinct + ") GROUP BY \"index\" HAVING count(*) > 1)", code);
    if (times > 0)
      report.notes.push_back(message("{}: 같은 시각에 값이 다른 행이 {}곳 있습니다. 그대로 두었습니다.",
                                     "{}: {} times have rows with different values; they stay.", code, times));
  }
  return report;
}

JobReport rebuild_watch_flags(const std::filesystem::path& file, const JobOptions& options, JobContext context) {
  const RowFile rows = inspect_rows(file);
  if (!rows.has_watch_list)
    throw DatabaseError(message("{}: 관심종목 목록(moneytop)이 없습니다.", "{}: has no watch list (moneytop).", file.string()));
  const auto watch = std::make_shared<const WatchTimes>(read_watch_times(file));
  const std::string column = quoted_name(market::field_name(market::Field::kWatched, rows.layout.frame));
  std::vector<JobStep> steps;
  for (const std::string& code : rows.codes) {
    const std::string name = quoted_name(code), flag = "(\"index\" IN (SELECT time FROM temp.watched))";
    const std::string differs = column + " IS NOT " + flag;
    steps.push_back({code, StepEffect::kChanges, false,
                     [=](Connection& connection) {
                       fill_watched(connection, *watch, code);
                       return count_of(connection, "SELECT count(*) FROM " + name + " WHERE " + differs, code);
                     },
                     [=](Connection& connection) {
                       fill_watched(connection, *watch, code);
                       connection.execute("UPDATE " + name + " SET " + column + " = " + flag + " WHERE " + differs);
                     }});
  }
  return run_steps(file, steps, {"관심종목을 다시 만드는 중", "rebuilding watch flags"}, options, context);
}

}  // namespace stom::store
