#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include <nlohmann/json.hpp>

#include "backtest/html_report.h"
#include "backtest/html_text.h"
#include "backtest/result_picture.h"
#include "backtest/supplement_picture.h"
#include "backtest/text_report.h"
#include "base/file.h"
#include "report_fixture.h"

namespace stom::backtest {
namespace {

using testing::HasSubstr;
using testing::Not;

// The figures of the specification's worked example A (back-test spec 14.2).
ReportData worked_example() {
  ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 17, 2);
  data.metrics = {};
  data.metrics.trades = 17;
  data.metrics.wins = 7;
  data.metrics.losses = 10;
  data.metrics.total_profit = -233471;
  data.metrics.max_hold_count = 2;
  data.metrics.day_count = 2;
  data.metrics.trades_per_day = 8.5;
  data.metrics.win_rate = 41.18;
  data.metrics.avg_hold = 24.71;
  data.metrics.avg_profit_pct = -0.27;
  data.metrics.total_profit_pct = -2.33;
  data.metrics.seed = 10017666;
  data.metrics.cagr = -291.25;
  data.metrics.tpi = 0.68;
  data.metrics.mdd = 2.08;
  data.metrics.mdd_amount = 206958;
  return data;
}

TEST(TextReport, StatesTheReferencesLinesInKorean) {
  const std::string report = text_report(worked_example()).ko;
  EXPECT_THAT(report,
              testing::StartsWith(
                  "백테스팅 결과\n"
                  "백테기간 : 2024-01-02~2024-01-03, 백테시간 : 09:00:00~09:30:00, 거래일수 : 2, 평균값계산틱수 : 30\n"
                  "종목당 배팅금액 5,000,000원, 필요자금 10,017,666원, 거래횟수 17회, 일평균거래횟수 8.5회, "
                  "적정최대보유종목수 2개, 평균보유기간 24.71초\n"
                  "익절 7회, 손절 10회, 승률 41.18%, 평균수익률 -0.27%, 수익률합계 -2.33%, 최대낙폭률 2.08%, "
                  "수익금합계 -233,471원, "
                  "매매성능지수 0.68, 연간예상수익률 -291.25%\n"));
  EXPECT_THAT(report, HasSubstr("지문 0123456789abcdef"));
  EXPECT_THAT(report, HasSubstr("시도횟수 1"));
  EXPECT_THAT(report, Not(HasSubstr("주의")));
}

TEST(TextReport, BinanceIsInUsdtAndMinuteFramesHoldForMinutes) {
  const ReportData data = test::sample_report(market::Market::kBinance, market::Frame::kMinute, 5, 1);
  EXPECT_THAT(text_report(data).ko, HasSubstr("종목당 배팅금액 5,000.00USDT"));
  EXPECT_THAT(figure_lines(data)[0].ko, testing::EndsWith("분"));
  EXPECT_THAT(text_report(data).en, HasSubstr("Bet per symbol 5,000.00 USDT"));
}

TEST(TextReport, WarnsOfEverythingThatIsNotReal) {
  ReportData data = worked_example();
  data.facts.synthetic_rows = data.facts.synthetic_book = true;
  data.scope_warning_ko = "범위 경고";
  data.scope_warning_en = "scope warning";
  data.warnings.push_back(
      {Severity::kWarning, "x", {3, 5}, 1, {"이상한 이름", "odd name"}, {"이렇게 쓰십시오", "write it so"}});
  const Message report = text_report(data);
  EXPECT_THAT(report.ko, HasSubstr("! 합성 데이터"));
  EXPECT_THAT(report.ko, HasSubstr("! 합성 호가"));
  EXPECT_THAT(report.ko, HasSubstr("! 범위 경고"));
  EXPECT_THAT(report.en, HasSubstr("! line 3, column 5: odd name (write it so)"));
}

TEST(TextReport, SaysSoWhenNothingWasBought) {
  const ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 0, 1);
  EXPECT_THAT(text_report(data).ko, HasSubstr("매수전략을 만족하는 경우가 없어 결과를 표시할 수 없습니다."));
}

void expect_picture(const std::string& png) {
  ASSERT_GT(png.size(), 24u);
  EXPECT_EQ(png.substr(1, 3), "PNG");
  const auto number_at = [&](std::size_t at) {
    return static_cast<unsigned char>(png[at + 2]) * 256 + static_cast<unsigned char>(png[at + 3]);
  };
  EXPECT_EQ(number_at(16), 1600);
  EXPECT_EQ(number_at(20), 1000);
}

TEST(Pictures, AreDrawnForEveryMarketAndForNoTradesAtAll) {
  for (const market::Market market : market::kMarkets) {
    for (const int trades : {0, 1, 700}) {
      const ReportData data = test::sample_report(market, market::Frame::kMinute, trades, 3);
      expect_picture(result_picture_png(data, Language::kKorean));
      expect_picture(supplement_picture_png(data, Language::kEnglish));
    }
  }
}

TEST(Pictures, TheSameReportGivesTheSameBytes) {
  const ReportData data = test::sample_report(market::Market::kUpbit, market::Frame::kTick, 300, 4);
  EXPECT_TRUE(result_picture_png(data, Language::kKorean) == result_picture_png(data, Language::kKorean));
  EXPECT_TRUE(supplement_picture_png(data, Language::kKorean) == supplement_picture_png(data, Language::kKorean));
  EXPECT_FALSE(result_picture_png(data, Language::kKorean) == result_picture_png(data, Language::kEnglish));
}

