#include "base/process_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace stom {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, int error) {
  const std::string words = std::strerror(error);
  throw FileError({fmt::format("{}: 잠금 파일을 쓸 수 없습니다 ({})", path.string(), words),
                   fmt::format("{}: the lock file cannot be used ({})", path.string(), words)});
}

// An owner that gave the lock back has emptied the file.
std::optional<ProcessIdentity> last_owner(const std::filesystem::path& path) {
  std::error_code code;
  if (!std::filesystem::exists(path, code)) return std::nullopt;
  return parse_process_identity(read_file(path));
}

// Through a descriptor of its own: the lock's stays read-only, or a disk could not be made read-only while somebody holds it.
bool write_owner(const std::filesystem::path& path, const std::string& text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool written = ::pwrite(descriptor, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
  const int error = errno;
  ::close(descriptor);
  errno = error;
  return written;
}

}  // namespace

std::optional<ProcessLock> ProcessLock::try_take(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) fail(path, errno);
  ProcessLock lock(path, descriptor);
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::nullopt;
    if (errno != EINTR) fail(path, errno);
  }
  lock.crashed_owner_ = last_owner(path);
  if (!write_owner(path, to_text(this_process()))) fail(path, errno);
  return lock;
}

std::optional<ProcessIdentity> ProcessLock::owner(const std::filesystem::path& path) {
  const auto named = last_owner(path);
  return named && is_running(*named) ? named : std::nullopt;
}

ProcessLock::~ProcessLock() {
  if (descriptor_ < 0) return;
  // The file stays (removing it would race with the next owner) but names nobody: a name means a crash.
  const bool holds = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  if (holds) (void)write_owner(path_, {});
  ::close(descriptor_);
}

ProcessLock::ProcessLock(ProcessLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), crashed_owner_(other.crashed_owner_) {}

}  // namespace stom
