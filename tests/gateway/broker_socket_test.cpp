// Brokers on real sockets against a scripted server: tokens and keys, private streams, alarms, the end.
#include <gtest/gtest.h>

#include <atomic>

#include "gateway/broker_notes.h"
#include "net/test_server.h"

namespace stom::gateway::test {
namespace {

using net::test::ScriptedAnswer;
using net::test::ScriptedFrames;
using net::test::SeenRequest;
using net::test::TestServer;
using venue::Venue;

constexpr const char* kOrderEvent =
    R"({"e":"ORDER_TRADE_UPDATE","E":1795132802010,"T":1795132802003,"o":{"s":"BTCUSDT","c":"c1","S":"BUY","o":"LIMIT","f":"GTC",)"
    R"("q":"0.012","p":"61800.20","ap":"61800.20","sp":"0","x":"TRADE","X":"PARTIALLY_FILLED","i":8886774,"l":"0.005","z":"0.005",)"
    R"("L":"61800.20","N":"USDT","n":"0.06180020","T":1795132802003,"t":77123,"m":true,"R":false,"ps":"BOTH","rp":"0"}})";
constexpr const char* kAccountEvent =
    R"({"e":"ACCOUNT_UPDATE","E":1795132802010,"T":1795132802003,"a":{"m":"ORDER","B":[{"a":"USDT","wb":"100","cw":"100","bc":"0"}],)"
    R"("P":[{"s":"BTCUSDT","pa":"0.005","ep":"61800.2","ps":"BOTH"}]}})";

struct World {
  using OnRequest = std::function<ScriptedAnswer(const SeenRequest&)>;
  using OnMessage = std::function<ScriptedFrames(const SeenRequest&, const std::string&)>;
  World(Venue kind, OnRequest on_request, OnMessage on_message, int declined = 0) : server([&] {
    net::test::TestServerOptions script;
    script.on_request = [on_request](const SeenRequest& request) { return std::optional(on_request(request)); };
    script.on_message = [on_message](const SeenRequest& opening, const std::string& text) {
      return std::optional(on_message(opening, text));
    };
    if (declined != 0) script.decline = [declined](const SeenRequest&) { return std::optional(ScriptedAnswer{declined, "", {}}); };
    return script;
  }()) {
    options.venue = kind;
    options.endpoints = box_endpoints("localhost", server.port(), server.ca_file());
    options.keys.access = "access";
    options.keys.secret = SecretText("secret");
    options.query_after = 0.02;
  }
  void start() { broker = make_broker(runtime, std::move(options), notes); }
  // Headers of that name over all requests whose target begins so.
  [[nodiscard]] std::vector<std::string> headers(const std::string& target, const char* name) const {
    std::vector<std::string> values;
    for (const SeenRequest& request : server.requests()) {
      if (request.target.starts_with(target)) values.emplace_back(net::header_value(request.headers, name));
    }
    return values;
  }
  [[nodiscard]] std::vector<std::string> targets(const std::string& begin) const {
    std::vector<std::string> found;
    for (const SeenRequest& request : server.requests()) {
      if (request.target.starts_with(begin)) found.push_back(request.target);
    }
    return found;
  }

  TestServer server;
  BrokerNotes notes;
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  BrokerOptions options;
  std::unique_ptr<Broker> broker;
};

venue::NewOrder order_of(const char* symbol) {
  venue::NewOrder order;
  order.symbol = symbol;
  order.price = aggregation::Decimal(61800);
  order.quantity = aggregation::Decimal(1);
  order.client_id = "c1";
  return order;
}

ScriptedAnswer binance_answer(const SeenRequest& request) {
  if (request.target == "/fapi/v1/listenKey") return {200, R"({"listenKey":"key1"})", {}};
  if (request.target.starts_with("/fapi/v1/time")) return {200, fmt::format(R"({{"serverTime":{}}})", utc_now_micros() / 1000), {}};
  if (request.target.starts_with("/fapi/v1/positionSide/dual")) return {200, R"({"dualSidePosition":false})", {}};
  if (request.method == "POST" && request.target.starts_with("/fapi/v1/order")) {
    return {200, R"({"orderId":8886774,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"c1","price":"61800","origQty":"1",)"
                 R"("executedQty":"0","timeInForce":"GTC","type":"LIMIT","side":"BUY","positionSide":"BOTH",)"
                 R"("updateTime":1795132801102})", {}};
  }
  return {200, "[]", {}};
}

TEST(BrokerSocket, BinanceHearsOrdersAndTheAccountByItsListenKey) {
  World world(Venue::kBinance, binance_answer, [](const SeenRequest&, const std::string& message) {
    return message.empty() ? ScriptedFrames{{kOrderEvent, kAccountEvent}, false} : ScriptedFrames{};
  });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("stream up"));
  ASSERT_TRUE(world.notes.wait_for("fill c1 0.005"));
  ASSERT_TRUE(world.notes.wait_for("order c1"));
  ASSERT_TRUE(world.notes.wait_for("balance USDT"));
  ASSERT_TRUE(world.notes.wait_for("position BTCUSDT 0.005"));
  EXPECT_EQ(world.targets("/private/"), std::vector<std::string>{"/private/ws?listenKey=key1"});
  EXPECT_EQ(world.headers("/fapi/v1/listenKey", "X-MBX-APIKEY"), std::vector<std::string>{"access"});
  EXPECT_EQ(world.notes.records().orders["c1"].fills.begin()->second.fee.text(), "0.06180020");
}

TEST(BrokerSocket, BinanceMakesANewKeyWhenTheOldOneHasExpired) {
  std::atomic<int> keys{0};
  World world(
      Venue::kBinance,
      [&](const SeenRequest& request) {
        if (request.target == "/fapi/v1/listenKey") return ScriptedAnswer{200, fmt::format(R"({{"listenKey":"key{}"}})", ++keys), {}};
        return binance_answer(request);
      },
      [](const SeenRequest& opening, const std::string& message) {
        if (!message.empty()) return ScriptedFrames{};
        if (opening.target.ends_with("key1")) return ScriptedFrames{{R"({"e":"listenKeyExpired","E":1,"listenKey":"key1"})"}, false};
        return ScriptedFrames{{kOrderEvent}, false};
      });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("fill c1"));
  ASSERT_TRUE(world.notes.wait_for("stream up", 2));
  EXPECT_EQ(world.targets("/private/").back(), "/private/ws?listenKey=key2");
  EXPECT_EQ(world.notes.records().stream, (std::vector<bool>{true, false, true})) << world.notes.text();
}

