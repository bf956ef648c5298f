// Which roles a platform has and how they are looked after. A role is registered once, where its code is wired up
// (src/app): static const RoleRegistration registration({...}).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/process.h"
#include "bus/role_loop.h"

namespace stom::bus {

struct RoleSpec {
  std::string name;
  int rank = 50;                 // roles of a lower rank start first and stop last
  double stop_seconds = 10;      // from the wish to end to SIGKILL
  bool killed_when_silent = true;  // false (traders): silence is an alarm; killed when the link to the venue is silent, too
  ResourceLimits limits;
  bool gets_secret = false;  // the supervisor's secret (a passphrase) comes on its standard input
};

// What a kind of role does. `instance` is what follows the first point of the role's name: "binance.3" of strategy.binance.3; empty without one.
using RunRole = RoleEnd (*)(RoleLoop& loop, const std::string& instance);

struct RoleRegistration {
  RoleRegistration(RoleSpec spec, Message meaning, RunRole run);
};

struct RegisteredRole {
  RoleSpec spec;  // name: of the kind, without instance
  Message meaning;
  RunRole run;
};

// By rank, then name.
[[nodiscard]] const std::vector<RegisteredRole>& registered_roles();
// The kind of a role's name; null if there is none.
[[nodiscard]] const RegisteredRole* find_role_kind(std::string_view role);
// The specification of one role of a kind ("strategy", "binance.3"); throws UsageError for an unknown kind.
[[nodiscard]] RoleSpec role_spec(std::string_view kind, std::string_view instance = {});

// How roles are watched (processes.md 14.5); seconds.
struct SupervisionPolicy {
  double beat = 1;              // between beats of the supervisor
  double start_limit = 30;      // from the start of a process to its first heartbeat
  double degraded_after = 5;    // without a heartbeat
  double silent_after = 15;     // without a heartbeat: killed and restarted
  double first_pause = 1;       // before the first restart; doubles with each
  double longest_pause = 30;
  unsigned most_restarts = 5;   // within the window; one more and the role has failed
  double restart_window = 600;
  double stood_still = 2;       // between two turns of the supervisor: it was stopped, or the machine was
  double output_check = 60;     // between looks whether an output file has grown too long
  double orphan_seconds = 3;    // for what a dead supervisor left
};

// Seconds before restart number `restart` (1, 2, …) within the window.
[[nodiscard]] double restart_pause(const SupervisionPolicy& policy, unsigned restart);

}  // namespace stom::bus
