#include "optimize/study_charts.h"

#include <algorithm>
#include <cmath>

#include "backtest/html_text.h"
#include "backtest/report_format.h"
#include "backtest/svg_plot.h"
#include "optimize/score_scale.h"

namespace stom::optimize {
namespace {

using backtest::html_escaped;
using backtest::Point;
using backtest::svg_text;
using backtest::SvgPlot;

constexpr double kHalf = 640, kThird = 430, kRightEdge = 16;
constexpr std::size_t kMostDots = 4000, kMostBars = 20;

std::string open_svg(double width, double height, std::string_view css_class = "") {
  return fmt::format(R"(<svg class="chart {}" viewBox="0 0 {} {:.0f}" role="img">)", css_class, width, height);
}

std::string dot(Point at, double radius, std::string_view css_class, const std::string& title = {}) {
  if (title.empty()) return fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"/>)", css_class, at.x, at.y, radius);
  return fmt::format(R"(<circle class="{}" cx="{:.1f}" cy="{:.1f}" r="{}"><title>{}</title></circle>)", css_class, at.x, at.y, radius,
                     html_escaped(title));
}

std::string rectangle(double left, double top, double width, double height, std::string_view attributes) {
  return fmt::format(R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" {}/>)", left, top, width, height, attributes);
}

std::string line(Point from, Point to, std::string_view css_class) {
  return fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)", css_class, from.x, from.y, to.x, to.y);
}

std::string path(const std::vector<Point>& points, std::string_view css_class) {
  return fmt::format(R"(<path class="{}" d="{}"/>)", css_class, backtest::svg_path(backtest::thinned(points)));
}

// Evenly spaced labels of slots, at most as many as fit the width.
std::string slot_labels(const SvgPlot& plot, const std::vector<ValueSlot>& slots) {
  std::size_t longest = 1;
  for (const ValueSlot& slot : slots) longest = std::max(longest, slot.label.size());
  const double most = (plot.right - plot.left) / (8.0 * static_cast<double>(longest) + 10);
  std::vector<backtest::AxisTick> ticks;
  for (const std::size_t i : backtest::spread_indices(slots.size(), std::max(1, static_cast<int>(most)))) {
    ticks.push_back({(static_cast<double>(i) + 0.5) / static_cast<double>(slots.size()), slots[i].label});
  }
  return backtest::svg_x_ticks(plot, ticks);
}

std::vector<double> scores_of(const StageView& stage) {
  std::vector<double> out;
  for (const TrialPoint& point : stage.objective) out.push_back(point.score);
  return out;
}

std::string shading(const StudyReportData& data, const SvgPlot& plot) {
  const auto days = static_cast<double>(std::max<std::size_t>(1, data.input.days.size()));
  std::string out, labels;
  double free_from = 0;
  int number = 0;
  for (const WindowSpan& span : data.spans) {
    const double left = plot.x(span.from / days), right = plot.x(span.to / days);
    const bool test = span.role == StageRole::kTest;
    const std::string_view fill = test ? "test" : span.role == StageRole::kValidation ? "valid" : number++ % 2 == 0 ? "out" : "out odd";
    out += rectangle(left, plot.top, right - left, plot.height, fmt::format(R"(class="window {}")", fill));
    out += line({left, plot.top}, {left, plot.top + plot.height}, test ? "border test" : "border");
    if (left < free_from) continue;
    labels += svg_text(span.label, left + 5, plot.top + 14, "tick");
    free_from = left + 12.0 + 8.0 * static_cast<double>(span.label.en.size());
  }
  return out + labels;
}

}  // namespace