TEST(BrokerSocket, BinanceConnectsAnewAfterAnEndOfTheKeyThoughTheVenueTellsTheSameOne) {
  std::atomic<int> connects{0};
  World world(Venue::kBinance, binance_answer, [&](const SeenRequest&, const std::string& message) {
    if (!message.empty()) return ScriptedFrames{};
    if (++connects == 1) return ScriptedFrames{{R"({"e":"listenKeyExpired","E":1,"listenKey":"key1"})"}, false};
    return ScriptedFrames{{kOrderEvent}, false};
  });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("fill c1")) << world.notes.text();
  ASSERT_TRUE(world.notes.wait_for("stream up", 2));
  EXPECT_EQ(world.targets("/private/").size(), 2U);
}

TEST(BrokerSocket, BinanceAsksAgainForItsKeyAfterACut) {
  World world(Venue::kBinance, binance_answer, [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("stream up"));
  world.server.cut_all();
  ASSERT_TRUE(world.notes.wait_for("stream up", 2));
  EXPECT_EQ(world.notes.count("stream down"), 1U);
  EXPECT_EQ(world.targets("/fapi/v1/listenKey").size(), 2U);
}

TEST(BrokerSocket, PlacesAnOrderOnceAndTellsItsResult) {
  World world(Venue::kBinance, binance_answer, [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  world.broker->place(order_of("BTCUSDT"), net::Priority::kEntry);
  ASSERT_TRUE(world.notes.wait_for("result c1 took"));
  EXPECT_EQ(world.targets("/fapi/v1/order").size(), 1U);
  EXPECT_EQ(world.notes.count("order c1 2"), 1U) << world.notes.text();
}

TEST(BrokerSocket, WrongKeysStopTheTrading) {
  World world(
      Venue::kBinance,
      [](const SeenRequest& request) {
        if (request.method != "POST" || request.target.starts_with("/fapi/v1/listenKey")) return binance_answer(request);
        return ScriptedAnswer{401, R"({"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."})", {}};
      },
      [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  world.broker->place(order_of("BTCUSDT"), net::Priority::kEntry);
  ASSERT_TRUE(world.notes.wait_for("result c1 dead"));
  ASSERT_TRUE(world.notes.wait_for("alarm stop"));
}

TEST(BrokerSocket, UpbitConnectsEachTimeWithAFreshTokenAndSubscribesToItsOrdersAndAssets) {
  World world(Venue::kUpbit, [](const SeenRequest&) { return ScriptedAnswer{200, "[]", {}}; },
              [](const SeenRequest&, const std::string& message) {
                if (message.find("myOrder") == std::string::npos) return ScriptedFrames{};
                return ScriptedFrames{{R"({"type":"myAsset","asset_uuid":"u","assets":[{"currency":"KRW","balance":5000,"locked":0}],)"
                                       R"("asset_timestamp":1795132802003,"timestamp":1795132802003,"stream_type":"REALTIME"})"}, false};
              });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("balance KRW"));
  world.server.cut_all();
  ASSERT_TRUE(world.notes.wait_for("balance KRW", 2));
  ASSERT_TRUE(world.notes.wait_for("stream up", 2));
  const auto tokens = world.headers("/websocket/v1/private", "Authorization");
  ASSERT_EQ(tokens.size(), 2U);
  EXPECT_TRUE(tokens[0].starts_with("Bearer "));
  EXPECT_NE(tokens[0], tokens[1]);
  const auto frames = world.server.frames();
  EXPECT_TRUE(std::any_of(frames.begin(), frames.end(), [](const net::test::SeenFrame& frame) {
    return frame.text.find(R"({"type":"myOrder"},{"type":"myAsset"})") != std::string::npos;
  }));
}

TEST(BrokerSocket, UpbitAlarmsWhenItsTokenIsRefusedTwice) {
  World world(Venue::kUpbit, [](const SeenRequest&) { return ScriptedAnswer{200, "[]", {}}; },
              [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; }, 401);
  world.start();
  ASSERT_TRUE(world.notes.wait_for("alarm stop"));
  EXPECT_EQ(world.targets("/websocket").size(), 2U);
}

TEST(BrokerSocket, TellsNothingAfterItsEnd) {
  World world(Venue::kBinance, binance_answer, [](const SeenRequest&, const std::string&) { return ScriptedFrames{}; });
  world.start();
  ASSERT_TRUE(world.notes.wait_for("stream up"));
  for (int i = 0; i < 20; ++i) {
    venue::NewOrder order = order_of("BTCUSDT");
    order.client_id = fmt::format("c{}", i);
    world.broker->place(order, net::Priority::kEntry);
  }
  world.broker->close();
  const std::string told = world.notes.text();
  world.broker->ask_account();
  world.broker.reset();
  world.runtime.stop();
  EXPECT_EQ(world.notes.text(), told);
}

}  // namespace
}  // namespace stom::gateway::test
