// The box writes the keys that the venues' own messages have (recordings and documented shapes beside the checkout; skipped without them).
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/binance_wire.h"
#include "sim/upbit_wire.h"
#include "venue/venue_data.h"

namespace stom::sim {
namespace {

using nlohmann::json;
using venue::Number;

constexpr EpochMicros kNow = 1'795'132'801'500'000;

Number number(const char* text) {
  Number value;
  EXPECT_TRUE(value.parse(text));
  return value;
}

venue::OrderUpdate order(const char* symbol) {
  venue::OrderUpdate one;
  one.symbol = symbol;
  one.order_id = "8886774";
  one.client_id = "stom-L-1";
  one.side = venue::Side::kBuy;
  one.type = venue::OrderType::kLimit;
  one.time_in_force = venue::TimeInForce::kGtc;
  one.state = venue::OrderState::kPartly;
  one.time = one.created = one.sent = kNow;
  one.price = number("3120");
  one.quantity = number("100");
  one.executed = number("40");
  one.remaining = number("60");
  one.self_trade_prevention = "cancel_maker";
  return one;
}

venue::Fill fill(const char* symbol) {
  venue::Fill one;
  one.symbol = symbol;
  one.order_id = "8886774";
  one.trade_id = "77123";
  one.side = venue::Side::kBuy;
  one.time = kNow;
  one.price = number("3120");
  one.quantity = number("40");
  one.fee = number("62.4");
  one.is_maker = true;
  return one;
}

venue::Trade trade(const char* symbol) {
  venue::Trade one;
  one.symbol = symbol;
  one.time = one.sent = kNow;
  one.price = number("3120");
  one.quantity = number("0.00008428");
  one.id = 512345678;
  return one;
}

venue::Ticker ticker(const char* symbol) {
  venue::Ticker one;
  one.symbol = symbol;
  one.time = one.sent = kNow;
  one.price = one.open = one.high = one.low = number("3120");
  one.day_volume = number("10");
  one.day_value = number("31200");
  return one;
}

venue::BookPicture book(const char* symbol) {
  venue::BookPicture one;
  one.symbol = symbol;
  one.time = one.sent = kNow;
  one.asks = {{Decimal(3121), Decimal(5)}};
  one.bids = {{Decimal(3120), Decimal(7)}};
  return one;
}

venue::Candle candle(const char* symbol) {
  venue::Candle one;
  one.symbol = symbol;
  one.interval = "1m";
  one.time = kNow;
  one.end = kNow + 59'999'000;
  one.open = one.high = one.low = one.close = number("3120");
  one.volume = one.value = one.buy_volume = one.buy_value = number("10");
  return one;
}

venue::Instrument instrument() {
  venue::Instrument one;
  one.symbol = "BTCUSDT";
  one.price_decimals = 2;
  one.quantity_decimals = 3;
  return one;
}

venue::Balance balance(const char* asset) {
  venue::Balance one;
  one.asset = asset;
  one.wallet = one.available = one.locked = number("100");
  one.time = kNow;
  return one;
}

venue::Position position() {
  venue::Position one;
  one.symbol = "BTCUSDT";
  one.amount = one.entry_price = one.mark_price = number("1");
  one.time = kNow;
  return one;
}

// "a", "a.b", "[].c": of lists the first element stands for all.
void add_keys(const json& value, const std::string& path, std::vector<std::string>& keys) {
  if (value.is_array()) {
    if (!value.empty()) add_keys(value.front(), path + "[]", keys);
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [key, inner] : value.items()) {
    keys.push_back(path + '.' + key);
    add_keys(inner, path + '.' + key, keys);
  }
}

std::vector<std::string> keys_of(const json& value) {
  std::vector<std::string> keys;
  add_keys(value, "", keys);
  return keys;
}

// Keys of the venue's message that ours does not have; `unless`: what we leave out knowingly.
std::vector<std::string> missing(const std::string& ours, const std::string& file, const std::vector<std::string>& unless = {}) {
  std::string text;
  for (const std::string& line : venue::lines_of(venue::exchange_data(file))) {
    text += line;
    if (file.ends_with("jsonl")) break;
  }
  json theirs = json::parse(text);
  if (theirs.is_object() && theirs.contains("stream")) theirs = json(theirs["data"]);
  const std::vector<std::string> have = keys_of(json::parse(ours));
  std::vector<std::string> lacks;
  for (const std::string& key : keys_of(theirs)) {
    if (std::find(have.begin(), have.end(), key) == have.end() && std::find(unless.begin(), unless.end(), key) == unless.end())
      lacks.push_back(key);
  }
  return lacks;
}

using Keys = std::vector<std::string>;

class WireShape : public testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(venue::exchange_data("upbit"))) GTEST_SKIP() << "no recordings beside the checkout";
  }
};

