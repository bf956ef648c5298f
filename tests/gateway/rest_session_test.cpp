#include "gateway/rest_session.h"

#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "base/time.h"
#include "net/inbox.h"
#include "net/test_server.h"
#include "venue/binance/rest_requests.h"
#include "venue/binance/signing.h"
#include "venue/upbit/rest_requests.h"

namespace stom::gateway {
namespace {

using net::test::Inbox;
using net::test::ScriptedAnswer;
using net::test::SeenRequest;
using net::test::TestServer;
using venue::Action;
using venue::Venue;

struct World {
  using Script = std::function<ScriptedAnswer(const SeenRequest&, int number)>;
  explicit World(Script script, Venue venue = Venue::kBinance, bool has_keys = false) : on_request(std::move(script)) {
    options.venue = venue;
    options.endpoint = server.endpoint();
    options.on_notice = [this](const Message& text, bool) { notices.put(text.en); };
    if (has_keys) options.sign = make_signer(venue, "access", SecretText("secret"));
  }

  Script on_request;
  std::atomic<int> asked{0};
  TestServer server{[this] {
    net::test::TestServerOptions script;
    script.on_request = [this](const SeenRequest& request) { return std::optional(on_request(request, ++asked)); };
    return script;
  }()};
  Inbox<std::string> notices;
  net::Runtime runtime{[](std::exception_ptr) { ADD_FAILURE() << "a callback threw"; }};
  RestSessionOptions options;
  std::unique_ptr<RestSession> session;

