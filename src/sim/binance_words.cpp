#include "sim/binance_words.h"

#include "venue/event_json.h"

namespace stom::sim::binance_wire {

using venue::OrderCause;
using venue::OrderState;
using venue::OrderUpdate;
using venue::TimeInForce;

std::string_view side_word(venue::Side side) { return side == venue::Side::kBuy ? "BUY" : "SELL"; }

std::string_view position_side_word(venue::PositionSide side) {
  return side == venue::PositionSide::kLong ? "LONG" : side == venue::PositionSide::kShort ? "SHORT" : "BOTH";
}

std::string_view type_word(const OrderUpdate& order) {
  if (!order.venue_type.empty()) return order.venue_type;
  return order.type == venue::OrderType::kMarket ? "MARKET" : "LIMIT";
}

std::string_view time_word(const OrderUpdate& order) {
  switch (order.time_in_force) {
    case TimeInForce::kIoc:
      return "IOC";
    case TimeInForce::kFok:
      return "FOK";
    case TimeInForce::kPostOnly:
      return "GTX";
    case TimeInForce::kGtd:
      return "GTD";
    default:
      return "GTC";
  }
}

std::string_view state_word(const OrderUpdate& order) {
  switch (order.state) {
    case OrderState::kPartly:
      return "PARTIALLY_FILLED";
    case OrderState::kFilled:
      return "FILLED";
    case OrderState::kCancelled:
      return "CANCELED";
    case OrderState::kExpired:
      return order.venue_state == "EXPIRED_IN_MATCH" ? "EXPIRED_IN_MATCH" : "EXPIRED";
    case OrderState::kRejected:
      return "REJECTED";
    default:
      return "NEW";
  }
}

std::string_view cause_word(const OrderUpdate& order) {
  switch (order.cause) {
    case OrderCause::kTrade:
      return "TRADE";
    case OrderCause::kCancel:
      return "CANCELED";
    case OrderCause::kExpiry:
    case OrderCause::kPrevention:
      return "EXPIRED";
    case OrderCause::kAmendment:
      return "AMENDMENT";
    case OrderCause::kLiquidation:
      return "CALCULATED";
    default:
      break;
  }
  return order.state == OrderState::kCancelled ? "CANCELED" : order.state == OrderState::kExpired ? "EXPIRED" : "NEW";
}

std::string price_text(const Number& price, const venue::Instrument& instrument) { return fixed(price, instrument.price_decimals); }
std::string quantity_text(const Number& quantity, const venue::Instrument& instrument) {
  return fixed(quantity, instrument.quantity_decimals);
}
std::string money_text(const Number& value) { return fixed(value, 8); }

std::string id_json(std::string_view id) {
  const bool has_digits_only = !id.empty() && id.find_first_not_of("0123456789") == std::string_view::npos;
  const bool is_number = has_digits_only && id.size() <= 18 && (id == "0" || id[0] != '0');
  if (is_number) return std::string(id);
  std::string out;
  venue::write_json_string(id, out);
  return out;
}

}  // namespace stom::sim::binance_wire
