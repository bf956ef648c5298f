#include "venue/book_upkeep.h"

namespace stom::venue {
namespace {

bool has_unknown_quantity(const std::vector<Level>& levels) {
  return std::any_of(levels.begin(), levels.end(), [](const Level& level) { return level.quantity < aggregation::Decimal{}; });
}

template <typename Book>
bool is_usable(const Book& book) {
  return !has_unknown_quantity(book.bids) && !has_unknown_quantity(book.asks);
}

}  // namespace

BookChangeResult BookUpkeep::lose(One& one) {
  one.sync = aggregation::BookSync{};
  one.last_id = 0;
  ++gaps_;
  return BookChangeResult::kGap;
}

BookChangeResult BookUpkeep::apply(const BookPicture& picture) { return apply(picture, picture.symbol); }

BookChangeResult BookUpkeep::apply(const BookPicture& picture, const std::string& symbol) {
  One& one = books_[symbol];
  if (!is_usable(picture)) return lose(one);
  if (picture.complete) {
    const bool repeats = picture.last_update_id != 0 ? picture.last_update_id <= one.last_id
                                                     : one.picture_time != kNoTime && picture.time < one.picture_time;
    if (repeats && one.sync.is_valid()) return BookChangeResult::kOld;
    one.last_id = picture.last_update_id;
    one.picture_time = picture.time;
  }
  const std::uint64_t stale = one.sync.counts().stale_snapshots;
  const auto made = row_event(picture, aggregation::SymbolId{});
  const bool stands = one.sync.apply(std::get<aggregation::BookSnapshot>(*made));
  if (stands) {
    one.delay = kFirstDelay;
    one.next_request = kNoTime;
    return BookChangeResult::kUpdated;
  }
  if (one.sync.counts().stale_snapshots > stale) return BookChangeResult::kOld;
  return BookChangeResult::kGap;  // the changes kept meanwhile do not follow this snapshot
}

BookChangeResult BookUpkeep::apply(const BookChange& change) {
  One& one = books_[change.symbol];
  one.by_changes = true;
  if (!is_usable(change)) return lose(one);
  const bool stood = one.sync.is_valid();
  const std::uint64_t gaps = one.sync.counts().gaps;
  const auto made = row_event(change, aggregation::SymbolId{});
  if (one.sync.apply(std::get<aggregation::BookDiff>(*made))) return BookChangeResult::kUpdated;
  if (one.sync.counts().gaps > gaps) {
    ++gaps_;
    return BookChangeResult::kGap;
  }
  return stood ? BookChangeResult::kOld : BookChangeResult::kWaiting;
}

std::vector<std::string> BookUpkeep::wants_snapshot(EpochMicros now) {
  std::vector<std::string> symbols;
  for (auto& [symbol, one] : books_) {
    if (!one.by_changes || one.sync.is_valid() || (one.next_request != kNoTime && now < one.next_request)) continue;
    one.next_request = now + one.delay;
    one.delay = std::min(one.delay * 2, kLongestDelay);
    symbols.push_back(symbol);
  }
  std::sort(symbols.begin(), symbols.end());
  return symbols;
}

void BookUpkeep::disconnected() {
  for (auto& [symbol, one] : books_) {
    one.sync = aggregation::BookSync{};
    one.last_id = 0;
    one.picture_time = kNoTime;
    one.next_request = kNoTime;
    one.delay = kFirstDelay;
  }
}

void BookUpkeep::forget(const std::string& symbol) { books_.erase(symbol); }

const aggregation::OrderBook* BookUpkeep::book(const std::string& symbol) const {
  const auto found = books_.find(symbol);
  return found == books_.end() || !found->second.sync.is_valid() ? nullptr : &found->second.sync.book();
}

EpochMicros BookUpkeep::time(const std::string& symbol) const {
  const auto found = books_.find(symbol);
  return found == books_.end() ? kNoTime : found->second.sync.time();
}

}  // namespace stom::venue
