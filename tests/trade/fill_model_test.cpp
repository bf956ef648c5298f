// Each rule of the realistic fill model (docs/concepts/fills.md), one test.
#include "trade/fill_model.h"

#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "base/rounding.h"
#include "trade/fill.h"
#include "trade/realistic_fill.h"

namespace stom::trade {
namespace {

using market::Market;

// Asks 101…105, bids 100…96, the given quantity at every level.
MarketRow book(double size) {
  MarketRow row;
  for (int level = 0; level < 5; ++level) {
    row.asks[level] = {101.0 + level, size};
    row.bids[level] = {100.0 - level, size};
  }
  row.low = row.high = 100.5;
  return row;
}

WorkingOrder market_order(bool buys, double quantity, std::int64_t arrives_at = 0) {
  WorkingOrder order;
  order.buys = buys;
  order.quantity = quantity;
  order.arrives_at = arrives_at;
  return order;
}

WorkingOrder order_of(std::string_view kind, bool buys, double limit, double quantity) {
  WorkingOrder order = market_order(buys, quantity);
  order.kind = find_order_kind(kind).value();
  order.limit = limit;
  return order;
}

RealisticVenue venue() { return {Market::kStock, true, true}; }

TEST(RealisticFill, AnOrderOnItsWayDoesNothing) {
  RealisticVenue stocks = venue();
  WorkingOrder order = market_order(true, 5, 3);
  EXPECT_EQ(stocks.advance(order, 2, book(10)).quantity, 0);
  EXPECT_EQ(stocks.advance(order, 3, book(10)).quantity, 5);
  EXPECT_FALSE(order.is_open());
}

TEST(RealisticFill, AMarketOrderWalksTheLevelsFromTheBestOn) {
  RealisticVenue stocks = venue();
  WorkingOrder order = market_order(true, 25);
  const Execution done = stocks.advance(order, 0, book(10));
  EXPECT_EQ(done.quantity, 25);
  EXPECT_EQ(done.money, 101 * 10 + 102 * 10 + 103 * 5);
}

TEST(RealisticFill, ABookTooThinFillsAPartAndTheRestGoesOn) {
  RealisticVenue stocks = venue();
  WorkingOrder order = market_order(false, 70);
  EXPECT_EQ(stocks.advance(order, 0, book(10)).quantity, 50);
  EXPECT_EQ(order.quantity, 20);
  MarketRow renewed = book(40);
  stocks.observe(renewed);
  const Execution rest = stocks.advance(order, 1, renewed);
  EXPECT_EQ(rest.quantity, 20);
  EXPECT_EQ(rest.money, 2000);
  EXPECT_FALSE(order.is_open());
}

TEST(RealisticFill, TwoOwnOrdersDoNotTakeTheSameQuantityTwice) {
  RealisticVenue stocks = venue();
  WorkingOrder first = market_order(true, 8), second = market_order(true, 8);
  EXPECT_EQ(stocks.advance(first, 0, book(10)).money, 8 * 101);
  stocks.observe(book(10));
  EXPECT_EQ(stocks.advance(second, 1, book(10)).money, 2 * 101 + 6 * 102);
}

TEST(RealisticFill, WithoutConsumptionTheRecordedBookIsThereAgain) {
  RealisticVenue stocks(Market::kStock, true, false);
  WorkingOrder first = market_order(true, 8), second = market_order(true, 8);
  EXPECT_EQ(stocks.advance(first, 0, book(10)).money, 8 * 101);
  EXPECT_EQ(stocks.advance(second, 1, book(10)).money, 8 * 101);
}

TEST(RealisticFill, NewQuantityAtAPriceCanBeHadAfterItShrank) {
  BookConsumption taken;
  taken.take(101, 8);
  taken.observe(book(3).asks);  // others took what history gave them: never more is remembered than is shown
  EXPECT_EQ(taken.left({101, 3}), 0);
  taken.observe(book(10).asks);
  EXPECT_EQ(taken.left({101, 10}), 7);
}

TEST(RealisticFill, APriceThatIsNotShownAnyMoreIsForgotten) {
  BookConsumption taken;
  taken.take(101, 8);
  BookSide moved = book(10).asks;
  for (QuotedLevel& level : moved) level.price += 1;
  taken.observe(moved);
  EXPECT_TRUE(taken.is_empty());
  EXPECT_EQ(taken.left({101, 10}), 10);
}

TEST(RealisticFill, ALimitOrderTakesOnlyWithinItsLimitAndRestsWithTheRemainder) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 102, 50);
  const Execution done = stocks.advance(order, 0, book(10));
  EXPECT_EQ(done.quantity, 20);
  EXPECT_EQ(done.money, 101 * 10 + 102 * 10);
  EXPECT_EQ(order.quantity, 30);
}

