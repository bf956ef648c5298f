#include "bus/run_directory.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/private_folder.h"

namespace stom::bus {
namespace {

// A socket's path fits into 108 bytes with its end; the longest channel names take about 30.
constexpr std::size_t kLongestPath = 107 - 30;

}  // namespace

RunDirectory::RunDirectory(std::filesystem::path path) : path_(std::filesystem::absolute(path).lexically_normal()) {
  if (path_.string().size() > kLongestPath) {
    throw UsageError(
        message("{}: 실행 폴더의 경로는 {}바이트까지입니다 (소켓 이름의 한계). 더 짧은 폴더를 --run-dir 로 지정하십시오.",
                "{}: the path of a run folder may have {} bytes at most (the limit of socket names). Give a shorter folder with --run-dir.",
                path_.string(), kLongestPath));
  }
  create_private_directory(path_);
  for (const char* folder : {"bus", "log", "output", "report", "role", "key"}) create_private_directory(path_ / folder);
}

std::string RunDirectory::endpoint(std::string_view name) const { return fmt::format("ipc://{}/bus/{}", path_.string(), name); }

}  // namespace stom::bus
