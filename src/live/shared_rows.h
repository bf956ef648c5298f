// The client of shared rows (setting 리시버공유 = 2), without sockets: packets of the server in, rows, instruments and watch lists out, in
// order and once each. Rows are taken only after the server has said that they are of the own market and frame. A lost message, another
// start of the server or more than kLongestHole without data make the next row of every symbol say after_gap: nothing is decided on it.
// The arrival of rows is told in the own clock: the server's may differ by any amount, which is estimated from the fastest message.
// One thread.
#pragma once

#include <string>
#include <vector>

#include "bus/messages/log.h"
#include "bus/messages/market.h"
#include "bus/receiver.h"
#include "live/platform.h"
#include "live/receiver_core.h"

namespace stom::live {

class SharedRowsHost {
 public:
  virtual ~SharedRowsHost() = default;
  virtual void on_row(const ReceivedRow& row) = 0;
  virtual void on_instruments(const bus::InstrumentList& instruments) = 0;  // when they have changed
  virtual void on_watch_list(const bus::WatchListUpdate& watch_list) = 0;
  virtual void on_watch_time(const ReceiverCore::WatchTime& time) = 0;
  virtual void on_note(bus::LogLevel level, const Message& text) = 0;
  virtual void on_state(bool is_good) = 0;  // on changes
};

struct SharedPacket {
  bus::Packet packet;
  EpochMicros arrived = 0;  // UTC by the own clock
  double clock = 0;         // the same moment as monotonic seconds
};

class SharedRows {
 public:
  static constexpr double kSilence = 3;                  // s: alarm
  static constexpr EpochMicros kLongestHole = ReceiverCore::kLongestHole;
  static constexpr EpochMicros kMostLate = 5'000'000;    // later than the fastest message by this much …
  static constexpr double kLongestLate = 5;              // … for so many seconds: what waits is given up

  // `now`: monotonic seconds.
  SharedRows(const Platform& platform, SharedRowsHost& host, double now);

  void take(const SharedPacket& packet);
  // Another connection: what came in between is lost.
  void reconnected();
  void link_changed(bus::Link link);
  [[nodiscard]] bus::Link link() const { return link_; }
  // Once a second or oftener: silence.
  void look(double now);
  // True once when messages have been late for so long that only a new connection helps.
  [[nodiscard]] bool wants_reconnect();

 private:
  enum class Trust { kUnknown, kGood, kRefused };

  const Platform platform_;
  SharedRowsHost& host_;
  std::size_t columns_;
  Trust trust_ = Trust::kUnknown;
  bool is_silent_ = false, is_live_ = true, was_good_ = true, wants_reconnect_ = false;
  bus::Link link_ = bus::Link::kConnecting;
  std::uint64_t session_ = 0;               // of the server; 0: none yet
  EpochMicros last_sent_ = 0;               // by the server's clock
  double last_heard_;
  std::optional<double> least_way_;         // s: own monotonic clock less the server's, of the fastest message
  double late_since_ = -1;
  std::uint32_t hole_ = 0;                  // number of the last one
  struct Symbol {
    RowKey last = 0;
    std::uint32_t seen_hole = 0;            // the last one that a row has told
  };
  std::map<std::string, Symbol, std::less<>> symbols_;
  std::string known_instruments_;

  void note_gap(const bus::Packet& packet);
  [[nodiscard]] EpochMicros lateness(const SharedPacket& packet);
  void take_facts(const bus::InstrumentList& list, const std::string& body);
  void take_row(const SharedPacket& packet, EpochMicros late);
  void take_watch_list(const bus::WatchListUpdate& update);
  void take_state(const bus::MarketState& state);
  void refuse(const Message& why);
  void tell_state();
};

}  // namespace stom::live
