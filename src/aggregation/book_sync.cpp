#include "aggregation/book_sync.h"

#include <algorithm>

namespace stom::aggregation {

BookSync::Fit BookSync::fit(const BookDiff& diff) const {
  if (diff.has_previous_id) {
    if (chained_) return diff.previous_id == last_id_ ? Fit::kNext : diff.last_id <= last_id_ ? Fit::kOld : Fit::kGap;
    if (diff.last_id < last_id_) return Fit::kOld;
    return diff.first_id <= last_id_ || diff.previous_id == last_id_ ? Fit::kNext : Fit::kGap;
  }
  if (diff.last_id <= last_id_) return Fit::kOld;
  if (chained_) return diff.first_id == last_id_ + 1 ? Fit::kNext : Fit::kGap;
  return diff.first_id <= last_id_ + 1 ? Fit::kNext : Fit::kGap;
}

void BookSync::note_state(EpochMicros time) {
  time_ = std::max(time_, time);
  if (book_.is_crossed()) ++counts_.crossed;
}

bool BookSync::take(const BookDiff& diff) {
  switch (fit(diff)) {
    case Fit::kOld:
      ++counts_.dropped;
      return false;
    case Fit::kGap:
      ++counts_.gaps;
      valid_ = false;
      book_.clear();
      keep(diff);
      return false;
    case Fit::kNext:
      break;
  }
  book_.apply(diff.bids, diff.asks);
  chained_ = true;
  last_id_ = diff.last_id;
  ++counts_.applied;
  note_state(diff.time);
  return true;
}

void BookSync::keep(const BookDiff& diff) {
  if (kept_.size() == kMostKept) {
    kept_.pop_front();
    ++counts_.dropped;
  }
  kept_.push_back(diff);
}

bool BookSync::apply(const BookDiff& diff) {
  if (valid_) return take(diff);
  keep(diff);
  return false;
}

bool BookSync::apply(const BookSnapshot& snapshot) {
  ++counts_.snapshots;
  if (snapshot.complete) {
    book_.replace(snapshot.bids, snapshot.asks);
    bid_total_ = snapshot.bid_total;
    ask_total_ = snapshot.ask_total;
    valid_ = true;
    kept_.clear();
    ++counts_.applied;
    note_state(snapshot.time);
    return true;
  }
  if (valid_ && snapshot.last_update_id < last_id_) {
    ++counts_.stale_snapshots;
    return false;
  }
  book_.replace(snapshot.bids, snapshot.asks);
  valid_ = true;
  chained_ = false;
  last_id_ = snapshot.last_update_id;
  note_state(snapshot.time);
  std::deque<BookDiff> waiting;
  waiting.swap(kept_);
  while (!waiting.empty() && valid_) {
    take(waiting.front());
    waiting.pop_front();
  }
  // What follows a gap inside the kept diffs waits for the next snapshot.
  for (BookDiff& diff : waiting) keep(diff);
  return valid_;
}

}  // namespace stom::aggregation
