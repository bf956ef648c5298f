// One connection to Binance's sockets: streams of its kind of traffic (/public, /market, /private, and spot without prefix), raw or
// combined, SUBSCRIBE and UNSUBSCRIBE, changes of books at their pace, once-a-second tickers, user data.
#pragma once

#include <map>
#include <set>

#include "sim/binance_wire.h"
#include "sim/talk_base.h"
#include "sim/venue_floor.h"

namespace stom::sim {

struct BinanceAddress {
  enum class Traffic : std::uint8_t { kPublic, kMarket, kPrivate, kSpot };
  Traffic traffic = Traffic::kPublic;
  bool combined = false;
  std::vector<std::string> streams;
  std::string listen_key;
  std::vector<std::string> events;  // of user data; empty: all
};
// "/public/stream?streams=a/b", "/market/ws/a", "/private/ws?listenKey=k&events=A/B", "/ws/a" (spot). False: no such address.
[[nodiscard]] bool read_address(std::string_view path, std::string_view query, BinanceAddress& address);

class BinanceStream final : public TalkBase {
 public:
  BinanceStream(Outlet& outlet, FaultPlan& faults, VenueFloor& floor, BinanceAddress address, std::string account, bool with_limits);

  void on_open(const Moment& now) override;
  void on_frame(std::string_view text, const Moment& now) override;
  void on_trade(const venue::Trade& trade, const Moment& now) override;
  void on_book(const venue::BookPicture& book, const Moment& now) override;
  void on_ticker(const venue::Ticker& ticker, const Moment& now) override;
  void on_private(const PrivateEvent& event, const Moment& now) override;
  void on_time(const Moment& now) override;
  [[nodiscard]] venue::Venue venue() const override { return venue::Venue::kBinance; }
  [[nodiscard]] bool wants_market() const override { return !streams_.empty(); }

 private:
  enum class Kind : std::uint8_t { kTrades, kDepth, kPartialDepth, kTop, kKline, kTicker, kMiniTicker, kMarkPrice, kQuiet };
  struct Stream {
    std::string name, symbol;  // symbol empty: all
    Kind kind = Kind::kQuiet;
    std::size_t levels = 0;
    EpochMicros every = 0;     // exchange time between messages; 0: each event
    std::string interval;      // of klines
    EpochMicros last_sent = 0;
    bool pending = false;
    venue::BookPicture shown;    // what the client knows: changes are against it
    venue::BookPicture latest;
    EpochMicros kline_start = 0, kline_end = 0;
    std::set<std::string> changed;  // symbols of tickers
  };

  // Nothing: not a stream of this address.
  [[nodiscard]] std::optional<Stream> read_stream(const std::string& name) const;
  void subscribe(const std::string& name, const Moment& now);
  void send(const Stream& stream, std::string event);
  void send_depth(Stream& stream, const Moment& now);
  void send_kline(Stream& stream, const Moment& now);
  void send_tickers(Stream& stream, const Moment& now);
  void answer(std::string_view id, std::string_view result);
  void refuse(std::string_view id, int code, std::string_view text);
  void tell(const char* event_name, std::string event);
  [[nodiscard]] std::vector<Stream*> streams_of(const std::string& symbol);

  VenueFloor& floor_;
  BinanceAddress address_;
  bool with_limits_;
  std::map<std::string, Stream> streams_;
  std::multimap<std::string, Stream*, std::less<>> by_symbol_;
  EpochMicros next_ping_ = 0;
};

}  // namespace stom::sim
