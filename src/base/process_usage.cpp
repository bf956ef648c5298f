#include "base/process_usage.h"

#include <cstdlib>
#include <sstream>

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

namespace stom {
namespace {

std::optional<std::string> proc_file(const std::string& path) {
  try {
    return read_file(path);
  } catch (const FileError&) {
    return std::nullopt;  // the process has ended
  }
}

double ticks_per_second() {
  static const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  return ticks;
}

std::uint64_t kibibytes_of(std::string_view text, std::string_view key) {
  const std::size_t at = text.find(key);
  return at == std::string_view::npos ? 0 : std::strtoull(text.data() + at + key.size(), nullptr, 10);
}

}  // namespace

std::optional<ProcessUsage> process_usage(ProcessId id) {
  const auto stat = proc_file(fmt::format("/proc/{}/stat", id));
  if (!stat) return std::nullopt;
  const std::size_t name_end = stat->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat->substr(name_end + 1));
  std::vector<std::string> words;
  for (std::string word; fields >> word;) words.push_back(word);
  // words[0] is field 3 of proc(5): utime 14, stime 15, num_threads 20, rss 24 (pages).
  if (words.size() < 22) return std::nullopt;
  const auto number = [&](int field) { return std::strtoull(words[static_cast<std::size_t>(field) - 3].c_str(), nullptr, 10); };
  ProcessUsage usage;
  usage.cpu_seconds = static_cast<double>(number(14) + number(15)) / ticks_per_second();
  usage.threads = static_cast<std::uint32_t>(number(20));
  usage.resident_bytes = number(24) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return usage;
}

std::optional<MachineUsage> machine_usage() {
  const auto stat = proc_file("/proc/stat"), memory = proc_file("/proc/meminfo");
  if (!stat || !memory) return std::nullopt;
  std::istringstream line(stat->substr(0, stat->find('\n')));
  std::string name;
  line >> name;
  double total = 0, idle = 0, value = 0;
  for (int column = 0; column < 8 && line >> value; ++column) {
    total += value;
    if (column == 3 || column == 4) idle += value;  // idle and waiting for disks
  }
  MachineUsage usage;
  usage.total_seconds = total / ticks_per_second();
  usage.busy_seconds = (total - idle) / ticks_per_second();
  usage.memory_bytes = kibibytes_of(*memory, "MemTotal:") * 1024;
  usage.available_bytes = kibibytes_of(*memory, "MemAvailable:") * 1024;
  return usage;
}

double CpuShare::update(double cpu_seconds, double now) {
  constexpr double kShortest = 0.5;
  if (started_ && now - last_time_ < kShortest) return share_;
  if (started_) share_ = std::max(0.0, (cpu_seconds - last_cpu_) / (now - last_time_) * 100);
  started_ = true;
  last_cpu_ = cpu_seconds;
  last_time_ = now;
  return share_;
}

}  // namespace stom
