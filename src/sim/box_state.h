// The box without its sockets: both venues, clock, faults, administration. Pure and single-threaded; the server (server.h) brings calls,
// connections and time.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/binance_desk.h"
#include "sim/box_options.h"
#include "sim/exchange_clock.h"
#include "sim/fault_plan.h"
#include "sim/stream_talk.h"
#include "sim/upbit_desk.h"
#include "sim/venue_floor.h"

namespace stom::sim {

class BoxState {
 public:
  // Throws what the markets throw.
  BoxState(const BoxOptions& options, EpochMicros utc, EpochMicros steady);
  ~BoxState();

  [[nodiscard]] Moment moment(EpochMicros utc, EpochMicros steady) const { return {clock_.now(steady), utc, steady}; }

  // A REST call of a venue or of the administration (/sim/…).
  [[nodiscard]] HttpReply handle(const HttpCall& call, EpochMicros utc, EpochMicros steady);
  // A connection to a socket; nothing: `refusal` is the answer.
  [[nodiscard]] std::unique_ptr<StreamTalk> open_stream(const HttpCall& call, Outlet& outlet, EpochMicros utc, EpochMicros steady,
                                                        HttpReply& refusal);
  void add(StreamTalk* talk, Outlet* outlet, EpochMicros utc, EpochMicros steady);
  void remove(StreamTalk* talk);
  void on_frame(StreamTalk* talk, std::string_view text, EpochMicros utc, EpochMicros steady);

  // Lets the clock catch up by one step. True: there is more to do at once.
  bool advance(EpochMicros utc, EpochMicros steady);
  // Steady microseconds until something is due, at most `most`.
  [[nodiscard]] EpochMicros wait(EpochMicros steady, EpochMicros most);

  // nullptr: the box has no such venue.
  [[nodiscard]] VenueFloor* floor(venue::Venue venue);
  [[nodiscard]] FaultPlan& faults() { return faults_; }
  [[nodiscard]] ExchangeClock& clock() { return clock_; }
  void open_account(const BoxAccount& account);
  void clear_faults();  // and what they left behind: bans, maintenance
  void cut_streams();
  void expire_listen_keys(EpochMicros utc, EpochMicros steady);
  [[nodiscard]] std::size_t streams() const { return connections_.size(); }
  // Plays so far, in steps, whatever the speed; also when paused.
  void play(EpochMicros by, EpochMicros utc, EpochMicros steady);
  [[nodiscard]] const std::string& failure() const { return failure_; }  // of a market that broke off

 private:
  struct Connection {
    Outlet* outlet = nullptr;
    VenueFloor* floor = nullptr;
  };
  [[nodiscard]] std::optional<HttpReply> fault_before(VenueFloor& floor, const Moment& now);
  [[nodiscard]] HttpReply answer(const HttpCall& call, const Moment& now);
  [[nodiscard]] EpochMicros timestamp_window() const;
  void step(EpochMicros to, EpochMicros utc, EpochMicros steady);
  [[nodiscard]] EpochMicros next_market_time();
  [[nodiscard]] bool has_room() const;

  FaultPlan faults_;
  ExchangeClock clock_;
  std::unique_ptr<VenueFloor> upbit_, binance_;
  std::unique_ptr<UpbitDesk> upbit_desk_;
  std::unique_ptr<BinanceDesk> binance_desk_;
  std::map<StreamTalk*, Connection> connections_;
  bool with_limits_;
  EpochMicros played_ = 0;             // exchange clock that both venues have seen
  EpochMicros maintenance_until_ = 0;  // steady
  EpochMicros next_key_check_ = 0;     // steady
  std::string failure_;
};

}  // namespace stom::sim
