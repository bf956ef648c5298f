// The judge's view of an account.
#include <nlohmann/json.hpp>

#include "sim/exchange_impl.h"

namespace stom::sim {
namespace {

using Json = nlohmann::json;

std::string text_of(const venue::Number& number) { return std::string(number.text()); }
std::string_view side_word(venue::Side side) { return side == venue::Side::kBuy ? "buy" : "sell"; }

std::string_view position_word(venue::PositionSide side) {
  switch (side) {
    case venue::PositionSide::kLong: return "LONG";
    case venue::PositionSide::kShort: return "SHORT";
    default: return "BOTH";
  }
}

Json balance_json(const venue::Balance& balance, bool upbit) {
  Json json{{"asset", balance.asset}, {"available", text_of(balance.available)}};
  if (upbit) {
    json["locked"] = text_of(balance.locked);
    json["average_buy_price"] = text_of(balance.average_buy_price);
  } else {
    json["wallet"] = text_of(balance.wallet);
    json["cross_wallet"] = text_of(balance.cross_wallet);
    json["unrealised"] = text_of(balance.unrealised);
  }
  return json;
}

Json position_json(const venue::Position& position) {
  return {{"symbol", position.symbol},
          {"side", position_word(position.side)},
          {"amount", text_of(position.amount)},
          {"entry_price", text_of(position.entry_price)},
          {"realised", text_of(position.realised)},
          {"leverage", text_of(position.leverage)},
          {"margin_type", position.margin_type}};
}

Json fill_json(const venue::Fill& fill, bool upbit) {
  Json json{{"trade_id", fill.trade_id},
            {"time", fill.time},
            {"price", text_of(fill.price)},
            {"quantity", text_of(fill.quantity)},
            {"value", text_of(fill.value)},
            {"fee", text_of(fill.fee)},
            {"maker", fill.is_maker.value_or(false)}};
  if (!upbit) json["profit"] = text_of(fill.realised_profit);
  return json;
}

Json order_json(const Order& order, const venue::OrderUpdate& told, const std::vector<venue::Fill>& fills, bool upbit) {
  Json json{{"order_id", order.id},
            {"client_id", order.client_id},
            {"symbol", order.symbol},
            {"side", side_word(order.side)},
            {"type", told.venue_type},
            {"state", told.venue_state},
            {"created", order.created},
            {"time", order.time},
            {"price", order.price.text()},
            {"quantity", order.quantity.text()},
            {"executed", order.executed.text()},
            {"value", order.value.text()},
            {"fee", order.fee.text()}};
  if (upbit) {
    json["funds"] = order.funds.text();
    json["locked"] = order.locked.text();
  } else {
    json["position_side"] = position_word(order.position_side);
    json["reduce_only"] = order.reduce_only;
    json["expiry_reason"] = order.expiry_reason;
    json["amendments"] = order.amendments;
  }
  Json list = Json::array();
  for (const std::size_t at : order.fills) list.push_back(fill_json(fills[at], upbit));
  json["fills"] = std::move(list);
  return json;
}

}  // namespace

std::string Exchange::account_json(const std::string& account) const {
  const Account& owner = impl_->account(account);
  const bool upbit = impl_->is_upbit();
  Json json{{"account", account}, {"venue", upbit ? "upbit" : "binance"}, {"time", impl_->now}};
  Json deposits = Json::object();
  for (const auto& [asset, amount] : owner.deposits) deposits[asset] = amount.text();
  json["deposits"] = std::move(deposits);
  Json balances = Json::array();
  for (const venue::Balance& balance : owner.ledger->balances(impl_->now)) balances.push_back(balance_json(balance, upbit));
  json["balances"] = std::move(balances);
  Json positions = Json::array();
  if (owner.binance != nullptr) {
    for (const venue::Position& position : owner.binance->positions({}, impl_->now)) positions.push_back(position_json(position));
    json["hedge"] = owner.binance->hedge();
    Json adjustments = Json::object();
    for (const auto& [reason, amount] : owner.binance->adjustments()) adjustments[reason] = amount.text();
    json["adjustments"] = std::move(adjustments);
  }
  json["positions"] = std::move(positions);
  Json orders = Json::array();
  for (const std::unique_ptr<Order>& order : owner.orders.all())
    orders.push_back(order_json(*order, impl_->told(*order), owner.fills, upbit));
  json["orders"] = std::move(orders);
  json["countdowns"] = owner.countdowns;  // symbol → when its orders are cancelled
  return json.dump();
}

}  // namespace stom::sim