TEST(Pictures, SurviveFiguresThatAreNotNumbersAndNamesThatAreNotText) {
  ReportData data = test::sample_report(market::Market::kBinance, market::Frame::kTick, 5, 1);
  data.trades[2].profit = std::nan("");
  data.trades[3].profit = 1e300;
  data.metrics.mdd = std::nan("");
  data.buy_name = "\xFF\xFE<b>";
  data.saved_at = 0;
  data.series = {};
  expect_picture(result_picture_png(data, Language::kKorean));
  expect_picture(supplement_picture_png(data, Language::kKorean));
  EXPECT_THAT(html_report(data, Language::kKorean), HasSubstr("null"));
}

TEST(Pictures, AreWrittenAsWholeFiles) {
  const std::filesystem::path path = std::filesystem::path(testing::TempDir()) / "report_picture.png";
  const ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 20, 1);
  write_result_picture(data, Language::kKorean, path);
  EXPECT_TRUE(read_file(path) == result_picture_png(data, Language::kKorean));
  std::filesystem::remove(path);
}

std::string between(const std::string& page, const std::string& begin, const std::string& end) {
  const std::size_t from = page.find(begin);
  if (from == std::string::npos) return {};
  return page.substr(from + begin.size(), page.find(end, from) - from - begin.size());
}

nlohmann::json embedded_trades(const std::string& page) {
  return nlohmann::json::parse(between(page, R"(<script type="application/json" id="trades">)", "</script>"));
}

TEST(HtmlReport, EmbedsEveryTradeAsJson) {
  const ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 400, 3);
  const nlohmann::json trades = embedded_trades(html_report(data, Language::kKorean));
  ASSERT_EQ(trades["rows"].size(), 400u);
  const nlohmann::json& last = trades["rows"][399];
  const TradeRecord& expected = data.trades[399];
  EXPECT_EQ(trades["codes"][last[0].get<std::size_t>()], expected.code);
  EXPECT_EQ(trades["names"][last[1].get<std::size_t>()], expected.name);
  EXPECT_EQ(last[5].get<std::int64_t>(), expected.sell_time);
  EXPECT_EQ(last[12].get<double>(), expected.profit);
  EXPECT_EQ(trades["conditions"][last[14].get<std::size_t>()], expected.sell_condition);
}

TEST(HtmlReport, EscapesWhateverComesFromOutside) {
  ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 3, 1);
  const std::string attack = "</script><img src=x onerror=\"alert('1')\">&";
  data.trades[0].name = data.trades[1].sell_condition = data.trades[2].added_buys = data.trades[0].code = attack;
  data.buy_name = data.sell_name = data.spec.buy_text = data.spec.sell_text = data.scope_warning_ko = attack;
  data.settings[attack] = attack;
  data.facts.path = attack;
  data.spec.settings.elapsed_conditions.push_back({attack, attack});
  const std::string page = html_report(data, Language::kKorean);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("onerror=\"")));
  EXPECT_EQ(embedded_trades(page)["names"][0], attack);
}

TEST(HtmlReport, NeedsNothingFromOutside) {
  const std::string page =
      html_report(test::sample_report(market::Market::kBinance, market::Frame::kTick, 30, 2), Language::kEnglish);
  for (const char* reference : {"http:", "https:", "//cdn", "@import", "url(", " src="})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(HtmlReport, HoldsBothLanguagesAndOpensInTheOneAskedFor) {
  const ReportData data = test::sample_report(market::Market::kUpbit, market::Frame::kMinute, 30, 2);
  const std::string korean = html_report(data, Language::kKorean), english = html_report(data, Language::kEnglish);
  EXPECT_THAT(korean, HasSubstr("<html lang=\"ko\""));
  EXPECT_THAT(english, HasSubstr("<html lang=\"en\""));
  for (const std::string* page : {&korean, &english}) {
    EXPECT_THAT(*page, HasSubstr(R"(<span class="ko">최대낙폭률</span><span class="en">Maximum drawdown</span>)"));
  }
}

TEST(HtmlReport, ShowsFingerprintTrialsSettingsTextsAndWarnings) {
  ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 30, 2);
  data.facts.synthetic_rows = true;
  data.trial_count = 12345;
  data.settings["주식비중조절"] = "1;2;3";
  const std::string page = html_report(data, Language::kKorean);
  for (const char* text :
       {"0123456789abcdef", "12,345", "주식비중조절", "1;2;3", "체결강도 &gt;= 100", "합성 데이터", "Synthetic rows"}) {
    EXPECT_THAT(page, HasSubstr(text));
  }
  EXPECT_LT(page.find("합성 데이터"), page.find("class=\"verdict\""));
}

TEST(HtmlReport, ARunWithoutTradesIsAPageToo) {
  const ReportData data = test::sample_report(market::Market::kStock, market::Frame::kTick, 0, 1);
  const std::string page = html_report(data, Language::kKorean);
  EXPECT_THAT(page, HasSubstr("매수전략을 만족하는 경우가 없어"));
  EXPECT_EQ(embedded_trades(page)["rows"].size(), 0u);
}

TEST(HtmlText, JsonStringsCannotEndTheirScript) {
  const std::string text = "a\"\\\n\t</script><!-- 한글 \xFF";
  const std::string literal = json_string(text);
  EXPECT_THAT(literal, Not(HasSubstr("<")));
  EXPECT_EQ(nlohmann::json::parse(literal).get<std::string>(), "a\"\\\n\t</script><!-- 한글 \xEF\xBF\xBD");
}

}  // namespace
}  // namespace stom::backtest
