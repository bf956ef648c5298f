#include "backtest/column_layout.h"

#include <algorithm>

namespace stom::backtest {

std::vector<int> ColumnLayout::add(const std::vector<script::SlotKey>& slots) {
  std::vector<int> numbers;
  for (const script::SlotKey& slot : slots) {
    const auto found = std::find(columns_.begin(), columns_.end(), slot);
    numbers.push_back(static_cast<int>(found - columns_.begin()));
    if (found == columns_.end()) columns_.push_back(slot);
  }
  return numbers;
}

bool ColumnLayout::has_chained_columns(feature::WindowScope scope) const {
  if (scope == feature::WindowScope::kSession) return false;
  return std::any_of(columns_.begin(), columns_.end(), [](const script::SlotKey& key) {
    const auto* window = std::get_if<feature::WindowKey>(&key);
    return window != nullptr && window->held;
  });
}

bool ColumnLayout::has_indicators() const {
  return std::any_of(columns_.begin(), columns_.end(),
                     [](const script::SlotKey& key) { return std::holds_alternative<feature::IndicatorKey>(key); });
}

}  // namespace stom::backtest
