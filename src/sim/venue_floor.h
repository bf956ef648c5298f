// One venue of the box: its exchange, the keys of its accounts, its limits, and who listens. Passes what the exchange says on to the
// connections; balances and positions that change together become one event, as the venues tell them. Single-threaded.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/exchange.h"
#include "sim/fault_plan.h"
#include "sim/key_ring.h"
#include "sim/private_feed.h"
#include "sim/rate_limits.h"
#include "sim/stream_talk.h"

namespace stom::sim {

class VenueFloor final : public ExchangeListener {
 public:
  VenueFloor(const ExchangeOptions& options, std::unique_ptr<MarketSource> market, FaultPlan& faults);

  [[nodiscard]] venue::Venue venue() const { return venue_; }
  [[nodiscard]] Exchange& exchange() { return *exchange_; }
  [[nodiscard]] const venue::Instrument* instrument(std::string_view symbol) const;

  [[nodiscard]] const venue::Trade* last_trade(const std::string& symbol) const;  // nullptr: none yet

  // Every use of the exchange that may cause events stands between these.
  void begin(const Moment& now) { now_ = now; }
  void end();

  void advance(const Moment& now);
  void tell(const std::string& account, PrivateEvent event);
  void flush(const Moment& now);
  [[nodiscard]] EpochMicros next_private() const { return feed_.next_due(); }

  void add(StreamTalk* talk) { talks_.insert(talk); }
  void remove(StreamTalk* talk) { talks_.erase(talk); }
  [[nodiscard]] bool has_market_listener() const;

  KeyRing keys;
  BanWatch bans;

 private:
  void on_trade(const venue::Trade& trade) override;
  void on_book(const venue::BookPicture& book) override;
  void on_ticker(const venue::Ticker& ticker) override;
  void on_order(const std::string& account, const venue::OrderUpdate& order) override;
  void on_fill(const std::string& account, const venue::Fill& fill, const venue::OrderUpdate& order) override;
  void on_balance(const std::string& account, const venue::Balance& balance) override;
  void on_position(const std::string& account, const venue::Position& position) override;
  void tell_accounts(const std::string* only);

  venue::Venue venue_;
  FaultPlan& faults_;
  Moment now_;
  PrivateFeed feed_;
  std::set<StreamTalk*> talks_;
  std::map<std::string, AccountEvent> changed_;
  std::map<std::string, std::size_t, std::less<>> positions_;  // of instruments
  std::map<std::string, venue::Trade> last_trades_;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace stom::sim
