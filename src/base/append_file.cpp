#include "base/append_file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace stom {
namespace {

[[noreturn]] void fail(const char* ko, const char* en, const std::filesystem::path& path, int error) {
  const std::string words = std::strerror(error);
  throw FileError({fmt::format("{}: {} ({})", path.string(), ko, words), fmt::format("{}: {} ({})", path.string(), en, words)});
}

// 0, or the error; what was written before it stays for the caller to cut off.
int write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : ENOSPC;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

AppendFile::AppendFile(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code unknown;
  const bool is_new = !std::filesystem::exists(path_, unknown);
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("파일을 열지 못했습니다", "cannot open the file", path_, errno);
  struct stat status {};
  int error = ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
  if (error == 0 && ::fstat(descriptor_, &status) != 0) error = errno;
  if (error != 0) {
    ::close(descriptor_);
    if (error == EWOULDBLOCK) fail("다른 프로그램이 사용하고 있습니다", "another process is using the file", path_, error);
    fail("파일을 준비하지 못했습니다", "cannot prepare the file", path_, error);
  }
  size_ = static_cast<std::uint64_t>(status.st_size);
  if (!is_new) return;
  try {
    sync_folder(path_.parent_path());
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

AppendFile::~AppendFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void AppendFile::append(std::string_view bytes, bool synced) {
  if (has_remains_) cut(size_);
  int error = write_all(descriptor_, bytes);
  const bool is_written = error == 0;
  if (is_written && synced && ::fdatasync(descriptor_) != 0) error = errno;
  if (error == 0) {
    size_ += bytes.size();
    return;
  }
  has_remains_ = ::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0;
  if (is_written) fail("파일을 디스크에 기록하지 못했습니다", "cannot sync the file", path_, error);
  fail("파일에 쓰지 못했습니다", "cannot write the file", path_, error);
}

void AppendFile::cut(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0)
    fail("파일 끝을 잘라 내지 못했습니다", "cannot cut the end of the file off", path_, errno);
  size_ = size;
  has_remains_ = false;
  if (::fdatasync(descriptor_) != 0) fail("파일을 디스크에 기록하지 못했습니다", "cannot sync the file", path_, errno);
}

void sync_folder(const std::filesystem::path& folder) {
  const std::filesystem::path name = folder.empty() ? "." : folder;
  const int descriptor = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) fail("폴더를 열지 못했습니다", "cannot open the folder", name, errno);
  const int error = ::fsync(descriptor) != 0 ? errno : 0;
  ::close(descriptor);
  if (error != 0 && error != EINVAL && error != EROFS) fail("폴더를 디스크에 기록하지 못했습니다", "cannot sync the folder", name, error);
}

}  // namespace stom
