#include "optimize/study_picture.h"

#include "backtest/picture_parts.h"
#include "backtest/report_format.h"
#include "base/file.h"
#include "optimize/study_panels.h"

namespace stom::optimize {
namespace {

using backtest::kPictureMargin;
using backtest::PictureCanvas;
using backtest::with_thousands;
namespace palette = backtest::palette;

constexpr std::size_t kMostName = 48, kMostCaptionLines = 9;

void draw_title(PictureCanvas& canvas, const StudyReportData& data, Language language) {
  const StudyReportInput& input = data.input;
  const double middle = 34;
  const double width =
      canvas.text({kPictureMargin, middle}, message("최적화 결과", "Optimisation result").in(language), {24, palette::kInk, true});
  std::string names = fmt::format("{} · {} · {}", data.kind.in(language), backtest::market_title(input.market, input.frame).in(language),
                                  backtest::shortened(backtest::valid_utf8(input.info.name), kMostName));
  canvas.text({kPictureMargin + width + 20, middle + 1}, names, {17, palette::kMuted});
  if (input.info.created != 0)
    canvas.text({canvas.width() - kPictureMargin, middle + 1}, readable(input.info.created),
                {15, palette::kMuted, false, backtest::Align::kRight});
}

// Returns where the verdict ends.
double draw_verdict(PictureCanvas& canvas, const StudyReportData& data, Language language) {
  const double top = 60;
  if (!data.input.overfitting) return top;
  const Verdict verdict = verdict_of(*data.input.overfitting);
  const backtest::Color color = verdict == Verdict::kGood        ? backtest::Color::hex(0x1C8A56)
                                : verdict == Verdict::kWorthless ? palette::kWarning
                                                                 : palette::kInk;
  return top + canvas.paragraph({kPictureMargin, top}, canvas.width() - 2 * kPictureMargin,
                                verdict_line(*data.input.overfitting).in(language), {16, color, true});
}

Message window_line(const StudyReportData& data, const Message& label, const DayRange& days, double score, const backtest::Metrics& m) {
  const market::Market market = data.input.market;
  const std::string profit = backtest::money_text(market, static_cast<double>(m.total_profit)),
                    percent = with_thousands(m.total_profit_pct, 2);
  const Message points = score_text(score),
                name = data.is_walk_forward() ? Message{"학습 점수", "in-sample score"} : Message{"점수", "score"};
  const std::string span = backtest::day_text(days.first) + "~" + backtest::day_text(days.last);
  return {fmt::format("{} {}: {} {}, 거래 {}회, 승률 {:.2f}%, 수익률합계 {}%, 수익금합계 {}{}, 최대낙폭률 {:.2f}%", label.ko, span, name.ko,
                      points.ko, m.trades, m.win_rate, percent, profit, backtest::money_unit(market).ko, m.mdd),
          fmt::format("{} {}: {} {}, {} trades, win rate {:.2f}%, total return {}%, profit {} {}, drawdown {:.2f}%", label.en, span,
                      name.en, points.en, m.trades, m.win_rate, percent, profit, backtest::money_unit(market).en, m.mdd)};
}

std::vector<Message> caption_lines(const StudyReportData& data) {
  std::vector<Message> lines;
  for (const WindowColumn& window : data.windows)
    lines.push_back(window_line(data, window.label, window.result.days, window.result.score, window.result.metrics));
  for (const WalkForwardRow& row : data.walk_forward) {
    lines.push_back(window_line(data, message("{}번 창", "window {}", row.stage + 1), row.out_days, row.in_score, row.out_metrics));
  }
  if (lines.size() > kMostCaptionLines) {
    const std::size_t more = lines.size() - kMostCaptionLines + 1;
    lines.resize(kMostCaptionLines - 1);
    lines.push_back(message("그 밖의 {}개 구간은 보고서에 있습니다.", "{} more windows are in the report.", more));
  }
  const std::string objective(kObjectiveNames[static_cast<std::size_t>(data.input.objective)]),
      trials = with_thousands(static_cast<double>(data.trials), 0);
  lines.push_back(message("기준값 {}, 시험횟수 {}회, 시드 {}, 데이터 지문 {}", "Objective {}, {} trials, seed {}, data fingerprint {}",
                          objective, trials, data.input.info.seed, backtest::fingerprint_text(data.input.info.data_hash)));
  const StageView* stage = data.last_stage();
  if (stage != nullptr && !stage->chosen.empty()) {
    const std::string vector = backtest::shortened(vector_text(stage->chosen), 130);
    lines.push_back(message("변수 {}", "Vector {}", vector));
  }
  return lines;
}

double draw_caption(PictureCanvas& canvas, const StudyReportData& data, Language language) {
  constexpr double kPadding = 14;
  std::string text;
  for (const Message& line : caption_lines(data)) text += (text.empty() ? "" : "\n") + line.in(language);
  const backtest::TextStyle style{15, palette::kInk};
  const double width = canvas.width() - 2 * kPictureMargin;
  const double top = canvas.height() - canvas.paragraph({}, width, text, style, false) - 2 * kPadding;
  canvas.rectangle(0, top, canvas.width(), canvas.height() - top, backtest::Color::hex(0xF5F6F8));
  canvas.paragraph({kPictureMargin, top + kPadding}, width, text, style);
  return top;
}

}  // namespace

std::string study_picture_png(const StudyReportData& data, Language language) {
  PictureCanvas canvas(kStudyPictureWidth, kStudyPictureHeight);
  draw_title(canvas, data, language);
  const double top = draw_verdict(canvas, data, language) + 54, bottom = draw_caption(canvas, data, language) - 40;
  constexpr double kLeft = 130, kGap = 86, kHeatKey = 24;
  const double width = kStudyPictureWidth - kLeft - kPictureMargin, height = (bottom - top - 2 * kGap - kHeatKey) / 3;
  const double second = top + height + kGap, third = second + height + kHeatKey + kGap, half = (width - 130) / 2;
  const StageView none;
  const StageView& stage = data.last_stage() == nullptr ? none : *data.last_stage();
  draw_objective(canvas, stage, {kLeft, top, width - 520, height}, language);
  draw_importance(canvas, stage, {kLeft + width - 460, top, 460, height}, language);
  draw_heat_map(canvas, stage, {kLeft, second, half, height}, language);
  draw_scatter(canvas, stage, {kLeft + half + 130, second, half, height}, language);
  draw_study_equity(canvas, data, {kLeft, third, width, height}, language);
  return canvas.png();
}

void write_study_picture(const StudyReportData& data, Language language, const std::filesystem::path& path) {
  write_file_atomically(path, study_picture_png(data, language));
}

}  // namespace stom::optimize
