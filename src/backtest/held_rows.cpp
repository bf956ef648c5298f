#include "backtest/held_rows.h"

namespace stom::backtest {
namespace {

constexpr std::int64_t kFirstBlock = 32, kLargestBlock = 512;

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
  buy_seconds_ = seconds_of_day(slice.frame, slice.index[position.buy_row]);
  highest_ = lowest_ = 0;
  begin_ = end_ = position.buy_row + 1;
  block_ = kFirstBlock;
}

void HeldRows::compute(std::int64_t begin, std::int64_t end) {
  begin_ = begin;
  end_ = end;
  const std::int64_t count = end - begin;
  trade::profit_rates(slice_.market, position_.side, position_.quantity * position_.price, position_.quantity, slice_.prices + begin,
                      static_cast<std::size_t>(count), slice_.fees, rates_.data());
  double highest = highest_, lowest = lowest_;
  for (std::int64_t i = 0; i < count; ++i) {
    const double rate = rates_[i];
    if (rate > highest) highest = rate;
    else if (rate < lowest) lowest = rate;
    highs_[i] = highest;
    lows_[i] = lowest;
  }
  highest_ = highest;
  lowest_ = lowest;
  const bool minute = slice_.frame == market::Frame::kMinute;
  for (std::int64_t i = 0; i < count; ++i) {
    const std::int64_t seconds = seconds_of_day(slice_.frame, slice_.index[begin + i]) - buy_seconds_;
    times_[i] = static_cast<double>(minute ? seconds / 60 : seconds);
  }
}

void HeldRows::look_at(std::int64_t row) {
  const std::int64_t i = row - begin_;
  seen_.profit_rate = rates_[i];
  seen_.highest = highs_[i];
  seen_.lowest = lows_[i];
  seen_.hold_time = times_[i];
}

std::int64_t HeldRows::next_sale(script::Evaluator& sell, const script::RowContext& context, std::int64_t from, std::int64_t end,
                                 const StopFlag& stop, std::int32_t& label) {
  std::int64_t row = from;
  while (row < end) {
    if (row >= end_) {
      stop.throw_if_requested();
      const std::int64_t next = std::min(row + (may_be_slow_ ? std::min(block_, pace_.rows()) : block_), end);
      compute(row, next);
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
