// Small files that one process writes and another reads, perhaps half written: pid and lock files, the last words of a role, ready.json
// of the exchange in a box.
#include <cstdlib>

#include <unistd.h>

#include "base/file.h"
#include "base/process.h"
#include "bus/crash_report.h"
#include "live/platform.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stom;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (const auto identity = parse_process_identity(bytes)) {
    const auto again = parse_process_identity(to_text(*identity));
    if (identity->id <= 0 || !again || again->id != identity->id || again->start_ticks != identity->start_ticks) std::abort();
  }

  static const std::filesystem::path folder = std::filesystem::temp_directory_path() / fmt::format("stom-fuzz-{}", ::getpid());
  std::filesystem::create_directories(folder);
  AtomicFile file(folder / "ready.json");
  file.write(bytes.data(), bytes.size());
  file.commit_unsynced();
  for (const std::size_t lines : {1, 3}) {
    const std::string last = bus::last_lines(folder / "ready.json", lines);
    if (!bytes.ends_with(last) || std::count(last.begin(), last.end(), '\n') > static_cast<std::ptrdiff_t>(lines)) std::abort();
  }
  if (const auto endpoints = live::box_endpoints(folder); endpoints && endpoints->is_real) std::abort();
  return 0;
}
