#include <gtest/gtest.h>

#include "venue/binance/errors.h"
#include "venue/binance/rest_requests.h"
#include "venue/upbit/errors.h"
#include "venue/upbit/rest_requests.h"

namespace stom::venue {
namespace {

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kNow = 1'795'132'801'250'000;

NewOrder order() {
  NewOrder made;
  made.symbol = "BTCUSDT";
  made.price = aggregation::Decimal(100);
  made.quantity = aggregation::Decimal(1);
  made.client_id = "stom-L-1";
  return made;
}

Answer answer(int status, std::string body, std::vector<Header> headers = {}) {
  return {Delivery::kAnswered, status, std::move(headers), std::move(body)};
}

Outcome binance_says(int code, int status = 400, const RestRequest& request = binance::new_order(order())) {
  return binance::judge(request, answer(status, fmt::format(R"({{"code":{},"msg":"words"}})", code)), kNow);
}

Outcome upbit_says(const char* name, int status, const RestRequest& request = upbit::new_order(order())) {
  return upbit::judge(request, answer(status, fmt::format(R"({{"error":{{"name":"{}","message":"words"}}}})", name)), kNow);
}

TEST(VenueErrors, ALostAnswerNeverMeansThatAnOrderIsDead) {
  for (const Delivery delivery : {Delivery::kLost, Delivery::kUnsent}) {
    for (const RestRequest& request :
         {upbit::new_order(order()), upbit::cancel_order({"u", ""}), binance::new_order(order()), binance::cancel_order("B", {"1", ""}),
          binance::amend_order("B", {"1", ""}, Side::kBuy, aggregation::Decimal(1), aggregation::Decimal(1))}) {
      for (const Outcome& outcome :
           {upbit::judge(request, {delivery, 0, {}, ""}, kNow), binance::judge(request, {delivery, 0, {}, ""}, kNow)}) {
        EXPECT_EQ(outcome.action, Action::kUnknown);
        EXPECT_FALSE(outcome.order_is_dead);
      }
    }
    EXPECT_EQ(upbit::judge(upbit::accounts(), {delivery, 0, {}, ""}, kNow).action, Action::kRetry);
    EXPECT_EQ(binance::judge(binance::account(), {delivery, 0, {}, ""}, kNow).action, Action::kRetry);
  }
}

TEST(VenueErrors, ServerErrorsAndForeignPagesLeaveAnOrderUnknown) {
  for (const int status : {500, 502, 504, 301}) {
    for (const char* body : {"", "<html>bad gateway</html>", R"({"error":{"name":"internal_server_error","message":"m"}})"}) {
      EXPECT_EQ(upbit::judge(upbit::new_order(order()), answer(status, body), kNow).action, Action::kUnknown) << status << body;
      const Outcome outcome = binance::judge(binance::new_order(order()), answer(status, body), kNow);
      EXPECT_EQ(outcome.action, Action::kUnknown) << status << body;
      EXPECT_FALSE(outcome.order_is_dead);
    }
    EXPECT_EQ(upbit::judge(upbit::accounts(), answer(status, ""), kNow).action, Action::kRetry);
    EXPECT_EQ(binance::judge(binance::account(), answer(status, ""), kNow).action, Action::kRetry);
  }
}

TEST(VenueErrors, BinanceCodesHaveTheirOutcome) {
  struct Case {
    std::vector<int> codes;
    Action action;
    bool dead;
  };
  const Case cases[] = {
      {{-1000, -1001, -1006, -1007}, Action::kUnknown, false},
      {{-1008}, Action::kRetry, false},
      {{-1003}, Action::kRateLimited, false},
      {{-1015}, Action::kRateLimited, true},
      {{-1021}, Action::kResyncClock, true},
      {{-1022, -2014, -2015}, Action::kStopTrading, true},
      {{-1102, -1111, -1121, -4003, -4004, -4005, -4014, -4023, -4164, -4016, -4024, -4131}, Action::kReject, true},
      {{-1125}, Action::kNewListenKey, false},
      {{-2010, -2011, -2013}, Action::kReconcile, false},
      {{-2018, -2019, -2024, -2025, -2027, -2028}, Action::kReject, true},
      {{-2021, -2022}, Action::kReconcile, true},
      {{-4046, -4059}, Action::kProceed, false},
      {{-4028, -4047, -4048, -4161, -4061, -4062, -4067, -4068}, Action::kReject, true},
      {{-4116}, Action::kFindDuplicate, false},
      {{-4118, -4120, -4192, -4400, -4531, -5021, -5022}, Action::kReject, true},
      {{-9999}, Action::kReject, true},
  };
  for (const Case& one : cases) {
    for (const int code : one.codes) {
      const Outcome outcome = binance_says(code);
      EXPECT_EQ(outcome.action, one.action) << code;
      EXPECT_EQ(outcome.order_is_dead, one.dead) << code;
      EXPECT_EQ(outcome.code, std::to_string(code));
      EXPECT_EQ(outcome.text, "words");
      // What refuses a cancel leaves the order alive.
      EXPECT_FALSE(binance_says(code, 400, binance::cancel_order("B", {"1", ""})).order_is_dead) << code;
    }
  }
  for (const int code : {-2018, -2019, -2024, -2025, -2027, -2028}) EXPECT_TRUE(binance_says(code).refresh_account) << code;
}

TEST(VenueErrors, BinanceTellsTwoKindsOfUnavailable) {
  const RestRequest request = binance::new_order(order());
  EXPECT_EQ(
      binance::judge(request, answer(503, R"({"code":-1000,"msg":"Unknown error, please check your request or try again later."})"), kNow)
          .action,
      Action::kUnknown);
  EXPECT_EQ(binance::judge(request, answer(503, R"({"code":0,"msg":"Service Unavailable."})"), kNow).action, Action::kRetry);
  EXPECT_EQ(binance::judge(request, answer(503, R"({"code":-1008,"msg":"Request throttled by system-level protection."})"), kNow).action,
            Action::kRetry);
}

TEST(VenueErrors, RateLimitsSayHowLongToWait) {
  const RestRequest request = binance::account();
  const Outcome limited = binance::judge(request, answer(429, R"({"code":-1003,"msg":"Too many requests"})", {{"retry-after", "7"}}), kNow);
  EXPECT_EQ(limited.action, Action::kRateLimited);
  EXPECT_EQ(limited.wait, 7 * kSecond);
  const Outcome minute = binance::judge(request, answer(429, R"({"code":-1003,"msg":"Too many requests"})"), kNow);
  EXPECT_EQ((kNow + minute.wait) % (60 * kSecond), 0);
  EXPECT_LE(minute.wait, 60 * kSecond);
  const Outcome banned = binance::judge(
      request,
      answer(418, R"({"code":-1003,"msg":"Way too many requests; IP(1.2.3.4) banned until 1795132900250. Please use the websocket."})"),
      kNow);
  EXPECT_EQ(banned.action, Action::kBanned);
  EXPECT_EQ(banned.wait, 99 * kSecond);
  EXPECT_EQ(binance::judge(request, answer(418, "", {{"Retry-After", "300"}}), kNow).wait, 300 * kSecond);
  const Outcome second = upbit::judge(upbit::accounts(), answer(429, R"({"error":{"name":"too_many_requests","message":"m"}})"), kNow);
  EXPECT_EQ(second.action, Action::kRateLimited);
  EXPECT_EQ(second.wait, 750'000);
  EXPECT_EQ(upbit::judge(upbit::accounts(), answer(418, ""), kNow).action, Action::kBanned);
  for (const int status : {429, 418}) {
    EXPECT_FALSE(upbit::judge(upbit::new_order(order()), answer(status, ""), kNow).order_is_dead);
    EXPECT_FALSE(binance::judge(binance::new_order(order()), answer(status, ""), kNow).order_is_dead);
  }
}

TEST(VenueErrors, UpbitNamesHaveTheirOutcome) {
  struct Case {
    std::vector<const char*> names;
    int status;
    Action action;
    bool dead;
  };
  const Case cases[] = {
      {{"insufficient_funds_bid", "insufficient_funds_ask", "under_min_total_bid", "under_min_total_ask", "over_krw_funds_bid",
        "invalid_price_bid", "invalid_price_ask", "invalid_parameter", "validation_error", "invalid_time_in_force", "invalid_post_only",
        "create_ask_error", "create_bid_error", "new_name"},
       400,
       Action::kReject,
       true},
      {{"duplicated_identifier"}, 400, Action::kFindDuplicate, false},
      {{"invalid_query_payload", "jwt_verification", "expired_access_key", "no_authorization_ip", "no_authorization_token",
        "out_of_scope", "new_name"},
       401,
       Action::kStopTrading,
       true},
      {{"nonce_used"}, 401, Action::kNewNonce, true},
      {{"out_of_scope"}, 403, Action::kStopTrading, true},
      {{"market_offline"}, 403, Action::kMarketHalted, true},
      {{"order_not_found", "notfoundmarket", "new_name"}, 404, Action::kReconcile, false},
      {{"internal_server_error", "new_name"}, 500, Action::kUnknown, false},
  };
  for (const Case& one : cases) {
    for (const char* name : one.names) {
      const Outcome outcome = upbit_says(name, one.status);
      EXPECT_EQ(outcome.action, one.action) << name << one.status;
      EXPECT_EQ(outcome.order_is_dead, one.dead) << name;
      EXPECT_EQ(outcome.code, name);
      EXPECT_FALSE(upbit_says(name, one.status, upbit::cancel_order({"u", ""})).order_is_dead) << name;
    }
  }
  EXPECT_TRUE(upbit_says("insufficient_funds_bid", 400).refresh_account);
}

TEST(VenueErrors, SuccessIsSuccess) {
  EXPECT_EQ(upbit::judge(upbit::new_order(order()), answer(201, R"({"uuid":"u","market":"KRW-XRP"})"), kNow).action, Action::kProceed);
  EXPECT_EQ(binance::judge(binance::cancel_open_orders("B"), answer(200, R"({"code":200,"msg":"done"})"), kNow).action, Action::kProceed);
  EXPECT_EQ(binance::judge(binance::account(), answer(200, "{}"), kNow).action, Action::kProceed);
}

TEST(VenueErrors, FramesOfASocketHaveTheirOutcome) {
  EXPECT_EQ(upbit::judge_frame("TOO_MANY_REQUEST").action, Action::kRateLimited);
  EXPECT_EQ(upbit::judge_frame("INVALID_AUTH").action, Action::kStopTrading);
  EXPECT_EQ(upbit::judge_frame("nonce_used").action, Action::kNewNonce);
  for (const char* name : {"WRONG_FORMAT", "NO_TICKET", "NO_TYPE", "NO_CODES", "INVALID_PARAM"})
    EXPECT_EQ(upbit::judge_frame(name).action, Action::kReject);
}

}  // namespace
}  // namespace stom::venue
