#include "optimize/log_lines.h"

#include <gtest/gtest.h>

namespace stom::optimize {
namespace {

StoredTrial trial(double score, bool feasible = true) {
  StoredTrial trial;
  trial.vector = {{30, true}, {0.5, false}};
  trial.result.outcome = {score, feasible, feasible ? 0.0 : 1.0};
  trial.result.trades = 4;
  PartResult part;
  part.metrics.trades = 4;
  part.metrics.trades_per_day = 1.3;
  part.metrics.max_hold_count = 2;
  part.metrics.win_rate = 75;
  part.metrics.mdd = 1.5;
  part.metrics.mdd_amount = 15000;
  part.metrics.cagr = 12.5;
  part.metrics.tpi = 1.2;
  part.metrics.avg_profit_pct = 0.4;
  part.metrics.total_profit_pct = 1.6;
  part.metrics.total_profit = 16000;
  part.score = score;
  trial.result.parts = {part};
  return trial;
}

TEST(TrialLog, OneLineWithoutValidation) {
  EXPECT_EQ(trial_log(trial(1.6), Objective::kTp, ScoreMark::kNewBest).ko,
            "V[30;0.5] TOTAL TC[4] ATC[1.3] MH[2] WR[75.00%] MDD[1.50%] CAGR[12.50] TPI[1.20] AP[0.40%] TP[1.60%] TG[16000] MERGE[1.60] [기준값갱신]");
}

TEST(TrialLog, ShowsTheDrawdownInMoneyAndTheRatioForMoneyObjectives) {
  const std::string line = trial_log(trial(1.07), Objective::kGm, ScoreMark::kNone).en;
  EXPECT_NE(line.find("MDD[15000]"), std::string::npos) << line;
  EXPECT_NE(line.find(" GM[1.07] MERGE[1.07]"), std::string::npos) << line;
}

TEST(TrialLog, ALinePerPartWithValidation) {
  StoredTrial validated = trial(3);
  PartResult valid = validated.result.parts.front();
  validated.result.parts.front().part = Part::kTrain;
  valid.part = Part::kValidation;
  validated.result.parts.push_back(valid);
  const std::string text = trial_log(validated, Objective::kTg, ScoreMark::kEqual).ko;
  EXPECT_EQ(text.substr(0, text.find('\n')), "V[30;0.5] MERGE[3] [기준값동일]");
  EXPECT_NE(text.find("\n  TRAIN1 TC[4]"), std::string::npos);
  EXPECT_NE(text.find("\n  VALID1 TC[4]"), std::string::npos);
}

TEST(TrialLog, SaysWhyAVectorHasNoScore) {
  StoredTrial refused = trial(kScoreOutsideLimits, false);
  EXPECT_EQ(trial_log(refused, Objective::kTg, ScoreMark::kNone).en, "V[30;0.5] outside the limits");
  refused.result.trades = 0;
  EXPECT_EQ(trial_log(refused, Objective::kTg, ScoreMark::kNone).ko, "V[30;0.5] 거래 없음");
}

TEST(WindowLog, ShowsInAndOutOfSample) {
  StageResult window;
  window.days = {20240102, 20240126, 18};
  window.vector = {{30, true}, {4, true}};
  window.score = 120000;
  EXPECT_EQ(window_log(window), "[IN] P[20240102~20240126] V[30;4] MERGE[120000]");
  window.role = StageRole::kOutOfSample;
  window.metrics.trades = 3;
  window.metrics.total_profit = -5000;
  EXPECT_EQ(window_log(window), "[OUT] P[20240102~20240126] TC[3] MH[0] WR[0.00%] TP[0.00%] TG[-5000]");
}

TEST(BestSoFar, MarksNewBestAndEqualButNeverTheInfeasible) {
  BestSoFar best;
  EXPECT_EQ(best.add(trial(kScoreOutsideLimits, false)), ScoreMark::kNone);
  EXPECT_EQ(best.add(trial(1)), ScoreMark::kNewBest);
  EXPECT_EQ(best.add(trial(1)), ScoreMark::kEqual);
  EXPECT_EQ(best.add(trial(0.5)), ScoreMark::kNone);
  EXPECT_EQ(best.add(trial(2)), ScoreMark::kNewBest);
  EXPECT_EQ(best.best()->result.outcome.score, 2);
}

}  // namespace
}  // namespace stom::optimize
