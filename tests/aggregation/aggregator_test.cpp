#include "aggregation/aggregator.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::at;
using test::picture;
using test::trade;

constexpr RowKey kTen = 20240808100010;

struct Market {
  SymbolTable symbols;
  Aggregator aggregator{symbols, RowOptions{.market = market::Market::kBinance, .frames = {market::Frame::kTick, market::Frame::kMinute}, .synthetic_tick = {}, .synthetic_size = {}}};

  void add(const Event& event) { aggregator.apply(event); }
  std::vector<double> watched(SymbolId id) {
    const RowTable rows = aggregator.take_rows(id, market::Frame::kTick, false);
    return rows.columns[static_cast<std::size_t>(market::column_of(market::Market::kBinance, market::Frame::kTick, market::Field::kWatched))];
  }
};

TEST(Aggregator, TheTenCodesWithTheLargestValueAreWatched) {
  Market all;
  std::vector<SymbolId> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(all.symbols.id("COIN" + std::to_string(i) + "USDT"));
  for (int i = 0; i < 12; ++i) all.add(trade(at(kTen, i), "100", std::to_string(i + 1), Side::kBuy, ids[static_cast<std::size_t>(i)]));
  // The list is made anew ten seconds later: the two smallest fall out, the two latest come in.
  for (int second = 0; second < 15; ++second) {
    for (const SymbolId id : ids) all.add(picture(at(kTen + second, 500), {{"99", "1"}}, {{"101", "1"}}, id));
  }
  all.aggregator.finish();
  const std::vector<double> first = all.watched(ids[0]), last = all.watched(ids[11]), middle = all.watched(ids[5]);
  EXPECT_EQ(first.front(), 1);
  EXPECT_EQ(first.back(), 0);
  EXPECT_EQ(last.front(), 0);
  EXPECT_EQ(last.back(), 1);
  EXPECT_EQ(middle.front() + middle.back(), 2);
  const std::vector<WatchEntry> list = all.aggregator.take_watch_list(market::Frame::kTick, false);
  ASSERT_EQ(list.size(), 15U);
  EXPECT_EQ(list.front().time, kTen);
  EXPECT_EQ(list.front().codes.size(), 10U);
  EXPECT_EQ(list.back().codes.front(), ids[11]);
}

TEST(Aggregator, WhatWasTradedYesterdayDoesNotRankToday) {
  Market all;
  const SymbolId quiet = all.symbols.id("QUIETUSDT");
  std::vector<SymbolId> ids;
  for (int i = 0; i < 10; ++i) ids.push_back(all.symbols.id("COIN" + std::to_string(i) + "USDT"));
  all.add(trade(at(20240808230000), "100", "1000", Side::kBuy, quiet));
  for (const SymbolId id : ids) all.add(trade(at(20240808230001), "100", "1", Side::kBuy, id));
  for (const SymbolId id : ids) all.add(trade(at(20240809000001), "100", "1", Side::kBuy, id));
  all.add(picture(at(20240809000011), {{"99", "1"}}, {{"101", "1"}}, ids[0]));
  EXPECT_EQ(all.aggregator.watch_list(), ids);
}

TEST(Aggregator, ASymbolThatIsNoLongerTradedLeavesTheWatchList) {
  Market all;
  const SymbolId gone = all.symbols.id("GONEUSDT"), stays = all.symbols.id("STAYSUSDT");
  all.add(trade(at(kTen), "100", "9", Side::kBuy, gone));
  all.add(trade(at(kTen), "100", "1", Side::kBuy, stays));
  all.aggregator.set_listed(gone, false);
  all.add(picture(at(kTen + 11), {{"99", "1"}}, {{"101", "1"}}, stays));
  EXPECT_EQ(all.aggregator.watch_list(), (std::vector<SymbolId>{stays}));
  all.aggregator.set_listed(gone, true);
  all.add(picture(at(kTen + 21), {{"99", "1"}}, {{"101", "1"}}, stays));
  EXPECT_EQ(all.aggregator.watch_list(), (std::vector<SymbolId>{gone, stays}));
}

