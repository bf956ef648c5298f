// The exchange in a box as Binance USD-M: orders, positions, margin, refusals.
#include <gtest/gtest.h>

#include "sim/exchange_rig.h"

namespace stom::sim {
namespace {

using venue::OrderState;
using venue::PositionSide;
using venue::Side;
using venue::TimeInForce;
using Told = std::vector<std::string>;

struct BinanceRig : Rig {
  explicit BinanceRig(ExchangeOptions options = {}) : Rig(venue::Venue::kBinance, options) {
    exchange->open_account("key", "USDT", Decimal(10'000));
    show(levels({{"92000.0", "0.5"}, {"91999.9", "1"}, {"91999.0", "2"}}),
         levels({{"92000.1", "0.5"}, {"92000.2", "1"}, {"92001.0", "2"}}));
    recorder.take();
  }
  [[nodiscard]] venue::Position position(PositionSide side = PositionSide::kBoth) const {
    for (const venue::Position& one : exchange->positions("key", symbol)) {
      if (one.side == side) return one;
    }
    return {};
  }
  [[nodiscard]] venue::NewOrder with(venue::NewOrder order, TimeInForce time) {
    order.time_in_force = time;
    return order;
  }
  [[nodiscard]] venue::NewOrder on(PositionSide side, venue::NewOrder order) {
    order.position_side = side;
    return order;
  }
  [[nodiscard]] venue::NewOrder reducing(venue::NewOrder order) {
    order.reduce_only = true;
    return order;
  }
};

TEST(BinanceExchange, MarketBuyOpensAPositionAndTellsItInTheVenuesOrder) {
  BinanceRig rig;
  const OrderReply reply = rig.place(rig.at_market(Side::kBuy, "0.7"));
  ASSERT_TRUE(reply.order);
  EXPECT_EQ(reply.order->venue_state, "FILLED");
  EXPECT_EQ(reply.order->executed_value.text(), "64400.09");  // 0.5 × 92000.1 + 0.2 × 92000.2
  EXPECT_EQ(rig.recorder.take(), (Told{"order NEW", "fill 0.5 at 92000.1 PARTIALLY_FILLED", "balance USDT", "position 0.5",
                                       "fill 0.2 at 92000.2 FILLED", "balance USDT", "position 0.7"}));
  EXPECT_EQ(rig.balance("USDT").wallet.text(), "9967.799955");  // fee 0.05 %
  EXPECT_EQ(rig.position().entry_price.text(), "92000.12857142");
  EXPECT_EQ(rig.recorder.fills[0].fee.text(), "23.000025");
  EXPECT_FALSE(rig.recorder.fills[0].is_maker.value());
  EXPECT_NE(rig.recorder.fills[0].trade_id, rig.recorder.fills[1].trade_id);
  EXPECT_EQ(rig.recorder.trades.size(), 2u);  // the public sees them
}

TEST(BinanceExchange, ClosingRealisesExactlyWhatWasReceivedLessWhatWasPaid) {
  BinanceRig rig;
  ASSERT_TRUE(rig.place(rig.at_market(Side::kBuy, "0.7")).order);
  ASSERT_TRUE(rig.place(rig.reducing(rig.at_market(Side::kSell, "0.3"))).order);
  ASSERT_TRUE(rig.place(rig.reducing(rig.limit(Side::kSell, "92010.0", "0.4"))).order);
  rig.print("92011.0", "0.1", Side::kBuy);
  EXPECT_EQ(rig.position().amount.text(), "");  // no position and no order: not listed
  Decimal profit, fees;
  for (const venue::Fill& fill : rig.recorder.fills) {
    profit += fill.realised_profit.decimal();
    fees += fill.fee.decimal();
  }
  // 0.3 × 92000 + 0.4 × 92010 − 64400.09
  EXPECT_EQ(profit.text(), "3.91");
  EXPECT_EQ(rig.recorder.fills.back().fee.text(), "7.3608");  // maker 0.02 %
  EXPECT_EQ(rig.balance("USDT").wallet.decimal(), Decimal(10'000) + profit - fees);
}

TEST(BinanceExchange, OneOrderTurnsAPositionRound) {
  BinanceRig rig;
  ASSERT_TRUE(rig.place(rig.at_market(Side::kBuy, "0.2")).order);
  ASSERT_TRUE(rig.place(rig.at_market(Side::kSell, "0.5")).order);
  EXPECT_EQ(rig.position().amount.text(), "-0.3");
  EXPECT_EQ(rig.position().entry_price.text(), "92000");
  EXPECT_EQ(rig.recorder.fills.back().realised_profit.text(), "-0.02");
}

TEST(BinanceExchange, HedgeModeKeepsBothSidesApart) {
  BinanceRig rig;
  EXPECT_FALSE(rig.exchange->set_hedge_mode("key", true));
  EXPECT_EQ(rig.exchange->set_hedge_mode("key", true)->code, -4059);
  EXPECT_EQ(rig.refusal(rig.at_market(Side::kBuy, "0.1")), "-4061");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kLong, rig.reducing(rig.at_market(Side::kSell, "0.1")))), "-4062");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kLong, rig.at_market(Side::kSell, "0.1"))), "-2022");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kLong, rig.at_market(Side::kBuy, "0.3"))), "");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kShort, rig.at_market(Side::kSell, "0.2"))), "");
  EXPECT_EQ(rig.position(PositionSide::kLong).amount.text(), "0.3");
  EXPECT_EQ(rig.position(PositionSide::kShort).amount.text(), "-0.2");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kLong, rig.at_market(Side::kSell, "0.4"))), "-2022");
  EXPECT_EQ(rig.refusal(rig.on(PositionSide::kShort, rig.at_market(Side::kBuy, "0.2"))), "");
  EXPECT_EQ(rig.position(PositionSide::kShort).amount.text(), "0");
  EXPECT_EQ(rig.exchange->set_hedge_mode("key", false)->code, -4068);
}

