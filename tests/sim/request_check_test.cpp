// Who is let in: signatures, nonces, timestamps, budgets.
#include <gtest/gtest.h>

#include "sim/box_client.h"
#include "sim/rate_limits.h"
#include "sim/request_check.h"
#include "venue/binance/signing.h"
#include "venue/upbit/signing.h"

namespace stom::sim::test {
namespace {

using venue::VenueError;
using venue::Venue;

TEST(RequestCheck, TakesTheTokensOfTheVenuesDocuments) {
  KeyRing keys;
  keys.add("stomTestAccessKey0123456789ABCDEFGHIJKLMN", "stomTestSecretKey9876543210zyxwvutsrqponm");
  const venue::upbit::Keys own{"stomTestAccessKey0123456789ABCDEFGHIJKLMN",
                               SecretText(std::string_view("stomTestSecretKey9876543210zyxwvutsrqponm"))};
  const std::string parameters = "market=KRW-BTC&states[]=wait&states[]=watch&limit=100";
  const auto bearer = [&](const std::string& nonce, const std::string& hashed, venue::upbit::Algorithm algorithm) {
    return "Bearer " + venue::upbit::token(own, nonce, hashed, algorithm);
  };
  EXPECT_TRUE(
      std::holds_alternative<std::string>(check_upbit(bearer("n1", parameters, venue::upbit::Algorithm::kHs512), parameters, keys)));
  EXPECT_TRUE(std::holds_alternative<std::string>(check_upbit(bearer("n2", "", venue::upbit::Algorithm::kHs256), "", keys)));
  const auto refused = [&](const std::string& authorization, const std::string& sent) {
    const Identity identity = check_upbit(authorization, sent, keys);
    const auto* why = std::get_if<Refused>(&identity);
    return why == nullptr ? std::string("taken") : why->name;
  };
  EXPECT_EQ(refused(bearer("n1", parameters, venue::upbit::Algorithm::kHs512), parameters), "nonce_used");
  EXPECT_EQ(refused(bearer("n3", "states[]=wait&market=KRW-BTC", venue::upbit::Algorithm::kHs512), parameters), "invalid_query_payload");
  EXPECT_EQ(refused(bearer("n4", "", venue::upbit::Algorithm::kHs512) + "x", ""), "jwt_verification");
  EXPECT_EQ(refused("", ""), "no_authorization_token");
}

TEST(RequestCheck, RefusesWhatIsNotSignedWithTheSecret) {
  BoxClient client;
  const auto upbit = client.upbit(venue::upbit::accounts(), "another secret");
  EXPECT_EQ(upbit.status, 401);
  EXPECT_EQ(client.read_one<VenueError>(Venue::kUpbit, upbit, "error").name, "jwt_verification");
  const auto binance = client.binance(venue::binance::balances(), "another secret");
  EXPECT_EQ(binance.status, 400);
  EXPECT_EQ(client.read_one<VenueError>(Venue::kBinance, binance, "error").code, -1022);
  EXPECT_EQ(client.upbit(venue::upbit::accounts()).status, 200);
  EXPECT_EQ(client.binance(venue::binance::balances()).status, 200);
  EXPECT_EQ(client.read_one<VenueError>(Venue::kBinance, client.get("/fapi/v3/balance?timestamp=1"), "error").code, -2014);
}

TEST(RequestCheck, RefusesTimestampsOutsideTheWindow) {
  BoxOptions options = BoxClient::quiet_options();
  options.upbit.kind = MarketChoice::Kind::kNone;
  options.accounts.erase(options.accounts.begin());
  options.start = 1'795'132'800'000'000;
  BoxClient client(std::move(options));
  client.box().pause(false);  // a clock of real time is strict
  const venue::binance::Keys keys{kBinanceKey, SecretText(std::string_view(kBinanceSecret))};
  const auto code_at = [&](EpochMicros time) {
    const venue::WireRequest signed_request = venue::binance::sign(venue::binance::balances(), keys, time);
    net::HttpRequest request{"GET", signed_request.target, {{"X-MBX-APIKEY", kBinanceKey}}, {}, 0};
    const auto answer = client.send(std::move(request));
    return answer.status == 200 ? 0 : client.read_one<VenueError>(Venue::kBinance, answer, "error").code;
  };
  EXPECT_EQ(code_at(client.box().now()), 0);
  EXPECT_EQ(code_at(client.box().now() + 30'000'000), -1021);
  EXPECT_EQ(code_at(client.box().now() - 30'000'000), -1021);
}

TEST(RequestCheck, TellsWhatIsLeftAndRefusesTooManyRequests) {
  BoxClient client;
  const auto first = client.upbit(venue::upbit::markets());
  const std::string left(net::header_value(first.headers, "Remaining-Req"));
  EXPECT_TRUE(left.starts_with("group=market; min=600; sec=")) << left;
  const auto weight = client.binance(venue::binance::server_time());
  EXPECT_FALSE(net::header_value(weight.headers, "X-MBX-USED-WEIGHT-1M").empty());
  int refused = 0;
  for (int i = 0; i < 40 && refused == 0; ++i) refused += client.upbit(venue::upbit::markets()).status == 429 ? 1 : 0;
  EXPECT_EQ(refused, 1);
}

TEST(RequestCheck, CountsBinanceWeightsAndBansWhoGoesOn) {
  BinanceLimits limits;
  std::vector<Header> headers;
  constexpr EpochMicros kNow = 1'795'132'801'000'000;
  EXPECT_EQ(limits.take(2390, 0, "a", kNow, headers), BinanceLimits::Verdict::kAllowed);
  EXPECT_EQ(headers.back().value, "2390");
  EXPECT_EQ(limits.take(20, 0, "a", kNow, headers), BinanceLimits::Verdict::kWeight);
  EXPECT_EQ(limits.take(20, 0, "a", kNow + 60'000'000, headers), BinanceLimits::Verdict::kAllowed) << "the next minute";
  for (int i = 0; i < 300; ++i) EXPECT_EQ(limits.take(0, 1, "a", kNow + 60'000'000, headers), BinanceLimits::Verdict::kAllowed);
  EXPECT_EQ(limits.take(0, 1, "a", kNow + 60'000'000, headers), BinanceLimits::Verdict::kOrders);
  EXPECT_EQ(limits.take(0, 1, "b", kNow + 60'000'000, headers), BinanceLimits::Verdict::kAllowed) << "another account";
  BanWatch bans;
  for (std::int64_t i = 0; i <= BanWatch::kTolerated; ++i) bans.refused(kNow);
  EXPECT_GT(bans.left(kNow), 0);
}

TEST(RequestCheck, RefusesAPrivateSocketWithoutToken) {
  BoxClient client;
  Listener stream(client.runtime(), client.box(), Venue::kUpbit, "/websocket/v1/private", {});
  EXPECT_TRUE(stream.wait_for<VenueError>([](const VenueError& one) { return one.name == "INVALID_AUTH"; }));
}

}  // namespace
}  // namespace stom::sim::test
