#include "optimize/compare_report.h"

#include <algorithm>
#include <cmath>

#include "backtest/html_frame.h"
#include "backtest/html_text.h"
#include "backtest/report_format.h"
#include "backtest/svg_plot.h"
#include "base/file.h"

namespace stom::optimize {
namespace {

using backtest::html_both;
using backtest::html_escaped;
using backtest::Point;
using backtest::SvgPlot;
using backtest::with_thousands;

constexpr std::string_view kStyle = R"css(
svg .combined { fill:none; stroke:var(--ink); stroke-width:3; stroke-dasharray:9 4; }
svg .result { fill:none; stroke-width:1.8; stroke-linejoin:round; }
.mark { display:inline-block; width:22px; height:4px; border-radius:2px; margin-right:7px; vertical-align:middle; }
.mark.combined { height:0; border-top:4px dashed var(--ink); border-radius:0; }
.legend { display:flex; flex-wrap:wrap; gap:4px 22px; margin:0 0 10px; padding:0; list-style:none; overflow-wrap:anywhere; }
.wide-table { overflow-x:auto; } .wide-table td, .wide-table th { white-space:nowrap; }
.wide-table th { max-width:260px; overflow:hidden; text-overflow:ellipsis; }
td small { color:var(--muted); margin-left:6px; } td.best b { border-bottom:2px solid var(--profit); }
.matrix td.number { min-width:74px; text-align:center; }
)css";

std::string mark(std::size_t number) {
  return fmt::format(R"(<span class="mark" style="background:{}"></span>)", css_color(result_color(number)));
}

std::string card(std::string_view id, const Message& title, const std::string& content, const Message& note = {}) {
  std::string out = fmt::format("<section class=\"card\" id=\"{}\"><h2>{}</h2>\n", id, html_both(title));
  if (!note.ko.empty()) out += "<p class=\"note\">" + html_both(note) + "</p>\n";
  return out + content + "</section>\n";
}

std::string path(const SvgPlot& plot, const std::vector<double>& values, const std::string& attributes) {
  std::vector<Point> points = {{plot.x(0), plot.y(0)}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    points.push_back({plot.x((static_cast<double>(i) + 0.5) / static_cast<double>(values.size())), plot.y(values[i])});
  }
  return fmt::format(R"(<path {} d="{}"/>)", attributes, backtest::svg_path(backtest::thinned(points)));
}

// The curves of the results for which `shown` holds; percent: of the capital, with the combined curve.
template <typename Shown>
std::string curves(const Comparison& comparison, bool percent, const Message& label, Shown shown) {
  double low = 0, high = 0;
  const auto include = [&](const std::vector<double>& values) {
    for (const double value : values) {
      low = std::min(low, value);
      high = std::max(high, value);
    }
  };
  const auto curve = [&](const ComparedResult& result) -> const std::vector<double>& {
    return percent ? result.percent : result.cumulative;
  };
  for (const ComparedResult& result : comparison.results) {
    if (shown(result)) include(curve(result));
  }
  if (percent) include(comparison.combined);
  const backtest::ValueTicks ticks = backtest::value_ticks(low, low == high ? 1 : high, 6);
  const SvgPlot plot{26, 320, ticks, backtest::kSvgWidth - backtest::kSvgRight, backtest::svg_left(ticks)};
  std::string out = fmt::format(R"(<svg class="chart" viewBox="0 0 {} 376" role="img">)", backtest::kSvgWidth);
  out += backtest::svg_text(label, plot.left, 14) + plot.grid();
  for (std::size_t i = 0; i < comparison.results.size(); ++i) {
    const ComparedResult& result = comparison.results[i];
    if (shown(result)) out += path(plot, curve(result), fmt::format(R"(class="result" stroke="{}")", css_color(result_color(i))));
  }
  if (percent) out += path(plot, comparison.combined, R"(class="combined")");
  return out + backtest::svg_x_ticks(plot, day_ticks(comparison.days, 10)) + "</svg>\n";
}

std::string legend(const Comparison& comparison) {
  std::string out = "<ul class=\"legend\">";
  for (std::size_t i = 0; i < comparison.results.size(); ++i) {
    const ComparedResult& result = comparison.results[i];
    out += "<li>" + mark(i) + html_escaped(result.name) + " <small class=\"note\">" +
           html_both(backtest::market_title(result.market, result.frame)) + "</small></li>\n";
  }
  out += "<li><span class=\"mark combined\"></span><b>" + html_both({"똑같이 나눈 합성", "combined, equal weight"}) + "</b></li>\n";
  return out + "</ul>\n";
}

std::string absolute_charts(const Comparison& comparison) {
  std::string out;
  for (const market::Market currency : {market::Market::kStock, market::Market::kBinance}) {
    const std::string unit = backtest::money_unit(currency).en;
    const auto shown = [&](const ComparedResult& result) { return backtest::money_unit(result.market).en == unit; };
    if (std::none_of(comparison.results.begin(), comparison.results.end(), shown)) continue;
    const Message name = backtest::money_unit(currency);
    out += curves(comparison, false, {"수익금합계 (" + name.ko + ")", "Cumulative profit (" + name.en + ")"}, shown);
  }
  return out;
}

std::string figures(const Comparison& comparison) {
  std::string out = "<div class=\"wide-table\"><table><thead><tr><th></th>";
  for (std::size_t i = 0; i < comparison.results.size(); ++i) {
    const std::string name = html_escaped(comparison.results[i].name);
    out += fmt::format("<th class=\"number\" title=\"{}\">{}{}</th>", name, mark(i), name);
  }
  out += "</tr></thead><tbody>\n";
  for (const ComparisonRow& row : comparison_rows(comparison)) {
    out += "<tr><td>" + html_both(row.name) + "</td>";
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      out += fmt::format("<td class=\"number{}\"><b>{}</b>", row.best == i ? " best" : "", html_escaped(row.values[i]));
      if (!row.differences[i].empty()) out += "<small>" + html_escaped(row.differences[i]) + "</small>";
      out += "</td>";
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string matrix(const Comparison& comparison) {
  std::string out = "<div class=\"wide-table\"><table class=\"matrix\"><thead><tr><th></th>";
  for (std::size_t i = 0; i < comparison.results.size(); ++i) out += fmt::format("<th class=\"number\">{}{}</th>", mark(i), i + 1);
  out += "</tr></thead><tbody>\n";
  for (std::size_t a = 0; a < comparison.results.size(); ++a) {
    out += fmt::format("<tr><td class=\"name\">{}{} {}</td>", mark(a), a + 1, html_escaped(comparison.results[a].name));
    for (const double value : comparison.correlation[a]) {
      const backtest::Color tint = correlation_color(value);
      out += fmt::format("<td class=\"number\" style=\"background:{};color:#1b2330\">{}</td>", css_color(tint), with_thousands(value, 2));
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

Message combined_line(const Comparison& comparison) {
  const double total = comparison.combined.empty() ? 0 : comparison.combined.back();
  return message("똑같이 나눈 합성: 수익률합계 {}%, 가장 깊은 낙폭 {}%p, 샤프지수(연) {}",
                 "Combined with equal weight: total return {}%, deepest fall {} % points, Sharpe (annual) {}", with_thousands(total, 2),
                 with_thousands(comparison.combined_drawdown, 2), with_thousands(comparison.combined_sharpe, 2));
}

}  // namespace

Message comparison_text(const Comparison& comparison) {
  Message out = message("결과 {}개 비교, {}일\n", "Comparison of {} results, {} days\n", comparison.results.size(), comparison.days.size());
  const auto add = [&](const Message& text) {
    out.ko += text.ko + "\n";
    out.en += text.en + "\n";
  };
  for (std::size_t i = 0; i < comparison.results.size(); ++i) {
    const ComparedResult& result = comparison.results[i];
    const Message title = backtest::market_title(result.market, result.frame);
    add({fmt::format("  [{}] {} ({})", i + 1, result.name, title.ko), fmt::format("  [{}] {} ({})", i + 1, result.name, title.en)});
  }
  for (const ComparisonRow& row : comparison_rows(comparison)) {
    std::string values;
    for (std::size_t i = 0; i < row.values.size(); ++i) {
      values += fmt::format("{}[{}] {}{}", i == 0 ? "" : "  ", i + 1, row.values[i],
                            row.differences[i].empty() ? "" : " (" + row.differences[i] + ")");
    }
    add({row.name.ko + ": " + values, row.name.en + ": " + values});
  }
  for (std::size_t a = 0; a < comparison.results.size(); ++a) {
    std::string values;
    for (const double value : comparison.correlation[a]) values += fmt::format("{:>7}", with_thousands(value, 2));
    add({fmt::format("상관 [{}]{}", a + 1, values), fmt::format("Correlation [{}]{}", a + 1, values)});
  }
  add(combined_line(comparison));
  return out;
}

std::string comparison_html(const Comparison& comparison, Language initial) {
  const std::size_t count = comparison.results.size();
  std::string out = backtest::html_opening(message("결과 {}개 비교", "Comparison of {} results", count), initial, kStyle);
  out += "<header><h1>" + html_both({"결과 비교", "Comparison of results"}) + "</h1>\n";
  if (!comparison.days.empty()) {
    const std::string span = backtest::day_text(comparison.days.front()) + " ~ " + backtest::day_text(comparison.days.back());
    out += backtest::html_badge({span, span});
  }
  out += backtest::html_language_buttons(initial) + "</header>\n" + legend(comparison);
  if (!comparison.days.empty()) {
    out += card("normalised", {"필요자금 대비 수익률", "Return on the capital needed"},
                curves(comparison, true, {"수익률합계 %", "Cumulative return %"}, [](const ComparedResult&) { return true; }),
                combined_line(comparison));
    out += card("absolute", {"수익금합계", "Cumulative profit"}, absolute_charts(comparison));
  }
  out += card("figures", {"성적 차이", "Differences of the figures"}, figures(comparison),
              {"작은 숫자는 첫째 결과와의 차이, 밑줄은 가장 나은 값입니다.",
               "Small numbers: difference from the first result; underlined: the best."});
  out += card("correlation", {"일별 손익의 상관", "Correlation of daily results"}, matrix(comparison),
              {"겹치는 기간의 하루 손익끼리의 상관계수입니다. 낮을수록 함께 쓸 때 서로 메워 줍니다.",
               "Of daily results on the days that both cover. The lower, the more they even out together."});
  return out + backtest::html_closing("");
}

void write_comparison_html(const Comparison& comparison, Language initial, const std::filesystem::path& path) {
  write_file_atomically(path, comparison_html(comparison, initial));
}

}  // namespace stom::optimize
