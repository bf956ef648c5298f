#include "script/native_library.h"

#include "feature/window_column.h"
#include "script/number_model.h"
#include "script/vi_price.h"

namespace stom::script {
namespace {

template <typename Work>
void each_lane(std::int64_t mask, Work&& work) {
  for (int lane = 0; lane < kMostLanes; ++lane) {
    if ((mask >> lane & 1) != 0) work(lane);
  }
}

Number operand(const NativeLanes& lanes, int position, int lane) {
  const NumberTag tag = static_cast<NumberTag>(lanes.operand_tag[position][lane]);
  const double value = lanes.operand[position][lane];
  return is_float(tag) ? Number::of_real(tag, value) : Number::of_integer(tag, static_cast<std::int64_t>(value));
}

void give(NativeLanes& lanes, int lane, const NumberResult& result) {
  const bool raised = result.error != ErrorKind::kNone;
  lanes.result[lane] = raised ? 0 : result.value.as_double();
  lanes.result_tag[lane] = raised ? kNativeRaised : static_cast<std::uint8_t>(result.value.tag);
}

NumberResult of_kind(feature::NumberKind kind, double value) {
  switch (kind) {
    case feature::NumberKind::kArray: return {Number::array(value)};
    case feature::NumberKind::kPlainFloat: return {Number::plain(value)};
    default: return integer_of_rint(value);
  }
}

// The plan's column of this window, if it has one.
const SlotBinding* column_of_window(const NativeWindowSite& site, const RowContext& context, std::int64_t size) {
  for (const NativeWindowSite::Slot& each : site.slots) {
    const SlotBinding& binding = context.slots[each.slot];
    if (binding.data == nullptr || each.variable >= context.vars_count) continue;
    if (each.variable >= 0 && context.vars_integer[each.variable] == 0) continue;
    const double window = each.variable < 0 ? static_cast<double>(each.window) : context.vars[each.variable];
    if (window == static_cast<double>(size)) return &binding;
  }
  return nullptr;
}

NumberResult window_value(const NativeWindowSite& site, const RowContext& context, std::int64_t row, std::int64_t buy_row,
                          Number tick, Number pre) {
  const bool usable = !is_float(tick.tag) && !is_float(pre.tag) && tick.integer >= 1 && tick.integer < 1'000'000'000 &&
                      pre.integer >= -1;
  if (!usable) return {Number{}, ErrorKind::kValue};
  const std::int64_t size = tick.integer;
  const SlotBinding* slot = column_of_window(site, context, size);
  const std::int64_t need = slot != nullptr ? slot->base_need : size;
  const auto over = [&](const double* begin) {
    const feature::WindowSettings settings{site.options->market, site.options->frame, feature::WindowScope::kStom};
    const double value = feature::direct_window(site.function, settings, {begin, static_cast<std::size_t>(size)});
    return of_kind(feature::number_kind({site.function, false, static_cast<std::int32_t>(size)}), value);
  };
  const auto at = [&](std::int64_t at_row) {
    if (slot != nullptr) return of_kind(static_cast<feature::NumberKind>(slot->kind), slot->data[at_row]);
    return over(context.columns[site.column] + at_row + 1 - size);
  };
  const NumberResult too_few{Number::plain(0)};
  if (pre.integer >= 0) return pre.integer > row || row - pre.integer + 1 < need ? too_few : at(row - pre.integer);
  if (buy_row >= 0) return buy_row + 1 < need ? too_few : at(buy_row);
  if (need > 1) return too_few;
  return slot != nullptr ? of_kind(static_cast<feature::NumberKind>(slot->kind), slot->first)
                         : over(context.first_row + site.column);
}

}  // namespace

void native_arithmetic(NativeLanes* lanes, std::int64_t mask, std::int64_t op) {
  each_lane(mask, [&](int lane) {
    give(*lanes, lane, arithmetic(static_cast<Operator>(op), operand(*lanes, 0, lane), operand(*lanes, 1, lane)));
  });
}

void native_unary(NativeLanes* lanes, std::int64_t mask, std::int64_t op) {
  each_lane(mask, [&](int lane) { give(*lanes, lane, arithmetic(static_cast<Operator>(op), operand(*lanes, 0, lane))); });
}

void native_round(NativeLanes* lanes, std::int64_t mask) {
  each_lane(mask, [&](int lane) {
    const Number digits = operand(*lanes, 1, lane);
    give(*lanes, lane, is_float(digits.tag) ? NumberResult{Number{}, ErrorKind::kType}
                                            : round_number(operand(*lanes, 0, lane), digits.integer));
  });
}

void native_math(NativeLanes* lanes, std::int64_t mask, double (*function)(double)) {
  each_lane(mask, [&](int lane) { give(*lanes, lane, {Number::plain(function(lanes->operand[0][lane]))}); });
}

void native_five_ticks_below(NativeLanes* lanes, std::int64_t mask) {
  each_lane(mask, [&](int lane) {
    const double price = five_ticks_below(lanes->operand[0][lane], lanes->operand[1][lane],
                                          static_cast<RowKey>(lanes->operand[2][lane]));
    give(*lanes, lane, {Number::plain(price)});
  });
}

void native_window(NativeLanes* lanes, std::int64_t mask, const NativeWindowSite* site, const RowContext* context,
                   std::int64_t row, std::int64_t buy_row) {
  each_lane(mask, [&](int lane) {
    give(*lanes, lane, window_value(*site, *context, row + lane, buy_row, operand(*lanes, 0, lane), operand(*lanes, 1, lane)));
  });
}

}  // namespace stom::script
