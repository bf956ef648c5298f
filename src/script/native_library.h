// What native code calls: rare operations, done by the same functions that the interpreter uses. Operands and results pass
// through NativeLanes; `mask` says which lanes count. A result's kind is a NumberTag, or kNativeRaised: ask the interpreter.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/keys.h"
#include "script/compiled_text.h"

namespace stom::script {

inline constexpr std::uint8_t kNativeRaised = 0xFF;

inline constexpr int kMostLanes = 8;  // ≥ Ir::kVectorLanes
struct NativeLanes {
  double operand[3][kMostLanes];
  double result[kMostLanes];
  std::uint8_t operand_tag[3][kMostLanes];
  std::uint8_t result_tag[kMostLanes];
};

// A call f(tick, pre) whose window is only known at the row.
struct NativeWindowSite {
  feature::WindowFunction function{};
  const CompileOptions* options = nullptr;
  int column = 0;                    // of the source field
  struct Slot {
    int slot = 0;
    std::int64_t window = 0;         // > 0: fixed
    std::int64_t variable = -1;      // ≥ 0: self.vars[variable]
  };
  std::vector<Slot> slots;           // the plan's columns of this function
};

void native_arithmetic(NativeLanes* lanes, std::int64_t mask, std::int64_t op);  // of operands 0 and 1
void native_unary(NativeLanes* lanes, std::int64_t mask, std::int64_t op);
void native_round(NativeLanes* lanes, std::int64_t mask);                        // operand 0 to operand 1 digits
void native_math(NativeLanes* lanes, std::int64_t mask, double (*function)(double));
void native_five_ticks_below(NativeLanes* lanes, std::int64_t mask);             // VI price, its tick size, row's second key
// Operand 0 rows, operand 1 rows back; lane i is slice row `row` + i.
void native_window(NativeLanes* lanes, std::int64_t mask, const NativeWindowSite* site, const RowContext* context,
                   std::int64_t row, std::int64_t buy_row);

}  // namespace stom::script
