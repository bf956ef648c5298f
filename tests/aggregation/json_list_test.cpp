#include "aggregation/formats/json_list.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"
#include "aggregation/formats/detect.h"

namespace stom::aggregation {
namespace {

std::vector<std::string_view> split(std::string_view text, bool whole = true) {
  std::vector<std::string_view> elements;
  EXPECT_EQ(split_json(text, elements), whole);
  return elements;
}

TEST(JsonList, ElementsEndOutsideStringsAndNesting) {
  EXPECT_EQ(split(R"( [ {"a":[1,2]}, [3,"x,]"], {"b":"\"}"} ] )"), (std::vector<std::string_view>{R"({"a":[1,2]})", R"([3,"x,]"])", R"({"b":"\"}"})"}));
  EXPECT_TRUE(split("[]").empty());
  EXPECT_EQ(split("{\"a\":1}\n").size(), 1U);
}

TEST(JsonList, ElementsBeforeADamageAreGiven) {
  EXPECT_EQ(split("[{\"a\":1},{\"b\":2},{\"c\":", false).size(), 2U);
  EXPECT_EQ(split("[1,2]]", false).size(), 2U);
  EXPECT_TRUE(split("", false).empty());
}

struct Elements {
  explicit Elements(std::string code = "") : reader(symbols, std::move(code)) {}
  ParseResult read(std::string_view element) { return reader.parse(element, events); }

  SymbolTable symbols;
  JsonElementReader reader;
  std::vector<Event> events;
};

constexpr const char* kCandle =
    R"({"market":"KRW-BTC","candle_date_time_utc":"2025-06-30T23:59:00","candle_date_time_kst":"2025-07-01T08:59:00","opening_price":145794000,"high_price":145794000,"low_price":145759000.0,"trade_price":145759000,"timestamp":1751327999833,"candle_acc_trade_price":185042,"candle_acc_trade_volume":0.0013,"unit":1})";

TEST(JsonList, UpbitCandlesAreBarsOfTheirStartMinute) {
  Elements elements;
  ASSERT_EQ(elements.read(kCandle).kind, ParseKind::kEvents);
  const Candle& candle = std::get<Candle>(elements.events.at(0));
  EXPECT_EQ(elements.symbols.code(candle.symbol), "KRW-BTC");
  EXPECT_EQ(candle.time, test::at(20250630235900));
  EXPECT_EQ(candle.value, 185042);
  EXPECT_LT(candle.buy_volume, Decimal{});
}

TEST(JsonList, KlinesAndPrintsNeedACode) {
  Elements named("XRPETH");
  ASSERT_EQ(named.read(R"([1570752011620,"13519807",null,"sell",0.00141342,23.0,0.03250866])").kind, ParseKind::kEvents);
  EXPECT_EQ(std::get<Trade>(named.events.at(0)).taker, Side::kSell);
  EXPECT_EQ(std::get<Trade>(named.events.at(0)).price.text(), "0.00141342");
  ASSERT_EQ(named.read(R"([1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499644799999,"2434.19055334",308,"1756.87402397","28.46694368","0"])").kind, ParseKind::kEvents);
  EXPECT_EQ(std::get<Candle>(named.events.at(1)).buy_volume.text(), "1756.87402397");
  Elements unnamed;
  EXPECT_EQ(unnamed.read(R"([1570752011620,"13519807",null,"sell",0.00141342,23.0,0.03250866])").kind, ParseKind::kBad);
}

TEST(JsonList, MessagesAreReadAsInRecordings) {
  Elements elements;
  EXPECT_EQ(elements.read(R"({"e": "aggTrade", "E": 1604221202529, "s": "ETHBTC", "a": 178113193, "p": "0.02818200", "q": "2.02000000", "f": 1, "l": 1, "T": 1604221202527, "m": false, "M": true})").kind, ParseKind::kEvents);
}

TEST(JsonList, DamagedElementsAreBad) {
  Elements elements("X");
  for (const char* text : {R"([1570752011620,"1",null,"hold",1,2,3])", R"([1,2,3])", R"([1570752011620,"1",null,"buy",-1,2,3])", "5",
                           R"({"market":"KRW-BTC","candle_date_time_utc":"2025-06-30","opening_price":1})",
                           R"({"market":"KRW-BTC","candle_date_time_utc":"soon","opening_price":1,"high_price":1,"low_price":1,"trade_price":1,"candle_acc_trade_price":1,"candle_acc_trade_volume":1})"}) {
    EXPECT_EQ(elements.read(text).kind, ParseKind::kBad) << text;
  }
}

Layout layout_of(const std::vector<std::string>& lines) { return detect_layout(lines).layout; }

TEST(Detect, LayoutsAreToldByTheFirstLines) {
  EXPECT_EQ(layout_of({"1723161255030314667 {\"stream\":\"a\"}"}), Layout::kRecording);
  EXPECT_EQ(layout_of({"wss://fstream.binance.com/stream <-> 1"}), Layout::kRecording);
  EXPECT_EQ(layout_of({"1618678263.01: b'{\"ty\":\"trade\"}'"}), Layout::kRecording);
  EXPECT_EQ(layout_of({"{\"e\":\"trade\"}", "{\"e\":\"trade\"}"}), Layout::kJsonLines);
  EXPECT_EQ(layout_of({"[", "{\"market\":\"KRW-BTC\"}", "]"}), Layout::kJsonFile);
  EXPECT_EQ(layout_of({"[{\"a\":1}]"}), Layout::kJsonFile);
  EXPECT_EQ(layout_of({"1723161240000,2,3,1,2,1,1723161299999,2,1,1,1,0"}), Layout::kDump);
  EXPECT_EQ(layout_of({"timestamp,open,high,low,close,volume"}), Layout::kOhlcv);
  EXPECT_EQ(layout_of({"hello"}), Layout::kUnknown);
  EXPECT_EQ(layout_of({}), Layout::kUnknown);
}

TEST(Detect, FileNamesNameTheirSymbol) {
  EXPECT_EQ(code_in_file_name("005930.csv"), "005930");
  EXPECT_EQ(code_in_file_name("396500_5m.csv"), "396500");
  EXPECT_EQ(code_in_file_name("KRW-BTC_1m.csv.gz"), "KRW-BTC");
  EXPECT_EQ(code_in_file_name("BTCUSDT-1m-2024-01.zip"), "BTCUSDT");
  EXPECT_EQ(code_in_file_name("btc_perp_1m.csv"), "");
}

}  // namespace
}  // namespace stom::aggregation
