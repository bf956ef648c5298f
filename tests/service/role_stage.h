// A role on a real bus, in a run folder of its own, with this test as its supervisor.
#pragma once

#include <gtest/gtest.h>

#include "base/parallel.h"
#include "base/thread.h"
#include "base/time.h"
#include "bus/messages/log.h"
#include "bus/role_loop.h"
#include "service/batch_makers.h"

namespace stom::service::test {

inline constexpr double kLongWait = 20;  // s; only reached when something is broken

class RoleStage {
 public:
  using Run = bus::RoleEnd (*)(bus::RoleLoop&);

  RoleStage(Run run, std::string role, std::map<std::string, bus::SettingValue> settings)
      : role_(std::move(role)), settings_(std::move(settings)), bus_(directory(), "supervisor"), health_(bus_, bus::ChannelId::kHealth),
        control_(bus_, bus::ChannelId::kControl), log_(bus_, bus::ChannelId::kLog), thread_(role_, [this, run] { play(run); }) {
    EXPECT_TRUE(until([this] { return settings_version_ > 0; })) << "the role did not start";
  }
  ~RoleStage() {
    stop_.request();
    thread_.join();
    std::filesystem::remove_all(folder());
  }
  RoleStage(const RoleStage&) = delete;
  RoleStage& operator=(const RoleStage&) = delete;

  // Looks after the role until the condition holds.
  bool until(const std::function<bool()>& condition) {
    const double end = monotonic_seconds() + kLongWait;
    while (!condition()) {
      if (monotonic_seconds() > end) {
        for (const bus::LogLine& line : lines_) ADD_FAILURE() << "the role said: " << line.text;
        return false;
      }
      turn();
    }
    return true;
  }

  [[nodiscard]] bus::RunDirectory directory() const { return bus::RunDirectory(folder()); }
  [[nodiscard]] bus::RoleState state() const { return state_; }
  [[nodiscard]] const std::vector<bus::SettingsSnapshot>& snapshots() const { return snapshots_; }  // that the role sent
  [[nodiscard]] const std::vector<bus::LogLine>& log() const { return lines_; }
  void publish(std::map<std::string, bus::SettingValue> settings) {
    settings_ = std::move(settings);
    ++version_;
    send_settings();
  }
  [[nodiscard]] const std::map<std::string, bus::SettingValue>& settings() const { return settings_; }

 private:
  std::filesystem::path folder() const {
    return std::filesystem::path(testing::TempDir()) / fmt::format("stom-stage-{}-{}", this_process().id, number_);
  }

  void play(Run run) {
    bus::Bus own(directory(), role_, 7);
    bus::RoleTiming timing;
    timing.hello = timing.beat = 0.02;
    timing.supervisor_lost = 1000;
    bus::RoleLoop loop(own, stop_, Language::kEnglish, "test", timing);
    run(loop);
  }
  void send_settings() {
    bus::SettingsSnapshot snapshot;
    snapshot.version = version_;
    snapshot.values = settings_;
    (void)control_.send(snapshot, {.topic = bus::role_topic(role_)});
  }
  void turn() {
    while (const auto packet = log_.receive()) lines_.push_back(packet->as<bus::LogLine>());
    const auto packet = health_.receive(0.02);
    if (!packet) return;
    switch (packet->type()) {
      case bus::MessageType::kHello: {
        bus::Welcome welcome;
        welcome.role = role_;
        welcome.role_session = packet->envelope.session;
        (void)control_.send(welcome, {.topic = bus::role_topic(role_)});
        send_settings();
        break;
      }
      case bus::MessageType::kHeartbeat: state_ = packet->as<bus::Heartbeat>().state; break;
      case bus::MessageType::kSettingsAck: settings_version_ = packet->as<bus::SettingsAck>().version; break;
      case bus::MessageType::kSettingsSnapshot: snapshots_.push_back(packet->as<bus::SettingsSnapshot>()); break;
      default: break;
    }
  }

  static inline int count_ = 0;
  int number_ = ++count_;
  std::string role_;
  std::map<std::string, bus::SettingValue> settings_;
  bus::Bus bus_;
  bus::Receiver health_;
  bus::Sender control_;
  bus::Receiver log_;
  std::uint32_t version_ = 1, settings_version_ = 0;
  bus::RoleState state_ = bus::RoleState::kStarting;
  std::vector<bus::SettingsSnapshot> snapshots_;
  std::vector<bus::LogLine> lines_;
  StopFlag stop_;
  Thread thread_;  // last: everything stands when it begins
};

}  // namespace stom::service::test
