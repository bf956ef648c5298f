#include "base/reserved_memory.h"

#include <gtest/gtest.h>

namespace stom {
namespace {

TEST(ReservedMemory, IsZeroUntilWrittenAndStaysInItsPlaceWhenMoved) {
  ReservedMemory first(std::size_t{1} << 30);  // much more than the test may use
  auto* values = static_cast<double*>(first.data());
  ASSERT_NE(values, nullptr);
  EXPECT_EQ(values[1'000'000], 0);
  values[1'000'000] = 5;
  ReservedMemory second = std::move(first);
  EXPECT_EQ(first.data(), nullptr);
  EXPECT_EQ(second.data(), values);
  first = std::move(second);
  EXPECT_EQ(first.data(), values);
  EXPECT_EQ(values[1'000'000], 5);
  EXPECT_EQ(first.size(), std::size_t{1} << 30);
}

TEST(ReservedMemory, OfNothingIsNothing) {
  EXPECT_EQ(ReservedMemory().data(), nullptr);
  EXPECT_EQ(ReservedMemory(0).data(), nullptr);
}

}  // namespace
}  // namespace stom
