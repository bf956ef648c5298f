// Which days a search may see and how they are cut (optimisation spec 4). All windows are inclusive calendar days, snapped to
// the trading days inside them; a window without a trading day is an error that names it. The test window is never part of `search`:
// rows of it are not even loaded before the final step (known defect K7).
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/time.h"

namespace stom::optimize {

struct DayRange {
  TradingDay first = 0, last = 0;
  std::int64_t days = 0;   // trading days in it
  friend bool operator==(const DayRange&, const DayRange&) = default;
  [[nodiscard]] bool contains(TradingDay day) const { return first <= day && day <= last; }
};

enum class ValidationKind : std::uint8_t { kNone, kOne, kFolds };  // –, 검증, 교차검증

struct WindowPlan {
  DayRange whole;                    // search and test together
  DayRange search;                   // what trials run on (train and validation)
  std::vector<DayRange> validation;  // newest first; empty without validation
  std::optional<DayRange> test;      // held out
};

struct WindowWeeks {
  int train = 0;        // 학습; 0: ALL
  int validation = 0;   // 검증
  int test = 0;         // 확인
};

// The three families of section 4. `trading_days`: ascending, inside the loaded period; start, end: first and last day that may be used.
[[nodiscard]] WindowPlan plan_windows(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end, const WindowWeeks& weeks,
                                      ValidationKind validation, bool with_test);                     // 4.1 grid and samplers
[[nodiscard]] WindowPlan plan_set_windows(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end,
                                          const WindowWeeks& weeks, ValidationKind validation);       // 4.2 genetic and conditions

struct WalkForwardWindow {
  WindowPlan in_sample;     // whole = search, no test
  DayRange out_of_sample;
};
// Oldest first. anchored: every in-sample part begins at the first one's start.
[[nodiscard]] std::vector<WalkForwardWindow> plan_walk_forward(std::span<const TradingDay> trading_days, TradingDay start, TradingDay end,
                                                               const WindowWeeks& weeks, ValidationKind validation, bool anchored);

}  // namespace stom::optimize