const std::string_view kStudyStyle = R"css(
:root { --good:#1c8a56; --score:#5b6b8c; } @media (prefers-color-scheme: dark) { :root { --good:#4cc38a; --score:#9fb0d0; } }
.trio { display:grid; grid-template-columns:repeat(auto-fill,minmax(min(340px,100%),1fr)); gap:12px 24px; }
svg .best { fill:none; stroke:var(--loss); stroke-width:2; }
svg .mean { fill:none; stroke:var(--score); stroke-width:1.3; stroke-dasharray:4 3; }
svg circle.trial { fill:var(--score); fill-opacity:.45; } svg circle.low { fill:var(--score); fill-opacity:.18; }
svg circle.point { fill:var(--loss); } svg circle.soft { fill:var(--score); }
svg circle.chosen { fill:none; stroke:var(--gain); stroke-width:2.5; }
svg .chosen-line { stroke:var(--gain); stroke-dasharray:4 4; } svg rect.chosen { fill:none; stroke:var(--gain); stroke-width:2.5; }
svg rect.share { fill:var(--loss); } svg rect.rest { fill:var(--muted); fill-opacity:.5; } svg rect.none { fill:var(--grid); }
svg .window { fill-opacity:.12; } svg .window.valid { fill:var(--good); } svg .window.test { fill:var(--gain); }
svg .window.out { fill:var(--muted); } svg .window.odd { fill-opacity:.04; }
svg .border { stroke:var(--good); stroke-width:1.4; } svg .border.test { stroke:var(--gain); stroke-dasharray:6 4; }
svg .band { fill:var(--profit); fill-opacity:.16; } svg .cell { font-size:12px; text-anchor:middle; }
.wide-table { overflow-x:auto; } .wide-table td, .wide-table th { white-space:nowrap; }
.line { font-size:16px; font-weight:600; margin:0 0 14px; padding:12px 16px; border-radius:12px; border:1px solid var(--line);
background:var(--card); }
.line.bad { border-color:var(--warn-ink); background:var(--warn); color:var(--warn-ink); }
.line.good { border-color:var(--good); color:var(--good); }
td small { color:var(--muted); } details > summary { cursor:pointer; font-weight:700; margin-bottom:10px; }
)css";

std::string study_equity_chart(const StudyReportData& data) {
  double low = 0, high = 0;
  for (const EquityPoint& point : data.equity) {
    low = std::min(low, point.cumulative);
    high = std::max(high, point.cumulative);
  }
  if (!data.spans.empty()) high += (high - low) * 0.1;  // the names of the windows stand above the curve
  const backtest::ValueTicks money = backtest::value_ticks(low, low == high ? 1 : high, 6);
  const SvgPlot plot{26, 320, money, backtest::kSvgWidth - kRightEdge, backtest::svg_left(money)};
  const auto days = static_cast<double>(std::max<std::size_t>(1, data.input.days.size()));
  std::vector<Point> curve = {{plot.x(0), plot.y(0)}};
  for (const EquityPoint& point : data.equity) {  // steps: between two sales nothing is earned
    curve.push_back({plot.x(point.day / days), curve.back().y});
    curve.push_back({plot.x(point.day / days), plot.y(point.cumulative)});
  }
  curve.push_back({plot.x(1), curve.back().y});
  std::string out = open_svg(backtest::kSvgWidth, 376) + svg_text({"수익금합계", "Cumulative profit"}, plot.left, 14);
  return out + shading(data, plot) + plot.grid() + path(curve, "profit") + backtest::svg_x_ticks(plot, day_ticks(data.input.days, 10)) +
         "</svg>\n";
}

std::string objective_chart(const StageView& stage) {
  const ScoreRange range = score_range(scores_of(stage));
  if (range.empty) return {};
  const backtest::ValueTicks up = backtest::value_ticks(range.low, range.high, 6);
  const SvgPlot plot{26, 280, up, backtest::kSvgWidth - kRightEdge, backtest::svg_left(up)};
  const auto count = static_cast<double>(stage.objective.size());
  std::vector<Point> dots, best;
  for (std::size_t i = 0; i < stage.objective.size(); ++i) {
    const TrialPoint& point = stage.objective[i];
    const double x = plot.x((static_cast<double>(i) + 0.5) / count);
    if (std::isfinite(point.score)) dots.push_back({x, plot.y(std::max(point.score, range.low))});
    if (!std::isfinite(point.best)) continue;
    const double y = plot.y(std::max(point.best, range.low));
    if (!best.empty() && best.back().y != y) best.push_back({x, best.back().y});
    best.push_back({x, y});
  }
  std::string out = open_svg(backtest::kSvgWidth, 336) +
                    svg_text({"시험별 점수와 그때까지의 최고점", "Score of each trial and best so far"}, plot.left, 14);
  out += plot.grid();
  const double radius = dots.size() > 800 ? 1.6 : dots.size() > 150 ? 2.4 : 3.5;
  for (const Point& at : backtest::thinned(dots)) out += dot(at, radius, at.y >= plot.y(range.low) ? "low" : "trial");
  return out + path(best, "best") + backtest::svg_x_ticks(plot, number_ticks(0, count, 10)) + "</svg>\n";
}

