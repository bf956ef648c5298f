#include "live/account_money.h"

#include <cmath>

#include "base/rounding.h"

namespace stom::live {
namespace {

constexpr double kBudgetShare = 0.98;      // of the account, when the budget is not fixed
constexpr double kMillionWon = 1'000'000;  // unit of 코인투자금 on Upbit

}  // namespace

ValuedPosition value_position(market::Market market, const MoneyPosition& position, const trade::FeeRates& fees) {
  const bool is_won = market == market::Market::kUpbit;
  const double price = position.last_price > 0 ? position.last_price : position.price;
  ValuedPosition out;
  out.cost = is_won ? std::trunc(position.price * position.quantity) : round_decimal(position.price * position.quantity, 4);
  out.margin = is_won ? out.cost : round_decimal(out.cost / std::max(1, position.leverage), 4);
  if (out.cost <= 0) return out;
  const trade::Profit profit = trade::profit(market, position.side, out.cost, price * position.quantity, fees);
  out.value = profit.proceeds;
  out.profit = profit.profit;
  out.rate = profit.rate;
  return out;
}

Money reckon(const MoneyFacts& facts) {
  Money money;
  double bound = 0;
  for (const MoneyPosition& position : facts.positions) {
    const ValuedPosition valued = value_position(facts.market, position, facts.fees);
    money.cost += valued.cost;
    money.value += valued.value;
    money.profit += valued.profit;
    bound += valued.margin;
  }
  const bool is_won = facts.market == market::Market::kUpbit;
  money.cash = facts.total - (facts.cash_is_net ? 0 : bound) - facts.bound_elsewhere;
  money.available = money.cash - facts.reserved;
  money.equity = money.cash + facts.bound_elsewhere + (is_won ? money.value : bound + money.profit);
  return money;
}

double entry_need(market::Market market, double price, double quantity, int leverage) {
  return market == market::Market::kUpbit ? std::trunc(price * quantity) : price * quantity / std::max(1, leverage);
}

double budget_per_symbol(market::Market market, bool is_fixed, double setting, double equity, int most_positions) {
  if (is_fixed) return std::trunc(market == market::Market::kUpbit ? setting * kMillionWon : setting);
  return std::max(0.0, std::trunc(equity * kBudgetShare / std::max(1, most_positions)));
}

}  // namespace stom::live
