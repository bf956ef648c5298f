// An Upbit account: won and coins, each free or locked. Limit buys lock price × volume and the fee on it; what a better price or a
// cancel leaves goes back. Fees are on the won of a fill, cut to eight places.
#pragma once

#include "sim/ledger.h"

namespace stom::sim {

class UpbitLedger final : public Ledger {
 public:
  explicit UpbitLedger(Fees fees) : fees_(fees) {}
  void deposit(const std::string& asset, Decimal amount) override { assets_[asset].available += amount; }

  [[nodiscard]] std::optional<Refused> refuse(const Order& order, const SymbolMarket& market, EpochMicros now) const override;
  bool lock(Order& order) override;
  bool free(Order& order) override;
  [[nodiscard]] Decimal most(const Order& order, Decimal price, Decimal quantity) const override;
  venue::Fill book(Order& order, const Execution& execution) override;

  [[nodiscard]] std::vector<venue::Balance> balances(EpochMicros now) const override;
  [[nodiscard]] std::vector<venue::Balance> moved_balances(const Order& order, EpochMicros now, bool is_fill) const override;
  [[nodiscard]] std::vector<venue::Position> moved_positions(const Order& order, EpochMicros now) const override;

  [[nodiscard]] venue::OrderChance chance(const venue::Instrument& instrument, EpochMicros now) const;

 private:
  struct Asset {
    Decimal available, locked, cost;  // cost: of what is there, without fees
  };
  // What is kept back for fees: nobody knows yet whether the order will take or wait.
  [[nodiscard]] Decimal fee_on(Decimal value) const { return cut(times(value, std::max(fees_.maker, fees_.taker)), 8); }
  // What the rest of a limit buy needs.
  [[nodiscard]] Decimal need(Decimal price, Decimal quantity) const;
  [[nodiscard]] Asset asset(std::string_view name) const;
  [[nodiscard]] venue::Balance balance(std::string_view name, EpochMicros now) const;

  Fees fees_;
  std::map<std::string, Asset, std::less<>> assets_;
};

// KRW-BTC → KRW, BTC.
[[nodiscard]] std::string quote_of(std::string_view symbol);
[[nodiscard]] std::string base_of(std::string_view symbol);

}  // namespace stom::sim
