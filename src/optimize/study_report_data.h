// Everything an optimisation report shows, made from plain data: what the study store holds, the final trades and the
// overfitting figures. Pictures and pages only draw what stands here. Pure: same input, same bytes.
#pragma once

#include "backtest/html_tables.h"
#include "optimize/overfitting.h"
#include "optimize/stage_view.h"

namespace stom::optimize {

struct StageTrials {
  int stage = 0;
  std::vector<StoredTrial> trials;  // in the order asked
};

struct StudyReportInput {
  StudyInfo info;
  market::Market market{};
  market::Frame frame{};
  Objective objective = Objective::kTg;
  double bet = 0;
  std::string buy_name, sell_name;
  std::vector<StageTrials> stages;                 // ascending
  std::vector<StageResult> results;                // of all stages
  std::optional<backtest::Metrics> out_of_sample;  // of the stitched trades of a walk-forward; else made from them (trade_figures.h)
  std::optional<OverfittingReport> overfitting;
  std::vector<backtest::TradeRecord> trades;  // final run over the whole period; walk-forward: stitched out-of-sample trades
  std::vector<TradingDay> days;               // trading days of the whole period, ascending; empty: the days with a sale
};

// Results of the days of a window, from the final trades.
struct DailyFigures {
  std::int64_t days = 0, profitable_days = 0;
  double profit = 0, mean = 0, deviation = 0, best = 0, worst = 0;  // per day
};

// One column of the table train | validation | test | whole.
struct WindowColumn {
  Message label;
  StageResult result;
  DailyFigures daily;
};

struct EquityPoint {
  double day = 0;  // position on the day axis: day number + share of that day's trades
  RowKey time = 0;
  double profit = 0, cumulative = 0;
};
// Where a window lies on the day axis, [from, to).
struct WindowSpan {
  Message label;
  StageRole role{};
  double from = 0, to = 0;
};
struct DayRow {
  TradingDay day = 0;
  Message window;
  std::int64_t trades = 0;
  double profit = 0, cumulative = 0;
};

struct WalkForwardRow {
  int stage = 0;
  DayRange in_days, out_days;
  Vector vector;
  double in_score = kNoScore;
  std::optional<backtest::Metrics> in_metrics;
  backtest::Metrics out_metrics;
  std::optional<double> drift;  // mean change of the free variables against the window before, in candidate steps
};

struct StudyReportData {
  StudyReportInput input;
  Message kind;  // its user name
  std::vector<StageView> stages;
  std::vector<WindowColumn> windows;  // of a study without walk-forward
  std::vector<WindowSpan> spans;      // validation and test, or out-of-sample windows; ascending
  std::vector<EquityPoint> equity;
  std::vector<DayRow> days;
  std::vector<WalkForwardRow> walk_forward;
  std::optional<backtest::Metrics> out_of_sample;  // of the stitched trades
  std::int64_t trials = 0;
  std::vector<backtest::FactRow> spec;                     // the stored request, one row per setting
  std::vector<std::pair<std::string, std::string>> texts;  // its long texts

  [[nodiscard]] bool is_walk_forward() const { return !walk_forward.empty(); }
  [[nodiscard]] const StageView* last_stage() const { return stages.empty() ? nullptr : &stages.back(); }
};

[[nodiscard]] StudyReportData study_report_data(StudyReportInput input);

// "최적값 없음" words for sentinels, the number otherwise.
[[nodiscard]] Message score_text(double score);
[[nodiscard]] Message role_name(StageRole role, int fold, bool one_fold);
[[nodiscard]] std::string variable_name(int index);  // self.vars[3]

}  // namespace stom::optimize
