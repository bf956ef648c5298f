#include "app/schedule_wait.h"

#include <cstdio>

#include "base/error.h"
#include "base/pause.h"
#include "store/schedule_start.h"

namespace stom::app {
namespace {

constexpr double kLookEvery = 1;  // s: settings and schedules may change while this waits

std::optional<store::AutomaticStart> next_of(const ScheduleWaitOptions& options, RowKey after) {
  const store::ScheduleStore stored(options.run.output.strategy_db);
  std::vector<store::Schedule> schedules;
  for (const std::string& name : stored.names()) schedules.push_back(*stored.find(name));
  std::error_code code;
  const store::SettingSnapshot settings =
      std::filesystem::exists(options.setting_db, code) ? store::SettingStore(options.setting_db).read() : store::SettingSnapshot();
  market::Market market{};
  (void)market::parse(options.run.run.market, market);
  return store::next_automatic_start(schedules, settings, market, after);
}

store::Schedule schedule_named(const ScheduleWaitOptions& options, const std::string& name) {
  auto schedule = store::ScheduleStore(options.run.output.strategy_db).find(name);
  if (schedule) return *std::move(schedule);
  throw UsageError(message("{}: 설정 백테스케쥴명의 스케쥴 '{}' 이(가) 없습니다.", "{}: there is no schedule '{}', which 백테스케쥴명 names.",
                           options.run.output.strategy_db, name));
}

void tell_next(const store::AutomaticStart& start, const AppContext& context) {
  if (context.quiet) return;
  std::fprintf(stderr, "%s\n",
               context.text(message("다음 자동실행: {} '{}' (Ctrl-C 로 끝냅니다)", "next start: {} '{}' (Ctrl-C ends it)", readable(start.time), start.name))
                   .c_str());
}

}  // namespace

store::Schedule wait_for_schedules(const ScheduleWaitOptions& options, AppContext& context) {
  RowKey after = local_now_second_key();
  std::optional<store::AutomaticStart> told;
  bool is_first = true;
  while (true) {
    context.stop.throw_if_requested();
    const auto next = next_of(options, after);
    if (!next && is_first) {
      throw UsageError({"자동으로 시작할 스케쥴이 없습니다. stom settings set 백테스케쥴실행=1 백테스케쥴구분=코인 백테스케쥴명=이름 으로 정하거나, 스케쥴을 automatic 으로 저장하세요.",
                        "No schedule starts by itself. Name one with stom settings set 백테스케쥴실행=1 백테스케쥴구분=코인 백테스케쥴명=NAME, or save one as "
                        "automatic."});
    }
    if (next && (!told || told->time != next->time || told->name != next->name)) {
      (void)schedule_named(options, next->name);
      tell_next(*next, context);
      told = next;
    }
    is_first = false;
    if (!next || next->time > local_now_second_key()) {
      pause(kLookEvery, context.stop);
      continue;
    }
    store::Schedule done =
        run_schedule(store::ScheduleStore(options.run.output.strategy_db), schedule_named(options, next->name), options.run, context);
    if (options.once) return done;
    after = local_now_second_key();  // what was due meanwhile comes again next week
  }
}

}  // namespace stom::app
