#include "store/market_data.h"

#include <gmock/gmock.h>

#include "store_files.h"

namespace stom::store {
namespace {

using market::Frame;
using market::Market;
using testing::ElementsAre;
using MarketDataTest = StoreTest;

constexpr LoadRange kEverything{0, 99991231, 0, 235959};

TEST_F(MarketDataTest, EveryRowOfTheGoldenDatabasesComesBackAsItIsStored) {
  for (const Market market : market::kMarkets) {
    for (const Frame frame : market::kFrames) {
      const auto path = golden(fmt::format("{}_{}", market::name(market), market::name(frame)));
      const auto data = open(path, market, frame);
      Connection connection(path, OpenMode::kReadOnly);
      std::size_t compared = 0;
      for (const SymbolDays& symbol : data->all_symbols()) {
        Statement rows(connection, "SELECT * FROM " + quoted_name(symbol.code) + " ORDER BY \"index\"");
        for (const TradingDay day : symbol.days) {
          const DayColumns columns = data->day(symbol.code, day);
          ASSERT_EQ(columns.index.size(), data->row_count(symbol.code, day));
          for (std::size_t r = 0; r < columns.index.size(); ++r) {
            ASSERT_TRUE(rows.step());
            ASSERT_EQ(columns.index[r], rows.integer(0));
            for (std::size_t k = 0; k < columns.columns.size(); ++k) ASSERT_EQ(columns.columns[k][r], rows.real(static_cast<int>(k) + 1));
            ++compared;
          }
        }
        ASSERT_FALSE(rows.step());
      }
      EXPECT_GT(compared, 1000u);
    }
  }
}

TEST_F(MarketDataTest, AnUnchangedDatabaseOpensFromItsManifestAlone) {
  const auto path = golden("stock_tick");
  const auto first = open(path, Market::kStock, Frame::kTick);
  const ColumnCache cache(path, Market::kStock, Frame::kTick, folder_ / "cache");
  EXPECT_TRUE(cache.current().has_value());
  EXPECT_EQ(open(path, Market::kStock, Frame::kTick)->facts().fingerprint, first->facts().fingerprint);
}

TEST_F(MarketDataTest, TheFingerprintDoesNotDependOnThePlaceOrTheNumberOfThreads) {
  const auto path = golden("binance_tick");
  const auto fingerprint = open(path, Market::kBinance, Frame::kTick, true, 1)->facts().fingerprint;
  std::filesystem::copy_file(path, file("other.db"));
  EXPECT_EQ(open(file("other.db"), Market::kBinance, Frame::kTick, true, 4)->facts().fingerprint, fingerprint);
}

TEST_F(MarketDataTest, StockNamesComeFromCodenameAndCryptoNamesAreCodes) {
  for (const SymbolDays& symbol : open(golden("stock_min"), Market::kStock, Frame::kMinute)->all_symbols()) EXPECT_NE(symbol.name, symbol.code);
  for (const SymbolDays& symbol : open(golden("upbit_min"), Market::kUpbit, Frame::kMinute)->all_symbols()) EXPECT_EQ(symbol.name, symbol.code);
}

TEST_F(MarketDataTest, TheStockTickWatchListCountsFrom90030ButMinutesAndCryptoDoNot) {
  const auto stock = open(golden("stock_tick"), Market::kStock, Frame::kTick);
  EXPECT_EQ(stock->watch_list(kEverything).rows.front().time % 1000000, 90030);
  EXPECT_EQ(stock->watch_list({0, 99991231, 90100, 93000}).rows.front().time % 1000000, 90100);
  const auto minutes = open(golden("stock_min"), Market::kStock, Frame::kMinute);
  EXPECT_EQ(minutes->watch_list(kEverything).rows.front().time % 10000, 900);
}

TEST_F(MarketDataTest, TheWatchListHoldsTheRowsOfTheRangeWithTheirCodesInOrder) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_row("AUSDT", 202401020000, "1") + ";" +
                            legacy_watch(202401020000, "B;A") + ";" + legacy_watch(202401020001, "A") + ";" + legacy_watch(202401030001, "C;A;B"));
  const auto data = open_minutes(file("a.db"));
  const WatchList list = data->watch_list({20240102, 20240103, 1, 2359});
  EXPECT_THAT(list.codes, ElementsAre("A", "B", "C"));
  ASSERT_EQ(list.rows.size(), 2u);
  EXPECT_THAT(list.rows[0].codes, ElementsAre(0u));
  EXPECT_THAT(list.rows[1].codes, ElementsAre(2u, 0u, 1u));
  EXPECT_EQ(data->watch_list({20240104, 20240105, 0, 2359}).rows.size(), 0u);
}

