#include "optimize/space.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

Dimension list(std::initializer_list<double> values) {
  Dimension dimension;
  for (const double value : values) dimension.candidates.push_back({value, true});
  dimension.start = dimension.candidates.front();
  return dimension;
}

TEST(Space, CountsFreeDimensionsAndVectors) {
  Space space;
  space.dimensions = {list({30}), list({1, 2, 3}), list({4, 5})};
  EXPECT_EQ(space.free_count(), 2u);
  EXPECT_EQ(space.size(), 6u);
  EXPECT_EQ(vector_text(space.start()), "30;1;4");
}

TEST(Space, SizeStopsAtTwoToThe62) {
  Space space;
  for (int i = 0; i < 62; ++i) space.dimensions.push_back(list({0, 1}));
  EXPECT_EQ(space.size(), 1ULL << 62);
  space.dimensions.push_back(list({0, 1, 2}));
  EXPECT_EQ(space.size(), 1ULL << 62);
  space.dimensions.resize(2);
  EXPECT_EQ(space.size(), 4u);
  space.dimensions[0].continuous = true;
  space.dimensions[0].candidates.clear();
  EXPECT_EQ(space.size(), 1ULL << 62);
  EXPECT_EQ(space.free_count(), 2u);
}

TEST(Space, WritesValuesAsTheVariableColumnHoldsThem) {
  EXPECT_EQ(vector_text({{30, true}, {3, true}, {20, true}, {-3, true}, {0.5, false}}), "30;3;20;-3;0.5");
  EXPECT_EQ(vector_text({{1, false}, {2000, true}, {0.1, false}, {0.175, false}}), "1.0;2000;0.1;0.175");
  EXPECT_EQ(vector_text({{1e-7, false}, {-0.0, false}, {1e15, true}, {1e20, false}}),
            "0.0000001;0.0;1000000000000000;100000000000000000000.0");
  EXPECT_EQ(vector_text({}), "");
}

TEST(Space, PassesIntegersAndDecimalsOn) {
  const script::ParameterVector vars = parameters({{30, true}, {1, false}});
  EXPECT_EQ(vars.values, (std::vector<double>{30, 1}));
  EXPECT_EQ(vars.is_integer, (std::vector<std::uint8_t>{1, 0}));
}

TEST(Space, EqualVectorsHaveEqualHashes) {
  const Vector vector = {{30, true}, {0.5, false}};
  EXPECT_EQ(vector_hash(vector), vector_hash({{30, true}, {0.5, false}}));
  EXPECT_EQ(vector_hash({{0.0, false}}), vector_hash({{-0.0, false}}));
  EXPECT_NE(vector_hash(vector), vector_hash({{0.5, false}, {30, true}}));
  EXPECT_NE(vector_hash({{1, true}}), vector_hash({{1, false}}));
  EXPECT_NE(vector_hash({{1, true}}), vector_hash({{1, true}, {1, true}}));
}

}  // namespace
}  // namespace stom::optimize
