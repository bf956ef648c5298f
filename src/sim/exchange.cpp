#include "sim/exchange.h"

#include "sim/binance_rules.h"
#include "sim/exchange_impl.h"

namespace stom::sim {
namespace {

using venue::OrderState;

// Usual fees of the venues: 0.05 %; 0.02 % and 0.05 %.
Fees fees_of(const ExchangeOptions& options) {
  const bool upbit = options.venue == venue::Venue::kUpbit;
  Fees fees{options.maker_fee, options.taker_fee};
  if (fees.maker.is_zero()) fees.maker = decimal_of(upbit ? "0.0005" : "0.0002");
  if (fees.taker.is_zero()) fees.taker = decimal_of("0.0005");
  return fees;
}

// Binance: ended without a fill more than three days after it came, or more than 90 days ago.
bool is_forgotten(const Order& order, EpochMicros now) {
  constexpr EpochMicros kDay = 86'400LL * 1'000'000;
  if (order.is_open()) return false;
  const EpochMicros age = now - order.created;
  return age > 90 * kDay || (order.fills.empty() && age > 3 * kDay);
}

}  // namespace

Exchange::Impl::Impl(ExchangeOptions given, std::unique_ptr<MarketSource> source, ExchangeListener& told)
    : options(given), fees(fees_of(given)), market(std::move(source)), listener(told), ids(given.seed) {
  constexpr std::uint64_t kIds = 1'000'000;
  next_order_id = kIds * (1 + ids() % 8000);
  next_trade_id = kIds * (1 + ids() % 800);
  for (const venue::Instrument& instrument : market->instruments())
    markets[instrument.symbol] = std::make_unique<SymbolMarket>(options.venue, instrument);
}

Account& Exchange::Impl::account(const std::string& name) const { return *accounts.at(name); }

SymbolMarket* Exchange::Impl::market_of(std::string_view symbol) const {
  const auto found = markets.find(symbol);
  return found == markets.end() ? nullptr : found->second.get();
}

// RFC 4122 version 4.
std::string Exchange::Impl::new_uuid() {
  const std::uint64_t a = ids(), b = ids();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, 0x8000 | ((b >> 48) & 0x3fff),
                     b & 0xffffffffffff);
}

Exchange::Exchange(ExchangeOptions options, std::unique_ptr<MarketSource> market, ExchangeListener& listener)
    : impl_(std::make_unique<Impl>(options, std::move(market), listener)) {}
Exchange::~Exchange() = default;

void Exchange::advance(EpochMicros now) {
  if (now < impl_->now) return;
  impl_->events.clear();
  impl_->market->play(now, impl_->events);
  for (const MarketEvent& event : impl_->events) {
    impl_->run_countdowns(event.time);
    impl_->pay_funding(event.time);
    impl_->now = std::max(impl_->now, event.time);
    impl_->apply(event);
  }
  impl_->run_countdowns(now);
  impl_->pay_funding(now);
  impl_->now = now;
  impl_->continue_taking();
}

EpochMicros Exchange::next_time() { return impl_->market->next_time(); }
EpochMicros Exchange::now() const { return impl_->now; }
const std::vector<venue::Instrument>& Exchange::instruments() const { return impl_->market->instruments(); }
Decimal Exchange::maker_fee() const { return impl_->fees.maker; }
Decimal Exchange::taker_fee() const { return impl_->fees.taker; }

venue::BookPicture Exchange::book(const std::string& symbol) const {
  const SymbolMarket* market = impl_->market_of(symbol);
  return market == nullptr ? venue::BookPicture{} : market->book(impl_->now);
}

venue::Ticker Exchange::ticker(const std::string& symbol) const {
  const SymbolMarket* market = impl_->market_of(symbol);
  return market == nullptr ? venue::Ticker{} : market->ticker(impl_->now);
}

std::vector<venue::Trade> Exchange::trades(const std::string& symbol, std::uint64_t from_id, std::size_t most) const {
  const SymbolMarket* market = impl_->market_of(symbol);
  return market == nullptr ? std::vector<venue::Trade>{} : market->trades(from_id, most);
}

std::vector<venue::Candle> Exchange::candles(const std::string& symbol, std::string_view interval, EpochMicros from, EpochMicros to,
                                             std::size_t most) const {
  const SymbolMarket* market = impl_->market_of(symbol);
  const CandleSeries* series = market == nullptr ? nullptr : market->candles(interval);
  return series == nullptr ? std::vector<venue::Candle>{} : series->candles(symbol, from, to, most, impl_->now);
}

void Exchange::open_account(const std::string& account, const std::string& asset, Decimal amount) {
  std::unique_ptr<Account>& owner = impl_->accounts[account];
  if (!owner) {
    owner = std::make_unique<Account>();
    owner->name = account;
    if (impl_->is_upbit()) {
      auto ledger = std::make_unique<UpbitLedger>(impl_->fees);
      owner->upbit = ledger.get();
      owner->ledger = std::move(ledger);
    } else {
      auto ledger = std::make_unique<BinanceLedger>(impl_->fees, impl_->markets, owner->orders);
      owner->binance = ledger.get();
      owner->ledger = std::move(ledger);
    }
  }
  owner->ledger->deposit(asset, amount);
  owner->deposits[asset] += amount;
}

bool Exchange::has_account(const std::string& account) const { return impl_->accounts.count(account) != 0; }
std::vector<venue::Balance> Exchange::balances(const std::string& account) const {
  return impl_->account(account).ledger->balances(impl_->now);
}

