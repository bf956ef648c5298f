// What one parameter vector is worth: the back-test of the vector on the search period, its parts (train and validation per
// fold, or the whole), their figures and scores, the merged score, and the daily profits that the honest statistics need.
#pragma once

#include <optional>
#include <string>

#include "backtest/metrics.h"
#include "backtest/run.h"
#include "backtest/sweep.h"
#include "optimize/objective.h"
#include "optimize/searcher.h"
#include "optimize/window_plan.h"

namespace stom::optimize {

struct PartResult {
  Part part = Part::kTotal;
  int fold = 0;               // 0 newest; 0 for kTotal
  backtest::Metrics metrics;
  double score = 0;
};

struct TrialResult {
  Outcome outcome;                    // score = MERGE, or the total's objective without validation
  std::vector<PartResult> parts;      // without validation: one kTotal; with: kTrain, kValidation of fold 0, of fold 1, …
  std::vector<double> daily_profit;   // won or USDT per trading day of the search period, 0 on days without a sale
  double seed = 0;                    // 필요자금 of the whole search period
  std::int64_t trades = 0;            // of the whole search period
  bool stopped_early = false;         // proven infeasible before all rows were seen; figures are then those so far
};

// How validation parts become one score (optimisation spec 5.5, 12.3).
enum class Aggregation : std::uint8_t { kProduct, kMean, kMedian, kMinimum, kMeanLessDeviation };

struct ScoreRules {
  Objective objective = Objective::kTg;
  Constraints constraints;
  Aggregation aggregation = Aggregation::kProduct;  // kProduct: MERGE=곱, the reference's
  bool weighted_folds = true;                       // 교차검증가중치
  bool keeps_sign = true;                           // signed_score(); false: the reference's products
};

struct EvaluatorOptions {
  // Bytes that the whole process may use, as far as the evaluator decides: what it holds already is taken off, the rest is shared by columns
  // and trades; vectors that do not fit wait for the next pass. Never changes a result.
  std::uint64_t memory_limit = 2ULL << 30;
  bool stop_early = true;                   // never changes which vector wins
};

// A strategy error at one vector ends the search as an error of the run (the reference stops as well); it names the vector.
struct VectorError {
  Vector vector;
  backtest::RunError error;
};

class TrialEvaluator {
 public:
  // base: texts, market, settings, bet, threads, load range; its run range and vars are set here from `windows` and the vectors.
  // Compiles the texts once (base.vars gives the number of variables); throws UsageError with the diagnostics if they cannot run.
  TrialEvaluator(const store::MarketData& data, backtest::RunSpec base, WindowPlan windows, ScoreRules rules, EvaluatorOptions options,
                 std::size_t variables);
  ~TrialEvaluator();
  TrialEvaluator(const TrialEvaluator&) = delete;
  TrialEvaluator& operator=(const TrialEvaluator&) = delete;

  // One result per vector, the same whatever else is in the batch, whatever the threads and the memory limit.
  // Throws Cancelled when stopped. On a strategy error `error` is set and the results are empty.
  [[nodiscard]] std::vector<TrialResult> evaluate(std::span<const Vector> vectors, Progress& progress, const StopFlag& stop,
                                                  std::optional<VectorError>& error);
  [[nodiscard]] const std::vector<TradingDay>& days() const;  // trading days of the search period: index of daily_profit
  [[nodiscard]] std::uint64_t rows() const;                   // rows × 1 vector of a pass

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stom::optimize