std::string importance_chart(const StageView& stage) {
  constexpr double kRow = 28, kName = 150, kNumber = 70;
  const std::size_t shown = std::min(stage.variables.size(), kMostBars);
  const double height = 34 + kRow * static_cast<double>(shown + 1), width = kHalf - kName - kNumber;
  std::string out = open_svg(kHalf, height) +
                    svg_text({"변수별 중요도 (점수 차이를 설명하는 몫)", "Importance (share of the differences explained)"}, 8, 14);
  const auto row = [&](std::size_t number, const Message& name, double share, std::string_view css_class) {
    const double top = 28 + kRow * static_cast<double>(number);
    out += svg_text(name, kName - 8, top + 15, "tick end");
    out += rectangle(kName, top + 3, width, kRow - 10, R"(class="none")") +
           rectangle(kName, top + 3, std::max(0.5, width * share), kRow - 10, fmt::format(R"(class="{}")", css_class));
    const std::string text = fmt::format("{:.1f}%", share * 100);
    out += svg_text({text, text}, kHalf - kNumber + 8, top + 15, "tick");
  };
  for (std::size_t i = 0; i < shown; ++i) {
    const std::string name = variable_name(stage.variables[i].index);
    row(i, {name, name}, stage.variables[i].importance, "share");
  }
  double rest = stage.together;
  for (std::size_t i = shown; i < stage.variables.size(); ++i) rest += stage.variables[i].importance;
  row(shown, {"함께·나머지", "together, rest"}, rest, "rest");
  return out + "</svg>\n";
}

std::string marginal_chart(const StageView& stage, const VariableView& variable) {
  std::vector<double> values;
  for (const SlotScore& score : variable.scores) {
    values.push_back(score.best);
    values.push_back(score.mean);
  }
  ScoreRange range = score_range(values);
  if (range.empty) return {};
  range.low =
      std::min(std::max(range.low, score_range(scores_of(stage)).low), range.high);  // means that outliers pull far down stop at the edge
  const backtest::ValueTicks up = backtest::value_ticks(range.low, range.high, 4);
  const SvgPlot plot{26, 170, up, kThird - kRightEdge, backtest::svg_left(up, 84)};
  const auto count = static_cast<double>(variable.slots.size());
  std::vector<Point> best, mean;
  std::string dots;
  for (std::size_t i = 0; i < variable.scores.size(); ++i) {
    const SlotScore& score = variable.scores[i];
    if (score.count == 0) continue;
    const double x = plot.x((static_cast<double>(i) + 0.5) / count);
    best.push_back({x, plot.y(std::max(score.best, range.low))});
    mean.push_back({x, plot.y(std::max(score.mean, range.low))});
    const std::string title = fmt::format("{} = {}: {} / {} (n = {})", variable_name(variable.index), variable.slots[i].label,
                                          short_number(score.best), short_number(score.mean), score.count);
    dots += dot(best.back(), 3.5, "point", title) + dot(mean.back(), 2.5, "soft", title);
  }
  std::string out = open_svg(kThird, 226);
  const std::string name = variable_name(variable.index);
  out += svg_text(std::isfinite(variable.importance) ? Message{fmt::format("{} · {:.1f}%", name, variable.importance * 100),
                                                               fmt::format("{} · {:.1f}%", name, variable.importance * 100)}
                                                     : Message{name, name},
                  plot.left, 14);
  out += plot.grid();
  if (variable.chosen) {
    const double x = plot.x((static_cast<double>(*variable.chosen) + 0.5) / count);
    out += line({x, plot.top}, {x, plot.top + plot.height}, "chosen-line");
  }
  return out + path(mean, "mean") + path(best, "best") + dots + slot_labels(plot, variable.slots) + "</svg>\n";
}

