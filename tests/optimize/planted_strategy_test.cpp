// Rows in which one way of trading wins: every searcher finds it through the engine, within a budget.
#include "base/error.h"
#include "optimize/study.h"
#include "study_rows.h"

namespace stom::optimize {
namespace {

constexpr int kWinningKey = 4;
constexpr std::int64_t kVectors = 5 * 15 * 10;  // of the space below
constexpr std::int64_t kBudget = 250;           // a third of it

class PlantedStrategy : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::filesystem::remove_all(folder());
    std::filesystem::create_directories(folder());
    data_ = make_study_data(folder(), "planted", {99991231, std::vector<int>(6, kWinningKey)});
  }
  static void TearDownTestSuite() {
    data_.reset();
    std::filesystem::remove_all(folder());
  }
  static std::filesystem::path folder() { return std::filesystem::path(testing::TempDir()) / "stom-planted-test"; }

  // Entries under the winning key win when they are sold five minutes later; the last variable decides nothing.
  static StudySpec spec(const char* kind) {
    StudySpec made = study_spec(kind);
    made.base.buy_text = "if not (체결강도 == self.vars[1] and 등락율 > self.vars[3]):\n    매수 = False\n";
    made.base.sell_text = "if 보유시간 >= self.vars[2]:\n    매도 = True\n";
    made.range_text =
        "self.vars[0] = [[3, 3, 0], 3]\nself.vars[1] = [[1, 5, 1], 1]\nself.vars[2] = [[1, 15, 1], 15]\nself.vars[3] = [[-50, -41, 1], -50]\n";
    made.weeks = {5, 0, 0};
    made.most_trials = kBudget;
    made.repeats = static_cast<int>(kBudget);
    made.batch = 0;
    return made;
  }
  static StoredTrial best_of(StudySpec made) {
    static int count = 0;
    StudyStore store(folder() / fmt::format("study{}.db", ++count));
    Recorder recorder;
    NoProgress progress;
    const StopFlag stop;
    const StudyResult result = run_study(*data_, made, store, {}, recorder, progress, stop);
    EXPECT_FALSE(result.error);
    EXPECT_LE(store.count_trials(result.info.id), made.most_trials);
    return result.best.front();
  }
  static double best_score() {
    static const double kBest = [] {
      StudySpec full = spec("o");
      full.grid = GridForm::kFull;
      full.most_trials = kVectors;
      return best_of(full).result.outcome.score;
    }();
    return kBest;
  }

  static std::shared_ptr<const store::MarketData> data_;
};
std::shared_ptr<const store::MarketData> PlantedStrategy::data_;

TEST_F(PlantedStrategy, TheFullGridFindsIt) {
  StudySpec full = spec("o");
  full.grid = GridForm::kFull;
  full.most_trials = kVectors;
  const StoredTrial best = best_of(full);
  EXPECT_EQ(best.vector[1].value, kWinningKey);
  EXPECT_GT(best.result.outcome.score, 0);
}

TEST_F(PlantedStrategy, BruteForceScoresTheSameBestAsTheFullGrid) {
  StudySpec brute = spec("b");
  brute.sampler = Sampler::kBruteForce;
  brute.most_trials = kVectors;
  brute.repeats = 0;
  EXPECT_EQ(best_of(brute).result.outcome.score, best_score());
}

TEST_F(PlantedStrategy, TheCoordinateGridFindsItInThreeSteps) {
  StudySpec grid = spec("o");
  grid.repeats = 3;
  grid.most_trials = 1 + 3 * (5 + 15 + 10) + 30;
  const StoredTrial best = best_of(grid);
  EXPECT_EQ(best.vector[1].value, kWinningKey);
  EXPECT_GE(best.result.outcome.score, 0.8 * best_score());
}

TEST_F(PlantedStrategy, EverySamplerFindsItWithAThirdOfTheVectors) {
  for (const Sampler sampler : {Sampler::kTpe, Sampler::kCmaEs, Sampler::kSobol, Sampler::kRandom}) {
    StudySpec made = spec("b");
    made.sampler = sampler;
    const StoredTrial best = best_of(made);
    EXPECT_EQ(best.vector[1].value, kWinningKey) << static_cast<int>(sampler);
    EXPECT_GE(best.result.outcome.score, 0.8 * best_score()) << static_cast<int>(sampler);
  }
}

TEST_F(PlantedStrategy, TheGeneticSearchFindsIt) {
  StudySpec genetic = spec("og");
  genetic.range_text =
      "self.vars[0] = [[3], 3]\nself.vars[1] = [[1, 2, 3, 4, 5], 1]\nself.vars[2] = [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 15]\n"
      "self.vars[3] = [[-50, -49, -48, -47, -46, -45, -44, -43, -42, -41], -50]\n";
  genetic.most_trials = kVectors;
  const StoredTrial best = best_of(genetic);
  EXPECT_EQ(best.vector[1].value, kWinningKey);
  EXPECT_EQ(best.result.outcome.score, best_score());
}

TEST_F(PlantedStrategy, TheConditionSearchFindsItsConditions) {
  StudySpec sets = spec("oc");
  sets.buy_conditions =
      "not (체결강도 == 1)\nnot (체결강도 == 2)\nnot (체결강도 == 3)\nnot (체결강도 == 4)\nnot (체결강도 == 5)\n등락율 < -50\n등락율 < -49\n등락율 < -48\n";
  sets.sell_conditions = "보유시간 >= 1\n보유시간 >= 5\n보유시간 >= 14\n수익률 < -20\n";
  sets.buy_condition_count = 2;
  sets.sell_condition_count = 1;
  sets.repeats = 60;  // of 28 × 4 sets
  sets.most_trials = 60;
  const StoredTrial best = best_of(sets);
  EXPECT_EQ(best.vector[4].value, 1);  // not (체결강도 == 4)
  EXPECT_GT(best.result.outcome.score, 0);
}

}  // namespace
}  // namespace stom::optimize
