// What Binance does by itself: liquidation and funding. Money stays countable: fills and told adjustments are the wallet.
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "sim/exchange_rig.h"

namespace stom::sim {
namespace {

using venue::OrderCause;
using venue::Side;

struct Futures : Rig {
  explicit Futures(ExchangeOptions options = {}) : Rig(venue::Venue::kBinance, options) {
    exchange->open_account("key", "USDT", Decimal(1000));
    show(levels({{"99990", "1"}}), levels({{"100000", "1"}}));
  }
  // 0.1 BTC at 100,000: notional 10,000, ten times the wallet.
  void buy(const char* margin_type = "CROSSED") {
    if (std::string_view(margin_type) != "CROSSED") {
      EXPECT_FALSE(exchange->set_margin_type("key", symbol, margin_type));
    }
    EXPECT_TRUE(place(at_market(Side::kBuy, "0.1")).order);
  }
  void fall_to(const char* price, const char* bid_quantity = "1") {
    show(levels({{price, bid_quantity}}), levels({{"100000", "1"}}));
    print(price, "0.01", Side::kSell);
  }
  [[nodiscard]] Decimal position() const {
    const auto held = exchange->positions("key", symbol);
    return held.empty() ? Decimal{} : held[0].amount.decimal();
  }
  // Deposits, profits, fees and adjustments.
  [[nodiscard]] Decimal counted() const {
    const auto account = nlohmann::json::parse(exchange->account_json("key"));
    Decimal sum = Decimal(1000);
    for (const auto& order : account.at("orders")) {
      for (const auto& fill : order.at("fills"))
        sum += decimal_of(fill.at("profit").get<std::string>()) - decimal_of(fill.at("fee").get<std::string>());
    }
    for (const auto& [reason, amount] : account.at("adjustments").items()) sum += decimal_of(amount.get<std::string>());
    return sum;
  }
};

TEST(Liquidation, ComesAtTheToldPriceCancelsOrdersAndClosesThePosition) {
  Futures rig;
  rig.buy();
  EXPECT_TRUE(rig.place(rig.limit(Side::kBuy, "90000", "0.001")).order);
  // (cost − wallet) / (quantity · (1 − 0.4 %)): wallet 995 after the fee.
  EXPECT_EQ(rig.exchange->positions("key", rig.symbol)[0].liquidation_price.text(), "90411.64658634");
  rig.fall_to("90420");
  EXPECT_EQ(rig.position().text(), "0.1") << "still enough";
  rig.recorder.orders.clear();
  rig.recorder.fills.clear();
  rig.fall_to("90400");
  EXPECT_TRUE(rig.position().is_zero());
  EXPECT_TRUE(rig.exchange->open_orders("key").empty());
  ASSERT_EQ(rig.recorder.fills.size(), 1u);
  EXPECT_TRUE(rig.recorder.fills[0].client_id.starts_with("autoclose-"));
  ASSERT_EQ(rig.recorder.orders.size(), 2u);
  EXPECT_EQ(rig.recorder.orders[0].venue_state, "CANCELED");
  EXPECT_EQ(rig.recorder.orders[1].venue_state, "NEW");
  EXPECT_EQ(rig.recorder.orders[1].venue_type, "LIQUIDATION");
  const venue::OrderUpdate forced = rig.order(rig.recorder.fills[0].order_id);
  EXPECT_EQ(forced.venue_state, "FILLED");
  EXPECT_EQ(rig.balance("USDT").wallet.decimal(), rig.counted());
  EXPECT_FALSE(rig.balance("USDT").wallet.decimal() < Decimal{});
}

TEST(Liquidation, LeavesNoDebtWhenThePriceJumps) {
  Futures rig;
  rig.buy();
  rig.fall_to("50000");
  EXPECT_TRUE(rig.position().is_zero());
  EXPECT_TRUE(rig.balance("USDT").wallet.decimal().is_zero()) << "the insurance paid the rest";
  EXPECT_EQ(rig.counted(), Decimal{});
}

TEST(Liquidation, AnIsolatedPositionLosesItsOwnMarginOnly) {
  Futures rig;
  rig.buy("ISOLATED");  // leverage 20: 500 set aside
  rig.fall_to("50000");
  EXPECT_TRUE(rig.position().is_zero());
  EXPECT_EQ(rig.balance("USDT").wallet.text(), "495") << "1000, less the fee of 5 and the margin of 500";
  EXPECT_EQ(rig.counted().text(), "495");
}

TEST(Liquidation, WhatAThinBookCannotTakeIsTriedAgain) {
  Futures rig;
  rig.buy();
  rig.fall_to("90400", "0.04");
  EXPECT_EQ(rig.position().text(), "0.06");
  rig.fall_to("90000", "1");
  EXPECT_TRUE(rig.position().is_zero());
  EXPECT_EQ(rig.balance("USDT").wallet.decimal(), rig.counted());
}

TEST(Funding, LongsPayAtTheHoursOfTheVenueWhereARateIsSet) {
  ExchangeOptions options;
  options.funding_rate = decimal_of("0.0001");
  Futures rig(options);
  rig.buy();
  const Decimal before = rig.balance("USDT").wallet.decimal();
  rig.exchange->advance(kStart + 8 * 3600 * kOneSecond - 1);
  EXPECT_EQ(rig.balance("USDT").wallet.decimal(), before);
  rig.recorder.balances.clear();
  rig.exchange->advance(kStart + 16 * 3600 * kOneSecond);
  EXPECT_EQ((before - rig.balance("USDT").wallet.decimal()).text(), "2") << "twice 10,000 at 0.01 %";
  ASSERT_EQ(rig.recorder.balances.size(), 2u);
  EXPECT_EQ(rig.recorder.balances[0].reason, "FUNDING_FEE");
  EXPECT_EQ(rig.recorder.balances[0].change.text(), "-1");
  EXPECT_EQ(rig.balance("USDT").wallet.decimal(), rig.counted());
}

}  // namespace
}  // namespace stom::sim
