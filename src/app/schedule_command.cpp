// stom schedule list|show|save|delete|run|wait: 백테스케줄러, the stored lists of runs in strategy.db.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/first_start.h"
#include "app/schedule_json.h"
#include "app/schedule_run.h"
#include "app/schedule_wait.h"
#include "base/error.h"
#include "base/file.h"

namespace stom::app {
namespace {

using store::Schedule;
using store::ScheduleRow;
using store::ScheduleStore;

struct ScheduleArguments {
  std::string name, file, setting_db = default_database("setting.db");
  bool once = false;
  ScheduleOptions options;
  bool json = false;
};

const std::string& database_of(const ScheduleArguments& arguments) {
  return arguments.options.output.strategy_db;
}

Schedule find_schedule(const ScheduleArguments& arguments) {
  auto schedule = ScheduleStore(database_of(arguments)).find(arguments.name);
  if (!schedule) {
    throw UsageError(message("{}: 스케쥴 '{}' 이(가) 없습니다. stom schedule list 로 이름을 볼 수 있습니다.",
                             "{}: there is no schedule '{}'; stom schedule list shows the names.",
                             database_of(arguments), arguments.name));
  }
  return *std::move(schedule);
}

Message days_text(const ScheduleRow& row) {
  if (row.last_weeks > 0) return message("최근 {}주", "last {} weeks", row.last_weeks);
  if (row.first_day == 0 && row.last_day == 0) return {"전체", "all days"};
  return message("{}~{}", "{} to {}", row.first_day, row.last_day);
}

void print_row(std::size_t number, const ScheduleRow& row, const AppContext& context) {
  std::printf("%2zu  %-8s %s  %s  %s/%s %s %s\n", number, context.text(state_text(row.outcome.state)).c_str(),
              row.kind.c_str(), context.text(days_text(row)).c_str(), row.buy.c_str(), row.sell.c_str(),
              row.ranges.c_str(), row.objective.c_str());
  if (row.outcome.started != 0) {
    std::printf("    %s", readable(row.outcome.started).c_str());
    if (row.outcome.finished != 0) std::printf(" ~ %s", readable(row.outcome.finished).c_str());
    std::printf("  %s\n", row.outcome.result.c_str());
  }
  if (!row.outcome.error.empty()) std::printf("    %s\n", row.outcome.error.c_str());
}

void print_schedule(const Schedule& schedule, const AppContext& context) {
  for (std::size_t row = 0; row < schedule.rows.size(); ++row) print_row(row + 1, schedule.rows[row], context);
}

void run_list(const ScheduleArguments& arguments, AppContext& context) {
  const ScheduleStore schedules(database_of(arguments));
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const std::string& name : schedules.names()) {
    const Schedule schedule = *schedules.find(name);
    if (arguments.json)
      out.push_back({{"name", name}, {"rows", schedule.rows.size()}});
    else
      std::printf("%3zu %s  %s\n", schedule.rows.size(), context.text("줄", "rows").c_str(), name.c_str());
  }
  if (arguments.json) std::puts(out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace).c_str());
}

void run_show(const ScheduleArguments& arguments, AppContext& context) {
  const Schedule schedule = find_schedule(arguments);
  if (arguments.json) {
    std::puts(schedule_json(schedule).c_str());
    return;
  }
  print_schedule(schedule, context);
  std::printf("%s\n",
              context
                  .text(message(
                      "매수조건수 {}, 매도조건수 {}, 최적화횟수 {}, 오류가 나도 계속 {}, 완료 후 컴퓨터 종료 {}",
                      "buy conditions {}, sell conditions {}, rounds {}, continue on error {}, shut down when done {}",
                      schedule.buy_conditions, schedule.sell_conditions, schedule.rounds, schedule.continue_on_error,
                      schedule.shutdown))
                  .c_str());
  if (const RowKey next = store::next_start(schedule, local_now_second_key()); next != 0) {
    std::printf("%s %s\n", context.text("다음 자동실행:", "Next automatic start:").c_str(), readable(next).c_str());
  }
}

void run_save(const ScheduleArguments& arguments, AppContext& context) {
  if (!store::StrategyStore::is_valid_name(arguments.name)) {
    throw UsageError(message("스케쥴 이름 '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다.",
                             "Schedule name '{}': only letters, digits and '_' are possible.", arguments.name));
  }
  const Schedule schedule = read_schedule(arguments.name, read_file(arguments.file), arguments.file);
  ScheduleStore(database_of(arguments)).save(schedule);
  std::printf("%s\n", context
                          .text(message("{}: 스케쥴 '{}' ({}줄)을 저장했습니다.", "{}: schedule '{}' ({} rows) saved.",
                                        database_of(arguments), arguments.name, schedule.rows.size()))
                          .c_str());
}

