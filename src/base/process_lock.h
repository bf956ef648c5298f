// One process at a time: a lock file that the kernel frees however its owner ends, and that says who owns it.
#pragma once

#include <filesystem>
#include <optional>

#include "base/process.h"

namespace stom {

class ProcessLock {
 public:
  // Nothing when another process holds it.
  static std::optional<ProcessLock> try_take(const std::filesystem::path& path);
  // The running process that holds it.
  [[nodiscard]] static std::optional<ProcessIdentity> owner(const std::filesystem::path& path);

  ~ProcessLock();
  ProcessLock(ProcessLock&& other) noexcept;
  ProcessLock& operator=(ProcessLock&&) = delete;

  // The owner before ended without giving the lock back (crash, power cut): what it left must be cleaned up.
  [[nodiscard]] const std::optional<ProcessIdentity>& crashed_owner() const { return crashed_owner_; }

 private:
  ProcessLock(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::optional<ProcessIdentity> crashed_owner_;
};

}  // namespace stom