TEST(BinanceExchange, MarginIsCheckedByLeverage) {
  BinanceRig rig;
  EXPECT_EQ(rig.exchange->set_leverage("key", rig.symbol, 126)->code, -4028);
  EXPECT_FALSE(rig.exchange->set_leverage("key", rig.symbol, 2));
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "0.223")), "-2019");  // 20070 / 2 > 10000
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "0.222")), "");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "0.002")), "-2019");
  // The other side needs no margin of its own as long as it is the smaller one.
  EXPECT_EQ(rig.refusal(rig.limit(Side::kSell, "95000.0", "0.2")), "");
  EXPECT_EQ(rig.balance("USDT").available.text(), "10");
  EXPECT_EQ(rig.exchange->set_leverage("key", rig.symbol, 1)->code, -2028);
  EXPECT_FALSE(rig.exchange->set_leverage("key", rig.symbol, 20));
  EXPECT_EQ(rig.balance("USDT").available.text(), "9001");
  EXPECT_EQ(rig.exchange->set_margin_type("key", rig.symbol, "ISOLATED")->code, -4047);
}

TEST(BinanceExchange, IsolatedMarginIsSetAsideAndLeverageMayNotFallUnderAPosition) {
  BinanceRig rig;
  EXPECT_EQ(rig.exchange->set_leverage("key", "NONEUSDT", 5)->code, -1121);
  EXPECT_EQ(rig.exchange->set_margin_type("key", "NONEUSDT", "ISOLATED")->code, -1121);
  EXPECT_EQ(rig.exchange->set_margin_type("key", rig.symbol, "CROSSED")->code, -4046);
  EXPECT_FALSE(rig.exchange->set_margin_type("key", rig.symbol, "ISOLATED"));
  ASSERT_TRUE(rig.place(rig.at_market(Side::kBuy, "0.1")).order);
  EXPECT_EQ(rig.position().margin_type, "isolated");
  EXPECT_EQ(rig.position().isolated_wallet.text(), "460.0005");  // 9200.01 / 20
  EXPECT_EQ(rig.balance("USDT").cross_wallet.decimal(), rig.balance("USDT").wallet.decimal() - decimal_of("460.0005"));
  EXPECT_EQ(rig.exchange->set_leverage("key", rig.symbol, 10)->code, -4161);
  EXPECT_EQ(rig.exchange->set_margin_type("key", rig.symbol, "CROSSED")->code, -4048);
  EXPECT_EQ(rig.exchange->symbol_settings("key", rig.symbol).front().margin_type, "ISOLATED");
}

