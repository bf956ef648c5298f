#include "base/process.h"

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/processor_cores.h"
#include "base/time.h"

extern char** environ;

namespace stom {
namespace {

[[noreturn]] void fail(const char* ko, const char* en, const std::string& name, int error) {
  const std::string words = std::strerror(error);
  throw Error({fmt::format("{}: {} ({})", name, ko, words), fmt::format("{}: {} ({})", name, en, words)});
}

int open_pidfd(ProcessId id) { return static_cast<int>(::syscall(SYS_pidfd_open, id, 0)); }

// True when readable within the time. Signals do not end the wait early.
bool wait_readable(int descriptor, double seconds) {
  const double until = monotonic_seconds() + seconds;
  while (true) {
    const double left = std::max(0.0, until - monotonic_seconds());
    pollfd entry{descriptor, POLLIN, 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(std::ceil(left * 1000)));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

// Everything the child needs, made before fork: afterwards only async-signal-safe calls are allowed.
struct ChildPlan {
  std::vector<std::string> texts;
  std::vector<char*> arguments, environment;
  std::string output, directory;

  explicit ChildPlan(const SpawnOptions& options) : output(options.output), directory(options.directory) {
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string_view text = *entry;
      const bool replaced = std::any_of(options.environment.begin(), options.environment.end(),
                                        [&](const auto& added) { return text.starts_with(added.first + "="); });
      if (!replaced) texts.emplace_back(text);
    }
    for (const auto& [name, value] : options.environment) texts.push_back(name + "=" + value);
    const std::size_t first_argument = texts.size();
    texts.insert(texts.end(), options.arguments.begin(), options.arguments.end());
    for (std::size_t i = 0; i < texts.size(); ++i) (i < first_argument ? environment : arguments).push_back(texts[i].data());
    environment.push_back(nullptr);
    arguments.push_back(nullptr);
  }
};

void set_limit(__rlimit_resource resource, std::uint64_t value) {
  const rlimit limit{value, value};
  ::setrlimit(resource, &limit);
}

// The text in a pipe, ready to be read; the pipe holds it whole, so nobody waits.
int input_pipe(const SecretText& text, const std::string& name) {
  constexpr std::size_t kMostInput = 4000;
  int ends[2];
  if (text.size() > kMostInput || ::pipe2(ends, O_CLOEXEC) != 0) fail("파이프를 만들지 못했습니다", "cannot make a pipe", name, errno);
  const bool written = ::write(ends[1], text.view().data(), text.size()) == static_cast<ssize_t>(text.size()) && ::write(ends[1], "\n", 1) == 1;
  const int error = errno;
  ::close(ends[1]);
  if (written) return ends[0];
  ::close(ends[0]);
  fail("파이프를 만들지 못했습니다", "cannot make a pipe", name, error);
}

[[noreturn]] void become(const ChildPlan& plan, const SpawnOptions& options, ProcessId parent, int report, int given_input) {
  const auto give_up = [report] {
    const int error = errno;
    [[maybe_unused]] const ssize_t written = ::write(report, &error, sizeof error);
    ::_exit(127);
  };
  for (int signal = 1; signal < 32; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (options.own_session) ::setsid();
  if (options.terminated_with_parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);  // the parent ended before the wish was known
  }
  if (options.limits.address_space_bytes > 0) set_limit(RLIMIT_AS, options.limits.address_space_bytes);
  if (options.limits.open_files > 0) set_limit(RLIMIT_NOFILE, options.limits.open_files);
  if (!options.limits.core_files) set_limit(RLIMIT_CORE, 0);
  if (!options.limits.cores.empty() && !stay_on_cores(options.limits.cores)) give_up();
  const int input = given_input >= 0 ? given_input : ::open("/dev/null", O_RDONLY);
  if (input < 0 || ::dup2(input, 0) < 0) give_up();
  if (!plan.output.empty()) {
    const int output = ::open(plan.output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (output < 0 || ::dup2(output, 1) < 0 || ::dup2(output, 2) < 0) give_up();
    ::close(output);
  }
  if (!plan.directory.empty() && ::chdir(plan.directory.c_str()) != 0) give_up();
  ::execve(plan.arguments[0], plan.arguments.data(), plan.environment.data());
  give_up();
  ::_exit(127);
}

ExitStatus exit_status(int status) {
  if (WIFSIGNALED(status)) return {0, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

Message describe(const ExitStatus& status) {
  if (status.signal != 0) {
    const char* name = ::sigabbrev_np(status.signal);
    const std::string words = name != nullptr ? fmt::format("SIG{} ({})", name, status.signal) : std::to_string(status.signal);
    return message("시그널 {}(으)로 끝남", "ended by signal {}", words);
  }
  return message("종료 상태 {}(으)로 끝남", "ended with status {}", status.code);
}

ChildProcess ChildProcess::start(const SpawnOptions& options) {
  const std::string& name = options.arguments.at(0);
  const ChildPlan plan(options);
  const int input = options.input ? input_pipe(*options.input, name) : -1;
  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) fail("파이프를 만들지 못했습니다", "cannot make a pipe", name, errno);
  const ProcessId parent = ::getpid();
  const ProcessId id = ::fork();
  if (id == 0) become(plan, options, parent, report[1], input);
  const int fork_error = errno;
  if (input >= 0) ::close(input);
  ::close(report[1]);
  if (id < 0) {
    ::close(report[0]);
    fail("프로세스를 만들지 못했습니다", "cannot make a process", name, fork_error);
  }
  ChildProcess child;
  child.id_ = id;
  child.descriptor_ = open_pidfd(id);
  const int pidfd_error = errno;
  int error = 0;
  ssize_t got;
  do got = ::read(report[0], &error, sizeof error);
  while (got < 0 && errno == EINTR);
  ::close(report[0]);
  if (got > 0) fail("실행하지 못했습니다", "cannot be executed", name, error);
  if (child.descriptor_ < 0) fail("프로세스를 지켜볼 수 없습니다", "cannot watch the process", name, pidfd_error);
  ::fcntl(child.descriptor_, F_SETFD, FD_CLOEXEC);
  return child;
}

ChildProcess::~ChildProcess() { kill_and_reap(); }

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      status_(std::exchange(other.status_, std::nullopt)) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  kill_and_reap();
  id_ = std::exchange(other.id_, 0);
  descriptor_ = std::exchange(other.descriptor_, -1);
  status_ = std::exchange(other.status_, std::nullopt);
  return *this;
}

void ChildProcess::kill_and_reap() noexcept {
  if (id_ > 0 && !status_) {
    ::kill(id_, SIGKILL);
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) continue;
  }
  if (descriptor_ >= 0) ::close(descriptor_);
  id_ = 0;
  descriptor_ = -1;
}

std::optional<ExitStatus> ChildProcess::ended() {
  if (status_ || id_ <= 0) return status_;
  int status = 0;
  const ProcessId got = ::waitpid(id_, &status, WNOHANG);
  if (got == id_) status_ = exit_status(status);
  return status_;
}

std::optional<ExitStatus> ChildProcess::wait(double seconds) {
  if (!ended() && id_ > 0) wait_readable(descriptor_, seconds);
  return ended();
}

void ChildProcess::send_signal(int signal) {
  if (id_ > 0 && !ended()) ::kill(id_, signal);
}

void ChildProcess::release() {
  if (descriptor_ >= 0) ::close(descriptor_);
  id_ = 0;
  descriptor_ = -1;
}

std::optional<ProcessIdentity> identify_process(ProcessId id) {
  std::string text;
  try {
    text = read_file(fmt::format("/proc/{}/stat", id));
  } catch (const FileError&) {
    return std::nullopt;
  }
  // Field 2 is the name in brackets and may hold anything; field 3 is the state, field 22 the start.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= text.size()) return std::nullopt;
  const char state = text[name_end + 2];
  if (state == 'Z' || state == 'X') return std::nullopt;
  std::size_t at = name_end + 2;
  for (int field = 3; field < 22; ++field) {
    at = text.find(' ', at);
    if (at == std::string::npos) return std::nullopt;
    ++at;
  }
  ProcessIdentity identity{id, 0};
  std::from_chars(text.data() + at, text.data() + text.size(), identity.start_ticks);
  return identity;
}

ProcessIdentity this_process() { return identify_process(::getpid()).value_or(ProcessIdentity{::getpid(), 0}); }

ProcessId parent_process_id() { return ::getppid(); }

bool is_running(const ProcessIdentity& process) { return process.id > 0 && identify_process(process.id) == process; }

bool wait_for_end(const ProcessIdentity& process, double seconds) {
  if (!is_running(process)) return true;
  const int descriptor = open_pidfd(process.id);
  if (descriptor < 0) return true;  // ended meanwhile
  const bool ended = wait_readable(descriptor, seconds);
  ::close(descriptor);
  return ended || !is_running(process);
}

bool terminate_process(const ProcessIdentity& process, double seconds) {
  if (!is_running(process)) return false;
  const int descriptor = open_pidfd(process.id);
  if (descriptor < 0) return false;  // ended meanwhile
  // The number may have been given to another process between the two calls.
  if (is_running(process)) {
    ::kill(process.id, SIGTERM);
    if (!wait_readable(descriptor, seconds)) {
      ::kill(process.id, SIGKILL);
      wait_readable(descriptor, 10);
    }
  }
  ::close(descriptor);
  return true;
}

std::filesystem::path executable_path() {
  std::error_code code;
  const auto path = std::filesystem::read_symlink("/proc/self/exe", code);
  if (code) fail("실행 파일의 위치를 알 수 없습니다", "the path of the executable is unknown", "/proc/self/exe", code.value());
  return path;
}

std::string to_text(const ProcessIdentity& process) { return fmt::format("{} {}\n", process.id, process.start_ticks); }

std::optional<ProcessIdentity> parse_process_identity(std::string_view text) {
  ProcessIdentity identity;
  const char* end = text.data() + text.size();
  const auto id = std::from_chars(text.data(), end, identity.id);
  if (id.ec != std::errc() || id.ptr == end || *id.ptr != ' ') return std::nullopt;
  const auto start = std::from_chars(id.ptr + 1, end, identity.start_ticks);
  if (start.ec != std::errc() || identity.id <= 0) return std::nullopt;
  return identity;
}

}  // namespace stom
