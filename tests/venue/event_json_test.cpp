#include "venue/event_json.h"

#include "venue/binance/messages.h"
#include "venue/venue_data.h"

#include <gtest/gtest.h>

namespace stom::venue {
namespace {

using nlohmann::json;

template <std::size_t... I>
std::vector<Event> one_of_each(std::index_sequence<I...>) {
  return {Event(std::in_place_index<I>)...};
}

TEST(EventJson, EveryKindOfEventIsOneLineOfJsonWithItsOwnName) {
  std::vector<std::string> names;
  for (const Event& event : one_of_each(std::make_index_sequence<std::variant_size_v<Event>>())) {
    std::string line;
    write_json(event, Venue::kUpbit, line);
    const json read = json::parse(line);
    EXPECT_EQ(read["event"], event_name(event));
    EXPECT_EQ(read["venue"], "upbit");
    EXPECT_EQ(line.find('\n'), std::string::npos);
    names.push_back(read["event"]);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

TEST(EventJson, EveryEventIsInTheGuide) {
  const std::string guide = read_file(std::filesystem::path(STOM_SOURCE_DIR) / "docs/use/venue-messages.md");
  for (const Event& event : one_of_each(std::make_index_sequence<std::variant_size_v<Event>>())) {
    EXPECT_NE(guide.find(fmt::format("{{\"event\":\"{}\"", event_name(event))), std::string::npos) << event_name(event);
  }
}

TEST(EventJson, UnknownValuesAreLeftOutAndDigitsKept) {
  Trade trade;
  trade.symbol = "BTCUSDT";
  trade.time = 5;
  ASSERT_TRUE(trade.price.parse("61800.10"));
  std::string line;
  write_json(trade, Venue::kBinance, line);
  EXPECT_EQ(
      line,
      R"({"event":"trade","venue":"binance","symbol":"BTCUSDT","time":5,"price":"61800.10","taker":"buy","id":0,"aggregate":false,"ordinary":true})");
}

TEST(EventJson, ExponentsAreWrittenOutWhereThatIsExact) {
  const auto price = [](std::string_view text) {
    MarkPrice mark;
    EXPECT_TRUE(mark.mark.parse(text));
    std::string line;
    write_json(mark, Venue::kUpbit, line);
    return json::parse(line)["mark"].get<std::string>();
  };
  EXPECT_EQ(price("8.428e-05"), "0.00008428");
  EXPECT_EQ(price("-1.5E3"), "-1500");
  EXPECT_EQ(price("0E-8"), "0");
  EXPECT_EQ(price("1e-30"), "1e-30");
  EXPECT_EQ(price("61800.10"), "61800.10");
}

TEST(EventJson, TextsAreEscaped) {
  VenueError error;
  error.name = "a\"b\\c\n\x01";
  error.text = "한글";
  std::string line;
  write_json(error, Venue::kUpbit, line);
  EXPECT_EQ(json::parse(line)["name"], error.name);
  EXPECT_EQ(json::parse(line)["text"], "한글");
}

TEST(EventJson, LevelsKeepTheirExactValueAndUnknownQuantities) {
  BookPicture book;
  aggregation::Decimal price;
  ASSERT_TRUE(aggregation::Decimal::parse("0.00000001230", price));
  book.bids = {{price, aggregation::Decimal(-1)}};
  std::string line;
  write_json(book, Venue::kBinance, line);
  EXPECT_NE(line.find(R"("bids":[["0.0000000123",null]],"asks":[])"), std::string::npos) << line;
}

TEST(Number, KeepsTheTextAndRefusesWhatIsNoNumber) {
  Number number;
  for (const char* text : {"0", "-3", "61659.70", "8.428e-05", "1E+3", "0.1"}) {
    ASSERT_TRUE(number.parse(text)) << text;
    EXPECT_EQ(number.text(), text);
    EXPECT_EQ(number.value(), std::strtod(text, nullptr));
    EXPECT_EQ(number.decimal().to_double(), number.value());
  }
  for (const char* text :
       {"", "-", ".5", "5.", "1e", "+1", "nan", "inf", "0x10", "1 ", "1e999", "12345678901234567890123456789012345678901234567"}) {
    EXPECT_FALSE(number.parse(text)) << text;
    EXPECT_FALSE(number.is_known());
    EXPECT_EQ(number.value(), 0.0);
  }
}

TEST(RowEvents, MarketEventsBecomeWhatRowsAreMadeOf) {
  binance::Messages messages;
  std::vector<Event> events;
  ASSERT_NE(
      messages.parse(R"({"e":"trade","E":2,"T":1,"s":"BTCUSDT","t":9,"p":"61000.10","q":"0.01","X":"INSURANCE_FUND","m":true})", events)
          .kind,
      aggregation::ParseKind::kBad);
  const auto row = row_event(events.at(0), aggregation::SymbolId{3});
  const auto& trade = std::get<aggregation::Trade>(*row);
  EXPECT_EQ(trade.symbol, aggregation::SymbolId{3});
  EXPECT_EQ(trade.price.text(), "61000.1");
  EXPECT_EQ(trade.taker, Side::kSell);
  EXPECT_FALSE(trade.ordinary);
  EXPECT_EQ(trade.id, 9U);
  EXPECT_EQ(trade.time, 1000);
  EXPECT_FALSE(row_event(Heartbeat{}, {}).has_value());
  Candle running;
  running.closed = false;
  EXPECT_FALSE(row_event(running, {}).has_value());
}

}  // namespace
}  // namespace stom::venue
