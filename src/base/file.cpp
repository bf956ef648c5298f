#include "base/file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace stom {
namespace {

[[noreturn]] void fail(const char* ko, const char* en, const std::filesystem::path& path, int error) {
  const std::string words = std::strerror(error);
  throw FileError({fmt::format("{}: {} ({})", path.string(), ko, words), fmt::format("{}: {} ({})", path.string(), en, words)});
}

void write_all(int descriptor, const void* data, std::size_t size, const std::filesystem::path& path) {
  const char* next = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t written = ::write(descriptor, next, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      fail("파일에 쓰지 못했습니다", "cannot write the file", path, errno);
    }
    next += written;
    size -= static_cast<std::size_t>(written);
  }
}

}  // namespace

std::string read_file(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("파일을 열지 못했습니다", "cannot open the file", path, errno);
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    fail("파일이 아니라 폴더입니다", "is a folder, not a file", path, EISDIR);
  }
  std::string content;
  char buffer[1 << 16];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      const int error = errno;
      ::close(descriptor);
      fail("파일을 읽지 못했습니다", "cannot read the file", path, error);
    }
    if (got == 0) break;
    content.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(descriptor);
  return content;
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content.data(), content.size());
  file.commit();
}

AtomicFile::AtomicFile(std::filesystem::path path) : path_(std::move(path)) {
  std::string pattern = path_.string() + ".part-XXXXXX";
  descriptor_ = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (descriptor_ < 0) fail("파일을 만들지 못했습니다", "cannot create the file", path_, errno);
  ::fchmod(descriptor_, 0644);
  temporary_ = pattern;
}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(const void* data, std::size_t size) { write_all(descriptor_, data, size, path_); }

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) fail("파일을 디스크에 기록하지 못했습니다", "cannot sync the file", path_, errno);
  commit_unsynced();
}

void AtomicFile::commit_unsynced() {
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail("파일 이름을 바꾸지 못했습니다", "cannot rename into place", path_, errno);
  ::close(descriptor_);
  descriptor_ = -1;
}

MappedFile::MappedFile(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail("파일을 열지 못했습니다", "cannot open the file", path, errno);
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) {
    const int error = errno;
    ::close(descriptor);
    fail("파일 정보를 읽지 못했습니다", "cannot stat the file", path, error);
  }
  size_ = static_cast<std::size_t>(status.st_size);
  if (size_ > 0) {
    void* address = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, descriptor, 0);
    const int error = errno;
    ::close(descriptor);
    if (address == MAP_FAILED) fail("파일을 메모리에 올리지 못했습니다", "cannot map the file", path, error);
    data_ = static_cast<const std::byte*>(address);
  } else {
    ::close(descriptor);
  }
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

FileLock::FileLock(const std::filesystem::path& path) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("잠금 파일을 열지 못했습니다", "cannot open the lock file", path, errno);
  while (::flock(descriptor_, LOCK_EX) != 0) {
    if (errno == EINTR) continue;
    const int error = errno;
    ::close(descriptor_);
    fail("파일을 잠그지 못했습니다", "cannot lock the file", path, error);
  }
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void create_directories(const std::filesystem::path& path) {
  std::error_code code;
  std::filesystem::create_directories(path, code);
  if (code) fail("폴더를 만들지 못했습니다", "cannot create the folder", path, code.value());
}

std::filesystem::path default_cache_directory() {
  if (const char* own = std::getenv("STOM_CACHE"); own != nullptr && *own != '\0') return own;
  if (const char* xdg = std::getenv("XDG_CACHE_HOME"); xdg != nullptr && *xdg != '\0') return std::filesystem::path(xdg) / "stom";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return std::filesystem::path(home) / ".cache" / "stom";
  return std::filesystem::temp_directory_path() / "stom-cache";
}

}  // namespace stom
