#include "backtest/html_report.h"

#include "backtest/html_charts.h"
#include "backtest/html_frame.h"
#include "backtest/html_page.h"
#include "backtest/html_tables.h"
#include "backtest/html_text.h"
#include "backtest/report_format.h"
#include "backtest/text_report.h"
#include "base/file.h"

namespace stom::backtest {
namespace {

Message both(std::string text) {
  return {text, text};
}

Message page_title(const ReportData& data) {
  const Message where = market_title(data.spec.market, data.spec.frame);
  return {fmt::format("백테스트 결과 · {} · {}", where.ko, data.buy_name),
          fmt::format("Back-test result · {} · {}", where.en, data.buy_name)};
}

std::string header(const ReportData& data, Language initial) {
  const RunSpec& spec = data.spec;
  std::string out = "<header><h1>" + html_both({"백테스트 결과", "Back-test result"}) + "</h1>\n";
  out += html_badge(market_title(spec.market, spec.frame));
  out += html_badge(both(fmt::format("{} ~ {}", day_text(spec.run.first_day), day_text(spec.run.last_day))));
  out += html_badge(both(fmt::format("{} / {}", data.buy_name, data.sell_name)));
  if (data.saved_at != 0) out += fmt::format("<span class=\"note\">{}</span>", readable(data.saved_at));
  return out + html_language_buttons(initial) + "</header>\n";
}

std::string warnings(const ReportData& data) {
  const std::vector<Message> lines = warning_lines(data);
  if (lines.empty()) return {};
  std::string out = "<ul class=\"warnings\">";
  for (const Message& line : lines) out += "<li>⚠ " + html_both(line) + "</li>\n";
  return out + "</ul>\n";
}

std::string verdict(const ReportData& data) {
  const Metrics& m = data.metrics;
  const market::Market market = data.spec.market;
  const std::string total_return = with_thousands(m.total_profit_pct, 2) + "%",
                    annual = with_thousands(m.cagr, 2) + "%";
  const std::string_view sign = sign_class(static_cast<double>(m.total_profit));
  std::string out = "<div class=\"verdict\">\n";
  out += html_headline({"수익금합계", "Total profit"}, money_with_unit(market, static_cast<double>(m.total_profit)),
                     message("수익률합계 {}", "total return {}", total_return), sign);
  out += html_headline({"연간예상수익률", "Expected annual return"}, both(annual),
                     message("거래일수 {}일", "{} trading days", m.day_count), sign);
  out += html_headline({"최대낙폭률", "Maximum drawdown"}, both(with_thousands(m.mdd, 2) + "%"),
                     money_with_unit(market, static_cast<double>(m.mdd_amount)));
  out += html_headline({"승률", "Win rate"}, both(with_thousands(m.win_rate, 2) + "%"),
                     message("익절 {}회, 손절 {}회", "{} wins, {} losses", m.wins, m.losses));
  out += html_headline({"거래횟수", "Trades"}, both(with_thousands(static_cast<double>(m.trades), 0)),
                     message("하루 평균 {:.1f}회", "{:.1f} a day", m.trades_per_day));
  out += html_headline({"샤프지수", "Sharpe"}, ratio_text(data.extended.sharpe, data.extended.sharpe_defined),
                     message("매매성능지수 {:.2f}", "performance index {:.2f}", m.tpi));
  return out + "</div>\n";
}

std::string figures(const ReportData& data) {
  const Metrics& m = data.metrics;
  const ExtendedMetrics& x = data.extended;
  const market::Market market = data.spec.market;
  const Message hold = hold_unit(data.spec.frame);
  const std::vector<FactRow> rows = {
      {{"종목당 배팅금액", "Bet per symbol"}, money_with_unit(market, data.spec.bet)},
      {{"필요자금", "Capital needed"}, money_with_unit(market, m.seed)},
      {{"적정최대보유종목수", "Most positions held"}, both(fmt::format("{}", m.max_hold_count))},
      {{"평균보유기간", "Average hold"},
       {fmt::format("{:.2f}{}", m.avg_hold, hold.ko), fmt::format("{:.2f} {}", m.avg_hold, hold.en)}},
      {{"평균수익률", "Average return"}, both(with_thousands(m.avg_profit_pct, 2) + "%")},
      {{"매매성능지수", "Performance index (TPI)"}, both(with_thousands(m.tpi, 2))},
      {{"소르티노지수", "Sortino"}, ratio_text(x.sortino, x.sortino_defined)},
      {{"칼마지수", "Calmar"}, ratio_text(x.calmar, x.calmar_defined)},
      {{"총이익/총손실", "Profit factor"}, ratio_text(x.profit_factor, x.profit_factor_defined)},
      {{"거래당 기대수익", "Expectancy a trade"}, money_with_unit(market, x.expectancy)},
      {{"평균이익", "Average win"}, money_with_unit(market, x.avg_win)},
      {{"평균손실", "Average loss"}, money_with_unit(market, x.avg_loss)},
      {{"보유시간비율", "Exposure"}, both(with_thousands(x.exposure_pct, 2) + "%")},
      {{"최장낙폭기간", "Longest drawdown"}, message("{:.2f}일", "{:.2f} days", x.longest_drawdown_days)},
      {{"최장연속손실", "Longest losing streak"}, message("{}회", "{} trades", x.longest_losing_streak)}};
  std::string out = "<section class=\"card\"><div class=\"figures\">\n";
  for (const FactRow& row : rows)
    out += fmt::format("<div><span>{}</span><b>{}</b></div>\n", html_both(row.key), html_both(row.value));
  return out + "</div></section>\n";
}

std::string breakdowns(const ReportData& data) {
  std::string out = "<section class=\"card pair\">" +
                    profit_bars(by_time_of_day(data), {"시간별 수익금 (매도시간)", "Profit by time of exit"}) +
                    profit_bars(by_weekday(data), {"요일별 수익금", "Profit by weekday"}) +
                    "</section>\n<div class=\"columns\">\n";
  out += breakdown_table(data, by_symbol(data), {"종목별", "By symbol"}, {"종목", "Symbol"});
  out += breakdown_table(data, by_hour(data), {"시간대별 (매도시간)", "By hour of exit"}, {"시간대", "Hour"});
  out += breakdown_table(data, by_weekday(data), {"요일별", "By weekday"}, {"요일", "Weekday"});
  const Breakdown months = by_month(data), sides = by_side(data);
  if (months.size() > 1) out += breakdown_table(data, months, {"월별", "By month"}, {"월", "Month"});
  if (!sides.empty()) out += breakdown_table(data, sides, {"포지션별", "By side"}, {"포지션", "Side"});
  out += "</div>\n";
  return out + breakdown_table(data, by_sell_condition(data), {"매도조건별", "By sell condition"},
                               {"매도조건", "Sell condition"}, "wide");
}

std::string fill_comparison(const ReportData& data) {
  const FillComparison& comparison = *data.fill_comparison;
  std::vector<FactRow> rows;
  for (const FillComparisonRow& row : comparison_rows(comparison, data.spec.market, data.spec.frame)) {
    rows.push_back({row.label, both(fmt::format("{} → {} ({})", row.reference, row.realistic, row.difference))});
  }
  return "<section class=\"card\"><h2>" + html_both({"체결 모형 비교: reference → realistic", "Fill models: reference → realistic"}) + "</h2>\n<p>" +
         html_both(comparison_verdict(comparison, data.spec.market)) + "</p>\n" + fact_table(rows) + "<p class=\"note\">" +
         html_both(trade::describe(comparison.realistic_model)) + "</p></section>\n";
}

std::string joined(const std::vector<int>& numbers) {
  std::string out;
  for (const int number : numbers) out += fmt::format("{}{}", out.empty() ? "" : ", ", number);
  return out;
}

std::string run_facts(const ReportData& data) {
  const RunSpec& spec = data.spec;
  const auto range = [&](const store::LoadRange& r) {
    return both(fmt::format("{} ~ {}, {} ~ {}", day_text(r.first_day), day_text(r.last_day),
                            time_of_day_text(spec.frame, r.start_time), time_of_day_text(spec.frame, r.end_time)));
  };
  const auto count = [](std::uint64_t n) { return both(with_thousands(static_cast<double>(n), 0)); };
  std::vector<FactRow> rows = {
      {{"데이터베이스", "Database"}, both(data.facts.path.filename().string())},
      {{"데이터 지문", "Data fingerprint"}, both(fingerprint_text(data.facts.fingerprint))},
      {{"평가 범위", "Evaluated"}, range(spec.run)},
      {{"적재 범위", "Loaded"}, range(spec.load)},
      {{"평균값계산틱수 (목록)", "Average ticks (list)"},
       both(fmt::format("{} ({})", spec.average_ticks, joined(spec.average_list)))},
      {{"평가한 행", "Rows evaluated"}, count(data.rows)},
      {{"종목", "Symbols"}, count(data.symbols)},
      {{"소요시간", "Elapsed"}, message("{:.2f}초", "{:.2f} s", data.elapsed_seconds)},
      {{"시도횟수 (이 결과를 고르기까지 본 변수 조합)", "Trials (parameter vectors looked at to get this result)"},
       count(data.trial_count)},
      {{"창 범위", "Window scope"},
       spec.window_scope == feature::WindowScope::kStom ? Message{"stom (날짜를 넘어감)", "stom (crosses days)"}
                                                        : Message{"session (하루 안)", "session (within the day)"}},
      {{"보조지표", "Indicator set"},
       spec.indicator_set == feature::IndicatorSet::kStom
           ? Message{"stom (마지막 구간만)", "stom (last look-back only)"}
           : Message{"full (전체 계산)", "full (whole series)"}},
      {{"체결 모형", "Fill model"}, trade::describe(spec.fill_model)}};
  if (data.settings.empty()) rows.push_back({{"설정", "Settings"}, {"모두 기본값", "all at their defaults"}});
  for (const auto& [key, value] : data.settings) rows.push_back({message("설정 {}", "Setting {}", key), both(value)});
  return "<section class=\"card\"><h2>" + html_both({"설정과 자료", "Settings and source"}) + "</h2>\n" +
         fact_table(rows) + "</section>\n";
}

std::string texts(const ReportData& data) {
  std::string out = "<section class=\"card\"><h2>" + html_both({"전략", "Strategy texts"}) + "</h2>\n";
  out += fmt::format("<h3>{} · {}</h3><pre>{}</pre>\n", html_both({"매수", "Buy"}), html_escaped(data.buy_name),
                     html_escaped(data.spec.buy_text));
  out += fmt::format("<h3>{} · {}</h3><pre>{}</pre>\n", html_both({"매도", "Sell"}), html_escaped(data.sell_name),
                     html_escaped(data.spec.sell_text));
  for (const trade::ElapsedCondition& condition : data.spec.settings.elapsed_conditions) {
    out += fmt::format("<h3>{} · {}</h3><pre>{}</pre>\n", html_both({"경과틱수 조건", "Elapsed condition"}),
                       html_escaped(condition.name), html_escaped(condition.expression));
  }
  return out + "</section>\n";
}

}  // namespace

std::string html_report(const ReportData& data, Language initial) {
  std::string out = html_opening(page_title(data), initial);
  out += header(data, initial) + warnings(data);
  if (data.trades.empty()) {
    out += "<section class=\"card\"><b>" + html_both(figure_lines(data).front()) + "</b></section>\n";
  } else {
    out += verdict(data) + "<section class=\"card\">" + equity_chart(data) +
           "<div class=\"reading\" id=\"reading\"></div></section>\n";
    out += figures(data) + breakdowns(data);
  }
  if (data.fill_comparison) out += fill_comparison(data);
  return out + trades_section(data) + run_facts(data) + texts(data) + html_closing(kReportScript);
}

void write_html_report(const ReportData& data, Language initial, const std::filesystem::path& path) {
  write_file_atomically(path, html_report(data, initial));
}

}  // namespace stom::backtest
