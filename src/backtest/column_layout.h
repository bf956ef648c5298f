// The derived columns of a run: the union of what its texts ask for, each computed once per symbol-day and shared.
#pragma once

#include <vector>

#include "script/plan.h"

namespace stom::backtest {

class ColumnLayout {
 public:
  // Column numbers for a text's slots, in slot order; equal keys share a column.
  [[nodiscard]] std::vector<int> add(const std::vector<script::SlotKey>& slots);
  [[nodiscard]] const std::vector<script::SlotKey>& columns() const { return columns_; }
  // True if some column continues over day boundaries, so that the days of a symbol must be visited in order.
  [[nodiscard]] bool has_chained_columns(feature::WindowScope scope) const;

  [[nodiscard]] bool has_indicators() const;

 private:
  std::vector<script::SlotKey> columns_;
};

}  // namespace stom::backtest
