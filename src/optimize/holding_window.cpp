#include "optimize/holding_window.h"

#include <algorithm>

namespace stom::optimize {

HoldingWindow::HoldingWindow(std::span<const RowKey> times) : times_(times), count_(times.size()), amount_(times.size()) {}

void HoldingWindow::enter(std::span<const backtest::TradeFigures> trades) {
  for (const backtest::TradeFigures& trade : trades) {
    const auto first = std::lower_bound(times_.begin(), times_.end(), trade.buy_time);
    const auto last = std::upper_bound(first, times_.end(), trade.sell_time);
    const std::size_t begin = static_cast<std::size_t>(first - times_.begin()), end = static_cast<std::size_t>(last - times_.begin());
    if (begin == end) continue;
    ranges_.emplace_back(begin, end);
    const double count = trade.closed ? 1 : 0;
    for (std::size_t row = begin; row < end; ++row) {
      amount_[row] += trade.buy_amount;
      count_[row] += count;
    }
  }
  std::sort(ranges_.begin(), ranges_.end());
  std::size_t kept = 0;
  for (std::size_t i = 1; i < ranges_.size(); ++i) {
    if (ranges_[i].first <= ranges_[kept].second) ranges_[kept].second = std::max(ranges_[kept].second, ranges_[i].second);
    else ranges_[++kept] = ranges_[i];
  }
  if (!ranges_.empty()) ranges_.resize(kept + 1);
}

void HoldingWindow::clear() {
  for (const auto& [begin, end] : ranges_) {
    std::fill(count_.begin() + static_cast<std::ptrdiff_t>(begin), count_.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
    std::fill(amount_.begin() + static_cast<std::ptrdiff_t>(begin), amount_.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
  }
  ranges_.clear();
}

}  // namespace stom::optimize
