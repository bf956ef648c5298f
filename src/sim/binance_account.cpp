// What a Binance account tells of itself, and its settings.
#include "sim/binance_ledger.h"
#include "sim/binance_rules.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::PositionSide;

constexpr std::string_view kMoney = "USDT";
constexpr int kPlaces = 8;

}  // namespace

venue::Position BinanceLedger::position(const Key& key, EpochMicros now) const {
  const Holding held = holding(key);
  const Setting setting = setting_of(key.first);
  const Decimal price = mark(key.first), worth = times(held.amount, price);
  venue::Position position;
  position.symbol = key.first;
  position.side = key.second;
  position.time = position.sent = now;
  position.amount = Number::of(held.amount);
  position.entry_price = position.break_even_price = Number::of(quotient(held.cost, magnitude(held.amount), kPlaces));
  position.mark_price = Number::of(price);
  position.liquidation_price = Number::of(liquidation_price(key, held));
  position.unrealised = Number::of(unrealised(key, held));
  position.realised = Number::of(held.realised);
  position.notional = Number::of(worth);
  position.isolated_wallet = position.isolated_margin = Number::of(isolated_wallet(key, held));
  position.initial_margin = Number::of(quotient(magnitude(worth), Decimal(setting.leverage), kPlaces));
  position.maintenance_margin = Number::of(maintenance_margin(magnitude(worth)));
  position.leverage = Number::of(Decimal(setting.leverage));
  position.margin_type = setting.isolated ? "isolated" : "cross";
  position.margin_asset = kMoney;
  position.reason = "ORDER";
  return position;
}

venue::Balance BinanceLedger::balance(const std::string& asset, EpochMicros now) const {
  const auto found = wallet_.find(asset);
  const Decimal wallet = found == wallet_.end() ? Decimal{} : found->second;
  venue::Balance balance;
  balance.asset = asset;
  balance.time = balance.sent = now;
  balance.wallet = Number::of(wallet);
  balance.change = Number::of(Decimal{});
  balance.reason = "ORDER";
  if (asset != kMoney) {
    balance.available = balance.cross_wallet = balance.withdrawable = balance.wallet;
    balance.unrealised = balance.change;
    return balance;
  }
  Decimal isolated;
  for (const auto& [key, held] : holdings_) isolated += isolated_wallet(key, held);
  const Decimal profit = unrealised(), available = std::max(Decimal{}, wallet + profit - needed());
  balance.cross_wallet = Number::of(wallet - isolated);
  balance.unrealised = Number::of(profit);
  balance.available = Number::of(available);
  balance.withdrawable = Number::of(std::min(available, std::max(wallet, Decimal{})));
  return balance;
}

std::vector<venue::Balance> BinanceLedger::balances(EpochMicros now) const {
  std::vector<venue::Balance> result;
  for (const auto& [asset, amount] : wallet_) result.push_back(balance(asset, now));
  return result;
}

std::vector<venue::Balance> BinanceLedger::moved_balances(const Order&, EpochMicros now, bool is_fill) const {
  if (!is_fill) return {};
  return {balance(std::string(kMoney), now)};
}

std::vector<venue::Position> BinanceLedger::moved_positions(const Order& order, EpochMicros now) const {
  return {position({order.symbol, order.position_side}, now)};
}

std::vector<venue::Position> BinanceLedger::positions(std::string_view symbol, EpochMicros now) const {
  std::vector<std::string> symbols;
  for (const auto& [key, held] : holdings_) {
    if (!held.amount.is_zero()) symbols.push_back(key.first);
  }
  for (const Order* order : orders_.open()) symbols.push_back(order->symbol);
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
  std::vector<venue::Position> result;
  for (const std::string& one : symbols) {
    if (!symbol.empty() && one != symbol) continue;
    if (!hedge_) {
      result.push_back(position({one, PositionSide::kBoth}, now));
      continue;
    }
    result.push_back(position({one, PositionSide::kLong}, now));
    result.push_back(position({one, PositionSide::kShort}, now));
  }
  return result;
}

venue::AccountTotals BinanceLedger::totals(EpochMicros now) const {
  const venue::Balance money = balance(std::string(kMoney), now);
  Decimal maintenance;
  for (const auto& [key, held] : holdings_) maintenance += position(key, now).maintenance_margin.decimal();
  venue::AccountTotals totals;
  totals.time = now;
  totals.wallet = money.wallet;
  totals.unrealised = money.unrealised;
  totals.margin = Number::of(money.wallet.decimal() + money.unrealised.decimal());
  totals.available = money.available;
  totals.withdrawable = money.withdrawable;
  totals.initial_margin = Number::of(needed());
  totals.maintenance_margin = Number::of(maintenance);
  return totals;
}

std::optional<Refused> BinanceLedger::set_leverage(const std::string& symbol, int leverage) {
  if (leverage < 1 || leverage > kMostLeverage) return binance_refusal(-4028, std::to_string(leverage));
  Setting& setting = settings_[symbol];
  const int old = setting.leverage;
  if (leverage == old) return std::nullopt;
  const bool holds = std::any_of(holdings_.begin(), holdings_.end(), [&](const auto& one) {
    return one.first.first == symbol && !one.second.amount.is_zero();
  });
  if (leverage < old && setting.isolated && holds) return binance_refusal(-4161);
  if (holds && exposure(symbol, nullptr, nullptr) > most_notional(leverage)) return binance_refusal(-2027);
  setting.leverage = leverage;
  const venue::Balance money = balance(std::string(kMoney), 0);
  if (leverage < old && needed() > money.wallet.decimal() + money.unrealised.decimal()) {
    setting.leverage = old;
    return binance_refusal(-2028);
  }
  return std::nullopt;
}

std::optional<Refused> BinanceLedger::set_margin_type(const std::string& symbol, std::string_view type) {
  const bool isolated = type == "ISOLATED";
  Setting& setting = settings_[symbol];
  if (setting.isolated == isolated) return binance_refusal(-4046);
  for (const Order* order : orders_.open()) {
    if (order->symbol == symbol) return binance_refusal(-4047);
  }
  for (const auto& [key, held] : holdings_) {
    if (key.first == symbol && !held.amount.is_zero()) return binance_refusal(-4048);
  }
  setting.isolated = isolated;
  return std::nullopt;
}

std::optional<Refused> BinanceLedger::set_hedge(bool hedge) {
  if (hedge_ == hedge) return binance_refusal(-4059);
  if (!orders_.open().empty()) return binance_refusal(-4067);
  for (const auto& [key, held] : holdings_) {
    if (!held.amount.is_zero()) return binance_refusal(-4068);
  }
  hedge_ = hedge;
  return std::nullopt;
}

venue::SymbolSetting BinanceLedger::setting(const std::string& symbol, EpochMicros now) const {
  const Setting kept = setting_of(symbol);
  venue::SymbolSetting setting;
  setting.symbol = symbol;
  setting.time = now;
  setting.leverage = Number::of(Decimal(kept.leverage));
  setting.max_notional = Number::of(most_notional(kept.leverage));
  setting.margin_type = kept.isolated ? "ISOLATED" : "CROSSED";
  return setting;
}

}  // namespace stom::sim
