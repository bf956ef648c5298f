// Columns at the row, some rows back, and at the purchase row, with the guards of the language: too few rows today give
// the plain integer 0.
#include <cstddef>

#include "script/native_generator.h"

namespace stom::script {
namespace {

// Keys of hoisted values: what, and of which column, slot or variable.
constexpr std::int64_t kColumnKey = 1'000'000, kSlotKey = 2'000'000, kOffsetKey = 3'000'000;

constexpr std::int64_t kSlotSize = sizeof(SlotBinding);

}  // namespace

// A value that does not change during the call: made once in the entry block of a scan, where used in a sell function.
Ssa NativeGenerator::invariant(std::int64_t key, const std::function<Ssa()>& emit) {
  if (is_sell_ && !is_hold_) return emit();
  const auto found = invariants_.find(key);
  if (found != invariants_.end()) return found->second;
  const Ir::Hoist hoist(ir_);
  const Ssa made = emit();
  invariants_.emplace(key, made);
  return made;
}

Ssa NativeGenerator::context_pointer(std::size_t offset) {
  return invariant(kOffsetKey + static_cast<std::int64_t>(offset),
                   [&] { return ir_.load_pointer(ir_.argument(0), static_cast<std::int64_t>(offset)); });
}

Ssa NativeGenerator::column_data(int column) {
  return invariant(kColumnKey + column, [&] {
    return ir_.load_pointer(context_pointer(offsetof(RowContext, columns)), column * static_cast<std::int64_t>(sizeof(double*)));
  });
}

NativeValue NativeGenerator::field(int column) {
  return number_value(NumberTag::kArrayFloat, ir_.load_numbers(column_data(column), row_));
}

NativeGenerator::Series NativeGenerator::field_series(int column) {
  Series series;
  series.data = column_data(column);
  series.tags = tag_set(NumberTag::kArrayFloat);
  series.first = [this, column] {
    const Ssa rows = context_pointer(offsetof(RowContext, first_row));
    return ir_.load_number(rows, column * static_cast<std::int64_t>(sizeof(double)));
  };
  return series;
}

// The kind of number is known from the plan; the binding is checked against it, so that an unexpected one (or an unusable
// window, data null) only costs speed.
NativeGenerator::Series NativeGenerator::slot_series(int slot) {
  const SlotTemplate& plan = text_.plan.slots[slot];
  const auto* window = std::get_if<feature::WindowKey>(&plan.key);
  constexpr auto kArray = static_cast<std::int64_t>(feature::NumberKind::kArray);
  constexpr auto kPlainFloat = static_cast<std::int64_t>(feature::NumberKind::kPlainFloat);
  bool depends_on_run = false;
  std::int64_t expected = kArray;
  if (window != nullptr) {
    feature::WindowKey key = *window;
    depends_on_run = plan.window != nullptr && feature::info(key.function).aggregate == feature::Aggregate::kAngle;
    if (plan.window == nullptr) {
      key.held = feature::is_held(key.function, key.window, text_.options.frame, text_.options.average_list);
    }
    expected = static_cast<std::int64_t>(feature::number_kind(key));
  }
  const std::int64_t base = slot * kSlotSize;
  // By value: it lives on in Series::first.
  const auto part = [this, slot](int number, auto load) {
    return invariant(kSlotKey + slot * 8LL + number, [&] { return load(context_pointer(offsetof(RowContext, slots))); });
  };
  Series series;
  series.data = part(0, [&](Ssa slots) { return ir_.load_pointer(slots, base + offsetof(SlotBinding, data)); });
  series.need = part(1, [&](Ssa slots) { return ir_.load_row(slots, base + offsetof(SlotBinding, base_need)); });
  const Ssa kind = part(2, [&](Ssa slots) { return ir_.load_row(slots, base + offsetof(SlotBinding, kind)); });
  series.first = [this, part, base] {
    return part(3, [&](Ssa slots) { return ir_.load_number(slots, base + offsetof(SlotBinding, first)); });
  };
  const Ssa as_expected = invariant(kSlotKey + slot * 8LL + 4, [&] {
    Ssa fits = ir_.row_compare(Relation::kEqual, kind, ir_.row(expected));
    if (depends_on_run) {
      fits = ir_.either(ir_.row_compare(Relation::kEqual, kind, ir_.row(kArray)),
                        ir_.row_compare(Relation::kEqual, kind, ir_.row(kPlainFloat)));
    }
    return ir_.both(fits, ir_.invert(ir_.is_null(series.data)));
  });
  require(as_expected);
  if (depends_on_run) {
    series.tags = kFloatTags;
    series.tag = invariant(kSlotKey + slot * 8LL + 5, [&] {
      return ir_.select(ir_.row_compare(Relation::kEqual, kind, ir_.row(kArray)),
                        ir_.tag(static_cast<int>(NumberTag::kArrayFloat)), ir_.tag(static_cast<int>(NumberTag::kFloat)));
    });
  } else {
    series.tags = tag_set(expected == kArray        ? NumberTag::kArrayFloat
                          : expected == kPlainFloat ? NumberTag::kFloat
                                                    : NumberTag::kInt);
  }
  return series;
}

NativeValue NativeGenerator::series_value(const Series& series, Ssa number) {
  if (series.tags == tag_set(NumberTag::kInt)) return to_integer(number_value(NumberTag::kFloat, number), true);
  return tagged_value(series.tags, series.tag != nullptr ? ir_.splat(series.tag) : nullptr, number, {});
}

// `back` rows ago, back ≥ 0 (one lane).
NativeValue NativeGenerator::read_back(const Series& series, Ssa back) {
  const Ssa need = series.need != nullptr ? series.need : ir_.row(1);
  const auto value = [&] { return series_value(series, ir_.load_numbers(series.data, ir_.row_subtract(row_, back))); };
  if (branch_free_) {
    const Ir::Hoist hoist(ir_);
    require_row(ir_.row_add(ir_.row_subtract(need, ir_.row(1)), back));
  } else {
    const Ssa has_rows = ir_.row_compare(Relation::kGreaterEqual, ir_.row_subtract(row_, back),
                                         ir_.row_subtract(need, ir_.row(1)));
    const Ssa is_today = ir_.row_compare(Relation::kGreaterEqual, row_, back);
    return choose(ir_.both(has_rows, is_today), value, [&] { return plain_int(0); });
  }
  return value();
}

// pre = −1.
NativeValue NativeGenerator::read_purchase(const Series& series) {
  const Ssa need = series.need != nullptr ? series.need : ir_.row(1);
  const auto zero = [&] { return plain_int(0); };
  const auto at_first = [&]() -> NativeValue {
    const auto first = [&] { return series_value(series, ir_.splat(series.first())); };
    if (!branch_free_) return choose(ir_.row_compare(Relation::kLessEqual, need, ir_.row(1)), first, zero);
    {
      const Ir::Hoist hoist(ir_);
      require(ir_.row_compare(Relation::kLessEqual, need, ir_.row(1)));
    }
    return first();
  };
  if (!is_sell_) return at_first();
  const Ssa buy_row = holding_row(offsetof(HoldingState, buy_row));
  if (branch_free_) {
    // All rows of a position have one purchase row.
    Ssa number = nullptr;
    {
      const Ir::Hoist hoist(ir_);
      require(ir_.both(ir_.row_compare(Relation::kGreaterEqual, buy_row, ir_.row(0)),
                       ir_.row_compare(Relation::kGreaterEqual, ir_.row_add(buy_row, ir_.row(1)), need)));
      number = ir_.load_numbers(series.data, ir_.row_max(buy_row, ir_.row(0)));
    }
    return series_value(series, ir_.splat(number));
  }
  const auto at_purchase = [&] {
    const Ssa has_rows = ir_.row_compare(Relation::kGreaterEqual, ir_.row_add(buy_row, ir_.row(1)), need);
    return choose(has_rows, [&] { return series_value(series, ir_.load_numbers(series.data, buy_row)); }, zero);
  };
  return choose(ir_.row_compare(Relation::kGreaterEqual, buy_row, ir_.row(0)), at_purchase, at_first);
}

NativeValue NativeGenerator::read_series(const Series& series, const NativeValue& pre) {
  if (!pre.is_number() || (pre.tags & (kIntTags | kBoolTags)) == 0) {
    doubt(ir_.bit(true));  // not an integer
    return plain_int(0);
  }
  const Ssa number = number_of(pre);
  if (!within(pre.tags, kIntTags | kBoolTags)) doubt(is_tag_type(pre, 2));
  if (const auto constant = Ir::constant_number(number)) {
    if (*constant == -1) return read_purchase(series);
    if (*constant >= 0) return read_back(series, ir_.row(static_cast<std::int64_t>(*constant)));
    doubt(ir_.bit(true));
    return plain_int(0);
  }
  if (branch_free_) {
    if (pre.variable < 0) throw NotBranchFree{"a look-back that differs from row to row"};
    Ssa back = nullptr;
    {
      const Ir::Hoist hoist(ir_);
      const Ssa value = variable_number(pre.variable);
      const Ssa is_back = ir_.both(ir_.compare(Relation::kGreaterEqual, value, ir_.number(0)),
                                   ir_.compare(Relation::kLess, value, ir_.number(1e9)));
      require(ir_.both(is_back, variable_is_integer(pre.variable)));
      back = ir_.number_to_row(ir_.select(is_back, value, ir_.number(0)));
    }
    return read_back(series, back);
  }
  const bool may_be_purchase = !(pre.bounds.is_known() && pre.bounds.low >= 0);
  if (may_be_purchase) doubt(ir_.compare(Relation::kLess, number, ir_.number(-1)));
  const Ssa back = ir_.number_to_row(number);
  if (!may_be_purchase) return read_back(series, back);
  return choose(ir_.row_compare(Relation::kGreaterEqual, back, ir_.row(0)), [&] { return read_back(series, back); },
                [&] { return read_purchase(series); });
}

const Expr* NativeGenerator::argument(const Expr& call, std::size_t position, std::string_view keyword) const {
  if (position + 1 < call.children.size()) return call.children[position + 1].get();
  for (const Keyword& each : call.keywords) {
    if (each.name == keyword) return each.value.get();
  }
  return nullptr;
}

}  // namespace stom::script
