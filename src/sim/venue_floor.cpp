#include "sim/venue_floor.h"

namespace stom::sim {

VenueFloor::VenueFloor(const ExchangeOptions& options, std::unique_ptr<MarketSource> market, FaultPlan& faults)
    : venue_(options.venue), faults_(faults), feed_(faults, [this](const std::string& account, const PrivateEvent& event) {
        for (StreamTalk* talk : talks_) {
          if (talk->account() == account) talk->on_private(event, now_);
        }
      }) {
  exchange_ = std::make_unique<Exchange>(options, std::move(market), *this);
  const auto& instruments = exchange_->instruments();
  for (std::size_t i = 0; i < instruments.size(); ++i) positions_[instruments[i].symbol] = i;
}

const venue::Instrument* VenueFloor::instrument(std::string_view symbol) const {
  const auto found = positions_.find(symbol);
  return found == positions_.end() ? nullptr : &exchange_->instruments()[found->second];
}

void VenueFloor::end() { tell_accounts(nullptr); }

void VenueFloor::advance(const Moment& now) {
  begin(now);
  exchange_->advance(now.exchange);
  end();
  flush(now);
  for (StreamTalk* talk : talks_) talk->on_time(now);
}

void VenueFloor::flush(const Moment& now) {
  now_ = now;
  feed_.flush(now.steady);
}

void VenueFloor::tell(const std::string& account, PrivateEvent event) { feed_.push(account, std::move(event), now_.steady); }

bool VenueFloor::has_market_listener() const {
  return std::any_of(talks_.begin(), talks_.end(), [](const StreamTalk* talk) { return talk->wants_market(); });
}

const venue::Trade* VenueFloor::last_trade(const std::string& symbol) const {
  const auto found = last_trades_.find(symbol);
  return found == last_trades_.end() ? nullptr : &found->second;
}

void VenueFloor::on_trade(const venue::Trade& trade) {
  last_trades_[trade.symbol] = trade;
  if (faults_.ask(Fault::kDropMarketEvent, now_.steady)) return;
  for (StreamTalk* talk : talks_) talk->on_trade(trade, now_);
}

void VenueFloor::on_book(const venue::BookPicture& book) {
  if (faults_.ask(Fault::kDropMarketEvent, now_.steady)) return;
  for (StreamTalk* talk : talks_) talk->on_book(book, now_);
}

void VenueFloor::on_ticker(const venue::Ticker& ticker) {
  if (faults_.ask(Fault::kDropMarketEvent, now_.steady)) return;
  for (StreamTalk* talk : talks_) talk->on_ticker(ticker, now_);
}

void VenueFloor::on_order(const std::string& account, const venue::OrderUpdate& order) {
  tell_accounts(&account);
  tell(account, OrderEvent{order});
}

void VenueFloor::on_fill(const std::string& account, const venue::Fill& fill, const venue::OrderUpdate& order) {
  tell_accounts(&account);
  tell(account, FillEvent{fill, order});
}

void VenueFloor::on_balance(const std::string& account, const venue::Balance& balance) {
  auto& balances = changed_[account].balances;
  std::erase_if(balances, [&](const venue::Balance& one) { return one.asset == balance.asset; });
  balances.push_back(balance);
}

void VenueFloor::on_position(const std::string& account, const venue::Position& position) {
  auto& positions = changed_[account].positions;
  std::erase_if(positions, [&](const venue::Position& one) { return one.symbol == position.symbol && one.side == position.side; });
  positions.push_back(position);
}

void VenueFloor::tell_accounts(const std::string* only) {
  std::map<std::string, AccountEvent> ready;
  if (only == nullptr) {
    ready.swap(changed_);
  } else if (auto found = changed_.extract(*only); !found.empty()) {
    ready.insert(std::move(found));
  }
  for (auto& [account, event] : ready) tell(account, std::move(event));
}

}  // namespace stom::sim