std::string heat_map_chart(const StageView& stage, const HeatMap& map) {
  const VariableView &across = stage.variables[map.x], &down = stage.variables[map.y];
  std::vector<double> values;
  for (const SlotScore& cell : map.cells) values.push_back(cell.best);
  const ScoreRange range = score_range(values);
  if (range.empty) return {};
  const std::size_t columns = across.slots.size(), rows = down.slots.size();
  std::size_t longest = 0;
  for (const ValueSlot& slot : down.slots) longest = std::max(longest, slot.label.size());
  const SvgPlot plot{30,
                     std::clamp(static_cast<double>(rows) * 26, 120.0, 300.0),
                     {},
                     kThird - kRightEdge,
                     std::max(84.0, 7.2 * static_cast<double>(longest) + 12)};
  const double width = (plot.right - plot.left) / static_cast<double>(columns), height = plot.height / static_cast<double>(rows);
  const std::string x_name = variable_name(across.index), y_name = variable_name(down.index);
  std::string out = open_svg(kThird, plot.height + 74);
  out += svg_text(message("{} (세로) × {} (가로)", "{} (down) × {} (across)", y_name, x_name), 6, 14);
  std::string chosen;
  for (std::size_t row = 0; row < rows; ++row) {
    const double top = plot.top + plot.height - height * static_cast<double>(row + 1);  // ascending upwards, as any axis
    for (std::size_t column = 0; column < columns; ++column) {
      const SlotScore& cell = map.cells[row * columns + column];
      const double left = plot.left + width * static_cast<double>(column);
      const double share = range.high > range.low ? (cell.best - range.low) / (range.high - range.low) : 1;
      if (cell.count == 0) {
        out += rectangle(left, top, width - 1, height - 1, R"(class="none")");
      } else {
        out += fmt::format(
            R"(<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"><title>{} = {}, {} = {}: {} (n = {})</title></rect>)",
            left, top, width - 1, height - 1, css_color(heat_color(share)), y_name, html_escaped(down.slots[row].label), x_name,
            html_escaped(across.slots[column].label), short_number(cell.best), cell.count);
        const std::string text = short_number(cell.best);
        if (width >= 7.2 * static_cast<double>(text.size()) + 2 && height >= 16) {
          out += fmt::format(R"(<text class="cell" x="{:.1f}" y="{:.1f}" fill="{}">{}</text>)", left + width / 2 - 0.5,
                             top + height / 2 + 4, share > 0.45 ? "#fff" : "#1b2330", text);
        }
      }
      if (across.chosen == column && down.chosen == row) chosen = rectangle(left, top, width - 1, height - 1, R"(class="chosen")");
    }
  }
  out += chosen + slot_labels(plot, across.slots);
  const int most = std::max(1, static_cast<int>(plot.height / 18));
  for (const std::size_t row : backtest::spread_indices(rows, most)) {
    const Message label{down.slots[row].label, down.slots[row].label};
    out += svg_text(label, plot.left - 8, plot.top + plot.height - height * (static_cast<double>(row) + 0.5) + 4, "tick end");
  }
  // The key: colours from the lowest to the highest score shown.
  constexpr int kKeySteps = 24;
  const double key_top = plot.top + plot.height + 30, key_left = plot.left + 80, key_width = (plot.right - plot.left - 190) / kKeySteps;
  for (int i = 0; i < kKeySteps; ++i) {
    out += rectangle(key_left + key_width * i, key_top, key_width + 0.3, 8,
                     fmt::format(R"(fill="{}")", css_color(heat_color((i + 0.5) / kKeySteps))));
  }
  const std::string low = short_number(range.low), high = short_number(range.high);
  return out + svg_text({low, low}, key_left - 6, key_top + 8, "tick end") +
         svg_text({high, high}, key_left + key_width * kKeySteps + 6, key_top + 8, "tick") + "</svg>\n";
}