TEST(RealisticFill, ALimitOrderAtTheBestPriceWaitsUntilTheQueueIsEaten) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 100, 10);
  EXPECT_EQ(stocks.advance(order, 0, book(30)).quantity, 0);
  MarketRow trades = book(30);
  trades.low = trades.high = 100;
  trades.sold = 20;
  EXPECT_EQ(stocks.advance(order, 1, trades).quantity, 0);
  trades.sold = 14;  // 10 are left ahead, 4 reach the order
  const Execution part = stocks.advance(order, 2, trades);
  EXPECT_EQ(part.quantity, 4);
  EXPECT_EQ(part.money, 400);
  EXPECT_EQ(order.quantity, 6);
}

TEST(RealisticFill, VolumeOfTheOwnSideDoesNotFill) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 100, 10);
  stocks.advance(order, 0, book(1));
  MarketRow trades = book(1);
  trades.low = trades.high = 100;
  trades.bought = 1000;
  EXPECT_EQ(stocks.advance(order, 1, trades).quantity, 0);
}

TEST(RealisticFill, WithoutAQueueTheVolumeReachesTheOrderAtOnce) {
  RealisticVenue stocks(Market::kStock, false, true);
  WorkingOrder order = order_of("지정가", true, 100, 10);
  stocks.advance(order, 0, book(30));
  MarketRow trades = book(30);
  trades.low = trades.high = 100;
  trades.sold = 7;
  EXPECT_EQ(stocks.advance(order, 1, trades).quantity, 7);
}

TEST(RealisticFill, APriceThatGoesThroughFillsTheWholeOrder) {
  RealisticVenue stocks = venue();
  WorkingOrder buy = order_of("지정가", true, 100, 10), sale = order_of("지정가", false, 101, 10);
  stocks.advance(buy, 0, book(1000));
  stocks.advance(sale, 0, book(1000));
  MarketRow trades = book(1000);
  trades.low = 99;
  trades.high = 102;
  EXPECT_EQ(stocks.advance(buy, 1, trades).money, 1000);
  EXPECT_EQ(stocks.advance(sale, 1, trades).money, 1010);
}

TEST(RealisticFill, NoMoreCanBeAheadThanIsShown) {
  QueuePosition queue;
  queue.join(book(30).bids, true, 100);
  EXPECT_EQ(queue.ahead(), 30);
  queue.observe(book(12).bids, true, 100);
  EXPECT_EQ(queue.ahead(), 12);
  queue.observe(book(50).bids, true, 100);  // who comes later stands behind
  EXPECT_EQ(queue.ahead(), 12);
}

TEST(RealisticFill, ABetterPriceThanAllOthersStandsFirst) {
  MarketRow wide = book(30);
  for (QuotedLevel& level : wide.asks) level.price += 5;
  QueuePosition queue;
  queue.join(wide.bids, true, 102);
  EXPECT_EQ(queue.ahead(), 0);
}

TEST(RealisticFill, TheQueueOfAPriceBeyondTheFifthLevelIsKnownWhenItIsShown) {
  QueuePosition queue;
  queue.join(book(30).bids, true, 95);
  EXPECT_EQ(queue.ahead(), std::numeric_limits<double>::infinity());
  EXPECT_EQ(queue.pass(1e9), 0);
  MarketRow lower = book(40);
  for (QuotedLevel& level : lower.bids) level.price -= 3;
  queue.observe(lower.bids, true, 95);
  EXPECT_EQ(queue.ahead(), 40);
}

