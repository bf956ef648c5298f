#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "optimize/study.h"

namespace stom::optimize {
namespace {

StudySpec unusual_spec() {
  StudySpec spec;
  spec.kind = *find_run_kind("bvct");
  spec.name = "이름 \"따옴표\"";
  spec.base.market = market::Market::kBinance;
  spec.base.frame = market::Frame::kMinute;
  spec.base.load = {20240101, 20240331, 0, 2359};
  spec.base.run = {20240102, 20240330, 100, 2300};
  spec.base.average_list = {10, 30};
  spec.base.average_ticks = 10;
  spec.base.bet = 0.1 + 0.2;
  spec.base.buy_text = "if not (현재가 > self.vars[1]):\n    BUY_LONG = False\n";
  spec.base.sell_text = "SELL_LONG = True";
  spec.base.back_end = backtest::BackEnd::kInterpreter;
  spec.base.lenient = true;
  spec.base.window_scope = feature::WindowScope::kSession;
  spec.base.indicator_set = feature::IndicatorSet::kFull;
  spec.base.partition = backtest::Partition::kOneSymbol;
  spec.base.one_symbol = "BTCUSDT";
  spec.base.threads = 3;
  spec.base.fill_model.kind = trade::FillModelKind::kRealistic;
  spec.base.fill_model.realistic.latency_rows = 4;
  spec.settings = {{"코인매수시장가잔량범위", "2"}};
  spec.base.settings = backtest::order_settings(spec.base.market, spec.settings);
  spec.database = "/data/coin.db";
  spec.buy_name = "b";
  spec.sell_name = "s";
  spec.range_name = "r";
  spec.range_text = "self.vars[0] = [[10, 10, 0], 10]";
  spec.buy_conditions = "a\nb";
  spec.sell_conditions = "c";
  spec.start = 20240102;
  spec.end = 20240330;
  spec.weeks = {4, 2, 1};
  spec.anchored = true;
  spec.rules.objective = Objective::kG2m;
  spec.rules.constraints.limits[0] = 0.1;
  spec.rules.aggregation = Aggregation::kMeanLessDeviation;
  spec.rules.weighted_folds = spec.rules.keeps_sign = false;
  spec.sampler = Sampler::kCmaEs;
  spec.grid = GridForm::kRandom;
  spec.side = OptimizedSide::kSellOnly;
  spec.random_start = spec.auto_ranges = spec.auto_step = true;
  spec.fixed_variables = {2, 5};
  spec.repeats = 7;
  spec.buy_condition_count = 3;
  spec.sell_condition_count = 2;
  spec.most_trials = 123;
  spec.most_seconds = 1.5;
  spec.stagnation = 17;
  spec.target_score = -0.25;
  spec.seed = 0xFFFFFFFFFFFFFFFFULL;
  spec.batch = 9;
  spec.earlier_limits = {50, 60};
  spec.evaluator = {1ULL << 40, false};
  return spec;
}

TEST(StudySpec, ComesBackFromItsJson) {
  const StudySpec spec = unusual_spec();
  const std::string json = to_json(spec);
  const StudySpec again = study_spec_from_json(json);
  EXPECT_EQ(to_json(again), json);
  EXPECT_EQ(again.kind.tag, "bvct");
  EXPECT_EQ(again.base.bet, 0.1 + 0.2);
  EXPECT_EQ(again.base.run.start_time, 100);
  EXPECT_EQ(again.base.settings.buy_book_levels, 2);
  EXPECT_EQ(again.seed, spec.seed);
  EXPECT_EQ(again.target_score, -0.25);
  EXPECT_EQ(again.rules.objective, Objective::kG2m);
  EXPECT_EQ(spec_hash(again), spec_hash(spec));
}

// A new member of StudySpec that is forgotten in the JSON would come back with its default: every value here differs from it.
TEST(StudySpec, NothingOfItIsLeftOut) {
  const auto unusual = nlohmann::json::parse(to_json(unusual_spec())), plain = nlohmann::json::parse(to_json([] {
               StudySpec spec;
               spec.kind = *find_run_kind("o");
               return spec;
             }()));
  for (const auto& [key, value] : plain.items()) EXPECT_NE(value, unusual.at(key)) << key;
}

TEST(StudySpec, StopRulesNamesAndThreadsDoNotMakeAnotherSearch) {
  const StudySpec spec = unusual_spec();
  StudySpec other = spec;
  other.name = "x";
  other.database = "y";
  other.base.threads = 1;
  other.most_trials = 5;
  other.repeats = 1;
  other.most_seconds = 0;
  other.target_score.reset();
  other.evaluator.memory_limit = 5;
  EXPECT_EQ(spec_hash(other), spec_hash(spec));
  other.seed = 3;
  EXPECT_NE(spec_hash(other), spec_hash(spec));
  other = spec;
  other.range_text += " ";
  EXPECT_NE(spec_hash(other), spec_hash(spec));
  EXPECT_EQ(strategy_hash(other), strategy_hash(spec));
  other.base.sell_text += " ";
  EXPECT_NE(strategy_hash(other), strategy_hash(spec));
}

TEST(StudySpec, WrongJsonIsRefusedByName) {
  const auto refusal = [](const std::string& json) -> std::string {
    try {
      (void)study_spec_from_json(json);
      return "";
    } catch (const DataError& error) {
      return error.text().en;
    }
  };
  EXPECT_NE(refusal("[]").find("not a JSON object"), std::string::npos);
  EXPECT_NE(refusal("{").find("not a JSON object"), std::string::npos);
  auto json = nlohmann::ordered_json::parse(to_json(unusual_spec()));
  const auto whole = json;
  for (const auto& [key, value] : whole.items()) {
    auto without = json;
    without.erase(key);
    EXPECT_NE(refusal(without.dump()).find("'" + key + "'"), std::string::npos) << key;
  }
  json["sampler"] = "clever";
  EXPECT_NE(refusal(json.dump()).find("'sampler': \"clever\""), std::string::npos);
}

}  // namespace
}  // namespace stom::optimize
