#include "base/private_folder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace stom {
namespace {

[[noreturn]] void fail(const char* ko, const char* en, const std::filesystem::path& path, int error) {
  const std::string words = std::strerror(error);
  throw FileError({fmt::format("{}: {} ({})", path.string(), ko, words), fmt::format("{}: {} ({})", path.string(), en, words)});
}

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;

}  // namespace

void create_private_directory(const std::filesystem::path& path) {
  if (path.has_parent_path()) stom::create_directories(path.parent_path());
  if (::mkdir(path.c_str(), 0700) == 0) return;
  if (errno != EEXIST) fail("폴더를 만들지 못했습니다", "cannot create the folder", path, errno);
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) fail("폴더를 볼 수 없습니다", "cannot look at the folder", path, errno);
  if (!S_ISDIR(status.st_mode)) fail("폴더가 아닙니다", "is not a folder", path, ENOTDIR);
  if (status.st_uid != ::geteuid()) fail("다른 사용자의 폴더입니다", "belongs to another user", path, EPERM);
  if ((status.st_mode & kOthers) != 0 && ::chmod(path.c_str(), 0700) != 0) fail("권한을 바꾸지 못했습니다", "cannot change the rights", path, errno);
}

void write_private_file(const std::filesystem::path& path, std::string_view content) {
  std::string aside = path.string() + ".part-XXXXXX";
  const int descriptor = ::mkostemp(aside.data(), O_CLOEXEC);  // made with rights 0600
  if (descriptor < 0) fail("파일을 만들지 못했습니다", "cannot create the file", path, errno);
  bool ok = true;
  for (std::size_t done = 0; ok && done < content.size();) {
    const ssize_t written = ::write(descriptor, content.data() + done, content.size() - done);
    if (written > 0) done += static_cast<std::size_t>(written);
    else ok = written < 0 && errno == EINTR;
  }
  ok = ok && ::fsync(descriptor) == 0 && ::rename(aside.c_str(), path.c_str()) == 0;
  const int error = errno;
  ::close(descriptor);
  if (ok) return;
  ::unlink(aside.c_str());
  fail("파일에 쓰지 못했습니다", "cannot write the file", path, error);
}

bool is_private(const std::filesystem::path& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && (status.st_mode & kOthers) == 0;
}

std::filesystem::path default_run_directory() {
  if (const char* own = std::getenv("STOM_RUN"); own != nullptr && *own != '\0') return own;
  if (const char* xdg = std::getenv("XDG_STATE_HOME"); xdg != nullptr && *xdg != '\0') return std::filesystem::path(xdg) / "stom";
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
    return std::filesystem::path(home) / ".local" / "state" / "stom";
  return std::filesystem::temp_directory_path() / fmt::format("stom-{}", ::geteuid());
}

}  // namespace stom
