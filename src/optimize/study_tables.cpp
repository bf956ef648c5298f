#include "optimize/study_tables.h"

#include <cmath>

#include "backtest/html_text.h"
#include "backtest/report_format.h"
#include "optimize/score_scale.h"

namespace stom::optimize {
namespace {

using backtest::html_both;
using backtest::html_escaped;
using backtest::Metrics;
using backtest::with_thousands;

std::string whole_text(market::Market, double value) {
  return with_thousands(value, 0);
}
std::string tenth_text(market::Market, double value) {
  return with_thousands(value, 1);
}
std::string ratio_text(market::Market, double value) {
  return with_thousands(value, 2);
}
std::string percent_text(market::Market, double value) {
  return with_thousands(value, 2) + "%";
}

double as_double(std::int64_t value) {
  return static_cast<double>(value);
}

// name, value, text; coloured by sign, money, whether there is a better, whether that is more.
const MetricRow kMetricRows[] = {
    {{"수익금합계", "Total profit"}, [](const Metrics& m) { return as_double(m.total_profit); }, backtest::money_text, true, true},
    {{"수익률합계", "Total return"}, [](const Metrics& m) { return m.total_profit_pct; }, percent_text, true},
    {{"연간예상수익률", "Expected annual return"}, [](const Metrics& m) { return m.cagr; }, percent_text, true},
    {{"최대낙폭률", "Maximum drawdown"}, [](const Metrics& m) { return m.mdd; }, percent_text, false, false, true, false},
    {{"최대낙폭금액", "Maximum drawdown, money"},
     [](const Metrics& m) { return as_double(m.mdd_amount); },
     backtest::money_text,
     false,
     true,
     true,
     false},
    {{"매매성능지수", "Performance index (TPI)"}, [](const Metrics& m) { return m.tpi; }, ratio_text},
    {{"승률", "Win rate"}, [](const Metrics& m) { return m.win_rate; }, percent_text},
    {{"평균수익률", "Average return"}, [](const Metrics& m) { return m.avg_profit_pct; }, percent_text, true},
    {{"거래횟수", "Trades"}, [](const Metrics& m) { return as_double(m.trades); }, whole_text, false, false, false},
    {{"일평균거래횟수", "Trades a day"}, [](const Metrics& m) { return m.trades_per_day; }, tenth_text, false, false, false},
    {{"익절", "Wins"}, [](const Metrics& m) { return as_double(m.wins); }, whole_text, false, false, false},
    {{"손절", "Losses"}, [](const Metrics& m) { return as_double(m.losses); }, whole_text, false, false, false},
    {{"적정최대보유종목수", "Most positions held"},
     [](const Metrics& m) { return as_double(m.max_hold_count); },
     whole_text,
     false,
     false,
     false},
    {{"필요자금", "Capital needed"}, [](const Metrics& m) { return m.seed; }, backtest::money_text, false, true, false},
    {{"거래일수", "Trading days"}, [](const Metrics& m) { return as_double(m.day_count); }, whole_text, false, false, false},
};

std::string open_table(std::string_view css_class = "") {
  return fmt::format("<div class=\"wide-table\"><table class=\"{}\"><thead><tr>", css_class);
}

std::string head(const Message& text, bool number = true) {
  return fmt::format("<th class=\"{}\">{}</th>", number ? "number" : "", html_both(text));
}
std::string head(const std::string& text, bool number = true) {
  return head(Message{text, text}, number);
}

std::string cell(const std::string& text, std::string_view css_class = "") {
  return fmt::format("<td class=\"number {}\">{}</td>", css_class, html_escaped(text));
}
std::string cell(const Message& text) {
  return "<td class=\"number\">" + html_both(text) + "</td>";
}
std::string row_head(const Message& text) {
  return "<tr><td>" + html_both(text) + "</td>";
}

// Two lines, so that six windows fit beside each other.
std::string day_span(const DayRange& days) {
  return days.first == 0 ? "-" : fmt::format("{} ~<br>{}", backtest::day_text(days.first), backtest::day_text(days.last));
}

std::string metric_cell(const MetricRow& row, const Metrics& metrics, market::Market market) {
  const bool empty = metrics.trades == 0 && row.value(metrics) == 0;
  return cell(empty ? "-" : row.text(market, row.value(metrics)), row.signed_value ? backtest::sign_class(row.value(metrics)) : "");
}

std::string daily_rows(const StudyReportData& data) {
  struct DailyRow {
    Message name;
    double DailyFigures::*value;
  };
  static const DailyRow kRows[] = {{{"하루 평균 수익금", "Mean profit a day"}, &DailyFigures::mean},
                                   {{"하루 수익금 표준편차", "Standard deviation a day"}, &DailyFigures::deviation},
                                   {{"가장 좋은 날", "Best day"}, &DailyFigures::best},
                                   {{"가장 나쁜 날", "Worst day"}, &DailyFigures::worst}};
  const market::Market market = data.input.market;
  std::string out;
  for (const DailyRow& row : kRows) {
    out += row_head(row.name);
    for (const WindowColumn& window : data.windows) {
      const double value = window.daily.*row.value;
      out += cell(window.daily.days == 0 ? "-" : backtest::money_text(market, value),
                  row.value == &DailyFigures::deviation ? "" : backtest::sign_class(value));
    }
    out += "</tr>\n";
  }
  out += row_head({"수익 난 날", "Profitable days"});
  for (const WindowColumn& window : data.windows) {
    out += cell(window.daily.days == 0 ? "-" : fmt::format("{} / {}", window.daily.profitable_days, window.daily.days));
  }
  return out + "</tr>\n";
}

}  // namespace

std::span<const MetricRow> metric_rows() {
  return kMetricRows;
}

std::string windows_table(const StudyReportData& data) {
  std::string out = open_table() + head(Message{"", ""}, false);
  for (const WindowColumn& window : data.windows) out += head(window.label);
  out += "</tr></thead><tbody>\n" + row_head({"기간", "Days"});
  for (const WindowColumn& window : data.windows) out += "<td class=\"number\">" + day_span(window.result.days) + "</td>";
  out += "</tr>\n" +
         row_head(message("점수 ({})", "Score ({})", std::string(kObjectiveNames[static_cast<std::size_t>(data.input.objective)])));
  for (const WindowColumn& window : data.windows) out += cell(score_text(window.result.score));
  out += "</tr>\n";
  for (const MetricRow& row : metric_rows()) {
    out += row_head(row.name);
    for (const WindowColumn& window : data.windows) out += metric_cell(row, window.result.metrics, data.input.market);
    out += "</tr>\n";
  }
  if (!data.input.trades.empty()) out += daily_rows(data);
  return out + "</tbody></table></div>\n";
}

std::string walk_forward_table(const StudyReportData& data) {
  const market::Market market = data.input.market;
  std::string out = open_table("sortable") + head("#");
  out += head(Message{"학습 기간", "In-sample days"}, false) + head(Message{"점수", "Score"}) +
         head(Message{"학습 수익률", "In-sample return"});
  out += head(Message{"표본외 기간", "Out-of-sample days"}, false) + head(Message{"거래", "Trades"}) + head(Message{"승률", "Win rate"});
  out += head(Message{"표본외 수익률", "Out-of-sample return"}) + head(Message{"표본외 수익금", "Out-of-sample profit"});
  out += head(Message{"변화 (칸)", "Drift (steps)"}) + head(Message{"변수", "Vector"}, false) + "</tr></thead><tbody>\n";
  const auto number = [](double value, const std::string& text, std::string_view css_class = "") {
    return fmt::format(R"(<td class="number {}" data-value="{}">{}</td>)", css_class, backtest::json_number(value), html_escaped(text));
  };
  for (const WalkForwardRow& row : data.walk_forward) {
    const Metrics& m = row.out_metrics;
    const auto profit = static_cast<double>(m.total_profit);
    out += "<tr>" + number(row.stage, std::to_string(row.stage + 1)) + "<td>" + day_span(row.in_days) + "</td>";
    out += fmt::format(R"(<td class="number" data-value="{}">{}</td>)", backtest::json_number(row.in_score),
                       html_both(score_text(row.in_score)));
    if (row.in_metrics)
      out += number(row.in_metrics->total_profit_pct, with_thousands(row.in_metrics->total_profit_pct, 2) + "%",
                    backtest::sign_class(row.in_metrics->total_profit_pct));
    else
      out += number(0, "-");
    out +=
        "<td>" + day_span(row.out_days) + "</td>" + number(static_cast<double>(m.trades), with_thousands(static_cast<double>(m.trades), 0));
    out += number(m.win_rate, m.trades == 0 ? "-" : with_thousands(m.win_rate, 2) + "%");
    out += number(m.total_profit_pct, with_thousands(m.total_profit_pct, 2) + "%", backtest::sign_class(m.total_profit_pct));
    out += number(profit, backtest::money_text(market, profit), backtest::sign_class(profit));
    out += number(row.drift.value_or(0), row.drift ? with_thousands(*row.drift, 2) : "-");
    out += "<td class=\"text\" title=\"" + html_escaped(vector_text(row.vector)) + "\">" + html_escaped(vector_text(row.vector)) +
           "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

std::string variable_table(const StageView& stage) {
  std::string out = open_table("sortable") + head(Message{"변수", "Variable"}, false) + head(Message{"중요도", "Importance"});
  out += head(Message{"고른 값", "Chosen"}) + head(Message{"시험한 값", "Values tried"}) + head(Message{"범위", "Range"}, false) +
         "</tr></thead><tbody>\n";
  for (const VariableView& variable : stage.variables) {
    const auto index = static_cast<std::size_t>(variable.index);
    const std::string value = index < stage.chosen.size() ? fmt::format("{}", stage.chosen[index].value) : "-";
    out += "<tr><td>" + variable_name(variable.index) + "</td>";
    out += fmt::format(R"(<td class="number" data-value="{}">{}</td>)", backtest::json_number(variable.importance),
                       std::isfinite(variable.importance) ? fmt::format("{:.1f}%", variable.importance * 100) : "-");
    out += cell(value) + cell(std::to_string(variable.values));
    out += fmt::format("<td>{} ~ {}</td></tr>\n", short_number(variable.slots.front().low), short_number(variable.slots.back().high));
  }
  return out + "</tbody></table></div>\n";
}

std::string overfitting_table(const OverfittingReport& report, market::Market market) {
  const auto number = [](double value, int decimals) { return Message{with_thousands(value, decimals), with_thousands(value, decimals)}; };
  const auto optional_number = [&](const std::optional<double>& value, int decimals) {
    return value ? number(*value, decimals) : Message{"-", "-"};
  };
  std::vector<backtest::FactRow> rows = {
      {{"시험횟수 (이 전략을 시험한 모두)", "Trials (all ever made of this strategy)"}, number(static_cast<double>(report.trials), 0)},
      {{"그 가운데 여기의 서로 다른 시험", "Of them distinct and here"}, number(static_cast<double>(report.distinct_trials), 0)},
      {{"서로 독립인 시험으로 환산", "Effective independent trials"}, number(report.effective_trials, 1)},
      {{"자료", "Data"}, message("{}일, {:.2f}년", "{} days, {:.2f} years", report.days, report.years)},
      {{"샤프지수 (연)", "Sharpe ratio, annual"}, number(report.annual_sharpe, 2)},
      {{"하루 수익의 왜도, 첨도", "Skewness and kurtosis of daily results"},
       message("{:.2f}, {:.2f}", "{:.2f}, {:.2f}", report.best.skewness, report.best.kurtosis)},
      {{"DSR: 운을 뺀 뒤 실력일 확률 (0.95 이상이면 통과)", "DSR: probability of skill after selection (0.95 and more passes)"},
       optional_number(report.deflated_sharpe, 3)},
      {{"PBO: 고른 값이 다른 기간에 중간 아래일 확률 (0.1 미만 좋음, 0.5 이상 쓸모없음)",
        "PBO: probability of overfitting (below 0.1 good, 0.5 and more worthless)"},
       optional_number(report.pbo, 3)},
      {{"SPA p (어느 시험도 0보다 낫지 않다)", "SPA p value (no trial beats zero)"}, optional_number(report.spa_p, 3)},
      {{"필요한 실적 기간 (MinTRL)", "Minimum track record (MinTRL)"},
       report.track_record_days ? message("{:.0f}일", "{:.0f} days", *report.track_record_days)
                                : Message{"어떤 길이로도 안 됨", "no length would do"}},
      {{"이만큼 시험했을 때 필요한 자료 (MinBTL)", "Data needed for so many trials (MinBTL)"},
       report.minimum_years ? message("{:.2f}년", "{:.2f} years", *report.minimum_years) : Message{"-", "-"}}};
  if (report.cscv) {
    rows.push_back(
        {{"학습 성과가 좋을수록 검증 성과는 (기울기)", "Slope of out-of-sample on in-sample performance"}, number(report.cscv->slope, 3)});
    rows.push_back({{"고른 값이 다른 기간에 손실일 확률", "Probability of loss out of sample"}, number(report.cscv->loss_probability, 3)});
  }
  if (report.haircut) {
    rows.push_back({{"깎은 샤프지수 (하루; Bonferroni, Holm, BHY)", "Haircut Sharpe a day (Bonferroni, Holm, BHY)"},
                    message("{:.3f}, {:.3f}, {:.3f}", "{:.3f}, {:.3f}, {:.3f}", report.haircut->bonferroni, report.haircut->holm,
                            report.haircut->bhy)});
  }
  if (report.stability) {
    rows.push_back({{"이웃 점수 / 최고 점수", "Neighbours' score / best score"},
                    report.stability->lone_peak ? message("{:.2f} (외딴 봉우리)", "{:.2f} (a lone peak)", report.stability->neighbour_ratio)
                                                : number(report.stability->neighbour_ratio, 2)});
  }
  if (report.bands) {
    const DrawdownBands& bands = *report.bands;
    rows.push_back({{"최대낙폭률, 거래를 30번 섞어서 (최소, 평균, 최대)", "Maximum drawdown of 30 shuffles (least, mean, most)"},
                    message("{:.2f}%, {:.2f}%, {:.2f}%", "{:.2f}%, {:.2f}%, {:.2f}%", bands.least, bands.mean, bands.most)});
    const auto money = [&](double value) { return backtest::money_with_unit(market, value); };
    const auto three = [&](double a, double b, double c) {
      return Message{money(a).ko + ", " + money(b).ko + ", " + money(c).ko, money(a).en + ", " + money(b).en + ", " + money(c).en};
    };
    rows.push_back({{"최대낙폭금액, 부트스트랩 (5%, 50%, 95%)", "Maximum drawdown, bootstrap (5 %, 50 %, 95 %)"},
                    three(bands.boot_p5, bands.boot_p50, bands.boot_p95)});
    rows.push_back({{"수익금합계, 부트스트랩 (5%, 50%, 95%)", "Total profit, bootstrap (5 %, 50 %, 95 %)"},
                    three(bands.profit_p5, bands.profit_p50, bands.profit_p95)});
  }
  if (report.bands && report.bands->ruin_probability > 0) {
    rows.push_back({{"필요자금을 다 잃을 확률, 부트스트랩", "Probability of losing the capital, bootstrap"},
                    number(report.bands->ruin_probability, 3)});
  }
  if (report.walk_forward) {
    rows.push_back(
        {{"전진분석 효율 (0.5 미만 주의)", "Walk-forward efficiency (below 0.5: caution)"}, number(report.walk_forward->efficiency, 2)});
    rows.push_back({{"수익 난 창", "Profitable windows"}, number(report.walk_forward->profitable_share * 100, 0)});
    rows.back().value = {rows.back().value.ko + "%", rows.back().value.en + "%"};
  }
  return backtest::fact_table(rows);
}

std::string daily_table(const StudyReportData& data) {
  const market::Market market = data.input.market;
  std::string out = "<div class=\"scroll\"><table class=\"sortable\"><thead><tr>";
  out += head(Message{"날짜", "Day"}, false) + head(Message{"구간", "Window"}, false) + head(Message{"거래", "Trades"}) +
         head(Message{"수익금", "Profit"}) + head(Message{"수익금합계", "Sum"}) + "</tr></thead><tbody>\n";
  for (const DayRow& row : data.days) {
    out += fmt::format("<tr><td class=\"time\">{}</td><td>{}</td><td class=\"number\" data-value=\"{}\">{}</td>",
                       backtest::day_text(row.day), html_both(row.window), row.trades, row.trades);
    for (const double value : {row.profit, row.cumulative}) {
      out += fmt::format(R"(<td class="number {}" data-value="{}">{}</td>)", backtest::sign_class(value), backtest::json_number(value),
                         backtest::money_text(market, value));
    }
    out += "</tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace stom::optimize
