#include "optimize/study.h"

#include "base/error.h"
#include "optimize/overfitting.h"
#include "optimize/study_result.h"
#include "study_rows.h"

namespace stom::optimize {
namespace {

class StudyTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::filesystem::remove_all(folder());
    std::filesystem::create_directories(folder());
    data_ = make_study_data(folder(), "rows");
  }
  static void TearDownTestSuite() {
    data_.reset();
    std::filesystem::remove_all(folder());
  }
  static std::filesystem::path folder() { return std::filesystem::path(testing::TempDir()) / "stom-study-test"; }

  struct Outcome {
    StudyResult result;
    std::string csv;
    Recorder recorder;
  };
  static std::filesystem::path new_store() {
    static int count = 0;
    return folder() / fmt::format("study{}.db", ++count);
  }
  static Outcome run(const store::MarketData& data, const StudySpec& spec) {
    Outcome outcome;
    StudyStore store(new_store());
    NoProgress progress;
    const StopFlag stop;
    outcome.result = run_study(data, spec, store, {}, outcome.recorder, progress, stop);
    outcome.csv = store.export_csv(outcome.result.info.id);
    return outcome;
  }

  static std::shared_ptr<const store::MarketData> data_;
};
std::shared_ptr<const store::MarketData> StudyTest::data_;

// Lines of a table of the export.
std::vector<std::string> lines(const std::string& csv, const std::string& table) {
  std::vector<std::string> found;
  for (std::size_t begin = 0; begin < csv.size();) {
    const std::size_t end = std::min(csv.find('\n', begin), csv.size());
    if (csv.compare(begin, table.size() + 1, table + ",") == 0) found.push_back(csv.substr(begin, end - begin));
    begin = end + 1;
  }
  return found;
}

TEST_F(StudyTest, EveryFamilyEndsWithTheBestOfItsTrials) {
  for (const char* kind : {"o", "ov", "ovc", "ovct", "b", "bvct", "og", "ogv"}) {
    SCOPED_TRACE(kind);
    StudySpec spec = study_spec(kind);
    if (spec.kind.family == SearchFamily::kGenetic) {
      spec.range_text =
          "self.vars[0] = [[3], 3]\nself.vars[1] = [[-3, 0, 3], 0]\nself.vars[2] = [[1, 2, 3], 1]\nself.vars[3] = [[2, 4, 8], 4]\n";
    }
    const Outcome outcome = run(*data_, spec);
    EXPECT_EQ(outcome.result.info.state, StudyState::kDone);
    ASSERT_EQ(outcome.result.best.size(), 1u);
    const StoredTrial& best = outcome.result.best.front();
    EXPECT_GT(best.result.trades, 0);
    const auto trials = lines(outcome.csv, "trial");
    EXPECT_GE(trials.size(), 10u);
    EXPECT_LE(trials.size(), 60u);
    EXPECT_EQ(trials.size(), lines(outcome.csv, "daily").size() +
                                 static_cast<std::size_t>(std::count_if(trials.begin(), trials.end(), [](const std::string& line) {
                                   return line.find(",,") == std::string::npos;  // copies name their original
                                 })));
    // Measured again by a plain run, the best vector gives the figures of its trial.
    std::size_t compared = 0;
    for (const PartResult& part : best.result.parts) {
      for (const StageResult& result : outcome.result.stages) {
        const StageRole role = part.part == Part::kValidation ? StageRole::kValidation : StageRole::kTrain;
        if (result.role != role || result.fold != part.fold) continue;
        ++compared;
        EXPECT_EQ(result.metrics.trades, part.metrics.trades);
        EXPECT_EQ(result.metrics.total_profit, part.metrics.total_profit);
        EXPECT_EQ(result.metrics.seed, part.metrics.seed);
        EXPECT_EQ(result.metrics.mdd, part.metrics.mdd);
        EXPECT_EQ(result.metrics.day_count, part.metrics.day_count);
        EXPECT_EQ(result.score, part.score);
      }
    }
    EXPECT_EQ(compared, best.result.parts.size());
    EXPECT_EQ(outcome.result.stages.back().role, StageRole::kWhole);
    EXPECT_EQ(static_cast<std::int64_t>(outcome.result.trades.size()), outcome.result.stages.back().metrics.trades);
    // Test kinds write nothing back; otherwise the text holds the best values.
    if (spec.kind.test) {
      EXPECT_EQ(outcome.result.new_range_text, "");
    } else {
      EXPECT_NE(outcome.result.new_range_text, spec.range_text);
    }
    EXPECT_TRUE(outcome.recorder.said("finished"));
  }
}

