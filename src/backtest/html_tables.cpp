#include "backtest/html_tables.h"

#include <algorithm>

#include "backtest/html_text.h"
#include "backtest/profit_curve.h"
#include "backtest/report_format.h"

namespace stom::backtest {
namespace {

std::string number_cell(double value, const std::string& text, std::string_view css_class = "") {
  return fmt::format(R"(<td class="number {}" data-value="{}">{}</td>)", css_class, json_number(value),
                     html_escaped(text));
}

// Numbers distinct texts in order of appearance.
class TextTable {
 public:
  std::size_t number_of(const std::string& text) {
    const auto [at, is_new] = numbers_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(&at->first);
    return at->second;
  }
  [[nodiscard]] std::string json() const {
    std::string out;
    for (const std::string* text : texts_) out += (out.empty() ? "" : ",") + json_string(*text);
    return "[" + out + "]";
  }

 private:
  std::map<std::string, std::size_t> numbers_;
  std::vector<const std::string*> texts_;
};

// The fields in the order that html_script.cpp reads.
void append_trade(std::string& out, const TradeRecord& trade, double sum, TextTable& codes, TextTable& names,
                  TextTable& conditions) {
  out += fmt::format("[{},{},{},{},{},{},{},", codes.number_of(trade.code), names.number_of(trade.name),
                     trade.market_cap, static_cast<int>(trade.side), trade.buy_time, trade.sell_time, trade.hold_time);
  for (const double value :
       {trade.buy_price, trade.sell_price, trade.buy_amount, trade.sell_amount, trade.profit_rate, trade.profit, sum}) {
    out += json_number(value) + ",";
  }
  out += fmt::format("{},{}]", conditions.number_of(trade.sell_condition), json_string(trade.added_buys));
}

std::string trades_json(const ReportData& data) {
  TextTable codes, names, conditions;
  std::string rows;
  double sum = 0;
  const std::size_t count = std::min(data.trades.size(), kMostTableTrades);
  rows.reserve(count * 120);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) rows += ",\n";
    append_trade(rows, data.trades[i], sum += data.trades[i].profit, codes, names, conditions);
  }
  const bool has_added_buys = std::any_of(data.trades.begin(), data.trades.end(),
                                          [](const TradeRecord& trade) { return !trade.added_buys.empty(); });
  const Message unit = hold_unit(data.spec.frame);
  return fmt::format(
      R"({{"market":"{}","frame":"{}","decimals":{},"added":{},"holdKo":"{}","holdEn":"{}","codes":{},"names":{},"conditions":{},"rows":[{}]}})",
      market::name(data.spec.market), market::name(data.spec.frame), money_decimals(data.spec.market), has_added_buys,
      unit.ko, unit.en, codes.json(), names.json(), conditions.json(), rows);
}

}  // namespace

