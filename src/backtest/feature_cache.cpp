#include "backtest/feature_cache.h"

#include <algorithm>

namespace stom::backtest {

const double* CachedColumn::find(RowKey first_row) const {
  const auto day = std::lower_bound(days.begin(), days.end(), first_row, [](const Day& one, RowKey row) { return one.first_row < row; });
  return day != days.end() && day->first_row == first_row ? day->values.get() + day->aligned : nullptr;
}

std::shared_ptr<const CachedColumn> FeatureCache::find(const std::string& code, const script::SlotKey& key) {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find({code, key});
  if (found == entries_.end()) return nullptr;
  uses_.splice(uses_.begin(), uses_, found->second.use);
  return found->second.column;
}

void FeatureCache::keep(const std::string& code, const script::SlotKey& key, std::shared_ptr<const CachedColumn> column) {
  if (column->bytes > most_bytes_) return;
  const std::lock_guard lock(mutex_);
  Key place{code, key};
  if (entries_.count(place) != 0) return;
  for (auto oldest = uses_.end(); bytes_ + column->bytes > most_bytes_ && oldest != uses_.begin();) {
    --oldest;
    const auto entry = entries_.find(*oldest);
    if (entry->second.column.use_count() > 1) continue;  // some worker reads it
    bytes_ -= entry->second.column->bytes;
    entries_.erase(entry);
    oldest = uses_.erase(oldest);
  }
  if (bytes_ + column->bytes > most_bytes_) return;
  bytes_ += column->bytes;
  uses_.push_front(place);
  entries_.emplace(std::move(place), Entry{std::move(column), uses_.begin()});
}

std::size_t FeatureCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace stom::backtest
