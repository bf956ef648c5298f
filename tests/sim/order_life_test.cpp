// Orders from acceptance to their end, over REST and the private streams of both venues.
#include <gtest/gtest.h>

#include "sim/box_client.h"
#include "sim/box_state.h"
#include "sim/money.h"
#include "venue/upbit/stream_requests.h"

namespace stom::sim::test {
namespace {

using venue::Fill;
using venue::NewOrder;
using venue::OrderCause;
using venue::OrderState;
using venue::OrderType;
using venue::OrderUpdate;
using venue::Side;
using venue::TimeInForce;
using venue::Venue;

struct Market {
  std::string symbol;
  Decimal bid, ask, tick, step;
};

Market market_of(BoxClient& client, Venue venue) {
  Market market;
  client.box().use([&](BoxState& state) {
    Exchange& exchange = state.floor(venue)->exchange();
    const venue::Instrument& instrument = exchange.instruments().front();
    market.symbol = instrument.symbol;
    market.tick = instrument.tick.decimal();
    market.step = instrument.step.decimal();
    const venue::BookPicture book = exchange.book(market.symbol);
    market.bid = book.bids.front().price;
    market.ask = book.asks.front().price;
  });
  return market;
}

std::string own_subscription() {
  std::vector<venue::upbit::Subscription> wanted(2);
  wanted[0].type = "myOrder";
  wanted[1].type = "myAsset";
  return venue::upbit::subscribe_frame("own", wanted);
}

// For so many won, in whole steps of the quantity.
NewOrder limit_buy(const Market& market, Decimal price, Decimal value, const std::string& id) {
  NewOrder order;
  order.symbol = market.symbol;
  order.price = price;
  order.quantity = market.step.is_positive() ? cut_to_step(quotient(value, price, 8), market.step) : quotient(value, price, 8);
  order.client_id = id;
  return order;
}

bool wait_until_subscribed(Listener& stream) {
  // The list is answered after the request before it.
  if (!stream.wait_for_state(net::StreamState::kOpen)) return false;
  stream.send(R"([{"ticket":"own"},{"method":"LIST_SUBSCRIPTIONS"}])");
  return stream.wait_for_text("LIST_SUBSCRIPTIONS");
}

TEST(OrderLife, AnUpbitOrderRestsAndIsCancelled) {
  BoxClient client;
  const Market market = market_of(client, Venue::kUpbit);
  const auto stream = client.upbit_stream(own_subscription(), true);
  ASSERT_TRUE(wait_until_subscribed(*stream));
  const NewOrder order = limit_buy(market, market.bid - times(market.tick, Decimal(5)), Decimal(1'000'000), "stom-L-1");
  const net::HttpAnswer placed = client.upbit(venue::upbit::new_order(order));
  EXPECT_EQ(placed.status, 201);
  const auto accepted = client.read_one<OrderUpdate>(Venue::kUpbit, placed, "order");
  EXPECT_EQ(accepted.venue_state, "wait");
  EXPECT_EQ(accepted.client_id, "stom-L-1");
  EXPECT_EQ(accepted.self_trade_prevention, "cancel_maker");
  EXPECT_GT(accepted.locked.value(), 1'000'000 - 1000);
  EXPECT_TRUE(
      stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.client_id == "stom-L-1" && one.venue_state == "wait"; }));
  EXPECT_TRUE(stream->wait_for<venue::Balance>([](const venue::Balance& one) { return one.asset == "KRW" && one.locked.value() > 0; }));
  EXPECT_EQ(client.read(Venue::kUpbit, client.upbit(venue::upbit::open_orders(market.symbol)), "order").size(), 1u);
  EXPECT_EQ(client.upbit(venue::upbit::new_order(order)).status, 400) << "an identifier is used once for ever";
  const net::HttpAnswer cancelled = client.upbit(venue::upbit::cancel_order({"", "stom-L-1"}));
  EXPECT_EQ(cancelled.status, 200);
  EXPECT_EQ(client.read_one<OrderUpdate>(Venue::kUpbit, cancelled, "order").venue_state, "wait") << "the cancel is only accepted";
  EXPECT_TRUE(stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.venue_state == "cancel"; }));
  EXPECT_EQ(client.read_one<OrderUpdate>(Venue::kUpbit, client.upbit(venue::upbit::order({"", "stom-L-1"})), "order").state,
            OrderState::kCancelled);
  const EpochMicros now = client.box().now();
  EXPECT_EQ(client.read(Venue::kUpbit, client.upbit(venue::upbit::closed_orders("", now - 3'600'000'000, now)), "order").size(), 1u);
  EXPECT_EQ(client.upbit(venue::upbit::cancel_order({"", "no-such-order"})).status, 404);
  EXPECT_TRUE(stream->unread().empty());
}

TEST(OrderLife, AnUpbitBuyByFundsEndsAsCancelWithFills) {
  BoxClient client;
  const Market market = market_of(client, Venue::kUpbit);
  const auto stream = client.upbit_stream(own_subscription(), true);
  ASSERT_TRUE(wait_until_subscribed(*stream));
  NewOrder order;
  order.symbol = market.symbol;
  order.type = OrderType::kMarketByFunds;
  order.price = Decimal(100'000);
  order.client_id = "stom-L-2";
  EXPECT_EQ(client.upbit(venue::upbit::new_order(order)).status, 201);
  const auto fill = stream->wait_for<Fill>([](const Fill& one) { return one.client_id == "stom-L-2"; });
  ASSERT_TRUE(fill);
  EXPECT_EQ(fill->fee_asset, "KRW");
  EXPECT_GT(fill->fee.value(), 0);
  EXPECT_EQ(fill->is_maker, false);
  EXPECT_TRUE(stream->wait_for<OrderUpdate>(
      [](const OrderUpdate& one) { return one.venue_state == "cancel" && one.state == OrderState::kFilled; }));
  const auto events = client.read(Venue::kUpbit, client.upbit(venue::upbit::order({"", "stom-L-2"})), "order");
  ASSERT_GE(events.size(), 2u);
  EXPECT_EQ(std::get<Fill>(events[1]).trade_id, fill->trade_id);
  const auto chance = client.read_one<venue::OrderChance>(Venue::kUpbit, client.upbit(venue::upbit::order_chance(market.symbol)), "chance");
  EXPECT_EQ(chance.symbol, market.symbol);
  EXPECT_GT(chance.ask_account.available.value(), 0);
  EXPECT_EQ(client.read(Venue::kUpbit, client.upbit(venue::upbit::accounts()), "accounts").size(), 2u);
}

TEST(OrderLife, AnUpbitOrderGivesItsPlaceToANewOne) {
  BoxClient client;
  const Market market = market_of(client, Venue::kUpbit);
  const NewOrder order = limit_buy(market, market.bid - times(market.tick, Decimal(5)), Decimal(200'000), "old");
  ASSERT_EQ(client.upbit(venue::upbit::new_order(order)).status, 201);
  NewOrder fresh = order;
  fresh.quantity = Decimal{};  // what is left
  fresh.price = market.bid - times(market.tick, Decimal(6));
  fresh.client_id = "new";
  const auto replaced =
      client.read_one<OrderUpdate>(Venue::kUpbit, client.upbit(venue::upbit::cancel_and_new({"", "old"}, fresh)), "order");
  EXPECT_EQ(replaced.client_id, "old");
  EXPECT_EQ(replaced.replacement_client_id, "new");
  const auto open = client.read_one<OrderUpdate>(Venue::kUpbit, client.upbit(venue::upbit::open_orders("")), "order");
  EXPECT_EQ(open.client_id, "new");
  EXPECT_EQ(open.quantity.decimal(), order.quantity);
  const auto both =
      client.read(Venue::kUpbit, client.upbit(venue::upbit::orders_by_client_id(std::vector<std::string>{"old", "new"})), "order");
  EXPECT_EQ(both.size(), 2u);
  const auto swept = client.read(Venue::kUpbit, client.upbit(venue::upbit::cancel_open_orders(market.symbol)), "cancelled");
  ASSERT_EQ(swept.size(), 1u);
  EXPECT_EQ(std::get<OrderUpdate>(swept[0]).client_id, "new");
}

TEST(OrderLife, ABinanceOrderFillsAndMakesAPosition) {
  BoxClient client;
  const Market market = market_of(client, Venue::kBinance);
  const auto stream = client.binance_user_stream();
  EXPECT_EQ(client.binance(venue::binance::set_leverage(market.symbol, 5)).status, 200);
  EXPECT_TRUE(stream->wait_for<venue::SymbolSetting>([](const venue::SymbolSetting& one) { return one.leverage.value() == 5; }));
  NewOrder order = limit_buy(market, market.ask, Decimal(500), "stom-L-3");
  order.time_in_force = TimeInForce::kIoc;
  const auto answer = client.binance(venue::binance::new_order(order));
  const auto placed = client.read_one<OrderUpdate>(Venue::kBinance, answer, "order");
  EXPECT_FALSE(placed.average_price.is_known()) << "acknowledgements carry no avgPrice since 2026-07-15";
  EXPECT_TRUE(
      stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.client_id == "stom-L-3" && one.cause == OrderCause::kNew; }));
  const auto fill = stream->wait_for<Fill>([](const Fill& one) { return !one.is_lite && one.client_id == "stom-L-3"; });
  ASSERT_TRUE(fill);
  EXPECT_EQ(fill->fee_asset, "USDT");
  EXPECT_GT(fill->fee.value(), 0);
  EXPECT_TRUE(stream->wait_for<Fill>([&](const Fill& one) { return one.is_lite && one.trade_id == fill->trade_id; }));
  EXPECT_TRUE(
      stream->wait_for<venue::Position>([&](const venue::Position& one) { return one.symbol == market.symbol && one.amount.value() > 0; }));
  EXPECT_TRUE(stream->wait_for<venue::Balance>([](const venue::Balance& one) { return one.asset == "USDT" && one.reason == "ORDER"; }));
  const auto position =
      client.read_one<venue::Position>(Venue::kBinance, client.binance(venue::binance::positions(market.symbol)), "positionRisk");
  EXPECT_EQ(position.amount.decimal(), fill->quantity.decimal());
  EXPECT_EQ(position.entry_price.decimal(), fill->price.decimal());
  const auto trade = client.read_one<Fill>(
      Venue::kBinance, client.binance(venue::binance::user_trades(market.symbol, 0, venue::kNoTime, venue::kNoTime)), "userTrades");
  EXPECT_EQ(trade.trade_id, fill->trade_id);
  EXPECT_EQ(trade.fee.decimal(), fill->fee.decimal());
  const auto told =
      client.read_one<OrderUpdate>(Venue::kBinance, client.binance(venue::binance::order(market.symbol, {"", "stom-L-3"})), "order");
  EXPECT_TRUE(told.average_price.is_known());
  EXPECT_TRUE(stream->unread().empty());
}

TEST(OrderLife, ABinanceOrderRestsIsAmendedAndCancelled) {
  BoxClient client;
  const Market market = market_of(client, Venue::kBinance);
  const auto stream = client.binance_user_stream();
  NewOrder order = limit_buy(market, market.bid - times(market.tick, Decimal(20)), Decimal(500), "stom-L-4");
  order.time_in_force = TimeInForce::kPostOnly;
  ASSERT_EQ(client.binance(venue::binance::new_order(order)).status, 200);
  const auto amended = client.read_one<OrderUpdate>(
      Venue::kBinance,
      client.binance(venue::binance::amend_order(market.symbol, {"", "stom-L-4"}, Side::kBuy, order.quantity, order.price - market.tick)),
      "order");
  EXPECT_EQ(amended.price.decimal(), order.price - market.tick);
  EXPECT_TRUE(stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.cause == OrderCause::kAmendment; }));
  EXPECT_EQ(client.read(Venue::kBinance, client.binance(venue::binance::open_orders(market.symbol)), "openOrders").size(), 1u);
  EXPECT_EQ(
      client.read_one<OrderUpdate>(Venue::kBinance, client.binance(venue::binance::cancel_order(market.symbol, {"", "stom-L-4"})), "order")
          .state,
      OrderState::kCancelled);
  EXPECT_TRUE(stream->wait_for<OrderUpdate>([](const OrderUpdate& one) { return one.cause == OrderCause::kCancel; }));
  const auto again = client.read_one<venue::VenueError>(
      Venue::kBinance, client.binance(venue::binance::cancel_order(market.symbol, {"", "stom-L-4"})), "error");
  EXPECT_EQ(again.code, -2011);
  ASSERT_EQ(client.binance(venue::binance::countdown_cancel(market.symbol, 2000)).status, 200);
  order.client_id = "stom-L-5";
  ASSERT_EQ(client.binance(venue::binance::new_order(order)).status, 200);
  client.box().advance(3);
  EXPECT_TRUE(stream->wait_for<OrderUpdate>(
      [](const OrderUpdate& one) { return one.client_id == "stom-L-5" && one.state == OrderState::kCancelled; }));
}

TEST(OrderLife, BinanceAccountCallsAreReadable) {
  BoxClient client;
  const Market market = market_of(client, Venue::kBinance);
  const auto balance = client.read_one<venue::Balance>(Venue::kBinance, client.binance(venue::binance::balances()), "balance");
  EXPECT_EQ(balance.asset, "USDT");
  EXPECT_EQ(balance.wallet.decimal(), Decimal(100'000));
  EXPECT_EQ(client.read_one<venue::AccountTotals>(Venue::kBinance, client.binance(venue::binance::account()), "account").wallet.decimal(),
            Decimal(100'000));
  const auto setting =
      client.read_one<venue::SymbolSetting>(Venue::kBinance, client.binance(venue::binance::symbol_config(market.symbol)), "symbolConfig");
  EXPECT_EQ(setting.margin_type, "CROSSED");
  EXPECT_GT(setting.leverage.value(), 0);
  EXPECT_EQ(client.binance(venue::binance::set_margin_type(market.symbol, venue::binance::MarginType::kIsolated)).status, 200);
  EXPECT_EQ(client
                .read_one<venue::VenueError>(
                    Venue::kBinance, client.binance(venue::binance::set_margin_type(market.symbol, venue::binance::MarginType::kIsolated)),
                    "error")
                .code,
            -4046);
  const auto rate =
      client.read_one<venue::Commission>(Venue::kBinance, client.binance(venue::binance::commission_rate(market.symbol)), "commissionRate");
  EXPECT_EQ(rate.maker.value(), 0.0002);
  EXPECT_EQ(client.read(Venue::kBinance, client.binance(venue::binance::leverage_brackets(market.symbol)), "leverageBracket").size(), 2u);
  EXPECT_EQ(client.read_one<venue::AccountMode>(Venue::kBinance, client.binance(venue::binance::position_mode()), "positionSide").hedge,
            false);
  EXPECT_EQ(client.binance(venue::binance::set_position_mode(true)).status, 200);
  EXPECT_EQ(client.read_one<venue::AccountMode>(Venue::kBinance, client.binance(venue::binance::position_mode()), "positionSide").hedge,
            true);
}

TEST(OrderLife, AListenKeyIsKeptRenewedAndRunsOut) {
  BoxClient client;
  const auto stream = client.binance_user_stream();
  EXPECT_EQ(client.binance(venue::binance::renew_listen_key()).status, 200);
  client.box().expire_listen_keys();
  EXPECT_TRUE(stream->wait_for<venue::ListenKeyExpired>([](const venue::ListenKeyExpired& one) { return !one.key.empty(); }));
  EXPECT_TRUE(stream->wait_for_state(net::StreamState::kClosed));
  EXPECT_EQ(client.read_one<venue::VenueError>(Venue::kBinance, client.binance(venue::binance::renew_listen_key()), "error").code, -1125);
}

}  // namespace
}  // namespace stom::sim::test
