// One WebSocket connection as the venue's side of the talk: what it has subscribed, and what it is told. Pure: frames go out through an
// Outlet (the socket), times are passed in.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/exchange.h"
#include "venue/venue_event.h"

namespace stom::sim {

// One instant on all clocks, microseconds: the exchange's, UTC of this machine, and one that is never set.
struct Moment {
  EpochMicros exchange = 0, utc = 0, steady = 0;
};

class Outlet {
 public:
  virtual ~Outlet() = default;
  virtual void send(std::string payload, bool binary) = 0;
  virtual void ping() = 0;
  virtual void close(std::uint16_t code, const std::string& reason) = 0;
  virtual void cut() = 0;                        // without a good-bye
  virtual void cut_in_next_frame() = 0;          // half of the next frame, then the connection ends
  [[nodiscard]] virtual std::size_t waiting_bytes() const = 0;
};

// What an account is told.
struct OrderEvent {
  venue::OrderUpdate order;
};
struct FillEvent {
  venue::Fill fill;
  venue::OrderUpdate order;
};
struct AccountEvent {
  std::vector<venue::Balance> balances;
  std::vector<venue::Position> positions;
};
struct LeverageEvent {
  std::string symbol;
  int leverage = 0;
};
struct KeyExpiredEvent {
  std::string key;
};
using PrivateEvent = std::variant<OrderEvent, FillEvent, AccountEvent, LeverageEvent, KeyExpiredEvent>;

class StreamTalk {
 public:
  virtual ~StreamTalk() = default;
  virtual void on_open(const Moment& now) = 0;
  virtual void on_frame(std::string_view text, const Moment& now) = 0;  // a ping frame comes as an empty text
  virtual void on_trade(const venue::Trade& trade, const Moment& now) = 0;
  virtual void on_book(const venue::BookPicture& book, const Moment& now) = 0;
  virtual void on_ticker(const venue::Ticker& ticker, const Moment& now) = 0;
  virtual void on_private(const PrivateEvent& event, const Moment& now) = 0;
  virtual void on_time(const Moment& now) = 0;  // after each step of the exchange's clock
  // The account of a private connection; empty: public.
  [[nodiscard]] virtual const std::string& account() const = 0;
  [[nodiscard]] virtual venue::Venue venue() const = 0;
  [[nodiscard]] virtual bool wants_market() const = 0;  // subscribed to any public stream
};

}  // namespace stom::sim
