#include "sim/binance_ledger.h"

#include "sim/binance_rules.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::PositionSide;
using venue::Side;

constexpr std::string_view kMoney = "USDT";
constexpr int kPlaces = 8;
constexpr std::size_t kMostOpenOrders = 200;  // a symbol

int slot(PositionSide side) { return side == PositionSide::kLong ? 1 : side == PositionSide::kShort ? 2 : 0; }
bool is_long(PositionSide side, Decimal amount) {
  return side == PositionSide::kLong || (side != PositionSide::kShort && amount.is_positive());
}

}  // namespace

BinanceLedger::Setting BinanceLedger::setting_of(std::string_view symbol) const {
  const auto found = settings_.find(symbol);
  return found == settings_.end() ? Setting{} : found->second;
}

BinanceLedger::Holding BinanceLedger::holding(const Key& key) const {
  const auto found = holdings_.find(key);
  return found == holdings_.end() ? Holding{} : found->second;
}

Decimal BinanceLedger::mark(std::string_view symbol) const {
  const auto found = markets_.find(symbol);
  return found == markets_.end() ? Decimal{} : found->second->mark();
}

bool BinanceLedger::only_reduces(const Order& order) {
  return order.reduce_only || (order.position_side == PositionSide::kLong && order.side == Side::kSell) ||
         (order.position_side == PositionSide::kShort && order.side == Side::kBuy);
}

Decimal BinanceLedger::reducible(const Order& order) const {
  const Decimal amount = holding({order.symbol, order.position_side}).amount;
  const Decimal against = order.side == Side::kSell ? amount : negative(amount);
  return std::max(against, Decimal{});
}

Decimal BinanceLedger::order_value(const Order& order) const {
  Decimal price = order.price;
  if (!price.is_positive()) {
    const auto found = markets_.find(order.symbol);
    if (found == markets_.end()) return {};
    const std::vector<venue::Level>& facing = found->second->facing(order.side);
    price = facing.empty() ? found->second->mark() : facing.front().price;
  }
  return times(price, order.rest());
}

Decimal BinanceLedger::needed(const std::string& symbol, const Order* left_out, const Order* added) const {
  return quotient(exposure(symbol, left_out, added), Decimal(setting_of(symbol).leverage), kPlaces);
}

Decimal BinanceLedger::exposure(const std::string& symbol, const Order* left_out, const Order* added) const {
  Decimal buys_of[3], sells_of[3];  // both, long, short
  const auto count = [&](const Order& order) {
    if (only_reduces(order)) return;
    (order.side == Side::kBuy ? buys_of : sells_of)[slot(order.position_side)] += order_value(order);
  };
  for (const Order* order : orders_.open()) {
    if (order->symbol == symbol && order != left_out) count(*order);
  }
  if (added != nullptr) count(*added);
  const Decimal price = mark(symbol);
  Decimal exposure;
  for (const PositionSide side : {PositionSide::kBoth, PositionSide::kLong, PositionSide::kShort}) {
    const Decimal held = times(holding({symbol, side}).amount, price);
    exposure += std::max({magnitude(held), held + buys_of[slot(side)], sells_of[slot(side)] - held});
  }
  return exposure;
}

Decimal BinanceLedger::needed() const {
  std::vector<std::string_view> symbols;
  for (const auto& [key, held] : holdings_) symbols.push_back(key.first);
  for (const Order* order : orders_.open()) symbols.push_back(order->symbol);
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  Decimal sum;
  for (const std::string_view symbol : symbols) sum += needed(std::string(symbol), nullptr, nullptr);
  return sum;
}

bool BinanceLedger::has_margin(const Order& order, const Order* left_out) const {
  const Decimal before = needed(order.symbol, nullptr, nullptr), after = needed(order.symbol, left_out, &order);
  if (after <= before) return true;
  const auto wallet = wallet_.find(std::string(kMoney));
  const Decimal equity = (wallet == wallet_.end() ? Decimal{} : wallet->second) + unrealised();
  return needed() - before + after <= equity;
}

