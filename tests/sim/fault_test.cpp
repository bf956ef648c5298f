// Every fault strikes at its place.
#include <gtest/gtest.h>

#include "sim/box_client.h"
#include "sim/box_state.h"
#include "sim/money.h"
#include "venue/binance/stream_requests.h"

namespace stom::sim::test {
namespace {

using venue::Fill;
using venue::NewOrder;
using venue::OrderUpdate;
using venue::Venue;

constexpr FaultRate always(double seconds = 0) { return {1.0, seconds, INT64_MAX}; }

std::string first_symbol(BoxClient& client) {
  std::string symbol;
  client.box().use([&](BoxState& state) { symbol = state.floor(Venue::kBinance)->exchange().instruments().front().symbol; });
  return symbol;
}

// A market buy of about 1,000 USDT.
NewOrder buy(BoxClient& client, const std::string& id) {
  NewOrder order;
  client.box().use([&](BoxState& state) {
    Exchange& exchange = state.floor(Venue::kBinance)->exchange();
    const venue::Instrument& instrument = exchange.instruments().front();
    order.symbol = instrument.symbol;
    order.quantity = cut_to_step(quotient(Decimal(1000), exchange.book(order.symbol).asks.front().price, 8), instrument.step.decimal());
  });
  order.type = venue::OrderType::kMarket;
  order.client_id = id;
  return order;
}

std::string state_of(BoxClient& client, const std::string& id) {
  const auto answer = client.binance(venue::binance::order(first_symbol(client), {"", id}));
  if (answer.status != 200) return "none";
  return client.read_one<OrderUpdate>(Venue::kBinance, answer, "order").venue_state;
}

class FaultyBox : public testing::Test {
 protected:
  [[nodiscard]] net::HttpAnswer order_under(Fault fault, const std::string& id, double seconds = 0) {
    client_.box().set_fault(fault, always(seconds));
    const net::HttpAnswer answer = client_.binance(venue::binance::new_order(buy(client_, id)));
    EXPECT_GE(client_.box().fault_count(fault), 1u);
    client_.box().clear_faults();
    return answer;
  }
  BoxClient client_;
};

TEST_F(FaultyBox, ADroppedRequestIsNotHandled) {
  EXPECT_EQ(order_under(Fault::kDropRequest, "a").outcome, net::HttpOutcome::kUnknown);
  EXPECT_EQ(state_of(client_, "a"), "none");
}

TEST_F(FaultyBox, ADroppedAnswerHidesAnOrderThatLives) {
  EXPECT_EQ(order_under(Fault::kDropAnswer, "a").outcome, net::HttpOutcome::kUnknown);
  EXPECT_EQ(state_of(client_, "a"), "FILLED");
}

TEST_F(FaultyBox, ALateAnswerComes) {
  const auto answer = order_under(Fault::kDelayAnswer, "a", 0.2);
  EXPECT_EQ(answer.status, 200);
  EXPECT_GE(answer.timing.whole_seconds, 0.2);
}

TEST_F(FaultyBox, ARefusalSpeaksTheVenuesWords) {
  EXPECT_EQ(client_.read_one<venue::VenueError>(Venue::kBinance, order_under(Fault::kReject, "a"), "error").code, -2019);
  EXPECT_EQ(state_of(client_, "a"), "none");
}

TEST_F(FaultyBox, AServerErrorSaysNothingOfTheOrder) {
  EXPECT_EQ(order_under(Fault::kServerError, "a").status, 503);
  EXPECT_EQ(order_under(Fault::kServerErrorDone, "b").status, 503);
  EXPECT_EQ(state_of(client_, "a"), "none");
  EXPECT_EQ(state_of(client_, "b"), "FILLED");
}

TEST_F(FaultyBox, LimitsAndBansAreTold) {
  EXPECT_EQ(order_under(Fault::kRateLimited, "a").status, 429);
  const auto banned = order_under(Fault::kBanned, "b", 30);
  EXPECT_EQ(banned.status, 418);
  EXPECT_EQ(net::header_value(banned.headers, "Retry-After"), "30");
}

TEST_F(FaultyBox, MaintenanceClosesTheSocketsAndAnswers503) {
  const auto stream = client_.binance_user_stream();
  EXPECT_EQ(order_under(Fault::kMaintenance, "a", 60).status, 503);
  EXPECT_TRUE(stream->wait_for_state(net::StreamState::kClosed));
}

TEST_F(FaultyBox, TheClockIsWrong) {
  client_.box().set_fault(Fault::kWrongClock, always(7));
  const auto time = client_.read_one<venue::ServerTime>(Venue::kBinance, client_.binance(venue::binance::server_time()), "time");
  EXPECT_EQ(time.time, (client_.box().now() + 7'000'000) / 1000 * 1000);
}

TEST_F(FaultyBox, PrivateEventsAreLostDoubledAndLate) {
  const auto stream = client_.binance_user_stream();
  const auto fills_of = [&](const std::string& id) {
    return stream->count<Fill>([&](const Fill& one) { return !one.is_lite && one.client_id == id; });
  };
  const auto has_fill = [&](const std::string& id) {
    return stream->wait_for<Fill>([&](const Fill& one) { return !one.is_lite && one.client_id == id; }).has_value();
  };
  EXPECT_EQ(order_under(Fault::kDropEvent, "lost").status, 200);
  EXPECT_EQ(order_under(Fault::kDuplicateEvent, "twice").status, 200);
  EXPECT_EQ(order_under(Fault::kDelayEvent, "late", 0.2).status, 200);
  EXPECT_EQ(order_under(Fault::kLateFill, "late-fill", 0.2).status, 200);
  ASSERT_TRUE(has_fill("late") && has_fill("late-fill"));
  EXPECT_EQ(fills_of("lost"), 0u);
  EXPECT_GE(fills_of("twice"), 2u);
}

TEST_F(FaultyBox, APrivateEventComesAfterItsSuccessor) {
  const auto stream = client_.binance_user_stream();
  client_.box().set_fault(Fault::kReorderEvents, always());
  ASSERT_EQ(client_.binance(venue::binance::new_order(buy(client_, "a"))).status, 200);
  ASSERT_TRUE(stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.cause == venue::OrderCause::kNew; }));
  const auto events = stream->events();
  const auto place_of = [&](bool is_new) {
    return std::find_if(events.begin(), events.end(), [&](const venue::Event& event) {
      const auto* order = std::get_if<OrderUpdate>(&event);
      return order != nullptr && (order->cause == venue::OrderCause::kNew) == is_new;
    });
  };
  EXPECT_LT(place_of(false), place_of(true)) << "the fill is told before the order is known";
}

