// Starts the roles of a platform in order, watches them, starts them again, and stops them in reverse order. One per run
// folder. It holds no market data and no orders: when it dies, the roles end by themselves and the next one starts clean.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/parallel.h"
#include "base/secret_text.h"
#include "bus/messages/supervision.h"
#include "bus/role_log.h"
#include "bus/role_table.h"
#include "bus/run_directory.h"
#include "bus/settings_snapshot.h"

namespace stom::bus {

struct SupervisorOptions {
  std::vector<RoleSpec> roles;
  // The command line of a role; `source` is its number in envelopes.
  std::function<std::vector<std::string>(const RoleSpec& role, std::uint16_t source)> command;
  std::map<std::string, SettingValue> settings;
  std::string kept_settings;                 // keys with this prefix stay as they are when a role sends new settings
  std::shared_ptr<const SecretText> secret;  // for roles that get it; in locked memory
  SupervisionPolicy policy;
  Language language = Language::kKorean;
  std::string version;
  Message title;  // what this platform trades and how, for people
};

class Supervisor {
 public:
  // Takes the run folder and ends what a crashed supervisor left there. Throws UsageError when another one runs.
  Supervisor(RunDirectory directory, SupervisorOptions options);
  // Kills what still runs; stop() and step() until finished() end it in order.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Handles what is due; waits at most `seconds` for something to happen.
  void step(double seconds);
  void stop();
  [[nodiscard]] bool finished() const;  // stopped, and every role has ended
  // Steps until the flag or a DownRequest, then stops in order. A second request of the flag changes nothing.
  void run(const StopFlag& flag);

  // A new snapshot for all roles; returns its version.
  std::uint32_t publish(std::map<std::string, SettingValue> settings);
  [[nodiscard]] const SettingsBoard& settings() const;
  [[nodiscard]] RoleLog& log();  // for what the owner decides about the platform
  [[nodiscard]] StatusReply status();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The name of the request channel of a supervisor.
inline constexpr const char* kSupervisorRequests = "supervisor";

}  // namespace stom::bus
