// The lines of the optimisation log (spec 9.1), as plain text: one vector with the figures of its parts.
//   V[30;3;20] TOTAL TC[12] ATC[1.2] MH[3] WR[58.33%] MDD[4.10%] CAGR[10.21] TPI[1.32] AP[0.41%] TP[4.92%] TG[98400] GM[2.4] MERGE[2.4] [기준값갱신]
// With validation the vector and MERGE stand on the first line, one line per part follows (TRAIN1, VALID1, …; 1 is the newest fold).
#pragma once

#include <string>

#include "optimize/study_store.h"

namespace stom::optimize {

enum class ScoreMark : std::uint8_t { kNone, kNewBest, kEqual };  // –, [기준값갱신], [기준값동일]

[[nodiscard]] Message trial_log(const StoredTrial& trial, Objective objective, ScoreMark mark);
// "[IN] P[20240102~20240126] V[…] MERGE[…]" and "[OUT] P[…~…] TC[] MH[] WR[] TP[] TG[]" of a walk-forward window.
[[nodiscard]] std::string window_log(const StageResult& window);
// "TC[12] ATC[1.2] … TG[98400]", with NAME[score] for ratio objectives.
[[nodiscard]] std::string figures_log(const backtest::Metrics& metrics, Objective objective, double score);

// Keeps the best outcome so far and says how the next one stands to it.
class BestSoFar {
 public:
  ScoreMark add(const StoredTrial& trial);
  [[nodiscard]] const StoredTrial* best() const { return best_ ? &*best_ : nullptr; }
  void clear() { best_.reset(); }

 private:
  std::optional<StoredTrial> best_;
};

}  // namespace stom::optimize
