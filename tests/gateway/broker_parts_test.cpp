// The pure parts of the brokers: the schedule of doubt, shares of fees, the book of what was told.
#include <gtest/gtest.h>

#include "gateway/agenda.h"
#include "gateway/fee_shares.h"
#include "gateway/known_orders.h"
#include "gateway/unknown_orders.h"
#include "gateway/upbit_calls.h"

namespace stom::gateway {
namespace {

using aggregation::Decimal;
using venue::Fill;
using venue::Number;
using venue::OrderState;
using venue::OrderUpdate;

Number number(const char* text) {
  Number value;
  EXPECT_TRUE(value.parse(text));
  return value;
}

Fill fill_of(const char* trade, const char* price, const char* quantity, const char* fee = nullptr) {
  Fill fill;
  fill.symbol = "KRW-XRP";
  fill.order_id = "o1";
  fill.trade_id = trade;
  fill.price = number(price);
  fill.quantity = number(quantity);
  if (fee != nullptr) fill.fee = number(fee);
  return fill;
}

OrderUpdate order_of(OrderState state, const char* executed) {
  OrderUpdate order;
  order.symbol = "KRW-XRP";
  order.order_id = "o1";
  order.client_id = "c1";
  order.state = state;
  order.price = number("3120");
  order.quantity = number("100");
  order.executed = number(executed);
  return order;
}

TEST(BrokerParts, AsksAfterAHalfOneTwoAndFourSecondsAndThenEveryFive) {
  UnknownOrder order;
  std::vector<double> waits;
  for (int i = 0; i < 7; ++i) waits.push_back(order.next_wait());
  EXPECT_EQ(waits, (std::vector<double>{0.5, 1, 2, 4, 5, 5, 5}));
}

TEST(BrokerParts, CountsOnlyTheVenuesOwnWords) {
  UnknownOrder order;
  EXPECT_FALSE(order.not_found());
  EXPECT_FALSE(order.not_found());
  EXPECT_FALSE(order.refused());
  EXPECT_FALSE(order.not_found());
  EXPECT_TRUE(order.not_found());
}

TEST(BrokerParts, RunsDueWorkInOrderAndWhatItAdds) {
  Agenda agenda;
  std::string done;
  agenda.add(2, [&] { done += "c"; });
  agenda.add(1, [&] {
    done += "a";
    agenda.add(1, [&] { done += "b"; });
    agenda.add(3, [&] { done += "d"; });
  });
  agenda.run(0.5);
  EXPECT_EQ(done, "");
  agenda.run(2);
  EXPECT_EQ(done, "abc");
  EXPECT_EQ(agenda.next_due(), 3);
}

TEST(BrokerParts, SharesAPaidFeeByFundsToTheLastDigit) {
  OrderUpdate order = order_of(OrderState::kFilled, "100");
  order.paid_fee = number("156.00000001");
  std::vector<Fill> fills = {fill_of("a", "3120", "40"), fill_of("b", "3120", "10"), fill_of("c", "3120", "50")};
  share_fees(order, {}, fills);
  EXPECT_EQ(fills[0].fee.text(), "62.4");
  EXPECT_EQ(fills[1].fee.text(), "15.6");
  EXPECT_EQ(fills[2].fee.text(), "78.00000001");
  EXPECT_EQ(fills[2].fee_asset, "KRW");
}

TEST(BrokerParts, KeepsFeesThatAreKnownAndSharesTheRest) {
  OrderUpdate order = order_of(OrderState::kFilled, "100");
  order.paid_fee = number("10");
  Decimal known;
  ASSERT_TRUE(Decimal::parse("4", known));
  std::vector<Fill> fills = {fill_of("a", "1", "1"), fill_of("b", "1", "1", "1"), fill_of("c", "1", "1")};
  share_fees(order, {{"a", known}}, fills);
  EXPECT_EQ(fills[0].fee.text(), "4");
  EXPECT_EQ(fills[1].fee.text(), "1");
  EXPECT_EQ(fills[2].fee.text(), "5");
}

TEST(BrokerParts, LeavesFeesUnknownWhereTheOrderDoesNotSayWhatItPaid) {
  std::vector<Fill> fills = {fill_of("a", "1", "1")};
  share_fees(order_of(OrderState::kFilled, "100"), {}, fills);
  EXPECT_FALSE(fills[0].fee.is_known());
  EXPECT_FALSE(fee_left({{"a", Decimal(3)}}, number("2")).is_known());
  EXPECT_EQ(fee_left({{"a", Decimal(3)}}, number("5")).text(), "2");
}

TEST(BrokerParts, KnowsAnOrderThatLacksFills) {
  KnownOrders known;
  EXPECT_TRUE(known.note(order_of(OrderState::kOpen, "0"), 1));
  EXPECT_FALSE(known.note(order_of(OrderState::kOpen, "0"), 2)) << "nothing new";
  EXPECT_TRUE(known.note(order_of(OrderState::kPartly, "40"), 3));
  EXPECT_TRUE(known.find("o1")->lacks_fills());
  EXPECT_TRUE(known.short_of_fills(4, 2).empty()) << "it may be on its way";
  EXPECT_EQ(known.short_of_fills(5, 2).size(), 1U);
  known.note(fill_of("a", "3120", "40", "1"), 6);
  known.note(fill_of("a", "3120", "40", "1"), 7);
  EXPECT_FALSE(known.find("o1")->lacks_fills()) << "told twice, counted once";
  EXPECT_EQ(known.find("o1")->told, Decimal(40));
}

TEST(BrokerParts, NeverLeavesAFinalStateAndKeepsTheNewerPicture) {
  KnownOrders known;
  (void)known.note(order_of(OrderState::kPartly, "40"), 1);
  EXPECT_FALSE(known.note(order_of(OrderState::kOpen, "0"), 2)) << "an older picture";
  EXPECT_EQ(known.find("o1")->last.state, OrderState::kPartly);
  EXPECT_TRUE(known.note(order_of(OrderState::kCancelled, "40"), 3));
  EXPECT_FALSE(known.note(order_of(OrderState::kPartly, "40"), 4));
  EXPECT_TRUE(known.live().empty());
  EXPECT_TRUE(known.note(order_of(OrderState::kCancelled, "50"), 5)) << "a late fill";
}

TEST(BrokerParts, SplitsABulkCancelOfUpbitIntoTwentyMarketsEach) {
  std::vector<std::string> symbols;
  for (int i = 0; i < 45; ++i) symbols.push_back(fmt::format("KRW-C{}", i));
  const auto calls = upbit_calls()->cancel_all(symbols);
  ASSERT_EQ(calls.size(), 3U);
  EXPECT_EQ(calls[2].symbols.size(), 5U);
  EXPECT_EQ(calls[2].symbols.back(), "KRW-C44");
  EXPECT_EQ(calls[0].call.request.parameters.back().name, "count");
  EXPECT_TRUE(upbit_calls()->cancel_all({}).empty());
}

}  // namespace
}  // namespace stom::gateway