TEST_F(StudyTest, AConditionSearchEndsWithTextsThatTradeAsItsBestSet) {
  for (const char* kind : {"oc", "ocvc"}) {
    SCOPED_TRACE(kind);
    StudySpec spec = study_spec(kind);
    spec.buy_conditions = "not (등락율 > -3)\n# 설명\nnot (현재가 > 현재가N(1))\nnot (체결강도 > 50)\nnot (현재가 > 현재가N(2))\n";
    spec.sell_conditions = "보유시간 >= 4\n수익률 > 2\n수익률 < -1\n";
    spec.buy_condition_count = 2;
    spec.sell_condition_count = 2;
    StudyStore store(new_store());
    Recorder recorder;
    NoProgress progress;
    const StopFlag stop;
    const StudyResult result = run_study(*data_, spec, store, {}, recorder, progress, stop);
    EXPECT_EQ(result.info.state, StudyState::kDone);
    EXPECT_EQ(store.count_trials(result.info.id), 6 * 3);  // C(4, 2) · C(3, 2)
    const StoredTrial& best = result.best.front();
    EXPECT_GT(best.result.trades, 0);
    EXPECT_EQ(static_cast<std::int64_t>(result.trades.size()), best.result.trades);
    const auto texts = store.note(result.info.id, "texts");
    ASSERT_TRUE(texts.has_value());
    EXPECT_EQ(texts->find("self.vars"), std::string::npos);
    EXPECT_NE(texts->find("수익률"), std::string::npos);  // two of the three sell conditions name it
    spec.buy_condition_count = 5;
    spec.name = "more than there are";
    EXPECT_THROW((void)run_study(*data_, spec, store, {}, recorder, progress, stop), UsageError);
  }
}

TEST_F(StudyTest, StatisticsAndNotesAreKept) {
  StudyStore store(new_store());
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  const StudyResult result = run_study(*data_, study_spec("bv"), store, {}, recorder, progress, stop);
  const auto note = store.note(result.info.id, "overfitting");
  ASSERT_TRUE(note.has_value());
  const OverfittingReport report = overfitting_report_from_json(*note);
  EXPECT_EQ(report.trials, store.count_trials_of_strategy(result.info.strategy_hash));
  EXPECT_GT(report.trials, 0);
  EXPECT_EQ(report.days, 15);
  EXPECT_FALSE(store.events(result.info.id).empty());
  EXPECT_EQ(store.stage_results(result.info.id).size(), result.stages.size());
}

TEST_F(StudyTest, AStudyStoppedAtAnyBatchResumesToTheSameRows) {
  for (const char* kind : {"bvc", "o"}) {
    const StudySpec spec = study_spec(kind);
    const Outcome undisturbed = run(*data_, spec);
    int batches = undisturbed.recorder.count;
    EXPECT_GE(batches, 2);
    for (int at = 1; at < batches; ++at) {
      SCOPED_TRACE(fmt::format("{} stopped after batch {}", kind, at));
      const auto path = new_store();
      NoProgress progress;
      {
        StudyStore store(path);
        StopFlag stop;
        Recorder recorder(&stop, at);
        EXPECT_THROW((void)run_study(*data_, spec, store, {}, recorder, progress, stop), Cancelled);
        EXPECT_EQ(store.list().front().state, StudyState::kStopped);
      }
      StudyStore store(path);
      Recorder recorder;
      const StopFlag stop;
      const StudyInfo info = store.list().front();
      const StudyResult result = run_study(*data_, study_spec_from_json(info.spec_json), store, info.id, recorder, progress, stop);
      EXPECT_EQ(recorder.count, batches - at);
      EXPECT_EQ(store.export_csv(info.id), undisturbed.csv);
      EXPECT_EQ(result.best.front().vector, undisturbed.result.best.front().vector);
    }
  }
}

