#include "optimize/study_panels.h"

#include <algorithm>
#include <cmath>

#include "backtest/report_format.h"
#include "optimize/score_scale.h"

namespace stom::optimize {
namespace {

using backtest::Align;
using backtest::Color;
using backtest::LegendEntry;
using backtest::PanelBox;
using backtest::PictureCanvas;
using backtest::PlotPanel;
using backtest::Point;
using backtest::TextStyle;
namespace palette = backtest::palette;

constexpr Color kScore = Color::hex(0x5B6B8C, 0.45), kBest = palette::kLoss, kChosen = palette::kGain, kEmpty = Color::hex(0xEEF0F4);
constexpr Color kValidationLine = Color::hex(0x1C8A56), kShade = Color::hex(0x808080, 0.10);
constexpr TextStyle kTitle{17, palette::kInk, true, Align::kLeft};
constexpr TextStyle kTick{13, palette::kMuted, false, Align::kRight};
constexpr std::size_t kMostBars = 8;

void title(PictureCanvas& canvas, const PanelBox& box, const std::string& text) {
  canvas.text({box.left, box.top - 20}, text, kTitle);
}

void note(PictureCanvas& canvas, const PanelBox& box, const std::string& text) {
  canvas.text({box.left + box.width / 2, box.top + box.height / 2}, text, {15, palette::kMuted, false, Align::kCentre});
}

void ring(PictureCanvas& canvas, Point centre, double radius, Color color) {
  constexpr int kSides = 24;
  std::vector<Point> points;
  for (int i = 0; i <= kSides; ++i) {
    const double angle = 2 * 3.14159265358979 * i / kSides;
    points.push_back({centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle)});
  }
  canvas.polyline(points, 2.4, color);
}

void frame(PictureCanvas& canvas, double left, double top, double width, double height, Color color) {
  const Point corners[] = {{left, top}, {left + width, top}, {left + width, top + height}, {left, top + height}, {left, top}};
  canvas.polyline(corners, 2.6, color);
}

void vertical(PictureCanvas& canvas, double x, const PanelBox& box, Color color, bool dashed) {
  constexpr double kOn = 9, kOff = 6;
  for (double y = box.top; y < box.top + box.height; y += dashed ? kOn + kOff : box.height) {
    const Point ends[] = {{x, y}, {x, std::min(box.top + box.height, dashed ? y + kOn : box.top + box.height)}};
    canvas.polyline(ends, 1.8, color);
  }
}

}  // namespace

void draw_objective(PictureCanvas& canvas, const StageView& stage, const PanelBox& box, Language language) {
  std::vector<double> scores;
  for (const TrialPoint& point : stage.objective) scores.push_back(point.score);
  const ScoreRange range = score_range(scores);
  PlotPanel panel(canvas, box, range.low, range.high);
  panel.draw_frame(message("시험별 점수", "Score by trial").in(language), "");
  if (range.empty) return panel.note(message("점수가 있는 시험이 없습니다.", "No trial has a score.").in(language));
  const auto count = static_cast<double>(stage.objective.size());
  panel.draw_x_ticks(number_ticks(0, count, 10));
  const double radius = stage.scored > 800 ? 1.8 : stage.scored > 150 ? 2.6 : 3.6;
  std::vector<double> positions, best;
  for (std::size_t i = 0; i < stage.objective.size(); ++i) {
    const double position = (static_cast<double>(i) + 0.5) / count, score = stage.objective[i].score;
    if (std::isfinite(score)) canvas.disc({panel.x(position), panel.y(std::max(score, range.low))}, radius, kScore);
    if (!best.empty() && best.back() != stage.objective[i].best) {  // a step, not a slope
      positions.push_back(position);
      best.push_back(best.back());
    }
    positions.push_back(position);
    best.push_back(stage.objective[i].best);
  }
  for (double& value : best) value = std::isfinite(value) ? std::max(value, range.low) : value;
  panel.line(positions, best, 2.2, kBest);
  const LegendEntry legend[] = {{message("시험", "trial").in(language), Color::hex(0x5B6B8C), true},
                                {message("그때까지의 최고점", "best so far").in(language), kBest}};
  panel.legend(legend);
}

