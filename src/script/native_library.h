// What native code calls: rare operations, done by the same functions that the interpreter uses. A result's kind comes back
// as a NumberTag, its value in *out; kNativeRaised: ask the interpreter.
#pragma once

#include <cstdint>
#include <vector>

#include "feature/keys.h"
#include "script/compiled_text.h"

namespace stom::script {

inline constexpr std::uint8_t kNativeRaised = 0xFF;

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

extern "C" {
std::uint8_t native_arithmetic(std::uint8_t op, double a, std::uint8_t a_tag, double b, std::uint8_t b_tag, double* out);
std::uint8_t native_unary(std::uint8_t op, double a, std::uint8_t a_tag, double* out);
std::uint8_t native_round(double x, std::uint8_t tag, double digits, std::uint8_t digits_tag, double* out);
// Microseconds of a date-time given as a second key; NaN: not a time.
double native_date_time(double second_key);
// A date-time plus seconds; NaN: not possible.
double native_add_seconds(double seconds, double micros);
double native_is_date_time(double micros);  // 1 or 0
double native_five_ticks_below(double vi_price, double vi_tick_size, double second_key);
std::uint8_t native_window(const NativeWindowSite* site, const RowContext* context, std::int64_t row, std::int64_t buy_row,
                           double tick, std::uint8_t tick_tag, double pre, std::uint8_t pre_tag, double* out);
}

}  // namespace stom::script
