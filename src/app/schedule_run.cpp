#include "app/schedule_run.h"

#include <charconv>
#include <cstdio>

#include "app/backtest_command.h"
#include "app/study_runner.h"
#include "base/error.h"
#include "optimize/optimize_settings.h"

namespace stom::app {
namespace {

using optimize::RunKind;
using optimize::SearchFamily;
using store::RowOutcome;
using store::RowState;
using store::Schedule;
using store::ScheduleRow;

// A number of a row; empty: `absent`.
double number_of(const std::string& text, const char* field, double absent) {
  if (text.empty()) return absent;
  double number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code == std::errc() && end == text.data() + text.size() && number >= 0) return number;
  throw UsageError(message("{} '{}': 숫자가 아닙니다.", "{} '{}': not a number.", field, text));
}

TradingDay last_day_of(const RunOptions& options, const backtest::RunSpec& spec, AppContext& context) {
  const auto data = open_database(options, spec, context);
  TradingDay last = 0;
  for (const store::SymbolDays& symbol : data->all_symbols()) {
    if (!symbol.days.empty()) last = std::max(last, symbol.days.back());
  }
  return last;
}

// What all kinds of rows have: times, bet, average, days.
RunOptions row_options(const ScheduleRow& row, const ScheduleOptions& options, AppContext& context) {
  RunOptions run = options.run;
  run.start = static_cast<std::int64_t>(number_of(row.start_time, "시작시간", -1));
  run.end = static_cast<std::int64_t>(number_of(row.end_time, "종료시간", -1));
  run.bet = number_of(row.betting, "배팅", 0) * (run.market == "binance" ? 1 : 1'000'000);
  run.average = static_cast<int>(number_of(row.ticks, "틱수", run.average));
  run.from = row.first_day;
  run.to = row.last_day;
  if (row.last_weeks > 0) {
    backtest::SettingTexts settings;
    const TradingDay last = last_day_of(run, make_spec(run, settings), context);
    if (last != 0) run.from = civil_from_days(days_from_civil(last) - 7 * std::int64_t{row.last_weeks} + 1);
  }
  return run;
}

StudyOptions study_options(const Schedule& schedule, const ScheduleRow& row, const RunKind& kind,
                           const ScheduleOptions& options, AppContext& context) {
  StudyOptions study;
  study.run = row_options(row, options, context);
  study.output = options.output;
  study.kind = row.kind;
  study.train = row.train;
  study.validation =
      kind.validation == optimize::ValidationKind::kNone ? 0 : static_cast<int>(number_of(row.validation, "검증", 0));
  study.test = kind.test || kind.walk_forward ? static_cast<int>(number_of(row.test, "확인", 0)) : 0;
  if (!row.count.empty()) study.steps = static_cast<int>(number_of(row.count, "횟수", 0));
  if (!row.objective.empty()) study.objective = row.objective;
  if (kind.family == SearchFamily::kConditions) {
    study.buy_conditions = row.buy;
    study.sell_conditions = row.sell;
    study.buy_count = schedule.buy_conditions;
    study.sell_count = schedule.sell_conditions;
    study.trials = schedule.rounds;
  } else {
    study.buy = row.buy;
    study.sell = row.sell;
    (kind.family == SearchFamily::kGenetic ? study.ga_ranges : study.ranges) = row.ranges;
  }
  // Kinds that prove a search write nothing back; a condition search has no ranges.
  if (kind.test || kind.walk_forward || kind.family == SearchFamily::kConditions) study.output.adopt = false;
  return study;
}

std::string row_folder(const std::string& folder, std::size_t row, const RunKind& kind) {
  return folder.empty() ? "" : (std::filesystem::path(folder) / fmt::format("{:02}_{}", row + 1, kind.tag)).string();
}

void run_backtest_row(const ScheduleRow& row, std::size_t number, const RunKind& kind, const ScheduleOptions& options,
                      RowOutcome& outcome, AppContext& context) {
  BacktestArguments arguments;
  arguments.run = row_options(row, options, context);
  arguments.run.json = false;
  arguments.buy = row.buy;
  arguments.sell = row.sell;
  arguments.strategy_db = options.output.strategy_db;
  arguments.output.no_files = options.output.folder.empty() && options.output.result_db.empty();
  if (!options.output.folder.empty()) arguments.output.folder = row_folder(options.output.folder, number, kind);
  arguments.output.result_db = options.output.result_db;
  arguments.output.silent = options.run.json;
  const int before = context.exit_status;
  context.exit_status = 0;
  run_backtest_command(arguments, context);
  if (context.exit_status != 0)
    outcome.error =
        context.text("전략 코드 오류로 백테스트를 중지했습니다.", "The back-test was stopped by a strategy error.");
  else
    outcome.result = arguments.output.folder;
  context.exit_status = before;
}

void run_row(const Schedule& schedule, std::size_t number, const ScheduleOptions& options, RowOutcome& outcome,
             AppContext& context) {
  const ScheduleRow& row = schedule.rows[number];
  const auto kind = optimize::find_run_kind(row.kind);
  if (!kind || kind->family == SearchFamily::kFinder)
    throw UsageError(message("'{}': 모르는 백테유형입니다.", "'{}': there is no such kind of run.", row.kind));
  if (kind->family == SearchFamily::kNone) {
    run_backtest_row(row, number, *kind, options, outcome, context);
    return;
  }
  const auto objective = optimize::find_objective(row.objective.empty() ? "TG" : row.objective);
  if (!objective)
    throw UsageError(message("'{}': 모르는 기준값입니다.", "'{}': there is no such objective.", row.objective));
  StudyOptions study = study_options(schedule, row, *kind, options, context);
  study.output.folder = row_folder(options.output.folder, number, *kind);
  const StudyOutcome run = run_search(make_request(study), study.output, study.run.cache,
                                      options.run.json ? Print::kNothing : Print::kWords, std::nullopt, context);
  outcome.result = run.study;
  if (run.status != 0) outcome.error = context.text(run.error);
}

RowOutcome outcome_of(const Schedule& schedule, std::size_t number, const ScheduleOptions& options, RowOutcome outcome,
                      AppContext& context) {
  try {
    run_row(schedule, number, options, outcome, context);
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    std::fprintf(stderr, "stom: %s\n", context.text(error.text()).c_str());
    outcome.error = context.text(error.text());
  }
  outcome.state = outcome.error.empty() ? RowState::kDone : RowState::kFailed;
  outcome.finished = local_now_second_key();
  return outcome;
}

}  // namespace

