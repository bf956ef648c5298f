// Eigenvalues and eigenvectors of a small symmetric matrix by Jacobi rotations (Golub & Van Loan, "Matrix Computations", 8.5): slow for
// large matrices, but exact to the last digits, and the same on every machine.
#pragma once

#include <vector>

namespace stom::optimize {

// Rows of a square matrix, one after the other.
struct SquareMatrix {
  std::size_t size = 0;
  std::vector<double> values;

  explicit SquareMatrix(std::size_t n = 0) : size(n), values(n * n) {}
  [[nodiscard]] static SquareMatrix identity(std::size_t n);
  [[nodiscard]] double& at(std::size_t row, std::size_t column) { return values[row * size + column]; }
  [[nodiscard]] double at(std::size_t row, std::size_t column) const { return values[row * size + column]; }
};

struct EigenSystem {
  std::vector<double> values;  // in no order
  SquareMatrix vectors;        // column k belongs to values[k]; orthonormal
};

[[nodiscard]] EigenSystem symmetric_eigen(SquareMatrix matrix);

}  // namespace stom::optimize
