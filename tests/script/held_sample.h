// A position with random figures at every row, for comparing the many-row form of a sell text with the text itself.
#pragma once

#include "script/compiled_text.h"
#include "script/random_program.h"

namespace stom::script::test {

class HeldSample {
 public:
  HeldSample(Choices& choices, const RandomRows& data, std::int64_t rows) {
    held_.state = data.holding(choices, rows / 4);
    begin_ = std::max<std::int64_t>(held_.state.buy_row, 0);
    for (std::int64_t row = 0; row < rows; ++row) {
      const HoldingState at = data.holding(choices, row);
      rates_.push_back(at.profit_rate);
      highs_.push_back(at.highest);
      lows_.push_back(at.lowest);
      times_.push_back(at.hold_time);
    }
    held_.profit_rate = rates_.data();
    held_.highest = highs_.data();
    held_.lowest = lows_.data();
    held_.hold_time = times_.data();
  }

  [[nodiscard]] std::int64_t begin() const { return begin_; }
  [[nodiscard]] const HoldingRows& rows() const { return held_; }
  [[nodiscard]] HoldingState at(std::int64_t row) const {
    HoldingState state = held_.state;
    state.profit_rate = rates_[row];
    state.highest = highs_[row];
    state.lowest = lows_[row];
    state.hold_time = times_[row];
    return state;
  }

 private:
  HoldingRows held_;
  std::int64_t begin_ = 0;
  std::vector<double> rates_, highs_, lows_, times_;
};

}  // namespace stom::script::test
