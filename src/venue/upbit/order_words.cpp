#include "venue/upbit/readers.h"

namespace stom::venue::upbit {

std::optional<Side> side_of(std::string_view word) {
  if (word == "bid" || word == "BID") return Side::kBuy;
  if (word == "ask" || word == "ASK") return Side::kSell;
  return std::nullopt;
}

OrderType order_type_of(std::string_view word) {
  if (word == "limit") return OrderType::kLimit;
  if (word == "price") return OrderType::kMarketByFunds;
  if (word == "market") return OrderType::kMarket;
  if (word == "best") return OrderType::kBest;
  return OrderType::kUnknown;
}

TimeInForce time_in_force_of(std::string_view word) {
  if (word == "ioc") return TimeInForce::kIoc;
  if (word == "fok") return TimeInForce::kFok;
  if (word == "post_only") return TimeInForce::kPostOnly;
  return word.empty() ? TimeInForce::kGtc : TimeInForce::kUnknown;
}

OrderState order_state_of(std::string_view word, OrderType type, const Number& executed) {
  const bool has_fills = executed.value() > 0;
  if (word == "wait") return has_fills ? OrderState::kPartly : OrderState::kOpen;
  if (word == "watch") return OrderState::kWaiting;
  // A fill never ends an order: done or cancel follows, also after the last one.
  if (word == "trade") return OrderState::kPartly;
  if (word == "prevented") return has_fills ? OrderState::kPartly : OrderState::kOpen;
  if (word == "done") return OrderState::kFilled;
  if (word == "cancel") return type == OrderType::kMarketByFunds && has_fills ? OrderState::kFilled : OrderState::kCancelled;
  return OrderState::kUnknown;
}

}  // namespace stom::venue::upbit
