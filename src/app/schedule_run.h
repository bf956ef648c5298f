// The rows of a schedule, worked off in order; how each ends is stored at once.
#pragma once

#include "app/study_options.h"
#include "store/schedule_store.h"

namespace stom::app {

struct ScheduleOptions {
  RunOptions run;      // market, frame, database, settings, engines: the same for all rows
  StudyOutput output;  // folder: one folder a row below it
  bool continue_on_error = false;
};

// Returns the schedule with its outcomes. After Ctrl-C the row is stored as failed and Cancelled goes on.
[[nodiscard]] store::Schedule run_schedule(const store::ScheduleStore& schedules, store::Schedule schedule,
                                           const ScheduleOptions& options, AppContext& context);

[[nodiscard]] Message state_text(store::RowState state);  // 대기, 실행, 완료, 오류, 건너뜀

}  // namespace stom::app
