// The box as a whole: administration, clock, clean end.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "sim/box_client.h"
#include "venue/upbit/stream_requests.h"

namespace stom::sim::test {
namespace {

using nlohmann::json;
using venue::Venue;

TEST(Box, TellsItsStateAndOpensAccountsOverTheAdministration) {
  BoxClient client;
  const json state = json::parse(client.get("/sim/state").body);
  EXPECT_EQ(state["venues"].size(), 2u);
  EXPECT_EQ(state["paused"], true);
  EXPECT_EQ(client.get("/sim/account?venue=upbit&access=nobody").status, 404);
  const std::string account = R"({"venue":"upbit","access":"second","secret":"s","assets":{"KRW":"5000"}})";
  EXPECT_EQ(client.send({"POST", "/sim/account", {}, account, 0}).status, 200);
  const auto answer = client.get("/sim/account?venue=upbit&access=second");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, client.box().account_json(Venue::kUpbit, "second"));
  EXPECT_NE(answer.body.find("5000"), std::string::npos);
}

TEST(Box, MovesItsClockAndFaultsByCommand) {
  BoxClient client;
  const EpochMicros before = client.box().now();
  EXPECT_EQ(client.send({"POST", "/sim/clock", {}, R"({"advance_seconds":5})", 0}).status, 200);
  EXPECT_EQ(client.box().now(), before + 5'000'000);
  EXPECT_EQ(client.send({"POST", "/sim/fault", {}, R"({"fault":"server-error","probability":1})", 0}).status, 200);
  EXPECT_EQ(client.upbit(venue::upbit::markets()).status, 500);
  EXPECT_EQ(client.send({"DELETE", "/sim/faults", {}, {}, 0}).status, 200);
  EXPECT_EQ(client.upbit(venue::upbit::markets()).status, 200);
  EXPECT_EQ(client.send({"POST", "/sim/fault", {}, R"({"fault":"no-such-fault"})", 0}).status, 400);
}

TEST(Box, PlaysAsFastAsItIsTaken) {
  BoxOptions options = BoxClient::quiet_options();
  options.speed = 0;
  options.start = 1'795'132'800'000'000;
  BoxClient client(std::move(options));
  std::vector<venue::upbit::Subscription> wanted(1);
  wanted[0].type = "trade";
  wanted[0].only_realtime = true;
  client.box().use([&](BoxState&) {});
  const json state = json::parse(client.get("/sim/state").body);
  wanted[0].codes = {state["venues"][0]["symbols"][0].get<std::string>()};
  const auto stream = client.upbit_stream(venue::upbit::subscribe_frame("t", wanted));
  // A minute of the exchange's clock comes in much less.
  EXPECT_TRUE(stream->wait_for<venue::Trade>([](const venue::Trade& one) { return one.time > 1'795'132'860'000'000; }));
}

TEST(Box, KeepsItsAuthorityBetweenStarts) {
  BoxOptions options = BoxClient::quiet_options();
  const std::filesystem::path folder = options.folder;
  std::string first, second;
  {
    const Box box(BoxClient::quiet_options());
    EXPECT_GT(box.port(), 0);
  }
  BoxOptions again = BoxClient::quiet_options();
  again.folder = folder;
  {
    const Box box(std::move(options));
    first = read_file(box.ca_file());
    EXPECT_TRUE(is_private(folder));
  }
  {
    const Box box(std::move(again));
    second = read_file(box.ca_file());
  }
  EXPECT_EQ(first, second);
  std::filesystem::remove_all(folder);
}

TEST(Box, ReadsAccountsAndMarketsFromTexts) {
  const BoxAccount account = parse_account("binance:key:secret:USDT=1000.5,BNB=2");
  EXPECT_EQ(account.access, "key");
  EXPECT_EQ(account.assets.size(), 2u);
  for (const char* text : {"binance:key:secret", "kraken:key:secret:USDT=1", "upbit::s:KRW=1", "upbit:k:s:KRW=x", "upbit:k:s:"}) {
    EXPECT_THROW((void)parse_account(text), UsageError) << text;
  }
  EXPECT_EQ(parse_market("rows:/data/coin.db@20240102").day, 20240102);
  EXPECT_EQ(parse_market("raw:/data/a@b.tsv.gz").file, "/data/a@b.tsv.gz");
  EXPECT_THROW((void)parse_market("rows:"), UsageError);
}

TEST(Box, EndsWhileConnectionsAreOpen) {
  auto client = std::make_unique<BoxClient>();
  const auto stream = client->binance_stream("/market/ws/!miniTicker@arr");
  ASSERT_TRUE(stream->wait_for_state(net::StreamState::kOpen));
  client->box().stop();
  EXPECT_TRUE(stream->wait_for_state(net::StreamState::kClosed));
  EXPECT_FALSE(client->box().account_json(Venue::kUpbit, kUpbitKey).empty()) << "the judge can still be asked";
}

}  // namespace
}  // namespace stom::sim::test
