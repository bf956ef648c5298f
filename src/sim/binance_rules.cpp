#include "sim/binance_rules.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::OrderType;
using venue::PositionSide;
using venue::Side;
using venue::TimeInForce;

constexpr std::size_t kLongestClientId = 36;

struct Words {
  int code;
  std::string_view text;
};
constexpr Words kWords[] = {
    {-1111, "Precision is over the maximum defined for this asset."},
    {-1115, "Invalid timeInForce."},
    {-1116, "Invalid orderType."},
    {-1121, "Invalid symbol."},
    {-2011, "Unknown order sent."},
    {-2013, "Order does not exist."},
    {-2019, "Margin is insufficient."},
    {-2022, "ReduceOnly Order is rejected."},
    {-2025, "Reach max open order limit."},
    {-2027, "Exceeded the maximum allowable position at current leverage."},
    {-2028, "Leverage is smaller than permitted: insufficient margin balance."},
    {-4002, "Price greater than max price."},
    {-4003, "Quantity less than or equal to zero."},
    {-4004, "Quantity less than min quantity."},
    {-4005, "Quantity greater than max quantity."},
    {-4013, "Price less than min price."},
    {-4014, "Price not increased by tick size."},
    {-4015, "Client order id is not valid."},
    {-4016, "Limit price can't be higher than {}."},
    {-4023, "Qty not increased by step size."},
    {-4024, "Limit price can't be lower than {}."},
    {-4028, "Leverage {} is not valid"},
    {-4046, "No need to change margin type."},
    {-4047, "Margin type cannot be changed if there exists open orders."},
    {-4048, "Margin type cannot be changed if there exists position."},
    {-4059, "No need to change position side."},
    {-4061, "Order's position side does not match user's setting."},
    {-4062, "Invalid or improper reduceOnly value."},
    {-4067, "Position side cannot be changed if there exists open orders."},
    {-4068, "Position side cannot be changed if there exists position."},
    {-4116, "ClientOrderId is duplicated."},
    {-4120, "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."},
    {-4161, "Leverage reduction is not supported in Isolated Margin Mode with open positions."},
    {-4164, "Order's notional must be no smaller than {} (unless you choose reduce only)."},
    {-5021,
     "Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order "
     "history."},
    {-5022,
     "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order "
     "history."},
    {-5026, "Exceed maximum modify order limit."},
    {-5027, "No need to modify the order."},
    {-5029, "Only LIMIT orders can be modified."},
};

bool is_client_id(std::string_view text) {
  if (text.empty() || text.size() > kLongestClientId) return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '/' || c == '_' ||
           c == '-';
  });
}

std::optional<Refused> refuse_price(const Order& order, const venue::Instrument& rules, Decimal mark) {
  const Decimal price = order.price;
  if (!price.is_positive()) return binance_refusal(-4013);
  if (rules.price_decimals >= 0 && price.places() > rules.price_decimals) return binance_refusal(-1111);
  if (rules.min_price.is_known() && price < rules.min_price.decimal()) return binance_refusal(-4013);
  if (rules.max_price.is_known() && price > rules.max_price.decimal()) return binance_refusal(-4002);
  if (!is_multiple(price, rules.tick.decimal())) return binance_refusal(-4014);
  if (!mark.is_positive()) return std::nullopt;
  // The limit against the mark binds buys from above and sells from below.
  if (rules.percent_up.is_known() && order.side == Side::kBuy) {
    const Decimal highest = cut_to_step(times(mark, rules.percent_up.decimal()), rules.tick.decimal());
    if (price > highest) return binance_refusal(-4016, highest.text());
  }
  if (rules.percent_down.is_known() && order.side == Side::kSell) {
    const Decimal lowest = cut_to_step(times(mark, rules.percent_down.decimal()), rules.tick.decimal());
    if (price < lowest) return binance_refusal(-4024, lowest.text());
  }
  return std::nullopt;
}

std::optional<Refused> refuse_quantity(const Order& order, const venue::Instrument& rules) {
  const bool market = order.type == OrderType::kMarket;
  const auto rule = [market](const Number& of_market, const Number& of_limit) {
    return market && of_market.is_known() ? of_market : of_limit;
  };
  const Number step = rule(rules.market_step, rules.step), least = rule(rules.market_min_quantity, rules.min_quantity),
               greatest = rule(rules.market_max_quantity, rules.max_quantity);
  if (!order.quantity.is_positive()) return binance_refusal(-4003);
  if (rules.quantity_decimals >= 0 && order.quantity.places() > rules.quantity_decimals) return binance_refusal(-1111);
  if (least.is_known() && order.quantity < least.decimal()) return binance_refusal(-4004);
  if (greatest.is_known() && order.quantity > greatest.decimal()) return binance_refusal(-4005);
  if (step.is_known() && !is_multiple(order.quantity, step.decimal())) return binance_refusal(-4023);
  return std::nullopt;
}

}  // namespace

Refused binance_refusal(int code, std::string_view detail) {
  Refused refused;
  refused.code = code;
  for (const Words& words : kWords) {
    if (words.code == code) refused.text = words.text;
  }
  if (const std::size_t at = refused.text.find("{}"); at != std::string::npos) refused.text.replace(at, 2, detail);
  return refused;
}

// Bracket 1: to 300,000 at up to 125×, 0.4 %. Bracket 2: to 10,000,000 at up to 50×, 1 % less 1,800. Told by leverageBracket.
Decimal most_notional(int leverage) { return Decimal(leverage > 50 ? 300'000 : 10'000'000); }

Decimal maintenance_margin(Decimal notional) {
  const bool large = notional > Decimal(300'000);
  return cut(times(notional, decimal_of(large ? "0.01" : "0.004")), 8) - Decimal(large ? 1'800 : 0);
}

std::optional<Refused> refuse_by_filters(const Order& order, const SymbolMarket& market) {
  const venue::Instrument& rules = market.instrument();
  if (auto refused = refuse_quantity(order, rules)) return refused;
  if (order.type == OrderType::kLimit) {
    if (auto refused = refuse_price(order, rules, market.mark())) return refused;
  }
  const Decimal price = order.type == OrderType::kLimit ? order.price : market.mark();
  const bool exempt = order.reduce_only || (order.position_side == PositionSide::kLong && order.side == Side::kSell) ||
                      (order.position_side == PositionSide::kShort && order.side == Side::kBuy);
  if (!exempt && rules.min_notional.is_known() && times(price, order.quantity) < rules.min_notional.decimal())
    return binance_refusal(-4164, rules.min_notional.text());
  return std::nullopt;
}

std::optional<Refused> refuse_binance_order(const Order& order, const SymbolMarket& market, bool hedge) {
  if (order.type == OrderType::kConditional) return binance_refusal(-4120);
  if (order.type != OrderType::kLimit && order.type != OrderType::kMarket) return binance_refusal(-1116);
  if (order.type == OrderType::kLimit && order.time_in_force != TimeInForce::kGtc && order.time_in_force != TimeInForce::kIoc &&
      order.time_in_force != TimeInForce::kFok && order.time_in_force != TimeInForce::kPostOnly)
    return binance_refusal(-1115);
  if (!is_client_id(order.client_id)) return binance_refusal(-4015);
  const bool sided = order.position_side == PositionSide::kLong || order.position_side == PositionSide::kShort;
  if (sided != hedge) return binance_refusal(-4061);
  if (hedge && order.reduce_only) return binance_refusal(-4062);
  return refuse_by_filters(order, market);
}

}  // namespace stom::sim
