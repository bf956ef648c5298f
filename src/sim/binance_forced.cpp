// What Binance does to an account by itself: it liquidates positions whose margin is used up, and moves funding between longs and shorts.
// Margin is looked at after every print of a symbol that is held, at its price. Cross positions stand and fall together with the wallet;
// an isolated one loses at most its own margin. What a liquidation costs beyond the margin, the insurance pays; what is left pays a fee.
#include "sim/binance_rules.h"
#include "sim/exchange_impl.h"

namespace stom::sim {
namespace {

using venue::PositionSide;
using venue::Side;

constexpr EpochMicros kFundingEvery = 8LL * 3600 * 1'000'000;

constexpr PositionSide kSides[] = {PositionSide::kBoth, PositionSide::kLong, PositionSide::kShort};

Decimal liquidation_fee() { return decimal_of("0.0125"); }  // of the notional; exchangeInfo tells it

bool is_long(const BinanceLedger::Key& key, Decimal amount) {
  return key.second == PositionSide::kLong || (key.second != PositionSide::kShort && amount.is_positive());
}

}  // namespace

Decimal BinanceLedger::wallet() const {
  const auto found = wallet_.find("USDT");
  return found == wallet_.end() ? Decimal{} : found->second;
}

void BinanceLedger::adjust(Decimal amount, const std::string& reason) {
  wallet_["USDT"] += amount;
  adjustments_[reason] += amount;
}

Decimal BinanceLedger::maintenance(const Key& key, const Holding& held) const {
  return held.amount.is_zero() ? Decimal{} : maintenance_margin(times(magnitude(held.amount), mark(key.first)));
}

Decimal BinanceLedger::margin_of(const Key& key) const {
  if (setting_of(key.first).isolated) return isolated_wallet(key, holding(key));
  Decimal margin = wallet();
  for (const auto& [other, held] : holdings_) margin -= isolated_wallet(other, held);
  return margin;
}

std::vector<BinanceLedger::Key> BinanceLedger::lost_positions() const {
  std::vector<Key> lost, cross;
  Decimal profit, kept;
  for (const auto& [key, held] : holdings_) {
    if (held.amount.is_zero()) continue;
    const Decimal gain = unrealised(key, held), needs = maintenance(key, held);
    if (setting_of(key.first).isolated) {
      if (isolated_wallet(key, held) + gain <= needs) lost.push_back(key);
      continue;
    }
    cross.push_back(key);
    profit += gain;
    kept += needs;
  }
  if (!cross.empty() && margin_of(cross.front()) + profit <= kept) lost.insert(lost.end(), cross.begin(), cross.end());
  return lost;
}

// Where margin and profit are just what must be kept, other prices staying as they are; 0: nowhere.
Decimal BinanceLedger::liquidation_price(const Key& key, const Holding& held) const {
  if (held.amount.is_zero()) return {};
  Decimal margin = margin_of(key);
  if (!setting_of(key.first).isolated) {
    for (const auto& [other, beside] : holdings_) {
      const bool shares = other != key && !beside.amount.is_zero() && !setting_of(other.first).isolated;
      if (shares) margin += unrealised(other, beside) - maintenance(other, beside);
    }
  }
  const bool large = times(magnitude(held.amount), mark(key.first)) > Decimal(300'000);
  const Decimal rate = decimal_of(large ? "0.01" : "0.004"), spared = margin + Decimal(large ? 1'800 : 0);
  const bool longs = is_long(key, held.amount);
  const Decimal value = longs ? held.cost - spared : held.cost + spared;
  const Decimal factor = longs ? Decimal(1) - rate : Decimal(1) + rate;
  return std::max(Decimal{}, quotient(value, times(magnitude(held.amount), factor), 8));
}

std::vector<std::pair<BinanceLedger::Key, Decimal>> BinanceLedger::funding(Decimal rate) const {
  std::vector<std::pair<Key, Decimal>> paid;
  for (const auto& [key, held] : holdings_) {
    if (!held.amount.is_zero()) paid.emplace_back(key, cut(times(times(held.amount, mark(key.first)), rate), 8));
  }
  return paid;
}

void Exchange::Impl::tell_adjustment(Account& owner, Decimal amount, const char* reason) {
  if (amount.is_zero()) return;
  owner.binance->adjust(amount, reason);
  for (venue::Balance& balance : owner.binance->balances(now)) {
    if (balance.asset != "USDT") continue;
    balance.reason = reason;
    balance.change = venue::Number::of(amount);
    listener.on_balance(owner.name, balance);
  }
}

// One order of the venue against the displayed book. What the book cannot take is tried again after the next print.
void Exchange::Impl::force_close(Account& owner, const BinanceLedger::Key& key) {
  const Decimal amount = owner.binance->amount_of(key);
  if (market_of(key.first)->facing(is_long(key, amount) ? Side::kSell : Side::kBuy).empty()) return;
  Order order;
  order.account = owner.name;
  order.symbol = key.first;
  order.side = is_long(key, amount) ? Side::kSell : Side::kBuy;
  order.position_side = key.second;
  order.type = venue::OrderType::kMarket;
  order.time_in_force = venue::TimeInForce::kIoc;
  order.reduce_only = key.second == PositionSide::kBoth;
  order.is_forced = true;
  order.quantity = magnitude(amount);
  order.id = std::to_string(++next_order_id);
  order.client_id = fmt::format("autoclose-{}-{}", now / 1000, order.id);
  order.self_trade_prevention = "EXPIRE_MAKER";
  order.created = order.time = now;
  const Decimal margin = owner.binance->margin_of(key), before = owner.binance->wallet();
  Order& kept = owner.orders.add(std::move(order));
  open[kept.symbol].push_back(&kept);
  listener.on_order(owner.name, told(kept));
  work(owner, kept);
  const Decimal spent = before - owner.binance->wallet(), fee = cut(times(kept.value, liquidation_fee()), 8);
  tell_adjustment(owner, spent > margin ? spent - margin : negative(std::min(fee, margin - spent)), "INSURANCE_CLEAR");
}

void Exchange::Impl::liquidate(const std::string& symbol) {
  for (auto& [name, owner] : accounts) {
    const bool holds = std::any_of(std::begin(kSides), std::end(kSides),
                                   [&](PositionSide side) { return !owner->binance->amount_of({symbol, side}).is_zero(); });
    if (!holds) continue;
    const std::vector<BinanceLedger::Key> lost = owner->binance->lost_positions();
    if (lost.empty()) continue;
    const std::vector<Order*> orders = owner->orders.open();
    for (Order* order : orders) {
      const bool is_of_lost =
          std::any_of(lost.begin(), lost.end(), [&](const BinanceLedger::Key& key) { return key.first == order->symbol; });
      if (order->is_open() && is_of_lost) cancel_open(*owner, *order);
    }
    for (const BinanceLedger::Key& key : lost) force_close(*owner, key);
  }
}

void Exchange::Impl::pay_funding(EpochMicros until) {
  if (is_upbit() || options.funding_rate.is_zero()) return;
  if (next_funding == 0) next_funding = (until / kFundingEvery + 1) * kFundingEvery;
  for (; next_funding <= until; next_funding += kFundingEvery) {
    now = std::max(now, next_funding);
    for (auto& [name, owner] : accounts) {
      for (const auto& [key, paid] : owner->binance->funding(options.funding_rate)) {
        tell_adjustment(*owner, negative(paid), "FUNDING_FEE");
      }
    }
  }
}

}  // namespace stom::sim
