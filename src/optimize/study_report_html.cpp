#include "optimize/study_report_html.h"

#include <cmath>

#include "backtest/html_frame.h"
#include "backtest/html_page.h"
#include "backtest/html_text.h"
#include "backtest/report_format.h"
#include "base/file.h"
#include "optimize/study_charts.h"
#include "optimize/study_tables.h"

namespace stom::optimize {
namespace {

using backtest::html_both;
using backtest::html_escaped;
using backtest::html_headline;
using backtest::with_thousands;

constexpr std::size_t kMostMarginals = 12;

Message both(std::string text) {
  return {text, text};
}

std::string card(std::string_view id, const Message& title, const std::string& content, const Message& note = {}) {
  std::string out = fmt::format("<section class=\"card\" id=\"{}\"><h2>{}</h2>\n", id, html_both(title));
  if (!note.ko.empty()) out += "<p class=\"note\">" + html_both(note) + "</p>\n";
  return out + content + "</section>\n";
}

Message page_title(const StudyReportData& data) {
  return {fmt::format("최적화 결과 · {} · {}", data.kind.ko, data.input.info.name),
          fmt::format("Optimisation result · {} · {}", data.kind.en, data.input.info.name)};
}

std::string header(const StudyReportData& data, Language initial) {
  const StudyReportInput& input = data.input;
  std::string out = "<header><h1>" + html_both({"최적화 결과", "Optimisation result"}) + "</h1>\n";
  out += backtest::html_badge(data.kind) + backtest::html_badge(backtest::market_title(input.market, input.frame));
  if (!input.days.empty())
    out += backtest::html_badge(both(backtest::day_text(input.days.front()) + " ~ " + backtest::day_text(input.days.back())));
  const std::string names = input.buy_name + (input.buy_name.empty() || input.sell_name.empty() ? "" : " / ") + input.sell_name;
  if (!names.empty()) out += backtest::html_badge(both(names));
  out += "<span class=\"note\">" + html_escaped(input.info.name);
  if (input.info.created != 0) out += " · " + readable(input.info.created);
  return out + "</span>" + backtest::html_language_buttons(initial) + "</header>\n";
}

std::string state_warning(const StudyReportData& data) {
  static const Message kUnfinished[] = {
      {"아직 실행 중인 최적화입니다. 아래는 지금까지의 결과입니다.", "This study is still running: results so far."},
      {"중지된 최적화입니다. 아래는 그때까지의 결과이고, 이어서 실행할 수 있습니다.",
       "This study was stopped: results so far. It can be resumed."},
      {},
      {"오류로 끝난 최적화입니다. 아래는 그때까지의 결과입니다.", "This study ended with an error: results so far."}};
  const Message& text = kUnfinished[static_cast<std::size_t>(data.input.info.state)];
  return text.ko.empty() ? "" : "<ul class=\"warnings\"><li>⚠ " + html_both(text) + "</li></ul>\n";
}

std::string verdict_strip(const StudyReportData& data) {
  if (!data.input.overfitting) return {};
  const Verdict verdict = verdict_of(*data.input.overfitting);
  const std::string_view css = verdict == Verdict::kGood ? "good" : verdict == Verdict::kWorthless ? "bad" : "";
  return fmt::format("<p class=\"line {}\" id=\"verdict\">{}</p>\n", css, html_both(verdict_line(*data.input.overfitting)));
}

std::string profit_headline(const Message& label, const backtest::Metrics& metrics, market::Market market) {
  const auto profit = static_cast<double>(metrics.total_profit);
  const std::string total_return = with_thousands(metrics.total_profit_pct, 2) + "%";
  return html_headline(label, backtest::money_with_unit(market, profit), message("수익률합계 {}", "total return {}", total_return),
                       backtest::sign_class(profit));
}

std::string headlines(const StudyReportData& data) {
  const StudyReportInput& input = data.input;
  std::string out = "<div class=\"verdict\">\n";
  if (const StageView* stage = data.last_stage(); stage != nullptr && stage->best && !data.is_walk_forward()) {
    const std::string name(kObjectiveNames[static_cast<std::size_t>(input.objective)]);
    out += html_headline(message("최고 점수 ({})", "Best score ({})", stage->scatter.empty() ? name : "MERGE, " + name),
                         score_text(stage->best->result.outcome.score), message("{}번 시험", "trial {}", stage->best->number));
  }
  for (const WindowColumn& window : data.windows) {
    if (window.result.fold > 0) continue;
    out += profit_headline({window.label.ko + " 수익금합계", "Profit, " + window.label.en}, window.result.metrics, input.market);
  }
  if (data.out_of_sample) out += profit_headline({"표본외 수익금합계", "Profit out of sample"}, *data.out_of_sample, input.market);
  std::int64_t scored = 0;
  for (const StageView& stage : data.stages) scored += stage.scored;
  out += html_headline({"시험횟수", "Trials"}, both(with_thousands(static_cast<double>(data.trials), 0)),
                       message("점수 있음 {}회", "{} with a score", with_thousands(static_cast<double>(scored), 0)));
  if (input.overfitting) {
    const auto figure = [](const std::optional<double>& value) { return both(value ? with_thousands(*value, 3) : "-"); };
    out += html_headline({"DSR (실력일 확률)", "DSR (probability of skill)"}, figure(input.overfitting->deflated_sharpe),
                         {"0.95 이상이면 통과", "0.95 and more passes"});
    out += html_headline({"PBO (과최적화 확률)", "PBO (probability of overfitting)"}, figure(input.overfitting->pbo),
                         {"0.1 미만 좋음", "below 0.1 is good"});
  }
  return out + "</div>\n";
}

Message trial_counts(const StageView& stage) {
  const auto count = [](std::int64_t n) { return with_thousands(static_cast<double>(n), 0); };
  return message("시험 {}회 (같은 변수 되풀이 {}회): 점수 있음 {}회, 거래 없음 {}회, 제한 벗어남 {}회, 일찍 멈춤 {}회",
                 "{} trials ({} repeat a vector): {} with a score, {} without trades, {} outside limits, {} stopped early",
                 count(stage.trials), count(stage.copies), count(stage.scored), count(stage.without_trades), count(stage.outside_limits),
                 count(stage.stopped_early));
}

std::string marginals(const StageView& stage) {
  std::string out = "<div class=\"trio\">\n";
  for (std::size_t i = 0; i < std::min(stage.variables.size(), kMostMarginals); ++i) out += marginal_chart(stage, stage.variables[i]);
  return out + "</div>\n";
}

std::string heat_maps(const StageView& stage) {
  std::string out = "<div class=\"trio\">\n";
  for (const HeatMap& map : stage.heat_maps) out += heat_map_chart(stage, map);
  return out + "</div>\n";
}

std::string scatter(const StageView& stage) {
  std::string out = scatter_chart(stage);
  if (std::isfinite(stage.rank_correlation)) {
    const Message text = message(
        "순위상관 {:.2f}: 1에 가까우면 학습에서 좋은 값이 검증에서도 좋았고, 0이면 학습 점수가 검증을 말해 주지 않습니다. 붉은 동그라미가 "
        "고른 값입니다.",
        "Rank correlation {:.2f}: near 1, what was good in training was good in validation; near 0, training says nothing about "
        "validation. The red ring "
        "is the chosen vector.",
        stage.rank_correlation);
    out += "<p class=\"note\">" + html_both(text) + "</p>\n";
  }
  return out;
}

std::string stage_sections(const StudyReportData& data, const StageView& stage) {
  const std::string suffix = data.stages.size() > 1 ? fmt::format("-{}", stage.stage) : "";
  const Message none{"점수가 있는 시험이 없습니다.", "No trial has a score."};
  std::string out = card("objective" + suffix, {"시험 경과", "Course of the search"},
                         stage.scored == 0 ? html_both(none) : objective_chart(stage), trial_counts(stage));
  if (stage.variables.empty()) return out;
  std::string importance = "<div class=\"pair\">";
  if (std::isfinite(stage.together)) importance += importance_chart(stage);
  importance += variable_table(stage) + "</div>\n";
  out += card("importance" + suffix, {"변수 중요도", "Importance of the variables"}, importance,
              std::isfinite(stage.together) ? Message{"시험한 값들의 회귀나무로 모든 조합을 고르게 헤아린 분산 몫(fANOVA)입니다. 점수의 "
                                                      "순위로 셈하므로 튀는 점수에 흔들리지 않습니다.",
                                                      "Shares of the variance over the whole space, from regression trees on the trials "
                                                      "(fANOVA). Ranks of the scores are used, so that outliers do not decide."}
                                            : Message{"중요도를 셈하기에 시험이 모자랍니다.", "Too few trials for importance."});
  if (stage.scored == 0) return out;
  out += card("marginals" + suffix, {"값별 점수", "Scores by value"}, marginals(stage),
              {"굵은 선: 그 값으로 얻은 최고 점수. 점선: 평균. 붉은 세로선: 고른 값.",
               "Thick: best score with that value. Dashed: mean. Red: the chosen value."});
  if (!stage.heat_maps.empty()) {
    out += card("heatmaps" + suffix, {"두 변수의 점수 지도", "Score maps of two variables"}, heat_maps(stage),
                {"칸마다 그 두 값으로 얻은 최고 점수. 빈칸은 시험하지 않았거나 점수가 없는 곳, 붉은 테두리는 고른 값. 좋은 칸이 넓게 모여 "
                 "있을수록 믿을 만합니다.",
                 "Best score with those two values. Empty: not tried or no score; red frame: the chosen values. The wider the good area, "
                 "the better."});
  }
  if (!stage.scatter.empty())
    out += card("scatter" + suffix, {"학습 대 검증", "Training against validation"}, "<div class=\"pair\">" + scatter(stage) + "</div>");
  return out;
}

std::string stages(const StudyReportData& data) {
  if (data.stages.size() == 1) return stage_sections(data, data.stages.front());
  std::string out;
  for (const StageView& stage : data.stages) {
    const bool open = &stage == data.last_stage();
    out += fmt::format("<details{}><summary>{}</summary>\n", open ? " open" : "",
                       html_both(message("{}번 창의 탐색", "Search of window {}", stage.stage + 1)));
    out += stage_sections(data, stage) + "</details>\n";
  }
  return out;
}

std::string overfitting(const StudyReportData& data) {
  if (!data.input.overfitting) return {};
  const OverfittingReport& report = *data.input.overfitting;
  std::string charts;
  if (report.cscv) {
    charts += histogram_chart(report.cscv->logits, {"고른 값의 다른 기간 순위 (로짓; 0 아래는 중간보다 나쁨)",
                                                    "Rank of the chosen out of sample (logit; below 0: worse than the median)"});
  }
  if (report.bands) charts += bands_chart(*report.bands);
  std::string content = overfitting_table(report, data.input.market);
  if (!charts.empty()) content = "<div class=\"pair\"><div>" + content + "</div><div>" + charts + "</div></div>";
  return card("overfitting", {"과최적화 검사", "Overfitting"}, content);
}

// The trades table of the report of a single run.
std::string trades(const StudyReportData& data) {
  backtest::ReportData run;
  run.spec.market = data.input.market;
  run.spec.frame = data.input.frame;
  run.trades = data.input.trades;
  return backtest::trades_section(run);
}

std::string spec(const StudyReportData& data) {
  const StudyInfo& info = data.input.info;
  std::vector<backtest::FactRow> rows = {{{"이름", "Name"}, both(info.name)},
                                         {{"번호", "Number"}, both(std::to_string(info.id))},
                                         {{"시드", "Seed"}, both(std::to_string(info.seed))},
                                         {{"시험횟수", "Trials"}, both(with_thousands(static_cast<double>(data.trials), 0))},
                                         {{"데이터 지문", "Data fingerprint"}, both(backtest::fingerprint_text(info.data_hash))},
                                         {{"요청 지문", "Fingerprint of the request"}, both(backtest::fingerprint_text(info.spec_hash))}};
  rows.insert(rows.end(), data.spec.begin(), data.spec.end());
  std::string content = backtest::fact_table(rows);
  for (const auto& [name, text] : data.texts) content += fmt::format("<h3>{}</h3><pre>{}</pre>\n", html_escaped(name), html_escaped(text));
  return card("spec", {"설정과 자료", "Settings and source"}, content);
}

}  // namespace

std::string study_report_html(const StudyReportData& data, Language initial) {
  std::string out = backtest::html_opening(page_title(data), initial, kStudyStyle) + header(data, initial) + state_warning(data) +
                    verdict_strip(data) + headlines(data);
  if (data.is_walk_forward()) {
    out += card("walkforward", {"전진분석 창", "Walk-forward windows"}, walk_forward_table(data),
                {"표본외 수익은 그 창 앞의 자료만으로 고른 변수로 낸 것입니다.",
                 "Out-of-sample results come from vectors chosen on earlier data only."});
  }
  if (!data.windows.empty()) {
    out += card("windows", {"구간별 성적", "Windows side by side"}, windows_table(data),
                {"변수는 학습(과 검증)에서 골랐습니다. 앞일을 짐작하게 하는 것은 확인 구간뿐이며, 전체에는 학습이 들어 있습니다.",
                 "The vector was chosen on training (and validation). Only the test window hints at the future; the whole contains the "
                 "training days."});
  }
  if (!data.equity.empty()) {
    out += card("equity-card",
                data.is_walk_forward() ? Message{"표본외 수익 곡선", "Equity out of sample"}
                                       : Message{"고른 변수의 수익 곡선", "Equity of the chosen vector"},
                study_equity_chart(data));
  }
  out += stages(data) + overfitting(data);
  if (!data.days.empty()) out += card("daily", {"일별 수익금", "Daily profit"}, daily_table(data));
  return out + trades(data) + spec(data) + backtest::html_closing(backtest::kReportScript);
}

void write_study_report_html(const StudyReportData& data, Language initial, const std::filesystem::path& path) {
  write_file_atomically(path, study_report_html(data, initial));
}

}  // namespace stom::optimize
