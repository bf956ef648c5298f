#include "optimize/study_store.h"

#include <fstream>
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"

namespace stom::optimize {
namespace {

class StudyStoreTest : public testing::Test {
 protected:
  StudyStoreTest() {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(testing::TempDir()) / fmt::format("stom-study-{}", info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~StudyStoreTest() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::filesystem::path path() const { return folder_ / "study.db"; }

  std::filesystem::path folder_;
};

StudyInfo info_named(const std::string& name) {
  StudyInfo info;
  info.name = name;
  info.kind = "ovc";
  info.spec_json = R"({"seed": 1})";
  info.spec_hash = 0xFEDCBA9876543210ULL;
  info.strategy_hash = 7;
  info.data_hash = 0x8000000000000001ULL;
  info.seed = std::numeric_limits<std::uint64_t>::max();
  return info;
}

StoredTrial trial(int stage, std::int64_t number) {
  StoredTrial trial;
  trial.stage = stage;
  trial.number = number;
  trial.generation = static_cast<int>(number / 2);
  trial.vector = {{30, true}, {0.1 + static_cast<double>(number), false}, {-2, false}, {-3, true}};
  trial.result.outcome = {1.0 / 3 + static_cast<double>(number), number % 2 == 0, 0.1};
  trial.result.trades = 12 + number;
  trial.result.seed = 4.9e-324;
  trial.result.stopped_early = number == 1;
  trial.result.daily_profit = {0.1, -0.0, std::numeric_limits<double>::infinity(), -1e300, 4.9e-324};
  for (int fold = 0; fold < 2; ++fold) {
    for (const Part part : {Part::kTrain, Part::kValidation}) {
      PartResult& result = trial.result.parts.emplace_back();
      result.part = part;
      result.fold = fold;
      result.metrics.trades = 5 + fold;
      result.metrics.total_profit = -9'007'199'254'740'993;
      result.metrics.seed = 0.1 + 0.2;
      result.metrics.mdd = 1e-17;
      result.score = 2.5 + fold;
    }
  }
  return trial;
}

void expect_equal(const StoredTrial& a, const StoredTrial& b) {
  EXPECT_EQ(a.stage, b.stage);
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.generation, b.generation);
  EXPECT_EQ(a.copy_of, b.copy_of);
  EXPECT_EQ(a.vector, b.vector);
  EXPECT_EQ(a.result.outcome.score, b.result.outcome.score);
  EXPECT_EQ(a.result.outcome.feasible, b.result.outcome.feasible);
  EXPECT_EQ(a.result.outcome.violation, b.result.outcome.violation);
  EXPECT_EQ(a.result.trades, b.result.trades);
  EXPECT_EQ(a.result.seed, b.result.seed);
  EXPECT_EQ(a.result.stopped_early, b.result.stopped_early);
  ASSERT_EQ(a.result.daily_profit.size(), b.result.daily_profit.size());
  // Bit by bit: −0 is not 0 here.
  EXPECT_EQ(0, std::memcmp(a.result.daily_profit.data(), b.result.daily_profit.data(), a.result.daily_profit.size() * sizeof(double)));
  ASSERT_EQ(a.result.parts.size(), b.result.parts.size());
  for (std::size_t i = 0; i < a.result.parts.size(); ++i) {
    EXPECT_EQ(a.result.parts[i].part, b.result.parts[i].part);
    EXPECT_EQ(a.result.parts[i].fold, b.result.parts[i].fold);
    EXPECT_EQ(a.result.parts[i].score, b.result.parts[i].score);
    EXPECT_EQ(a.result.parts[i].metrics.trades, b.result.parts[i].metrics.trades);
    EXPECT_EQ(a.result.parts[i].metrics.total_profit, b.result.parts[i].metrics.total_profit);
    EXPECT_EQ(a.result.parts[i].metrics.seed, b.result.parts[i].metrics.seed);
    EXPECT_EQ(a.result.parts[i].metrics.mdd, b.result.parts[i].metrics.mdd);
  }
}

TEST_F(StudyStoreTest, TrialsComeBackBitForBit) {
  std::int64_t id = 0;
  const std::vector<StoredTrial> batch = {trial(0, 0), trial(0, 1)};
  {
    StudyStore store(path());
    id = store.create(info_named("first"));
    store.append(id, batch);
    store.append(id, std::vector{trial(1, 0)});
  }
  StudyStore store(path());
  const auto trials = store.trials(id, 0);
  ASSERT_EQ(trials.size(), 2u);
  expect_equal(trials[0], batch[0]);
  expect_equal(trials[1], batch[1]);
  EXPECT_EQ(store.trials(id, 1).size(), 1u);
  EXPECT_EQ(store.count_trials(id), 3);
}

TEST_F(StudyStoreTest, StudiesComeBackAndAreFoundByNameAndId) {
  StudyStore store(path());
  const std::int64_t first = store.create(info_named("first")), second = store.create(info_named("둘째 '연구'"));
  ASSERT_EQ(store.list().size(), 2u);
  EXPECT_EQ(store.list().front().id, second);
  const auto found = store.find("둘째 '연구'");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->id, second);
  EXPECT_EQ(found->spec_hash, 0xFEDCBA9876543210ULL);
  EXPECT_EQ(found->data_hash, 0x8000000000000001ULL);
  EXPECT_EQ(found->seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(found->spec_json, R"({"seed": 1})");
  EXPECT_GT(found->created, 20200101000000);
  EXPECT_EQ(store.find(fmt::format("{}", first))->name, "first");
  EXPECT_FALSE(store.find("third").has_value());
  EXPECT_THROW((void)store.create(info_named("first")), UsageError);
  store.set_state(first, StudyState::kDone);
  EXPECT_EQ(store.find(first)->state, StudyState::kDone);
}

TEST_F(StudyStoreTest, ABatchIsStoredWholeOrNotAtAll) {
  StudyStore store(path());
  const std::int64_t id = store.create(info_named("a"));
  store.append(id, std::vector{trial(0, 0)});
  // The second of the batch has a number that is taken.
  EXPECT_THROW(store.append(id, std::vector{trial(0, 1), trial(0, 0)}), DatabaseError);
  EXPECT_EQ(store.trials(id, 0).size(), 1u);
  EXPECT_EQ(store.count_trials(id), 1);
}

TEST_F(StudyStoreTest, ACopyRepeatsTheResultOfItsOriginal) {
  StudyStore store(path());
  const std::int64_t id = store.create(info_named("a"));
  StoredTrial copy = trial(0, 0);
  copy.number = 1;
  copy.copy_of = 0;
  store.append(id, std::vector{trial(0, 0), copy});
  const auto trials = store.trials(id, 0);
  ASSERT_EQ(trials.size(), 2u);
  expect_equal(trials[1], copy);
  EXPECT_EQ(store.count_trials(id), 2);
  EXPECT_EQ(store.count_trials_of_strategy(7), 1);
}

TEST_F(StudyStoreTest, TrialsOfAStrategyAreCountedOverAllStudies) {
  StudyStore store(path());
  StudyInfo other = info_named("other");
  other.strategy_hash = 8;
  const std::int64_t a = store.create(info_named("a")), b = store.create(info_named("b")), c = store.create(other);
  store.append(a, std::vector{trial(0, 0), trial(0, 1)});
  store.append(b, std::vector{trial(0, 0)});
  store.append(c, std::vector{trial(0, 0)});
  EXPECT_EQ(store.count_trials_of_strategy(7), 3);
  EXPECT_EQ(store.count_trials_of_strategy(8), 1);
}

TEST_F(StudyStoreTest, ResultsNotesAndEventsComeBackAndAreReplaced) {
  StudyStore store(path());
  const std::int64_t id = store.create(info_named("a"));
  StageResult result;
  result.stage = 2;
  result.fold = 1;
  result.role = StageRole::kOutOfSample;
  result.days = {20240102, 20240105, 4};
  result.vector = {{30, true}, {0.25, false}};
  result.metrics.win_rate = 33.33;
  result.score = -1.5;
  store.set_stage_results(id, 2, std::vector{result, result});
  store.set_stage_results(id, 2, std::vector{result});
  const auto results = store.stage_results(id);
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].stage, 2);
  EXPECT_EQ(results[0].fold, 1);
  EXPECT_EQ(results[0].role, StageRole::kOutOfSample);
  EXPECT_EQ(results[0].days, result.days);
  EXPECT_EQ(results[0].vector, result.vector);
  EXPECT_EQ(results[0].metrics.win_rate, 33.33);
  EXPECT_EQ(results[0].score, -1.5);
  store.set_note(id, "verdict", "{\"a\": 1}");
  store.set_note(id, "verdict", "{\"a\": 2}");
  EXPECT_EQ(store.note(id, "verdict"), "{\"a\": 2}");
  EXPECT_FALSE(store.note(id, "other").has_value());
  store.add_event(id, {"시작", "start"});
  store.add_event(id, {"끝", "end"});
  ASSERT_EQ(store.events(id).size(), 2u);
  EXPECT_EQ(store.events(id)[1].text.ko, "끝");
}

TEST_F(StudyStoreTest, ARemovedStudyLeavesTheOthers) {
  StudyStore store(path());
  const std::int64_t a = store.create(info_named("a")), b = store.create(info_named("b"));
  for (const std::int64_t id : {a, b}) {
    store.append(id, std::vector{trial(0, 0)});
    store.add_event(id, {"시작", "start"});
    store.set_note(id, "key", "1");
  }
  store.remove(a);
  EXPECT_FALSE(store.find(a).has_value());
  EXPECT_EQ(store.count_trials(a), 0);
  EXPECT_TRUE(store.events(a).empty());
  EXPECT_EQ(store.trials(b, 0).size(), 1u);
  EXPECT_EQ(store.events(b).size(), 1u);
}

TEST_F(StudyStoreTest, EqualStudiesGiveEqualExports) {
  StudyStore store(path());
  std::vector<std::int64_t> ids;
  for (const char* name : {"a", "b"}) {
    const std::int64_t id = ids.emplace_back(store.create(info_named(name)));
    store.add_event(id, {name, name});
    // The second study is stored in smaller transactions.
    if (ids.size() == 1) store.append(id, std::vector{trial(0, 0), trial(0, 1)});
    else for (const int number : {0, 1}) store.append(id, std::vector{trial(0, number)});
    store.set_note(id, "note", R"({"text": "a,b"})");
  }
  const std::string csv = store.export_csv(ids[0]);
  EXPECT_EQ(csv, store.export_csv(ids[1]));
  EXPECT_EQ(store.export_json(ids[0]), store.export_json(ids[1]));
  EXPECT_NE(csv.find("trial,0,1,0,,30;1.1;-2.0;-3,1.3333333333333333,0,0.1,13,5e-324,1\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("daily,0,0,0.1;-0.0;inf;-1e+300;5e-324\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("note,note,\"{\"\"text\"\": \"\"a,b\"\"}\"\n"), std::string::npos) << csv;
  const auto json = nlohmann::json::parse(store.export_json(ids[0]));
  EXPECT_EQ(json["trials"].size(), 2u);
  EXPECT_EQ(json["trials"][1]["parts"][0]["seed"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(json["notes"]["note"]["text"], "a,b");

  StoredTrial other = trial(0, 2);
  store.append(ids[1], std::vector{other});
  EXPECT_NE(csv, store.export_csv(ids[1]));
}

std::string refusal(const std::filesystem::path& path) {
  try {
    StudyStore store(path);
    return "";
  } catch (const DatabaseError& error) {
    EXPECT_FALSE(error.text().ko.empty());
    return error.text().en;
  }
}

TEST_F(StudyStoreTest, ForeignAndDamagedFilesAreRefused) {
  std::ofstream(path())
      << "this is not a database, it is a text that is longer than a header of one hundred bytes, which SQLite reads first of all";
  EXPECT_NE(refusal(path()).find("is not an SQLite database"), std::string::npos);
  const auto foreign = folder_ / "strategy.db";
  { store::Connection(foreign, store::OpenMode::kCreate).execute("CREATE TABLE study (name TEXT)"); }
  EXPECT_NE(refusal(foreign).find("not a study file"), std::string::npos);
  const auto newer = folder_ / "newer.db";
  { StudyStore store(newer); }
  { store::Connection(newer, store::OpenMode::kReadWrite).execute("PRAGMA user_version = 99"); }
  EXPECT_NE(refusal(newer).find("format 99"), std::string::npos);
}

TEST_F(StudyStoreTest, ADamagedValueIsNamed) {
  std::int64_t id = 0;
  {
    StudyStore store(path());
    id = store.create(info_named("a"));
    store.append(id, std::vector{trial(0, 0)});
  }
  { store::Connection(path(), store::OpenMode::kReadWrite).execute("UPDATE trial SET vector = '30;x'"); }
  StudyStore store(path());
  try {
    (void)store.trials(id, 0);
    FAIL() << "a vector that is none was read";
  } catch (const DatabaseError& error) {
    EXPECT_NE(error.text().en.find("[trial]: '30;x'"), std::string::npos) << error.text().en;
  }
}

TEST_F(StudyStoreTest, ReadersSeeWholeBatchesWhileAWriterAppends) {
  StudyStore writer(path());
  const std::int64_t id = writer.create(info_named("a"));
  StudyStore readers[] = {StudyStore(path()), StudyStore(path())};
  for (int batch = 0; batch < 20; ++batch) {
    writer.append(id, std::vector{trial(0, 2 * batch), trial(0, 2 * batch + 1)});
    for (StudyStore& reader : readers) {
      const auto trials = reader.trials(id, 0);
      ASSERT_EQ(trials.size(), static_cast<std::size_t>(2 * batch + 2));
      EXPECT_EQ(trials.back().result.parts.size(), 4u);
    }
  }
  // A reader that stands in the middle of its reading neither blocks the writer nor sees what comes after.
  store::Connection slow(path(), store::OpenMode::kReadOnly);
  store::Transaction snapshot(slow, store::Transaction::Kind::kRead);
  store::Statement count(slow, "SELECT count(*) FROM trial");
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 40);
  writer.append(id, std::vector{trial(0, 40)});
  count.reset();
  ASSERT_TRUE(count.step());
  EXPECT_EQ(count.integer(0), 40);
}

TEST(VectorText, ReadsBackExactly) {
  const Vector vector = {{30, true}, {0.1, false}, {-2, false}, {1e300, false}, {-5, true}};
  EXPECT_EQ(vector_from_text(vector_text(vector)), vector);
  EXPECT_EQ(vector_from_text(""), Vector{});
  EXPECT_FALSE(vector_from_text("30;;2").has_value());
  EXPECT_FALSE(vector_from_text("30 ;2").has_value());
}

}  // namespace
}  // namespace stom::optimize