std::string breakdown_table(const ReportData& data, const Breakdown& rows, const Message& title, const Message& key,
                            std::string_view css_class) {
  const market::Market market = data.spec.market;
  double largest = 0;
  for (const BreakdownRow& row : rows) largest = std::max(largest, std::fabs(row.profit));
  const Message hold = hold_unit(data.spec.frame);
  std::string out =
      fmt::format(R"(<section class="card {}"><h2>{}</h2><div class="scroll"><table class="sortable"><thead><tr>)",
                  css_class, html_both(title));
  const Message columns[] = {key,
                             {"거래", "Trades"},
                             {"승률 %", "Win %"},
                             {"수익금", "Profit"},
                             {"", ""},
                             {"평균수익률 %", "Avg return %"},
                             {"총이익/총손실", "Profit factor"},
                             {"평균보유 (" + hold.ko + ")", "Avg hold (" + hold.en + ")"}};
  for (const Message& column : columns) {
    const bool is_number = &column != columns && !column.ko.empty();
    out += fmt::format("<th class=\"{}\">{}</th>", is_number ? "number" : "", html_both(column));
  }
  out += "</tr></thead><tbody>\n";
  for (const BreakdownRow& row : rows) {
    const auto count = static_cast<double>(std::max<std::int64_t>(1, row.trades));
    const double win_rate = static_cast<double>(row.wins) / count * 100,
                 share = largest > 0 ? row.profit / largest * 100 : 0;
    const double factor = row.losses < 0  ? row.gains / -row.losses
                          : row.gains > 0 ? std::numeric_limits<double>::infinity()
                                          : 0;
    const bool none = row.trades == 0;
    out += fmt::format("<tr><td class=\"name\" title=\"{}\">{}</td>", html_escaped(row.label.ko), html_both(row.label));
    out += number_cell(static_cast<double>(row.trades), with_thousands(static_cast<double>(row.trades), 0));
    out += number_cell(win_rate, none ? "-" : with_thousands(win_rate, 1));
    out += number_cell(row.profit, money_text(market, row.profit), sign_class(row.profit));
    out += fmt::format(R"(<td class="bar" data-value="{}"><i class="{}" style="width:{:.1f}%"></i></td>)",
                       json_number(row.profit), sign_class(row.profit), std::fabs(share));
    out += number_cell(row.rate_sum / count, none ? "-" : with_thousands(row.rate_sum / count, 2),
                       sign_class(row.rate_sum));
    out += number_cell(std::min(factor, 1e300), with_thousands(none ? std::nan("") : factor, 2));
    out += number_cell(row.hold_sum / count, none ? "-" : with_thousands(row.hold_sum / count, 1)) + "</tr>\n";
  }
  return out + "</tbody></table></div></section>\n";
}

std::string trades_section(const ReportData& data) {
  std::string out = "<section class=\"card\" id=\"trades-card\"><h2>" + html_both({"거래내역", "Trades"}) + "</h2>\n";
  if (data.trades.size() > kMostTableTrades) {
    const std::string most = with_thousands(static_cast<double>(kMostTableTrades), 0);
    const std::string all = with_thousands(static_cast<double>(data.trades.size()), 0);
    out += "<p class=\"note\">" +
           html_both(message("전체 {}건 중 앞의 {}건만 실었습니다. 나머지는 backtest.db와 trades.csv에 있습니다. 위의 "
                             "표와 그래프는 전체입니다.",
                             "Of {} trades the first {} are listed; all are in backtest.db and trades.csv. The tables "
                             "and charts above cover all.",
                             all, most)) +
           "</p>\n";
  }
  out += R"(<div class="filters" id="filters" hidden>
<input id="search" type="search" data-ko="종목명, 코드, 매도조건 검색" data-en="search name, code, condition">
<select id="by-symbol" data-ko="모든 종목" data-en="all symbols"></select>
<select id="by-condition" data-ko="모든 매도조건" data-en="all sell conditions"></select>
<select id="by-result" data-ko="익절과 손절|익절|손절" data-en="wins and losses|wins|losses"></select>
<select id="by-side" data-ko="롱과 숏|LONG|SHORT" data-en="long and short|LONG|SHORT" hidden></select>
<button id="download" data-ko="CSV 저장" data-en="save CSV"></button>
<span id="summary" class="summary"></span>
</div>
<div class="scroll"><table id="trade-table"><thead><tr></tr></thead><tbody></tbody></table></div>
<div class="pager" id="pager"></div>
<noscript>)" +
         html_both({"거래내역 표를 보려면 자바스크립트가 필요합니다.", "The table of trades needs JavaScript."}) +
         "</noscript>\n";
  return out + "<script type=\"application/json\" id=\"trades\">" + trades_json(data) + "</script></section>\n";
}

std::string fact_table(const std::vector<FactRow>& rows) {
  std::string out = "<table class=\"facts\"><tbody>\n";
  for (const FactRow& row : rows)
    out += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", html_both(row.key), html_both(row.value));
  return out + "</tbody></table>\n";
}

}  // namespace stom::backtest
