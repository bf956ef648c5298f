#include "live/process_end.h"

#include <gtest/gtest.h>

namespace stom::live {
namespace {

using Step = ProcessEnd::Step;

constexpr std::int64_t kMidnight = 20'780LL * 86'400;
constexpr std::int64_t kEnd = 235'000, kMoment = kMidnight + 23 * 3'600 + 50 * 60;

TEST(ProcessEnd, AnnouncesAtTheTimeAndEndsThreeMinutesLater) {
  ProcessEnd end;
  EXPECT_EQ(end.look(kMoment - 1, true, kEnd, 0), Step::kNone);
  EXPECT_EQ(end.look(kMoment, true, kEnd, 0), Step::kAnnounce);
  EXPECT_FALSE(end.is_due(kMoment + 179));
  EXPECT_EQ(end.look(kMoment + 179, true, kEnd, 0), Step::kNone);
  EXPECT_TRUE(end.is_due(kMoment + 180));
  EXPECT_EQ(end.look(kMoment + 180, true, kEnd, 0), Step::kEnd);
  EXPECT_EQ(end.look(kMoment + 181, true, kEnd, 0), Step::kNone);
}

TEST(ProcessEnd, WaitsForOpenOrdersAndForATraderThatDoesNotAnswer) {
  ProcessEnd end;
  (void)end.look(kMoment - 1, true, kEnd, 0);
  ASSERT_EQ(end.look(kMoment + 3, true, kEnd, 0), Step::kAnnounce);
  EXPECT_EQ(end.look(kMoment + 180, true, kEnd, 2), Step::kHeldUp);
  EXPECT_EQ(end.look(kMoment + 181, true, kEnd, 2), Step::kNone) << "said once a minute";
  EXPECT_EQ(end.look(kMoment + 240, true, kEnd, std::nullopt), Step::kHeldUp);
  EXPECT_EQ(end.look(kMoment + 241, true, kEnd, 0), Step::kEnd);
}

TEST(ProcessEnd, DoesNothingUnlessItIsWanted) {
  ProcessEnd end;
  (void)end.look(kMoment - 1, false, kEnd, 0);
  EXPECT_EQ(end.look(kMoment, false, kEnd, 0), Step::kNone);
  EXPECT_EQ(end.look(kMoment + 1, true, kEnd, 0), Step::kNone) << "switched on after the moment: tomorrow";
  EXPECT_EQ(end.look(kMoment + 86'400, true, kEnd, 0), Step::kAnnounce);
}

TEST(ProcessEnd, IsCalledOffWhenTheSettingIsTakenBack) {
  ProcessEnd end;
  (void)end.look(kMoment - 1, true, kEnd, 0);
  ASSERT_EQ(end.look(kMoment, true, kEnd, 0), Step::kAnnounce);
  EXPECT_EQ(end.look(kMoment + 60, false, kEnd, 0), Step::kCalledOff);
  EXPECT_EQ(end.look(kMoment + 180, true, kEnd, 0), Step::kNone);
}

TEST(ProcessEnd, GoesOnWhenItBeganAfterTheMomentOrTheMachineSleptThroughIt) {
  ProcessEnd late;
  EXPECT_EQ(late.look(kMoment + 1, true, kEnd, 0), Step::kNone);
  EXPECT_EQ(late.look(kMoment + 2, true, kEnd, 0), Step::kNone);
  ProcessEnd asleep;
  (void)asleep.look(kMoment - 7'200, true, 220'000, 0);
  EXPECT_EQ(asleep.look(kMoment, true, 220'000, 0), Step::kNone);
  ProcessEnd dozed;
  (void)dozed.look(kMoment - 60, true, kEnd, 0);
  EXPECT_EQ(dozed.look(kMoment + 300, true, kEnd, 0), Step::kAnnounce);
}

}  // namespace
}  // namespace stom::live
