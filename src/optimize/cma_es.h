// One run of the covariance matrix adaptation evolution strategy: a normal distribution that moves to where the better half of its
// samples lies. Equations, constants and negative weights of Hansen 2016, "The CMA Evolution Strategy: A Tutorial"
// (arXiv:1604.00772), table 1 and appendix A; listed values by CMA-ES with Margin (Hamano, Saito, Nomura, Shirakawa 2022,
// "CMA-ES with Margin: Lower-Bounding Marginal Probability for Mixed-Integer Black-Box Optimization").
// Every axis is scaled to [0, 1]; a listed axis is cut into equal cells, one a value.
#pragma once

#include "optimize/outcome_rank.h"
#include "optimize/random.h"
#include "optimize/symmetric_eigen.h"

namespace stom::optimize {

class CmaEs {
 public:
  // cells: number of values by axis, 0 for a continuous one.
  CmaEs(std::vector<std::size_t> cells, std::vector<double> mean, double sigma, std::size_t population);

  struct Sample {
    std::vector<double> x;      // of the distribution: what it learns from
    std::vector<double> place;  // x spread by the margin: cell number of listed axes, 0 … 1 of continuous ones
  };
  [[nodiscard]] Sample sample(Random& random) const;
  // Ranks of `population` samples, in their order.
  void update(const std::vector<Sample>& samples, const std::vector<OutcomeRank>& ranks);

  [[nodiscard]] std::size_t population() const { return population_; }
  [[nodiscard]] int generation() const { return generation_; }
  // Nothing more to be expected: scores no longer differ, the distribution has shrunk to a point or to a line, or many generations.
  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] const std::vector<double>& mean() const { return mean_; }
  [[nodiscard]] double deviation(std::size_t axis) const;  // σ√C of the axis, before the margin

 private:
  struct Weights {
    std::vector<double> step, covariance;  // by place in the order
  };
  [[nodiscard]] Weights weights_for(const std::vector<OutcomeRank>& ranks, const std::vector<std::size_t>& order) const;
  [[nodiscard]] std::vector<double> whitened(const std::vector<double>& y) const;  // C^(−1/2)·y
  void set_constants();
  void decompose();
  void keep_margin();
  void check_end(const OutcomeRank& best, const OutcomeRank& worst);

  std::vector<std::size_t> cells_;
  std::size_t population_;
  std::vector<double> weights_;  // by rank; from population/2 on negative
  double mu_effective_ = 0, c_sigma_ = 0, d_sigma_ = 0, c_c_ = 0, c_1_ = 0, c_mu_ = 0, expected_length_ = 0;

  std::vector<double> mean_, path_sigma_, path_c_;
  double sigma_;
  SquareMatrix covariance_;
  EigenSystem eigen_;
  std::vector<double> roots_;     // of the eigenvalues
  std::vector<double> widening_;  // diagonal of the margin's matrix A
  std::vector<OutcomeRank> history_;
  int generation_ = 0;
  bool has_ended_ = false;
};

}  // namespace stom::optimize