void draw_importance(PictureCanvas& canvas, const StageView& stage, const PanelBox& box, Language language) {
  title(canvas, box, message("변수 중요도", "Importance of the variables").in(language));
  if (!std::isfinite(stage.together)) return note(canvas, box, message("시험이 모자랍니다.", "Too few trials.").in(language));
  const std::size_t shown = std::min(stage.variables.size(), kMostBars);
  const double row = std::min(34.0, box.height / static_cast<double>(shown + 1)), name = 118, number = 62,
               width = box.width - name - number;
  const auto bar = [&](std::size_t at, const std::string& label, double share, Color color) {
    const double top = box.top + row * static_cast<double>(at), middle = top + row / 2;
    canvas.text({box.left + name - 10, middle}, label, kTick);
    canvas.rectangle(box.left + name, top + 5, width, row - 10, kEmpty);
    canvas.rectangle(box.left + name, top + 5, std::max(1.0, width * std::min(1.0, share)), row - 10, color);
    canvas.text({box.left + box.width, middle}, fmt::format("{:.1f}%", share * 100), kTick);
  };
  double rest = stage.together;
  for (std::size_t i = 0; i < stage.variables.size(); ++i) {
    if (i < shown)
      bar(i, variable_name(stage.variables[i].index), stage.variables[i].importance, kBest);
    else
      rest += stage.variables[i].importance;
  }
  bar(shown, message("함께·나머지", "together, rest").in(language), rest, palette::kAxis);
}

void draw_heat_map(PictureCanvas& canvas, const StageView& stage, const PanelBox& box, Language language) {
  if (stage.heat_maps.empty()) {
    title(canvas, box, message("두 변수의 점수 지도", "Score map of two variables").in(language));
    return note(canvas, box, message("움직인 변수가 둘이 못 됩니다.", "Fewer than two variables moved.").in(language));
  }
  const HeatMap& map = stage.heat_maps.front();
  const VariableView &across = stage.variables[map.x], &down = stage.variables[map.y];
  title(canvas, box,
        message("최고 점수 지도: {} (가로) × {} (세로)", "Best score: {} (across) × {} (up)", variable_name(across.index),
                variable_name(down.index))
            .in(language));
  std::vector<double> values;
  for (const SlotScore& cell : map.cells) values.push_back(cell.best);
  const ScoreRange range = score_range(values);
  const std::size_t columns = across.slots.size(), rows = down.slots.size();
  const double width = box.width / static_cast<double>(columns), height = box.height / static_cast<double>(rows);
  TextStyle tick = kTick;
  const TextStyle number{12, palette::kInk, false, Align::kCentre};
  for (std::size_t i = 0; i < map.cells.size(); ++i) {
    const SlotScore& cell = map.cells[i];
    const std::size_t column = i % columns, row = i / columns;
    const double left = box.left + width * static_cast<double>(column), top = box.top + box.height - height * static_cast<double>(row + 1);
    const double share = range.high > range.low ? (cell.best - range.low) / (range.high - range.low) : 1;
    canvas.rectangle(left, top, width - 1, height - 1, cell.count == 0 ? kEmpty : heat_color(share));
    const std::string text = short_number(cell.best);
    TextStyle style = number;
    if (share > 0.45) style.color = Color::hex(0xFFFFFF);
    if (cell.count > 0 && height >= 17 && canvas.text_width(text, style) + 6 <= width)
      canvas.text({left + width / 2, top + height / 2}, text, style);
  }
  if (across.chosen && down.chosen) {
    frame(canvas, box.left + width * static_cast<double>(*across.chosen),
          box.top + box.height - height * static_cast<double>(*down.chosen + 1), width - 1, height - 1, kChosen);
  }
  for (const std::size_t row : backtest::spread_indices(rows, std::max(1, static_cast<int>(box.height / 18)))) {
    canvas.text({box.left - 10, box.top + box.height - height * (static_cast<double>(row) + 0.5)}, down.slots[row].label, tick);
  }
  tick.align = Align::kCentre;
  double free_from = box.left - 40;
  for (std::size_t column = 0; column < columns; ++column) {
    const double x = box.left + width * (static_cast<double>(column) + 0.5), half = canvas.text_width(across.slots[column].label, tick) / 2;
    if (x - half < free_from) continue;
    canvas.text({x, box.top + box.height + 15}, across.slots[column].label, tick);
    free_from = x + half + 10;
  }
  constexpr int kSteps = 40;
  const double key_width = box.width * 0.35 / kSteps, key_left = box.left + box.width - key_width * kSteps - 90,
               key_top = box.top + box.height + 34;
  for (int i = 0; i < kSteps; ++i) canvas.rectangle(key_left + key_width * i, key_top, key_width + 0.5, 9, heat_color((i + 0.5) / kSteps));
  tick.align = Align::kRight;
  canvas.text({key_left - 8, key_top + 4}, short_number(range.low), tick);
  tick.align = Align::kLeft;
  canvas.text({key_left + key_width * kSteps + 8, key_top + 4}, short_number(range.high), tick);
}

