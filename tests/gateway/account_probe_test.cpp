#include "gateway/account_probe.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "net/test_server.h"

namespace stom::gateway {
namespace {

using net::test::ScriptedAnswer;
using net::test::SeenRequest;
using net::test::TestServer;
using venue::Venue;

AccountProbe probe(Venue venue, std::function<ScriptedAnswer(const SeenRequest&)> answer) {
  net::test::TestServerOptions script;
  script.on_request = [answer](const SeenRequest& request) { return std::optional(answer(request)); };
  TestServer server(script);
  return probe_account(venue, box_endpoints("localhost", server.port(), server.ca_file()), "access", SecretText("secret"));
}

TEST(AccountProbe, TellsWhatUpbitAllowsAndWhatIsThere) {
  const AccountProbe found = probe(Venue::kUpbit, [](const SeenRequest& request) {
    if (request.target != "/v1/accounts") return ScriptedAnswer{200, "[]", {}};
    return ScriptedAnswer{200, R"([{"currency":"KRW","balance":"1500000.5","locked":"0","avg_buy_price":"0","unit_currency":"KRW"},)"
                               R"({"currency":"XRP","balance":"0","locked":"0","avg_buy_price":"0","unit_currency":"KRW"}])", {}};
  });
  EXPECT_TRUE(found.is_allowed());
  ASSERT_EQ(found.balances.size(), 1U);
  const std::string text = probe_text(found, Language::kEnglish);
  EXPECT_NE(text.find("read balances: allowed"), std::string::npos);
  EXPECT_NE(text.find("KRW      1500000.5"), std::string::npos);
}

TEST(AccountProbe, TellsWhatIsNotAllowedInTheVenuesWords) {
  const AccountProbe found = probe(Venue::kUpbit, [](const SeenRequest& request) {
    if (request.target == "/v1/accounts") return ScriptedAnswer{200, "[]", {}};
    return ScriptedAnswer{403, R"({"error":{"name":"out_of_scope","message":"not this key"}})", {}};
  });
  EXPECT_FALSE(found.is_allowed());
  EXPECT_EQ(probe_json(found)["rights"][0]["allowed"], true);
  EXPECT_EQ(probe_json(found)["rights"][1]["allowed"], false);
  EXPECT_NE(probe_text(found, Language::kEnglish).find("not this key"), std::string::npos);
}

TEST(AccountProbe, ComparesTheClockOfBinance) {
  const AccountProbe found = probe(Venue::kBinance, [](const SeenRequest& request) {
    const auto now = utc_now_micros() / 1000 + 300;
    if (request.target.starts_with("/fapi/v1/time")) return ScriptedAnswer{200, fmt::format(R"({{"serverTime":{}}})", now), {}};
    if (request.target == "/fapi/v1/listenKey") return ScriptedAnswer{200, R"({"listenKey":"k"})", {}};
    return ScriptedAnswer{200, "[]", {}};
  });
  EXPECT_TRUE(found.is_allowed());
  EXPECT_EQ(found.rights.size(), 3U);
  EXPECT_TRUE(found.clock_is_sure);
  EXPECT_NEAR(found.clock_milliseconds, 300, 250);
}

}  // namespace
}  // namespace stom::gateway
