// Keeps one symbol's book in step with the venue: snapshots and diffs by update id, as the venues prescribe.
//
// Futures (diffs carry pu): drop diffs with u < lastUpdateId; the first applied one has U <= lastUpdateId <= u (or
// pu == lastUpdateId); afterwards pu must equal the previous u. Spot: drop u <= lastUpdateId; first
// U <= lastUpdateId + 1 <= u; afterwards U must equal the previous u + 1. Diffs that arrive while no book stands are kept
// and replayed on the next snapshot. A break of the chain is a gap: the book is invalid until a snapshot repairs it, and
// the diff that showed the gap is kept. Complete pictures (BookSnapshot::complete) always stand by themselves.
#pragma once

#include <deque>

#include "aggregation/order_book.h"

namespace stom::aggregation {

struct BookCounts {
  std::uint64_t snapshots = 0;
  std::uint64_t stale_snapshots = 0;  // older than the standing book: not used
  std::uint64_t applied = 0;          // diffs and complete pictures
  std::uint64_t dropped = 0;          // diffs older than the snapshot
  std::uint64_t gaps = 0;
  std::uint64_t crossed = 0;          // states with bid >= ask after a change
};

class BookSync {
 public:
  // True if the book stands and was changed by the event.
  bool apply(const BookSnapshot& snapshot);
  bool apply(const BookDiff& diff);

  [[nodiscard]] bool is_valid() const { return valid_; }
  // A book that is followed by diffs or pictures, not only a picture of one moment.
  [[nodiscard]] bool is_followed() const { return valid_ && counts_.applied > 0; }
  [[nodiscard]] const OrderBook& book() const { return book_; }
  // Latest exchange time in the book; kNoTime before the first.
  [[nodiscard]] EpochMicros time() const { return time_; }
  [[nodiscard]] const BookCounts& counts() const { return counts_; }
  // Totals of all levels as the venue said with the last complete picture; negative: unknown.
  [[nodiscard]] Decimal bid_total() const { return bid_total_; }
  [[nodiscard]] Decimal ask_total() const { return ask_total_; }

 private:
  // A recording without any snapshot must not fill the memory.
  static constexpr std::size_t kMostKept = 20'000;

  enum class Fit { kOld, kNext, kGap };
  [[nodiscard]] Fit fit(const BookDiff& diff) const;
  bool take(const BookDiff& diff);
  void keep(const BookDiff& diff);
  void note_state(EpochMicros time);

  OrderBook book_;
  bool valid_ = false;
  bool chained_ = false;        // a diff has been applied since the snapshot
  std::uint64_t last_id_ = 0;   // of the snapshot, then of the last applied diff
  EpochMicros time_ = kNoTime;
  Decimal bid_total_{-1}, ask_total_{-1};
  std::deque<BookDiff> kept_;
  BookCounts counts_;
};

}  // namespace stom::aggregation