void draw_scatter(PictureCanvas& canvas, const StageView& stage, const PanelBox& box, Language language) {
  std::vector<double> train, validation;
  for (const ScatterPoint& point : stage.scatter) {
    train.push_back(point.train);
    validation.push_back(point.validation);
  }
  const ScoreRange across = score_range(train), up = score_range(validation);
  PlotPanel panel(canvas, box, up.low, up.high);
  panel.draw_frame(message("검증 점수 (세로) 대 학습 점수 (가로)", "Validation (up) against training score (across)").in(language), "");
  if (across.empty) return panel.note(message("검증 구간이 없는 최적화입니다.", "This search has no validation windows.").in(language));
  const backtest::ValueTicks x_range = backtest::value_ticks(across.low, across.high, 8);
  const auto at = [&](const ScatterPoint& point) {
    const double position = (std::max(point.train, across.low) - x_range.low) / (x_range.high - x_range.low);
    return Point{panel.x(position), panel.y(std::max(point.validation, up.low))};
  };
  panel.draw_x_ticks(number_ticks(x_range.low, x_range.high, 8));
  for (const ScatterPoint& point : stage.scatter) canvas.disc(at(point), stage.scatter.size() > 500 ? 2 : 3.2, kScore);
  if (stage.chosen_scatter) ring(canvas, at(*stage.chosen_scatter), 8, kChosen);
  if (std::isfinite(stage.rank_correlation)) {
    canvas.text({box.left + 14, box.top + 14}, message("순위상관 {:.2f}", "rank correlation {:.2f}", stage.rank_correlation).in(language),
                {14, palette::kInk, true});
  }
}

void draw_study_equity(PictureCanvas& canvas, const StudyReportData& data, const PanelBox& box, Language language) {
  double low = 0, high = 0;
  for (const EquityPoint& point : data.equity) {
    low = std::min(low, point.cumulative);
    high = std::max(high, point.cumulative);
  }
  if (!data.spans.empty()) high += (high - low) * 0.1;  // the names of the windows stand above the curve
  PlotPanel panel(canvas, box, low, low == high ? 1 : high);
  const auto days = static_cast<double>(std::max<std::size_t>(1, data.input.days.size()));
  if (!data.spans.empty() && !data.is_walk_forward()) {
    const double first = panel.x(data.spans.front().from / days);
    canvas.rectangle(first, box.top, box.left + box.width - first, box.height, kShade);
  }
  const Message name = data.is_walk_forward() ? Message{"표본외 수익금합계", "Profit out of sample"}
                                              : Message{"고른 변수의 수익금합계", "Profit of the chosen vector"};
  panel.draw_frame(name.in(language), backtest::money_unit(data.input.market).in(language));
  if (data.equity.empty()) return panel.note(message("거래가 없습니다.", "There are no trades.").in(language));
  double free_from = 0;
  for (const WindowSpan& span : data.spans) {
    const bool test = span.role == StageRole::kTest;
    const double x = panel.x(span.from / days);
    vertical(canvas, x, box, test ? palette::kGain : kValidationLine, test);
    const std::string& label = span.label.in(language);
    const TextStyle style{13, test ? palette::kGain : kValidationLine};
    const double width = canvas.text_width(label, style);
    if (x >= free_from && x + width + 6 < box.left + box.width) {
      canvas.text({x + 6, box.top + 10}, label, style);
      free_from = x + width + 12;
    }
  }
  panel.draw_x_ticks(day_ticks(data.input.days, 12));
  std::vector<double> positions = {0}, values = {0};
  for (const EquityPoint& point : data.equity) {
    positions.insert(positions.end(), 2, point.day / days);  // steps: between two sales nothing is earned
    values.insert(values.end(), {values.back(), point.cumulative});
  }
  positions.push_back(1);
  values.push_back(values.back());
  panel.line(positions, values, 2.4, palette::kProfitLine);
}

}  // namespace stom::optimize