TEST(BinanceExchange, PositionsAreWorthTheLastPrice) {
  BinanceRig rig;
  ASSERT_TRUE(rig.place(rig.at_market(Side::kSell, "0.1")).order);
  rig.print("91000.0", "1", Side::kSell);
  EXPECT_EQ(rig.position().unrealised.text(), "100");
  EXPECT_EQ(rig.position().notional.text(), "-9100");
  EXPECT_EQ(rig.exchange->totals("key").margin.text(), "10095.4");  // a fee of 4.6
  EXPECT_EQ(rig.exchange->totals("key").initial_margin.text(), "455");
  EXPECT_EQ(rig.balance("USDT").available.text(), "9640.4");
  EXPECT_EQ(rig.balance("USDT").withdrawable.text(), "9640.4");
}

TEST(BinanceExchange, FiltersRefuseWithTheVenuesCodes) {
  BinanceRig rig;
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.05", "0.01")), "-1111");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "0.0105")), "-1111");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "0")), "-4003");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "90000.0", "-1")), "-4003");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "45.0", "0.001")), "-4164");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "110000.0", "0.001")), "-4016");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kSell, "70000.0", "0.001")), "-4024");
  EXPECT_EQ(rig.refusal(rig.limit(Side::kBuy, "0", "0.001")), "-4013");
  EXPECT_EQ(rig.refusal(rig.at_market(Side::kBuy, "5000001")), "-4005");
  venue::NewOrder order = rig.limit(Side::kBuy, "90000.0", "0.01");
  order.symbol = "NONEUSDT";
  EXPECT_EQ(rig.refusal(order), "-1121");
  order = rig.limit(Side::kBuy, "90000.0", "0.01");
  order.type = venue::OrderType::kConditional;
  EXPECT_EQ(rig.refusal(order), "-4120");
  order = rig.limit(Side::kBuy, "90000.0", "0.01");
  order.client_id = "with space";
  EXPECT_EQ(rig.refusal(order), "-4015");
  EXPECT_TRUE(rig.recorder.orders.empty());
}

TEST(BinanceExchange, StepAndTickCoarserThanTheDecimalsAreKept) {
  venue::Instrument instrument = instrument_of(venue::Venue::kBinance, "TESTUSDT", decimal_of("0.5"), Decimal(5), Decimal(5));
  instrument.price_decimals = 2;
  Recorder recorder;
  Exchange exchange({}, std::make_unique<ScriptedMarket>(std::vector{instrument}), recorder);
  exchange.open_account("key", "USDT", Decimal(1000));
  venue::NewOrder order;
  order.symbol = "TESTUSDT";
  order.price = decimal_of("10.25");
  order.quantity = Decimal(5);
  EXPECT_EQ(exchange.place("key", order).refused.code, -4014);
  order.price = decimal_of("10.5");
  order.quantity = Decimal(7);
  EXPECT_EQ(exchange.place("key", order).refused.code, -4023);
  order.quantity = Decimal(10);
  EXPECT_TRUE(exchange.place("key", order).order);
}

