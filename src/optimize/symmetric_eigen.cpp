#include "optimize/symmetric_eigen.h"

#include <cmath>

namespace stom::optimize {
namespace {

constexpr int kMostSweeps = 60;       // a handful is enough in practice: convergence is quadratic
constexpr double kNegligible = 1e-15;  // of the two diagonal elements

// Turns rows and columns p and q so that (p, q) becomes 0.
void rotate(SquareMatrix& a, SquareMatrix& v, std::size_t p, std::size_t q) {
  const double theta = (a.at(q, q) - a.at(p, p)) / (2 * a.at(p, q));
  const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
  const double c = 1 / std::sqrt(t * t + 1), s = t * c;
  for (std::size_t k = 0; k < a.size; ++k) {
    const double kp = a.at(k, p), kq = a.at(k, q);
    a.at(k, p) = c * kp - s * kq;
    a.at(k, q) = s * kp + c * kq;
  }
  for (std::size_t k = 0; k < a.size; ++k) {
    const double pk = a.at(p, k), qk = a.at(q, k);
    a.at(p, k) = c * pk - s * qk;
    a.at(q, k) = s * pk + c * qk;
    const double vp = v.at(k, p), vq = v.at(k, q);
    v.at(k, p) = c * vp - s * vq;
    v.at(k, q) = s * vp + c * vq;
  }
  a.at(p, q) = a.at(q, p) = 0;
}

}  // namespace

SquareMatrix SquareMatrix::identity(std::size_t n) {
  SquareMatrix matrix(n);
  for (std::size_t i = 0; i < n; ++i) matrix.at(i, i) = 1;
  return matrix;
}

EigenSystem symmetric_eigen(SquareMatrix matrix) {
  const std::size_t n = matrix.size;
  SquareMatrix vectors = SquareMatrix::identity(n);
  for (int sweep = 0; sweep < kMostSweeps; ++sweep) {
    bool rotated = false;
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        const double limit = kNegligible * std::sqrt(std::abs(matrix.at(p, p) * matrix.at(q, q)));
        if (matrix.at(p, q) == 0 || std::abs(matrix.at(p, q)) <= limit) continue;
        rotate(matrix, vectors, p, q);
        rotated = true;
      }
    }
    if (!rotated) break;
  }
  EigenSystem eigen{std::vector<double>(n), vectors};
  for (std::size_t i = 0; i < n; ++i) eigen.values[i] = matrix.at(i, i);
  return eigen;
}

}  // namespace stom::optimize