  RestReply call(venue::RestRequest request, double most_wait = 0) {
    if (!session) session = std::make_unique<RestSession>(runtime, std::move(options));
    const auto replies = std::make_shared<Inbox<RestReply>>();
    RestCall call;
    call.request = std::move(request);
    call.most_wait = most_wait;
    session->call(std::move(call), [replies](RestReply reply) { replies->put(std::move(reply)); });
    EXPECT_TRUE(replies->wait_for_count(1));
    const std::vector<RestReply> all = replies->all();
    return all.empty() ? RestReply{} : all.front();
  }
};

venue::RestRequest some_order() {
  venue::NewOrder order;
  order.symbol = "BTCUSDT";
  order.client_id = "stom-L-20261120-000017-1";
  order.type = venue::OrderType::kMarket;
  order.quantity = aggregation::Decimal(1);
  return venue::binance::new_order(order);
}

TEST(RestSession, ReadsTheAnswerOfTheVenue) {
  World world([](const SeenRequest&, int) { return ScriptedAnswer{200, R"({"serverTime":1795132801000})", {}}; });
  const RestReply reply = world.call(venue::binance::server_time());
  ASSERT_TRUE(reply.ok()) << reply.problem.en;
  ASSERT_EQ(reply.events.size(), 1u);
  EXPECT_EQ(std::get<venue::ServerTime>(reply.events[0]).time, 1795132801000000);
  EXPECT_GE(reply.answered_at, reply.sent_at);
}

TEST(RestSession, AsksAgainAfterAServerErrorAndNonsense) {
  World world([](const SeenRequest&, int number) {
    return number == 1   ? ScriptedAnswer{502, "<html>bad gateway</html>", {}}
           : number == 2 ? ScriptedAnswer{200, "not JSON", {}}
                         : ScriptedAnswer{200, R"({"serverTime":1795132801000})", {}};
  });
  EXPECT_TRUE(world.call(venue::binance::server_time()).ok());
  EXPECT_EQ(world.asked, 3);
}

TEST(RestSession, AnOrderWithoutAnswerIsSentOnceAndItsOutcomeIsUnknown) {
  World world([](const SeenRequest&, int) { return ScriptedAnswer{503, R"({"code":-1000,"msg":"Unknown error"})", {}}; }, Venue::kBinance,
              true);
  const RestReply reply = world.call(some_order());
  EXPECT_EQ(reply.outcome.action, Action::kUnknown);
  EXPECT_FALSE(reply.outcome.order_is_dead);
  EXPECT_EQ(world.asked, 1);
}

TEST(RestSession, SignsAnewWithTheVenuesTimeWhenTheTimeStampWasRefused) {
  std::atomic<int> orders{0}, clocks{0};
  std::vector<std::string> stamps;
  World world(
      [&](const SeenRequest& request, int) {
        // The venue is an hour ahead.
        if (request.target == "/fapi/v1/time") {
          ++clocks;
          return ScriptedAnswer{200, fmt::format(R"({{"serverTime":{}}})", utc_now_micros() / 1000 + 3'600'000), {}};
        }
        const std::size_t at = request.target.find("&timestamp=");
        const std::int64_t stamp = std::stoll(request.target.substr(at + 11));
        if (++orders; stamp < utc_now_micros() / 1000 + 3'500'000) return ScriptedAnswer{400, R"({"code":-1021,"msg":"Timestamp"})", {}};
        return ScriptedAnswer{200, R"({"orderId":1,"symbol":"BTCUSDT","status":"NEW","clientOrderId":"a"})", {}};
      },
      Venue::kBinance, true);
  const RestReply reply = world.call(some_order());
  EXPECT_TRUE(reply.ok()) << reply.problem.en;
  EXPECT_EQ(orders, 2);
  EXPECT_GE(clocks, 1);
  EXPECT_TRUE(world.notices.wait_for_count(1));  // more than a second off
  EXPECT_NEAR(static_cast<double>(world.session->venue_now() - utc_now_micros()), 3.6e9, 1e6);
}

TEST(RestSession, EveryTryOfUpbitHasAFreshNonce) {
  std::vector<std::string> tokens;
  World world(
      [&](const SeenRequest& request, int number) {
        tokens.emplace_back(net::header_value(request.headers, "Authorization"));
        return number == 1 ? ScriptedAnswer{401, R"({"error":{"name":"nonce_used","message":"used"}})", {}} : ScriptedAnswer{200, "[]", {}};
      },
      Venue::kUpbit, true);
  EXPECT_TRUE(world.call(venue::upbit::accounts()).ok());
  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_TRUE(tokens[0].starts_with("Bearer "));
  EXPECT_NE(tokens[0], tokens[1]);
}

TEST(RestSession, WaitsAsLongAsTheVenueSaysAfterARateLimit) {
  World world([](const SeenRequest&, int number) {
    return number == 1 ? ScriptedAnswer{429, R"({"code":-1003,"msg":"Too many requests"})", {{"Retry-After", "1"}}}
                       : ScriptedAnswer{200, R"({"serverTime":1795132801000})", {}};
  });
  const double before = monotonic_seconds();
  EXPECT_TRUE(world.call(venue::binance::server_time()).ok());
  EXPECT_GE(monotonic_seconds() - before, 0.99);
}

TEST(RestSession, ABanHoldsAllRequestsAndIsTold) {
  World world([](const SeenRequest&, int) { return ScriptedAnswer{418, R"({"code":-1003,"msg":"banned"})", {{"Retry-After", "100"}}}; });
  EXPECT_EQ(world.call(venue::binance::server_time()).outcome.action, Action::kBanned);
  EXPECT_TRUE(world.notices.wait_for_count(1));
  const RestReply later = world.call(venue::binance::exchange_info(), 0.05);
  EXPECT_EQ(later.delivery, venue::Delivery::kUnsent);
  EXPECT_EQ(world.asked, 1);
}

TEST(RestSession, WithoutKeysNothingSignedLeaves) {
  World world([](const SeenRequest&, int) { return ScriptedAnswer{200, "{}", {}}; });
  EXPECT_EQ(world.call(some_order()).delivery, venue::Delivery::kUnsent);
  EXPECT_EQ(world.asked, 0);
}

TEST(RestSession, RefusesWhatNoBudgetCanEverHold) {
  World world([](const SeenRequest&, int) { return ScriptedAnswer{200, "{}", {}}; });
  venue::RestRequest request = venue::binance::depth("BTCUSDT");
  request.weight = 100'000;
  EXPECT_EQ(world.call(std::move(request)).delivery, venue::Delivery::kUnsent);
  EXPECT_EQ(world.asked, 0);
}

TEST(RestSession, CloseDropsWhatIsOpen) {
  std::promise<void> release;
  const std::shared_future<void> released = release.get_future().share();
  World world([released](const SeenRequest&, int) {
    released.wait();
    return ScriptedAnswer{200, "{}", {}};
  });
  std::atomic<int> answers{0};
  RestSession session(world.runtime, std::move(world.options));
  RestCall call;
  call.request = venue::binance::depth("BTCUSDT");
  session.call(std::move(call), [&](const RestReply&) { ++answers; });
  ASSERT_TRUE(world.server.wait_for_requests(1));
  session.close();
  release.set_value();
  EXPECT_EQ(answers, 0);
}

}  // namespace
}  // namespace stom::gateway
