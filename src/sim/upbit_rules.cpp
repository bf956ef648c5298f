#include "sim/upbit_rules.h"

#include "market/price_grid.h"

namespace stom::sim {
namespace {

using venue::OrderType;
using venue::Side;
using venue::TimeInForce;

constexpr int kMinTotal = 5'000;
constexpr int kMaxTotal = 1'000'000'000;
constexpr int kVolumePlaces = 8;
constexpr std::size_t kLongestIdentifier = 64;
constexpr EpochMicros kKoreaOffset = 9 * 3600 * 1'000'000LL;
constexpr EpochMicros kDay = 86'400 * 1'000'000LL;

struct Words {
  std::string_view name;
  int status;
  std::string_view text;
};
constexpr Words kWords[] = {
    {"insufficient_funds_bid", 400, "주문가능한 금액(KRW)이 부족합니다."},
    {"insufficient_funds_ask", 400, "주문가능한 수량이 부족합니다."},
    {"under_min_total_bid", 400, "최소주문금액 이상으로 주문해주세요"},
    {"under_min_total_ask", 400, "최소주문금액 이상으로 주문해주세요"},
    {"over_krw_funds_bid", 400, "최대매수금액을 초과하였습니다."},
    {"over_krw_funds_ask", 400, "최대매도금액을 초과하였습니다."},
    {"invalid_price_bid", 400, "주문가격 단위를 잘못 입력하셨습니다. 확인 후 시도해주세요."},
    {"invalid_price_ask", 400, "주문가격 단위를 잘못 입력하셨습니다. 확인 후 시도해주세요."},
    {"invalid_volume_bid", 400, "주문수량이 올바르지 않습니다."},
    {"invalid_volume_ask", 400, "주문수량이 올바르지 않습니다."},
    {"invalid_parameter", 400, "잘못된 파라미터"},
    {"validation_error", 400, "잘못된 API 요청입니다."},
    {"invalid_time_in_force", 400, "time_in_force 값이 올바르지 않습니다."},
    {"invalid_post_only", 400, "post_only 주문은 즉시 체결될 수 없습니다."},
    {"duplicated_identifier", 400, "이미 사용된 identifier 입니다."},
    {"order_not_found", 404, "주문을 찾지 못했습니다."},
    {"notfoundmarket", 404, "마켓 정보를 찾을 수 없습니다."},
};

Refused refusal(std::string_view kind, Side side) { return upbit_refusal(std::string(kind) + (side == Side::kBuy ? "_bid" : "_ask")); }

// Types and times in force that go together.
std::optional<Refused> refuse_words(const Order& order) {
  const bool immediate = order.time_in_force == TimeInForce::kIoc || order.time_in_force == TimeInForce::kFok;
  switch (order.type) {
    case OrderType::kLimit:
      if (order.time_in_force != TimeInForce::kGtc && order.time_in_force != TimeInForce::kPostOnly && !immediate)
        return upbit_refusal("invalid_time_in_force");
      break;
    case OrderType::kMarketByFunds:
      if (order.side != Side::kBuy) return upbit_refusal("invalid_parameter");
      break;
    case OrderType::kMarket:
      if (order.side != Side::kSell) return upbit_refusal("invalid_parameter");
      break;
    case OrderType::kBest:
      if (!immediate) return upbit_refusal("invalid_time_in_force");
      break;
    default: return upbit_refusal("validation_error");
  }
  if (order.client_id.size() > kLongestIdentifier) return upbit_refusal("validation_error");
  const std::string& prevention = order.self_trade_prevention;
  if (order.time_in_force == TimeInForce::kPostOnly && !prevention.empty() && prevention != "none")
    return upbit_refusal("invalid_post_only");
  return std::nullopt;
}

}  // namespace

Decimal upbit_min_total() { return Decimal(kMinTotal); }
Decimal upbit_max_total() { return Decimal(kMaxTotal); }

Refused upbit_refusal(std::string_view name) {
  Refused refused;
  refused.name = name;
  for (const Words& words : kWords) {
    if (words.name != name) continue;
    refused.status = words.status;
    refused.text = words.text;
  }
  return refused;
}

bool is_upbit_price(std::string_view symbol, Decimal price, EpochMicros now) {
  if (!price.is_positive() || price != cut(price, 8)) return false;
  const auto korean_day = civil_from_days((now + kKoreaOffset) / kDay);
  const Decimal tick = Decimal::from_double(market::upbit_grid(symbol, korean_day).tick(price.to_double()));
  return is_multiple(price, tick);
}

std::optional<Refused> refuse_upbit_order(const Order& order, const SymbolMarket& market, EpochMicros now) {
  if (auto refused = refuse_words(order)) return refused;
  if (order.is_by_funds()) {
    if (order.funds < upbit_min_total()) return upbit_refusal("under_min_total_bid");
    if (order.funds > upbit_max_total()) return upbit_refusal("over_krw_funds_bid");
    return std::nullopt;
  }
  if (!order.quantity.is_positive() || order.quantity != cut(order.quantity, kVolumePlaces)) return refusal("invalid_volume", order.side);
  if (order.type == OrderType::kLimit && !is_upbit_price(order.symbol, order.price, now)) return refusal("invalid_price", order.side);
  const Decimal total = times(order.type == OrderType::kLimit ? order.price : market.mark(), order.quantity);
  if (total < upbit_min_total()) return refusal("under_min_total", order.side);
  if (total > upbit_max_total()) return refusal("over_krw_funds", order.side);
  if (order.time_in_force == TimeInForce::kPostOnly) {
    const std::vector<venue::Level>& facing = market.facing(order.side);
    const bool takes =
        !facing.empty() && (order.side == Side::kBuy ? order.price >= facing.front().price : order.price <= facing.front().price);
    if (takes) return upbit_refusal("invalid_post_only");
  }
  return std::nullopt;
}

}  // namespace stom::sim
