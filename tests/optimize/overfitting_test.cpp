#include "optimize/overfitting.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "optimize/random.h"

namespace stom::optimize {
namespace {

using Series = std::vector<std::vector<double>>;

Series noise(std::uint64_t seed, std::size_t trials, std::size_t days) {
  Random random(seed, 0);
  Series series(trials, std::vector<double>(days));
  for (std::vector<double>& values : series) {
    for (double& value : values) value = 0.01 * random.normal();
  }
  return series;
}

std::size_t best_of(const Series& series) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < series.size(); ++k) {
    if (moments(series[k]).sharpe() > moments(series[best]).sharpe()) best = k;
  }
  return best;
}

OverfittingReport report_of(const Series& series, std::int64_t trials_ever = 0, std::int64_t trades = 100) {
  OverfittingInput input;
  input.daily_returns = series;
  input.best = series.empty() ? 0 : best_of(series);
  input.trials_ever = trials_ever;
  input.trades = trades;
  const StopFlag stop;
  return assess(input, stop);
}

OverfittingReport judged(double dsr, double pbo) {
  OverfittingReport report;
  report.trials = report.distinct_trials = 1000;
  report.days = 250;
  report.years = 1;
  report.trades = 300;
  report.deflated_sharpe = dsr;
  report.pbo = pbo;
  return report;
}

TEST(Overfitting, TheBestOfNoiseIsNotGood) {
  int good = 0, worthless = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Verdict verdict = verdict_of(report_of(noise(seed, 30, 120)));
    good += verdict == Verdict::kGood ? 1 : 0;
    worthless += verdict == Verdict::kWorthless ? 1 : 0;
  }
  EXPECT_LE(good, 1);
  EXPECT_GE(worthless, 8);
}

TEST(Overfitting, AnEdgeAmongManyIsGood) {
  Series series = noise(3, 40, 250);
  for (double& value : series[11]) value += 0.006;
  const OverfittingReport report = report_of(series);
  EXPECT_EQ(verdict_of(report), Verdict::kGood);
  EXPECT_GT(report.deflated_sharpe.value(), 0.99);
  EXPECT_LT(report.pbo.value(), 0.01);
  EXPECT_LT(report.spa_p.value(), 0.01);
  EXPECT_LT(report.haircut.value().bonferroni, report.best.sharpe());
  EXPECT_GT(report.haircut.value().bonferroni, 0);
  EXPECT_LT(report.track_record_days.value(), 250);
  EXPECT_EQ(report.years, 1);
}

