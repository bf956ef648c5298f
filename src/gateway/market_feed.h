// Public market data of one venue over its sockets: instruments, the day so far, trades, books, tickers, and the state of the
// connections. A feed reconnects, resubscribes, repairs books and fetches missed trades by itself and says what it could not repair.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/message.h"
#include "gateway/endpoints.h"
#include "net/runtime.h"
#include "net/websocket_client.h"
#include "venue/venue_event.h"

namespace stom::gateway {

class VenueLimits;

// The running UTC day of a symbol before the first event of this connection (Binance: 1d kline; Upbit: ticker snapshot).
struct DaySoFar {
  std::string symbol;
  EpochMicros day_start = 0;
  venue::Number open, high, low, last, previous_close;
  venue::Number value;      // traded funds
  venue::Number buy, sell;  // taker quantities
};

struct FeedState {
  net::StreamState state = net::StreamState::kConnecting;
  std::string stream;                     // "trades", "books"
  EpochMicros at = 0;
  EpochMicros missing_from = 0;           // of kGap: nothing was heard since; 0 otherwise
  // Of kGap: the missed trades were fetched (Binance) or the venue's counters and whole books cover them. A gap of Binance's trades is
  // told twice: at once (false), and when what could be fetched has been told (text says what could not).
  bool repaired = false;
  Message text;
};

// All calls come on the network thread, in the order things happened on each stream.
class FeedListener {
 public:
  virtual ~FeedListener() = default;
  // The universe, and of the symbols asked for those outside of it too: at start and whenever something of it changes.
  virtual void on_instruments(const std::vector<venue::Instrument>& instruments) = 0;
  // Before the first event of the symbol, and again after a gap that could not be repaired otherwise.
  virtual void on_day(const DaySoFar& day) = 0;
  virtual void on_event(const venue::Event& event, EpochMicros received) = 0;
  virtual void on_feed_state(const FeedState& state) = 0;
  virtual void on_feed_problem(const Message& text) = 0;
};

struct FeedOptions {
  venue::Venue venue = venue::Venue::kBinance;
  VenueEndpoints endpoints;
  std::vector<std::string> symbols;     // empty: the venue's whole universe (Upbit KRW-*, Binance perpetual USDT TRADING)
  int book_levels = 10;                 // Binance depth5/10/20; Upbit the nearest of 5, 15, 30 that holds them
  double stale_alarm_seconds = 3;       // silence of a whole connection
  double reconnect_after = 10;          // silence until it is given up
  double universe_notice = 2;           // seconds from the notice of a changed instrument to asking for the list
  std::uint64_t seed = 0;               // of back-off jitter
  net::BackoffOptions backoff;          // between tries to connect
  double replace_after = 23 * 3600.0;   // seconds until a connection is replaced, before the venue's 24 h
  double overlap = 2;                   // seconds that the old and the new connection run side by side
  std::shared_ptr<VenueLimits> limits;  // shared with other callers of the venue in this process; empty: its own
};

class MarketFeed {
 public:
  virtual ~MarketFeed() = default;  // closes; no callback after its return
  virtual void close() = 0;
};

// Begins at once. The listener must outlive the feed.
[[nodiscard]] std::unique_ptr<MarketFeed> make_market_feed(net::Runtime& runtime, FeedOptions options, FeedListener& listener);

}  // namespace stom::gateway
