#include "backtest/feature_cache.h"

#include <gtest/gtest.h>

namespace stom::backtest {
namespace {

std::shared_ptr<CachedColumn> column_of(std::size_t bytes) {
  auto column = std::make_shared<CachedColumn>();
  column->bytes = bytes;
  return column;
}

script::SlotKey window(int length) { return feature::WindowKey{feature::WindowFunction::kMovingAverage, false, length}; }

TEST(FeatureCache, HoldsNoMoreThanItMayAndForgetsTheOldestUse) {
  FeatureCache cache(100);
  cache.keep("A", window(1), column_of(40));
  cache.keep("A", window(2), column_of(40));
  EXPECT_NE(cache.find("A", window(1)), nullptr);  // 2 is now the older use
  cache.keep("A", window(3), column_of(40));
  EXPECT_EQ(cache.bytes(), 80U);
  EXPECT_EQ(cache.find("A", window(2)), nullptr);
  EXPECT_NE(cache.find("A", window(1)), nullptr);
  EXPECT_NE(cache.find("A", window(3)), nullptr);
  EXPECT_EQ(cache.find("B", window(3)), nullptr);
}

TEST(FeatureCache, LeavesColumnsInUseAlone) {
  FeatureCache cache(100);
  cache.keep("A", window(1), column_of(60));
  const auto used = cache.find("A", window(1));
  cache.keep("A", window(2), column_of(60));
  EXPECT_EQ(cache.find("A", window(2)), nullptr);
  EXPECT_EQ(cache.find("A", window(1)), used);
  cache.keep("A", window(3), column_of(101));
  EXPECT_EQ(cache.find("A", window(3)), nullptr);
}

TEST(FeatureCache, FindsADayByItsFirstRow) {
  CachedColumn column;
  for (const RowKey row : {20240102090000, 20240103090000}) {
    CachedColumn::Day& day = column.days.emplace_back();
    day.first_row = row;
    day.values.reset(new double[3]{1, 2, static_cast<double>(row)});
    day.aligned = 2;
  }
  EXPECT_EQ(*column.find(20240103090000), 20240103090000.0);
  EXPECT_EQ(column.find(20240104090000), nullptr);
}

}  // namespace
}  // namespace stom::backtest