TEST(RealisticFill, AQuoteOfTheOtherSideAtTheOrdersPriceMeetsIt) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 100, 10);
  stocks.advance(order, 0, book(30));
  MarketRow crossed = book(30);
  for (QuotedLevel& level : crossed.asks) level.price -= 1;  // best ask 100
  crossed.asks[0].size = 4;
  const Execution met = stocks.advance(order, 1, crossed);
  EXPECT_EQ(met.quantity, 4);
  EXPECT_EQ(met.money, 400);
}

TEST(RealisticFill, ImmediateOrCancelKeepsThePartAndDropsTheRest) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가IOC", true, 101, 25);
  EXPECT_EQ(stocks.advance(order, 0, book(10)).quantity, 10);
  EXPECT_FALSE(order.is_open());
}

TEST(RealisticFill, FillOrKillIsAllOrNothing) {
  RealisticVenue stocks = venue();
  WorkingOrder too_much = order_of("지정가FOK", true, 101, 25);
  EXPECT_EQ(stocks.advance(too_much, 0, book(10)).quantity, 0);
  EXPECT_FALSE(too_much.is_open());
  WorkingOrder whole = order_of("지정가FOK", true, 103, 25);
  EXPECT_EQ(stocks.advance(whole, 0, book(10)).quantity, 25);
}

TEST(RealisticFill, MarketImmediateOrCancelTakesTheVisibleBook) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("시장가IOC", true, 0, 70);
  EXPECT_EQ(stocks.advance(order, 0, book(10)).quantity, 50);
  EXPECT_FALSE(order.is_open());
}

TEST(RealisticFill, TheBestOppositeKindTakesOneLevelOnly) {
  RealisticVenue stocks = venue();
  WorkingOrder rests = order_of("최유리지정가", true, 0, 25);
  EXPECT_EQ(stocks.advance(rests, 0, book(10)).money, 1010);
  EXPECT_EQ(rests.quantity, 15);
  EXPECT_EQ(rests.limit, 101);
  WorkingOrder cancels = order_of("최유리IOC", false, 0, 25);
  EXPECT_EQ(stocks.advance(cancels, 0, book(10)).money, 1000);
  EXPECT_FALSE(cancels.is_open());
}

TEST(RealisticFill, TheBestOwnKindRestsAtTheOwnSidesBestQuote) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("최우선지정가", true, 0, 25);
  EXPECT_EQ(stocks.advance(order, 0, book(10)).quantity, 0);
  EXPECT_EQ(order.limit, 100);
  EXPECT_EQ(order.queue.ahead(), 10);
}

TEST(RealisticFill, ACancelOnItsWayLetsTheOrderFillUntilItArrives) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 100, 10);
  stocks.advance(order, 0, book(0));
  order.cancelled_at = 2;
  MarketRow trades = book(0);
  trades.low = trades.high = 100;
  trades.sold = 3;
  EXPECT_EQ(stocks.advance(order, 1, trades).quantity, 3);
  EXPECT_EQ(stocks.advance(order, 2, trades).quantity, 3);
  EXPECT_FALSE(order.is_open());
}

TEST(RealisticFill, AMovedOrderJoinsTheEndOfTheNewQueue) {
  RealisticVenue stocks = venue();
  WorkingOrder order = order_of("지정가", true, 99, 10);
  stocks.advance(order, 0, book(30));
  order.amended_at = 1;
  order.next_limit = 100;
  stocks.advance(order, 1, book(20));
  EXPECT_EQ(order.limit, 100);
  EXPECT_EQ(order.queue.ahead(), 20);
}

TEST(RealisticFill, SharesAreWholeAndCoinsHaveEightDecimals) {
  MarketRow odd = book(10.5);
  RealisticVenue stocks = venue(), coins(Market::kUpbit, true, true);
  WorkingOrder shares = market_order(true, 60), parts = market_order(true, 60);
  EXPECT_EQ(stocks.advance(shares, 0, odd).quantity, 50);
  EXPECT_EQ(coins.advance(parts, 0, odd).quantity, 52.5);
}