TEST_F(StudyTest, AStoppedWalkForwardResumesToTheSameRows) {
  StudySpec spec = study_spec("br");
  spec.most_trials = 16;
  const Outcome undisturbed = run(*data_, spec);
  const int batches = undisturbed.recorder.count;
  ASSERT_GE(undisturbed.result.best.size(), 2u);
  for (int at = 1; at < batches; at += 2) {
    SCOPED_TRACE(at);
    StudyStore store(new_store());
    NoProgress progress;
    {
      StopFlag stop;
      Recorder recorder(&stop, at);
      EXPECT_THROW((void)run_study(*data_, spec, store, {}, recorder, progress, stop), Cancelled);
    }
    Recorder recorder;
    const StopFlag stop;
    const StudyInfo info = store.list().front();
    const StudyResult result = run_study(*data_, study_spec_from_json(info.spec_json), store, info.id, recorder, progress, stop);
    EXPECT_EQ(store.export_csv(info.id), undisturbed.csv);
    EXPECT_EQ(result.trades.size(), undisturbed.result.trades.size());
  }
}

TEST_F(StudyTest, ThreadsDoNotChangeAnyRow) {
  StudySpec spec = study_spec("bvc");
  const std::string one = run(*data_, spec).csv;
  spec.base.threads = 3;
  EXPECT_EQ(run(*data_, spec).csv, one);
}

TEST_F(StudyTest, AnExtendedStudyKeepsItsTrialsAndGoesOn) {
  StudySpec spec = study_spec("b");
  spec.sampler = Sampler::kRandom;
  spec.stagnation = spec.repeats = 1000;
  spec.most_trials = 20;  // not a multiple of the batch
  StudyStore store(new_store());
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  const std::int64_t id = run_study(*data_, spec, store, {}, recorder, progress, stop).info.id;
  const auto before = store.trials(id, 0);
  ASSERT_EQ(before.size(), 20u);
  for (const std::int64_t limit : {30, 44}) {
    StudySpec longer = study_spec_from_json(store.find(id)->spec_json);
    longer.most_trials = limit;
    (void)run_study(*data_, longer, store, id, recorder, progress, stop);
    const auto after = store.trials(id, 0);
    ASSERT_EQ(after.size(), static_cast<std::size_t>(limit));
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(after[i].vector, before[i].vector);
  }
  EXPECT_EQ(study_spec_from_json(store.find(id)->spec_json).earlier_limits, (std::vector<std::int64_t>{20, 30}));
}

TEST_F(StudyTest, AnotherRequestOrOtherRowsAreRefusedOnResume) {
  StudySpec spec = study_spec("b");
  StudyStore store(new_store());
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  const std::int64_t id = run_study(*data_, spec, store, {}, recorder, progress, stop).info.id;
  const auto refusal = [&](const store::MarketData& data, const StudySpec& given) -> std::string {
    try {
      (void)run_study(data, given, store, id, recorder, progress, stop);
      return "";
    } catch (const UsageError& error) {
      return error.text().en;
    }
  };
  StudySpec other = spec;
  other.seed = 2;
  EXPECT_NE(refusal(*data_, other).find("differ from those of study 'study'"), std::string::npos);
  const auto changed = make_study_data(folder(), "changed", {20240201, {}});
  EXPECT_NE(refusal(*changed, spec).find("rows have changed"), std::string::npos);
  EXPECT_EQ(refusal(*data_, spec), "");
  EXPECT_THROW((void)run_study(*data_, spec, store, {}, recorder, progress, stop), UsageError);  // the name is taken
}

TEST_F(StudyTest, StopRulesEndTheSearch) {
  StudySpec spec = study_spec("b");
  spec.sampler = Sampler::kRandom;
  spec.repeats = 1000;
  spec.target_score = -1e12;
  EXPECT_EQ(lines(run(*data_, spec).csv, "trial").size(), 8u);
  spec.target_score.reset();
  spec.repeats = 1;
  const Outcome stagnant = run(*data_, spec);
  EXPECT_TRUE(stagnant.recorder.said("no better vector"));
  EXPECT_LT(lines(stagnant.csv, "trial").size(), 60u);
  spec.sampler = Sampler::kBruteForce;
  spec.repeats = 0;
  spec.most_trials = 1000;
  const Outcome whole = run(*data_, spec);
  EXPECT_EQ(lines(whole.csv, "trial").size(), 60u);  // 5 × 3 × 4
  EXPECT_TRUE(whole.recorder.said("come to its end"));
}

