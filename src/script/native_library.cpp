#include "script/native_library.h"

#include <limits>

#include "feature/window_column.h"
#include "script/date_time.h"
#include "script/number_model.h"
#include "script/vi_price.h"

namespace stom::script {
namespace {

constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

Number number_from(double value, std::uint8_t tag) {
  const NumberTag number_tag = static_cast<NumberTag>(tag);
  return is_float(number_tag) ? Number::of_real(number_tag, value)
                              : Number::of_integer(number_tag, static_cast<std::int64_t>(value));
}

std::uint8_t give(const NumberResult& result, double* out) {
  if (result.error != ErrorKind::kNone) {
    *out = 0;
    return kNativeRaised;
  }
  *out = result.value.as_double();
  return static_cast<std::uint8_t>(result.value.tag);
}

std::uint8_t give_kind(feature::NumberKind kind, double value, double* out) {
  switch (kind) {
    case feature::NumberKind::kArray: return give({Number::array(value)}, out);
    case feature::NumberKind::kPlainFloat: return give({Number::plain(value)}, out);
    default: return give(integer_of_rint(value), out);
  }
}

}  // namespace

std::uint8_t native_arithmetic(std::uint8_t op, double a, std::uint8_t a_tag, double b, std::uint8_t b_tag, double* out) {
  return give(arithmetic(static_cast<Operator>(op), number_from(a, a_tag), number_from(b, b_tag)), out);
}

std::uint8_t native_unary(std::uint8_t op, double a, std::uint8_t a_tag, double* out) {
  return give(arithmetic(static_cast<Operator>(op), number_from(a, a_tag)), out);
}

std::uint8_t native_round(double x, std::uint8_t tag, double digits, std::uint8_t digits_tag, double* out) {
  if (is_float(static_cast<NumberTag>(digits_tag))) return kNativeRaised;
  return give(round_number(number_from(x, tag), static_cast<std::int64_t>(digits)), out);
}

double native_date_time(double second_key) {
  const auto micros = date_time_of_key(second_key);
  return micros ? static_cast<double>(*micros) : kNotANumber;
}

double native_add_seconds(double seconds, double micros) {
  const auto added = micros_of_seconds(seconds);
  if (!added) return kNotANumber;
  const std::int64_t sum = static_cast<std::int64_t>(micros) + *added;
  return is_valid_date_time(sum) ? static_cast<double>(sum) : kNotANumber;
}

double native_is_date_time(double micros) {
  static constexpr double kMost = 9e17;
  return micros > -kMost && micros < kMost && is_valid_date_time(static_cast<std::int64_t>(micros)) ? 1 : 0;
}

double native_five_ticks_below(double vi_price, double vi_tick_size, double second_key) {
  return five_ticks_below(vi_price, vi_tick_size, static_cast<RowKey>(second_key));
}

std::uint8_t native_window(const NativeWindowSite* site, const RowContext* context, std::int64_t row, std::int64_t buy_row,
                           double tick, std::uint8_t tick_tag, double pre, std::uint8_t pre_tag, double* out) {
  *out = 0;
  if (is_float(static_cast<NumberTag>(tick_tag)) || is_float(static_cast<NumberTag>(pre_tag))) return kNativeRaised;
  if (!(tick >= 1 && tick < 1e9) || !(pre >= -1)) return kNativeRaised;
  const std::int64_t size = static_cast<std::int64_t>(tick);
  const SlotBinding* slot = nullptr;
  for (const NativeWindowSite::Slot& each : site->slots) {
    const SlotBinding& binding = context->slots[each.slot];
    if (binding.data == nullptr) continue;
    if (each.variable >= context->vars_count) continue;
    const double window = each.variable < 0 ? static_cast<double>(each.window) : context->vars[each.variable];
    if (each.variable >= 0 && context->vars_integer[each.variable] == 0) continue;
    if (window == tick) {
      slot = &binding;
      break;
    }
  }
  const std::int64_t need = slot != nullptr ? slot->base_need : size;
  const auto number = [&](std::int64_t at) {
    if (slot != nullptr) return give_kind(static_cast<feature::NumberKind>(slot->kind), slot->data[at], out);
    const feature::WindowSettings settings{site->options->market, site->options->frame, feature::WindowScope::kStom};
    const double* begin = context->columns[site->column] + at + 1 - size;
    const double value = feature::direct_window(site->function, settings, {begin, static_cast<std::size_t>(size)});
    return give_kind(feature::number_kind({site->function, false, static_cast<std::int32_t>(size)}), value, out);
  };
  const std::uint8_t plain_int = static_cast<std::uint8_t>(NumberTag::kInt);
  if (pre >= 0) {
    const std::int64_t back = pre < 9e15 ? static_cast<std::int64_t>(pre) : row + 1;
    return back > row || row - back + 1 < need ? plain_int : number(row - back);
  }
  if (buy_row >= 0) return buy_row + 1 < need ? plain_int : number(buy_row);
  if (need > 1) return plain_int;
  if (slot != nullptr) return give_kind(static_cast<feature::NumberKind>(slot->kind), slot->first, out);
  const feature::WindowSettings settings{site->options->market, site->options->frame, feature::WindowScope::kStom};
  const double value = feature::direct_window(site->function, settings, {context->first_row + site->column, 1});
  return give_kind(feature::number_kind({site->function, false, 1}), value, out);
}

}  // namespace stom::script
