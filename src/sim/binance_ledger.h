// A Binance USD-M account: a wallet in USDT, positions one-way or hedged with their exact cost, leverage and margin type a symbol.
//
// An order must leave enough margin: for each symbol the greater of what its longs (position and open buys) and its shorts could
// become, at mark or order price, divided by the leverage, must in sum not exceed wallet and unrealised profit. Orders that make no
// symbol need more are always taken. Profit is realised by average cost, to eight places; the rest of the cost stays in the position,
// so that a closed position has realised exactly what was received less what was paid.
#pragma once

#include <map>

#include "sim/ledger.h"

namespace stom::sim {

class BinanceLedger final : public Ledger {
 public:
  BinanceLedger(Fees fees, const Markets& markets, const OrderStore& orders) : fees_(fees), markets_(markets), orders_(orders) {}
  void deposit(const std::string& asset, Decimal amount) override { wallet_[asset] += amount; }

  [[nodiscard]] std::optional<Refused> refuse(const Order& order, const SymbolMarket& market, EpochMicros now) const override;
  // The same question of an order that is to be changed: `order` is what it would become, `old` what is open now.
  [[nodiscard]] std::optional<Refused> refuse_change(const Order& order, const Order& old, const SymbolMarket& market) const;
  bool lock(Order&) override { return false; }
  bool free(Order&) override { return false; }
  [[nodiscard]] Decimal most(const Order& order, Decimal price, Decimal quantity) const override;
  venue::Fill book(Order& order, const Execution& execution) override;

  [[nodiscard]] std::vector<venue::Balance> balances(EpochMicros now) const override;
  [[nodiscard]] std::vector<venue::Balance> moved_balances(const Order& order, EpochMicros now, bool is_fill) const override;
  [[nodiscard]] std::vector<venue::Position> moved_positions(const Order& order, EpochMicros now) const override;

  // Reduces a position only: by its flag, or in hedge mode by its side.
  [[nodiscard]] static bool only_reduces(const Order& order);
  // What only_reduces orders may still close.
  [[nodiscard]] Decimal reducible(const Order& order) const;

  using Key = std::pair<std::string, venue::PositionSide>;
  // Positions whose margin is at or below what they must keep; of cross positions all or none.
  [[nodiscard]] std::vector<Key> lost_positions() const;
  [[nodiscard]] Decimal amount_of(const Key& key) const { return holding(key).amount; }
  // The money that a position may lose: of its own, or of all cross positions.
  [[nodiscard]] Decimal margin_of(const Key& key) const;
  [[nodiscard]] Decimal wallet() const;
  // Money that is no fill: funding, insurance. Summed by reason.
  void adjust(Decimal amount, const std::string& reason);
  [[nodiscard]] const std::map<std::string, Decimal>& adjustments() const { return adjustments_; }
  // What longs pay at this rate, by position; negative: received.
  [[nodiscard]] std::vector<std::pair<Key, Decimal>> funding(Decimal rate) const;

  [[nodiscard]] std::vector<venue::Position> positions(std::string_view symbol, EpochMicros now) const;
  [[nodiscard]] venue::AccountTotals totals(EpochMicros now) const;
  [[nodiscard]] std::optional<Refused> set_leverage(const std::string& symbol, int leverage);
  [[nodiscard]] std::optional<Refused> set_margin_type(const std::string& symbol, std::string_view type);
  [[nodiscard]] std::optional<Refused> set_hedge(bool hedge);
  [[nodiscard]] bool hedge() const { return hedge_; }
  [[nodiscard]] venue::SymbolSetting setting(const std::string& symbol, EpochMicros now) const;

 private:
  struct Holding {
    Decimal amount;    // signed
    Decimal cost;      // of the amount, without fees
    Decimal realised;  // ever
  };
  struct Setting {
    int leverage = 20;
    bool isolated = false;
  };

  [[nodiscard]] Setting setting_of(std::string_view symbol) const;
  [[nodiscard]] Holding holding(const Key& key) const;
  [[nodiscard]] Decimal mark(std::string_view symbol) const;
  [[nodiscard]] Decimal unrealised(const Key& key, const Holding& held) const;
  [[nodiscard]] Decimal unrealised() const;
  [[nodiscard]] Decimal maintenance(const Key& key, const Holding& held) const;
  [[nodiscard]] Decimal liquidation_price(const Key& key, const Holding& held) const;
  [[nodiscard]] Decimal isolated_wallet(const Key& key, const Holding& held) const;
  // Margin of one symbol with all open orders but `left_out`, and with `added`.
  [[nodiscard]] Decimal needed(const std::string& symbol, const Order* left_out, const Order* added) const;
  [[nodiscard]] Decimal needed() const;
  // Notional of the same: the greater of longs and shorts with their open orders.
  [[nodiscard]] Decimal exposure(const std::string& symbol, const Order* left_out, const Order* added) const;
  [[nodiscard]] bool is_beyond_bracket(const Order& order, const Order* left_out) const;
  [[nodiscard]] bool has_margin(const Order& order, const Order* left_out) const;
  [[nodiscard]] Decimal order_value(const Order& order) const;
  [[nodiscard]] venue::Position position(const Key& key, EpochMicros now) const;
  [[nodiscard]] venue::Balance balance(const std::string& asset, EpochMicros now) const;

  Fees fees_;
  const Markets& markets_;
  const OrderStore& orders_;
  std::map<std::string, Decimal> wallet_, adjustments_;
  std::map<Key, Holding> holdings_;
  std::map<std::string, Setting, std::less<>> settings_;
  bool hedge_ = false;
};

}  // namespace stom::sim
