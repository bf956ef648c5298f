// The worked results of the back-test specification, section 14, on rows made by its own generator.
#include <gtest/gtest.h>

#include "backtest/metrics.h"
#include "backtest/run.h"
#include "base/error.h"
#include "spec_rows.h"

namespace stom::backtest {
namespace {

using market::Frame;
using market::Market;

constexpr const char* kBuy = R"(if not (체결강도 >= 100):
    매수 = False
elif not (현재가 > 이동평균(20)):
    매수 = False
elif not (등락율각도(30) > 0):
    매수 = False
if 매수:
    self.Buy()
)";
constexpr const char* kSell = R"(if 수익률 <= -1:
    매도 = True
elif 수익률 >= 1:
    매도 = True
elif 보유시간 > 40 and 최고수익률 - 수익률 > 0.3:
    매도 = True
if 매도:
    self.Sell()
)";

struct Fixture {
  Market market;
  Frame frame;
  double base, unit;
  int rows_per_day;
  std::vector<std::pair<std::string, std::uint32_t>> symbols;
};

std::shared_ptr<const store::MarketData> open_rows(const Fixture& fixture, const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / ("spec_" + name);
  std::filesystem::create_directories(folder);
  std::vector<store::RowBlock> blocks;
  for (const auto& [code, seed] : fixture.symbols) {
    blocks.push_back(SpecRows(fixture.market, fixture.frame, fixture.base, fixture.unit, fixture.rows_per_day).make(code, seed));
  }
  SpecRows::write(folder / "rows.db", fixture.market, fixture.frame, blocks);
  NoProgress progress;
  const StopFlag stop;
  return store::MarketData::open(folder / "rows.db", fixture.market, fixture.frame, {folder / "cache", 1, false}, progress, stop);
}

RunSpec spec_of(const Fixture& fixture, double bet, std::string buy, std::string sell, int average = 30) {
  RunSpec spec;
  spec.market = fixture.market;
  spec.frame = fixture.frame;
  spec.run = spec.load = {20240102, 20240103, 0, fixture.frame == Frame::kTick ? 235959 : 2359};
  spec.average_list = {average};
  spec.average_ticks = average;
  spec.bet = bet;
  spec.buy_text = std::move(buy);
  spec.sell_text = std::move(sell);
  spec.settings.buy_book_levels = spec.settings.sell_book_levels = 5;
  return spec;
}

RunResult run(const store::MarketData& data, const RunSpec& spec) {
  NoProgress progress;
  const StopFlag stop;
  return run_backtest(data, spec, progress, stop);
}

std::vector<std::string> lines(const RunResult& result, const std::string& code) {
  std::vector<std::string> list;
  for (const TradeRecord& trade : result.trades) {
    if (trade.code != code) continue;
    list.push_back(fmt::format("{}|{}|{}|{}|{}|{}|{}|{}", trade.buy_time, trade.sell_time, trade.hold_time, trade.buy_price, trade.sell_price,
                               trade.sell_amount, trade.profit_rate, trade.profit));
  }
  return list;
}

Metrics metrics_of(const store::MarketData& data, const RunSpec& spec, const RunResult& result) {
  std::vector<TradeRecord> ordered;
  for (const std::size_t i : result_order(result.trades, false)) ordered.push_back(result.trades[i]);
  const store::WatchList watch_list = data.watch_list(spec.run);
  return compute_metrics(ordered, holding_series(watch_list, ordered), spec.bet, spec.market, count_days(watch_list, spec.frame), false);
}

const Fixture kStockTick{Market::kStock, Frame::kTick, 10000, 10, 200, {{"000001", 12345}, {"000002", 13345}}};

