#include "backtest/fill_comparison.h"

#include "backtest/report_format.h"
#include "base/utf8.h"

namespace stom::backtest {
namespace {

std::string padded_right(const std::string& text, int width) {
  return text + std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ');
}

std::string padded_left(const std::string& text, int width) {
  return std::string(static_cast<std::size_t>(std::max(0, width - display_width(text))), ' ') + text;
}

std::string table_line(const std::string& label, int label_width, const std::string& reference, const std::string& realistic,
                       const std::string& difference) {
  constexpr int kNumberWidth = 18;
  return padded_right(label, label_width) + padded_left(reference, kNumberWidth) + padded_left(realistic, kNumberWidth) +
         padded_left(difference, kNumberWidth);
}

}  // namespace

std::vector<FillComparisonRow> comparison_rows(const FillComparison& comparison, market::Market market, market::Frame frame) {
  std::vector<FillComparisonRow> rows;
  const auto add = [&](Message label, double reference, double realistic, int decimals) {
    rows.push_back({std::move(label), with_thousands(reference, decimals), with_thousands(realistic, decimals),
                    with_thousands(realistic - reference, decimals)});
  };
  const Metrics &a = comparison.reference, &b = comparison.realistic;
  const Message unit = money_unit(market), hold = hold_unit(frame);
  const auto whole = [](std::int64_t value) { return static_cast<double>(value); };
  add({"거래횟수", "Trades"}, whole(a.trades), whole(b.trades), 0);
  add({"익절", "Wins"}, whole(a.wins), whole(b.wins), 0);
  add({"손절", "Losses"}, whole(a.losses), whole(b.losses), 0);
  add({"승률 (%)", "Win rate (%)"}, a.win_rate, b.win_rate, 2);
  add({fmt::format("평균보유기간 ({})", hold.ko), fmt::format("Average hold ({})", hold.en)}, a.avg_hold, b.avg_hold, 2);
  add({"평균수익률 (%)", "Average return (%)"}, a.avg_profit_pct, b.avg_profit_pct, 2);
  add({"수익률합계 (%)", "Total return (%)"}, a.total_profit_pct, b.total_profit_pct, 2);
  add({fmt::format("수익금합계 ({})", unit.ko), fmt::format("Total profit ({})", unit.en)}, whole(a.total_profit), whole(b.total_profit), 0);
  add({"최대낙폭률 (%)", "Maximum drawdown (%)"}, a.mdd, b.mdd, 2);
  add({fmt::format("필요자금 ({})", unit.ko), fmt::format("Capital needed ({})", unit.en)}, a.seed, b.seed, 0);
  add({"매매성능지수", "Performance index"}, a.tpi, b.tpi, 2);
  return rows;
}

Message comparison_verdict(const FillComparison& comparison, market::Market market) {
  const double reference = static_cast<double>(comparison.reference.total_profit),
               realistic = static_cast<double>(comparison.realistic.total_profit);
  const Message difference = money_with_unit(market, std::abs(realistic - reference));
  if (reference > 0 && realistic <= 0) {
    return {"reference 체결에서만 이익입니다. 실제 체결로는 이익을 기대하지 마십시오.",
            "The result is a profit under the reference's fills only: expect none from real fills."};
  }
  if (reference > 0 && realistic < reference) {
    const double share = (reference - realistic) / reference * 100;
    return {fmt::format("이익의 {:.0f}%({})가 체결 모형 때문입니다.", share, difference.ko),
            fmt::format("{:.0f}% of the profit ({}) is due to the fill model.", share, difference.en)};
  }
  if (realistic < reference) {
    return {fmt::format("realistic 체결에서 손실이 {} 더 큽니다.", difference.ko),
            fmt::format("The loss is {} larger under realistic fills.", difference.en)};
  }
  if (realistic == reference) return {"두 체결 모형의 수익금이 같습니다.", "The profit is the same under both fill models."};
  return {fmt::format("realistic 체결의 수익금이 {} 많습니다. 거래가 달라진 결과이니 이익으로 믿지 마십시오.", difference.ko),
          fmt::format("The profit is {} larger under realistic fills: the trades differ, do not count on it.", difference.en)};
}

std::vector<Message> comparison_lines(const FillComparison& comparison, market::Market market, market::Frame frame) {
  constexpr int kLabelWidth = 26;
  std::vector<Message> lines;
  lines.push_back(trade::describe(comparison.realistic_model));
  lines.push_back(
      {table_line("", kLabelWidth, "reference", "realistic", "차이"), table_line("", kLabelWidth, "reference", "realistic", "difference")});
  for (const FillComparisonRow& row : comparison_rows(comparison, market, frame)) {
    lines.push_back({table_line(row.label.ko, kLabelWidth, row.reference, row.realistic, row.difference),
                     table_line(row.label.en, kLabelWidth, row.reference, row.realistic, row.difference)});
  }
  lines.push_back(comparison_verdict(comparison, market));
  return lines;
}

}  // namespace stom::backtest