TEST_F(StudyTest, AStudyOutOfTimeIsStoppedAndCanGoOn) {
  StudySpec spec = study_spec("b");
  const Outcome undisturbed = run(*data_, spec);
  spec.most_seconds = 1e-9;
  StudyStore store(new_store());
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  const StudyResult first = run_study(*data_, spec, store, {}, recorder, progress, stop);
  EXPECT_EQ(first.info.state, StudyState::kStopped);
  EXPECT_EQ(recorder.count, 1);
  EXPECT_TRUE(first.stages.empty());
  spec.most_seconds = 0;
  EXPECT_EQ(run_study(*data_, spec, store, first.info.id, recorder, progress, stop).info.state, StudyState::kDone);
  EXPECT_EQ(store.export_csv(first.info.id), undisturbed.csv);
}

TEST_F(StudyTest, ASearchInWhichNothingTradesEndsWithAMessage) {
  for (const char* kind : {"b", "o", "or", "bvc"}) {
    SCOPED_TRACE(kind);
    StudySpec spec = study_spec(kind);
    spec.base.buy_text = "매수 = False if self.vars[1] + self.vars[2] < 1000 else True\n";
    const Outcome outcome = run(*data_, spec);
    EXPECT_EQ(outcome.result.info.state, StudyState::kDone);
    EXPECT_TRUE(outcome.recorder.said("No vector traded at all"));
    EXPECT_TRUE(outcome.result.trades.empty());
    EXPECT_EQ(outcome.result.new_range_text, "");
  }
}

TEST_F(StudyTest, AStrategyErrorNamesItsVectorAndFailsTheStudy) {
  StudySpec spec = study_spec("b");
  spec.base.buy_text = "if 1 / (self.vars[2] - 2) > 5 or 등락율 < self.vars[1]:\n    매수 = False\n";
  const Outcome outcome = run(*data_, spec);
  ASSERT_TRUE(outcome.result.error.has_value());
  EXPECT_EQ(outcome.result.error->vector[2].value, 2);
  EXPECT_EQ(outcome.result.info.state, StudyState::kFailed);
}

// Known defect K8: keys of minutes and of seconds name the same days.
TEST_F(StudyTest, MinutesAndSecondsGiveTheSameWindows) {
  store::SampleOptions sample;
  sample.market = market::Market::kStock;
  sample.frame = market::Frame::kTick;
  sample.symbols = 3;
  sample.days = 30;
  sample.first_day = kFirstDay;
  sample.start_time = 90000;
  sample.end_time = 90500;
  NoProgress progress;
  const StopFlag stop;
  (void)store::write_sample_database(folder() / "tick.db", sample, progress, stop);
  const auto ticks =
      store::MarketData::open(folder() / "tick.db", sample.market, sample.frame, {folder() / "cache", 1, false}, progress, stop);
  StudySpec minutes = study_spec("ovct"), seconds = minutes;
  seconds.base.frame = market::Frame::kTick;
  seconds.base.run.start_time = 90000;
  seconds.base.run.end_time = 90500;
  const auto days = trading_days(*data_, minutes);
  EXPECT_EQ(days.size(), 30u);
  EXPECT_EQ(days, trading_days(*ticks, seconds));
  EXPECT_EQ(plan_windows(days, minutes.start, minutes.end, minutes.weeks, ValidationKind::kFolds, true).validation.size(), 3u);
}

// Known defect K7: the search never sees the test window.
TEST_F(StudyTest, RowsOfTheTestWindowDoNotChangeAnyTrial) {
  for (const char* kind : {"ot", "bvct"}) {
    SCOPED_TRACE(kind);
    const StudySpec spec = study_spec(kind);
    const Outcome first = run(*data_, spec);
    const WindowPlan& plan = first.recorder.plans.front();
    ASSERT_TRUE(plan.test.has_value());
    const auto others = make_study_data(folder(), fmt::format("test-{}", kind), {plan.search.last, {}});
    const Outcome second = run(*others, spec);
    for (const char* table : {"trial", "part", "daily"}) EXPECT_EQ(lines(first.csv, table), lines(second.csv, table));
    EXPECT_EQ(first.result.best.front().vector, second.result.best.front().vector);
    const auto test_profit = [](const StudyResult& result) {
      for (const StageResult& stage : result.stages) {
        if (stage.role == StageRole::kTest) return stage.metrics.total_profit;
      }
      return std::int64_t{0};
    };
    EXPECT_NE(test_profit(first.result), test_profit(second.result));
  }
}

