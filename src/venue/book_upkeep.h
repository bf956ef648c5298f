// The order books of one connection by the venue's own rule: Upbit and Binance partial depth send whole pictures; Binance
// depth streams send changes that are chained by U/u/pu to a REST snapshot (aggregation/book_sync.h has the rule).
//
// A book that lost its chain is invalid until a snapshot repairs it, and says so by wants_snapshot(). Requests are spaced
// so that a broken feed does not eat the rate budget. Pictures and changes that are older than the book are dropped, so two
// connections may run side by side during a planned reconnect. Pure: the time is passed in.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "aggregation/book_sync.h"
#include "venue/venue_event.h"

namespace stom::venue {

enum class BookChangeResult : std::uint8_t {
  kUpdated,   // the book stands and was changed
  kOld,       // older than the book
  kWaiting,   // kept until a snapshot comes
  kGap,       // the chain broke: the book is invalid
};

class BookUpkeep {
 public:
  // Between two snapshot requests of one symbol; doubled after each that did not help, up to the longest.
  static constexpr EpochMicros kFirstDelay = 1'000'000;
  static constexpr EpochMicros kLongestDelay = 30'000'000;

  BookChangeResult apply(const BookPicture& picture);
  // A REST answer names no symbol: the caller knows what it asked for.
  BookChangeResult apply(const BookPicture& snapshot, const std::string& symbol);
  BookChangeResult apply(const BookChange& change);

  // Symbols whose book needs a REST snapshot now; each is told once per delay. Ascending.
  [[nodiscard]] std::vector<std::string> wants_snapshot(EpochMicros now);
  // The connection was lost: no book may be used until it is proven again.
  void disconnected();
  void forget(const std::string& symbol);

  // nullptr: unknown or not valid.
  [[nodiscard]] const aggregation::OrderBook* book(const std::string& symbol) const;
  [[nodiscard]] EpochMicros time(const std::string& symbol) const;
  [[nodiscard]] std::uint64_t gaps() const { return gaps_; }

 private:
  struct One {
    aggregation::BookSync sync;
    bool by_changes = false;  // follows changes, so it needs snapshots
    std::uint64_t last_id = 0;
    EpochMicros picture_time = kNoTime;
    EpochMicros next_request = kNoTime;
    EpochMicros delay = kFirstDelay;
  };
  BookChangeResult lose(One& one);

  std::unordered_map<std::string, One> books_;
  std::uint64_t gaps_ = 0;
};

}  // namespace stom::venue