TEST(Specification, StockTickTradesAndMetricsAreThoseOfSection14A) {
  const auto data = open_rows(kStockTick, "A");
  const RunSpec spec = spec_of(kStockTick, 5'000'000, kBuy, kSell);
  const RunResult result = run(*data, spec);
  ASSERT_FALSE(result.error);
  EXPECT_EQ(lines(result, "000001"),
            (std::vector<std::string>{"20240102090042|20240102090123|41|10129|10072|4965122|-0.77|-38604",
                                      "20240102090126|20240102090129|3|10190|10084|4940842|-1.25|-62448",
                                      "20240102090140|20240102090221|41|10155|10152|4994428|-0.24|-11987",
                                      "20240103090031|20240103090110|39|10033|9937|4948148|-1.16|-58319",
                                      "20240103090132|20240103090150|18|10067|10169|5043396|0.8|40097",
                                      "20240103090151|20240103090238|47|10203|10223|5008958|-0.01|-715",
                                      "20240103090241|20240103090243|2|10291|10189|4941451|-1.2|-59975",
                                      "20240103090245|20240103090255|10|10295|10195|4944362|-1.18|-59008"}));
  EXPECT_EQ(lines(result, "000002").size(), 9u);
  EXPECT_EQ(lines(result, "000002").back(), "20240103090259|20240103090320|21|10253|10240|4996847|-0.34|-16870");
  const Metrics metrics = metrics_of(*data, spec, result);
  EXPECT_EQ(metrics.trades, 17);
  EXPECT_EQ(metrics.trades_per_day, 8.5);
  EXPECT_EQ(metrics.wins, 7);
  EXPECT_EQ(metrics.win_rate, 41.18);
  EXPECT_EQ(metrics.avg_hold, 24.71);
  EXPECT_EQ(metrics.avg_profit_pct, -0.27);
  EXPECT_EQ(metrics.total_profit_pct, -2.33);
  EXPECT_EQ(metrics.total_profit, -233471);
  EXPECT_EQ(metrics.max_hold_count, 2);
  EXPECT_EQ(metrics.seed, 10017666);
  EXPECT_EQ(metrics.cagr, -291.25);
  EXPECT_EQ(metrics.tpi, 0.68);
  EXPECT_EQ(metrics.mdd, 2.08);
  EXPECT_EQ(metrics.mdd_amount, 206958);
}