std::string scatter_chart(const StageView& stage) {
  std::vector<double> train, validation;
  for (const ScatterPoint& point : stage.scatter) {
    train.push_back(point.train);
    validation.push_back(point.validation);
  }
  const ScoreRange across = score_range(train), up = score_range(validation);
  if (across.empty) return {};
  const backtest::ValueTicks y_range = backtest::value_ticks(up.low, up.high, 6);
  const SvgPlot plot{26, 300, y_range, kHalf - kRightEdge, backtest::svg_left(y_range)};
  const backtest::ValueTicks x_range = backtest::value_ticks(across.low, across.high, 6);
  const auto at = [&](const ScatterPoint& point) {
    const double position = (std::max(point.train, across.low) - x_range.low) / (x_range.high - x_range.low);
    return Point{plot.x(position), plot.y(std::max(point.validation, up.low))};
  };
  std::string out = open_svg(kHalf, 376) +
                    svg_text({"검증 점수 (세로)와 학습 점수 (가로)", "Validation score (up) against training score (across)"}, 8, 14);
  out += plot.grid();
  const std::size_t step = (stage.scatter.size() + kMostDots - 1) / kMostDots;
  for (std::size_t i = 0; i < stage.scatter.size(); i += step) {
    const ScatterPoint& point = stage.scatter[i];
    out += dot(at(point), stage.scatter.size() > 500 ? 2 : 3.2, "trial",
               fmt::format("#{}: {} → {}", point.number, short_number(point.train), short_number(point.validation)));
  }
  if (stage.chosen_scatter) out += dot(at(*stage.chosen_scatter), 7, "chosen", fmt::format("#{}", stage.chosen_scatter->number));
  out += backtest::svg_x_ticks(plot, number_ticks(x_range.low, x_range.high, 6));
  return out + "</svg>\n";
}

std::string histogram_chart(std::span<const double> values, const Message& label) {
  constexpr std::size_t kBins = 24;
  if (values.empty()) return {};
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  const double reach = std::max({1.0, std::fabs(*lowest), std::fabs(*highest)});  // zero in the middle: what lies left of it failed
  std::vector<std::size_t> counts(kBins, 0);
  for (const double value : values) {
    ++counts[std::min(kBins - 1, static_cast<std::size_t>((value + reach) / (2 * reach) * kBins))];
  }
  const auto most = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  const SvgPlot plot{26, 180, backtest::value_ticks(0, most, 4), kHalf - kRightEdge, backtest::kSvgLeft};
  const double width = (plot.right - plot.left) / kBins;
  std::string out = open_svg(kHalf, 236) + svg_text(label, 8, 14) + plot.grid();
  for (std::size_t i = 0; i < kBins; ++i) {
    const double top = plot.y(static_cast<double>(counts[i]));
    out += rectangle(plot.left + width * static_cast<double>(i) + 1, top, width - 2, plot.top + plot.height - top,
                     i < kBins / 2 ? R"(class="rest")" : R"(class="share")");
  }
  return out + backtest::svg_x_ticks(plot, number_ticks(-reach, reach, 8)) + "</svg>\n";
}

std::string bands_chart(const DrawdownBands& bands) {
  if (bands.path_p50.empty()) return {};
  double low = 0, high = 0;
  for (const auto* path : {&bands.path_p5, &bands.path_p50, &bands.path_p95}) {
    for (const double value : *path) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  const backtest::ValueTicks money = backtest::value_ticks(low, low == high ? 1 : high, 5);
  const SvgPlot plot{26, 200, money, kHalf - kRightEdge, backtest::svg_left(money)};
  const auto count = static_cast<double>(bands.path_p50.size());
  const auto points = [&](const std::vector<double>& values) {
    std::vector<Point> out = {{plot.x(0), plot.y(0)}};
    for (std::size_t i = 0; i < values.size(); ++i) out.push_back({plot.x(static_cast<double>(i + 1) / count), plot.y(values[i])});
    return out;
  };
  std::vector<Point> area = points(bands.path_p5), top = points(bands.path_p95);
  area.insert(area.end(), top.rbegin(), top.rend());
  std::string out = open_svg(kHalf, 256);
  out += svg_text(
      {"부트스트랩 경로의 수익금합계 (5%, 50%, 95%; 가로는 거래일)", "Profit of bootstrap paths (5 %, 50 %, 95 %; across: trading days)"},
      8, 14);
  out += fmt::format(R"(<path class="band" d="{}Z"/>)", backtest::svg_path(area)) + plot.grid() + path(points(bands.path_p50), "profit");
  return out + backtest::svg_x_ticks(plot, number_ticks(0, count, 8)) + "</svg>\n";
}

}  // namespace stom::optimize
