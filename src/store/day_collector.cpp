#include "store/day_collector.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace stom::store {

DayCollector::DayCollector(std::filesystem::path path, std::string table, market::Market market, market::Frame frame, TakeDay take)
    : path_(std::move(path)), table_(std::move(table)), frame_(frame), divisor_(market::day_divisor(frame)),
      columns_(market::schema(market, frame).size()), take_(std::move(take)) {}

double* DayCollector::slot() {
  const std::size_t needed = (keys_.size() + 1) * columns_;
  if (rows_.size() < needed) rows_.resize(std::max(needed * 2, std::size_t{1024} * columns_));
  return rows_.data() + keys_.size() * columns_;
}

void DayCollector::accept(RowKey index, std::uint64_t row) {
  // Within a known day only the time has to be looked at.
  const std::int64_t time = frame_ == market::Frame::kTick ? index % divisor_ : index % divisor_ * 100;
  const bool is_known_day = index > 0 && index / divisor_ == day_ && day_ != 0;
  const bool is_valid = is_known_day ? time / 10000 < 24 && time / 100 % 100 < 60 && time % 100 < 60 : is_valid_key(frame_, index);
  if (!is_valid) {
    throw_bad_row(path_, table_, "index", row, index,
                  frame_ == market::Frame::kTick ? Message{"시각이 아닙니다. YYYYMMDDhhmmss 14자리가 필요합니다.", "is not a time; expected 14 digits YYYYMMDDhhmmss."}
                                                 : Message{"시각이 아닙니다. YYYYMMDDhhmm 12자리가 필요합니다.", "is not a time; expected 12 digits YYYYMMDDhhmm."});
  }
  if (!is_known_day) {
    const double* const values = slot();
    const std::size_t from = static_cast<std::size_t>(values - rows_.data());
    flush();
    day_ = static_cast<TradingDay>(index / divisor_);
    if (finished_.contains(day_)) throw ScatteredDays{};
    std::memmove(rows_.data(), rows_.data() + from, columns_ * sizeof(double));
  }
  if (!keys_.empty() && index < keys_.back()) is_sorted_ = false;
  keys_.push_back(index);
}

void DayCollector::flush() {
  if (keys_.empty()) return;
  finished_.insert(day_);
  if (is_sorted_) {
    take_(day_, keys_, rows_.data());
  } else {
    std::vector<std::size_t> order(keys_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys_[a] < keys_[b]; });
    std::vector<RowKey> keys;
    sorted_rows_.resize(order.size() * columns_);
    for (const std::size_t row : order) {
      std::memcpy(sorted_rows_.data() + keys.size() * columns_, rows_.data() + row * columns_, columns_ * sizeof(double));
      keys.push_back(keys_[row]);
    }
    take_(day_, keys, sorted_rows_.data());
  }
  keys_.clear();
  is_sorted_ = true;
}

void DayCollector::finish() {
  flush();
  day_ = 0;
}

void DayCollector::restart() {
  keys_.clear();
  finished_.clear();
  day_ = 0;
  is_sorted_ = true;
}

}  // namespace stom::store
