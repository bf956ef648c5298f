#include "store/schedule_start.h"

namespace stom::store {

std::optional<AutomaticStart> next_automatic_start(const std::vector<Schedule>& schedules, const SettingSnapshot& settings,
                                                   market::Market market, RowKey after) {
  std::optional<AutomaticStart> first;
  const auto consider = [&](const Schedule& schedule) {
    const RowKey time = next_start(schedule, after);
    if (time != 0 && (!first || time < first->time)) first = AutomaticStart{time, schedule.name};
  };
  for (const Schedule& schedule : schedules) consider(schedule);
  Schedule of_settings;
  of_settings.name = settings.text("백테스케쥴명");
  of_settings.automatic = settings.flag("백테스케쥴실행") && !of_settings.name.empty() &&
                          settings.text("백테스케쥴구분") == (market == market::Market::kStock ? "주식" : "코인");
  of_settings.weekday = static_cast<int>(settings.number("백테스케쥴요일"));
  of_settings.start_time = static_cast<int>(settings.number("백테스케쥴시간"));
  consider(of_settings);
  return first;
}

}  // namespace stom::store
