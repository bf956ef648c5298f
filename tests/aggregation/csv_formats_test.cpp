#include <gtest/gtest.h>

#include "aggregation/build_events.h"
#include "aggregation/formats/binance_dump.h"
#include "aggregation/formats/ohlcv_csv.h"

namespace stom::aggregation {
namespace {

using test::at;
using test::number;

TEST(CsvLine, QuotesSeparatorsAndSpaces) {
  CsvLine line;
  ASSERT_TRUE(line.split(R"(1985-01-04, "107,829" ,"a ""b""",,923)", ','));
  ASSERT_EQ(line.size(), 5U);
  EXPECT_EQ(line[1], "107,829");
  EXPECT_EQ(line[2], "a \"b\"");
  EXPECT_EQ(line[3], "");
  EXPECT_FALSE(line.split("\"open", ','));
  EXPECT_FALSE(line.split("\"a\"b,c", ','));
}

TEST(CsvLine, ThousandsSeparatorsMustGroupByThree) {
  Decimal value;
  EXPECT_TRUE(parse_number("2,404,000.5", value));
  EXPECT_EQ(value.text(), "2404000.5");
  EXPECT_FALSE(parse_number("2,40,000", value));
  EXPECT_FALSE(parse_number("24,00", value));
  EXPECT_FALSE(parse_number(",400", value));
  EXPECT_FALSE(parse_number("1.5,000", value));
}

TEST(CsvLine, TheDelimiterIsTheMostFrequentOne) {
  EXPECT_EQ(guess_delimiter("price|quantity|type|time"), '|');
  EXPECT_EQ(guess_delimiter("2024-01-01;\"1,5\";2;3"), ';');
  EXPECT_EQ(guess_delimiter("single"), ',');
}

EpochMicros read(const std::string& text, const TimeRules& rules = {}) {
  EpochMicros time = kNoTime;
  return parse_time(text, rules, time) ? time : kNoTime;
}

TEST(TimeText, EveryWayToWriteAMoment) {
  const EpochMicros moment = at(20240808235416);
  for (const char* text : {"1723161256", "1723161256000", "1723161256000000", "1723161256000000000", "20240808235416", "2024-08-08 23:54:16",
                           "2024-08-08T23:54:16Z", "2024/08/08 23:54:16.000", "2024-08-09 08:54:16+09:00", "2024-08-09 08:54:16 KST", "2024.8.8 23:54:16", "1723161256.0"}) {
    EXPECT_EQ(read(text), moment) << text;
  }
  EXPECT_EQ(read("2024-08-08 23:54"), at(20240808235400));
  EXPECT_EQ(read("202408082354"), at(20240808235400));
  EXPECT_EQ(read("2024-08-08 23:54:16.025"), at(20240808235416, 25));
}

TEST(TimeText, StockRowsAreInKoreanTime) {
  TimeRules rules;
  rules.row_offset = rules.source_offset = kKoreaOffsetSeconds;
  rules.date_only_seconds = 9 * 3600;
  EXPECT_EQ(read("2025-12-05 00:05:00+00:00", rules), at(20251205090500));
  EXPECT_EQ(read("2025-12-05 09:05:00", rules), at(20251205090500));
  EXPECT_EQ(read("1985-01-04", rules), at(19850104090000));
  EXPECT_EQ(read("1764892800", rules), at(20251205090000));
}

TEST(TimeText, PatternsAndCountsFromMidnight) {
  TimeRules rules;
  rules.format = "%d.%m.%Y %H:%M";
  EXPECT_EQ(read("8.8.2024 23:54", rules), at(20240808235400));
  EXPECT_EQ(read("8.8.2024 23:54:16", rules), kNoTime);
  rules.format = "day-ms";
  EXPECT_EQ(read("4000", rules), kNoTime);
  rules.day = 20161007;
  EXPECT_EQ(read("4000", rules), at(20161007000004));
  EXPECT_TRUE(is_known_time_format("%Y%m%d %H%M%S"));
  EXPECT_FALSE(is_known_time_format("%q"));
  EXPECT_FALSE(is_known_time_format("weeks"));
}

TEST(TimeText, ImpossibleTimesAreRefused) {
  for (const char* text : {"", "2024-13-01", "2024-02-30", "2024-08-08 24:00:00", "2024-08-08 23:60", "20240808236000", "tomorrow", "12", "99999999999999999999", "2024-08-08 10:00:00 PST"}) {
    EXPECT_EQ(read(text), kNoTime) << text;
  }
}

struct Dump {
  explicit Dump(const std::string& first_line) : kind(dump_kind(first_line)), reader(symbols, "BTCUSDT", kind) {}
  ParseResult read(const std::string& line) { return reader.parse(line, events); }

  SymbolTable symbols;
  DumpKind kind;
  BinanceDumpReader reader;
  std::vector<Event> events;
};

TEST(BinanceDump, KindsAreToldByHeadingOrShape) {
  EXPECT_EQ(dump_kind("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker"), DumpKind::kAggregateTrades);
  EXPECT_EQ(dump_kind("2300000000,61800.3,0.006,5266583935,5266583935,1723161256322,false"), DumpKind::kAggregateTrades);
  EXPECT_EQ(dump_kind("26129,0.01633102,4.70443515,27781,27781,1498793709153,true,true"), DumpKind::kAggregateTrades);
  EXPECT_EQ(dump_kind("id,price,qty,quote_qty,time,is_buyer_maker"), DumpKind::kTrades);
  EXPECT_EQ(dump_kind("5266583935,61800.30,0.006,370.8018,1723161256322,false"), DumpKind::kTrades);
  EXPECT_EQ(dump_kind("28457,4.00000100,12.00000000,48.000012,1735689600123456,True,True"), DumpKind::kTrades);
  EXPECT_EQ(dump_kind("open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"), DumpKind::kKlines);
  EXPECT_EQ(dump_kind("1723161240000,61800,61810,61790,61805,12.5,1723161299999,772500,150,6.5,401700,0"), DumpKind::kKlines);
  EXPECT_EQ(dump_kind("update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time"), DumpKind::kBookTicker);
  EXPECT_EQ(dump_kind("5123107839020,61800.20,2.507,61800.30,2.510,1723161256313,1723161256320"), DumpKind::kBookTicker);
  EXPECT_EQ(dump_kind("time,open,high,low,close,volume"), DumpKind::kNone);
}

TEST(BinanceDump, TradesOfSpotInMicrosecondsAndFuturesInMilliseconds) {
  Dump spot("28457,4.00000100,12.00000000,48.000012,1735689600123456,True,True");
  ASSERT_EQ(spot.read("28457,4.00000100,12.00000000,48.000012,1735689600123456,True,True").kind, ParseKind::kEvents);
  const Trade& one = std::get<Trade>(spot.events.at(0));
  EXPECT_EQ(one.time, 1735689600123456);
  EXPECT_EQ(one.taker, Side::kSell);
  EXPECT_FALSE(one.aggregate);
  Dump futures("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker");
  EXPECT_EQ(futures.read("agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker").ignored, "heading");
  ASSERT_EQ(futures.read("2300000000,61800.3,0.006,5266583935,5266583937,1723161256322,false").kind, ParseKind::kEvents);
  EXPECT_TRUE(std::get<Trade>(futures.events.at(0)).aggregate);
  EXPECT_EQ(std::get<Trade>(futures.events.at(0)).id, 2300000000U);
}

TEST(BinanceDump, KlinesKnowTheirBuyVolumeAndValue) {
  Dump dump("1723161240000,61800,61810,61790,61805,12.5,1723161299999,772500.25,150,6.5,401700,0");
  ASSERT_EQ(dump.read("1723161240000,61800,61810,61790,61805,12.5,1723161299999,772500.25,150,6.5,401700,0").kind, ParseKind::kEvents);
  const Candle& candle = std::get<Candle>(dump.events.at(0));
  EXPECT_EQ(candle.time, at(20240808235400));
  EXPECT_EQ(candle.value, 772500.25);
  EXPECT_EQ(candle.buy_volume.text(), "6.5");
}

TEST(BinanceDump, BookTickersUseTheTransactionTime) {
  Dump dump("5,61800.20,2.507,61800.30,2.510,1723161256313,1723161256320");
  ASSERT_EQ(dump.read("5,61800.20,2.507,61800.30,2.510,1723161256313,1723161256320").kind, ParseKind::kEvents);
  EXPECT_EQ(std::get<BookTop>(dump.events.at(0)).time, 1723161256313000);
}

TEST(BinanceDump, DamagedLinesAreBad) {
  Dump dump("2300000000,61800.3,0.006,1,1,1723161256322,false");
  for (const char* line : {"2300000000,61800.3", "2300000000,61800.3,0.006,1,1,1723161256322,maybe", "x,61800.3,0.006,1,1,1723161256322,true",
                           "2300000000,0,0.006,1,1,1723161256322,true", "2300000000,61800.3,-1,1,1,1723161256322,true", "2300000000,61800.3,1,1,1,17,true", "\"2300"}) {
    EXPECT_EQ(dump.read(line).kind, ParseKind::kBad) << line;
  }
  Dump klines("1723161240000,2,3,1,2,1,1723161299999,2,1,1,1,0");
  EXPECT_EQ(klines.read("1723161240000,2,1,1,2,1,1723161299999,2,1,1,1,0").kind, ParseKind::kBad);  // high below open
  EXPECT_TRUE(dump.events.empty());
}

TEST(BinanceDump, TheFileNameNamesTheSymbol) {
  EXPECT_EQ(dump_symbol("BTCUSDT-aggTrades-2024-08-08.zip"), "BTCUSDT");
  EXPECT_EQ(dump_symbol("BTCUSD_PERP-1m-2024-08.csv"), "BTCUSD_PERP");
  EXPECT_EQ(dump_symbol("my-file.csv"), "");
}

struct Bars {
  Bars(BarLayout layout, TimeRules rules = {}) : reader(symbols, "005930", layout, std::move(rules)) {}
  ParseResult read(const std::string& line) { return reader.parse(line, events); }
  [[nodiscard]] const Candle& last() const { return std::get<Candle>(events.back()); }

  SymbolTable symbols;
  OhlcvReader reader;
  std::vector<Event> events;
};

TEST(Ohlcv, ColumnsAreFoundByTheirNames) {
  Bars bars(layout_of_heading("\xef\xbb\xbf" "Datetime,open,high,low,close,volume"));
  EXPECT_EQ(bars.read("\xef\xbb\xbf" "Datetime,open,high,low,close,volume").ignored, "heading");
  ASSERT_EQ(bars.read("2025-12-05 00:00:00+00:00,18015.0,18030.0,17930.0,17980.0,7").kind, ParseKind::kEvents);
  EXPECT_EQ(bars.last().time, at(20251205000000));
  EXPECT_EQ(bars.last().close, Decimal(17980));
  EXPECT_LT(bars.last().value, 0);
}

TEST(Ohlcv, KoreanNamesAndASeparateClockAreUnderstood) {
  Bars bars(layout_of_heading("일자\t시간\t시가\t고가\t저가\t현재가\t거래량\t거래대금"));
  bars.read("일자\t시간\t시가\t고가\t저가\t현재가\t거래량\t거래대금");
  ASSERT_EQ(bars.read("2024-01-02\t09:01\t100\t110\t90\t105\t1,000\t100000").kind, ParseKind::kEvents);
  EXPECT_EQ(bars.last().time, at(20240102090100));
  EXPECT_EQ(bars.last().volume, Decimal(1000));
  EXPECT_EQ(bars.last().value, 100000);
}

TEST(Ohlcv, QuotedNumbersWithSeparatorsBehindAMarkNeedOnlyTheColumnNames) {
  const std::string first = "\xef\xbb\xbf" R"(1985-01-04,"107,829","107,829","104,792","105,551",923)";
  BarLayout layout;
  ASSERT_TRUE(layout_of_names("time,open,high,low,close,volume", first, layout));
  EXPECT_FALSE(layout.has_heading);
  Bars bars(layout);
  ASSERT_EQ(bars.read(first).kind, ParseKind::kEvents);
  EXPECT_EQ(bars.last().close, Decimal(105551));
}

TEST(Ohlcv, ColumnsMaySkipAndAHeadingIsSeen) {
  BarLayout layout;
  ASSERT_TRUE(layout_of_names("-,time,open,high,low,close,-,volume", "no,when,o,h,l,c,x,v", layout));
  EXPECT_TRUE(layout.has_heading);
  EXPECT_FALSE(layout_of_names("time,open,open,low,close", "1,2,3,4,5", layout));
  EXPECT_FALSE(layout_of_names("time,opening", "1,2", layout));
}

TEST(Ohlcv, ImpossibleBarsAreBad) {
  Bars bars(layout_of_heading("time,open,high,low,close,volume"));
  bars.read("time,open,high,low,close,volume");
  for (const char* line : {"2024-01-02 09:00,100,90,80,95,1", "2024-01-02 09:00,100,110,101,105,1", "2024-01-02 09:00,0,110,0,105,1",
                           "2024-01-02 09:00,100,110,90,105,-1", "2024-01-02 09:00,100,110,90", "2024-01-32 09:00,100,110,90,105,1",
                           "2024-01-02 09:00,1e,110,90,105,1", "2024-01-02 09:00,\"100,110,90,105,1"}) {
    EXPECT_EQ(bars.read(line).kind, ParseKind::kBad) << line;
  }
  EXPECT_TRUE(bars.events.empty());
}

}  // namespace
}  // namespace stom::aggregation