Message state_text(RowState state) {
  switch (state) {
    case RowState::kWaiting:
      return {"대기", "waiting"};
    case RowState::kRunning:
      return {"실행", "running"};
    case RowState::kDone:
      return {"완료", "done"};
    case RowState::kFailed:
      return {"오류", "failed"};
    case RowState::kSkipped:
      break;
  }
  return {"건너뜀", "skipped"};
}

Schedule run_schedule(const store::ScheduleStore& schedules, Schedule schedule, const ScheduleOptions& options,
                      AppContext& context) {
  const auto set = [&](std::size_t row, RowOutcome outcome) {
    schedule.rows[row].outcome = std::move(outcome);
    schedules.set_outcome(schedule.name, row, schedule.rows[row].outcome);
  };
  for (std::size_t row = 0; row < schedule.rows.size(); ++row) {
    RowOutcome fresh;
    if (!schedule.rows[row].enabled)
      fresh.state = RowState::kSkipped, fresh.error = context.text("선택하지 않은 줄", "not checked");
    set(row, fresh);
  }
  std::size_t failed_row = 0;  // 1-based; 0: none
  for (std::size_t row = 0; row < schedule.rows.size(); ++row) {
    if (!schedule.rows[row].enabled) continue;
    if (failed_row > 0 && !schedule.continue_on_error && !options.continue_on_error) {
      RowOutcome skipped;
      skipped.state = RowState::kSkipped;
      skipped.error =
          context.text(message("{}번째 줄의 오류로 하지 않았습니다.", "not run because row {} failed", failed_row));
      set(row, skipped);
      continue;
    }
    if (!context.quiet) {
      std::fprintf(stderr, "[%zu/%zu] %s\n", row + 1, schedule.rows.size(), schedule.rows[row].kind.c_str());
    }
    RowOutcome running;
    running.state = RowState::kRunning;
    running.started = local_now_second_key();
    set(row, running);
    try {
      set(row, outcome_of(schedule, row, options, running, context));
    } catch (const Cancelled& stopped) {
      running.state = RowState::kFailed;
      running.error = context.text(stopped.text());
      running.finished = local_now_second_key();
      set(row, running);
      throw;
    }
    if (schedule.rows[row].outcome.state == RowState::kFailed) failed_row = row + 1;
  }
  return schedule;
}

}  // namespace stom::app
