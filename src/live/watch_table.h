// The table 관심종목 of a worker: its watched symbols with the figures of their newest row (live-coin 2.1), greatest traded value first.
#pragma once

#include "bus/messages/people.h"
#include "live/worker_core.h"

namespace stom::live {

// average_ticks: rows that the averages and the highest strength are taken over; 0 where there are fewer.
[[nodiscard]] bus::NotifyTable watch_table(const WorkerCore& core, int average_ticks);

}  // namespace stom::live
