// The holding series of one vector, part by part (optimisation spec 5.1): at every watch-list time how many positions are held and
// their buy amounts. Rows are chosen by time before anything is ranked (known defect K12), only times with a position count (K40).
#pragma once

#include <span>
#include <vector>

#include "backtest/trade_record.h"

namespace stom::optimize {

// Scratch of one worker: as long as the time axis, cleared after each vector only where it was used.
class HoldingWindow {
 public:
  // times: ascending; must outlive this.
  explicit HoldingWindow(std::span<const RowKey> times);

  // Enters all trades, in result order: the order in which their amounts are added.
  void enter(std::span<const backtest::TradeFigures> trades);
  // Counts and amounts of the times with a position for which `is_inside(position on the time axis)` holds, ascending by time.
  template <typename Inside>
  void collect(const Inside& is_inside, std::vector<double>& counts, std::vector<double>& amounts) const {
    counts.clear();
    amounts.clear();
    for (const auto& [begin, end] : ranges_) {
      for (std::size_t row = begin; row < end; ++row) {
        if (count_[row] <= 0 || !is_inside(row)) continue;
        counts.push_back(count_[row]);
        amounts.push_back(amount_[row]);
      }
    }
  }
  void clear();

 private:
  std::span<const RowKey> times_;
  std::vector<double> count_, amount_;
  std::vector<std::pair<std::size_t, std::size_t>> ranges_;  // disjoint and ascending after enter()
};

}  // namespace stom::optimize
