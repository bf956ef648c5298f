#include "gateway/download.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/thread.h"
#include "net/test_server.h"

namespace stom::gateway {
namespace {

using net::test::ScriptedAnswer;
using net::test::SeenRequest;

constexpr EpochMicros kSecond = 1'000'000, kStart = 1'795'132'800 * kSecond;

struct World {
  explicit World(std::function<ScriptedAnswer(const SeenRequest&)> answer) {
    net::test::TestServerOptions script;
    script.on_request = [answer = std::move(answer)](const SeenRequest& seen) { return std::optional(answer(seen)); };
    server = std::make_unique<net::test::TestServer>(script);
    RestSessionOptions options;
    options.venue = venue::Venue::kBinance;
    options.endpoint = server->endpoint();
    session = std::make_unique<RestSession>(runtime, std::move(options));
  }

  std::unique_ptr<net::test::TestServer> server;
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  std::unique_ptr<RestSession> session;
  DownloadRequest request{venue::Venue::kBinance, "BTCUSDT", HistoryKind::kMinuteCandles, kStart, kStart + 120 * kSecond};
  StopFlag stop;
  std::vector<venue::Event> events;
};

TEST(Download, TellsTheHistoryPageByPage) {
  World world([](const SeenRequest& request) {
    if (request.target == "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=1795132800000&endTime=1795132919000&limit=1000") {
      return ScriptedAnswer{200, R"([[1795132800000,"92","99","91","97.5","20","1795132859999","1900",19,"15","1400","0"]])", {}};
    }
    return ScriptedAnswer{200, "[]", {}};
  });
  Download download(*world.session, world.request, kStart + 600 * kSecond);
  ASSERT_TRUE(download.next(world.events, world.stop));
  ASSERT_EQ(world.events.size(), 1u);
  const auto& candle = std::get<venue::Candle>(world.events[0]);
  EXPECT_EQ(candle.symbol, "BTCUSDT");
  EXPECT_EQ(candle.close.text(), "97.5");
  EXPECT_EQ(download.reached(), kStart + 60 * kSecond);
  EXPECT_FALSE(download.next(world.events, world.stop));
}

TEST(Download, FailsInTheWordsOfTheVenue) {
  World world([](const SeenRequest&) { return ScriptedAnswer{400, R"({"code":-1121,"msg":"Invalid symbol."})", {}}; });
  Download download(*world.session, world.request, kStart + 600 * kSecond);
  try {
    (void)download.next(world.events, world.stop);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_EQ(error.text().en, "binance BTCUSDT could not be downloaded: binance: Invalid symbol. (-1121)");
  }
}

TEST(Download, WaitsForTheEndOfABan) {
  std::atomic<int> asked = 0;
  World world([&](const SeenRequest&) {
    if (++asked == 1) return ScriptedAnswer{418, R"({"code":-1003,"msg":"Way too many requests."})", {{"Retry-After", "1"}}};
    return ScriptedAnswer{200, "[]", {}};
  });
  Download download(*world.session, world.request, kStart + 600 * kSecond);
  EXPECT_FALSE(download.next(world.events, world.stop));
  EXPECT_EQ(asked, 2);
}

TEST(Download, StopsWhileItWaitsForAnAnswer) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  World world([released](const SeenRequest&) {
    released.wait();
    return ScriptedAnswer{200, "[]", {}};
  });
  Download download(*world.session, world.request, kStart + 600 * kSecond);
  Thread user("user", [&] {
    EXPECT_TRUE(world.server->wait_for_requests(1));
    world.stop.request();
  });
  EXPECT_THROW((void)download.next(world.events, world.stop), Cancelled);
  release.set_value();
}

}  // namespace
}  // namespace stom::gateway