TEST(Aggregator, FiguresOfOldDaysAreForgottenWhenAskedTo) {
  Market all;
  const SymbolId id = all.symbols.id("BTCUSDT");
  for (RowKey day = 8; day < 14; ++day) {
    all.add(trade(at(20240800100000 + day * 1'000'000), "100", "1", Side::kBuy, id));
    if (day == 12) all.aggregator.forget_figures(id, 2);
  }
  const std::map<TradingDay, DayFigures>& figures = all.aggregator.symbol(id)->figures();
  ASSERT_EQ(figures.size(), 3U) << "two days, and the one that came then";
  EXPECT_EQ(figures.begin()->first, 20240811);
  EXPECT_EQ(figures.rbegin()->first, 20240813);
}

TEST(Aggregator, SecondAndMinuteRowsAreMadeAtOnce) {
  Market all;
  const SymbolId id = all.symbols.id("BTCUSDT");
  for (int i = 0; i < 130; ++i) {
    const EpochMicros time = at(20240808100000) + i * 1'000'000LL;
    all.add(trade(time, "100", "1", Side::kBuy, id));
    all.add(picture(time + 1, {{"99", "1"}}, {{"101", "1"}}, id));
  }
  all.aggregator.finish();
  EXPECT_EQ(all.aggregator.take_rows(id, market::Frame::kTick, false).size(), 130U);
  EXPECT_EQ(all.aggregator.take_rows(id, market::Frame::kMinute, false).size(), 3U);
}

TEST(Aggregator, RowsTakenInPiecesAreTheSameRows) {
  const auto feed = [](Market& all, std::size_t every) {
    const SymbolId id = all.symbols.id("BTCUSDT");
    RowTable whole;
    const auto take = [&](bool keep_last) {
      RowTable piece = all.aggregator.take_rows(id, market::Frame::kTick, keep_last);
      if (whole.columns.empty()) whole.columns.resize(piece.columns.size());
      whole.index.insert(whole.index.end(), piece.index.begin(), piece.index.end());
      for (std::size_t i = 0; i < piece.columns.size(); ++i) {
        whole.columns[i].insert(whole.columns[i].end(), piece.columns[i].begin(), piece.columns[i].end());
      }
    };
    for (std::size_t i = 0; i < 300; ++i) {
      const EpochMicros time = at(20240808235900) + static_cast<EpochMicros>(i) * 450'000;
      all.add(trade(time, std::to_string(100 + i % 7), "1.25", i % 3 == 0 ? Side::kSell : Side::kBuy, id));
      if (i > 40) all.add(picture(time + 1, {{"99", "1"}}, {{"110", "1"}}, id));
      if (every != 0 && i % every == 0 && i > 60) take(true);
    }
    all.aggregator.finish();
    take(false);
    return whole;
  };
  Market once, pieces;
  const RowTable expected = feed(once, 0), got = feed(pieces, 11);
  EXPECT_EQ(got.index, expected.index);
  EXPECT_EQ(got.columns, expected.columns);
}

TEST(Aggregator, ABookFoundAfterRowsWereTakenGoesOnWithoutCountingTwice) {
  Market all;
  const SymbolId id = all.symbols.id("BTCUSDT");
  for (int i = 0; i < 5; ++i) all.add(trade(at(kTen + i), "100", "1", Side::kBuy, id));
  RowTable first = all.aggregator.take_rows(id, market::Frame::kTick, true);
  for (int i = 5; i < 9; ++i) {
    all.add(trade(at(kTen + i), "100", "1", Side::kBuy, id));
    all.add(picture(at(kTen + i, 1), {{"99", "1"}}, {{"101", "1"}}, id));
  }
  all.aggregator.finish();
  const RowTable rest = all.aggregator.take_rows(id, market::Frame::kTick, false);
  const auto buys = static_cast<std::size_t>(market::column_of(market::Market::kBinance, market::Frame::kTick, market::Field::kBuyQuantity));
  double sum = 0;
  for (const double value : first.columns[buys]) sum += value;
  for (const double value : rest.columns[buys]) sum += value;
  EXPECT_EQ(sum, 9);
  ASSERT_FALSE(first.empty());
  EXPECT_GT(rest.index.front(), first.index.back());
}

}  // namespace
}  // namespace stom::aggregation
