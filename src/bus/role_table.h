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
  bool killed_when_silent = true;  // false (traders): silence is an alarm, only its end restarts it
  ResourceLimits limits;
  bool gets_secret = false;  // the supervisor's secret (a passphrase) comes on its standard input
};

struct RoleRegistration {
  RoleRegistration(RoleSpec spec, Message meaning, RoleEnd (*run)(RoleLoop& loop));
};

struct RegisteredRole {
  RoleSpec spec;
  Message meaning;
  RoleEnd (*run)(RoleLoop& loop);
};

// By rank, then name: the number of a role in envelopes is its position + 1.
[[nodiscard]] const std::vector<RegisteredRole>& registered_roles();

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
  double orphan_seconds = 3;    // for what a dead supervisor left
};

// Seconds before restart number `restart` (1, 2, …) within the window.
[[nodiscard]] double restart_pause(const SupervisionPolicy& policy, unsigned restart);

}  // namespace stom::bus