TEST(Overfitting, EveryTrialEverMadeCounts) {
  Series series = noise(4, 40, 250);
  for (double& value : series[0]) value += 0.003;
  const OverfittingReport few = report_of(series), many = report_of(series, 100'000);
  EXPECT_EQ(few.trials, 40);
  EXPECT_EQ(many.trials, 100'000);
  EXPECT_LT(many.deflated_sharpe.value(), few.deflated_sharpe.value());
  EXPECT_GT(many.minimum_years.value(), few.minimum_years.value());
  EXPECT_LT(many.haircut.value().bhy, few.haircut.value().bhy);
  EXPECT_EQ(many.pbo, few.pbo);
}

TEST(Overfitting, FiguresMatchTheirFunctions) {
  const Series series = noise(5, 12, 100);
  const OverfittingReport report = report_of(series);
  const StopFlag stop;
  EXPECT_EQ(report.pbo, probability_of_overfitting(series, 16, 1, stop).probability);
  EXPECT_EQ(report.spa_p, superior_ability_p(series, kResamples, 1, stop));
  EXPECT_EQ(report.effective_trials, effective_trials(series));
  std::vector<double> sharpes;
  for (const std::vector<double>& values : series) sharpes.push_back(moments(values).sharpe());
  const double deviation = moments(sharpes).deviation;
  EXPECT_EQ(report.deflated_sharpe, deflated_sharpe(report.best.sharpe(), deviation * deviation, report.effective_trials, 100,
                                                    report.best.skewness, report.best.kurtosis));
}

TEST(Overfitting, LargeStudiesAreSampledWithTheBestInside) {
  Series series = noise(6, 101, 60);
  for (double& value : series[77]) value += 0.02;
  OverfittingInput input;
  input.daily_returns = series;
  input.best = 77;
  input.most_trials = 10;
  const StopFlag stop;
  const OverfittingReport report = assess(input, stop);
  EXPECT_EQ(report.distinct_trials, 101);
  EXPECT_EQ(report.pbo, 0);
  EXPECT_LT(report.spa_p.value(), 0.01);
}

TEST(Overfitting, DegenerateStudiesHaveEmptyFigures) {
  const auto expect_little = [](const OverfittingReport& report) {
    EXPECT_EQ(verdict_of(report), Verdict::kTooLittle);
    EXPECT_FALSE(report.deflated_sharpe);
    EXPECT_EQ(to_json(report).find("nan"), std::string::npos);
    EXPECT_EQ(to_json(report).find("inf"), std::string::npos);
    EXPECT_EQ(to_json(overfitting_report_from_json(to_json(report))), to_json(report));
  };
  expect_little(report_of({}));
  expect_little(report_of({{}}));
  expect_little(report_of({{0.1}}));
  expect_little(report_of({{0.1}, {0.2}}));
  expect_little(report_of({{0.1, 0.2}, {0.2, 0.1}}));
  expect_little(report_of(noise(1, 1, 100)));
  expect_little(report_of(Series(20, std::vector<double>(100, 0.0))));
  expect_little(report_of(Series(20, std::vector<double>(100, 0.01))));
  expect_little(report_of(Series(2, std::vector<double>(100, 1e-200))));
}

TEST(Overfitting, VerdictsFollowTheirLimits) {
  EXPECT_EQ(verdict_of(judged(0.95, 0.0999)), Verdict::kGood);
  EXPECT_EQ(verdict_of(judged(0.9499, 0)), Verdict::kDoubtful);
  EXPECT_EQ(verdict_of(judged(0.99, 0.1)), Verdict::kDoubtful);
  EXPECT_EQ(verdict_of(judged(0.5, 0.4999)), Verdict::kDoubtful);
  EXPECT_EQ(verdict_of(judged(0.4999, 0)), Verdict::kWorthless);
  EXPECT_EQ(verdict_of(judged(0.99, 0.5)), Verdict::kWorthless);
  OverfittingReport report = judged(0.99, 0);
  report.trades = 29;
  EXPECT_EQ(verdict_of(report), Verdict::kTooLittle);
  report.trades.reset();
  EXPECT_EQ(verdict_of(report), Verdict::kGood);
  report.days = 19;
  EXPECT_EQ(verdict_of(report), Verdict::kTooLittle);
}

TEST(VerdictLine, SaysTheNumbersAndWhatToDo) {
  OverfittingReport report = judged(0.6249, 0.41);
  report.minimum_years = 10.6;
  const Message line = verdict_line(report);
  EXPECT_EQ(line.ko,
            "과최적화 점검: 시험 1,000회, 250일, 거래 300회, DSR 0.62, PBO 0.41 → 우연일 수 있습니다. 더 긴 기간에서 변수를 줄여 다시 찾고, "
            "전진분석으로 확인하십시오. 자료는 1.0년인데, 시험이 이만큼이면 10.6년까지는 실력 없이도 연 샤프 1이 나옵니다.");
  EXPECT_EQ(line.en,
            "Overfitting check: 1,000 trials, 250 days, 300 trades, DSR 0.62, PBO 0.41 → may be luck. Search a longer period with fewer "
            "variables, and confirm with a walk-forward. 1.0 years of data: with so many trials, luck alone reaches a yearly Sharpe "
            "ratio of 1 on up to 10.6 years.");
}

TEST(VerdictLine, NeverRoundsAcrossALimit) {
  EXPECT_NE(verdict_line(judged(0.9499, 0.05)).en.find("DSR 0.94, PBO 0.05"), std::string::npos);
  EXPECT_NE(verdict_line(judged(0.95, 0.0999)).en.find("DSR 0.95, PBO 0.09"), std::string::npos);
  EXPECT_NE(verdict_line(judged(0.29, 0.57)).en.find("DSR 0.29, PBO 0.57"), std::string::npos);
}

TEST(VerdictLine, NamesWhatIsMissing) {
  OverfittingReport report = judged(0.9, 0.2);
  report.trades = 12;
  EXPECT_NE(verdict_line(report).ko.find("거래가 30회 이상"), std::string::npos);
  report.days = 5;
  EXPECT_NE(verdict_line(report).en.find("At least 20 trading days"), std::string::npos);
  report.distinct_trials = 1;
  EXPECT_NE(verdict_line(report).en.find("At least 2 different trials"), std::string::npos);
  EXPECT_NE(verdict_line(report_of(Series(5, std::vector<double>(50, 0.0)))).en.find("vary by day"), std::string::npos);
}

TEST(VerdictLine, PointsAtALonePeak) {
  OverfittingReport report = judged(0.97, 0.05);
  EXPECT_EQ(verdict_line(report).ko.find("외딴"), std::string::npos);
  report.stability.emplace().lone_peak = true;
  EXPECT_NE(verdict_line(report).ko.find("외딴 봉우리"), std::string::npos);
}

TEST(OverfittingJson, GoesThereAndBack) {
  const Series series = noise(8, 6, 60);
  const std::vector<double> trades = {5, -3, 8, -2, 1};
  const std::vector<ScoredVector> scored = {{{1, 5}, 9, true}, {{2, 5}, 3, true}};
  const std::vector<std::vector<double>> candidates = {{1, 2, 3}, {5}};
  const std::vector<WalkForwardOutcome> windows = {{10, 4, 20, 10, {1, 5}}, {12, 5, 20, 10, {2, 5}}};
  OverfittingInput input;
  input.daily_returns = series;
  input.best = best_of(series);
  input.trade_profits = trades;
  input.required_money = 1000;
  input.scored = scored;
  input.candidates = candidates;
  input.windows = windows;
  const StopFlag stop;
  const OverfittingReport report = assess(input, stop);
  const OverfittingReport back = overfitting_report_from_json(to_json(report));
  EXPECT_EQ(to_json(back), to_json(report));
  EXPECT_EQ(back.trades, 5);
  EXPECT_EQ(back.best.sharpe(), report.best.sharpe());
  EXPECT_EQ(back.deflated_sharpe, report.deflated_sharpe);
  EXPECT_EQ(back.cscv.value().logits, report.cscv.value().logits);
  EXPECT_EQ(back.haircut.value().bhy, report.haircut.value().bhy);
  EXPECT_EQ(back.bands.value().path_p95, report.bands.value().path_p95);
  EXPECT_EQ(back.bands.value().most, report.bands.value().most);
  ASSERT_EQ(back.stability.value().cells.size(), 4u);
  EXPECT_EQ(back.stability.value().cells[1].score, 3);
  EXPECT_TRUE(std::isnan(back.stability.value().cells[2].score));
  EXPECT_TRUE(back.stability.value().lone_peak);
  EXPECT_EQ(back.walk_forward.value().drift, report.walk_forward.value().drift);
}

TEST(OverfittingJson, DamagedTextIsAnError) {
  for (const char* text : {"", "{}", "[]", "{\"trials\": 1}"}) {
    EXPECT_THROW(static_cast<void>(overfitting_report_from_json(text)), DataError) << text;
  }
  std::string json = to_json(report_of(noise(1, 4, 40)));
  const std::size_t at = json.find("\"logit_counts\":[[");
  ASSERT_NE(at, std::string::npos);
  json.insert(json.find(']', at), "000000000");
  EXPECT_THROW(static_cast<void>(overfitting_report_from_json(json)), DataError);
}

TEST(Overfitting, TheSameInputGivesTheSameBytes) {
  const Series series = noise(9, 20, 80);
  EXPECT_EQ(to_json(report_of(series)), to_json(report_of(series)));
}

}  // namespace
}  // namespace stom::optimize
