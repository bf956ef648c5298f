// What a process and the machine use, read from /proc: resident memory, processor time.
#pragma once

#include <cstdint>
#include <optional>

#include "base/process.h"

namespace stom {

struct ProcessUsage {
  double cpu_seconds = 0;  // user and system, since its start
  std::uint64_t resident_bytes = 0;
  std::uint32_t threads = 0;
};
[[nodiscard]] std::optional<ProcessUsage> process_usage(ProcessId id);

struct MachineUsage {
  double busy_seconds = 0;   // all processors together, since boot
  double total_seconds = 0;  // busy and idle
  std::uint64_t memory_bytes = 0;
  std::uint64_t available_bytes = 0;
};
[[nodiscard]] std::optional<MachineUsage> machine_usage();

// Share of one processor in percent between two looks at a growing count of seconds.
class CpuShare {
 public:
  // The first look gives 0. The kernel counts in hundredths of a second: looks within half a second of the last keep its share.
  double update(double cpu_seconds, double now);

 private:
  double last_cpu_ = 0, last_time_ = 0, share_ = 0;
  bool started_ = false;
};

}  // namespace stom
