#include "aggregation/aggregator.h"

#include <algorithm>
#include <limits>

namespace stom::aggregation {

Aggregator::Aggregator(SymbolTable& symbols, RowOptions options, std::size_t watch_count)
    : symbols_(symbols), options_(std::move(options)), watch_(watch_count) {}

const SymbolRows* Aggregator::symbol(SymbolId id) const {
  const auto index = static_cast<std::size_t>(id);
  return index < rows_.size() ? rows_[index].get() : nullptr;
}

void Aggregator::rank(EpochMicros time) {
  std::vector<WatchRank::Candidate> candidates;
  const TradingDay today = time == kNoTime ? TradingDay{} : day_of_time(time);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (!rows_[i] || !rows_[i]->day().has_price() || (i < unlisted_.size() && unlisted_[i])) continue;
    // Who has said nothing since midnight has traded nothing today.
    const DayRecord& day = rows_[i]->day();
    candidates.push_back({static_cast<SymbolId>(i), day.day() < today ? 0 : day.day_value()});
  }
  for (const SymbolId id : watch_.list()) rows_[static_cast<std::size_t>(id)]->set_watched(false);
  watch_.make(time, std::move(candidates));
  for (const SymbolId id : watch_.list()) rows_[static_cast<std::size_t>(id)]->set_watched(true);
}

SymbolRows& Aggregator::rows_of(SymbolId symbol) {
  const auto index = static_cast<std::size_t>(symbol);
  if (index >= rows_.size()) rows_.resize(index + 1);
  std::unique_ptr<SymbolRows>& rows = rows_[index];
  if (!rows) rows = std::make_unique<SymbolRows>(symbols_.code(symbol), options_, static_cast<RowListener&>(*this));
  return *rows;
}

void Aggregator::seed(SymbolId symbol, TradingDay day, const DaySeed& seed) { rows_of(symbol).seed(day, seed); }

void Aggregator::set_listed(SymbolId symbol, bool listed) {
  const auto index = static_cast<std::size_t>(symbol);
  if (index >= unlisted_.size()) {
    if (listed) return;
    unlisted_.resize(index + 1);
  }
  unlisted_[index] = !listed;
}

void Aggregator::apply(const Event& event) {
  SymbolRows* const rows = &rows_of(symbol_of(event));
  time_ = std::max(time_, time_of(event));
  if (watch_.due(time_)) rank(time_);
  const bool had_price = rows->day().has_price();
  std::visit([&](const auto& one) { rows->apply(one); }, event);
  if (!had_price && rows->day().has_price() && !watch_.is_full()) rank(time_);
}

void Aggregator::finish() {
  for (const auto& rows : rows_) {
    if (rows) rows->finish();
  }
}

void Aggregator::row_made(market::Frame frame, Period period) {
  watch_entries_[static_cast<std::size_t>(frame)][period] = watch_.list();
}

std::size_t Aggregator::row_count() const {
  std::size_t count = 0;
  for (const auto& rows : rows_) count += rows ? rows->row_count() : 0;
  return count;
}

RowTable Aggregator::take_rows(SymbolId id, market::Frame frame, bool keep_last) {
  const auto index = static_cast<std::size_t>(id);
  return index < rows_.size() && rows_[index] ? rows_[index]->take(frame, keep_last) : RowTable{};
}

void Aggregator::take_rows(SymbolId id, market::Frame frame, RowTable& rows) {
  const auto index = static_cast<std::size_t>(id);
  if (index < rows_.size() && rows_[index]) rows_[index]->take(frame, rows);
  else rows.index.clear();
}

std::vector<WatchEntry> Aggregator::take_watch_list(market::Frame frame, bool keep_last) {
  return take_watch_list(frame, Period{!keep_last ? -1 : frame == market::Frame::kTick ? 120 : 2});
}

std::vector<WatchEntry> Aggregator::take_watch_list(market::Frame frame, Period kept) {
  auto& entries = watch_entries_[static_cast<std::size_t>(frame)];
  const Period end = entries.empty() ? 0 : entries.rbegin()->first - kept;
  std::vector<WatchEntry> taken;
  auto at = entries.begin();
  for (; at != entries.end() && at->first < end; ++at) taken.push_back({row_key(frame, at->first), std::move(at->second)});
  entries.erase(entries.begin(), at);
  return taken;
}

}  // namespace stom::aggregation
