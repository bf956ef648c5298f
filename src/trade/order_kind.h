// The ten order kinds of the setting 주문구분 (live-trading spec, stocks 2.7 and 4, coins 3.4) as three properties: is there a
// price limit, how long does the order live, who names its price.
//   시장가…      no limit: takes what the book holds
//   지정가…      limit = base price + ticks of the settings
//   최유리…      limit = best quote of the other side when the order reaches the venue
//   최우선…      limit = best quote of the own side when the order reaches the venue
//   …IOC        what is not filled at once is cancelled
//   …FOK        all at once or nothing
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "trade/order_settings.h"

namespace stom::trade {

struct OrderKind {
  OrderType type = OrderType::kMarket;
  TimeInForce force = TimeInForce::kRest;
  PricePeg peg = PricePeg::kNone;

  // Kinds without 지정가 in their name: the signal is dropped unless the first levels of the book hold the whole quantity.
  [[nodiscard]] bool needs_cover() const {
    return type == OrderType::kMarket || (peg == PricePeg::kBestOpposite && force != TimeInForce::kRest);
  }
  // Tries to meet the book at once: the IOC and FOK kinds, and 최유리, whose limit is the other side's best quote.
  [[nodiscard]] bool is_taker() const { return is_immediate() || peg == PricePeg::kBestOpposite; }
  // Never rests in the book.
  [[nodiscard]] bool is_immediate() const { return type == OrderType::kMarket || force != TimeInForce::kRest; }
};

struct NamedOrderKind {
  std::string_view name;
  OrderKind kind;
};
inline constexpr std::array<NamedOrderKind, 10> kOrderKinds = {{
    {"시장가", {OrderType::kMarket, TimeInForce::kRest, PricePeg::kNone}},
    {"지정가", {OrderType::kLimit, TimeInForce::kRest, PricePeg::kNone}},
    {"최유리지정가", {OrderType::kLimit, TimeInForce::kRest, PricePeg::kBestOpposite}},
    {"최우선지정가", {OrderType::kLimit, TimeInForce::kRest, PricePeg::kBestOwn}},
    {"지정가IOC", {OrderType::kLimit, TimeInForce::kImmediateOrCancel, PricePeg::kNone}},
    {"시장가IOC", {OrderType::kMarket, TimeInForce::kImmediateOrCancel, PricePeg::kNone}},
    {"최유리IOC", {OrderType::kLimit, TimeInForce::kImmediateOrCancel, PricePeg::kBestOpposite}},
    {"지정가FOK", {OrderType::kLimit, TimeInForce::kFillOrKill, PricePeg::kNone}},
    {"시장가FOK", {OrderType::kMarket, TimeInForce::kFillOrKill, PricePeg::kNone}},
    {"최유리FOK", {OrderType::kLimit, TimeInForce::kFillOrKill, PricePeg::kBestOpposite}},
}};

[[nodiscard]] constexpr std::optional<OrderKind> find_order_kind(std::string_view name) {
  for (const NamedOrderKind& named : kOrderKinds) {
    if (named.name == name) return named.kind;
  }
  return std::nullopt;
}

[[nodiscard]] inline OrderKind order_kind(const ManagedBuySettings& settings) { return {settings.type, settings.force, settings.peg}; }
[[nodiscard]] inline OrderKind order_kind(const ManagedSellSettings& settings) { return {settings.type, settings.force, settings.peg}; }

}  // namespace stom::trade
