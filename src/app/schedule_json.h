// A schedule as JSON: what `stom schedule show --json` prints and `stom schedule save` reads, with everything that the
// users' text form loses. Fields have the names of store::ScheduleRow; days are YYYYMMDD.
#pragma once

#include "store/schedule_store.h"

namespace stom::app {

[[nodiscard]] std::string schedule_json(const store::Schedule& schedule);
// JSON, or the users' text form. Throws DataError naming the row and the key.
[[nodiscard]] store::Schedule read_schedule(const std::string& name, const std::string& text,
                                            const std::string& source);

[[nodiscard]] std::string_view state_name(store::RowState state);  // waiting, running, done, failed, skipped

}  // namespace stom::app