TEST_F(MarketDataTest, RowsOfTheSameWatchTimeAreUnited) {
  run_sql(file("a.db"), legacy_table("AUSDT", Market::kBinance, Frame::kMinute) + ";" + legacy_row("AUSDT", 202401020000, "1") + ";" +
                            legacy_watch(202401020001, "X") + ";" + legacy_watch(202401020000, "A;B") + ";" + legacy_watch(202401020000, "B;C"));
  const WatchList list = open_minutes(file("a.db"))->watch_list(kEverything);
  ASSERT_EQ(list.rows.size(), 2u);
  EXPECT_EQ(list.rows[0].time, 202401020000);
  EXPECT_EQ(list.rows[0].codes.size(), 3u);
}

TEST_F(MarketDataTest, ASymbolCountsOnTheDaysOnWhichItIsListedAndHasRows) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 5), minute_rows("AUSDT", 20240103, 5), minute_rows("BUSDT", 20240103, 5)});
  run_sql(file("a.db"), "DELETE FROM moneytop WHERE \"index\" / 10000 = 20240102; " + legacy_watch(202401040000, "AUSDT"));
  const auto data = open_minutes(file("a.db"));
  const auto symbols = data->symbols(kEverything);
  ASSERT_EQ(symbols.size(), 2u);
  EXPECT_EQ(symbols[0].code, "AUSDT");
  EXPECT_THAT(symbols[0].days, ElementsAre(20240103));
  EXPECT_THAT(data->all_symbols()[0].days, ElementsAre(20240102, 20240103));
  EXPECT_TRUE(data->symbols({20240102, 20240102, 0, 2359}).empty());
}

TEST_F(MarketDataTest, ADayThatIsNotThereIsEmpty) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 5)});
  const auto data = open_minutes(file("a.db"));
  EXPECT_TRUE(data->day("AUSDT", 20240105).index.empty());
  EXPECT_TRUE(data->day("NONE", 20240102).index.empty());
  EXPECT_EQ(data->row_count("NONE", 20240102), 0u);
}

TEST_F(MarketDataTest, IntegerColumnsAreKnownPerDay) {
  RowBlock whole = minute_rows("AUSDT", 20240102, 700), broken = minute_rows("AUSDT", 20240103, 700);
  broken.columns[3][650] += 0.5;
  broken.columns[4][10] = 9007199254740994.0;  // 2^53 + 2: an integer, but too large to count with
  write_minutes(file("a.db"), {whole, broken});
  const auto data = open_minutes(file("a.db"));
  for (const std::uint8_t flag : data->day("AUSDT", 20240102).integer_valued) EXPECT_EQ(flag, 1);
  const auto flags = data->day("AUSDT", 20240103).integer_valued;
  EXPECT_THAT(std::vector<std::uint8_t>(flags.begin(), flags.begin() + 6), ElementsAre(1, 1, 1, 0, 0, 1));
}

TEST_F(MarketDataTest, ColumnsStartAtMultiplesOf64Bytes) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 13)});
  const DayColumns day = open_minutes(file("a.db"))->day("AUSDT", 20240102);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(day.index.data()) % 64, 0u);
  for (const double* column : day.columns) EXPECT_EQ(reinterpret_cast<std::uintptr_t>(column) % 64, 0u);
}

TEST_F(MarketDataTest, ColumnsOutliveTheObjectThatGaveThem) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 5)});
  const DayColumns day = open_minutes(file("a.db"))->day("AUSDT", 20240102);
  EXPECT_EQ(day.columns[0][4], 2004.0);
}

TEST_F(MarketDataTest, AFileOfTwoExchangesIsReadByMarket) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 5), minute_rows("KRW-B", 20240102, 5)});
  const auto binance = open(file("a.db"), Market::kBinance, Frame::kMinute), upbit = open(file("a.db"), Market::kUpbit, Frame::kMinute);
  ASSERT_EQ(binance->symbols(kEverything).size(), 1u);
  EXPECT_EQ(binance->symbols(kEverything)[0].code, "AUSDT");
  EXPECT_THAT(upbit->watch_list(kEverything).codes, ElementsAre("KRW-B"));
}

TEST_F(MarketDataTest, FactsOfTheFileAreToldToReports) {
  write_minutes(file("a.db"), {minute_rows("AUSDT", 20240102, 5)});
  EXPECT_FALSE(open_minutes(file("a.db"))->facts().synthetic_book);
  BackWriter writer(file("a.db"), Market::kBinance, Frame::kMinute);
  writer.set_fact("synthetic_book", "1");
  writer.commit();
  EXPECT_TRUE(open_minutes(file("a.db"))->facts().synthetic_book);
  EXPECT_FALSE(open_minutes(file("a.db"))->facts().synthetic_rows);
}

}  // namespace
}  // namespace stom::store
