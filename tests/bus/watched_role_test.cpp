#include "bus/watched_role.h"

#include <csignal>

#include <gtest/gtest.h>

namespace stom::bus {
namespace {

RoleSpec named(const std::string& name) {
  RoleSpec spec;
  spec.name = name;
  return spec;
}

Heartbeat ready() {
  Heartbeat beat;
  beat.state = RoleState::kReady;
  return beat;
}

const ExitStatus kKilled{0, SIGKILL};

TEST(WatchedRole, BecomesReadyByItsFirstHeartbeat) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  EXPECT_TRUE(role.is_due(0));
  role.started(100, 0);
  EXPECT_EQ(role.state(), RoleState::kStarting);
  EXPECT_FALSE(role.is_settled());
  EXPECT_FALSE(role.hello(1, 1)) << "a first start is no gap";
  role.heartbeat(ready(), 2);
  EXPECT_EQ(role.state(), RoleState::kReady);
}

TEST(WatchedRole, IsDegradedThenKilledWhenItIsSilent) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  role.heartbeat(ready(), 1);
  EXPECT_EQ(role.listen(5.9), WatchedRole::Silence::kNone);
  EXPECT_EQ(role.listen(6), WatchedRole::Silence::kDegraded);
  EXPECT_EQ(role.state(), RoleState::kDegraded);
  EXPECT_EQ(role.listen(7), WatchedRole::Silence::kNone) << "said once";
  EXPECT_EQ(role.listen(16), WatchedRole::Silence::kKill);
}

TEST(WatchedRole, RecoversByAHeartbeat) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  role.heartbeat(ready(), 1);
  EXPECT_EQ(role.listen(10), WatchedRole::Silence::kDegraded);
  role.heartbeat(ready(), 11);
  EXPECT_EQ(role.state(), RoleState::kReady);
}

TEST(WatchedRole, WhoseLinkLivesRaisesOneAlarmAndIsNotKilled) {
  const SupervisionPolicy policy;
  RoleSpec spec = named("trader");
  spec.killed_when_silent = false;
  WatchedRole role(spec, policy);
  role.started(100, 0);
  role.heartbeat(ready(), 1);
  role.link_pulse(19);
  EXPECT_EQ(role.listen(20), WatchedRole::Silence::kAlarm);
  role.link_pulse(39);
  EXPECT_EQ(role.listen(40), WatchedRole::Silence::kNone);
  role.heartbeat(ready(), 41);
  role.link_pulse(59);
  EXPECT_EQ(role.listen(60), WatchedRole::Silence::kAlarm) << "a new silence";
}

TEST(WatchedRole, WhoseLinkIsSilentTooRaisesAnAlarmAndIsKilled) {
  const SupervisionPolicy policy;
  RoleSpec spec = named("trader");
  spec.killed_when_silent = false;
  WatchedRole role(spec, policy);
  role.started(100, 0);
  role.heartbeat(ready(), 1);
  role.link_pulse(10);
  EXPECT_EQ(role.listen(16), WatchedRole::Silence::kAlarm);
  EXPECT_EQ(role.listen(24.9), WatchedRole::Silence::kNone) << "the link spoke 14.9 s ago";
  EXPECT_EQ(role.listen(25), WatchedRole::Silence::kKill);
}

TEST(WatchedRole, WithoutALinkIsKilledAfterTheAlarm) {
  const SupervisionPolicy policy;
  RoleSpec spec = named("trader");
  spec.killed_when_silent = false;
  WatchedRole role(spec, policy);
  role.started(100, 0);
  EXPECT_EQ(role.listen(29.9), WatchedRole::Silence::kNone) << "it may take its time to start";
  role.heartbeat(ready(), 29.9);
  EXPECT_EQ(role.listen(44.9), WatchedRole::Silence::kAlarm);
  EXPECT_EQ(role.listen(45), WatchedRole::Silence::kKill);
}

TEST(WatchedRole, IsNotLateBecauseTheSupervisorStoodStill) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  role.heartbeat(ready(), 1);
  role.excuse(100);  // from 2 to 102
  EXPECT_EQ(role.listen(102), WatchedRole::Silence::kNone);
  EXPECT_EQ(role.listen(106), WatchedRole::Silence::kDegraded);
  role.ask_to_stop(107);
  role.excuse(50);
  EXPECT_FALSE(role.is_past_deadline(166.9));
  EXPECT_TRUE(role.is_past_deadline(167));
}

TEST(WatchedRole, TellsWhyItWasKilledInBothLanguages) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  (void)role.ended(kKilled, 1, {"응답이 없어 강제로 끝냄", "killed because its heartbeat had stopped"});
  EXPECT_EQ(role.status(2).last_end, "killed because its heartbeat had stopped");
  EXPECT_EQ(role.status(2).last_end_ko, "응답이 없어 강제로 끝냄");
  role.started(101, 3);
  (void)role.ended(kKilled, 4);
  EXPECT_EQ(role.status(5).last_end, "ended by signal SIGKILL (9)");
}

TEST(WatchedRole, IsStartedAgainAfterGrowingPausesAndGivenUpAfterTheLimit) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  double now = 0;
  for (const double pause : {1.0, 2.0, 4.0, 8.0, 16.0}) {
    role.started(100, now);
    EXPECT_TRUE(role.ended(kKilled, now));
    EXPECT_EQ(role.next_start(), now + pause);
    EXPECT_FALSE(role.is_due(now + pause - 0.01));
    now += pause;
    EXPECT_TRUE(role.is_due(now));
  }
  role.started(100, now);
  EXPECT_TRUE(role.ended(kKilled, now));
  EXPECT_EQ(role.state(), RoleState::kFailed);
  EXPECT_FALSE(role.is_due(now + 1e6));
  EXPECT_EQ(role.restarts(), 5u);
}

TEST(WatchedRole, EndsLongAgoDoNotCount) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  double now = 0;
  for (int i = 0; i < 20; ++i) {
    role.started(100, now);
    EXPECT_TRUE(role.ended(kKilled, now));
    EXPECT_EQ(role.next_start(), now + 1);
    now += 601;
  }
}

TEST(WatchedRole, PausesNeverGrowBeyondTheLongest) {
  const SupervisionPolicy policy;
  EXPECT_EQ(restart_pause(policy, 6), 30);
  EXPECT_EQ(restart_pause(policy, 1000), 30);
}

TEST(WatchedRole, AskedToStopIsNoCrashAndHasADeadline) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  role.ask_to_stop(5);
  EXPECT_FALSE(role.is_past_deadline(14.9));
  EXPECT_TRUE(role.is_past_deadline(15));
  EXPECT_FALSE(role.ended({0, 0}, 15));
  EXPECT_EQ(role.restarts(), 0u);
}

TEST(WatchedRole, ThatComesBackSaysHowLongItWasAway) {
  const SupervisionPolicy policy;
  WatchedRole role(named("clock"), policy);
  role.started(100, 0);
  EXPECT_FALSE(role.hello(1, 1));
  EXPECT_FALSE(role.hello(1, 2)) << "a repeated hello";
  (void)role.ended(kKilled, 10);
  role.started(101, 11);
  EXPECT_EQ(role.hello(2, 12), 2.0);
}

}  // namespace
}  // namespace stom::bus
