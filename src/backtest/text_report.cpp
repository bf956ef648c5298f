#include "backtest/text_report.h"

#include <cmath>

#include "backtest/report_format.h"

namespace stom::backtest {
namespace {

void append_lines(Message& out, const std::vector<Message>& lines, std::string_view indent = "") {
  for (const Message& line : lines) {
    out.ko += fmt::format("{}{}\n", indent, line.ko);
    out.en += fmt::format("{}{}\n", indent, line.en);
  }
}

void append_heading(Message& out, std::string_view ko, std::string_view en) {
  out.ko += fmt::format("\n{}\n", ko);
  out.en += fmt::format("\n{}\n", en);
}

// "41.18"; "-" where a figure is not finite (capital needed 0).
std::string figure(double value) {
  return std::isfinite(value) ? fmt::format("{:.2f}", value) : "-";
}

Message diagnostic_line(const Diagnostic& diagnostic) {
  Message line = diagnostic.text;
  if (diagnostic.position.line > 0) {
    line.ko = fmt::format("{}행 {}열: {}", diagnostic.position.line, diagnostic.position.column, line.ko);
    line.en = fmt::format("line {}, column {}: {}", diagnostic.position.line, diagnostic.position.column, line.en);
  }
  if (!diagnostic.hint.ko.empty()) line.ko += " (" + diagnostic.hint.ko + ")";
  if (!diagnostic.hint.en.empty()) line.en += " (" + diagnostic.hint.en + ")";
  return line;
}

}  // namespace

Message ratio_text(double value, bool defined) {
  if (!defined) return {"정의되지 않음", "not defined"};
  return {with_thousands(value, 2), with_thousands(value, 2)};
}

Message heading_line(const ReportData& data) {
  const RunSpec& spec = data.spec;
  return message("백테기간 : {}~{}, 백테시간 : {}~{}, 거래일수 : {}, 평균값계산틱수 : {}",
                 "Days: {} to {}, times: {} to {}, trading days: {}, average ticks: {}", day_text(spec.run.first_day),
                 day_text(spec.run.last_day), time_of_day_text(spec.frame, spec.run.start_time),
                 time_of_day_text(spec.frame, spec.run.end_time), data.metrics.day_count, spec.average_ticks);
}

std::vector<Message> figure_lines(const ReportData& data) {
  const Metrics& m = data.metrics;
  const market::Market market = data.spec.market;
  if (data.trades.empty()) {
    return {{"매수전략을 만족하는 경우가 없어 결과를 표시할 수 없습니다.",
             "No row met the buy strategy: there is no result to show."}};
  }
  const Message bet = money_with_unit(market, data.spec.bet), seed = money_with_unit(market, m.seed),
                profit = money_with_unit(market, static_cast<double>(m.total_profit)),
                hold = hold_unit(data.spec.frame);
  const std::string trades = with_thousands(static_cast<double>(m.trades), 0);
  const std::string win_rate = figure(m.win_rate), average = figure(m.avg_profit_pct),
                    total = figure(m.total_profit_pct), mdd = figure(m.mdd), tpi = figure(m.tpi), cagr = figure(m.cagr);
  return {{fmt::format("종목당 배팅금액 {}, 필요자금 {}, 거래횟수 {}회, 일평균거래횟수 {:.1f}회, 적정최대보유종목수 "
                       "{}개, 평균보유기간 {:.2f}{}",
                       bet.ko, seed.ko, trades, m.trades_per_day, m.max_hold_count, m.avg_hold, hold.ko),
           fmt::format("Bet per symbol {}, capital needed {}, trades {}, trades a day {:.1f}, most positions held {}, "
                       "average hold {:.2f} {}",
                       bet.en, seed.en, trades, m.trades_per_day, m.max_hold_count, m.avg_hold, hold.en)},
          {fmt::format("익절 {}회, 손절 {}회, 승률 {}%, 평균수익률 {}%, 수익률합계 {}%, 최대낙폭률 {}%, 수익금합계 {}, "
                       "매매성능지수 {}, 연간예상수익률 {}%",
                       m.wins, m.losses, win_rate, average, total, mdd, profit.ko, tpi, cagr),
           fmt::format("Wins {}, losses {}, win rate {}%, average return {}%, total return {}%, maximum drawdown {}%, "
                       "total profit {}, performance index {}, expected annual return {}%",
                       m.wins, m.losses, win_rate, average, total, mdd, profit.en, tpi, cagr)}};
}

std::vector<Message> extended_lines(const ReportData& data) {
  if (data.trades.empty()) return {};
  const ExtendedMetrics& x = data.extended;
  const market::Market market = data.spec.market;
  const Message sharpe = ratio_text(x.sharpe, x.sharpe_defined), sortino = ratio_text(x.sortino, x.sortino_defined),
                calmar = ratio_text(x.calmar, x.calmar_defined),
                factor = ratio_text(x.profit_factor, x.profit_factor_defined);
  const Message expectancy = money_with_unit(market, x.expectancy), win = money_with_unit(market, x.avg_win),
                loss = money_with_unit(market, x.avg_loss);
  return {
      {fmt::format("샤프지수 {}, 소르티노지수 {}, 칼마지수 {}, 손익비(총이익/총손실) {}", sharpe.ko, sortino.ko,
                   calmar.ko, factor.ko),
       fmt::format("Sharpe {}, Sortino {}, Calmar {}, profit factor {}", sharpe.en, sortino.en, calmar.en, factor.en)},
      {fmt::format("거래당 기대수익 {}, 평균이익 {}, 평균손실 {}, 보유시간비율 {:.2f}%, 최장낙폭기간 {:.2f}일, "
                   "최장연속손실 {}회",
                   expectancy.ko, win.ko, loss.ko, x.exposure_pct, x.longest_drawdown_days, x.longest_losing_streak),
       fmt::format(
           "Expectancy {} a trade, average win {}, average loss {}, exposure {:.2f}%, longest drawdown {:.2f} days, "
           "longest losing streak {}",
           expectancy.en, win.en, loss.en, x.exposure_pct, x.longest_drawdown_days, x.longest_losing_streak)}};
}

std::vector<Message> source_lines(const ReportData& data) {
  const Message title = market_title(data.spec.market, data.spec.frame);
  const bool stom_scope = data.spec.window_scope == feature::WindowScope::kStom;
  const bool stom_set = data.spec.indicator_set == feature::IndicatorSet::kStom;
  std::vector<Message> lines = {
      message("매수전략 {}, 매도전략 {}", "Buy strategy {}, sell strategy {}", data.buy_name, data.sell_name),
      {fmt::format("데이터 {} ({}), 지문 {}", data.facts.path.filename().string(), title.ko,
                   fingerprint_text(data.facts.fingerprint)),
       fmt::format("Data {} ({}), fingerprint {}", data.facts.path.filename().string(), title.en,
                   fingerprint_text(data.facts.fingerprint))},
      message("평가한 행 {}, 종목 {}개, 소요시간 {:.2f}초, 시도횟수 {}",
              "Rows evaluated {}, symbols {}, elapsed {:.2f} s, trials {}",
              with_thousands(static_cast<double>(data.rows), 0), data.symbols, data.elapsed_seconds,
              with_thousands(static_cast<double>(data.trial_count), 0)),
      message("창 범위 {}, 보조지표 {}", "Window scope {}, indicator set {}", stom_scope ? "stom" : "session",
              stom_set ? "stom" : "full")};
  const Message fills = trade::describe(data.spec.fill_model);
  lines.push_back({"체결 모형 " + fills.ko, "Fill model " + fills.en});
  if (!data.settings.empty()) {
    std::string text;
    for (const auto& [key, value] : data.settings) text += fmt::format("{}{}={}", text.empty() ? "" : ", ", key, value);
    lines.push_back(message("기본값과 다른 설정: {}", "Settings that differ from the defaults: {}", text));
  }
  return lines;
}

std::vector<Message> warning_lines(const ReportData& data) {
  std::vector<Message> lines;
  if (data.facts.synthetic_rows) {
    lines.push_back(
        {"합성 데이터: stom sample로 만든 행입니다. 실제 시세가 아니므로 결과도 실제와 무관합니다.",
         "Synthetic rows: made by `stom sample`. They are no market's prices, and the result says nothing about one."});
  }
  if (data.facts.synthetic_book) {
    lines.push_back(
        {"합성 호가: 캔들에서 가져온 행이라 호가와 잔량이 실제가 아닙니다. 체결가와 체결 여부를 믿지 마십시오.",
         "Synthetic book: these rows were imported from candles, so quotes and sizes are not real. Do not trust the "
         "fills."});
  }
  if (!data.scope_warning_ko.empty() || !data.scope_warning_en.empty()) {
    lines.push_back({data.scope_warning_ko, data.scope_warning_en});
  }
  for (const Diagnostic& diagnostic : data.warnings) lines.push_back(diagnostic_line(diagnostic));
  return lines;
}

Message text_report(const ReportData& data) {
  Message out{"백테스팅 결과\n", "Back-test result\n"};
  append_lines(out, {heading_line(data)});
  append_lines(out, figure_lines(data));
  if (!data.trades.empty()) {
    append_heading(out, "추가 지표", "Further figures");
    append_lines(out, extended_lines(data));
  }
  if (data.fill_comparison) {
    append_heading(out, "체결 모형 비교", "Fill models compared");
    append_lines(out, comparison_lines(*data.fill_comparison, data.spec.market, data.spec.frame));
  }
  append_heading(out, "자료", "Source");
  append_lines(out, source_lines(data));
  const std::vector<Message> warnings = warning_lines(data);
  if (!warnings.empty()) {
    append_heading(out, "주의", "Warnings");
    append_lines(out, warnings, "! ");
  }
  return out;
}

}  // namespace stom::backtest
