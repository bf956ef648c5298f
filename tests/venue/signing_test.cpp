#include <gtest/gtest.h>

#include "base/error.h"
#include "venue/binance/rest_requests.h"
#include "venue/binance/signing.h"
#include "venue/crypto.h"
#include "venue/upbit/rest_requests.h"
#include "venue/upbit/signing.h"
#include "venue/venue_data.h"

namespace stom::venue {
namespace {

using nlohmann::json;

json vectors() { return json::parse(read_file(own_data("signing_vectors.json"))); }

upbit::Keys keys_of(const json& vector) {
  return {vector["access_key"].get<std::string>(), SecretText(vector["secret_key"].get<std::string>())};
}

TEST(Signing, UpbitTokensAreThoseOfTheVectors) {
  for (const json& vector : vectors()["upbit"]) {
    const std::string query = vector["query_string"].is_null() ? "" : vector["query_string"].get<std::string>();
    const std::string nonce = vector["nonce"];
    EXPECT_EQ(upbit::token(keys_of(vector), nonce, query), vector["jwt_hs512"]) << vector["name"];
    EXPECT_EQ(upbit::token(keys_of(vector), nonce, query, upbit::Algorithm::kHs256), vector["jwt_hs256"]) << vector["name"];
    if (!query.empty()) {
      EXPECT_EQ(upbit::query_hash(query), vector["query_hash"]);
    }
  }
}

TEST(Signing, AnotherOrderOfParametersIsAnotherToken) {
  const json vector = vectors()["upbit"][1];
  EXPECT_NE(upbit::token(keys_of(vector), "n", "a=1&b=2"), upbit::token(keys_of(vector), "n", "b=2&a=1"));
}

TEST(Signing, UpbitOrdersGoAsTheVectorsSay) {
  const json all = vectors()["upbit"];
  const json limit = all[2];
  NewOrder order;
  order.symbol = "KRW-XRP";
  order.quantity = aggregation::Decimal(100);
  order.price = aggregation::Decimal(3120);
  order.client_id = "stom-20261120-000017-1";
  const WireRequest wire = upbit::sign(upbit::new_order(order), keys_of(limit), limit["nonce"].get<std::string>());
  EXPECT_EQ(wire.method, Method::kPost);
  EXPECT_EQ(wire.target, "/v1/orders");
  EXPECT_EQ(
      wire.body,
      R"({"market":"KRW-XRP","side":"bid","volume":"100","price":"3120","ord_type":"limit","identifier":"stom-20261120-000017-1"})");
  EXPECT_EQ(*find_header(wire.headers, "authorization"), "Bearer " + limit["jwt_hs512"].get<std::string>());
  EXPECT_EQ(*find_header(wire.headers, "Content-Type"), "application/json");
  EXPECT_EQ(find_header(wire.headers, "Origin"), nullptr);
  order.symbol = "KRW-BTC";
  order.type = OrderType::kMarketByFunds;
  order.price = aggregation::Decimal(1'000'000);
  order.client_id = "stom-20261120-000018-1";
  EXPECT_EQ(plain_query(upbit::new_order(order).parameters), all[3]["query_string"]);
  const WireRequest cancel =
      upbit::sign(upbit::cancel_order({"11111111-2222-4333-8444-555555555555", ""}), keys_of(all[4]), all[4]["nonce"].get<std::string>());
  EXPECT_EQ(cancel.target, "/v1/order?uuid=11111111-2222-4333-8444-555555555555");
  EXPECT_TRUE(cancel.body.empty());
  EXPECT_EQ(*find_header(cancel.headers, "Authorization"), "Bearer " + all[4]["jwt_hs512"].get<std::string>());
  const WireRequest accounts = upbit::sign(upbit::accounts(), keys_of(all[0]), all[0]["nonce"].get<std::string>());
  EXPECT_EQ(*find_header(accounts.headers, "Authorization"), "Bearer " + all[0]["jwt_hs512"].get<std::string>());
}

TEST(Signing, UpbitQueriesAreEncodedButHashedAsMeant) {
  const WireRequest wire = upbit::unsigned_request(upbit::tickers(std::vector<std::string>{"KRW-BTC", "KRW-ETH"}));
  EXPECT_EQ(wire.target, "/v1/ticker?markets=KRW-BTC%2CKRW-ETH");
  EXPECT_EQ(upbit::unsigned_request(upbit::open_orders("KRW-BTC")).target,
            "/v1/orders/open?market=KRW-BTC&states[]=wait&states[]=watch&page=1&limit=100");
  EXPECT_EQ(upbit::unsigned_request(upbit::candles(upbit::CandleUnit::kMinute, 5, "KRW-BTC", 1'700'000'000'000'000, 10)).target,
            "/v1/candles/minutes/5?market=KRW-BTC&to=2023-11-14T22%3A13%3A20Z&count=10");
}

TEST(Signing, BinanceSignaturesAreThoseOfTheVectors) {
  for (const json& vector : vectors()["binance"]) {
    EXPECT_EQ(binance::signature(vector["secret_key"].get<std::string>(), vector["payload"].get<std::string>()), vector["signature"])
        << vector["name"];
  }
}

TEST(Signing, BinanceOrdersGoAsTheVectorsSay) {
  const json all = vectors()["binance"];
  NewOrder order;
  order.symbol = "BTCUSDT";
  ASSERT_TRUE(aggregation::Decimal::parse("0.012", order.quantity) && aggregation::Decimal::parse("61800.2", order.price));
  order.client_id = "stom-L-20261120-000017-1";
  const binance::Keys keys{"key", SecretText(all[1]["secret_key"].get<std::string>())};
  const WireRequest wire = binance::sign(binance::new_order(order), keys, 1'795'132'801'000'000);
  EXPECT_EQ(wire.target, "/fapi/v1/order?" + all[1]["payload"].get<std::string>() + "&signature=" + all[1]["signature"].get<std::string>());
  EXPECT_EQ(*find_header(wire.headers, "X-MBX-APIKEY"), "key");
  EXPECT_TRUE(wire.body.empty());
  const WireRequest query = binance::sign(binance::order("BTCUSDT", {"", order.client_id}), keys, 1'795'132'802'000'000);
  EXPECT_EQ(query.target,
            "/fapi/v1/order?" + all[3]["payload"].get<std::string>() + "&signature=" + all[3]["signature"].get<std::string>());
  EXPECT_EQ(binance::sign(binance::balances(), keys, 1'795'132'801'000'000).target,
            "/fapi/v3/balance?" + all[2]["payload"].get<std::string>() + "&signature=" + all[2]["signature"].get<std::string>());
}

TEST(Signing, ListenKeysNeedTheKeyButNoSignature) {
  const WireRequest wire = binance::unsigned_request(binance::make_listen_key(), "key");
  EXPECT_EQ(wire.target, "/fapi/v1/listenKey");
  EXPECT_EQ(wire.headers.size(), 1U);
  EXPECT_TRUE(binance::unsigned_request(binance::server_time()).headers.empty());
}

TEST(Signing, Ed25519IsThatOfItsStandard) {
  // RFC 8032, 7.1, test 2: the message is one byte, 0x72.
  constexpr const char* kKey =
      "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n-----END PRIVATE KEY-----\n";
  const std::string expected =
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
  EXPECT_EQ(hex(ed25519(kKey, "\x72")), expected);
  EXPECT_EQ(binance::signature(kKey, "\x72"), percent_encoded(base64(ed25519(kKey, "\x72"))));
  EXPECT_THROW((void)ed25519("-----BEGIN PRIVATE KEY-----\nxx\n-----END PRIVATE KEY-----\n", "a"), UsageError);
}

TEST(Signing, CodesAndDigestsAreThoseOfTheirStandards) {
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64url("\xff\xfe\xfd"), "__79");
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

}  // namespace
}  // namespace stom::venue
