#include "trade/risk_limits.h"

#include <cmath>

namespace stom::trade {

std::optional<RiskRefusal> check_risk(const RiskLimits& limits, const RiskFacts& facts) {
  if (facts.opens && facts.budget > 0) {
    if (limits.order_multiple > 0 && !(facts.order_value <= limits.order_multiple * facts.budget)) return RiskRefusal::kOrderValue;
    if (limits.position_multiple > 0 && !(facts.position_value + facts.order_value <= limits.position_multiple * facts.budget)) {
      return RiskRefusal::kPositionValue;
    }
  }
  if (!facts.forced && limits.price_collar > 0 && facts.limit > 0 && facts.last_price > 0 &&
      !(std::abs(facts.limit / facts.last_price - 1) * 100 <= limits.price_collar)) {
    return RiskRefusal::kPriceCollar;
  }
  if (!facts.opens) return std::nullopt;
  if (limits.orders_a_minute > 0 && facts.orders_last_minute >= limits.orders_a_minute) return RiskRefusal::kOrderRate;
  if (limits.open_orders > 0 && facts.open_orders >= limits.open_orders) return RiskRefusal::kOpenOrders;
  if (limits.day_loss > 0 && facts.equity > 0 && -facts.day_profit > facts.equity * limits.day_loss / 100) return RiskRefusal::kDayLoss;
  return std::nullopt;
}

Message describe(RiskRefusal refusal, const RiskLimits& limits, const RiskFacts& facts) {
  switch (refusal) {
    case RiskRefusal::kOrderValue:
      return message("주문금액 {:.2f}이(가) 종목당투자금 {:.2f}의 {}배를 넘습니다.",
                     "The order's value {:.2f} (budget {:.2f}) is above {} times the symbol's budget.",
                     facts.order_value, facts.budget, limits.order_multiple);
    case RiskRefusal::kPositionValue:
      return message("종목 보유금액 {:.2f}이(가) 종목당투자금 {:.2f}의 {}배를 넘습니다.",
                     "The position's value {:.2f} (budget {:.2f}) would be above {} times the budget.",
                     facts.position_value + facts.order_value, facts.budget, limits.position_multiple);
    case RiskRefusal::kPriceCollar:
      return message("주문가격 {}이(가) 현재가 {}에서 {}% 넘게 벗어납니다.",
                     "The limit price {} is away from the last price {} by more than {} %.", facts.limit,
                     facts.last_price, limits.price_collar);
    case RiskRefusal::kOrderRate:
      return message("1분 동안의 진입 주문이 이미 {}건입니다 (한도 {}건).", "There were {} entries in the last minute already (limit {}).",
                     facts.orders_last_minute, limits.orders_a_minute);
    case RiskRefusal::kOpenOrders:
      return message("미체결 진입 주문이 이미 {}건입니다 (한도 {}건).", "{} entries work already (limit {}).", facts.open_orders, limits.open_orders);
    case RiskRefusal::kDayLoss:
      return message("오늘 손익 {:.2f}이(가) 자산 {:.2f}의 손실 한도 {}%를 넘었습니다.",
                     "Today's result {:.2f} (account {:.2f}) is beyond the loss limit of {} %.", facts.day_profit,
                     facts.equity, limits.day_loss);
  }
  return {};
}

}  // namespace stom::trade
