#include "gateway/price_question.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "net/test_server.h"

namespace stom::gateway {
namespace {

using net::test::ScriptedAnswer;
using net::test::SeenRequest;

struct Answers {
  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, std::string> by_symbol;

  void take(const std::string& symbol, std::string text) {
    const std::lock_guard lock(mutex);
    by_symbol[symbol] = std::move(text);
    changed.notify_all();
  }
  bool wait(std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(20), [&] { return by_symbol.size() >= count; });
  }
};

std::map<std::string, std::string> ask(venue::Venue venue, const std::vector<std::string>& symbols,
                                       std::function<ScriptedAnswer(const SeenRequest&)> answer) {
  net::test::TestServerOptions script;
  script.on_request = [answer](const SeenRequest& request) { return std::optional(answer(request)); };
  net::test::TestServer server(script);
  net::Runtime runtime([](std::exception_ptr) {});
  Answers answers;
  PriceQuestion question(
      runtime, venue, box_endpoints("localhost", server.port(), server.ca_file()),
      [&](const std::string& symbol, double price) { answers.take(symbol, fmt::format("{}", price)); },
      [&](const std::string& symbol, const Message& why) { answers.take(symbol, why.en); });
  question.ask(symbols);
  EXPECT_TRUE(answers.wait(symbols.size()));
  return answers.by_symbol;
}

TEST(PriceQuestion, TellsUpbitsLastPriceAndWhatItDoesNotKnow) {
  const auto told = ask(venue::Venue::kUpbit, {"KRW-XRP", "KRW-GONE"}, [](const SeenRequest& request) {
    if (request.target == "/v1/ticker?markets=KRW-XRP")
      return ScriptedAnswer{200,
                            R"([{"market":"KRW-XRP","trade_date":"20261121","trade_time":"000001","trade_timestamp":1795132801500,)"
                            R"("opening_price":3100.0,"high_price":3150.0,"low_price":3090.0,"trade_price":3120.0,"prev_closing_price":3100.0,)"
                            R"("change":"RISE","change_price":20.0,"change_rate":0.0064,"signed_change_price":20.0,"signed_change_rate":0.0064,)"
                            R"("trade_volume":1.0,"acc_trade_price":1.0,"acc_trade_price_24h":1.0,"acc_trade_volume":1.0,)"
                            R"("acc_trade_volume_24h":1.0,"timestamp":1795132801600}])",
                            {}};
    return ScriptedAnswer{404, R"({"error":{"name":404,"message":"Code not found"}})", {}};
  });
  EXPECT_EQ(told.at("KRW-XRP"), "3120");
  EXPECT_NE(told.at("KRW-GONE"), "");
}

TEST(PriceQuestion, TellsBinancesLastPrice) {
  const auto told = ask(venue::Venue::kBinance, {"BTCUSDT"}, [](const SeenRequest& request) {
    EXPECT_EQ(request.target, "/fapi/v1/ticker/24hr?symbol=BTCUSDT");
    return ScriptedAnswer{200,
                          R"({"symbol":"BTCUSDT","priceChange":"10","priceChangePercent":"0.1","weightedAvgPrice":"61000","lastPrice":"61800.20",)"
                          R"("lastQty":"0.1","openPrice":"61790.2","highPrice":"62000","lowPrice":"60000","volume":"10","quoteVolume":"610000",)"
                          R"("openTime":1795046400000,"closeTime":1795132801500,"firstId":1,"lastId":9,"count":9})",
                          {}};
  });
  EXPECT_EQ(told.at("BTCUSDT"), "61800.2");
}

}  // namespace
}  // namespace stom::gateway