TEST(BinanceExchange, ClientIdIsUniqueAmongOpenOrdersOnly) {
  BinanceRig rig;
  const venue::NewOrder order = rig.limit(Side::kBuy, "90000.0", "0.01");
  EXPECT_EQ(rig.refusal(order), "");
  EXPECT_EQ(rig.refusal(order), "-4116");
  const OrderReply cancelled = rig.exchange->cancel("key", rig.symbol, {{}, order.client_id});
  ASSERT_TRUE(cancelled.order);
  EXPECT_EQ(cancelled.order->venue_state, "CANCELED");
  EXPECT_EQ(rig.exchange->cancel("key", rig.symbol, {{}, order.client_id}).refused.code, -2011);
  EXPECT_EQ(rig.refusal(order), "");
  EXPECT_EQ(rig.exchange->order("key", rig.symbol, {{}, order.client_id}).order->venue_state, "NEW");
  EXPECT_EQ(rig.exchange->order("key", "ETHUSDT", {{}, order.client_id}).refused.code, -2013);
}

TEST(BinanceExchange, ImmediateOrdersExpireWithTheirReasons) {
  BinanceRig rig;
  const venue::OrderUpdate ioc = *rig.place(rig.with(rig.limit(Side::kBuy, "92000.1", "0.6"), TimeInForce::kIoc)).order;
  EXPECT_EQ(ioc.venue_state, "EXPIRED");
  EXPECT_EQ(ioc.expiry_reason, 2);
  EXPECT_EQ(ioc.executed.text(), "0.5");
  const venue::OrderUpdate fok = *rig.place(rig.with(rig.limit(Side::kBuy, "92000.2", "1.1"), TimeInForce::kFok)).order;
  EXPECT_EQ(fok.venue_state, "EXPIRED");
  EXPECT_EQ(fok.expiry_reason, 10);
  EXPECT_EQ(fok.executed.text(), "0");
  const venue::OrderUpdate post = *rig.place(rig.with(rig.limit(Side::kBuy, "92000.2", "0.1"), TimeInForce::kPostOnly)).order;
  EXPECT_EQ(post.expiry_reason, 11);
  const venue::OrderUpdate market = *rig.place(rig.at_market(Side::kSell, "1.9")).order;
  EXPECT_EQ(market.venue_state, "FILLED");
  rig.show(levels({{"92000.0", "0.5"}}), levels({{"92000.1", "0.5"}}));
  EXPECT_EQ(rig.place(rig.at_market(Side::kSell, "0.6")).order->expiry_reason, 9);
}

TEST(BinanceExchange, UnfillableOrdersMayBeRefusedInstead) {
  ExchangeOptions options;
  options.refuse_unfillable = true;
  BinanceRig rig(options);
  EXPECT_EQ(rig.refusal(rig.with(rig.limit(Side::kBuy, "92000.2", "1.6"), TimeInForce::kFok)), "-5021");
  EXPECT_EQ(rig.refusal(rig.with(rig.limit(Side::kBuy, "92000.2", "0.1"), TimeInForce::kPostOnly)), "-5022");
  EXPECT_TRUE(rig.recorder.orders.empty());
}

TEST(BinanceExchange, ReduceOnlyNeedsAPositionClosesAtMostItAndExpiresWithIt) {
  BinanceRig rig;
  EXPECT_EQ(rig.refusal(rig.reducing(rig.at_market(Side::kSell, "0.1"))), "-2022");
  ASSERT_TRUE(rig.place(rig.at_market(Side::kBuy, "0.2")).order);
  EXPECT_EQ(rig.refusal(rig.reducing(rig.at_market(Side::kBuy, "0.1"))), "-2022");
  const std::string resting = rig.place(rig.reducing(rig.limit(Side::kSell, "93000.0", "0.2"))).order->order_id;
  const venue::OrderUpdate exit = *rig.place(rig.reducing(rig.at_market(Side::kSell, "0.3"))).order;
  EXPECT_EQ(exit.venue_state, "EXPIRED");
  EXPECT_EQ(exit.executed.text(), "0.2");
  EXPECT_EQ(exit.expiry_reason, 4);
  EXPECT_EQ(rig.order(resting).venue_state, "EXPIRED");
  EXPECT_TRUE(rig.exchange->positions("key").empty());
}

