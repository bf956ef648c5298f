// stom schedule wait: schedules that start by themselves, run at their time.
#pragma once

#include "app/schedule_run.h"

namespace stom::app {

struct ScheduleWaitOptions {
  ScheduleOptions run;
  std::string setting_db;
  bool once = false;  // end after the first run
};

// Runs until Ctrl-C (Cancelled), or the first run's schedule is returned. UsageError if nothing starts by itself.
[[nodiscard]] store::Schedule wait_for_schedules(const ScheduleWaitOptions& options, AppContext& context);

}  // namespace stom::app
