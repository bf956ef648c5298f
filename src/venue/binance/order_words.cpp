#include "venue/binance/order_words.h"

namespace stom::venue::binance {

std::optional<Side> side_of(std::string_view word) {
  if (word == "BUY") return Side::kBuy;
  if (word == "SELL") return Side::kSell;
  return std::nullopt;
}

PositionSide position_side_of(std::string_view word) {
  return word == "BOTH"    ? PositionSide::kBoth
         : word == "LONG"  ? PositionSide::kLong
         : word == "SHORT" ? PositionSide::kShort
                           : PositionSide::kNone;
}

OrderType order_type_of(std::string_view word) {
  if (word == "LIMIT") return OrderType::kLimit;
  if (word == "MARKET") return OrderType::kMarket;
  if (word.starts_with("STOP") || word.starts_with("TAKE_PROFIT") || word == "TRAILING_STOP_MARKET") return OrderType::kConditional;
  return OrderType::kUnknown;
}

TimeInForce time_in_force_of(std::string_view word) {
  if (word == "GTC" || word == "GTE_GTC") return TimeInForce::kGtc;
  if (word == "IOC") return TimeInForce::kIoc;
  if (word == "FOK") return TimeInForce::kFok;
  if (word == "GTX") return TimeInForce::kPostOnly;
  if (word == "GTD") return TimeInForce::kGtd;
  return TimeInForce::kUnknown;
}

OrderState order_state_of(std::string_view word) {
  // Liquidations that the insurance fund or a counterparty takes over.
  if (word == "NEW" || word == "NEW_INSURANCE" || word == "NEW_ADL") return OrderState::kOpen;
  if (word == "PARTIALLY_FILLED") return OrderState::kPartly;
  if (word == "FILLED") return OrderState::kFilled;
  if (word == "CANCELED") return OrderState::kCancelled;
  if (word == "EXPIRED" || word == "EXPIRED_IN_MATCH") return OrderState::kExpired;
  if (word == "REJECTED") return OrderState::kRejected;
  return OrderState::kUnknown;
}

OrderState algo_state_of(std::string_view word) {
  if (word == "NEW" || word == "TRIGGERING" || word == "TRIGGERED") return OrderState::kWaiting;
  if (word == "CANCELED") return OrderState::kCancelled;
  if (word == "EXPIRED") return OrderState::kExpired;
  if (word == "REJECTED") return OrderState::kRejected;
  return OrderState::kUnknown;
}

OrderCause order_cause_of(std::string_view execution_type) {
  if (execution_type == "NEW") return OrderCause::kNew;
  if (execution_type == "TRADE") return OrderCause::kTrade;
  if (execution_type == "CANCELED") return OrderCause::kCancel;
  if (execution_type == "EXPIRED") return OrderCause::kExpiry;
  if (execution_type == "AMENDMENT") return OrderCause::kAmendment;
  if (execution_type == "CALCULATED") return OrderCause::kLiquidation;
  return OrderCause::kAnswer;
}

bool is_forced_order(std::string_view client_id) {
  return client_id.starts_with("autoclose-") || client_id.starts_with("adl_autoclose") || client_id.starts_with("settlement_autoclose-");
}

}  // namespace stom::venue::binance
