// Order management on the rows of the back-test specification's generator: sections 14.6 and 14.7.
#include <gtest/gtest.h>

#include "backtest/run.h"
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
)";
constexpr const char* kSell = R"(if 수익률 <= -1:
    매도 = True
elif 수익률 >= 1:
    매도 = True
elif 보유시간 > 40 and 최고수익률 - 수익률 > 0.3:
    매도 = True
)";

std::vector<std::string> run_managed(const trade::ManagedOrderSettings& managed, const std::string& name) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / ("managed_" + name);
  std::filesystem::create_directories(folder);
  SpecRows::write(folder / "rows.db", Market::kStock, Frame::kTick, {SpecRows(Market::kStock, Frame::kTick, 10000, 10, 200).make("000001", 12345)});
  NoProgress progress;
  const StopFlag stop;
  const auto data = store::MarketData::open(folder / "rows.db", Market::kStock, Frame::kTick, {folder / "cache", 1, false}, progress, stop);
  RunSpec spec;
  spec.market = Market::kStock;
  spec.frame = Frame::kTick;
  spec.run = spec.load = {20240102, 20240103, 0, 235959};
  spec.average_list = {30};
  spec.average_ticks = 30;
  spec.bet = 5'000'000;
  spec.buy_text = kBuy;
  spec.sell_text = kSell;
  spec.settings.buy_book_levels = spec.settings.sell_book_levels = 5;
  spec.settings.order_management = true;
  spec.settings.managed = managed;
  std::vector<std::string> lines;
  for (const TradeRecord& trade : run_backtest(*data, spec, progress, stop).trades) {
    lines.push_back(fmt::format("{}|{}|{}|{}|{}|{}|{}|{}|{}", trade.buy_time % 100000000, trade.sell_time % 100000000, trade.buy_price, trade.sell_price,
                                trade.sell_amount, trade.profit_rate, trade.profit, trade.added_buys.size(), trade.closed ? 1 : 0));
  }
  return lines;
}

TEST(ManagedSpecification, SplitOrdersAndStopLossesAreThoseOfSection14E) {
  trade::ManagedOrderSettings managed;
  managed.buy.split = {3, 2, false, true, false, 0.4, 0.5};
  managed.buy.split_from_last_buy = true;
  managed.sell.split = {2, 1, true, false, true, 0.5, 0.4};
  managed.buy.wait_after_loss = true;
  managed.buy.wait_after_loss_seconds = 20;
  managed.sell.stop_by_rate = true;
  managed.sell.stop_rate = 1.0;
  EXPECT_EQ(run_managed(managed, "E"),
            (std::vector<std::string>{"2090042|2090054|10124|10209|2506154|0.63|15650|20|0", "2090042|2090123|10097|10081|1780606|-0.37|-6563|41|1",
                                      "2090144|2090150|10200|10083|4900113|-1.35|-67287|62|1", "2090219|2090237|10155|10055|4916612|-1.19|-59338|62|1",
                                      "3090031|3090111|10003|9895|4917371|-1.29|-64123|60|1", "3090132|3090136|10060|10120|2504503|0.39|9623|20|0",
                                      "3090132|3090150|10060|10183|365829|1.01|3669|20|1", "3090151|3090230|10184|10248|2505501|0.42|10421|41|0",
                                      "3090151|3090238|10184|10230|1786508|0.24|4308|41|1", "3090240|3090256|10267|10155|4914840|-1.3|-64655|62|1"}));
}

TEST(ManagedSpecification, LimitOrdersAreThoseOfSection14F) {
  trade::ManagedOrderSettings managed;
  managed.buy.type = managed.sell.type = trade::OrderType::kLimit;
  managed.buy.limit = {trade::LimitBase::kBestBid, -1, false, true, 10, 2, 3, 1};
  managed.sell.limit = {trade::LimitBase::kBestAsk, 1, false, true, 10, 2, 3, 1};
  const auto lines = run_managed(managed, "F");
  ASSERT_EQ(lines.size(), 7u);
  EXPECT_EQ(lines[0], "2090045|2090120|10130|10070|4964136|-0.8|-40084|20|1");
  EXPECT_EQ(lines[4], "3090037|3090112|10040|9930|4944661|-1.3|-65299|20|1");
  EXPECT_EQ(lines[5], "3090202|3090244|10190|10230|5002188|0.18|9088|20|1");
  EXPECT_EQ(lines[6], "3090249|3090308|10310|10090|4893434|-2.34|-117226|20|1");
}

// With every switch off, order management changes nothing (section 14.8).
TEST(ManagedSpecification, AllSwitchesOffGivesThePlainTrades) {
  trade::ManagedOrderSettings managed;
  const auto lines = run_managed(managed, "off");
  ASSERT_EQ(lines.size(), 8u);
  EXPECT_EQ(lines[0], "2090042|2090123|10129|10072|4965122|-0.77|-38604|20|1");
  EXPECT_EQ(lines[7], "3090245|3090255|10295|10195|4944362|-1.18|-59008|20|1");
}

}  // namespace
}  // namespace stom::backtest