TEST(Specification, UpbitTickTradesAreThoseOfSection14B) {
  const Fixture fixture{Market::kUpbit, Frame::kTick, 1000, 1, 150, {{"KRW-BTC", 777}}};
  const auto data = open_rows(fixture, "B");
  const RunSpec spec = spec_of(fixture, 300'000, kBuy, kSell);
  const RunResult result = run(*data, spec);
  EXPECT_EQ(lines(result, "KRW-BTC"),
            (std::vector<std::string>{"20240102090107|20240102090121|14|993.7865|1004.8498|303584|1.01|3044",
                                      "20240102090124|20240102090134|10|1006.5683|1019.6091|304361|1.19|3594",
                                      "20240102090135|20240102090152|17|1018.7559|1008.6543|297239|-1.09|-3279",
                                      "20240102090207|20240102090230|23|1016.4553|1010.1909|298279|-0.72|-2151",
                                      "20240103090034|20240103090049|15|1006.2697|1016.1239|303019|0.88|2640",
                                      "20240103090051|20240103090125|34|1017.6386|1007.9923|297336|-1.05|-3148"}));
  const Metrics metrics = metrics_of(*data, spec, result);
  EXPECT_EQ(metrics.cagr, 41.98);
  EXPECT_EQ(metrics.mdd, 1.93);
  EXPECT_EQ(metrics.mdd_amount, 5938);
}

TEST(Specification, BinanceTickTradesBothSidesAsInSection14C) {
  const Fixture fixture{Market::kBinance, Frame::kTick, 1000, 1, 150, {{"BTCUSDT", 999}}};
  const auto data = open_rows(fixture, "C");
  const RunSpec spec = spec_of(fixture, 300'000,
                               "if not (체결강도 >= 100):\n    BUY_LONG = False\nif not (체결강도 < 50):\n    SELL_SHORT = False\n",
                               "if 수익률 <= -1 or 수익률 >= 1:\n    SELL_LONG = True\nif 수익률 <= -1 or 수익률 >= 1:\n    BUY_SHORT = True\n");
  const RunResult result = run(*data, spec);
  ASSERT_EQ(result.trades.size(), 9u);
  EXPECT_EQ(lines(result, "BTCUSDT")[1], "20240102090056|20240102090148|52|983.4793|995.2288|296017.8275|-1.28|-3823.4225");
  EXPECT_EQ(result.trades[1].side, trade::Side::kShort);
  EXPECT_EQ(result.trades[1].sell_condition, "if 수익률 <= -1 or 수익률 >= 1:");
  EXPECT_EQ(result.trades[3].sell_condition, "전략종료청산");
  const Metrics metrics = metrics_of(*data, spec, result);
  EXPECT_EQ(metrics.total_profit, -10659);
  EXPECT_EQ(metrics.cagr, -647.88);
}

TEST(Specification, StockMinuteTradesAreThoseOfSection14D) {
  const Fixture fixture{Market::kStock, Frame::kMinute, 10000, 10, 120, {{"000001", 4242}}};
  const auto data = open_rows(fixture, "D");
  std::string buy = kBuy;
  buy.replace(buy.find("등락율각도(30)"), std::string("등락율각도(30)").size(), "등락율각도(10)");
  const RunResult result = run(*data, spec_of(fixture, 5'000'000, buy, kSell, 10));
  EXPECT_EQ(lines(result, "000001"),
            (std::vector<std::string>{"202401020920|202401020923|3|10087|9994|4946612|-1.13|-56540",
                                      "202401020948|202401020957|9|10080|9993|4956092|-1.07|-53668",
                                      "202401021005|202401021009|4|10092|9992|4955596|-1.2|-60128",
                                      "202401021011|202401021015|4|10063|9965|4952148|-1.18|-59226",
                                      "202401021023|202401021030|7|10031|10155|5056714|1.02|51245",
                                      "202401021034|202401021100|26|10169|10261|5037825|0.69|34677",
                                      "202401030927|202401030942|15|9950|10064|5051581|0.93|46731",
                                      "202401030944|202401030952|8|10060|9961|4950159|-1.19|-59721",
                                      "202401031027|202401031100|33|9928|9908|4983154|-0.41|-20558"}));
}

TEST(Specification, ThreadsPartitionAndBackEndDoNotChangeTheTrades) {
  const auto data = open_rows(kStockTick, "threads");
  RunSpec spec = spec_of(kStockTick, 5'000'000, kBuy, kSell);
  const auto expected = lines(run(*data, spec), "000002");
  for (const unsigned threads : {2u, 8u}) {
    spec.threads = threads;
    for (const BackEnd back_end : {BackEnd::kNative, BackEnd::kInterpreter}) {
      spec.back_end = back_end;
      for (const Partition partition : {Partition::kBySymbol, Partition::kByDay}) {
        spec.partition = partition;
        EXPECT_EQ(lines(run(*data, spec), "000002"), expected);
      }
    }
  }
}

TEST(Specification, ErrorsStopTheRunAtTheFirstSymbolInOrder) {
  const auto data = open_rows(kStockTick, "errors");
  RunSpec spec = spec_of(kStockTick, 5'000'000, kBuy, "매도 = 1 / (보유시간 - 1) > 5\n");
  spec.threads = 2;
  const RunResult result = run(*data, spec);
  ASSERT_TRUE(result.error);
  EXPECT_EQ(result.error->error.kind, "ZeroDivisionError");
  EXPECT_EQ(result.error->text_name, "sell");
  EXPECT_EQ(result.error->code, "000001");
  EXPECT_EQ(result.error->row, 20240102090043);
  EXPECT_TRUE(result.trades.empty());
}

TEST(Specification, CancelledRunThrowsAndReturnsNothing) {
  const auto data = open_rows(kStockTick, "cancel");
  StopFlag stop;
  stop.request();
  NoProgress progress;
  EXPECT_THROW((void)run_backtest(*data, spec_of(kStockTick, 5'000'000, kBuy, kSell), progress, stop), Cancelled);
}

}  // namespace
}  // namespace stom::backtest