TEST_F(WireShape, OfUpbitIsTheVenues) {
  const upbit_wire::StreamStyle plain;
  const char* code = "KRW-XRP";
  const std::vector<venue::Fill> fills{fill(code)};
  EXPECT_EQ(missing(upbit_wire::ticker_message(ticker(code), plain), "upbit/ws_upbitnet_tickers.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::trade_message(trade(code), plain), "upbit/ws_upbitnet_trades.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::tickers({ticker(code)}), "upbit/rest_xchange_ticker_2018.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::books({book(code)}, 15), "upbit/rest_upbitnet_getorderbook.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::candles({candle(code)}, 0), "upbit/rest_upbitnet_getklines.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::ticks({trade(code)}), "upbit/rest_upbitnet_gettradehistory.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::accounts({balance("KRW")}), "upbit/synthetic_accounts.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::order(order(code), &fills), "upbit/synthetic_order_partial_wait.json"), Keys{});
  EXPECT_EQ(missing(upbit_wire::order_message(order(code), kNow, plain), "upbit/synthetic_ws_myorder.jsonl"), Keys{});
  EXPECT_EQ(missing(upbit_wire::asset_message({balance("KRW")}, "u", kNow, plain), "upbit/synthetic_ws_myasset.json"), Keys{});
}

TEST_F(WireShape, OfBinanceStreamsIsTheVenues) {
  const venue::Instrument of = instrument();
  const std::vector<binance_wire::Level> levels{{Decimal(1), Decimal(2)}};
  EXPECT_EQ(
      missing(binance_wire::aggregate_trade_event(trade("BTCUSDT"), of, kNow), "binance/ws_connector2026_aggregate_trade_streams.json"),
      Keys{});
  EXPECT_EQ(missing(binance_wire::depth_event(of, kNow, kNow, {1, 2, 0}, levels, levels),
                    "binance/ws_connector2026_diff_book_depth_streams.json"),
            Keys{});
  EXPECT_EQ(missing('[' + binance_wire::mini_ticker_event(ticker("BTCUSDT"), of, kNow, false) + ']',
                    "binance/ws_connector2026_all_market_mini_tickers_stream.json"), Keys{});
  EXPECT_EQ(missing(binance_wire::kline_event(candle("BTCUSDT"), of, kNow), "binance/ws_connector2026_kline_candlestick_streams.json"),
            Keys{});
  EXPECT_EQ(missing(binance_wire::mark_price_event(ticker("BTCUSDT"), of, kNow), "binance/ws_connector2026_mark_price_stream.json"),
            Keys{});
  const venue::Fill filled = fill("BTCUSDT");
  // AP, cr: of trailing stops only.
  EXPECT_EQ(
      missing(binance_wire::order_event(order("BTCUSDT"), &filled, of, kNow), "binance/ws_binancenet_orderupdate.json", {".o.AP", ".o.cr"}),
      Keys{});
  EXPECT_EQ(missing(binance_wire::account_event({{balance("USDT")}, {position()}}, kNow), "binance/ws_binancenet_accountupdate.json"),
            Keys{});
  EXPECT_EQ(missing(binance_wire::leverage_event("BTCUSDT", 25, kNow), "binance/ws_binancenet_leverage.json"), Keys{});
}

TEST_F(WireShape, OfBinanceAnswersIsTheVenues) {
  const venue::Instrument of = instrument();
  const Keys of_conditionals{".activatePrice", ".priceRate"};
  EXPECT_EQ(missing(binance_wire::order(order("BTCUSDT"), of, binance_wire::OrderForm::kAcknowledgement),
                    "binance/rest_connector2026_new_order.json"),
            Keys{});
  EXPECT_EQ(missing(binance_wire::order(order("BTCUSDT"), of, binance_wire::OrderForm::kQuery),
                    "binance/rest_connector2026_query_order.json", of_conditionals),
            Keys{});
  EXPECT_EQ(missing(binance_wire::user_trades({fill("BTCUSDT")}, of), "binance/rest_connector2026_account_trade_list.json"), Keys{});
  EXPECT_EQ(missing(binance_wire::balances({balance("USDT")}, kNow), "binance/rest_connector2026_futures_account_balance_v3.json"), Keys{});
  EXPECT_EQ(missing(binance_wire::positions({position()}, kNow), "binance/rest_connector2026_position_information_v3.json"), Keys{});
  EXPECT_EQ(
      missing(binance_wire::day_ticker(ticker("BTCUSDT"), of, kNow), "binance/rest_connector2026_ticker24hr_price_change_statistics.json"),
      Keys{});
  EXPECT_EQ(missing(binance_wire::commission("BTCUSDT", "0.0002", "0.0005"), "binance/rest_connector2026_user_commission_rate.json"),
            Keys{});
}

}  // namespace
}  // namespace stom::sim
