// Limits that hold whatever a strategy says: checked before every order, as pure rules. 0 switches a limit off. Values
// of orders and positions are given as multiples of the budget of one symbol (종목당투자금, with leverage), so that
// they mean the same in won and in USDT. Exits must never be held back by a limit that protects against too much risk:
// only the price collar looks at them, and not at forced ones.
#pragma once

#include <optional>

#include "base/message.h"

namespace stom::trade {

struct RiskLimits {
  double order_multiple = 3;      // value of one order ≤ this × budget × leverage
  double position_multiple = 5;   // value of a position, with working entries, ≤ this × budget × leverage
  double price_collar = 5;        // %: limit prices at most this far from the last price
  int orders_a_minute = 60;       // entries of the account
  int open_orders = 30;           // entries that work at the same time
  double day_loss = 10;           // % of the account: no entries after such a loss since 00:00 (positions stay)
  friend bool operator==(const RiskLimits&, const RiskLimits&) = default;
};

struct RiskFacts {
  bool opens = false, forced = false;
  double order_value = 0, position_value = 0;  // position_value: held and working, without this order
  double limit = 0, last_price = 0;            // limit 0: none
  double budget = 0;                           // with leverage; 0: not known
  int orders_last_minute = 0, open_orders = 0; // without this order
  double day_profit = 0, equity = 0;
};

enum class RiskRefusal : unsigned char { kOrderValue, kPositionValue, kPriceCollar, kOrderRate, kOpenOrders, kDayLoss };
inline constexpr int kRiskRefusals = 6;

// The first limit that the order breaks, in the order of the names.
[[nodiscard]] std::optional<RiskRefusal> check_risk(const RiskLimits& limits, const RiskFacts& facts);
// A sentence with the numbers.
[[nodiscard]] Message describe(RiskRefusal refusal, const RiskLimits& limits, const RiskFacts& facts);

}  // namespace stom::trade
