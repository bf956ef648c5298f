// Child processes: started without a shell, watched without polling, never left behind.
// A ChildProcess that is destroyed while its process runs kills and reaps it, unless it was released. All failures of the
// system throw Error with the program's name. Start children from a thread that lives as long as they shall: the kernel
// ties "die with the parent" to that thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/message.h"
#include "base/secret_text.h"

namespace stom {

using ProcessId = int;

struct ResourceLimits {
  std::uint64_t address_space_bytes = 0;  // 0: as inherited
  std::uint64_t open_files = 0;
  bool core_files = true;  // false: a crash writes no core file
  std::vector<unsigned> cores;  // processor cores it may run on; empty: as inherited

  friend bool operator==(const ResourceLimits&, const ResourceLimits&) = default;
};

struct SpawnOptions {
  std::vector<std::string> arguments;  // the program's path first
  std::vector<std::pair<std::string, std::string>> environment;  // added to the own environment
  std::filesystem::path output;        // standard output and error are appended to it; empty: inherited
  std::shared_ptr<const SecretText> input;  // one line on its standard input (at most 4,000 bytes); none: /dev/null
  std::filesystem::path directory;     // working directory; empty: inherited
  ResourceLimits limits;
  bool terminated_with_parent = true;  // SIGTERM when the starting thread ends, however it ends
  bool own_session = false;            // leaves the terminal: Ctrl-C there does not reach the child
};

struct ExitStatus {
  int code = 0;    // exit status, when signal is 0
  int signal = 0;  // the signal that ended the process

  [[nodiscard]] bool clean() const { return code == 0 && signal == 0; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

// "ended by signal SIGKILL (9)", "ended with status 2".
[[nodiscard]] Message describe(const ExitStatus& status);

class ChildProcess {
 public:
  // Throws when the program cannot be executed.
  static ChildProcess start(const SpawnOptions& options);
  ChildProcess() = default;
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  [[nodiscard]] ProcessId id() const { return id_; }
  // Readable once the process has ended (pidfd); for poll loops.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  // The exit status once the process has ended; it stays known afterwards.
  [[nodiscard]] std::optional<ExitStatus> ended();
  [[nodiscard]] std::optional<ExitStatus> wait(double seconds);
  void send_signal(int signal);  // nothing happens after the end
  void release();                // lets it live on after this object

 private:
  ProcessId id_ = 0;
  int descriptor_ = -1;
  std::optional<ExitStatus> status_;
  void kill_and_reap() noexcept;
};

// Any process of this machine, named so that a later process with the same number is not taken for it.
struct ProcessIdentity {
  ProcessId id = 0;
  std::uint64_t start_ticks = 0;  // clock ticks after boot

  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};
[[nodiscard]] std::optional<ProcessIdentity> identify_process(ProcessId id);
[[nodiscard]] ProcessIdentity this_process();
[[nodiscard]] ProcessId parent_process_id();
[[nodiscard]] bool is_running(const ProcessIdentity& process);
// True once it has ended; also for processes that are no children.
bool wait_for_end(const ProcessIdentity& process, double seconds);
// SIGTERM, after `seconds` SIGKILL; returns once it has ended. False when it was not running.
bool terminate_process(const ProcessIdentity& process, double seconds);

[[nodiscard]] std::filesystem::path executable_path();

// "pid start-ticks", as written to pid and lock files.
[[nodiscard]] std::string to_text(const ProcessIdentity& process);
[[nodiscard]] std::optional<ProcessIdentity> parse_process_identity(std::string_view text);

}  // namespace stom
