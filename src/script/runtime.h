// The contract between the simulator (or a live worker) and a compiled text: plain C layouts that native code reads by
// offset. All pointers are borrowed for the duration of a call. One RowContext describes one day slice of one symbol:
// the rows of one trading day after the run's time filter, position 0 … rows−1.
#pragma once

#include <cstdint>
#include <string>

#include "base/diagnostic.h"
#include "market/schema.h"

namespace stom::script {

// A feature column as bound for one slice. For a call f(window, pre) the value at row r is
//   data[r − pre]  if 데이터길이(r) ≥ base_need + pre, else plain integer 0;  pre = −1: the buy row (see RowContext).
struct SlotBinding {
  const double* data = nullptr;   // aligned with slice row 0
  std::int64_t base_need = 1;     // held, indicator, elapsed: 1; direct window: its window
  double first = 0;               // value at array row 0 (the buy row while flat)
  std::int64_t kind = 0;          // feature::NumberKind
};

struct RowContext {
  const double* const* columns = nullptr;  // per schema column (market::column_of); null if the plan does not use it
  const std::int64_t* index = nullptr;     // row keys
  const SlotBinding* slots = nullptr;      // per Plan::slots
  const double* vars = nullptr;            // self.vars values
  const std::uint8_t* vars_integer = nullptr;  // 1 where written as an integer
  std::int64_t vars_count = 0;
  const double* first_row = nullptr;       // per schema column: the value at array row 0
  const std::uint8_t* symbol_tests = nullptr;  // per Plan::symbol_tests: 0/1, evaluated once per symbol
  std::int64_t rows = 0;
  std::int64_t first_row_number = 0;       // array row number (매수틱번호, n) of slice row 0
  std::int64_t average_ticks = 0;
  const std::string* code = nullptr;
  const std::string* name = nullptr;
  // Interpreter only (finder): the symbol's whole array, one pointer per array column (column 0 = index), or null.
  const double* const* array_columns = nullptr;
  std::int64_t array_rows = 0;
  std::int64_t array_column_count = 0;
};

// 데이터길이 of slice row r is r + 1.

// The open position as a sell text sees it.
struct HoldingState {
  double profit_rate = 0, highest = 0, lowest = 0;  // percent
  double hold_time = 0;              // seconds (tick), whole minutes (minute)
  std::int64_t buy_row = -1;         // slice row of the first purchase; −1: flat (N(-1) reads array row 0)
  std::int64_t side = 0;             // 1 long, 2 short
  double quantity = 0, entry_price = 0, profit = 0;
  std::int64_t buy_splits = 0, sell_splits = 0;
};

// The same position on many rows at once: `state` holds what does not change, the pointers what does (state's own four of them
// are not read). Each pointer is aligned with slice row 0, as columns are; values outside the rows asked for are not read.
struct HoldingRows {
  HoldingState state;
  const double* profit_rate = nullptr;
  const double* highest = nullptr;
  const double* lowest = nullptr;
  const double* hold_time = nullptr;
};

// What of HoldingRows a text reads beside the profit rate.
struct HoldingReads {
  bool extremes = true;
  bool hold_time = true;
};

// Result of a buy text or condition at one row.
enum Signal : std::uint8_t { kNoSignal = 0, kLong = 1, kShort = 2, kRaised = 255 };
inline constexpr std::int32_t kNoSell = -1;
inline constexpr std::int32_t kSellRaised = -2;  // any other result of a sell text: the sell_cond number, ≥ 0

// A strategy error that stopped the evaluation of a row.
struct ScriptError {
  std::string kind;         // as the reference names it: ZeroDivisionError, ValueError, OverflowError, NameError, TypeError, …
  SourcePosition position;  // in the text as the user wrote it
  Message text;             // with the values involved
};

// Evaluating a loop or a while longer than this at one row is an error (endless loop).
inline constexpr std::int64_t kStepLimit = 1'000'000;
// Integers beyond ±2^53 are an OverflowError in every back end.
inline constexpr std::int64_t kLargestInteger = std::int64_t{1} << 53;

}  // namespace stom::script
