#include "trade/risk_limits.h"

#include <gtest/gtest.h>

namespace stom::trade {
namespace {

RiskFacts harmless() {
  RiskFacts facts;
  facts.opens = true;
  facts.order_value = 100;
  facts.budget = 100;
  facts.limit = 10;
  facts.last_price = 10;
  facts.equity = 1000;
  return facts;
}

// The facts that break one limit each, and no other.
RiskFacts breaking(RiskRefusal refusal) {
  RiskFacts facts = harmless();
  switch (refusal) {
    case RiskRefusal::kOrderValue: facts.order_value = 301; break;
    case RiskRefusal::kPositionValue: facts.position_value = 401; break;
    case RiskRefusal::kPriceCollar: facts.limit = 10.6; break;
    case RiskRefusal::kOrderRate: facts.orders_last_minute = 60; break;
    case RiskRefusal::kOpenOrders: facts.open_orders = 30; break;
    case RiskRefusal::kDayLoss: facts.day_profit = -101; break;
  }
  return facts;
}

RiskLimits without(RiskRefusal refusal) {
  RiskLimits limits;
  switch (refusal) {
    case RiskRefusal::kOrderValue: limits.order_multiple = 0; break;
    case RiskRefusal::kPositionValue: limits.position_multiple = 0; break;
    case RiskRefusal::kPriceCollar: limits.price_collar = 0; break;
    case RiskRefusal::kOrderRate: limits.orders_a_minute = 0; break;
    case RiskRefusal::kOpenOrders: limits.open_orders = 0; break;
    case RiskRefusal::kDayLoss: limits.day_loss = 0; break;
  }
  return limits;
}

TEST(RiskLimits, LetAHarmlessOrderPass) { EXPECT_FALSE(check_risk({}, harmless())); }

TEST(RiskLimits, EachRefusesAloneNamesItselfAndCanBeSwitchedOff) {
  for (int i = 0; i < kRiskRefusals; ++i) {
    const auto refusal = static_cast<RiskRefusal>(i);
    const RiskFacts facts = breaking(refusal);
    EXPECT_EQ(check_risk({}, facts), refusal) << i;
    EXPECT_FALSE(check_risk(without(refusal), facts)) << i;
    EXPECT_FALSE(describe(refusal, {}, facts).ko.empty() || describe(refusal, {}, facts).en.empty()) << i;
  }
}

TEST(RiskLimits, NeverHoldBackAForcedExit) {
  for (int i = 0; i < kRiskRefusals; ++i) {
    RiskFacts facts = breaking(static_cast<RiskRefusal>(i));
    facts.opens = false;
    facts.forced = true;
    EXPECT_FALSE(check_risk({}, facts)) << i;
  }
}

TEST(RiskLimits, HoldAnExitOnlyToThePriceCollar) {
  for (int i = 0; i < kRiskRefusals; ++i) {
    RiskFacts facts = breaking(static_cast<RiskRefusal>(i));
    facts.opens = false;
    EXPECT_EQ(check_risk({}, facts).has_value(), static_cast<RiskRefusal>(i) == RiskRefusal::kPriceCollar) << i;
  }
}

TEST(RiskLimits, ANumberThatIsNoneIsRefused) {
  RiskFacts facts = harmless();
  facts.order_value = std::nan("");
  EXPECT_EQ(check_risk({}, facts), RiskRefusal::kOrderValue);
}

}  // namespace
}  // namespace stom::trade
