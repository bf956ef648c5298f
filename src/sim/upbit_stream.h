// One connection to Upbit's sockets: subscriptions (a new request replaces the old one), formats, snapshots, PING and UP, error frames.
#pragma once

#include <map>

#include "sim/talk_base.h"
#include "sim/upbit_wire.h"
#include "sim/venue_floor.h"

namespace stom::sim {

class UpbitStream final : public TalkBase {
 public:
  // A private address without account was refused: told in an error frame, then closed.
  UpbitStream(Outlet& outlet, FaultPlan& faults, VenueFloor& floor, std::string account, bool is_private, bool with_limits);

  void on_open(const Moment& now) override;
  void on_frame(std::string_view text, const Moment& now) override;
  void on_trade(const venue::Trade& trade, const Moment& now) override;
  void on_book(const venue::BookPicture& book, const Moment& now) override;
  void on_ticker(const venue::Ticker& ticker, const Moment& now) override;
  void on_private(const PrivateEvent& event, const Moment& now) override;
  void on_time(const Moment& now) override;
  [[nodiscard]] venue::Venue venue() const override { return venue::Venue::kUpbit; }
  [[nodiscard]] bool wants_market() const override;

 private:
  struct Wish {
    bool snapshot = true, realtime = true;
    std::size_t units = 30;
  };
  using Wishes = std::map<std::string, Wish, std::less<>>;  // by code
  struct Subscription {
    std::string ticket;
    bool brief = false, in_list = false;
    Wishes tickers, trades, books, candles;
    bool orders = false, assets = false;
    std::vector<std::string> order_codes;  // empty: all
  };

  // The error's name, or nothing.
  [[nodiscard]] std::string read_request(std::string_view text, Subscription& wanted) const;
  [[nodiscard]] std::string add_type(const void* object, Subscription& wanted) const;  // a JSON object
  void send_snapshots();
  void send_list();
  void tell(std::string message);
  [[nodiscard]] upbit_wire::StreamStyle style(bool snapshot = false) const { return {subscription_.brief, snapshot}; }

  VenueFloor& floor_;
  bool is_private_, with_limits_;
  Subscription subscription_;
  EpochMicros next_up_ = 0;  // steady; 0: nobody asked
  std::uint64_t assets_told_ = 0;
};

}  // namespace stom::sim