std::vector<venue::Position> Exchange::positions(const std::string& account, std::string_view symbol) const {
  const BinanceLedger* ledger = impl_->account(account).binance;
  return ledger == nullptr ? std::vector<venue::Position>{} : ledger->positions(symbol, impl_->now);
}

venue::AccountTotals Exchange::totals(const std::string& account) const {
  const BinanceLedger* ledger = impl_->account(account).binance;
  return ledger == nullptr ? venue::AccountTotals{} : ledger->totals(impl_->now);
}

venue::OrderChance Exchange::chance(const std::string& account, const std::string& symbol) const {
  const UpbitLedger* ledger = impl_->account(account).upbit;
  const SymbolMarket* market = impl_->market_of(symbol);
  return ledger == nullptr || market == nullptr ? venue::OrderChance{} : ledger->chance(market->instrument(), impl_->now);
}

std::optional<Refused> Exchange::set_leverage(const std::string& account, const std::string& symbol, int leverage) {
  if (impl_->market_of(symbol) == nullptr) return binance_refusal(-1121);
  return impl_->account(account).binance->set_leverage(symbol, leverage);
}
std::optional<Refused> Exchange::set_margin_type(const std::string& account, const std::string& symbol, std::string_view type) {
  if (impl_->market_of(symbol) == nullptr) return binance_refusal(-1121);
  return impl_->account(account).binance->set_margin_type(symbol, type);
}
std::optional<Refused> Exchange::set_hedge_mode(const std::string& account, bool hedge) {
  return impl_->account(account).binance->set_hedge(hedge);
}
bool Exchange::hedge_mode(const std::string& account) const { return impl_->account(account).binance->hedge(); }

std::vector<venue::SymbolSetting> Exchange::symbol_settings(const std::string& account, std::string_view symbol) const {
  std::vector<venue::SymbolSetting> result;
  for (const venue::Instrument& instrument : instruments()) {
    if (symbol.empty() || symbol == instrument.symbol)
      result.push_back(impl_->account(account).binance->setting(instrument.symbol, impl_->now));
  }
  return result;
}

void Exchange::countdown_cancel(const std::string& account, const std::string& symbol, EpochMicros after) {
  std::map<std::string, EpochMicros>& countdowns = impl_->account(account).countdowns;
  if (after <= 0) {
    countdowns.erase(symbol);
  } else {
    countdowns[symbol] = impl_->now + after;
  }
}

OrderReply Exchange::place(const std::string& account, const venue::NewOrder& order) {
  return impl_->place(impl_->account(account), order);
}

OrderReply Exchange::cancel(const std::string& account, const std::string& symbol, const venue::OrderName& name) {
  return impl_->cancel(impl_->account(account), symbol, name);
}

OrderReply Exchange::amend(const std::string& account, const std::string& symbol, const venue::OrderName& name, Decimal quantity,
                           Decimal price) {
  return impl_->amend(impl_->account(account), symbol, name, quantity, price);
}

std::vector<venue::OrderUpdate> Exchange::cancel_all(const std::string& account, std::string_view symbol, std::optional<venue::Side> side) {
  Account& owner = impl_->account(account);
  std::vector<venue::OrderUpdate> cancelled;
  const std::vector<Order*> orders = owner.orders.open();
  for (Order* order : orders) {
    if ((!symbol.empty() && order->symbol != symbol) || (side && order->side != *side)) continue;
    impl_->cancel_open(owner, *order);
    cancelled.push_back(impl_->told(*order));
  }
  return cancelled;
}

OrderReply Exchange::order(const std::string& account, const std::string& symbol, const venue::OrderName& name) const {
  OrderReply reply;
  const Order* found = impl_->account(account).orders.find(symbol, name);
  if (found == nullptr || (!impl_->is_upbit() && is_forgotten(*found, impl_->now))) {
    reply.refused = no_such_order(impl_->options.venue, false);
    return reply;
  }
  reply.order = impl_->told(*found);
  reply.order->cause = venue::OrderCause::kAnswer;
  return reply;
}

std::vector<venue::OrderUpdate> Exchange::open_orders(const std::string& account, std::string_view symbol) const {
  std::vector<venue::OrderUpdate> result;
  for (const Order* order : impl_->account(account).orders.open()) {
    if (symbol.empty() || order->symbol == symbol) result.push_back(impl_->told(*order));
  }
  return result;
}

std::vector<venue::OrderUpdate> Exchange::closed_orders(const std::string& account, std::string_view symbol, EpochMicros from,
                                                        EpochMicros to) const {
  std::vector<venue::OrderUpdate> result;
  for (const std::unique_ptr<Order>& order : impl_->account(account).orders.all()) {
    if (order->is_open() || order->created < from || order->created > to) continue;
    if (symbol.empty() || order->symbol == symbol) result.push_back(impl_->told(*order));
  }
  return result;
}

std::vector<venue::Fill> Exchange::fills(const std::string& account, std::string_view symbol) const {
  const std::vector<venue::Fill>& all = impl_->account(account).fills;
  std::vector<venue::Fill> result;
  std::copy_if(all.begin(), all.end(), std::back_inserter(result),
               [&](const venue::Fill& fill) { return symbol.empty() || fill.symbol == symbol; });
  return result;
}

std::vector<venue::Fill> Exchange::fills_of(const std::string& account, const std::string& order_id) const {
  const Account& owner = impl_->account(account);
  std::vector<venue::Fill> result;
  if (const Order* order = owner.orders.find({}, {order_id, {}})) {
    for (const std::size_t at : order->fills) result.push_back(owner.fills[at]);
  }
  return result;
}

void Exchange::set_partial_share(double share) { impl_->partial_share = std::clamp(share, 0.0, 1.0); }

}  // namespace stom::sim
