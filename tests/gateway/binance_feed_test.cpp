#include <set>

#include <gtest/gtest.h>

#include "gateway/feed_notes.h"

namespace stom::gateway {
namespace {

using net::test::ScriptedAnswer;
using net::test::ScriptedFrames;
using net::test::SeenRequest;
using test::FeedWorld;
using venue::Venue;

std::string trade_frame(std::uint64_t id, const std::string& price = "100.5", const std::string& symbol = "BTCUSDT") {
  return fmt::format(R"({{"stream":"x@aggTrade","data":{{"e":"aggTrade","E":{1},"a":{0},"s":"{3}","p":"{2}","q":"1","nq":"1","f":1,"l":1,)"
                     R"("T":{1},"m":false,"st":1}}}})", id, 1'795'132'800'000 + id * 10, price, symbol);
}

std::string trade_object(std::uint64_t id) {
  return fmt::format(R"({{"a":{},"p":"100.5","q":"1","f":1,"l":1,"T":{},"m":false}})", id, 1'795'132'800'000 + id * 10);
}

std::string book_frame(std::uint64_t update, const std::string& bid, const std::string& symbol = "btcusdt") {
  return fmt::format(R"({{"stream":"{2}@depth10@100ms","data":{{"e":"depthUpdate","E":{3},"T":{3},"s":"{4}","U":{0},"u":{0},"pu":{0},)"
                     R"("b":[["{1}","1"]],"a":[["200","1"]]}}}})", update, bid, symbol, 1'795'132'800'000 + update,
                     symbol == "btcusdt" ? "BTCUSDT" : "ETHUSDT");
}

std::string instrument(const std::string& symbol, const std::string& contract, const std::string& quote, const std::string& status) {
  return fmt::format(R"({{"symbol":"{0}","pair":"{0}","contractType":"{1}","status":"{3}","baseAsset":"X","quoteAsset":"{2}",)"
                     R"("marginAsset":"{2}","pricePrecision":2,"quantityPrecision":3,"filters":[{{"filterType":"PRICE_FILTER",)"
                     R"("tickSize":"0.10","minPrice":"0.1","maxPrice":"1000000"}}],"orderTypes":["LIMIT"],"timeInForce":["GTC"]}})",
                     symbol, contract, quote, status);
}

std::string exchange_info(const std::vector<std::string>& instruments) {
  std::string text = R"({"rateLimits":[],"symbols":[)";
  for (const std::string& one : instruments) text += (text.back() == '[' ? "" : ",") + one;
  return text + "]}";
}

// A venue with BTCUSDT and ETHUSDT.
ScriptedAnswer usual(const SeenRequest& request) {
  if (request.target.starts_with("/fapi/v1/time")) return {200, R"({"serverTime":1795132801000})", {}};
  if (request.target.starts_with("/fapi/v1/klines")) {
    return {200, R"([[1795046400000,"90","95","85","92","10","1795132799999","900",9,"4","360","0"],)"
                 R"([1795132800000,"92","99","91","97.5","20","1795219199999","1900",19,"15","1400","0"]])", {}};
  }
  if (request.target.starts_with("/fapi/v1/exchangeInfo")) {
    return {200, exchange_info({instrument("BTCUSDT", "PERPETUAL", "USDT", "TRADING"),
                                instrument("ETHUSDT", "PERPETUAL", "USDT", "TRADING"),
                                instrument("BTCUSDT_270326", "CURRENT_QUARTER", "USDT", "TRADING"),
                                instrument("XAUUSDT", "TRADIFI_PERPETUAL", "USDT", "TRADING"),
                                instrument("OLDUSDT", "PERPETUAL", "USDT", "SETTLING"),
                                instrument("BTCUSDC", "PERPETUAL", "USDC", "TRADING")}),
            {}};
  }
  return {404, R"({"code":-1121,"msg":"no"})", {}};
}

bool is_trades(const SeenRequest& opening) { return opening.target.starts_with("/market/stream"); }

TEST(BinanceFeed, SubscribesToThePerpetualUsdtSymbolsThatAreTraded) {
  FeedWorld world(Venue::kBinance, usual, [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("instruments 2"));
  ASSERT_TRUE(world.notes.wait_for("state trades open"));
  ASSERT_TRUE(world.notes.wait_for("state books open"));
  EXPECT_EQ(world.notes.instruments()[1].symbol, "ETHUSDT");
  EXPECT_EQ(world.notes.instruments()[0].tick.text(), "0.10");
  std::set<std::string> targets;
  for (const SeenRequest& request : world.server.requests()) targets.insert(request.target);
  EXPECT_TRUE(targets.contains("/market/stream?streams=btcusdt@aggTrade/ethusdt@aggTrade/!contractInfo"));
  EXPECT_TRUE(targets.contains("/public/stream?streams=btcusdt@depth10@100ms/ethusdt@depth10@100ms"));
}

TEST(BinanceFeed, TellsTheDayOfTheRunningKlineBeforeAnythingElseOfASymbol) {
  FeedWorld world(Venue::kBinance, usual, [](const SeenRequest& opening, const std::string&) {
    return is_trades(opening) ? ScriptedFrames{{trade_frame(7)}, false} : ScriptedFrames{{book_frame(1, "99"), book_frame(2, "98")}, false};
  });
  world.options.symbols = {"BTCUSDT"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("day BTCUSDT"));
  const DaySoFar day = world.notes.days().front();
  EXPECT_EQ(day.day_start, 1'795'132'800'000'000);
  EXPECT_EQ(day.open.text(), "92");
  EXPECT_EQ(day.high.text(), "99");
  EXPECT_EQ(day.low.text(), "91");
  EXPECT_EQ(day.last.text(), "97.5");
  EXPECT_EQ(day.previous_close.text(), "92");
  EXPECT_EQ(day.value.text(), "1900");
  EXPECT_EQ(day.buy.text(), "15");
  EXPECT_EQ(day.sell.text(), "5");
  const auto lines = world.notes.lines();
  for (const std::string& line : lines) {
    if (line == "day BTCUSDT") break;
    EXPECT_FALSE(line.starts_with("trade") || line.starts_with("book")) << line;
  }
}

// Trades 1 … 3 on the first connection, 7 and 8 on the second.
ScriptedFrames interrupted(const SeenRequest& opening, std::atomic<int>& trade_connections, const std::shared_future<void>& may_cut) {
  if (!is_trades(opening)) return {};
  if (++trade_connections > 1) return {{trade_frame(7), trade_frame(8)}, false};
  may_cut.wait();  // the day is known
  return {{trade_frame(1), trade_frame(2), trade_frame(3)}, true};
}

struct Interrupted {
  std::atomic<int> connections{0};
  std::promise<void> day_is_known;
  std::shared_future<void> may_cut = day_is_known.get_future().share();
  FeedWorld world;

  explicit Interrupted(const FeedWorld::OnRequest& on_request)
      : world(Venue::kBinance, on_request, [this](const SeenRequest& opening, const std::string& message) {
          return message.empty() ? interrupted(opening, connections, may_cut) : ScriptedFrames{};
        }) {
    world.options.symbols = {"BTCUSDT"};
    world.start();
    EXPECT_TRUE(world.notes.wait_for("day BTCUSDT"));
    day_is_known.set_value();
  }
};

TEST(BinanceFeed, FetchesTheTradesThatItMissedWhileItWasDisconnected) {
  Interrupted feed([](const SeenRequest& request) {
    if (request.target.starts_with("/fapi/v1/aggTrades?symbol=BTCUSDT&fromId=4&limit=3")) {
      return ScriptedAnswer{200, "[" + trade_object(4) + "," + trade_object(5) + "," + trade_object(6) + "]", {}};
    }
    return usual(request);
  });
  ASSERT_TRUE(feed.world.notes.wait_for("trade BTCUSDT 8"));
  std::vector<std::string> expected;
  for (int id = 1; id <= 8; ++id) expected.push_back(fmt::format("trade BTCUSDT {}", id));
  EXPECT_EQ(feed.world.notes.all("trade"), expected);
  ASSERT_TRUE(feed.world.notes.wait_for("state trades gap repaired"));
  EXPECT_EQ(feed.world.notes.all("state trades gap").front(), "state trades gap");  // told at once
  EXPECT_EQ(feed.world.notes.count("day"), 1u);
}

TEST(BinanceFeed, LeavesTheHoleAndAsksForTheDayAnewWhenTheTradesCannotBeHad) {
  Interrupted feed([](const SeenRequest& request) {
    if (request.target.starts_with("/fapi/v1/aggTrades")) return ScriptedAnswer{400, R"({"code":-1130,"msg":"no"})", {}};
    return usual(request);
  });
  ASSERT_TRUE(feed.world.notes.wait_for("day BTCUSDT", 2));
  const std::vector<std::string> expected = {"trade BTCUSDT 1", "trade BTCUSDT 2", "trade BTCUSDT 3", "trade BTCUSDT 7", "trade BTCUSDT 8"};
  EXPECT_EQ(feed.world.notes.all("trade"), expected);
  ASSERT_TRUE(feed.world.notes.wait_for("state trades gap", 2));
  EXPECT_EQ(feed.world.notes.count("state trades gap repaired"), 0u);
  const auto problems = feed.world.notes.all("problem BTCUSDT: 3 trades");
  EXPECT_EQ(problems.size(), 1u);
}

TEST(BinanceFeed, DropsDuplicatesAndOldBooks) {
  std::promise<void> day_is_known;
  const std::shared_future<void> may_go = day_is_known.get_future().share();
  FeedWorld world(Venue::kBinance, usual, [may_go](const SeenRequest& opening, const std::string&) {
    may_go.wait();
    if (is_trades(opening)) return ScriptedFrames{{trade_frame(7), trade_frame(7), trade_frame(8), trade_frame(7), trade_frame(9)}, false};
    return ScriptedFrames{{book_frame(10, "99"), book_frame(9, "97"), book_frame(10, "99"), book_frame(11, "98")}, false};
  });
  world.options.symbols = {"BTCUSDT"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("day BTCUSDT"));
  day_is_known.set_value();
  ASSERT_TRUE(world.notes.wait_for("trade BTCUSDT 9"));
  ASSERT_TRUE(world.notes.wait_for("book BTCUSDT 98"));
  EXPECT_EQ(world.notes.all("trade"), (std::vector<std::string>{"trade BTCUSDT 7", "trade BTCUSDT 8", "trade BTCUSDT 9"}));
  EXPECT_EQ(world.notes.all("book"), (std::vector<std::string>{"book BTCUSDT 99", "book BTCUSDT 98"}));
}

TEST(BinanceFeed, ReplacesAConnectionInTimeWithoutLosingOrRepeatingATrade) {
  // Each connection starts a little before the end of the one before it, as overlapping streams do.
  std::atomic<int> connections{0};
  FeedWorld world(Venue::kBinance, usual, [&](const SeenRequest& opening, const std::string& message) {
    if (!is_trades(opening) || !message.empty()) return ScriptedFrames{};
    const auto number = static_cast<std::uint64_t>(connections++);
    ScriptedFrames frames;
    for (std::uint64_t id = 1 + 3 * number; id <= 5 + 3 * number; ++id) frames.frames.push_back(trade_frame(id));
    return frames;
  });
  world.options.symbols = {"BTCUSDT"};
  world.options.replace_after = 0.3;
  world.options.overlap = 0.05;
  world.start();
  ASSERT_TRUE(world.notes.wait_for("trade BTCUSDT 11"));
  const auto trades = world.notes.all("trade");
  for (std::size_t i = 1; i < trades.size(); ++i) {
    EXPECT_EQ(std::stoi(trades[i].substr(14)), std::stoi(trades[i - 1].substr(14)) + 1);
  }
  EXPECT_EQ(world.notes.count("state trades closed"), 0u);
  EXPECT_EQ(world.notes.count("state trades gap"), 0u);
}

TEST(BinanceFeed, GoesOnWithTheNewConnectionWhenTheOldOneEndsBeforeItSpoke) {
  std::atomic<int> connections{0};
  std::promise<void> second_is_open;
  const std::shared_future<void> may_cut = second_is_open.get_future().share();
  test::FeedNotes* notes = nullptr;
  FeedWorld world(Venue::kBinance, usual, [&](const SeenRequest& opening, const std::string& message) {
    if (!is_trades(opening) || !message.empty()) return ScriptedFrames{};
    if (++connections == 1) {
      may_cut.wait();
      return ScriptedFrames{{}, true};
    }
    second_is_open.set_value();
    EXPECT_TRUE(notes->wait_for("state trades closed"));
    return ScriptedFrames{{trade_frame(7)}, false};
  });
  notes = &world.notes;
  world.options.symbols = {"BTCUSDT"};
  world.options.replace_after = 0.2;
  world.options.backoff.first = world.options.backoff.most = 1000;  // the old one does not come back
  world.start();
  ASSERT_TRUE(world.notes.wait_for("trade BTCUSDT 7"));
  EXPECT_EQ(world.notes.count("state trades open"), 2u);
  EXPECT_GE(world.notes.count("state trades gap"), 1u);
}

TEST(BinanceFeed, UsesSeveralConnectionsForManySymbols) {
  std::vector<std::string> instruments;
  for (int i = 0; i < 700; ++i) instruments.push_back(instrument(fmt::format("C{:03}USDT", i), "PERPETUAL", "USDT", "TRADING"));
  // 50 names of a connection stand in its address, the others follow in frames.
  net::test::Inbox<std::string> names;
  FeedWorld world(Venue::kBinance, [&](const SeenRequest& request) {
    if (request.target.starts_with("/fapi/v1/exchangeInfo")) return ScriptedAnswer{200, exchange_info(instruments), {}};
    return usual(request);
  }, [&](const SeenRequest& opening, const std::string& message) {
    const std::string& text = message.empty() ? opening.target : message;
    for (std::size_t at = text.find("@aggTrade"); at != std::string::npos; at = text.find("@aggTrade", at + 1)) {
      names.put(text.substr(at - 8, 8));
    }
    return ScriptedFrames{};
  });
  world.start();
  ASSERT_TRUE(names.wait_for_count(700));
  const std::vector<std::string> all = names.all();
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 700u);
  ASSERT_TRUE(world.notes.wait_for("state books open", 2));
  EXPECT_EQ(world.requests_with("/market/stream"), 2u);
  EXPECT_EQ(world.requests_with("/public/stream"), 2u);
}

TEST(BinanceFeed, RefreshesTheListOnNoticeOfAContract) {
  std::atomic<int> lists{0};
  FeedWorld world(Venue::kBinance, [&](const SeenRequest& request) {
    if (!request.target.starts_with("/fapi/v1/exchangeInfo")) return usual(request);
    std::vector<std::string> all = {instrument("BTCUSDT", "PERPETUAL", "USDT", "TRADING")};
    if (++lists > 1) all.push_back(instrument("NEWUSDT", "PERPETUAL", "USDT", "TRADING"));
    return ScriptedAnswer{200, exchange_info(all), {}};
  }, [](const SeenRequest& opening, const std::string& message) {
    if (!is_trades(opening) || !message.empty()) return ScriptedFrames{};
    return ScriptedFrames{{R"({"stream":"!contractInfo","data":{"e":"contractInfo","E":1795132801000,"s":"NEWUSDT","ps":"NEWUSDT",)"
                           R"("ct":"PERPETUAL","dt":4133404800000,"ot":1795132801000,"cs":"TRADING"}})"}, false};
  });
  world.options.universe_notice = 0.05;
  world.start();
  ASSERT_TRUE(world.notes.wait_for("instruments 2"));
  ASSERT_TRUE(world.server.wait_for_frame(R"({"method":"SUBSCRIBE","params":["newusdt@aggTrade"],"id":1})"));
  ASSERT_TRUE(world.notes.wait_for("day NEWUSDT"));
}

TEST(BinanceFeed, TellsAnUnknownSymbolAndARefusedSubscription) {
  FeedWorld world(Venue::kBinance, usual, [](const SeenRequest& opening, const std::string&) {
    if (!is_trades(opening)) return ScriptedFrames{};
    return ScriptedFrames{{R"({"error":{"code":2,"msg":"Invalid request: unknown stream"},"id":1})", "not JSON at all"}, false};
  });
  world.options.symbols = {"NONEUSDT"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("problem the venue has no such symbol: NONEUSDT"));
  ASSERT_TRUE(world.notes.wait_for("problem trades: the subscription was refused: 2  Invalid request: unknown stream"));
  ASSERT_TRUE(world.notes.wait_for("problem a message could not be read (trades): not a whole JSON message."));
}

TEST(BinanceFeed, SaysNothingAfterItWasClosed) {
  FeedWorld world(Venue::kBinance, usual, [](const SeenRequest& opening, const std::string&) {
    return is_trades(opening) ? ScriptedFrames{{trade_frame(7)}, false} : ScriptedFrames{};
  });
  world.options.symbols = {"BTCUSDT"};
  world.start();
  ASSERT_TRUE(world.notes.wait_for("state trades open"));
  world.feed->close();
  const std::size_t count = world.notes.lines().size();
  world.server.cut_all();
  world.feed.reset();
  world.runtime.stop();
  EXPECT_EQ(world.notes.lines().size(), count);
}

}  // namespace
}  // namespace stom::gateway
