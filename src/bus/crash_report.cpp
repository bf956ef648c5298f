#include "bus/crash_report.h"

#include <fstream>

#include "base/error.h"
#include "base/private_folder.h"
#include "base/time.h"

namespace stom::bus {
namespace {

constexpr std::size_t kLines = 30;
constexpr std::size_t kMostReports = 200;
constexpr std::streamoff kLongestLine = 2048;  // as far as looking back is concerned

// A role that crashes once an hour for a year must not fill the disk: the oldest go. Names begin with the time.
void drop_oldest(const std::filesystem::path& folder) {
  std::error_code code;
  std::vector<std::filesystem::path> reports;
  for (const auto& entry : std::filesystem::directory_iterator(folder, code)) reports.push_back(entry.path());
  if (reports.size() <= kMostReports) return;
  std::sort(reports.begin(), reports.end());
  for (std::size_t i = 0; i + kMostReports < reports.size(); ++i) std::filesystem::remove(reports[i], code);
}

}  // namespace

std::string last_lines(const std::filesystem::path& path, std::size_t lines, std::uint64_t from) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const std::streamoff size = file.tellg(), wanted = std::max<std::streamoff>(0, size - static_cast<std::streamoff>(from));
  std::string tail(static_cast<std::size_t>(std::min(wanted, kLongestLine * static_cast<std::streamoff>(lines))), '\0');
  file.seekg(size - static_cast<std::streamoff>(tail.size()));
  file.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  tail.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  std::size_t at = tail.size();
  if (at > 0 && tail.back() == '\n') --at;
  for (std::size_t line = 0; line < lines; ++line) {
    const std::size_t end = at == 0 ? std::string::npos : tail.rfind('\n', at - 1);
    if (end == std::string::npos) return tail;
    at = end;
  }
  return tail.substr(at + 1);
}

std::filesystem::path write_crash_report(const RunDirectory& directory, const Crash& crash) {
  const std::int64_t now = utc_now_micros();
  const RowKey time = second_key(now / 1000000);
  const auto path = directory.report() / fmt::format("{}-{:06}-{}.txt", time, now % 1000000, crash.role);
  std::string text = fmt::format("role: {}\ntime: {} UTC\npid: {}\nend: {}\nuptime: {:.1f} s\nrestarts: {}\n", crash.role, readable(time),
                                 crash.pid, describe(crash.status).en, crash.uptime, crash.restarts);
  if (!crash.detail.empty()) text += "detail: " + crash.detail + "\n";
  if (crash.given_up) text += "given up: it ended too often and is not started again\n";
  text += "\n--- its last output\n" + last_lines(directory.output() / (crash.role + ".txt"), kLines);
  text += "\n--- its last log lines\n" + last_lines(directory.log() / (crash.role + ".log"), kLines);
  try {
    write_private_file(path, text);
    drop_oldest(directory.report());
    return path;
  } catch (const FileError&) {
    return {};
  }
}

}  // namespace stom::bus
