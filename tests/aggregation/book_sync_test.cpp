#include "aggregation/book_sync.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

using test::futures_diff;
using test::picture;
using test::snapshot;
using test::spot_diff;

TEST(BookSync, SpotDropsOldDiffsAndStartsWhereTheSnapshotIsInside) {
  BookSync book;
  EXPECT_FALSE(book.apply(spot_diff(90, 100, {{"10", "9"}}, {})));
  EXPECT_FALSE(book.apply(spot_diff(99, 105, {{"10", "5"}}, {})));
  EXPECT_TRUE(book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}})));
  EXPECT_EQ(book.counts().dropped, 1U);
  EXPECT_EQ(book.counts().applied, 1U);
  EXPECT_EQ(book.book().bid(0).quantity.text(), "5");
  EXPECT_TRUE(book.apply(spot_diff(106, 107, {{"10", "6"}}, {})));
  EXPECT_EQ(book.counts().gaps, 0U);
}

TEST(BookSync, SpotDiffThatDoesNotFollowIsAGap) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  EXPECT_TRUE(book.apply(spot_diff(101, 105, {}, {})));
  EXPECT_FALSE(book.apply(spot_diff(107, 108, {{"10", "7"}}, {})));
  EXPECT_EQ(book.counts().gaps, 1U);
  EXPECT_FALSE(book.is_valid());
}

TEST(BookSync, ASnapshotRepairsAGapWithTheDiffsKeptSince) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  book.apply(spot_diff(107, 108, {{"10", "7"}}, {}));
  book.apply(spot_diff(109, 110, {{"10", "8"}}, {}));
  EXPECT_TRUE(book.apply(snapshot(106, {{"10", "2"}}, {{"11", "1"}})));
  EXPECT_TRUE(book.is_valid());
  EXPECT_EQ(book.book().bid(0).quantity.text(), "8");
}

TEST(BookSync, FuturesStartInsideTheSnapshotAndChainByThePreviousId) {
  BookSync book;
  book.apply(futures_diff(80, 81, 95, {{"10", "9"}}, {}));
  book.apply(futures_diff(95, 98, 103, {{"10", "5"}}, {}));
  EXPECT_TRUE(book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}})));
  EXPECT_EQ(book.counts().dropped, 1U);
  EXPECT_EQ(book.book().bid(0).quantity.text(), "5");
  // Ids are shared by all futures symbols: U need not follow, pu must.
  EXPECT_TRUE(book.apply(futures_diff(103, 140, 150, {{"10", "6"}}, {})));
  EXPECT_FALSE(book.apply(futures_diff(149, 151, 160, {}, {})));
  EXPECT_EQ(book.counts().gaps, 1U);
}

TEST(BookSync, FuturesDiffThatBeginsAfterTheSnapshotIsAGap) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  EXPECT_FALSE(book.apply(futures_diff(105, 106, 110, {}, {})));
  EXPECT_EQ(book.counts().gaps, 1U);
}

TEST(BookSync, FuturesDiffThatContinuesExactlyAtTheSnapshotIsApplied) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  EXPECT_TRUE(book.apply(futures_diff(100, 106, 110, {{"10", "3"}}, {})));
}

TEST(BookSync, AnOlderSnapshotDoesNotReplaceAStandingBook) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  book.apply(spot_diff(101, 120, {{"10", "3"}}, {}));
  EXPECT_FALSE(book.apply(snapshot(110, {{"10", "2"}}, {{"11", "1"}})));
  EXPECT_EQ(book.counts().stale_snapshots, 1U);
  EXPECT_EQ(book.book().bid(0).quantity.text(), "3");
  EXPECT_TRUE(book.apply(spot_diff(121, 122, {{"10", "4"}}, {})));
}

TEST(BookSync, CrossedStatesAreCounted) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  book.apply(spot_diff(101, 102, {{"12", "1"}}, {}));
  EXPECT_EQ(book.counts().crossed, 1U);
  EXPECT_TRUE(book.is_valid());
}

TEST(BookSync, CompletePicturesNeedNoChain) {
  BookSync book;
  EXPECT_TRUE(book.apply(picture(5, {{"10", "1"}}, {{"11", "1"}})));
  EXPECT_TRUE(book.apply(picture(6, {{"20", "1"}}, {{"21", "1"}})));
  EXPECT_EQ(book.book().bid_count(), 1U);
  EXPECT_TRUE(book.is_followed());
}

TEST(BookSync, ASnapshotAloneIsNotAFollowedBook) {
  BookSync book;
  book.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}));
  EXPECT_TRUE(book.is_valid());
  EXPECT_FALSE(book.is_followed());
}

}  // namespace
}  // namespace stom::aggregation
