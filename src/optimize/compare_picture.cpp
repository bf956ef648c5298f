#include "optimize/compare_picture.h"

#include <algorithm>
#include <cmath>

#include "backtest/picture_parts.h"
#include "backtest/plot_panel.h"
#include "backtest/report_format.h"
#include "base/file.h"
#include "optimize/compare_report.h"

namespace stom::optimize {
namespace {

using backtest::Align;
using backtest::kPictureMargin;
using backtest::PanelBox;
using backtest::PictureCanvas;
using backtest::PlotPanel;
using backtest::with_thousands;
namespace palette = backtest::palette;

constexpr std::size_t kMostRows = 14, kMostName = 36;

std::vector<double> day_positions(std::size_t days) {
  std::vector<double> out = backtest::slot_centres(days);
  out.insert(out.begin(), 0);  // all begin with nothing
  return out;
}

std::vector<double> from_zero(const std::vector<double>& values) {
  std::vector<double> out = {0};
  out.insert(out.end(), values.begin(), values.end());
  return out;
}

struct Curve {
  const std::vector<double>* values;
  backtest::Color color;
  double width;
};

void draw_curves(PictureCanvas& canvas, const Comparison& comparison, const PanelBox& box, const std::vector<Curve>& curves,
                 const std::string& title, const std::string& unit, Language language) {
  double low = 0, high = 0;
  for (const Curve& curve : curves) {
    for (const double value : *curve.values) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  }
  PlotPanel panel(canvas, box, low, low == high ? 1 : high);
  panel.draw_frame(title, unit);
  if (comparison.days.empty()) return panel.note(message("거래가 없습니다.", "There are no trades.").in(language));
  panel.draw_x_ticks(day_ticks(comparison.days, static_cast<int>(box.width / 110)));
  const std::vector<double> positions = day_positions(comparison.days.size());
  for (const Curve& curve : curves) panel.line(positions, from_zero(*curve.values), curve.width, curve.color);
}

void draw_absolute(PictureCanvas& canvas, const Comparison& comparison, const PanelBox& box, Language language) {
  std::vector<std::pair<market::Market, std::vector<Curve>>> groups;
  for (const market::Market currency : {market::Market::kStock, market::Market::kBinance}) {
    std::vector<Curve> curves;
    for (std::size_t i = 0; i < comparison.results.size(); ++i) {
      if (backtest::money_unit(comparison.results[i].market).en != backtest::money_unit(currency).en) continue;
      curves.push_back({&comparison.results[i].cumulative, result_color(i), 1.8});
    }
    if (!curves.empty()) groups.emplace_back(currency, std::move(curves));
  }
  constexpr double kBetween = 120;
  const double width = (box.width - kBetween * static_cast<double>(groups.size() - 1)) / static_cast<double>(groups.size());
  double left = box.left;
  for (const auto& [currency, curves] : groups) {
    draw_curves(canvas, comparison, {left, box.top, width, box.height}, curves, message("수익금합계", "Cumulative profit").in(language),
                backtest::money_unit(currency).in(language), language);
    left += width + kBetween;
  }
}

void draw_percent(PictureCanvas& canvas, const Comparison& comparison, const PanelBox& box, Language language) {
  std::vector<Curve> curves;
  for (std::size_t i = 0; i < comparison.results.size(); ++i) curves.push_back({&comparison.results[i].percent, result_color(i), 1.8});
  curves.push_back({&comparison.combined, palette::kInk, 3});
  draw_curves(canvas, comparison, box, curves, message("필요자금 대비 수익률합계", "Cumulative return on the capital").in(language), "%",
              language);
}

// Names beside their colours, and the figures that are looked at first.
void draw_figures(PictureCanvas& canvas, const Comparison& comparison, const PanelBox& box, Language language) {
  struct Column {
    Message name;
    double right;
    std::function<std::string(const ComparedResult&)> text;
  };
  const Column columns[] = {
      {{"수익금합계", "Profit"},
       0.56,
       [&](const ComparedResult& r) {
         return backtest::money_with_unit(r.market, static_cast<double>(r.metrics.total_profit)).in(language);
       }},
      {{"수익률합계", "Return"}, 0.67, [](const ComparedResult& r) { return with_thousands(r.metrics.total_profit_pct, 2) + "%"; }},
      {{"최대낙폭률", "Drawdown"}, 0.78, [](const ComparedResult& r) { return with_thousands(r.metrics.mdd, 2) + "%"; }},
      {{"거래", "Trades"}, 0.86, [](const ComparedResult& r) { return with_thousands(static_cast<double>(r.metrics.trades), 0); }},
      {{"승률", "Wins"}, 0.94, [](const ComparedResult& r) { return with_thousands(r.metrics.win_rate, 1) + "%"; }},
      {{"샤프", "Sharpe"}, 1.0, [](const ComparedResult& r) { return with_thousands(r.sharpe, 2); }}};
  const backtest::TextStyle head{13, palette::kMuted, false, Align::kRight}, cell{14, palette::kInk, false, Align::kRight},
      name{14, palette::kInk};
  const std::size_t shown = std::min(comparison.results.size(), kMostRows);
  const double row = std::min(27.0, box.height / static_cast<double>(shown + 2));
  for (const Column& column : columns) canvas.text({box.left + box.width * column.right, box.top}, column.name.in(language), head);
  for (std::size_t i = 0; i < shown; ++i) {
    const double middle = box.top + row * static_cast<double>(i + 1);
    canvas.rectangle(box.left, middle - 2, 24, 4, result_color(i));
    canvas.text({box.left + 34, middle},
                fmt::format("{} {}", i + 1, backtest::shortened(backtest::valid_utf8(comparison.results[i].name), kMostName)), name);
    for (const Column& column : columns)
      canvas.text({box.left + box.width * column.right, middle}, column.text(comparison.results[i]), cell);
  }
  double middle = box.top + row * static_cast<double>(shown + 1);
  if (shown < comparison.results.size()) {
    canvas.text({box.left + 34, middle},
                message("그 밖의 {}개는 보고서에 있습니다.", "{} more are in the report.", comparison.results.size() - shown).in(language),
                {14, palette::kMuted});
    middle += row;
  }
  canvas.rectangle(box.left, middle - 2, 24, 4, palette::kInk);
  canvas.text({box.left + 34, middle}, message("똑같이 나눈 합성", "combined, equal weight").in(language), {14, palette::kInk, true});
  const double total = comparison.combined.empty() ? 0 : comparison.combined.back();
  canvas.text({box.left + box.width * columns[1].right, middle}, with_thousands(total, 2) + "%", cell);
  canvas.text({box.left + box.width * columns[2].right, middle}, with_thousands(comparison.combined_drawdown, 2) + "%p", cell);
  canvas.text({box.left + box.width * columns[5].right, middle}, with_thousands(comparison.combined_sharpe, 2), cell);
}

void draw_matrix(PictureCanvas& canvas, const Comparison& comparison, const PanelBox& box, Language language) {
  canvas.text({box.left, box.top - 20}, message("일별 손익의 상관", "Correlation of daily results").in(language),
              {17, palette::kInk, true});
  const std::size_t shown = std::min(comparison.results.size(), kMostRows);
  const double edge = std::min({(box.width - 30) / static_cast<double>(shown), (box.height - 24) / static_cast<double>(shown), 60.0});
  const backtest::TextStyle label{13, palette::kMuted, false, Align::kCentre},
      number{edge > 44 ? 14.0 : 11.0, palette::kInk, false, Align::kCentre};
  for (std::size_t a = 0; a < shown; ++a) {
    const double top = box.top + 24 + edge * static_cast<double>(a);
    canvas.text({box.left + 12, top + edge / 2}, std::to_string(a + 1), label);
    canvas.text({box.left + 30 + edge * (static_cast<double>(a) + 0.5), box.top + 10}, std::to_string(a + 1), label);
    for (std::size_t b = 0; b < shown; ++b) {
      const double left = box.left + 30 + edge * static_cast<double>(b), value = comparison.correlation[a][b];
      canvas.rectangle(left, top, edge - 2, edge - 2, correlation_color(value));
      if (edge >= 30) canvas.text({left + edge / 2 - 1, top + edge / 2 - 1}, with_thousands(value, 2), number);
    }
  }
}

}  // namespace

std::string compare_picture_png(const Comparison& comparison, Language language) {
  PictureCanvas canvas(kComparePictureWidth, kComparePictureHeight);
  const double width =
      canvas.text({kPictureMargin, 34}, message("결과 비교", "Comparison of results").in(language), {24, palette::kInk, true});
  const Message count = message("결과 {}개 · {}일", "{} results · {} days", comparison.results.size(), comparison.days.size());
  canvas.text({kPictureMargin + width + 20, 35}, count.in(language), {17, palette::kMuted});
  constexpr double kLeft = 130, kPlotWidth = kComparePictureWidth - kLeft - kPictureMargin;
  draw_percent(canvas, comparison, {kLeft, 106, kPlotWidth, 330}, language);
  draw_absolute(canvas, comparison, {kLeft, 532, kPlotWidth, 260}, language);
  const double top = 880, height = kComparePictureHeight - top - 30;
  draw_figures(canvas, comparison, {kPictureMargin, top, 1040, height}, language);
  draw_matrix(canvas, comparison, {1150, top + 10, kComparePictureWidth - kPictureMargin - 1150, height - 10}, language);
  return canvas.png();
}

void write_compare_picture(const Comparison& comparison, Language language, const std::filesystem::path& path) {
  write_file_atomically(path, compare_picture_png(comparison, language));
}

}  // namespace stom::optimize
