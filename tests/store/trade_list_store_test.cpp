#include "store/trade_list_store.h"

#include <gmock/gmock.h>

#include "setting_files.h"

namespace stom::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr TradingDay kDay = 20240102;
constexpr EpochMicros kTime = 1704153600000000;  // 2024-01-02 00:00:00 UTC

OrderRecord order(const std::string& id, const std::string& status = "open", EpochMicros updated = kTime) {
  return {id, "main", "KRW-BTC", "비트코인", "매수", "지정가", 50000.5, 2, 0.5, 50000.25, status, "v-" + id, "", kTime, updated, kDay};
}
OrderEvent event(const std::string& id) { return {id, "o1", "KRW-BTC", "비트코인", "매수", 2, 0.5, 1.5, 50000.25, 50000.5, "v-o1", kTime, kDay}; }
FillRecord fill(const std::string& id, double quantity = 0.5) {
  return {id, "o1", "main", "KRW-BTC", "매수", 50000.25, quantity, 12.5, "KRW", kTime, kDay};
}
PositionRecord position(const std::string& code) { return {"main", code, "long", "이름", 100, 110, 10, 20, 200, 220, 2, 3, 1, 0, kTime}; }
TradeListEntry trade(const std::string& id, double profit, const std::string& currency = "KRW") {
  return {id, "main", "KRW-BTC", "비트코인", "LONG", 1000, 1000 + profit, 2, profit / 10, profit, currency, kTime, kDay};
}

class TradeListStoreTest : public StoreTest {
 protected:
  [[nodiscard]] TradeListStore open(market::Market market = market::Market::kUpbit, TradeMode mode = TradeMode::kPaper) const {
    return {file("tradelist.db"), market, mode};
  }
};

TEST_F(TradeListStoreTest, ReadsBackEveryFieldItWrote) {
  TradeListStore store = open();
  TradeBatch batch;
  batch.orders = {order("o1")};
  batch.events = {event("e1")};
  batch.fills = {fill("f1")};
  batch.trades = {trade("t1", 30)};
  batch.balances = {{"main", "KRW", 1000000, 900000, kTime}};
  batch.days = {{"main", "KRW", kDay, 1, 1000, 1030, 30, 0, 0.003, 30}};
  batch.positions = {{position("KRW-BTC"), position("KRW-ETH")}};
  batch.positions_account = "main";
  EXPECT_EQ(store.write(batch).written, 8u);
  EXPECT_THAT(store.orders(kDay), ElementsAre(order("o1")));
  EXPECT_THAT(store.events(kDay), ElementsAre(event("e1")));
  EXPECT_THAT(store.fills(kDay), ElementsAre(fill("f1")));
  EXPECT_THAT(store.trades(kDay, kDay), ElementsAre(trade("t1", 30)));
  EXPECT_THAT(store.balances(), ElementsAre(batch.balances[0]));
  EXPECT_THAT(store.days(kDay, kDay), ElementsAre(batch.days[0]));
  EXPECT_THAT(store.positions("main"), ElementsAre(position("KRW-BTC"), position("KRW-ETH")));
  EXPECT_EQ(value_of(file("tradelist.db"), "PRAGMA journal_mode"), "wal");
}

TEST_F(TradeListStoreTest, BatchWrittenTwiceChangesNothing) {
  TradeListStore store = open();
  TradeBatch batch;
  batch.orders = {order("o1")};
  batch.events = {event("e1")};
  batch.fills = {fill("f1"), fill("f2")};
  EXPECT_EQ(store.write(batch).written, 4u);
  const BatchCounts again = store.write(batch);
  EXPECT_EQ(again.repeated, 3u);  // the order is as new as the stored one and replaces itself
  EXPECT_EQ(store.fills(kDay).size(), 2u);
  EXPECT_EQ(store.orders(kDay).size(), 1u);
}

TEST_F(TradeListStoreTest, FillThatComesBackDifferentIsRefusedWithTheWholeBatch) {
  TradeListStore store = open();
  store.write({.fills = {fill("f1")}});
  EXPECT_THAT(error_of([&] { store.write({.orders = {order("o9")}, .fills = {fill("f2"), fill("f1", 0.7)}}); }), HasSubstr("f1"));
  EXPECT_THAT(store.fills(kDay), ElementsAre(fill("f1")));
  EXPECT_TRUE(store.orders(kDay).empty());
}

