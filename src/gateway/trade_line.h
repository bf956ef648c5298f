// The trades of one symbol in the order of their ids, each once: what comes twice is dropped, what is missing is asked for, and later
// trades wait meanwhile. The day so far is put in front of the trades that it does not contain. Pure: Binance's feed makes the requests.
//
// Ids of aggregate trades grow by one. A smaller id with a later time means that the venue has numbered anew.
#pragma once

#include <deque>
#include <vector>

#include "venue/venue_event.h"

namespace stom::gateway {

class TradeLine {
 public:
  // Longer waits are given up: the trades go on without what they waited for.
  static constexpr std::size_t kMostHeld = 20'000;

  struct Received {
    venue::Trade trade;
    EpochMicros at = 0;  // local clock
  };
  enum class Need : std::uint8_t {
    kNothing,
    kMissing,  // ask for missing_from() and its successors, then call repaired()
    kDay,      // the numbering is new or too much waits: ask for the day, then call day_known()
  };

  // `ready` gets what may go on now, in order.
  [[nodiscard]] Need add(venue::Trade trade, EpochMicros at, std::vector<Received>& ready);

  // Trades wait from now on until day_known() or give_up().
  void wait_for_day() { state_ = State::kWaitingForDay; }
  // The day was asked for at `asked` (local clock) and its last price is `close`: trades that it contains are dropped. Those received
  // before the question are contained; of those received later the last one at that price tells how far it goes.
  [[nodiscard]] Need day_known(EpochMicros asked, const venue::Number& close, std::vector<Received>& ready);

  [[nodiscard]] std::uint64_t missing_from() const { return last_id_ + 1; }
  [[nodiscard]] std::uint64_t missing_count() const;
  // What the venue had of them (ascending). Trades that are still missing stay missing: still_missing() says how many.
  [[nodiscard]] Need repaired(std::vector<venue::Trade> trades, EpochMicros at, std::vector<Received>& ready);
  [[nodiscard]] std::uint64_t still_missing() const { return still_missing_; }
  // Goes on without what was waited for.
  [[nodiscard]] Need give_up(std::vector<Received>& ready);

  [[nodiscard]] bool is_waiting() const { return state_ != State::kFlowing; }

 private:
  enum class State : std::uint8_t { kFlowing, kWaitingForDay, kWaitingForMissing };
  [[nodiscard]] Need flow(std::vector<Received>& ready);

  State state_ = State::kFlowing;
  std::uint64_t last_id_ = 0;  // 0: the next trade may have any number
  EpochMicros last_time_ = venue::kNoTime;
  std::uint64_t still_missing_ = 0;
  std::deque<Received> held_;
};

}  // namespace stom::gateway