std::optional<Refused> BinanceLedger::refuse(const Order& order, const SymbolMarket& market, EpochMicros) const {
  if (auto refused = refuse_binance_order(order, market, hedge_)) return refused;
  if (orders_.has_open_client_id(order.client_id)) return binance_refusal(-4116);
  std::size_t open = 0;
  for (const Order* other : orders_.open()) open += other->symbol == order.symbol ? 1 : 0;
  if (open >= kMostOpenOrders) return binance_refusal(-2025);
  if (only_reduces(order)) {
    const Decimal most = reducible(order);
    // In hedge mode an exit may not exceed the position; a reduce-only order of one-way mode closes what is there.
    if (most.is_zero() || (hedge_ && order.quantity > most)) return binance_refusal(-2022);
    return std::nullopt;
  }
  if (is_beyond_bracket(order, nullptr)) return binance_refusal(-2027);
  if (!has_margin(order, nullptr)) return binance_refusal(-2019);
  return std::nullopt;
}

// Larger positions are for lower leverages.
bool BinanceLedger::is_beyond_bracket(const Order& order, const Order* left_out) const {
  const int leverage = setting_of(order.symbol).leverage;
  return exposure(order.symbol, left_out, &order) > most_notional(leverage) &&
         exposure(order.symbol, left_out, &order) > exposure(order.symbol, nullptr, nullptr);
}

std::optional<Refused> BinanceLedger::refuse_change(const Order& order, const Order& old, const SymbolMarket& market) const {
  if (auto refused = refuse_by_filters(order, market)) return refused;
  if (!only_reduces(order) && is_beyond_bracket(order, &old)) return binance_refusal(-2027);
  if (!only_reduces(order) && !has_margin(order, &old)) return binance_refusal(-2019);
  return std::nullopt;
}

Decimal BinanceLedger::most(const Order& order, Decimal, Decimal quantity) const {
  return only_reduces(order) ? std::min(quantity, reducible(order)) : quantity;
}

venue::Fill BinanceLedger::book(Order& order, const Execution& execution) {
  const Decimal value = times(execution.price, execution.quantity);
  const Decimal fee = cut(times(value, execution.is_maker ? fees_.maker : fees_.taker), kPlaces);
  const bool buys = order.side == Side::kBuy;
  Holding& held = holdings_[{order.symbol, order.position_side}];
  Decimal profit, opening = execution.quantity;
  if (!held.amount.is_zero() && held.amount.is_positive() != buys) {
    const Decimal size = magnitude(held.amount), closing = std::min(size, execution.quantity);
    const Decimal paid = share(held.cost, closing, size, kPlaces), received = times(execution.price, closing);
    profit = buys ? paid - received : received - paid;
    held.cost -= paid;
    held.amount += buys ? closing : negative(closing);
    opening -= closing;
  }
  held.amount += buys ? opening : negative(opening);
  held.cost += times(execution.price, opening);
  held.realised += profit;
  wallet_[std::string(kMoney)] += profit - fee;
  order.executed += execution.quantity;
  order.value += value;
  order.fee += fee;
  venue::Fill fill;
  fill.price = Number::of(execution.price);
  fill.quantity = Number::of(execution.quantity);
  fill.value = Number::of(value);
  fill.fee = Number::of(fee);
  fill.fee_asset = kMoney;
  fill.is_maker = execution.is_maker;
  fill.realised_profit = Number::of(profit);
  fill.position_side = order.position_side;
  return fill;
}

Decimal BinanceLedger::unrealised(const Key& key, const Holding& held) const {
  const Decimal worth = times(magnitude(held.amount), mark(key.first));
  return is_long(key.second, held.amount) ? worth - held.cost : held.cost - worth;
}

Decimal BinanceLedger::unrealised() const {
  Decimal sum;
  for (const auto& [key, held] : holdings_) sum += unrealised(key, held);
  return sum;
}

Decimal BinanceLedger::isolated_wallet(const Key& key, const Holding& held) const {
  const Setting setting = setting_of(key.first);
  return setting.isolated ? quotient(held.cost, Decimal(setting.leverage), kPlaces) : Decimal{};
}

}  // namespace stom::sim