TEST(RealisticFill, TheCloseOfADaySellsWhatTheBookLacksAtItsLastPrice) {
  RealisticVenue stocks = venue();
  EXPECT_EQ(stocks.close(false, 60, book(10)), 100 * 10 + 99 * 10 + 98 * 10 + 97 * 10 + 96 * 20);
  EXPECT_EQ(stocks.close(true, 5, MarketRow{}), 0);
}

TEST(RealisticFill, CoverCountsWhatOwnOrdersLeft) {
  RealisticVenue stocks = venue();
  EXPECT_TRUE(stocks.covers(true, 30, 3, book(10)));
  WorkingOrder order = market_order(true, 1);
  stocks.advance(order, 0, book(10));
  EXPECT_FALSE(stocks.covers(true, 30, 3, book(10)));
}

// On the same row, without latency and with a fresh book, a market order that the reference fills fills the same, and one that it does not
// never costs less than the levels themselves.
TEST(RealisticFill, AMarketOrderNeverFillsBetterThanTheReference) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    const Market market = round % 2 == 0 ? Market::kStock : Market::kUpbit;
    const bool buys = round % 3 == 0;
    MarketRow row = book(0);
    for (int level = 0; level < 5; ++level) {
      row.asks[level].size = static_cast<double>(random() % 50);
      row.bids[level].size = static_cast<double>(random() % 50);
    }
    const double quantity = market == Market::kStock ? 1 + static_cast<double>(random() % 150)
                                                     : round_scaled(static_cast<double>(random() % 15000) / 97 + 0.1, 8);
    double prices[5], sizes[5];
    BookLevels levels{};
    for (int level = 0; level < 5; ++level) {
      prices[level] = (buys ? row.asks : row.bids)[level].price;
      sizes[level] = (buys ? row.asks : row.bids)[level].size;
      levels.prices[level] = &prices[level];
      levels.sizes[level] = &sizes[level];
    }
    const FillResult reference = fill_market(levels, 5, 0, quantity);
    RealisticVenue fresh(market, true, true);
    WorkingOrder order = market_order(buys, quantity);
    const Execution done = fresh.advance(order, 0, row);
    if (reference.filled) {
      EXPECT_EQ(done.quantity, quantity);
      EXPECT_EQ(done.money, reference.money);
    } else {
      EXPECT_LT(done.quantity, quantity);
      EXPECT_TRUE(order.is_open());
    }
    // A second order of the same side at the same row pays no better average than the first.
    WorkingOrder second = market_order(buys, quantity);
    const Execution again = fresh.advance(second, 0, row);
    if (again.quantity > 0 && done.quantity > 0) {
      const double difference = again.money / again.quantity - done.money / done.quantity;
      EXPECT_GE(buys ? difference : -difference, -1e-9);
    }
  }
}

TEST(OrderKinds, AllTenNamesAreKnownAndNoOther) {
  EXPECT_EQ(kOrderKinds.size(), 10u);
  EXPECT_EQ(find_order_kind("최유리FOK")->force, TimeInForce::kFillOrKill);
  EXPECT_FALSE(find_order_kind("조건부지정가").has_value());
  EXPECT_TRUE(find_order_kind("최유리IOC")->needs_cover());
  EXPECT_FALSE(find_order_kind("최유리지정가")->needs_cover());
}

TEST(FillModelText, NamesTheModelAndItsOptions) {
  EXPECT_EQ(describe({}).en, "reference (at once against the row of the signal, whole or not at all)");
  FillModel model{FillModelKind::kRealistic, {3, false, true, true}};
  EXPECT_EQ(describe(model).en, "realistic (latency in rows: 3, partial fills, queue off, book consumption on, cover check on)");
  EXPECT_EQ(find_fill_model("realistic"), FillModelKind::kRealistic);
  EXPECT_FALSE(find_fill_model("best").has_value());
}

}  // namespace
}  // namespace stom::trade