// Known defect K27: what comes after a window does not change its out-of-sample trades.
TEST_F(StudyTest, RowsAfterAWindowDoNotChangeItsTrades) {
  StudySpec spec = study_spec("or");
  const Outcome first = run(*data_, spec);
  std::vector<DayRange> outside;
  for (const StageResult& result : first.result.stages) {
    if (result.role == StageRole::kOutOfSample) outside.push_back(result.days);
  }
  ASSERT_EQ(outside.size(), 4u);
  for (std::size_t window = 0; window + 1 < outside.size(); ++window) {
    SCOPED_TRACE(window);
    const auto others = make_study_data(folder(), fmt::format("after-{}", window), {outside[window].last, {}});
    const Outcome second = run(*others, spec);
    const auto before = [&](const StudyResult& result) {
      std::vector<std::string> trades;
      for (const backtest::TradeRecord& trade : result.trades) {
        if (trade.sell_time / 10000 <= outside[window].last)
          trades.push_back(fmt::format("{} {} {} {}", trade.code, trade.buy_time, trade.sell_time, trade.profit));
      }
      return trades;
    };
    EXPECT_FALSE(before(first.result).empty());
    EXPECT_EQ(before(first.result), before(second.result));
    for (std::size_t stage = 0; stage <= window; ++stage) EXPECT_EQ(first.result.best[stage].vector, second.result.best[stage].vector);
    EXPECT_NE(first.result.trades.size(), before(first.result).size());
  }
}

// Each week another key wins, and all others lose. Who searches on last week's rows knows last week's key alone.
TEST_F(StudyTest, AStrategyThatWinsWithTomorrowsParametersGainsNothingOutOfSample) {
  const auto planted = make_study_data(folder(), "planted", {99991231, {1, 3, 5, 2, 4, 1}});
  StudySpec spec = study_spec("or");
  spec.base.buy_text = "if not (체결강도 == self.vars[1]):\n    매수 = False\n";
  spec.base.sell_text = "if 보유시간 >= 5:\n    매도 = True\n";
  spec.range_text = "self.vars[0] = [[3, 3, 0], 3]\nself.vars[1] = [[1, 5, 1], 1]\n";
  spec.weeks = {1, 0, 1};
  const Outcome outcome = run(*planted, spec);
  std::int64_t inside = 0, outside = 0;
  int windows = 0;
  for (const StageResult& result : outcome.result.stages) {
    if (result.role == StageRole::kWhole) {
      EXPECT_GT(result.metrics.total_profit, 0) << result.stage;
      inside += result.metrics.total_profit;
    }
    if (result.role != StageRole::kOutOfSample) continue;
    ++windows;
    EXPECT_LT(result.metrics.total_profit, 0) << result.stage;
    outside += result.metrics.total_profit;
  }
  EXPECT_EQ(windows, 5);
  EXPECT_GT(inside, 0);
  EXPECT_LT(outside, 0);
  double stitched = 0;
  for (const backtest::TradeRecord& trade : outcome.result.trades) stitched += trade.profit;
  EXPECT_LT(stitched, 0);
  EXPECT_TRUE(std::is_sorted(outcome.result.trades.begin(), outcome.result.trades.end(),
                             [](const auto& a, const auto& b) { return a.sell_time < b.sell_time; }));
}

TEST_F(StudyTest, WrongRequestsAreRefusedBeforeAnythingIsStored) {
  StudyStore store(new_store());
  Recorder recorder;
  NoProgress progress;
  const StopFlag stop;
  const auto refusal = [&](const std::function<void(StudySpec&)>& spoil) -> std::string {
    StudySpec spec = study_spec("ovc");
    spoil(spec);
    try {
      (void)run_study(*data_, spec, store, {}, recorder, progress, stop);
      return "";
    } catch (const UsageError& error) {
      return error.text().en;
    }
  };
  EXPECT_NE(refusal([](StudySpec& spec) { spec.weeks = {20, 2, 1}; }).find("windows start on"), std::string::npos);
  EXPECT_NE(refusal([](StudySpec& spec) { spec.range_text = "self.vars[0] = [[3, 3, 0]"; }).find("ranges:1:"), std::string::npos);
  EXPECT_NE(refusal([](StudySpec& spec) { spec.base.sell_text = "매도 = self.vars[9] > 1\n"; }).find("self.vars[9]"), std::string::npos);
  EXPECT_NE(refusal([](StudySpec& spec) { spec.base.average_list = {30}; }).find("ranges:2:"), std::string::npos);
  EXPECT_NE(refusal([](StudySpec& spec) { spec.start = 20250101; spec.end = 20250301; }).find("no trading day"), std::string::npos);
  EXPECT_TRUE(store.list().empty());
}

}  // namespace
}  // namespace stom::optimize
