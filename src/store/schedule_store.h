// Schedules (백테스케쥴러) of strategy.db: lists of runs that are worked off in order. The users' table `schedule` keeps its text form
// (optimisation spec 10): rows joined by '^', last element "shutdown;매수조건수;매도조건수;최적화횟수". What that form loses stands beside it, in
// stom_schedule and stom_schedule_row: dates, what to do after an error, the automatic start, and how each row ended last. Where another
// program has changed the text of a row since, what was kept beside that row is dropped.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace stom::store {

inline constexpr std::size_t kMaxScheduleRows = 16;

// 대기, 실행, 완료, 오류, 건너뜀
enum class RowState : std::uint8_t { kWaiting, kRunning, kDone, kFailed, kSkipped };

struct RowOutcome {
  RowState state = RowState::kWaiting;
  std::string error;                  // why it failed or was skipped
  std::string result;                 // name of the study or of the result table
  RowKey started = 0, finished = 0;   // local time; 0: never
  friend bool operator==(const RowOutcome&, const RowOutcome&) = default;
};

// Fields as the table holds them; empty where a kind of run has no such field.
struct ScheduleRow {
  std::string kind;                         // 그리드 최적화
  std::string start_time, end_time;         // HHMMSS or HHMM
  std::string betting;                      // millions of won; USDT on Binance
  std::string ticks;                        // 평균값계산틱수
  std::string train, validation, test;      // weeks, ALL
  std::string count;                        // 최적화 실행횟수
  std::string objective, buy, sell, ranges;

  bool enabled = true;                      // the check box
  TradingDay first_day = 0, last_day = 0;   // 0: from the first, to the last day of the data
  int last_weeks = 0;                       // > 0: the last n weeks of the data instead
  RowOutcome outcome;
  friend bool operator==(const ScheduleRow&, const ScheduleRow&) = default;
};

struct Schedule {
  std::string name;
  std::vector<ScheduleRow> rows;
  bool shutdown = false;                    // 완료 후 컴퓨터 종료
  int buy_conditions = 10, sell_conditions = 5, rounds = 1000;

  bool continue_on_error = false;
  bool automatic = false;                   // start by itself at this time
  int weekday = 4;                          // 0 Monday … 6 Sunday
  int start_time = 160000;                  // HHMMSS
  friend bool operator==(const Schedule&, const Schedule&) = default;
};

// The text form; more than 16 rows and fields that hold ';' or '^' throw DataError.
[[nodiscard]] std::string schedule_text(const Schedule& schedule);
// Throws DataError naming the row and what it should be.
[[nodiscard]] Schedule parse_schedule(const std::string& name, std::string_view text);

// The first automatic start after `now` (local time, YYYYMMDDhhmmss); 0 where it does not start by itself.
[[nodiscard]] RowKey next_start(const Schedule& schedule, RowKey now);

class ScheduleStore {
 public:
  explicit ScheduleStore(std::filesystem::path path) : path_(std::move(path)) {}
  [[nodiscard]] std::vector<std::string> names() const;
  [[nodiscard]] std::optional<Schedule> find(const std::string& name) const;
  // Creates file and tables if absent; replaces a schedule of that name.
  void save(const Schedule& schedule) const;
  // False if no such name.
  bool remove(const std::string& name) const;
  // How row `row` (0 …) stands; stored at once, so that a killed run can be told from a finished one.
  void set_outcome(const std::string& name, std::size_t row, const RowOutcome& outcome) const;

 private:
  std::filesystem::path path_;
};

}  // namespace stom::store
