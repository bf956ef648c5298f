#include "bus/watched_role.h"

namespace stom::bus {

void WatchedRole::started(ProcessId process, double now) {
  process_ = process;
  state_ = RoleState::kStarting;
  started_ = last_beat_ = last_pulse_ = now;
  has_beaten_ = alarmed_ = false;
  cpu_ = {};
  (void)cpu_.update(0, now);
  beat_ = {};
}

std::optional<double> WatchedRole::hello(std::uint64_t session, double now) {
  last_beat_ = now;
  if (session == session_) return std::nullopt;
  const bool was_there = session_ != 0;
  session_ = session;
  return was_there ? std::optional(now - ended_at_) : std::nullopt;
}

void WatchedRole::heartbeat(const Heartbeat& beat, double now) {
  if (!process_) return;
  last_beat_ = now;
  has_beaten_ = true;
  alarmed_ = false;
  beat_ = beat;
  if (state_ != RoleState::kStopping) state_ = beat.state;
  was_ready_ = was_ready_ || beat.state == RoleState::kReady;
}

WatchedRole::Silence WatchedRole::listen(double now) {
  if (!process_ || state_ == RoleState::kStopping) return Silence::kNone;
  const double silence = now - last_beat_;
  if (silence >= (has_beaten_ ? policy_->silent_after : policy_->start_limit)) {
    if (spec_.killed_when_silent) return Silence::kKill;
    state_ = RoleState::kDegraded;
    if (!std::exchange(alarmed_, true)) return Silence::kAlarm;
    // While its link lives, an answer to an order may be on its way to it.
    return now - last_pulse_ >= policy_->silent_after ? Silence::kKill : Silence::kNone;
  }
  if (has_beaten_ && silence >= policy_->degraded_after && state_ == RoleState::kReady) {
    state_ = RoleState::kDegraded;
    return Silence::kDegraded;
  }
  return Silence::kNone;
}

void WatchedRole::excuse(double seconds) {
  last_beat_ += seconds;
  last_pulse_ += seconds;
  deadline_ += seconds;
}

void WatchedRole::ask_to_stop(double now) {
  if (state_ == RoleState::kStopping) return;
  state_ = RoleState::kStopping;
  deadline_ = now + spec_.stop_seconds;
}

bool WatchedRole::ended(const ExitStatus& status, double now, const Message& reason) {
  const bool asked = state_ == RoleState::kStopping;
  process_.reset();
  ended_at_ = now;
  last_end_ = reason.en.empty() ? describe(status) : reason;
  state_ = RoleState::kStopped;
  if (!asked) plan_restart(now);
  return !asked;
}

void WatchedRole::failed_to_start(double now) {
  ended_at_ = now;
  state_ = RoleState::kStopped;
  last_end_ = {"시작하지 못함", "could not be started"};
  plan_restart(now);
}

void WatchedRole::plan_restart(double now) {
  while (!recent_.empty() && now - recent_.front() > policy_->restart_window) recent_.pop_front();
  recent_.push_back(now);
  const auto count = static_cast<unsigned>(recent_.size());
  if (count > policy_->most_restarts) {
    state_ = RoleState::kFailed;
    return;
  }
  ++restarts_;
  next_start_ = now + restart_pause(*policy_, count);
}

RoleStatus WatchedRole::status(double now) {
  RoleStatus status;
  status.role = spec_.name;
  status.state = state_;
  status.restarts = restarts_;
  status.last_end = last_end_.en;
  status.last_end_ko = last_end_.ko;
  status.report = report_;
  if (!process_) return status;
  status.pid = *process_;
  status.uptime = now - started_;
  if (has_beaten_) status.beat_age = now - last_beat_;
  status.lag = beat_.lag;
  status.settings_version = beat_.settings_version;
  status.channels = beat_.channels;
  if (const auto usage = process_usage(*process_)) {
    status.memory_bytes = usage->resident_bytes;
    status.cpu_percent = cpu_.update(usage->cpu_seconds, now);
  }
  return status;
}

}  // namespace stom::bus