TEST_F(FaultyBox, ATakerOrderFillsInParts) {
  const auto stream = client_.binance_user_stream();
  const auto answer = order_under(Fault::kPartialFill, "a");
  EXPECT_EQ(client_.read_one<OrderUpdate>(Venue::kBinance, answer, "order").venue_state, "PARTIALLY_FILLED");
  client_.box().advance(1);
  EXPECT_TRUE(stream->wait_for<OrderUpdate>(
      [](const OrderUpdate& one) { return one.client_id == "a" && one.state == venue::OrderState::kFilled; }));
}

TEST_F(FaultyBox, StreamsAreCutSilentAndBroken) {
  client_.box().pause(false);  // faults of streams strike by the second
  for (const Fault fault : {Fault::kCutStream, Fault::kTruncatedFrame}) {
    const auto stream = client_.binance_stream("/market/ws/!miniTicker@arr");
    ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
    client_.box().set_fault(fault, always());
    EXPECT_TRUE(stream->wait_for_state(net::StreamState::kClosed));
    EXPECT_GE(client_.box().fault_count(fault), 1u);
    client_.box().clear_faults();
  }
  client_.box().set_fault(Fault::kSilentStream, always(60));
  const auto stream = client_.binance_stream("/market/ws/!miniTicker@arr");
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
  client_.box().advance(5);
  // The good-bye of a maintenance comes behind everything that was said before it.
  client_.box().set_fault(Fault::kMaintenance, always(60));
  EXPECT_EQ(client_.binance(venue::binance::server_time()).status, 503);
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kClosed));
  EXPECT_TRUE(stream->events().empty());
  EXPECT_GE(client_.box().fault_count(Fault::kSilentStream), 1u);
}

TEST_F(FaultyBox, MarketEventsAreLost) {
  const auto stream = client_.binance_stream("/market/ws/" + venue::binance::stream_name(first_symbol(client_), "aggTrade"));
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
  client_.box().set_fault(Fault::kDropMarketEvent, always());
  client_.box().advance(3);
  client_.box().clear_faults();
  stream->send(R"({"method":"LIST_SUBSCRIPTIONS","id":1})");
  ASSERT_TRUE(stream->wait_for<venue::SubscriptionAnswer>([](const venue::SubscriptionAnswer& one) { return one.id == "1"; }));
  EXPECT_EQ(stream->count<venue::Trade>([](const venue::Trade&) { return true; }), 0u);
}

}  // namespace
}  // namespace stom::sim::test
