// One role as the supervisor sees it: its process, its beats, when it is started again. No sockets and no clock here: what
// happened and the time (monotonic seconds) are given, so every rule can be tested.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "base/message.h"
#include "base/process_usage.h"
#include "bus/messages/supervision.h"
#include "bus/role_table.h"

namespace stom::bus {

class WatchedRole {
 public:
  WatchedRole(RoleSpec spec, const SupervisionPolicy& policy) : spec_(std::move(spec)), policy_(&policy) {}

  [[nodiscard]] const RoleSpec& spec() const { return spec_; }
  [[nodiscard]] RoleState state() const { return state_; }
  [[nodiscard]] std::uint64_t session() const { return session_; }
  [[nodiscard]] std::uint32_t restarts() const { return restarts_; }
  [[nodiscard]] bool has_process() const { return process_.has_value(); }
  [[nodiscard]] ProcessId process() const { return process_.value_or(0); }
  [[nodiscard]] double uptime(double now) const { return process_ ? now - started_ : 0; }
  [[nodiscard]] bool was_ready() const { return was_ready_; }  // in this or an earlier process
  // Roles of the next rank need not wait for it any longer.
  [[nodiscard]] bool is_settled() const {
    return state_ == RoleState::kReady || state_ == RoleState::kDegraded || state_ == RoleState::kFailed;
  }

  [[nodiscard]] bool is_due(double now) const { return state_ == RoleState::kStopped && !process_ && now >= next_start_; }
  [[nodiscard]] double next_start() const { return next_start_; }
  void started(ProcessId process, double now);

  // A welcome is due. The seconds it was away when it is another process than the last one that said hello.
  std::optional<double> hello(std::uint64_t session, double now);
  void heartbeat(const Heartbeat& beat, double now);
  void link_pulse(double now) { last_pulse_ = now; }
  // The supervisor itself stood still for so long: nobody is late by that.
  void excuse(double seconds);

  enum class Silence { kNone, kDegraded, kKill, kAlarm };
  // What its silence asks for; each is said once.
  Silence listen(double now);

  void ask_to_stop(double now);  // its deadline runs from now
  [[nodiscard]] bool is_past_deadline(double now) const { return state_ == RoleState::kStopping && now >= deadline_; }

  // The process has ended. True when nobody asked it to: a crash, to be reported; it is due again after a pause, or has failed.
  bool ended(const ExitStatus& status, double now, const Message& reason = {});
  void failed_to_start(double now);
  void set_report(std::string path) { report_ = std::move(path); }

  [[nodiscard]] RoleStatus status(double now);

 private:
  RoleSpec spec_;
  const SupervisionPolicy* policy_;
  RoleState state_ = RoleState::kStopped;
  std::optional<ProcessId> process_;
  double started_ = 0, next_start_ = 0, last_beat_ = 0, last_pulse_ = 0, ended_at_ = 0, deadline_ = 0;
  bool has_beaten_ = false, alarmed_ = false, was_ready_ = false;
  std::uint64_t session_ = 0;
  std::uint32_t restarts_ = 0;
  std::deque<double> recent_;  // times of unasked ends within the window
  Heartbeat beat_;
  CpuShare cpu_;
  Message last_end_;
  std::string report_;
  void plan_restart(double now);
};

}  // namespace stom::bus
