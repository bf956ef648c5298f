// When things go wrong: by command, by seed, the same way again.
#include "sim/fault_plan.h"

#include <gtest/gtest.h>

namespace stom::sim {
namespace {

std::string course(FaultPlan& plan, Fault fault, int asks, EpochMicros now = 0) {
  std::string text;
  for (int i = 0; i < asks; ++i) text += plan.ask(fault, now) ? '1' : '0';
  return text;
}

TEST(FaultPlan, NothingGoesWrongUnlessItIsAskedFor) {
  FaultPlan plan(1);
  for (int fault = 0; fault < kFaultCount; ++fault) EXPECT_EQ(course(plan, static_cast<Fault>(fault), 100), std::string(100, '0'));
}

TEST(FaultPlan, TheSameSeedGivesTheSameCourse) {
  FaultPlan one(7), same(7), other(8);
  for (FaultPlan* plan : {&one, &same, &other}) plan->set(Fault::kDropAnswer, {0.3, 0, INT64_MAX});
  const std::string told = course(one, Fault::kDropAnswer, 300);
  EXPECT_EQ(told, course(same, Fault::kDropAnswer, 300));
  EXPECT_NE(told, course(other, Fault::kDropAnswer, 300));
}

TEST(FaultPlan, AskingOneKindDoesNotChangeTheCourseOfAnother) {
  FaultPlan one(7), other(7);
  one.set(Fault::kReject, {0.3, 0, INT64_MAX});
  other.set(Fault::kReject, {0.3, 0, INT64_MAX});
  other.set(Fault::kCutStream, {0.5, 0, INT64_MAX});
  (void)course(other, Fault::kCutStream, 50);
  EXPECT_EQ(course(one, Fault::kReject, 200), course(other, Fault::kReject, 200));
}

TEST(FaultPlan, RateIsKeptCountedAndEndsInTime) {
  FaultPlan plan(3);
  plan.set(Fault::kDelayAnswer, {0.25, 1.5, 1000});
  int count = 0;
  for (int i = 0; i < 10'000; ++i) {
    if (const std::optional<double> seconds = plan.ask(Fault::kDelayAnswer, 999)) {
      ++count;
      EXPECT_EQ(*seconds, 1.5);
    }
  }
  EXPECT_NEAR(count, 2500, 200);
  EXPECT_EQ(plan.count(Fault::kDelayAnswer), static_cast<std::uint64_t>(count));
  EXPECT_EQ(course(plan, Fault::kDelayAnswer, 100, 1000), std::string(100, '0'));
  plan.set(Fault::kReject, {1, 0, INT64_MAX});
  EXPECT_EQ(course(plan, Fault::kReject, 20), std::string(20, '1'));
  plan.clear();
  EXPECT_EQ(course(plan, Fault::kReject, 20), std::string(20, '0'));
}

TEST(FaultPlan, HostileMixtureHasEveryKindAndLeavesThreeOfFourRequestsAlone) {
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    FaultPlan plan(seed);
    plan.set_hostile(seed);
    constexpr int kAsks = 20'000;
    for (int i = 0; i < kAsks; ++i) {
      for (int fault = 0; fault < kFaultCount; ++fault) (void)plan.ask(static_cast<Fault>(fault), 0);
    }
    std::uint64_t failed = 0;
    for (int fault = 0; fault < kFaultCount; ++fault)
      EXPECT_GT(plan.count(static_cast<Fault>(fault)), 0u) << name(static_cast<Fault>(fault));
    for (const Fault fault : {Fault::kDropRequest, Fault::kDropAnswer, Fault::kReject, Fault::kServerError, Fault::kServerErrorDone,
                              Fault::kRateLimited, Fault::kBanned, Fault::kMaintenance})
      failed += plan.count(fault);
    EXPECT_LT(failed, static_cast<std::uint64_t>(kAsks) / 4);
  }
}

TEST(FaultPlan, TellsEveryStrikeAndItsSeeds) {
  FaultPlan plan(11);
  std::vector<std::string> told;
  plan.on_strike([&](Fault fault, std::uint64_t number) { told.push_back(fmt::format("{} {}", name(fault), number)); });
  EXPECT_EQ(plan.seed(), 11u);
  EXPECT_FALSE(plan.hostile());
  plan.set_hostile(5);
  EXPECT_EQ(plan.hostile(), 5u);
  for (int i = 0; i < 5'000; ++i) {
    for (int fault = 0; fault < kFaultCount; ++fault) (void)plan.ask(static_cast<Fault>(fault), 0);
  }
  std::uint64_t all = 0;
  for (int fault = 0; fault < kFaultCount; ++fault) {
    const auto kind = static_cast<Fault>(fault);
    all += plan.count(kind);
    EXPECT_TRUE(std::find(told.begin(), told.end(), fmt::format("{} {}", name(kind), plan.count(kind))) != told.end()) << name(kind);
  }
  EXPECT_EQ(told.size(), all);
  plan.clear();
  EXPECT_FALSE(plan.hostile());
}

TEST(FaultPlan, KindsAreFoundByTheirNames) {
  for (int fault = 0; fault < kFaultCount; ++fault) EXPECT_EQ(find_fault(name(static_cast<Fault>(fault))), static_cast<Fault>(fault));
  EXPECT_FALSE(find_fault("no-such-fault"));
}

}  // namespace
}  // namespace stom::sim
