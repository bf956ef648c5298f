#include "gateway/data_watch.h"

#include <gtest/gtest.h>

namespace stom::gateway {
namespace {

TEST(DataWatch, ABusyStreamIsMissedAtOnce) {
  DataWatch watch(2.7);
  watch.connected(100);
  for (int i = 1; i <= 100; ++i) watch.message(100 + 0.1 * i);
  EXPECT_EQ(watch.limit(), 2.7);
  EXPECT_DOUBLE_EQ(watch.silence(112), 2);
}

TEST(DataWatch, AQuietStreamHasTime) {
  DataWatch watch(2.7);
  watch.connected(100);
  watch.message(105);
  EXPECT_DOUBLE_EQ(watch.limit(), 15);
  watch.message(305);
  EXPECT_EQ(watch.limit(), 30);
}

TEST(DataWatch, OldSilenceIsForgotten) {
  DataWatch watch(2.7);
  watch.connected(0);
  watch.message(8);
  for (double at = 9; at <= 8 + 3600; ++at) watch.message(at);
  EXPECT_NEAR(watch.limit(), 12, 0.01);
}

}  // namespace
}  // namespace stom::gateway
