#include "sim/upbit_ledger.h"

#include "sim/upbit_rules.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::Side;

constexpr int kVolumePlaces = 8;
constexpr int kFeePlaces = 8;

}  // namespace

std::string quote_of(std::string_view symbol) { return std::string(symbol.substr(0, symbol.find('-'))); }

std::string base_of(std::string_view symbol) {
  const std::size_t dash = symbol.find('-');
  return dash == std::string_view::npos ? std::string() : std::string(symbol.substr(dash + 1));
}

UpbitLedger::Asset UpbitLedger::asset(std::string_view name) const {
  const auto found = assets_.find(name);
  return found == assets_.end() ? Asset{} : found->second;
}

Decimal UpbitLedger::need(Decimal price, Decimal quantity) const {
  const Decimal value = times(price, quantity);
  return value + fee_on(value);
}

std::optional<Refused> UpbitLedger::refuse(const Order& order, const SymbolMarket& market, EpochMicros now) const {
  if (auto refused = refuse_upbit_order(order, market, now)) return refused;
  if (order.side == Side::kSell) {
    if (asset(base_of(order.symbol)).available < order.quantity) return upbit_refusal("insufficient_funds_ask");
    return std::nullopt;
  }
  const Decimal needed = order.is_by_funds() ? order.funds + fee_on(order.funds) : need(order.price, order.quantity);
  if (asset(quote_of(order.symbol)).available < needed) return upbit_refusal("insufficient_funds_bid");
  return std::nullopt;
}

bool UpbitLedger::lock(Order& order) {
  if (order.side == Side::kSell) {
    order.locked = order.quantity;
    Asset& coin = assets_[base_of(order.symbol)];
    coin.available -= order.locked;
    coin.locked += order.locked;
    return true;
  }
  const Decimal value = order.is_by_funds() ? order.funds : times(order.price, order.quantity);
  order.reserved_fee = fee_on(value);
  order.locked = value + order.reserved_fee;
  Asset& money = assets_[quote_of(order.symbol)];
  money.available -= order.locked;
  money.locked += order.locked;
  return true;
}

bool UpbitLedger::free(Order& order) {
  if (!order.locked.is_positive()) return false;
  Asset& locked_in = assets_[order.side == Side::kSell ? base_of(order.symbol) : quote_of(order.symbol)];
  locked_in.locked -= order.locked;
  locked_in.available += order.locked;
  order.locked = Decimal{};
  return true;
}

Decimal UpbitLedger::most(const Order& order, Decimal price, Decimal quantity) const {
  if (!order.is_by_funds()) return quantity;
  return std::min(quantity, quotient(order.rest_of_funds(), price, kVolumePlaces));
}

venue::Fill UpbitLedger::book(Order& order, const Execution& execution) {
  const Decimal value = times(execution.price, execution.quantity);
  const Decimal fee = cut(times(value, execution.is_maker ? fees_.maker : fees_.taker), kFeePlaces);
  order.executed += execution.quantity;
  order.value += value;
  order.fee += fee;
  Asset& money = assets_[quote_of(order.symbol)];
  Asset& coin = assets_[base_of(order.symbol)];
  if (order.side == Side::kBuy) {
    // A limit order keeps locked what its rest needs at its own price; buys by funds just what was not spent.
    const Decimal left = order.is_by_funds() ? order.locked - value - fee : need(order.price, order.rest());
    const Decimal unlocked = order.locked - left;
    order.locked = left;
    money.locked -= unlocked;
    money.available += unlocked - value - fee;
    coin.available += execution.quantity;
    coin.cost += value;
  } else {
    coin.cost -= share(coin.cost, execution.quantity, coin.available + coin.locked, Decimal::kPlaces);
    order.locked -= execution.quantity;
    coin.locked -= execution.quantity;
    money.available += value - fee;
  }
  venue::Fill fill;
  fill.price = Number::of(execution.price);
  fill.quantity = Number::of(execution.quantity);
  fill.value = Number::of(value);
  fill.fee = Number::of(fee);
  fill.fee_asset = quote_of(order.symbol);
  fill.is_maker = execution.is_maker;
  return fill;
}

venue::Balance UpbitLedger::balance(std::string_view name, EpochMicros now) const {
  const Asset held = asset(name);
  venue::Balance balance;
  balance.asset = name;
  balance.time = balance.sent = now;
  balance.available = Number::of(held.available);
  balance.locked = Number::of(held.locked);
  balance.average_buy_price = Number::of(quotient(held.cost, held.available + held.locked, kVolumePlaces));
  balance.average_buy_currency = "KRW";
  return balance;
}

// Coins that were sold to the last are no longer listed.
std::vector<venue::Balance> UpbitLedger::balances(EpochMicros now) const {
  std::vector<venue::Balance> result;
  for (const auto& [name, held] : assets_) {
    if (name == "KRW" || !(held.available + held.locked).is_zero()) result.push_back(balance(name, now));
  }
  return result;
}

std::vector<venue::Balance> UpbitLedger::moved_balances(const Order& order, EpochMicros now, bool is_fill) const {
  std::vector<venue::Balance> result;
  if (is_fill || order.side == Side::kBuy) result.push_back(balance(quote_of(order.symbol), now));
  if (is_fill || order.side == Side::kSell) result.push_back(balance(base_of(order.symbol), now));
  return result;
}

std::vector<venue::Position> UpbitLedger::moved_positions(const Order&, EpochMicros) const { return {}; }

venue::OrderChance UpbitLedger::chance(const venue::Instrument& instrument, EpochMicros now) const {
  venue::OrderChance chance;
  chance.symbol = instrument.symbol;
  chance.state = "active";
  chance.bid_fee = chance.ask_fee = Number::of(fees_.taker);
  chance.maker_bid_fee = chance.maker_ask_fee = Number::of(fees_.maker);
  chance.bid_currency = quote_of(instrument.symbol);
  chance.ask_currency = base_of(instrument.symbol);
  chance.min_bid = chance.min_ask = Number::of(upbit_min_total());
  chance.max_total = Number::of(upbit_max_total());
  chance.bid_types = {"best_fok", "best_ioc", "limit", "limit_fok", "limit_ioc", "price"};
  chance.ask_types = {"best_fok", "best_ioc", "limit", "limit_fok", "limit_ioc", "market"};
  chance.bid_account = balance(chance.bid_currency, now);
  chance.ask_account = balance(chance.ask_currency, now);
  return chance;
}

}  // namespace stom::sim
