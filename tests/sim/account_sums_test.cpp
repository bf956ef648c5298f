// Thousands of random orders against a random market: at every moment the money of an account is what was paid in, less and plus what
// the fills say, to the last digit. The sums are made from the judge's JSON alone.
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchange_rig.h"
#include "store/sample_random.h"

namespace stom::sim {
namespace {

using Json = nlohmann::json;
using store::SampleRandom;
using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

Decimal number(const Json& json, const char* key) { return decimal_of(json.at(key).get<std::string>()); }

// What must hold in any account: fills add up to their order, and say what they are.
void check_orders(const Json& account, Decimal fee_maker, Decimal fee_taker) {
  std::set<std::string> trade_ids;
  for (const Json& order : account.at("orders")) {
    Decimal executed, value, fee;
    for (const Json& fill : order.at("fills")) {
      ASSERT_TRUE(trade_ids.insert(fill.at("trade_id").get<std::string>()).second);
      executed += number(fill, "quantity");
      value += number(fill, "value");
      fee += number(fill, "fee");
      ASSERT_EQ(number(fill, "value"), times(number(fill, "price"), number(fill, "quantity")));
      ASSERT_EQ(number(fill, "fee"), cut(times(number(fill, "value"), fill.at("maker").get<bool>() ? fee_maker : fee_taker), 8));
      const Decimal limit = number(order, "price");
      if (limit.is_positive() && order.value("amendments", 0) == 0) {
        ASSERT_TRUE(order.at("side") == "buy" ? number(fill, "price") <= limit : number(fill, "price") >= limit) << order.dump();
      }
    }
    ASSERT_EQ(executed, number(order, "executed")) << order.dump();
    ASSERT_EQ(value, number(order, "value"));
    ASSERT_EQ(fee, number(order, "fee"));
    if (number(order, "quantity").is_positive()) {
      ASSERT_LE(executed, number(order, "quantity"));
    }
  }
}

void check_upbit(const Json& account) {
  std::map<std::string, Decimal> expected, locked;
  for (const auto& [asset, amount] : account.at("deposits").items()) expected[asset] = decimal_of(amount.get<std::string>());
  for (const Json& order : account.at("orders")) {
    const std::string coin = order.at("symbol").get<std::string>().substr(4);
    const bool buys = order.at("side") == "buy";
    const Decimal value = number(order, "value"), executed = number(order, "executed");
    expected["KRW"] -= number(order, "fee");
    expected["KRW"] += buys ? negative(value) : value;
    expected[coin] += buys ? executed : negative(executed);
    locked[buys ? "KRW" : coin] += number(order, "locked");
    if (order.at("state") != "wait") {
      ASSERT_EQ(number(order, "locked"), Decimal{}) << order.dump();
    }
    if (order.at("state") == "done") {
      ASSERT_TRUE(number(order, "executed") == number(order, "quantity") || number(order, "value") == number(order, "funds"))
          << order.dump();
    }
  }
  for (const Json& balance : account.at("balances")) {
    const auto asset = balance.at("asset").get<std::string>();
    const Decimal available = number(balance, "available");
    ASSERT_FALSE(available < Decimal{}) << balance.dump();
    ASSERT_EQ(number(balance, "locked"), locked[asset]) << asset;
    ASSERT_EQ(available + number(balance, "locked"), expected[asset]) << asset;
    expected.erase(asset);
  }
  for (const auto& [asset, amount] : expected) ASSERT_TRUE(amount.is_zero()) << asset;
}

void check_binance(const Json& account) {
  Decimal wallet = decimal_of(account.at("deposits").at("USDT").get<std::string>());
  for (const auto& [reason, amount] : account.at("adjustments").items()) wallet += decimal_of(amount.get<std::string>());
  std::map<std::string, Decimal> amounts, flows, profits;
  for (const Json& order : account.at("orders")) {
    const std::string key = order.at("symbol").get<std::string>() + order.at("position_side").get<std::string>();
    const bool buys = order.at("side") == "buy";
    for (const Json& fill : order.at("fills")) {
      const Decimal quantity = number(fill, "quantity"), value = number(fill, "value"), profit = number(fill, "profit");
      wallet += profit - number(fill, "fee");
      profits[key] += profit;
      amounts[key] += buys ? quantity : negative(quantity);
      flows[key] += buys ? negative(value) : value;
    }
  }
  ASSERT_EQ(number(account.at("balances").at(0), "wallet"), wallet);
  for (const Json& position : account.at("positions")) {
    const std::string key = position.at("symbol").get<std::string>() + position.at("side").get<std::string>();
    ASSERT_EQ(number(position, "amount"), amounts[key]) << key;
    ASSERT_EQ(number(position, "realised"), profits[key]) << key;
    // Cost of what is held: what was paid, less what was received, and the profit that was taken out.
    const Decimal cost = magnitude(profits[key] - flows[key]);
    ASSERT_EQ(number(position, "entry_price"), quotient(cost, magnitude(amounts[key]), 8)) << key;
  }
  for (const auto& [key, amount] : amounts) {
    if (amount.is_zero()) {
      ASSERT_EQ(profits[key], flows[key]) << key;  // flat: the profit is the cash flow
    }
  }
}

// A trader without any sense.
class RandomTrader {
 public:
  RandomTrader(venue::Venue venue, std::uint64_t seed) : venue_(venue), random_({seed, 99}) {
    RandomMarketOptions options;
    options.seed = seed;
    options.symbols = 4;
    options.events_per_second = 2;
    options.start = kStart;
    ExchangeOptions exchange_options;
    exchange_options.venue = venue;
    exchange_options.seed = seed;
    exchange = std::make_unique<Exchange>(exchange_options, random_market(venue, options), recorder);
    exchange->open_account("key", venue == venue::Venue::kUpbit ? "KRW" : "USDT",
                           Decimal(venue == venue::Venue::kUpbit ? 50'000'000 : 50'000));
    exchange->advance(kStart + 5 * kOneSecond);
    if (venue == venue::Venue::kBinance && random_.chance(0.5)) {
      EXPECT_FALSE(exchange->set_hedge_mode("key", true));
    }
  }

  void step() {
    if (random_.chance(0.02)) exchange->set_partial_share(random_.chance(0.5) ? 1 : random_.uniform(0.1, 0.9));
    const venue::Instrument& instrument = exchange->instruments()[static_cast<std::size_t>(random_.integer(0, 3))];
    if (random_.chance(0.3)) {
      cancel_or_amend(instrument.symbol);
    } else {
      place(instrument);
    }
    exchange->advance(exchange->now() + random_.integer(1, 3'000'000));
  }

  Recorder recorder;
  std::unique_ptr<Exchange> exchange;
  int taken = 0, refused = 0;

 private:
  [[nodiscard]] bool is_upbit() const { return venue_ == venue::Venue::kUpbit; }

  void place(const venue::Instrument& instrument) {
    const venue::BookPicture book = exchange->book(instrument.symbol);
    if (book.bids.empty() || book.asks.empty()) return;
    venue::NewOrder order;
    order.symbol = instrument.symbol;
    order.side = random_.chance(0.5) ? Side::kBuy : Side::kSell;
    order.client_id = fmt::format("r{}", ++number_);
    const std::vector<venue::Level>& levels = random_.chance(0.5) ? book.bids : book.asks;
    order.price = levels[static_cast<std::size_t>(random_.integer(0, 3))].price;
    const double value = is_upbit() ? random_.uniform(4'500, 9'000'000) : random_.uniform(10, 40'000);
    order.quantity = cut_to_step(Decimal::from_double(value / order.price.to_double()), instrument.step.decimal());
    constexpr TimeInForce kTimes[] = {TimeInForce::kGtc, TimeInForce::kGtc, TimeInForce::kIoc, TimeInForce::kFok, TimeInForce::kPostOnly};
    order.time_in_force = kTimes[random_.integer(0, 4)];
    if (random_.chance(0.3)) {
      order.type = is_upbit() && order.side == Side::kBuy ? OrderType::kMarketByFunds : OrderType::kMarket;
      order.time_in_force = TimeInForce::kGtc;
      if (order.type == OrderType::kMarketByFunds) order.price = cut(Decimal::from_double(value), 2);
    }
    if (!is_upbit()) {
      if (exchange->hedge_mode("key")) {
        order.position_side = random_.chance(0.5) ? venue::PositionSide::kLong : venue::PositionSide::kShort;
      } else {
        order.reduce_only = random_.chance(0.2);
      }
    }
    ++(exchange->place("key", order).order ? taken : refused);
  }

  void cancel_or_amend(const std::string& symbol) {
    const std::vector<venue::OrderUpdate> open = exchange->open_orders("key", symbol);
    if (open.empty()) return;
    const venue::OrderUpdate& order = open[static_cast<std::size_t>(random_.integer(0, static_cast<int>(open.size()) - 1))];
    if (is_upbit() || random_.chance(0.5)) {
      EXPECT_TRUE(exchange->cancel("key", symbol, {order.order_id, {}}).order);
      return;
    }
    const venue::BookPicture book = exchange->book(symbol);
    if (book.bids.size() < 3) return;
    (void)exchange->amend("key", symbol, {order.order_id, {}}, order.quantity.decimal(),
                          book.bids[static_cast<std::size_t>(random_.integer(0, 2))].price);
  }

  venue::Venue venue_;
  SampleRandom random_;
  int number_ = 0;
};

class AccountSums : public testing::TestWithParam<std::uint64_t> {};

TEST_P(AccountSums, OfUpbitAreWhatTheFillsSay) {
  RandomTrader trader(venue::Venue::kUpbit, GetParam());
  for (int i = 0; i < 1500; ++i) {
    trader.step();
    if (i % 250 != 249) continue;
    const Json account = Json::parse(trader.exchange->account_json("key"));
    ASSERT_NO_FATAL_FAILURE(check_orders(account, decimal_of("0.0005"), decimal_of("0.0005")));
    ASSERT_NO_FATAL_FAILURE(check_upbit(account));
  }
  EXPECT_GT(trader.taken, 300);
  EXPECT_GT(trader.refused, 20);
  EXPECT_GT(trader.recorder.fills.size(), 300u);
}

TEST_P(AccountSums, OfBinanceAreWhatTheFillsSay) {
  RandomTrader trader(venue::Venue::kBinance, GetParam());
  for (int i = 0; i < 1500; ++i) {
    trader.step();
    if (i % 250 != 249) continue;
    const Json account = Json::parse(trader.exchange->account_json("key"));
    ASSERT_NO_FATAL_FAILURE(check_orders(account, decimal_of("0.0002"), decimal_of("0.0005")));
    ASSERT_NO_FATAL_FAILURE(check_binance(account));
  }
  EXPECT_GT(trader.taken, 300);
  EXPECT_GT(trader.refused, 20);
  EXPECT_GT(trader.recorder.fills.size(), 300u);
}

// Who only listens knows the same: every fill once, and the last word of each order.
TEST_P(AccountSums, ListenersHearTheSameAsTheJudgeKnows) {
  for (const venue::Venue venue : {venue::Venue::kUpbit, venue::Venue::kBinance}) {
    RandomTrader trader(venue, GetParam());
    for (int i = 0; i < 600; ++i) trader.step();
    const Json account = Json::parse(trader.exchange->account_json("key"));
    std::map<std::string, Decimal> executed;
    std::map<std::string, std::string> states;
    for (const venue::Fill& fill : trader.recorder.fills) executed[fill.order_id] += fill.quantity.decimal();
    for (const venue::OrderUpdate& order : trader.recorder.orders) states[order.order_id] = order.venue_state;
    for (const Json& order : account.at("orders")) {
      const auto id = order.at("order_id").get<std::string>();
      ASSERT_EQ(executed[id], number(order, "executed"));
      const auto state = order.at("state").get<std::string>();
      if (state != "FILLED" && state != "PARTIALLY_FILLED") {
        ASSERT_EQ(states[id], state);
      }
    }
  }
}

TEST_P(AccountSums, TheSameSeedGivesTheSameAccountToTheLastByte) {
  RandomTrader one(venue::Venue::kBinance, GetParam()), same(venue::Venue::kBinance, GetParam());
  for (int i = 0; i < 200; ++i) {
    one.step();
    same.step();
  }
  EXPECT_EQ(one.exchange->account_json("key"), same.exchange->account_json("key"));
}

INSTANTIATE_TEST_SUITE_P(Seeds, AccountSums, testing::Values(1, 2, 3, 4));

}  // namespace
}  // namespace stom::sim
