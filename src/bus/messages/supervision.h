// Between the supervisor, its roles, and the windows and commands that ask it.
#pragma once

#include "bus/message.h"

namespace stom::bus {

enum class RoleState { kStopped, kStarting, kReady, kDegraded, kStopping, kFailed };
constexpr unsigned enum_count(RoleState) { return 6; }
[[nodiscard]] constexpr const char* name(RoleState state) {
  constexpr const char* kNames[] = {"stopped", "starting", "ready", "degraded", "stopping", "failed"};
  return kNames[static_cast<unsigned>(state)];
}

enum class StopReason { kRequested, kSupervisorEnds, kRoleRestarts };
constexpr unsigned enum_count(StopReason) { return 3; }

struct Hello {
  std::string role;
  std::int32_t pid = 0;
  std::string version;

  static constexpr MessageFacts kFacts{MessageType::kHello, 1, "Hello", "a role has started; repeated until the supervisor welcomes it"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("pid", self.pid);
    visit("version", self.version, "of stom");
  }
};

struct Welcome {
  std::string role;
  std::uint64_t role_session = 0;
  std::uint32_t settings_version = 0;

  static constexpr MessageFacts kFacts{MessageType::kWelcome, 1, "Welcome", "the supervisor knows the role; the settings follow"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("role_session", self.role_session, "the session that said hello");
    visit("settings_version", self.settings_version);
  }
};

// What one end of a channel has done since its role started.
struct ChannelGauge {
  std::uint64_t sent = 0, received = 0, depth = 0, refused = 0, conflated = 0, dropped = 0, missing = 0;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("sent", self.sent);
    visit("received", self.received);
    visit("depth", self.depth, "waiting here");
    visit("refused", self.refused, "not taken because the channel was full or nobody listened; the sender knows");
    visit("conflated", self.conflated, "replaced by a newer one of the same key");
    visit("dropped", self.dropped, "log lines only");
    visit("missing", self.missing, "gaps in the numbers of a sender");
  }
};

struct Heartbeat {
  std::string role;
  RoleState state = RoleState::kStarting;
  double lag = 0;
  std::uint32_t settings_version = 0;
  std::map<std::string, ChannelGauge> channels;

  static constexpr MessageFacts kFacts{MessageType::kHeartbeat, 1, "Heartbeat", "every second: how the role is"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("state", self.state);
    visit("lag", self.lag, "s, longest round of its loop since the last beat");
    visit("settings_version", self.settings_version, "of the settings it works with");
    visit("channels", self.channels, "by channel");
  }
};

struct LinkPulse {
  std::string role;

  static constexpr MessageFacts kFacts{MessageType::kLinkPulse, 1, "LinkPulse",
                                       "every second, from the thread that talks to the venue: it lives, whatever the role's own thread does"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
  }
};

struct SupervisorBeat {
  double uptime = 0;

  static constexpr MessageFacts kFacts{MessageType::kSupervisorBeat, 1, "SupervisorBeat", "every second: the supervisor lives"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("uptime", self.uptime, "s");
  }
};

struct StopRequest {
  StopReason reason = StopReason::kRequested;
  double seconds = 0;

  static constexpr MessageFacts kFacts{MessageType::kStopRequest, 1, "StopRequest",
                                       "end in order; what still runs after the deadline is killed"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("seconds", self.seconds, "until the deadline");
  }
};

struct Goodbye {
  std::string role;
  bool clean = true;
  std::string words;

  static constexpr MessageFacts kFacts{MessageType::kGoodbye, 1, "Goodbye", "the role ends by itself and has stored what it had"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("clean", self.clean);
    visit("words", self.words, "why, when not clean");
  }
};

struct RoleGap {
  std::string role;
  std::uint64_t session_before = 0, session_now = 0;
  double seconds = 0;

  static constexpr MessageFacts kFacts{MessageType::kRoleGap, 1, "RoleGap",
                                       "a role was away and is back; what it sent meanwhile does not exist"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("session_before", self.session_before);
    visit("session_now", self.session_now);
    visit("seconds", self.seconds, "away");
  }
};

struct StatusRequest {
  static constexpr MessageFacts kFacts{MessageType::kStatusRequest, 1, "StatusRequest", "a window or a command asks how all is"};
  template <typename Self, typename Visit>
  static void fields(Self&, Visit&&) {}
};

struct RoleStatus {
  std::string role;
  RoleState state = RoleState::kStopped;
  std::int32_t pid = 0;
  double uptime = 0;
  std::uint32_t restarts = 0;
  double cpu_percent = 0;
  std::uint64_t memory_bytes = 0;
  std::optional<double> beat_age;
  double lag = 0;
  std::uint32_t settings_version = 0;
  std::map<std::string, ChannelGauge> channels;
  std::string last_end;
  std::string report;
  std::string last_end_ko;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("state", self.state);
    visit("pid", self.pid, "0: no process");
    visit("uptime", self.uptime, "s");
    visit("restarts", self.restarts);
    visit("cpu_percent", self.cpu_percent, "of one processor");
    visit("memory_bytes", self.memory_bytes, "resident");
    visit("beat_age", self.beat_age, "s since the last heartbeat");
    visit("lag", self.lag, "s");
    visit("settings_version", self.settings_version);
    visit("channels", self.channels);
    visit("last_end", self.last_end, "how its process ended last");
    visit("report", self.report, "path of its last crash report");
    visit("last_end_ko", self.last_end_ko, "last_end in Korean");
  }
};

struct StatusReply {
  std::int32_t pid = 0;
  std::string version;
  double uptime = 0;
  bool stopping = false;
  std::uint32_t settings_version = 0;
  double machine_cpu_percent = 0;
  std::uint64_t machine_memory_bytes = 0, machine_available_bytes = 0;
  std::vector<RoleStatus> roles;
  std::string title, title_ko;

  static constexpr MessageFacts kFacts{MessageType::kStatusReply, 1, "StatusReply", "the supervisor and every role, in start order"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("pid", self.pid, "of the supervisor");
    visit("version", self.version);
    visit("uptime", self.uptime, "s");
    visit("stopping", self.stopping);
    visit("settings_version", self.settings_version);
    visit("machine_cpu_percent", self.machine_cpu_percent, "of all processors");
    visit("machine_memory_bytes", self.machine_memory_bytes);
    visit("machine_available_bytes", self.machine_available_bytes);
    visit("roles", self.roles);
    visit("title", self.title, "what is traded and how, for people");
    visit("title_ko", self.title_ko, "title in Korean");
  }
};

struct DownRequest {
  static constexpr MessageFacts kFacts{MessageType::kDownRequest, 1, "DownRequest", "stop all roles in reverse order, then the supervisor"};
  template <typename Self, typename Visit>
  static void fields(Self&, Visit&&) {}
};

struct DownReply {
  double seconds = 0;

  static constexpr MessageFacts kFacts{MessageType::kDownReply, 1, "DownReply", "the supervisor has begun to stop"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("seconds", self.seconds, "the longest it can take");
  }
};

struct Refusal {
  std::string ko, en;

  static constexpr MessageFacts kFacts{MessageType::kRefusal, 1, "Refusal", "a request that cannot be met, and why"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("ko", self.ko);
    visit("en", self.en);
  }
};

}  // namespace stom::bus
