#include <gtest/gtest.h>

#include "gateway/feed_notes.h"

namespace stom::gateway {
namespace {

using net::test::ScriptedAnswer;
using net::test::ScriptedFrames;
using net::test::SeenRequest;
using test::FeedWorld;
using venue::Venue;

constexpr EpochMicros kDayMillis = 1'795'132'800'000;

constexpr const char* kActive = R"("market_state":"ACTIVE","stream_type":"SNAPSHOT")";

std::string ticker(const std::string& code, int price, int at, const std::string& more = kActive) {
  return fmt::format(R"({{"type":"ticker","code":"{}","opening_price":50,"high_price":60,"low_price":40,"trade_price":{},)"
                     R"("prev_closing_price":49,"acc_trade_price":1000,"acc_ask_volume":7,"acc_bid_volume":13,"timestamp":{},{}}})",
                     code, price, kDayMillis + at, more);
}

std::string book(const std::string& code, int bid, int at) {
  return fmt::format(R"({{"type":"orderbook","code":"{}","timestamp":{},"total_ask_size":1,"total_bid_size":2,)"
                     R"("orderbook_units":[{{"ask_price":70,"bid_price":{},"ask_size":1,"bid_size":2}}],"stream_type":"REALTIME"}})",
                     code, kDayMillis + at, bid);
}

ScriptedAnswer usual(const SeenRequest& request) {
  if (request.target.starts_with("/v1/market/all?is_details=true")) {
    return {200, R"([{"market":"KRW-BTC","korean_name":"비트코인","english_name":"Bitcoin","market_event":{"warning":true,"caution":{}}},)"
                 R"({"market":"KRW-ETH","korean_name":"이더리움","english_name":"Ethereum"},)"
                 R"({"market":"BTC-ETH","korean_name":"이더리움","english_name":"Ethereum"}])", {}};
  }
  if (request.target.starts_with("/v1/orderbook/instruments?markets=KRW-BTC%2CKRW-ETH")) {
    return {200, R"([{"market":"KRW-BTC","quote_currency":"KRW","tick_size":"1000","supported_levels":["0","10000"]},)"
                 R"({"market":"KRW-ETH","quote_currency":"KRW","tick_size":"500","supported_levels":["0"]}])", {}};
  }
  return {404, R"({"error":{"name":404,"message":"no"}})", {}};
}

bool asks_for(const std::string& message, const char* type) { return message.find(type) != std::string::npos; }

TEST(UpbitFeed, SubscribesToTickersAndBooksOfAllWonMarkets) {
  FeedWorld world(Venue::kUpbit, usual, [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("instruments 2"));
  ASSERT_TRUE(world.server.wait_for_frame(
      R"([{"ticket":"stom-trades-1"},{"type":"ticker","codes":["KRW-BTC","KRW-ETH"]},{"format":"DEFAULT"}])"));
  ASSERT_TRUE(world.server.wait_for_frame(
      R"([{"ticket":"stom-books-2"},{"type":"orderbook","codes":["KRW-BTC.15","KRW-ETH.15"]},{"format":"DEFAULT"}])"));
  EXPECT_EQ(world.requests_with("/websocket/v1"), 2u);
  const std::vector<venue::Instrument> instruments = world.notes.instruments();
  EXPECT_EQ(instruments[0].tick.text(), "1000");
  EXPECT_EQ(instruments[0].warning, true);  // shown, not left out
  EXPECT_EQ(instruments[1].tick.text(), "500");
}

TEST(UpbitFeed, TheFirstTickerIsTheDaySoFar) {
  FeedWorld world(Venue::kUpbit, usual, [](const SeenRequest&, const std::string& message) {
    if (asks_for(message, "\"ticker\"")) return ScriptedFrames{{ticker("KRW-BTC", 55, 1000), ticker("KRW-BTC", 56, 2000)}, false};
    return ScriptedFrames{};
  });
  world.options.symbols = {"KRW-BTC"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("ticker KRW-BTC 56"));
  const auto lines = world.notes.lines();
  const auto day = std::find(lines.begin(), lines.end(), "day KRW-BTC");
  ASSERT_NE(day, lines.end());
  EXPECT_EQ(*(day + 1), "ticker KRW-BTC 55");
  EXPECT_EQ(world.notes.count("day"), 1u);
  const DaySoFar so_far = world.notes.days().front();
  EXPECT_EQ(so_far.day_start, kDayMillis * 1000);
  EXPECT_EQ(so_far.open.text(), "50");
  EXPECT_EQ(so_far.previous_close.text(), "49");
  EXPECT_EQ(so_far.value.text(), "1000");
  EXPECT_EQ(so_far.buy.text(), "13");
  EXPECT_EQ(so_far.sell.text(), "7");
}

TEST(UpbitFeed, AGapIsCoveredByTheCountersAndOldWordsAreDropped) {
  std::atomic<int> connections{0};
  FeedWorld world(Venue::kUpbit, usual, [&](const SeenRequest&, const std::string& message) {
    if (!asks_for(message, "\"ticker\"")) return ScriptedFrames{};
    if (++connections == 1) return ScriptedFrames{{ticker("KRW-BTC", 55, 2000), ticker("KRW-BTC", 54, 1000)}, true};
    return ScriptedFrames{{ticker("KRW-BTC", 58, 5000)}, false};
  });
  world.options.symbols = {"KRW-BTC"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("ticker KRW-BTC 58"));
  EXPECT_EQ(world.notes.all("ticker"), (std::vector<std::string>{"ticker KRW-BTC 55", "ticker KRW-BTC 58"}));
  EXPECT_TRUE(world.notes.wait_for("state trades gap repaired"));
  EXPECT_EQ(world.notes.count("day"), 1u);
}

TEST(UpbitFeed, BooksComeAfterTheDayAndInOrder) {
  std::promise<void> has_day;
  const std::shared_future<void> may_go = has_day.get_future().share();
  FeedWorld world(Venue::kUpbit, usual, [may_go](const SeenRequest&, const std::string& message) {
    if (asks_for(message, "\"ticker\"")) return ScriptedFrames{{ticker("KRW-BTC", 55, 2000)}, false};
    if (!asks_for(message, "\"orderbook\"")) return ScriptedFrames{};
    may_go.wait();
    return ScriptedFrames{
        {book("KRW-BTC", 54, 3000), book("KRW-BTC", 52, 2500), book("KRW-XRP", 5, 3000), book("KRW-BTC", 53, 3100)}, false};
  });
  world.options.symbols = {"KRW-BTC"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("day KRW-BTC"));
  has_day.set_value();
  ASSERT_TRUE(world.notes.wait_for("book KRW-BTC 53"));
  EXPECT_EQ(world.notes.all("book"), (std::vector<std::string>{"book KRW-BTC 54", "book KRW-BTC 53"}));
}

TEST(UpbitFeed, AMarketThatStopsMakesItAskForTheListAgain) {
  std::atomic<int> lists{0};
  FeedWorld world(Venue::kUpbit, [&](const SeenRequest& request) {
    if (request.target.starts_with("/v1/market/all") && ++lists > 1) {
      return ScriptedAnswer{200, R"([{"market":"KRW-ETH","korean_name":"이더리움","english_name":"Ethereum"}])", {}};
    }
    return usual(request);
  }, [](const SeenRequest&, const std::string& message) {
    if (!asks_for(message, "\"ticker\"")) return ScriptedFrames{};
    return ScriptedFrames{{ticker("KRW-BTC", 55, 1000, R"("market_state":"DELISTED","delisting_date":"2026-11-24")")}, false};
  });
  world.options.universe_notice = 0.05;
  world.start();
  ASSERT_TRUE(world.notes.wait_for("instruments 1"));
  ASSERT_TRUE(world.server.wait_for_frame(R"([{"ticket":"stom-trades-3"},{"type":"ticker","codes":["KRW-ETH"]},{"format":"DEFAULT"}])"));
}

TEST(UpbitFeed, KeepsOnWhenTheListCannotBeHad) {
  const auto refuse = [](const SeenRequest&) { return ScriptedAnswer{400, R"({"error":{"name":400,"message":"no list"}})", {}}; };
  FeedWorld world(Venue::kUpbit, refuse, [](const SeenRequest&, const std::string& message) {
    if (!asks_for(message, "\"ticker\"")) return ScriptedFrames{};
    return ScriptedFrames{{ticker("KRW-BTC", 55, 1000)}, false};
  });
  world.options.symbols = {"KRW-BTC"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("ticker KRW-BTC 55"));
  ASSERT_TRUE(world.notes.wait_for("problem the list of instruments could not be had: upbit: no list (400)"));
}

TEST(UpbitFeed, RaisesTheAlarmAndConnectsAgainWhenOnlyPingsAreAnswered) {
  std::atomic<int> connections{0};
  FeedWorld world(Venue::kUpbit, usual, [&](const SeenRequest&, const std::string& message) {
    if (!asks_for(message, "\"ticker\"") || ++connections > 1) return ScriptedFrames{};
    return ScriptedFrames{{ticker("KRW-BTC", 55, 2000)}, false};
  });
  world.options.symbols = {"KRW-BTC"};
  world.options.stale_alarm_seconds = 0.2;
  world.options.reconnect_after = 0.4;
  world.start();
  ASSERT_TRUE(world.notes.wait_for("state trades stale"));
  ASSERT_TRUE(world.notes.wait_for("state trades gap repaired"));
  EXPECT_TRUE(world.server.wait_for_frame("(ping)"));
}

TEST(UpbitFeed, RaisesTheAlarmAndConnectsAgainWhenTheVenueFallsSilent) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  FeedWorld world(Venue::kUpbit, usual, [released](const SeenRequest&, const std::string& message) {
    if (asks_for(message, "\"ticker\"")) released.wait();  // does not even answer pings
    return ScriptedFrames{};
  });
  world.options.symbols = {"KRW-BTC"};
  world.options.stale_alarm_seconds = 0.1;
  world.options.reconnect_after = 0.2;
  world.start();
  ASSERT_TRUE(world.notes.wait_for("state trades stale"));
  ASSERT_TRUE(world.notes.wait_for("state trades closed"));
  ASSERT_TRUE(world.notes.wait_for("state trades gap repaired"));
  release.set_value();
}

}  // namespace
}  // namespace stom::gateway
