#include "base/rotating_file.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

namespace stom {

RotatingFile::RotatingFile(std::filesystem::path path, std::uint64_t most_bytes, int kept)
    : path_(std::move(path)), most_bytes_(most_bytes), kept_(kept) {
  open();
}

RotatingFile::~RotatingFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

RotatingFile::RotatingFile(RotatingFile&& other) noexcept
    : path_(std::move(other.path_)), most_bytes_(other.most_bytes_), size_(other.size_), kept_(other.kept_),
      descriptor_(std::exchange(other.descriptor_, -1)) {}

std::filesystem::path RotatingFile::rotated(int number) const { return path_.string() + "." + std::to_string(number); }

void RotatingFile::open() {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    const std::string words = std::strerror(errno);
    throw FileError({fmt::format("{}: 로그 파일을 열지 못했습니다 ({})", path_.string(), words),
                     fmt::format("{}: cannot open the log file ({})", path_.string(), words)});
  }
  struct stat status {};
  size_ = ::fstat(descriptor_, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

void RotatingFile::rotate() {
  ::close(descriptor_);
  descriptor_ = -1;
  std::error_code ignored;  // a file that cannot be moved is written on
  for (int number = kept_ - 1; number >= 1; --number) std::filesystem::rename(rotated(number), rotated(number + 1), ignored);
  if (kept_ > 0) std::filesystem::rename(path_, rotated(1), ignored);
  else std::filesystem::remove(path_, ignored);
  open();
}

bool RotatingFile::append(std::string_view line) {
  if (size_ > 0 && size_ + line.size() > most_bytes_) rotate();
  while (!line.empty()) {
    const ssize_t written = ::write(descriptor_, line.data(), line.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    size_ += static_cast<std::uint64_t>(written);
    line.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace stom
