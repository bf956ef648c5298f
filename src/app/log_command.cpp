// stom log: the last log lines of the running (or last) platform, merged by time; -f goes on with new ones.
#include <cstdio>
#include <fstream>
#include <thread>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "base/time.h"
#include "bus/crash_report.h"

namespace stom::app {
namespace {

namespace fs = std::filesystem;

struct LogArguments {
  std::string role, folder;
  int lines = 50;
  bool follow = false;
};

constexpr std::size_t kTimeLength = 26;  // "2026-11-23 14:30:05.123456"

struct Entry {
  std::string role, text;  // with the lines that belong to it
};

// Lines that begin with blanks belong to the line above.
void append_entries(const std::string& role, std::string_view text, std::vector<Entry>& entries) {
  bool begun = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    if (begun && line.front() == ' ') {
      entries.back().text += line;
    } else if (line.size() > kTimeLength) {
      entries.push_back({role, std::string(line)});
      begun = true;
    }
  }
}

void print(const Entry& entry, std::size_t width) {
  // The role stands behind the time.
  std::printf("%.*s %-*s%s", static_cast<int>(kTimeLength), entry.text.c_str(), static_cast<int>(width), entry.role.c_str(),
              entry.text.c_str() + kTimeLength);
}

void print_sorted(std::vector<Entry> entries, std::size_t most, std::size_t width) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.text.compare(0, kTimeLength, b.text, 0, kTimeLength) < 0; });
  for (std::size_t i = entries.size() - std::min(most, entries.size()); i < entries.size(); ++i) print(entries[i], width);
  std::fflush(stdout);
}

std::vector<fs::path> log_files(const fs::path& folder, const std::string& role) {
  std::vector<fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder / "log", code)) {
    if (entry.path().extension() == ".log" && (role.empty() || entry.path().stem() == role)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

[[noreturn]] void refuse_without_files(const fs::path& folder, const std::string& role) {
  std::string names;
  for (const fs::path& file : log_files(folder, "")) names += (names.empty() ? "" : ", ") + file.stem().string();
  if (names.empty()) throw UsageError(message("{}: 로그가 없습니다.", "{}: there are no logs.", (folder / "log").string()));
  throw UsageError(message("역할 {}의 로그가 없습니다. 있는 것: {}", "There is no log of the role {}. There are: {}", role, names));
}

// Whole new lines of a file since the last look; a file that became shorter was rotated and is read from its begin.
std::string new_text(const fs::path& path, std::uintmax_t& seen) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uintmax_t>(file.tellg());
  if (size < seen) seen = 0;
  std::string text(size - seen, '\0');
  file.seekg(static_cast<std::streamoff>(seen));
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  text.resize(text.rfind('\n') + 1);  // no line: npos + 1 = 0
  seen += text.size();
  return text;
}

void run_log(const LogArguments& arguments, AppContext& context) {
  const fs::path folder = run_folder(arguments.folder);
  auto files = log_files(folder, arguments.role);
  if (files.empty() && !arguments.follow) refuse_without_files(folder, arguments.role);
  std::map<fs::path, std::uintmax_t> seen;
  std::size_t width = 10;
  for (const fs::path& file : files) width = std::max(width, file.stem().string().size() + 1);
  std::vector<Entry> entries;
  for (const fs::path& file : files) {
    seen[file] = fs::file_size(file);
    append_entries(file.stem(), bus::last_lines(file, static_cast<std::size_t>(arguments.lines)), entries);
  }
  print_sorted(std::move(entries), static_cast<std::size_t>(arguments.lines), width);
  while (arguments.follow && !context.stop.requested()) {
    entries.clear();
    for (const fs::path& file : log_files(folder, arguments.role)) append_entries(file.stem(), new_text(file, seen[file]), entries);
    print_sorted(std::move(entries), SIZE_MAX, width);
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void add_log(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("log", context.text("역할들의 로그 (시각은 UTC)", "the logs of the roles (times in UTC)"));
  const auto arguments = std::make_shared<LogArguments>();
  command->add_option("role", arguments->role, context.text("한 역할만", "this role only"));
  command->add_option("-n,--lines", arguments->lines, context.text("마지막 줄 수", "number of last lines"))
      ->check(CLI::Range(0, 100000))
      ->capture_default_str();
  command->add_flag("-f,--follow", arguments->follow, context.text("새 줄을 계속 보입니다 (Ctrl-C 로 끝)", "go on with new lines (Ctrl-C ends it)"));
  add_run_folder(*command, arguments->folder, context);
  command->callback([arguments, &context] { run_log(*arguments, context); });
}

const CommandRegistration registration(93, add_log);

}  // namespace
}  // namespace stom::app