TEST(BinanceExchange, AmendMovesALimitOrderToTheEndOfTheQueue) {
  BinanceRig rig;
  const venue::NewOrder order = rig.limit(Side::kBuy, "91999.0", "0.1");
  ASSERT_TRUE(rig.place(order).order);
  rig.recorder.take();
  const venue::OrderName name{{}, order.client_id};
  EXPECT_EQ(rig.exchange->amend("key", rig.symbol, name, decimal_of("0.1"), decimal_of("91999.0")).refused.code, -5027);
  EXPECT_EQ(rig.exchange->amend("key", rig.symbol, name, decimal_of("0.1"), decimal_of("91999.05")).refused.code, -1111);
  ASSERT_TRUE(rig.exchange->amend("key", rig.symbol, name, decimal_of("0.3"), decimal_of("91999.9")).order);
  EXPECT_EQ(rig.recorder.orders.back().cause, venue::OrderCause::kAmendment);
  rig.print("91999.9", "1.2", Side::kSell);  // 1 stood there
  EXPECT_EQ(rig.exchange->order("key", rig.symbol, name).order->executed.text(), "0.2");
  const OrderReply ended = rig.exchange->amend("key", rig.symbol, name, decimal_of("0.2"), decimal_of("91999.9"));
  EXPECT_EQ(ended.order->venue_state, "CANCELED");
  EXPECT_EQ(rig.exchange->amend("key", rig.symbol, name, decimal_of("0.2"), decimal_of("91999.8")).refused.code, -2013);
}

TEST(BinanceExchange, AmendedOrderTakesWhatItNowMeets) {
  BinanceRig rig;
  const venue::NewOrder order = rig.limit(Side::kBuy, "91999.0", "0.1");
  ASSERT_TRUE(rig.place(order).order);
  EXPECT_EQ(rig.exchange->amend("key", rig.symbol, {{}, order.client_id}, decimal_of("0.1"), decimal_of("92000.1")).order->venue_state,
            "FILLED");
  EXPECT_EQ(rig.position().amount.text(), "0.1");
}

TEST(BinanceExchange, CountdownCancelsTheOrdersOfItsSymbol) {
  BinanceRig rig;
  const std::string id = rig.place(rig.limit(Side::kBuy, "90000.0", "0.01")).order->order_id;
  rig.exchange->countdown_cancel("key", rig.symbol, 120 * kOneSecond);
  rig.exchange->advance(rig.exchange->now() + 60 * kOneSecond);
  rig.exchange->countdown_cancel("key", rig.symbol, 120 * kOneSecond);
  rig.exchange->advance(rig.exchange->now() + 119 * kOneSecond);
  EXPECT_EQ(rig.order(id).venue_state, "NEW");
  rig.exchange->advance(rig.exchange->now() + kOneSecond);
  EXPECT_EQ(rig.order(id).venue_state, "CANCELED");
}

TEST(BinanceExchange, TakenLevelsStayTakenUntilTheMarketShowsThemAnew) {
  BinanceRig rig;
  ASSERT_TRUE(rig.place(rig.at_market(Side::kBuy, "0.5")).order);
  EXPECT_EQ(rig.exchange->book(rig.symbol).asks.front().price.text(), "92000.2");
  rig.print("92000.2", "0.1", Side::kBuy);
  EXPECT_EQ(rig.exchange->book(rig.symbol).asks.front().price.text(), "92000.2");
  rig.show(levels({{"92000.0", "0.5"}}), levels({{"92000.1", "0.5"}}));
  EXPECT_EQ(rig.exchange->book(rig.symbol).asks.front().price.text(), "92000.1");
}

}  // namespace
}  // namespace stom::sim