TEST_F(TradeListStoreTest, OlderStateOfAnOrderDoesNotReplaceANewerOne) {
  TradeListStore store = open();
  store.write({.orders = {order("o1", "filled", kTime + 5)}});
  EXPECT_EQ(store.write({.orders = {order("o1", "open", kTime + 4)}}).repeated, 1u);
  EXPECT_EQ(store.orders(kDay).at(0).status, "filled");
  store.write({.orders = {order("o2", "unknown")}});
  EXPECT_EQ(store.live_orders().size(), 1u);
}

TEST_F(TradeListStoreTest, PositionsAreReplacedAsAWholePerAccount) {
  TradeListStore store = open();
  PositionRecord other = position("KRW-XRP");
  other.account = "second";
  store.write({.positions = {{position("KRW-BTC"), position("KRW-ETH")}}, .positions_account = "main"});
  store.write({.positions = {{other}}, .positions_account = "second"});
  store.write({.positions = {{position("KRW-ETH")}}, .positions_account = "main"});
  EXPECT_THAT(store.positions("main"), ElementsAre(position("KRW-ETH")));
  EXPECT_THAT(store.positions("second"), ElementsAre(other));
  EXPECT_NE(error_of([&] { store.write({.positions = {{other}}, .positions_account = "main"}); }), "");
  EXPECT_THAT(store.positions("main"), ElementsAre(position("KRW-ETH")));
  store.write({.positions = std::vector<PositionRecord>{}, .positions_account = "main"});
  EXPECT_TRUE(store.positions("main").empty());
}

TEST_F(TradeListStoreTest, PaperAndRealAndMarketsShareNothing) {
  open().write({.fills = {fill("f1")}});
  EXPECT_TRUE(open(market::Market::kUpbit, TradeMode::kReal).fills(kDay).empty());
  EXPECT_TRUE(open(market::Market::kBinance, TradeMode::kPaper).fills(kDay).empty());
  EXPECT_EQ(open().fills(kDay).size(), 1u);
}

TEST_F(TradeListStoreTest, ViewsHaveTheUsersColumns) {
  TradeListStore stock = open(market::Market::kStock, TradeMode::kReal);
  stock.write({.events = {event("e1")}, .trades = {trade("t1", 30)}});
  EXPECT_EQ(value_of(file("tradelist.db"),
                     "SELECT 체결시간 FROM stock_real_chegeollist WHERE 종목명 = '비트코인' AND 주문구분 = '매수' AND 미체결수량 = 1.5"),
            "20240102090000");
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 수익금 FROM stock_real_tradelist"), "30.0");
  TradeListStore future = open(market::Market::kBinance, TradeMode::kPaper);
  future.write({.trades = {trade("t1", 5, "USDT")},
                .days = {{"main", "USDT", kDay, 1, 10, 15, 5, 0, 1, 5}},
                .positions = {{position("BTCUSDT")}},
                .positions_account = "main"});
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 포지션 || 체결시간 FROM binance_paper_tradelist"), "LONG20240102000000");
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 포지션 || 매수시간 FROM binance_paper_jangolist WHERE \"index\" = 'BTCUSDT'"),
            "long20240102000000");
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 수익금합계 FROM binance_paper_totaltradelist WHERE \"index\" = '20240102'"), "5.0");
}

TEST_F(TradeListStoreTest, SumsADayPerCurrency) {
  TradeListStore store = open();
  store.write({.trades = {trade("t1", 30), trade("t2", -10), trade("t3", 5, "USDT")}});
  const DayTotal total = store.sum_of_day("main", "KRW", kDay, 1000);
  EXPECT_EQ(total.trades, 2);
  EXPECT_EQ(total.profit, 20);
  EXPECT_EQ(total.gains, 30);
  EXPECT_EQ(total.losses, -10);
  EXPECT_EQ(total.return_percent, 2);
}

TEST_F(TradeListStoreTest, UsersTablesInTheFileStayAsTheyAre) {
  run_sql(file("tradelist.db"), "CREATE TABLE s_tradelist (\"index\" TEXT, 종목명 TEXT); INSERT INTO s_tradelist VALUES ('1', '삼성전자')");
  open().write({.fills = {fill("f1")}});
  EXPECT_EQ(value_of(file("tradelist.db"), "SELECT 종목명 FROM s_tradelist"), "삼성전자");
}

}  // namespace
}  // namespace stom::store
