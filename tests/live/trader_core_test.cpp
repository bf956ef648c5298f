#include "live/trader_core.h"

#include <gtest/gtest.h>

#include "trader_rig.h"

namespace stom::live {
namespace {

template <typename Line>
std::vector<Line> gathered(const TraderEars& ears, std::vector<Line> bus::RecordTrades::*field) {
  std::vector<Line> lines;
  for (const bus::RecordTrades& batch : ears.batches) lines.insert(lines.end(), (batch.*field).begin(), (batch.*field).end());
  return lines;
}

TEST(TraderCorePaper, SignalBecomesOrderFillRecordsAndState) {
  TraderRig rig("life");
  rig.start();
  const bus::SymbolState bought = rig.next(10000, 1);
  EXPECT_TRUE(bought.held);
  EXPECT_GT(bought.quantity, 0);
  EXPECT_EQ(bought.answered_index, second_key(rig.now / kRigSecond));
  EXPECT_FALSE(bought.buying_stopped);
  const bus::SymbolState sold = rig.next(10200, 0, 3);
  EXPECT_FALSE(sold.held);
  rig.wait(2);
  const auto trades = gathered(rig.ears, &bus::RecordTrades::trades);
  ASSERT_EQ(trades.size(), 1u);
  EXPECT_GT(trades[0].profit, 0);
  EXPECT_DOUBLE_EQ(rig.core->money().cash, paper_start(market::Market::kUpbit) + trades[0].profit);
  const auto events = gathered(rig.ears, &bus::RecordTrades::events);
  std::vector<std::string> words;
  for (const auto& event : events) words.push_back(event.word);
  EXPECT_EQ(words, (std::vector<std::string>{"매수접수", "매수", "매도접수", "매도"}));
  EXPECT_EQ(gathered(rig.ears, &bus::RecordTrades::fills).size(), 2u);
  const auto orders = gathered(rig.ears, &bus::RecordTrades::orders);
  ASSERT_FALSE(orders.empty());
  EXPECT_EQ(orders.back().status, "filled");
  EXPECT_EQ(orders.front().client_id, "stom-P-20261124-000001-1");
  EXPECT_TRUE(rig.ears.heard("시그널 주문 시간 알림"));
  EXPECT_TRUE(rig.ears.heard("손익 알림"));
  EXPECT_TRUE(rig.ears.heard("[체결]"));
}

TEST(TraderCorePaper, ARestartKnowsEverything) {
  TraderRig rig("restart");
  rig.start();
  rig.next(10000, 1);
  rig.next(10300, 0, 1);
  rig.next(10100, 1);
  rig.next(10150);
  const std::string before = rig.core->books().describe();
  rig.open();
  EXPECT_EQ(rig.core->books().describe(), before);
  EXPECT_TRUE(rig.holds());
}

}  // namespace
}  // namespace stom::live
