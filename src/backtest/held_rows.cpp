#include "backtest/held_rows.h"

#include "base/simd.h"

namespace stom::backtest {
namespace {

constexpr std::int64_t kFirstBlock = 32, kLargestBlock = 512;
constexpr std::size_t kLanes = 8;

// Highest and lowest rate of a block; the order of comparing does not matter, a NaN is never higher nor lower.
STOM_SIMD_CLONES void fold_extremes(const double* rates, std::size_t count, double& highest, double& lowest) {
  double highs[kLanes], lows[kLanes];
  std::fill_n(highs, kLanes, highest);
  std::fill_n(lows, kLanes, lowest);
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
      highs[lane] = rates[i + lane] > highs[lane] ? rates[i + lane] : highs[lane];
      lows[lane] = rates[i + lane] < lows[lane] ? rates[i + lane] : lows[lane];
    }
  }
  for (; i < count; ++i) {
    highs[0] = rates[i] > highs[0] ? rates[i] : highs[0];
    lows[0] = rates[i] < lows[0] ? rates[i] : lows[0];
  }
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    highest = std::max(highest, highs[lane]);
    lowest = std::min(lowest, lows[lane]);
  }
}

// Seconds (or minutes) of the day of keys of one day, less those of the purchase. day_key: the day's own part of the keys.
STOM_SIMD_CLONES void seconds_held(const std::int64_t* keys, std::size_t count, std::int64_t day_key, std::int32_t bought, double* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto time = static_cast<std::uint32_t>(keys[i] - day_key);  // hhmmss
    const std::uint32_t seconds = time / 10000 * 3600 + time / 100 % 100 * 60 + time % 100;
    out[i] = static_cast<double>(static_cast<std::int32_t>(seconds) - bought);
  }
}
STOM_SIMD_CLONES void minutes_held(const std::int64_t* keys, std::size_t count, std::int64_t day_key, std::int32_t bought, double* out) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto time = static_cast<std::uint32_t>(keys[i] - day_key);  // hhmm
    out[i] = static_cast<double>(static_cast<std::int32_t>(time / 100 * 60 + time % 100) - bought);
  }
}

}  // namespace

HeldRows::HeldRows(bool may_be_slow)
    : may_be_slow_(may_be_slow), pace_(kLargestBlock), rates_(kLargestBlock), highs_(kLargestBlock), lows_(kLargestBlock), times_(kLargestBlock), flags_(kLargestBlock) {}

void HeldRows::start(const HeldSlice& slice, const HeldPosition& position) {
  slice_ = slice;
  position_ = position;
  seen_ = {};
  seen_.buy_row = position.buy_row;
  seen_.side = static_cast<std::int64_t>(position.side);
  seen_.quantity = position.quantity;
  seen_.entry_price = position.price;
  seen_.buy_splits = 1;
  const std::int64_t divisor = market::day_divisor(slice.frame);
  day_key_ = slice.index[position.buy_row] / divisor * divisor;
  buy_seconds_ = seconds_of_day(slice.frame, slice.index[position.buy_row]);
  before_ = after_ = {};
  begin_ = end_ = position.buy_row + 1;
  block_ = kFirstBlock;
}

void HeldRows::compute(std::int64_t begin, std::int64_t end, const script::HoldingReads& reads) {
  begin_ = begin;
  end_ = end;
  const auto count = static_cast<std::size_t>(end - begin);
  trade::profit_rates(slice_.market, position_.side, position_.quantity * position_.price, position_.quantity, slice_.prices + begin, count,
                      slice_.fees, rates_.data());
  before_ = after_;
  if (reads.extremes) {
    for (std::size_t i = 0; i < count; ++i) {
      after_.see(rates_[i]);
      highs_[i] = after_.highest;
      lows_[i] = after_.lowest;
    }
  } else {
    fold_extremes(rates_.data(), count, after_.highest, after_.lowest);
  }
  if (!reads.hold_time) return;
  const auto bought = static_cast<std::int32_t>(buy_seconds_);
  if (slice_.frame == market::Frame::kMinute) minutes_held(slice_.index + begin, count, day_key_, bought / 60, times_.data());
  else seconds_held(slice_.index + begin, count, day_key_, bought, times_.data());
}

void HeldRows::look_at(std::int64_t row) {
  Extremes extremes = before_;
  for (std::int64_t i = 0; i <= row - begin_; ++i) extremes.see(rates_[i]);
  seen_.profit_rate = rates_[row - begin_];
  seen_.highest = extremes.highest;
  seen_.lowest = extremes.lowest;
  const std::int64_t seconds = seconds_of_day(slice_.frame, slice_.index[row]) - buy_seconds_;
  seen_.hold_time = static_cast<double>(slice_.frame == market::Frame::kMinute ? seconds / 60 : seconds);
}

std::int64_t HeldRows::next_sale(script::Evaluator& sell, const script::RowContext& context, std::int64_t from, std::int64_t end,
                                 const StopFlag& stop, std::int32_t& label) {
  const script::HoldingReads reads = sell.holding_reads();
  std::int64_t row = from;
  while (row < end) {
    if (row >= end_) {
      stop.throw_if_requested();
      const std::int64_t next = std::min(row + (may_be_slow_ ? std::min(block_, pace_.rows()) : block_), end);
      compute(row, next, reads);
      rows_.state = seen_;
      rows_.profit_rate = rates_.data() - begin_;
      rows_.highest = highs_.data() - begin_;
      rows_.lowest = lows_.data() - begin_;
      rows_.hold_time = times_.data() - begin_;
      const auto scan = [&] { has_flags_ = sell.scan_holding(context, row, next, rows_, flags_.data()); };
      if (may_be_slow_) pace_.measure(next - row, scan);
      else scan();
      block_ = std::min(block_ * 2, kLargestBlock);
    }
    if (has_flags_) {
      while (row < end_ && flags_[row - begin_] == 0) ++row;
      if (row == end_) continue;
    } else {
      stop.throw_if_requested();
    }
    look_at(row);
    label = sell.sell(context, row, seen_);
    if (label != script::kNoSell) return row;
    ++row;
  }
  return end;
}

}  // namespace stom::backtest
