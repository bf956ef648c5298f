// The role `log`: writes the log lines of all roles into rotating files, log/ROLE.log.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "base/rotating_file.h"
#include "bus/messages/log.h"
#include "bus/role_loop.h"

namespace stom::bus {

// "2026-11-23 14:30:05.123456 warning text\n" in UTC, preceded by a line about lost lines if there are any.
[[nodiscard]] std::string log_text(const LogLine& line);

class LogFiles {
 public:
  explicit LogFiles(std::filesystem::path folder, std::uint64_t most_bytes = 10 << 20, int kept = 5);
  void write(const LogLine& line);
  [[nodiscard]] std::uint64_t failures() const { return failures_; }  // lines that the disk did not take

 private:
  std::filesystem::path folder_;
  std::uint64_t most_bytes_;
  int kept_;
  std::uint64_t failures_ = 0;
  std::map<std::string, RotatingFile> files_;
};

RoleEnd run_log_role(RoleLoop& loop);

}  // namespace stom::bus
