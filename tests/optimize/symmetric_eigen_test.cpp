#include "optimize/symmetric_eigen.h"

#include <gtest/gtest.h>

#include "optimize/random.h"

namespace stom::optimize {
namespace {

TEST(SymmetricEigen, SolvesATwoByTwoMatrix) {
  SquareMatrix matrix(2);
  matrix.values = {2, 1, 1, 2};
  EigenSystem eigen = symmetric_eigen(matrix);
  std::sort(eigen.values.begin(), eigen.values.end());
  EXPECT_DOUBLE_EQ(eigen.values[0], 1);
  EXPECT_DOUBLE_EQ(eigen.values[1], 3);
}

TEST(SymmetricEigen, RebuildsTheMatrixFromItsParts) {
  for (const std::size_t n : {1U, 2U, 5U, 20U}) {
    Random random(3, n);
    SquareMatrix matrix(n);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j <= i; ++j) matrix.at(i, j) = matrix.at(j, i) = random.normal();
    }
    const EigenSystem eigen = symmetric_eigen(matrix);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double value = 0, product = 0;
        for (std::size_t k = 0; k < n; ++k) {
          value += eigen.vectors.at(i, k) * eigen.values[k] * eigen.vectors.at(j, k);
          product += eigen.vectors.at(k, i) * eigen.vectors.at(k, j);
        }
        EXPECT_NEAR(value, matrix.at(i, j), 1e-13 * static_cast<double>(n));
        EXPECT_NEAR(product, i == j ? 1 : 0, 1e-14 * static_cast<double>(n));
      }
    }
  }
}

TEST(SymmetricEigen, LeavesADiagonalMatrixAsItIs) {
  SquareMatrix matrix = SquareMatrix::identity(3);
  matrix.at(1, 1) = 1e-20;
  const EigenSystem eigen = symmetric_eigen(matrix);
  EXPECT_EQ(eigen.values, (std::vector<double>{1, 1e-20, 1}));
  EXPECT_EQ(eigen.vectors.values, SquareMatrix::identity(3).values);
}

}  // namespace
}  // namespace stom::optimize
