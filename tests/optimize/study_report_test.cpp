#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"
#include "optimize/parameter_importance.h"
#include "optimize/study.h"
#include "optimize/study_fixture.h"
#include "optimize/study_picture.h"
#include "optimize/study_report_html.h"
#include "optimize/study_report_input.h"

namespace stom::optimize {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

StoredTrial trial(std::int64_t number, double score, std::vector<double> values) {
  StoredTrial out;
  out.number = number;
  out.result.outcome.score = score;
  out.result.trades = 10;
  for (const double value : values) out.vector.push_back({value, true});
  return out;
}

StoredTrial failed(std::int64_t number, double sentinel, std::vector<double> values) {
  StoredTrial out = trial(number, sentinel, std::move(values));
  out.result.outcome = {sentinel, false, 1};
  if (sentinel == kScoreWithoutTrades) out.result.trades = 0;
  return out;
}

// Width and height as the PNG header states them.
std::pair<unsigned, unsigned> png_size(const std::string& png) {
  const auto number = [&](std::size_t at) {
    unsigned out = 0;
    for (std::size_t i = at; i < at + 4; ++i) out = out << 8 | static_cast<unsigned char>(png.at(i));
    return out;
  };
  return {number(16), number(20)};
}

TEST(StageView, CountsEveryTrialByWhatBecameOfIt) {
  std::vector<StoredTrial> trials = {trial(0, 5, {1}), failed(1, kScoreWithoutTrades, {2}), failed(2, kScoreOutsideLimits, {3}),
                                     trial(3, 7, {4}), trial(4, 5, {1})};
  trials[3].result.stopped_early = true;
  trials[4].copy_of = 0;
  const StageView view = stage_view(0, trials, nullptr);
  EXPECT_EQ(view.trials, 5);
  EXPECT_EQ(view.scored, 2);
  EXPECT_EQ(view.copies, 1);
  EXPECT_EQ(view.without_trades, 1);
  EXPECT_EQ(view.outside_limits, 1);
  EXPECT_EQ(view.stopped_early, 1);
  ASSERT_TRUE(view.best);
  EXPECT_EQ(view.best->number, 0);
}

TEST(StageView, NeverShowsASentinelAsAScore) {
  const std::vector<StoredTrial> trials = {failed(0, kScoreWithoutTrades, {1, 1}), trial(1, -3, {1, 2}),
                                           failed(2, kScoreOutsideLimits, {2, 1}), trial(3, 4, {2, 2})};
  const StageView view = stage_view(0, trials, nullptr);
  for (const TrialPoint& point : view.objective) EXPECT_FALSE(point.score < -3) << point.number;
  EXPECT_TRUE(std::isnan(view.objective[0].best));
  EXPECT_EQ(view.objective[1].best, -3);
  EXPECT_EQ(view.objective[2].best, -3);
  EXPECT_EQ(view.objective[3].best, 4);
  for (const HeatMap& map : view.heat_maps) {
    for (const SlotScore& cell : map.cells) EXPECT_FALSE(cell.best < -3 || cell.mean < -3);
  }
}

TEST(StageView, HeatCellsHoldTheBestScoreOfTheirTwoValues) {
  const std::vector<StoredTrial> trials = {trial(0, 5, {1, 10, 1}), trial(1, 9, {1, 10, 2}), trial(2, 7, {1, 10, 3}),
                                           trial(3, 2, {2, 20, 1})};
  const StageView view = stage_view(0, trials, nullptr);
  const auto at = [&](int index) {
    return static_cast<std::size_t>(
        std::find_if(view.variables.begin(), view.variables.end(), [&](const VariableView& v) { return v.index == index; }) -
        view.variables.begin());
  };
  const auto map =
      std::find_if(view.heat_maps.begin(), view.heat_maps.end(), [&](const HeatMap& m) { return m.x == at(0) && m.y == at(1); });
  ASSERT_NE(map, view.heat_maps.end());
  ASSERT_EQ(map->cells.size(), 4u);
  EXPECT_EQ(map->cells[0].best, 9);  // 1, 10
  EXPECT_EQ(map->cells[0].mean, 7);
  EXPECT_EQ(map->cells[0].count, 3);
  EXPECT_EQ(map->cells[1].count, 0);  // 2, 10 was never tried
  EXPECT_TRUE(std::isnan(map->cells[1].best));
  EXPECT_EQ(map->cells[3].best, 2);
}

TEST(StageView, RepeatedVectorsCountOnce) {
  std::vector<StoredTrial> trials = {trial(0, 4, {1}), trial(1, 8, {2}), trial(2, 4, {1})};
  trials[2].copy_of = 0;
  const StageView view = stage_view(0, trials, nullptr);
  EXPECT_EQ(view.variables.at(0).scores[0].count, 1);
}

TEST(StageView, ManyValuesShareABin) {
  std::vector<StoredTrial> trials;
  for (int i = 0; i < 200; ++i) trials.push_back(trial(i, i, {i * 0.1}));
  const StageView view = stage_view(0, trials, nullptr);
  ASSERT_EQ(view.variables.size(), 1u);
  EXPECT_EQ(view.variables[0].slots.size(), kMostSlots);
  std::int64_t all = 0;
  for (const SlotScore& score : view.variables[0].scores) all += score.count;
  EXPECT_EQ(all, 200);
  EXPECT_EQ(view.variables[0].scores.back().best, 199);
}

TEST(StageView, TheChosenVectorIsTheStudysNotTheHighestScore) {
  const std::vector<StoredTrial> trials = {trial(0, 4, {1, 1}), trial(1, 8, {2, 2})};
  const Vector chosen = trials[0].vector;
  EXPECT_EQ(stage_view(0, trials, &chosen).variables[0].chosen, 0u);
  EXPECT_EQ(stage_view(0, trials, nullptr).variables[0].chosen, 1u);
}

TEST(ParameterImportance, ThePlantedVariableComesFirst) {
  const StudyReportData data = study_report_data(test::sample_study(400));
  const std::vector<VariableView>& variables = data.stages[0].variables;
  ASSERT_EQ(variables.size(), 4u);
  EXPECT_EQ(variables[0].index, 1);
  EXPECT_GT(variables[0].importance, 0.8);
  EXPECT_EQ(variables[1].index, 2);
  EXPECT_LT(variables[2].importance, 0.02);
  double sum = data.stages[0].together;
  for (const VariableView& variable : variables) sum += variable.importance;
  EXPECT_NEAR(sum, 1, 1e-9);
}

// One variable moves at a time from 0;0 on: values of [0] were looked at ten times as often as those of [1].
TEST(ParameterImportance, WeighsTheSpaceNotHowOftenAValueWasTried) {
  ImportanceInput input;
  input.levels = {2, 2};
  for (int i = 0; i < 200; ++i) {
    const std::uint32_t a = i % 2, b = i % 20 == 0 ? 1 : 0;
    input.points.push_back({a, b});
    input.targets.push_back(a + b);
  }
  input.points.push_back({1, 1});
  input.targets.push_back(2);
  for (int i = 0; i < 9; ++i) {
    input.points.push_back(input.points.back());
    input.targets.push_back(2);
  }
  const std::optional<Importance> importance = parameter_importance(input);
  ASSERT_TRUE(importance);
  EXPECT_NEAR(importance->share[0], 0.5, 0.05);
  EXPECT_NEAR(importance->share[1], 0.5, 0.05);
}

TEST(ParameterImportance, InteractionsBelongToNoVariableAlone) {
  ImportanceInput input;
  input.levels = {2, 2};
  for (std::uint32_t i = 0; i < 400; ++i) {
    input.points.push_back({i & 1, i >> 1 & 1});
    input.targets.push_back(((i & 1) ^ (i >> 1 & 1)) != 0 ? 1 : 0);
  }
  const std::optional<Importance> importance = parameter_importance(input);
  ASSERT_TRUE(importance);
  EXPECT_LT(importance->share[0], 0.05);
  EXPECT_GT(importance->together, 0.9);
}

TEST(ParameterImportance, SaysNothingOfTooFewOrEqualTrials) {
  ImportanceInput input;
  input.levels = {2};
  for (std::uint32_t i = 0; i < 20; ++i) {
    input.points.push_back({i % 2});
    input.targets.push_back(1);
  }
  EXPECT_FALSE(parameter_importance(input));
  input.points.resize(5);
  input.targets = {1, 2, 3, 4, 5};
  EXPECT_FALSE(parameter_importance(input));
}

TEST(StudyReportData, PutsTrainValidationTestAndWholeSideBySide) {
  const StudyReportData data = study_report_data(test::sample_study(60));
  std::vector<std::string> labels;
  for (const WindowColumn& window : data.windows) labels.push_back(window.label.ko);
  EXPECT_THAT(labels, ElementsAre("학습1", "학습2", "검증1", "검증2", "확인", "전체"));
  EXPECT_EQ(data.windows[0].daily.days, 28);  // 32 days of the search without 4 of its validation window
  EXPECT_EQ(data.windows[4].daily.days, 8);
  EXPECT_NEAR(data.windows[5].daily.profit, data.equity.back().cumulative, 1e-6);
  double sum = 0;
  for (const auto& trade : data.input.trades) sum += trade.profit;
  EXPECT_NEAR(data.days.back().cumulative, sum, 1e-6);
}

TEST(StudyReportData, MarksTheFirstDayOfEveryWindow) {
  const StudyReportData data = study_report_data(test::sample_study(60));
  ASSERT_EQ(data.spans.size(), 3u);
  EXPECT_EQ(data.spans[0].from, 24);
  EXPECT_EQ(data.spans[1].from, 28);
  EXPECT_EQ(data.spans[2].from, 32);  // not a day late: known defect K38
  EXPECT_EQ(data.spans[2].role, StageRole::kTest);
  EXPECT_EQ(data.days[31].window.en, "Valid 1");
  EXPECT_EQ(data.days[32].window.en, "Test");
  EXPECT_EQ(data.days[0].window.en, "Train");
}

TEST(StudyReportData, AWalkForwardKeepsEveryWindowsOwnVector) {
  const StudyReportData data = study_report_data(test::sample_walk_forward());
  ASSERT_EQ(data.walk_forward.size(), 3u);
  EXPECT_NE(vector_text(data.walk_forward[0].vector), vector_text(data.walk_forward[1].vector));
  EXPECT_LT(data.walk_forward[0].in_days.last, data.walk_forward[0].out_days.first);
  ASSERT_TRUE(data.out_of_sample);
  std::int64_t profit = 0;
  for (const WalkForwardRow& row : data.walk_forward) profit += row.out_metrics.total_profit;
  EXPECT_EQ(data.out_of_sample->total_profit, profit);
  EXPECT_EQ(data.trials, 240);
}

TEST(StudyReportData, LeavesOutDaysBeforeTheStudysPeriod) {
  StudyReportInput input = test::sample_study(30);
  input.days.insert(input.days.begin(), 20231228);
  EXPECT_EQ(study_report_data(std::move(input)).days.front().day, 20240102);
}

TEST(StudyReportInput, ReadsAStudyFromItsStore) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "study_report_input.db";
  std::filesystem::remove(path);
  {
    StudyReportInput sample = test::sample_study(40);
    StudySpec spec;
    spec.kind = *find_run_kind("ovct");
    spec.base.market = market::Market::kUpbit;
    spec.base.frame = market::Frame::kMinute;
    spec.base.bet = 123'456;
    spec.rules.objective = Objective::kP2m;
    spec.buy_name = "매수";
    sample.info.spec_json = to_json(spec);
    StudyStore store(path);
    sample.info.id = store.create(sample.info);
    store.append(sample.info.id, sample.stages[0].trials);
    store.set_stage_results(sample.info.id, 0, sample.results);
    OverfittingReport report;
    report.trials = 777;
    store.set_note(sample.info.id, "overfitting", to_json(report));

    const StudyReportInput read = study_report_input(store, sample.info, sample.trades, {});
    EXPECT_EQ(read.market, market::Market::kUpbit);
    EXPECT_EQ(read.frame, market::Frame::kMinute);
    EXPECT_EQ(read.bet, 123'456);
    EXPECT_EQ(read.objective, Objective::kP2m);
    ASSERT_EQ(read.stages.size(), 1u);
    EXPECT_EQ(read.stages[0].trials.size(), 40u);
    ASSERT_TRUE(read.overfitting);
    EXPECT_EQ(read.overfitting->trials, 777);
    EXPECT_EQ(study_report_data(read).windows.size(), 6u);
    EXPECT_FALSE(read.out_of_sample);
  }
  std::filesystem::remove(path);
}

TEST(StudyReportHtml, HasEverySectionInBothLanguages) {
  StudyReportInput input = test::sample_study(60);
  input.overfitting = OverfittingReport{};
  const std::string page = study_report_html(study_report_data(std::move(input)), Language::kKorean);
  for (const char* id : {"verdict", "windows", "equity-card", "objective", "importance", "marginals", "heatmaps", "scatter", "overfitting",
                         "daily", "trades-card", "spec"}) {
    EXPECT_THAT(page, HasSubstr(fmt::format("id=\"{}\"", id)));
  }
  for (const char* text : {"구간별 성적", "Windows side by side", "변수 중요도", "Importance of the variables", "학습 대 검증",
                           "Training against validation", "과최적화 검사", "Overfitting", "일별 수익금", "Daily profit"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_THAT(page, HasSubstr("<html lang=\"ko\""));
  EXPECT_THAT(page, HasSubstr("<th>seed</th><td>42</td>"));
  EXPECT_THAT(page, HasSubstr("<th>weeks.train</th><td>4</td>"));
}

TEST(StudyReportHtml, EscapesNamesAndAsksForNothing) {
  const std::string page = study_report_html(study_report_data(test::sample_study(30)), Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("ovct_돌파 &lt;b&gt;매수&lt;/b&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<b>매수")));
  EXPECT_THAT(page, HasSubstr("돌파 &amp; &quot;매수&quot;"));
  EXPECT_THAT(page, Not(HasSubstr("<종목>")));
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
}

TEST(StudyReportHtml, WritesNoSentinelAndNoNaN) {
  StudyReportInput input = test::sample_study(80);
  input.stages[0].trials.back().result.outcome = {kScoreOutsideLimits, true, 0};  // a sentinel that claims to be a score
  const std::string page = study_report_html(study_report_data(std::move(input)), Language::kKorean);
  const std::string shown = page.substr(0, page.find("id=\"trades-card\""));
  EXPECT_THAT(shown, Not(HasSubstr("2000000000")));
  EXPECT_THAT(shown, Not(HasSubstr("2,000,000,000")));
  EXPECT_THAT(shown, Not(HasSubstr("2222222222")));
  EXPECT_THAT(shown, Not(HasSubstr("2,222,222,222")));
  EXPECT_THAT(shown, Not(HasSubstr("nan")));
  EXPECT_THAT(shown, HasSubstr("거래 없음"));
}

TEST(StudyReportHtml, AWalkForwardShowsItsWindowsAndEverySearch) {
  const std::string page = study_report_html(study_report_data(test::sample_walk_forward()), Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("id=\"walkforward\""));
  for (const char* id : {"objective-0", "objective-1", "objective-2", "heatmaps-2"}) EXPECT_THAT(page, HasSubstr(id));
  EXPECT_THAT(page, Not(HasSubstr("id=\"windows\"")));
}

TEST(StudyReportHtml, AnUnfinishedStudySaysSo) {
  StudyReportInput input;
  input.info.kind = "o";
  input.info.state = StudyState::kStopped;
  const std::string page = study_report_html(study_report_data(input), Language::kEnglish);
  EXPECT_THAT(page, HasSubstr("It can be resumed."));
  EXPECT_THAT(page, Not(HasSubstr("id=\"windows\"")));
}

TEST(StudyPicture, IsWrittenInItsSizeInBothLanguages) {
  const StudyReportData data = study_report_data(test::sample_study(60));
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "study_picture.png";
  for (const Language language : {Language::kKorean, Language::kEnglish}) {
    write_study_picture(data, language, path);
    const std::string png = read_file(path);
    EXPECT_EQ(png_size(png), std::make_pair(unsigned{kStudyPictureWidth}, unsigned{kStudyPictureHeight}));
    EXPECT_GT(png.size(), 20'000u);
  }
  std::filesystem::remove(path);
  EXPECT_EQ(study_picture_png(data, Language::kKorean), study_picture_png(data, Language::kKorean));
}

TEST(StudyPicture, DrawsAStudyWithoutTrialsAndAWalkForward) {
  EXPECT_EQ(png_size(study_picture_png(study_report_data({}), Language::kEnglish)).first, unsigned{kStudyPictureWidth});
  EXPECT_GT(study_picture_png(study_report_data(test::sample_walk_forward()), Language::kKorean).size(), 20'000u);
}

}  // namespace
}  // namespace stom::optimize
