#include "live/venue_agreement.h"

#include <gtest/gtest.h>

namespace stom::live {
namespace {

using Symbols = std::set<std::string>;

ReconcilePlan plan(Symbols agreed, Symbols moving = {}, Symbols open = {}) {
  ReconcilePlan out;
  out.is_complete = true;
  out.agreed = std::move(agreed);
  out.moving = std::move(moving);
  out.open = std::move(open);
  return out;
}

TEST(VenueAgreement, GrowsSymbolBySymbolWhileOthersMove) {
  VenueAgreement agreement;
  EXPECT_FALSE(agreement.take(plan({"A"}, {"B", "C"})));
  EXPECT_FALSE(agreement.take(plan({"B"}, {"A", "C"})));
  EXPECT_TRUE(agreement.take(plan({"C"}, {"A", "B"}))) << "each was compared once";
  EXPECT_TRUE(agreement.take(plan({}, {"A", "B", "C"}))) << "their streams go on telling";
}

TEST(VenueAgreement, IsTakenBackByAQuestion) {
  VenueAgreement agreement;
  ASSERT_TRUE(agreement.take(plan({"A", "B"})));
  EXPECT_FALSE(agreement.take(plan({"A"}, {}, {"B"})));
  EXPECT_FALSE(agreement.take(plan({"A"}, {"B"}))) << "B moves and was not compared since";
  EXPECT_TRUE(agreement.take(plan({"A", "B"})));
}

TEST(VenueAgreement, IsTakenBackByADoubt) {
  VenueAgreement agreement;
  ASSERT_TRUE(agreement.take(plan({"A", "B"})));
  agreement.doubt("A");
  EXPECT_FALSE(agreement.take(plan({"B"}, {"A"})));
  EXPECT_TRUE(agreement.take(plan({"A"}, {"B"})));
  agreement.doubt();
  EXPECT_FALSE(agreement.take(plan({"A"}, {"B"})));
}

TEST(VenueAgreement, AnIncompletePictureSaysNothing) {
  VenueAgreement agreement;
  EXPECT_FALSE(agreement.take(ReconcilePlan{}));
  ReconcilePlan whole = plan({"A"});
  whole.differences = {"A LONG 1"};
  ASSERT_TRUE(agreement.take(whole));
  EXPECT_FALSE(agreement.take(ReconcilePlan{}));
  EXPECT_EQ(agreement.context(1).differences, Symbols{"A LONG 1"}) << "the last whole picture counts";
}

TEST(VenueAgreement, KnowsMoneyOnceItWasCompared) {
  VenueAgreement agreement;
  ReconcilePlan still = plan({});
  EXPECT_TRUE(agreement.take(still));
  EXPECT_FALSE(agreement.knows_money());
  still.cash.emplace_back();
  EXPECT_TRUE(agreement.take(still));
  EXPECT_TRUE(agreement.knows_money());
  agreement.doubt("A");
  EXPECT_TRUE(agreement.knows_money());
  agreement.doubt();
  EXPECT_FALSE(agreement.knows_money());
}

TEST(VenueAgreement, AClockThatWasSetBackLeavesNothingInMotion) {
  VenueAgreement agreement;
  agreement.touch("A", 5'000'000);
  agreement.touch_money(5'000'000);
  const ReconcileContext& context = agreement.context(1'000'000);
  EXPECT_EQ(context.activity.at("A"), 1'000'000);
  EXPECT_EQ(context.money_activity, 1'000'000);
}

}  // namespace
}  // namespace stom::live
