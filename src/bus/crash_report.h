// What is kept of a role that ended unasked: report/TIME-ROLE.txt with the way it ended and its last words; the newest 200.
#pragma once

#include <filesystem>
#include <string>

#include "base/process.h"
#include "bus/run_directory.h"

namespace stom::bus {

struct Crash {
  std::string role;
  ProcessId pid = 0;
  ExitStatus status;
  std::string detail;  // for example "killed: no heartbeat for 15 s"
  double uptime = 0;
  std::uint32_t restarts = 0;
  bool given_up = false;
};

// The file's path; an empty one when the disk does not take it (the platform goes on).
std::filesystem::path write_crash_report(const RunDirectory& directory, const Crash& crash);

// The last lines of a text file behind its first `from` bytes; empty when there is none.
[[nodiscard]] std::string last_lines(const std::filesystem::path& path, std::size_t lines, std::uint64_t from = 0);

}  // namespace stom::bus
