#include "aggregation/formats/recording_line.h"

#include <gtest/gtest.h>

#include "aggregation/build_events.h"

namespace stom::aggregation {
namespace {

constexpr const char* kTrade = R"({"e":"trade","T":1723161256322,"s":"BTCUSDT","t":1,"p":"1","q":"1","m":false})";
constexpr const char* kUpbit = R"({"ty":"trade","cd":"KRW-A","tms":1618678262712,"tp":1,"tv":2,"ab":"ASK"})";
constexpr const char* kSnapshot = R"({"lastUpdateId":77,"bids":[["1","2"]],"asks":[["3","4"]]})";

struct Recording {
  explicit Recording(std::string code = "") : reader(symbols, std::move(code)) {}

  ParseResult read(const std::string& line) { return reader.parse(line, events, received); }
  std::string code(std::size_t i) { return symbols.code(symbol_of(events.at(i))); }

  SymbolTable symbols;
  RecordingReader reader;
  std::vector<Event> events;
  EpochMicros received = 0;
};

TEST(RecordingLine, NanosecondStampsAreReceiveTimesAndNotRowTimes) {
  Recording recording;
  EXPECT_EQ(recording.read("1723161255088176367 " + std::string(kTrade)).kind, ParseKind::kEvents);
  EXPECT_EQ(recording.received, 1723161255088176);
  EXPECT_EQ(time_of(recording.events.at(0)), 1723161256322000);
}

TEST(RecordingLine, SecondsWithAColonATabOrNothingAreRead) {
  Recording recording;
  EXPECT_EQ(recording.read("1626992741.06217: " + std::string(kTrade)).kind, ParseKind::kEvents);
  EXPECT_EQ(recording.received, 1626992741062170);
  EXPECT_EQ(recording.read("1626992741.06217\t" + std::string(kTrade)).kind, ParseKind::kEvents);
  EXPECT_EQ(recording.read(kTrade).kind, ParseKind::kEvents);
  EXPECT_EQ(recording.received, kNoTime);
}

TEST(RecordingLine, PythonBytesAreUnescaped) {
  Recording recording;
  EXPECT_EQ(recording.read("1618678263.010785: b'" + std::string(kUpbit) + "'").kind, ParseKind::kEvents);
  EXPECT_EQ(recording.code(0), "KRW-A");
  EXPECT_EQ(recording.read(R"(1618678263.0: b'{"ty":"trade","cd":"KRW-\x41","tms":1618678262712,"tp":1,"tv":2,"ab":"ASK","x":"it\'s"}')").kind, ParseKind::kEvents);
  EXPECT_EQ(recording.read("1618678263.0: b'{\"ty\":\"trade\"").kind, ParseKind::kBad);
}

TEST(RecordingLine, ConnectionLinesAreIgnored) {
  Recording recording;
  for (const char* line : {"wss://api.upbit.com/websocket/v1 <-> 1618678261.681707", "https://api.upbit.com/v1/market/all -> 1: [{}]",
                           "configuration: {\"trades\":[]}", "", "   "}) {
    EXPECT_EQ(recording.read(line).kind, ParseKind::kIgnored) << line;
  }
}

TEST(RecordingLine, ARestAnswerTakesTheSymbolOfItsAddress) {
  Recording recording;
  recording.read("https://fapi.binance.com/fapi/v1/depth?symbol=SUSHIUSDT&limit=1000 -> 1626992741.3: " + std::string(kSnapshot));
  EXPECT_EQ(recording.code(0), "SUSHIUSDT");
}

TEST(RecordingLine, ASnapshotBelongsToTheOnlySymbolOfTheFile) {
  Recording recording;
  recording.read(kTrade);
  recording.read(kSnapshot);
  EXPECT_EQ(recording.code(1), "BTCUSDT");
}

TEST(RecordingLine, ASnapshotThatComesFirstWaitsForTheSymbol) {
  Recording recording;
  EXPECT_EQ(recording.read(kSnapshot).kind, ParseKind::kEvents);
  EXPECT_TRUE(recording.events.empty());
  EXPECT_TRUE(recording.reader.has_waiting_snapshot());
  recording.read(kTrade);
  ASSERT_EQ(recording.events.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<BookSnapshot>(recording.events[0]));
  EXPECT_EQ(recording.code(0), "BTCUSDT");
  EXPECT_FALSE(recording.reader.has_waiting_snapshot());
}

TEST(RecordingLine, ASnapshotAmongSeveralSymbolsIsNotGuessed) {
  Recording recording;
  recording.read(kTrade);
  recording.read(R"({"e":"trade","T":1723161256322,"s":"ETHUSDT","t":1,"p":"1","q":"1","m":false})");
  EXPECT_EQ(recording.read(kSnapshot).kind, ParseKind::kBad);
  EXPECT_EQ(recording.events.size(), 2U);
}

TEST(RecordingLine, TheCodeOfTheUserRenamesTheOnlySymbol) {
  Recording recording("MYCOIN");
  recording.read(kTrade);
  recording.read(kSnapshot);
  EXPECT_EQ(recording.code(0), "MYCOIN");
  EXPECT_EQ(recording.code(1), "MYCOIN");
  EXPECT_EQ(recording.read(R"({"e":"trade","T":1723161256322,"s":"ETHUSDT","t":1,"p":"1","q":"1","m":false})").kind, ParseKind::kBad);
}

TEST(RecordingLine, OtherTextIsBad) {
  Recording recording;
  EXPECT_EQ(recording.read("hello world").kind, ParseKind::kBad);
  EXPECT_EQ(recording.read("1723161255088176367 ").kind, ParseKind::kBad);
  EXPECT_EQ(recording.read("1723161255088176367 {\"e\":\"tra").kind, ParseKind::kBad);
}

}  // namespace
}  // namespace stom::aggregation