void run_delete(const ScheduleArguments& arguments, AppContext& context) {
  (void)find_schedule(arguments);
  (void)ScheduleStore(database_of(arguments)).remove(arguments.name);
  std::printf("%s\n", context
                          .text(message("{}: 스케쥴 '{}' 을(를) 지웠습니다.", "{}: schedule '{}' deleted.",
                                        database_of(arguments), arguments.name))
                          .c_str());
}

void report_run(const Schedule& schedule, const ScheduleArguments& arguments, AppContext& context) {
  if (arguments.options.run.json)
    std::puts(schedule_json(schedule).c_str());
  else
    print_schedule(schedule, context);
  if (schedule.shutdown && !context.quiet) {
    std::fprintf(stderr, "%s\n",
                 context
                     .text("완료 후 컴퓨터 종료: 명령으로 실행할 때는 컴퓨터를 끄지 않습니다.",
                           "Shut down when done: a schedule run by command leaves the computer on.")
                     .c_str());
  }
  for (const ScheduleRow& row : schedule.rows) {
    if (row.enabled && row.outcome.state != store::RowState::kDone) context.exit_status = 1;
  }
}

void run_run(const ScheduleArguments& arguments, AppContext& context) {
  report_run(run_schedule(ScheduleStore(database_of(arguments)), find_schedule(arguments), arguments.options, context), arguments, context);
}

void run_wait(const ScheduleArguments& arguments, AppContext& context) {
  report_run(wait_for_schedules({arguments.options, arguments.setting_db, arguments.once}, context), arguments, context);
}

void add_schedule(CLI::App& app, AppContext& context) {
  CLI::App* group = app.add_subcommand(
      "schedule", context.text("백테스케줄러: 저장한 실행 목록을 차례로", "stored lists of runs, worked off in order"));
  group->require_subcommand(1);
  const auto add = [&](const char* name, const std::string& help, bool named,
                       void (*run)(const ScheduleArguments&, AppContext&)) {
    const auto arguments = std::make_shared<ScheduleArguments>();
    CLI::App* command = group->add_subcommand(name, help);
    if (named)
      command->add_option("name", arguments->name, context.text("스케쥴 이름", "name of the schedule"))->required();
    command->callback([arguments, run, &context] { run(*arguments, context); });
    return std::pair(command, arguments);
  };
  const auto add_file = [&](const auto& made) {
    made.first
        ->add_option("--strategy-db", made.second->options.output.strategy_db,
                     context.text("strategy.db 파일", "strategy.db file"))
        ->capture_default_str();
  };
  const auto add_json = [&](const auto& made) {
    made.first->add_flag("--json", made.second->json, context.text("JSON으로 출력합니다", "print JSON"));
  };
  const auto list = add("list", context.text("스케쥴 목록", "list the schedules"), false, run_list);
  add_file(list);
  add_json(list);
  const auto show =
      add("show", context.text("한 스케쥴의 줄과 마지막 결과", "rows of a schedule and how they ended last"), true,
          run_show);
  add_file(show);
  add_json(show);
  const auto save = add("save",
                        context.text("파일(JSON 또는 기존 글 형식)을 스케쥴로 저장합니다",
                                     "save a file (JSON or the users' text form) as a schedule"),
                        true, run_save);
  add_file(save);
  save.first->add_option("file", save.second->file, context.text("파일", "file"))->required();
  add_file(add("delete", context.text("지웁니다", "delete"), true, run_delete));
  const auto add_run = [&](const auto& made) {
    made.second->options.run.engines = std::min(hardware_threads(), 256u);
    add_run_options(*made.first, made.second->options.run, context);
    add_study_output(*made.first, made.second->options.output, context);
    made.first->add_flag("--continue-on-error", made.second->options.continue_on_error,
                         context.text("오류가 나도 다음 줄을 계속합니다", "go on with the next row after an error"));
  };
  add_run(add("run", context.text("줄을 차례로 실행합니다", "run the rows in order"), true, run_run));
  const auto wait = add("wait",
                        context.text("설정의 요일과 시간에(백테스케쥴실행) 또는 스케쥴마다 정한 때에 스스로 실행합니다",
                                     "run schedules at the weekday and time of the settings (백테스케쥴실행), or at their own"),
                        false, run_wait);
  add_run(wait);
  wait.first->add_option("--setting-db", wait.second->setting_db, context.text("setting.db 파일", "setting.db file"))->capture_default_str();
  wait.first->add_flag("--once", wait.second->once, context.text("한 번 실행하면 끝냅니다", "end after the first run"));
}

const CommandRegistration registration(26, add_schedule);

}  // namespace
}  // namespace stom::app
