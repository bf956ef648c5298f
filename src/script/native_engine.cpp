// Names and functions of the platform.
#include <algorithm>
#include <cstddef>

#include "script/native_generator.h"
#include "script/signature.h"

namespace stom::script {
namespace {

constexpr std::int64_t kVariableKey = 4'000'000, kTestKey = 5'000'000, kHoldingKey = 6'000'000, kBuyRowNumberKey = 1'000;

// What is read in place of missing memory, by code whose result is then not used.
constexpr double kNoVariables[1] = {0};
constexpr std::uint8_t kNoFlags[1] = {0};

// False: a call of an engine's function that Python refuses whatever its arguments are.
bool arguments_fit(const Expr& call, BindingKind kind, std::uint16_t id) {
  Signature signature;
  const bool is_engine = kind != BindingKind::kBuiltin && find_signature({kind, id}, signature);
  if (!is_engine || signature.parameters.empty()) return true;
  const std::size_t positional = call.children.size() - 1;
  for (const Keyword& keyword : call.keywords) {
    const auto found = std::ranges::find(signature.parameters, keyword.name);
    if (found - signature.parameters.begin() < static_cast<std::ptrdiff_t>(positional)) return false;
    if (found == signature.parameters.end()) return false;
  }
  const auto given = static_cast<std::ptrdiff_t>(positional + call.keywords.size());
  return given >= signature.least && given <= signature.most;
}

}  // namespace

NativeValue NativeGenerator::engine_name(const Expr& expr, BindingKind kind, std::uint16_t id) {
  switch (kind) {
    case BindingKind::kField: {
      const int column = market::column_of(text_.options.market, text_.options.frame, static_cast<market::Field>(id));
      if (column >= 0) return field(column);
      break;
    }
    case BindingKind::kScalar: return scalar(static_cast<Scalar>(id));
    case BindingKind::kState: return state_name(static_cast<State>(id));
    case BindingKind::kIndicator:
      if (expr.slot < 0) return plain_int(0);
      return read_series(slot_series(expr.slot), plain_int(0));
    case BindingKind::kSelfTickData:
    case BindingKind::kSelfIndex:
    case BindingKind::kSelfIndexNumber:
    case BindingKind::kSelfArray: throw NativeUnsupported{"a name of back-finder texts"};
    default: break;
  }
  doubt(ir_.bit(true));  // unknown name, or a function without parentheses
  return plain_int(0);
}

NativeValue NativeGenerator::engine_call(const Expr& expr, BindingKind kind, std::uint16_t id) {
  if (!arguments_fit(expr, kind, id)) {
    doubt(ir_.bit(true));  // TypeError
    return plain_int(0);
  }
  const auto lookback = [&](std::size_t position) -> NativeValue {
    const Expr* pre = argument(expr, position, "pre");
    return pre != nullptr ? expression(*pre) : plain_int(0);
  };
  switch (kind) {
    case BindingKind::kFieldLookback: {
      const int column = market::column_of(text_.options.market, text_.options.frame, static_cast<market::Field>(id));
      if (column < 0 || argument(expr, 0, "pre") == nullptr) break;
      return read_series(field_series(column), lookback(0));
    }
    case BindingKind::kWindow: {
      const NativeValue pre = lookback(1);
      if (expr.slot >= 0) return read_series(slot_series(expr.slot), pre);
      const Expr* tick = argument(expr, 0, "tick");
      if (tick == nullptr) break;
      return dynamic_window(static_cast<feature::WindowFunction>(id), expression(*tick), pre);
    }
    case BindingKind::kIndicatorLookback:
      if (expr.slot < 0) return plain_int(0);
      return read_series(slot_series(expr.slot), lookback(0));
    case BindingKind::kFunction:
      switch (static_cast<Function>(id)) {
        case Function::kElapsedTicks: return elapsed(expr);
        case Function::kTimedeltaSec: return timedelta_sec(expr);
        default: return row_time();
      }
    case BindingKind::kBuiltin: return builtin_call(expr, static_cast<Builtin>(id));
    case BindingKind::kSelfEmit: throw NativeUnsupported{"a call of back-finder texts"};
    default: break;
  }
  doubt(ir_.bit(true));  // not callable, or an order in the text itself
  return plain_int(0);
}

// Row keys as 14-digit second keys.
Ssa NativeGenerator::second_keys() {
  const Ssa keys = ir_.load_rows_as_numbers(context_pointer(offsetof(RowContext, index)), row_);
  return text_.options.frame == market::Frame::kTick ? keys : ir_.multiply(keys, ir_.number(100));
}

NativeValue NativeGenerator::scalar(Scalar scalar) {
  const auto column = [&](market::Field f) {
    return market::column_of(text_.options.market, text_.options.frame, f);
  };
  static constexpr double kMostRows = 1e9;
  switch (scalar) {
    case Scalar::kCode:
    case Scalar::kName: throw NativeUnsupported{"종목코드 or 종목명 as a text"};
    case Scalar::kDataLength:
      return number_value(NumberTag::kInt, ir_.add(ir_.rows_as_numbers(row_), ir_.number(1)), {1, kMostRows});
    case Scalar::kTimeOfDay: {
      const Ssa keys = second_keys();  // exact: a quotient of a 14-digit number never rounds up to the next integer
      const Ssa days = ir_.floor(ir_.divide(keys, ir_.number(1e6)));
      return number_value(NumberTag::kInt, ir_.subtract(keys, ir_.multiply(days, ir_.number(1e6))), {0, 999'999});
    }
    case Scalar::kTickSize: {
      const Ssa ask2 = number_of(field(column(market::Field::kAskPrice2)));
      return number_value(NumberTag::kArrayFloat, ir_.subtract(ask2, number_of(field(column(market::Field::kAskPrice1)))));
    }
    case Scalar::kViReleaseTime: return date_time(number_of(field(column(market::Field::kViReleaseTime))));
    case Scalar::kViLowerFive: {
      const NativeValue operands[] = {field(column(market::Field::kViPrice)), field(column(market::Field::kViTickSize)),
                                      number_value(NumberTag::kInt, second_keys(), kIntegerBounds)};
      return library_call(reinterpret_cast<const void*>(&native_five_ticks_below), operands, tag_set(NumberTag::kFloat), {});
    }
    case Scalar::kRowTime: return number_value(NumberTag::kInt, second_keys(), kIntegerBounds);
    case Scalar::kAverageTicks: {
      const Ssa ticks = invariant(kVariableKey - 1, [&] {
        return ir_.row_to_number(ir_.load_row(ir_.argument(0), offsetof(RowContext, average_ticks)));
      });
      return number_value(NumberTag::kInt, ir_.splat(ticks), kIntegerBounds);
    }
  }
  throw NativeUnsupported{"a name"};
}

// The position; of many rows at once, it begins with the part that does not change.
Ssa NativeGenerator::holding() const { return ir_.argument(is_hold_ ? 4 : 2); }

Ssa NativeGenerator::holding_row(std::size_t offset) {
  return invariant(kHoldingKey + static_cast<std::int64_t>(offset),
                   [&] { return ir_.load_row(holding(), static_cast<std::int64_t>(offset)); });
}

Ssa NativeGenerator::holding_number(std::size_t offset) {
  return invariant(kHoldingKey + static_cast<std::int64_t>(offset),
                   [&] { return ir_.load_number(holding(), static_cast<std::int64_t>(offset)); });
}

Ssa NativeGenerator::held_rows(std::size_t offset) {
  return invariant(kHoldingKey + static_cast<std::int64_t>(offset),
                   [&] { return ir_.load_pointer(holding(), static_cast<std::int64_t>(offset)); });
}

NativeValue NativeGenerator::state_name(State state) {
  const auto fixed = [&](std::size_t offset) {
    if (!is_sell_) return number_value(NumberTag::kFloat, ir_.number(0), Bounds{0, 0});
    return number_value(NumberTag::kFloat, ir_.splat(holding_number(offset)));
  };
  const auto varying = [&](std::size_t offset, std::size_t rows_offset) {
    if (!is_hold_) return fixed(offset);
    return number_value(NumberTag::kFloat, ir_.load_numbers(held_rows(rows_offset), row_));
  };
  const auto whole = [&](std::size_t offset) {
    if (!is_sell_) return plain_int(0);
    return number_value(NumberTag::kInt, ir_.splat(ir_.row_to_number(holding_row(offset))), kIntegerBounds);
  };
  switch (state) {
    case State::kProfitRate: return varying(offsetof(HoldingState, profit_rate), offsetof(HoldingRows, profit_rate));
    case State::kHighestProfitRate:
      holding_reads_.extremes = true;
      return varying(offsetof(HoldingState, highest), offsetof(HoldingRows, highest));
    case State::kLowestProfitRate:
      holding_reads_.extremes = true;
      return varying(offsetof(HoldingState, lowest), offsetof(HoldingRows, lowest));
    case State::kHoldTime: {
      holding_reads_.hold_time = true;
      const NativeValue time = varying(offsetof(HoldingState, hold_time), offsetof(HoldingRows, hold_time));
      return text_.options.frame == market::Frame::kTick ? time : to_integer(time, false);
    }
    case State::kBuyRowNumber: {
      if (!is_sell_) return plain_int(0);
      const Ssa number = invariant(kHoldingKey + kBuyRowNumberKey, [&] {
        const Ssa buy_row = holding_row(offsetof(HoldingState, buy_row));
        const Ssa first = ir_.load_row(ir_.argument(0), offsetof(RowContext, first_row_number));
        const Ssa is_flat = ir_.row_compare(Relation::kLess, buy_row, ir_.row(0));
        return ir_.select(is_flat, ir_.number(0), ir_.row_to_number(ir_.row_add(first, buy_row)));
      });
      return number_value(NumberTag::kInt, ir_.splat(number), kIntegerBounds);
    }
    case State::kPosition: {
      NativeValue position;
      position.kind = is_sell_ ? NativeKind::kPosition : NativeKind::kNone;
      if (is_sell_) position.number = ir_.splat(ir_.row_to_number(holding_row(offsetof(HoldingState, side))));
      return position;
    }
    case State::kProfit: return fixed(offsetof(HoldingState, profit));
    case State::kQuantity: return fixed(offsetof(HoldingState, quantity));
    case State::kEntryPrice: return fixed(offsetof(HoldingState, entry_price));
    case State::kBuySplits: return whole(offsetof(HoldingState, buy_splits));
    case State::kSellSplits: return whole(offsetof(HoldingState, sell_splits));
  }
  throw NativeUnsupported{"a name"};
}

NativeValue NativeGenerator::symbol_test(int index) {
  const Ssa tests = context_pointer(offsetof(RowContext, symbol_tests));
  const Ssa has_tests = invariant(kTestKey, [&] { return ir_.invert(ir_.is_null(tests)); });
  require(has_tests);
  const Ssa holds = invariant(kTestKey + 1 + index, [&] {
    const Ssa test = ir_.offset_pointer(tests, ir_.row(index), 1);
    const Ssa byte = ir_.load_byte(ir_.select_pointer(has_tests, test, ir_.constant_pointer(kNoFlags)), 0);
    return ir_.invert(ir_.tag_equal(byte, ir_.tag(0)));
  });
  return bool_value(NumberTag::kBool, ir_.splat(holds));
}

// self.vars[n], n known: value and kind in one lane. Out of range: unusable, value 0.
Ssa NativeGenerator::variable_in_range(int index) {
  return invariant(kVariableKey + index * 4LL, [&] {
    const Ssa count = ir_.load_row(ir_.argument(0), offsetof(RowContext, vars_count));
    return ir_.row_compare(Relation::kGreater, count, ir_.row(index));
  });
}

Ssa NativeGenerator::variable_number(int index) {
  return invariant(kVariableKey + index * 4LL + 1, [&] {
    const Ssa offset = ir_.offset_pointer(context_pointer(offsetof(RowContext, vars)), ir_.row(index), sizeof(double));
    return ir_.load_number(ir_.select_pointer(variable_in_range(index), offset, ir_.constant_pointer(kNoVariables)), 0);
  });
}

Ssa NativeGenerator::variable_is_integer(int index) {
  return invariant(kVariableKey + index * 4LL + 2, [&] {
    const Ssa offset = ir_.offset_pointer(context_pointer(offsetof(RowContext, vars_integer)), ir_.row(index), 1);
    const Ssa flag = ir_.load_byte(ir_.select_pointer(variable_in_range(index), offset, ir_.constant_pointer(kNoFlags)), 0);
    return ir_.invert(ir_.tag_equal(flag, ir_.tag(0)));
  });
}

NativeValue NativeGenerator::variable(const NativeValue& index) {
  const auto constant = index.is_number() && within(index.tags, kIntTags | kBoolTags)
                            ? Ir::constant_number(number_of(index))
                            : std::nullopt;
  if (!constant) throw NativeUnsupported{"self.vars[] of a computed number"};
  if (*constant < 0 || *constant > 100'000) {
    doubt(ir_.bit(true));  // IndexError
    return plain_int(0);
  }
  const int n = static_cast<int>(*constant);
  // An integer variable is a whole number in the exact range; anything else is left to the interpreter.
  require(invariant(kVariableKey + n * 4LL + 3, [&] {
    const Ssa number = variable_number(n);
    const Ssa is_whole = ir_.compare(Relation::kEqual, ir_.truncate(number), number);
    const Ssa is_exact = ir_.both(is_whole, ir_.compare(Relation::kLess, ir_.absolute(number), ir_.number(kLargestExact)));
    return ir_.both(variable_in_range(n), ir_.either(is_exact, ir_.invert(variable_is_integer(n))));
  }));
  const Ssa tag = ir_.select(variable_is_integer(n), one_lane_tag(NumberTag::kInt), one_lane_tag(NumberTag::kFloat));
  NativeValue value = tagged_value(tag_set(NumberTag::kInt) | tag_set(NumberTag::kFloat), ir_.splat(tag),
                                   ir_.splat(variable_number(n)), {});
  value.variable = n;
  return value;
}

Ssa NativeGenerator::one_lane_tag(NumberTag tag) {
  const Ir::Hoist hoist(ir_);
  return ir_.tag(static_cast<int>(tag));
}

NativeValue NativeGenerator::elapsed(const Expr& expr) {
  int slot = expr.slot;
  std::string name;
  if (slot < 0) {
    const Expr* argument_expr = argument(expr, 0, "조건명");
    const NativeValue value = argument_expr != nullptr ? expression(*argument_expr) : NativeValue{};
    if (value.kind != NativeKind::kText) throw NativeUnsupported{"경과틱수() of something else than a literal name"};
    for (std::size_t i = 0; i < text_.plan.slots.size(); ++i) {
      const auto* key = std::get_if<ElapsedKey>(&text_.plan.slots[i].key);
      if (key != nullptr && key->name == value.text) slot = static_cast<int>(i);
    }
    if (slot < 0) return plain_int(0);
  }
  // A name that is not configured has no column and reads as 0.
  const auto* key = std::get_if<ElapsedKey>(&text_.plan.slots[slot].key);
  const bool is_configured = key != nullptr && std::find(text_.options.elapsed_names.begin(), text_.options.elapsed_names.end(),
                                                         key->name) != text_.options.elapsed_names.end();
  const std::int64_t offset = slot * static_cast<std::int64_t>(sizeof(SlotBinding)) + offsetof(SlotBinding, data);
  const Ssa data = invariant(kTestKey + 100'000 + slot, [&] {
    return ir_.load_pointer(context_pointer(offsetof(RowContext, slots)), offset);
  });
  const Ssa has_column = invariant(kTestKey + 200'000 + slot, [&] { return ir_.invert(ir_.is_null(data)); });
  const auto read = [&] { return to_integer(number_value(NumberTag::kFloat, ir_.load_numbers(data, row_)), true); };
  if (!branch_free_) return choose(has_column, read, [&] { return plain_int(0); });
  require(is_configured ? has_column : invariant(kTestKey + 300'000 + slot, [&] { return ir_.is_null(data); }));
  return is_configured ? read() : plain_int(0);
}

NativeValue NativeGenerator::dynamic_window(feature::WindowFunction function, const NativeValue& tick, const NativeValue& pre) {
  if (!tick.is_number() || !pre.is_number()) {
    doubt(ir_.bit(true));
    return plain_int(0);
  }
  auto site = std::make_unique<NativeWindowSite>();
  site->function = function;
  site->options = &text_.options;
  site->column = market::column_of(text_.options.market, text_.options.frame, feature::info(function).source);
  bool only_fixed = true;
  for (std::size_t i = 0; i < text_.plan.slots.size(); ++i) {
    const SlotTemplate& slot = text_.plan.slots[i];
    const auto* key = std::get_if<feature::WindowKey>(&slot.key);
    if (key == nullptr || key->function != function) continue;
    NativeWindowSite::Slot found{static_cast<int>(i), key->window, -1};
    if (slot.window != nullptr) {
      const Expr& size = *slot.window;
      const bool is_variable = size.kind == ExprKind::kSubscript &&
                               size.children[0]->binding.kind == BindingKind::kSelfVars &&
                               size.children[1]->kind == ExprKind::kInt && size.children[1]->integer >= 0;
      if (!is_variable) throw NativeUnsupported{"windows of computed and of literal size together"};
      found.variable = size.children[1]->integer;
      only_fixed = false;
    }
    site->slots.push_back(found);
  }
  // An unrolled loop may ask for a window that the text has as a column anyway.
  const auto constant = Ir::constant_number(number_of(tick));
  if (constant && only_fixed && within(tick.tags, kIntTags)) {
    for (const NativeWindowSite::Slot& slot : site->slots) {
      if (static_cast<double>(slot.window) == *constant) return read_series(slot_series(slot.slot), pre);
    }
  }
  const TagSet tags = function == feature::WindowFunction::kValueAverage ? tag_set(NumberTag::kInt)
                      : feature::info(function).aggregate == feature::Aggregate::kAngle
                          ? kFloatTags | tag_set(NumberTag::kInt)
                          : tag_set(NumberTag::kArrayFloat) | tag_set(NumberTag::kInt);
  const Ssa buy_row = is_sell_ ? holding_row(offsetof(HoldingState, buy_row)) : ir_.row(-1);
  const NativeValue operands[] = {tick, pre};
  const NativeValue value = library_call(reinterpret_cast<const void*>(&native_window), operands, tags,
                                         {ir_.constant_pointer(site.get()), ir_.argument(0), row_, buy_row});
  window_sites_.push_back(std::move(site));
  return value;
}

}  // namespace stom::script
