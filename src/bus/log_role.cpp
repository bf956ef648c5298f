#include "bus/log_role.h"

#include <cstdio>

#include "base/error.h"
#include "base/time.h"

namespace stom::bus {
namespace {

constexpr std::size_t kMostFiles = 256;

// A role's name becomes a file's name: nothing that could lead out of the folder.
std::string file_name(const std::string& role) {
  std::string out;
  const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  // A point only inside a name (strategy.binance.0), never as a way to another folder.
  for (const char c : role) out += is_word(c) || c == '-' || c == '_' || (c == '.' && !out.empty() && is_word(out.back())) ? c : '_';
  return (out.empty() ? "unknown" : out) + ".log";
}

}  // namespace

std::string log_text(const LogLine& line) {
  const std::int64_t micros = (line.utc_micros % 1000000 + 1000000) % 1000000;
  const std::string time = fmt::format("{}.{:06}", readable(second_key((line.utc_micros - micros) / 1000000)), micros);
  std::string text;
  if (line.dropped > 0) text = fmt::format("{} {:7} ({} lines lost)\n", time, name(LogLevel::kWarning), line.dropped);
  text += fmt::format("{} {:7} ", time, name(line.level));
  for (const char c : line.text) {
    text += c == '\n' ? "\n    " : std::string(1, c);  // what follows belongs to the line above
  }
  return text + "\n";
}

LogFiles::LogFiles(std::filesystem::path folder, std::uint64_t most_bytes, int kept)
    : folder_(std::move(folder)), most_bytes_(most_bytes), kept_(kept) {}

void LogFiles::write(const LogLine& line) {
  const std::string name = file_name(line.role);
  try {
    auto file = files_.find(name);
    if (file == files_.end()) {
      if (files_.size() >= kMostFiles) files_.clear();
      file = files_.emplace(name, RotatingFile(folder_ / name, most_bytes_, kept_)).first;
    }
    if (!file->second.append(log_text(line))) ++failures_;
  } catch (const FileError&) {
    files_.erase(name);
    ++failures_;  // a full or lost disk must not end the log; the state says so
  }
}

RoleEnd run_log_role(RoleLoop& loop) {
  LogFiles files(loop.bus().directory().log());
  std::uint64_t reported = 0;
  loop.listen(ChannelId::kLog, {}, [&files](const Packet& packet) { files.write(packet.as<LogLine>()); });
  loop.every(1, [&] {
    const bool failing = files.failures() > reported;
    if (failing && reported == 0) std::fprintf(stderr, "the disk does not take log lines\n");
    reported = files.failures();
    loop.set_state(failing ? RoleState::kDegraded : RoleState::kReady);
  });
  return loop.run();
}

}  // namespace stom::bus
