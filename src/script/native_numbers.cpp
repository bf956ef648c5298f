// Arithmetic: the rules of number_model.h as IR. Where the kinds of the operands are known the code is a single operation;
// rare combinations call the number model itself.
#include <algorithm>
#include <cmath>
#include <cstddef>

#include "script/native_generator.h"
#include "script/native_library.h"

namespace stom::script {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

bool all_int(TagSet tags) { return within(tags, kIntTags); }
bool all_float(TagSet tags) { return within(tags, kFloatTags); }
bool may_be(TagSet tags, TagSet other) { return (tags & other) != 0; }

// What `op` can give for operands of these kinds.
struct Outcome {
  TagSet tags = 0;
  bool may_raise = false;        // TypeError from the kinds alone
  bool has_array_bools = false;  // a pair of bools, at least one from an array: + is or, * is and
};

Outcome outcome(Operator op, TagSet a, TagSet b) {
  Outcome out;
  for (const NumberTag x : kNumberTags) {
    if (!may_be(a, tag_set(x))) continue;
    for (const NumberTag y : kNumberTags) {
      if (!may_be(b, tag_set(y))) continue;
      const ResultType type = result_type(op, x, y);
      if (type.raises) {
        out.may_raise = true;
        continue;
      }
      out.tags |= tag_set(type.tag);
      if (type.depends_on_value) out.tags |= tag_set(NumberTag::kFloat);
      if (is_bool(x) && is_bool(y) && (is_array(x) || is_array(y))) out.has_array_bools = true;
    }
  }
  return out;
}

Bounds clamped(double low, double high) { return {std::max(low, -kLargestExact), std::min(high, kLargestExact)}; }

}  // namespace

NativeValue NativeGenerator::number_value(NumberTag tag, Ssa number, Bounds bounds) {
  NativeValue value;
  value.kind = NativeKind::kNumber;
  value.tags = tag_set(tag);
  value.number = number;
  value.bounds = bounds;
  return value;
}

NativeValue NativeGenerator::plain_int(double number) {
  return number_value(NumberTag::kInt, ir_.number(number), {number, number});
}

NativeValue NativeGenerator::bool_value(NumberTag tag, Ssa bit) {
  NativeValue value;
  value.kind = NativeKind::kNumber;
  value.tags = tag_set(tag);
  value.bit = bit;
  value.bounds = {0, 1};
  return value;
}

NativeValue NativeGenerator::tagged_value(TagSet tags, Ssa tag, Ssa number, Bounds bounds) {
  NativeValue value;
  value.kind = NativeKind::kNumber;
  value.tags = tags;
  value.number = number;
  value.tag = is_single(tags) ? nullptr : tag;
  value.bounds = bounds;
  return value;
}

Ssa NativeGenerator::number_of(const NativeValue& value) {
  return value.number != nullptr ? value.number : ir_.bit_to_number(value.bit);
}

Ssa NativeGenerator::tag_of(const NativeValue& value) {
  if (value.tag != nullptr) return value.tag;
  for (const NumberTag tag : kNumberTags) {
    if (value.tags == tag_set(tag)) return ir_.tag(static_cast<int>(tag));
  }
  return ir_.tag(0);
}

Ssa NativeGenerator::is_tag_type(const NativeValue& value, unsigned type) {
  TagSet wanted = 0;
  for (const NumberTag tag : kNumberTags) {
    if ((static_cast<unsigned>(tag) & kTypeMask) == type) wanted |= tag_set(tag);
  }
  if (within(value.tags, wanted)) return ir_.bit(true);
  if (!may_be(value.tags, wanted)) return ir_.bit(false);
  return ir_.tag_equal(ir_.tag_and(tag_of(value), ir_.tag(kTypeMask)), ir_.tag(static_cast<int>(type)));
}

Ssa NativeGenerator::is_array_number(const NativeValue& value) {
  if (within(value.tags, kArrayTags)) return ir_.bit(true);
  if (!may_be(value.tags, kArrayTags)) return ir_.bit(false);
  return ir_.tag_at_least(tag_of(value), ir_.tag(kArrayBit));
}

Ssa NativeGenerator::truth_of(const NativeValue& value) {
  switch (value.kind) {
    case NativeKind::kNumber:
      if (value.bit != nullptr) return value.bit;
      if (value.bounds.excludes_zero()) return ir_.bit(true);
      return ir_.compare(Relation::kNotEqual, value.number, ir_.number(0));
    case NativeKind::kTimeDelta: return ir_.compare(Relation::kNotEqual, value.number, ir_.number(0));
    case NativeKind::kDateTime: return ir_.bit(true);
    case NativeKind::kPosition: return ir_.compare(Relation::kNotEqual, value.number, ir_.number(0));
    case NativeKind::kText: return ir_.bit(!value.text.empty());
    case NativeKind::kNone: return ir_.bit(false);
    case NativeKind::kSequence: return ir_.bit(!value.elements.empty());
    case NativeKind::kUnusable: break;
  }
  throw NativeUnsupported{"a name holds values of unlike kinds"};
}

Ssa NativeGenerator::result_tag(const NativeValue& a, const NativeValue& b, TagSet tags) {
  if (is_single(tags)) return nullptr;
  // Wider type of the two, at least int (the callers have bool pairs apart), array if either is.
  const Ssa x = tag_of(a), y = tag_of(b);
  const Ssa array = ir_.tag_and(ir_.tag_or(x, y), ir_.tag(kArrayBit));
  if (within(tags, kBoolTags)) return array;
  Ssa type = nullptr;
  if (all_float(tags)) {
    type = ir_.tag(2);
  } else if (all_int(tags)) {
    type = ir_.tag(1);
  } else {
    const Ssa is_real = ir_.either(is_tag_type(a, 2), is_tag_type(b, 2));
    type = ir_.select(is_real, ir_.tag(2), ir_.tag(1));
  }
  return ir_.tag_or(array, type);
}

void NativeGenerator::doubt_zero_division(const NativeValue& a, const NativeValue& b) {
  if (b.bounds.excludes_zero() || within(a.tags, kArrayTags) || within(b.tags, kArrayTags)) return;
  const Ssa plain = ir_.invert(ir_.either(is_array_number(a), is_array_number(b)));
  doubt(ir_.both(ir_.compare(Relation::kEqual, number_of(b), ir_.number(0)), plain));
}

NativeValue NativeGenerator::binary(Operator op, const NativeValue& a, const NativeValue& b) {
  if (!a.is_number() || !b.is_number()) return time_arithmetic(op, a, b);
  const Outcome out = outcome(op, a.tags, b.tags);
  if (out.tags == 0) {
    doubt(ir_.bit(true));
    return plain_int(0);
  }
  const bool is_bitwise = op == Operator::kBitAnd || op == Operator::kBitOr || op == Operator::kBitXor;
  if (within(a.tags | b.tags, kBoolTags) && a.bit != nullptr && b.bit != nullptr) {
    const bool arrays = within(out.tags, kArrayTags) && !out.may_raise;
    if (arrays && (op == Operator::kAdd || op == Operator::kMultiply)) {
      return bool_value(NumberTag::kArrayBool, op == Operator::kAdd ? ir_.either(a.bit, b.bit) : ir_.both(a.bit, b.bit));
    }
    if (is_bitwise) return bit_operation(op, a, b);
  }
  if (out.may_raise || out.has_array_bools || is_bitwise || op == Operator::kShiftLeft || op == Operator::kShiftRight) {
    return library_arithmetic(op, a, b, out.tags);
  }
  switch (op) {
    case Operator::kAdd:
    case Operator::kSubtract: return add_numbers(op, a, b, out.tags);
    case Operator::kMultiply: return multiply_numbers(a, b, out.tags);
    case Operator::kDivide: {
      doubt_zero_division(a, b);
      return tagged_value(out.tags, result_tag(a, b, out.tags), ir_.divide(number_of(a), number_of(b)), {});
    }
    case Operator::kFloorDivide:
    case Operator::kModulo:
      if (all_int(out.tags)) return floor_integers(op, a, b, out.tags);
      if (all_float(out.tags)) return floor_floats(op, a, b, out.tags);
      return library_arithmetic(op, a, b, out.tags);
    case Operator::kPower: {
      const std::optional<double> exponent = b.number != nullptr ? Ir::constant_number(b.number) : std::nullopt;
      if (!may_be(a.tags | b.tags, kFloatTags) && exponent && *exponent >= 1 && *exponent <= 8) {
        const TagSet tags = out.tags & kIntTags;
        return power_of_integer(a, b, static_cast<int>(*exponent), tags);
      }
      return library_arithmetic(op, a, b, out.tags);
    }
    default: return library_arithmetic(op, a, b, out.tags);
  }
}

// Doubt where an integer result leaves the exact range; the bounds that hold afterwards.
Bounds NativeGenerator::keep_exact(Ssa result, const NativeValue& a, const NativeValue& b, TagSet tags, Bounds bounds) {
  if (!may_be(tags, kIntTags)) return bounds;
  if (bounds.is_within(-kLargestExact + 1, kLargestExact - 1)) return bounds;
  Ssa beyond = ir_.invert(ir_.compare(Relation::kLess, ir_.absolute(result), ir_.number(kLargestExact)));
  if (!all_int(tags)) beyond = ir_.both(beyond, ir_.invert(ir_.either(is_tag_type(a, 2), is_tag_type(b, 2))));
  doubt(beyond);
  return all_int(tags) ? clamped(bounds.low, bounds.high) : Bounds{};
}

NativeValue NativeGenerator::add_numbers(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags) {
  const bool adds = op == Operator::kAdd;
  const Ssa x = number_of(a), y = number_of(b);
  const Ssa result = adds ? ir_.add(x, y) : ir_.subtract(x, y);
  Bounds bounds;
  if (a.bounds.is_known() && b.bounds.is_known()) {
    bounds = adds ? Bounds{a.bounds.low + b.bounds.low, a.bounds.high + b.bounds.high}
                  : Bounds{a.bounds.low - b.bounds.high, a.bounds.high - b.bounds.low};
  }
  bounds = keep_exact(result, a, b, tags, bounds);
  return tagged_value(tags, result_tag(a, b, tags), result, bounds);
}

NativeValue NativeGenerator::multiply_numbers(const NativeValue& a, const NativeValue& b, TagSet tags) {
  Ssa result = ir_.multiply(number_of(a), number_of(b));
  Bounds bounds;
  bool may_be_negative_zero = true;
  if (a.bounds.is_known() && b.bounds.is_known()) {
    const double corners[] = {a.bounds.low * b.bounds.low, a.bounds.low * b.bounds.high, a.bounds.high * b.bounds.low,
                              a.bounds.high * b.bounds.high};
    bounds = {*std::ranges::min_element(corners), *std::ranges::max_element(corners)};
    may_be_negative_zero = a.bounds.low < 0 || b.bounds.low < 0;
  }
  if (may_be(tags, kIntTags) && may_be_negative_zero) {  // an integer has no −0
    const Ssa positive = ir_.add(result, ir_.number(0));
    if (all_int(tags)) {
      result = positive;
    } else {
      result = ir_.select(ir_.either(is_tag_type(a, 2), is_tag_type(b, 2)), result, positive);
    }
  }
  bounds = keep_exact(result, a, b, tags, bounds);
  return tagged_value(tags, result_tag(a, b, tags), result, bounds);
}

NativeValue NativeGenerator::power_of_integer(const NativeValue& a, const NativeValue& b, int exponent, TagSet tags) {
  const Ssa base = number_of(a);
  Ssa result = base;
  double largest = std::max(std::fabs(a.bounds.low), std::fabs(a.bounds.high));
  const double step = largest;
  for (int i = 1; i < exponent; ++i) {
    result = ir_.multiply(result, base);
    largest *= step;
  }
  // |base| ≥ 2 grows with every step, so the last product alone tells whether any left the exact range.
  const Bounds bounds = keep_exact(result, a, b, tags, {-largest, largest});
  return tagged_value(tags, result_tag(a, b, tags), result, bounds);
}

NativeValue NativeGenerator::floor_integers(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags) {
  doubt_zero_division(a, b);
  const Ssa x = number_of(a);
  Ssa y = number_of(b);
  // Beyond 2^51 products of quotient and divisor are not exact.
  static constexpr double kSafe = 2251799813685248.0;
  const auto keep_safe = [&](const NativeValue& value, Ssa number) {
    if (value.bounds.is_within(-kSafe, kSafe)) return;
    doubt(ir_.invert(ir_.compare(Relation::kLessEqual, ir_.absolute(number), ir_.number(kSafe))));
  };
  keep_safe(a, x);
  keep_safe(b, y);
  Ssa is_zero = nullptr;
  if (!b.bounds.excludes_zero() && may_be(a.tags | b.tags, kArrayTags)) {  // x//0 and x%0 are 0
    is_zero = ir_.compare(Relation::kEqual, y, ir_.number(0));
    y = ir_.select(is_zero, ir_.number(1), y);
  }
  Ssa quotient = ir_.floor(ir_.divide(x, y));
  Ssa modulo = ir_.subtract(x, ir_.multiply(quotient, y));
  // The quotient is exact below 2^51: |x/y| differs from an integer by at least 1/|y|, more than half a step of its double.
  Bounds bounds;
  Ssa result = nullptr;
  if (op == Operator::kModulo) {
    const double largest = std::max(std::fabs(b.bounds.low), std::fabs(b.bounds.high));
    bounds = b.bounds.is_known() ? Bounds{b.bounds.low < 0 ? -largest : 0, b.bounds.high > 0 ? largest : 0} : kIntegerBounds;
    result = modulo;
  } else {
    result = ir_.add(quotient, ir_.number(0));
    const double largest = std::max(std::fabs(a.bounds.low), std::fabs(a.bounds.high));
    bounds = a.bounds.is_known() ? Bounds{-largest - 1, largest + 1} : kIntegerBounds;
    if (a.bounds.low >= 0 && b.bounds.low > 0) bounds.low = 0;
  }
  if (is_zero != nullptr) result = ir_.select(is_zero, ir_.number(0), result);
  return tagged_value(tags, result_tag(a, b, tags), result, clamped(bounds.low, bounds.high));
}

// floor_divide() and floor_modulo() of the number model. The remainder is exact by one fused multiply-subtract while the
// quotient is small; for the rest (very large quotients, an infinite divisor) the row is doubtful.
NativeValue NativeGenerator::floor_floats(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags) {
  doubt_zero_division(a, b);
  const Ssa x = number_of(a), y = number_of(b);
  const Ssa zero = ir_.number(0);
  const Ssa ratio = ir_.divide(x, y);
  Ssa modulo = nullptr;
  if (Ir::has_fused_multiply()) {
    static constexpr double kLargestQuotient = 1125899906842624.0;  // 2^50
    const Ssa whole = ir_.truncate(ratio);
    modulo = ir_.fused_multiply_add(ir_.negate(whole), y, x);
    // The rounded ratio may have reached the next integer: the remainder then has the wrong sign by one divisor.
    const Ssa beyond = ir_.compare(Relation::kLess, ir_.multiply(modulo, x), zero);
    modulo = ir_.select(beyond, ir_.add(modulo, ir_.copy_sign(ir_.absolute(y), x)), modulo);
    modulo = ir_.copy_sign(modulo, x);
    // Doubtful: large quotients, infinite divisors; not NaN operands or a zero divisor, whose answers are NaN.
    const Ssa finite_y = ir_.compare(Relation::kLess, ir_.absolute(y), ir_.number(kInfinity));
    const Ssa small = ir_.both(finite_y, ir_.compare(Relation::kLess, ir_.absolute(ratio), ir_.number(kLargestQuotient)));
    Ssa not_a_number = ir_.either(ir_.is_nan(x), ir_.is_nan(y));
    not_a_number = ir_.either(not_a_number, ir_.compare(Relation::kEqual, y, zero));
    not_a_number = ir_.either(not_a_number, ir_.compare(Relation::kEqual, ir_.absolute(x), ir_.number(kInfinity)));
    doubt(ir_.invert(ir_.either(small, not_a_number)));
    modulo = ir_.select(not_a_number, ir_.number(std::numeric_limits<double>::quiet_NaN()), modulo);
  } else {
    modulo = ir_.remainder(x, y);
  }
  const Ssa is_zero = ir_.compare(Relation::kEqual, modulo, zero);
  const Ssa signs_differ =
      ir_.differ(ir_.compare(Relation::kLess, y, zero), ir_.compare(Relation::kLess, modulo, zero));
  Ssa result = nullptr;
  if (op == Operator::kModulo) {
    result = ir_.select(is_zero, ir_.copy_sign(zero, y), ir_.select(signs_differ, ir_.add(modulo, y), modulo));
  } else {
    Ssa quotient = ir_.divide(ir_.subtract(x, modulo), y);
    const Ssa lowers = ir_.both(ir_.invert(is_zero), signs_differ);
    quotient = ir_.select(lowers, ir_.subtract(quotient, ir_.number(1)), quotient);
    const Ssa floored = ir_.floor(quotient);
    const Ssa rest = ir_.subtract(quotient, floored);
    const Ssa raised = ir_.select(ir_.compare(Relation::kGreater, rest, ir_.number(0.5)),
                                  ir_.add(floored, ir_.number(1)), floored);
    result = ir_.select(ir_.compare(Relation::kEqual, quotient, zero), ir_.copy_sign(zero, ratio), raised);
    if (may_be(a.tags | b.tags, kArrayTags) && !b.bounds.excludes_zero()) {
      result = ir_.select(ir_.compare(Relation::kEqual, y, zero), ratio, result);
    }
  }
  return tagged_value(tags, result_tag(a, b, tags), result, {});
}

NativeValue NativeGenerator::library_arithmetic(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags) {
  const NativeValue operands[] = {a, b};
  return library_call(reinterpret_cast<const void*>(&native_arithmetic), operands, tags, {ir_.row(static_cast<int>(op))});
}

// Calls a function of native_library.h for the lanes on this path.
NativeValue NativeGenerator::library_call(const void* function, std::span<const NativeValue> operands, TagSet tags,
                                          std::initializer_list<Ssa> more) {
  for (std::size_t i = 0; i < operands.size(); ++i) {
    ir_.store_own(library_lanes_, offsetof(NativeLanes, operand) + i * sizeof(NativeLanes::operand[0]), number_of(operands[i]));
    ir_.store_own(library_lanes_, offsetof(NativeLanes, operand_tag) + i * sizeof(NativeLanes::operand_tag[0]),
                  tag_of(operands[i]));
  }
  std::vector<Ssa> arguments{library_lanes_, branch_free_ ? ir_.as_mask(lanes_) : ir_.row(1)};
  arguments.insert(arguments.end(), more.begin(), more.end());
  ir_.call(function, arguments);
  const Ssa number = ir_.load_own(Shape::kNumber, library_lanes_, offsetof(NativeLanes, result));
  const Ssa tag = ir_.load_own(Shape::kTag, library_lanes_, offsetof(NativeLanes, result_tag));
  doubt(ir_.tag_equal(tag, ir_.tag(kNativeRaised)));
  const Bounds bounds = within(tags, kBoolTags) ? Bounds{0, 1} : all_int(tags) ? kIntegerBounds : Bounds{};
  NativeValue value = tagged_value(tags, tag, number, bounds);
  if (within(tags, kBoolTags)) value.bit = ir_.compare(Relation::kNotEqual, value.number, ir_.number(0));
  return value;
}

NativeValue NativeGenerator::bit_operation(Operator op, const NativeValue& a, const NativeValue& b) {
  const Ssa bit = op == Operator::kBitAnd  ? ir_.both(a.bit, b.bit)
                  : op == Operator::kBitOr ? ir_.either(a.bit, b.bit)
                                           : ir_.differ(a.bit, b.bit);
  NativeValue value = bool_value(NumberTag::kBool, bit);
  value.tags = outcome(op, a.tags, b.tags).tags;
  value.tag = result_tag(a, b, value.tags);
  return value;
}

NativeValue NativeGenerator::unary(Operator op, const NativeValue& a) {
  if (op == Operator::kNot) return bool_value(NumberTag::kBool, ir_.invert(truth_of(a)));
  if (a.kind == NativeKind::kTimeDelta && (op == Operator::kNegate || op == Operator::kPositive)) {
    NativeValue result = a;
    if (op == Operator::kNegate) result.number = ir_.subtract(ir_.number(0), a.number);
    return result;
  }
  if (!a.is_number()) {
    doubt(ir_.bit(true));
    return plain_int(0);
  }
  TagSet tags = 0;
  bool may_raise = false;
  for (const NumberTag tag : kNumberTags) {
    if (!may_be(a.tags, tag_set(tag))) continue;
    const ResultType type = result_type(op, tag);
    if (type.raises) may_raise = true;
    else tags |= tag_set(type.tag);
  }
  if (tags == 0) {
    doubt(ir_.bit(true));
    return plain_int(0);
  }
  if (op == Operator::kInvert && a.tags == tag_set(NumberTag::kArrayBool) && a.bit != nullptr) {
    return bool_value(NumberTag::kArrayBool, ir_.invert(a.bit));
  }
  if (may_raise || (may_be(a.tags, kBoolTags) && !is_single(a.tags)) || op == Operator::kInvert) {
    return library_call(reinterpret_cast<const void*>(&native_unary), {&a, 1}, tags, {ir_.row(static_cast<int>(op))});
  }
  const Ssa x = number_of(a);
  if (op == Operator::kPositive) return tagged_value(tags, a.tag, x, a.bounds);
  Ssa negative = nullptr;
  if (all_float(tags)) negative = ir_.negate(x);
  else if (all_int(tags)) negative = ir_.subtract(ir_.number(0), x);
  else negative = ir_.select(is_tag_type(a, 2), ir_.negate(x), ir_.subtract(ir_.number(0), x));
  return tagged_value(tags, a.tag, negative, {-a.bounds.high, -a.bounds.low});
}

NativeValue NativeGenerator::to_integer(const NativeValue& a, bool rounds) {
  if (!a.is_number()) throw NativeUnsupported{"int() of something else than a number"};
  const Ssa x = number_of(a);
  if (rounds && may_be(a.tags, tag_set(NumberTag::kArrayBool))) {  // TypeError
    doubt(is_single(a.tags) ? ir_.bit(true) : ir_.tag_equal(tag_of(a), ir_.tag(static_cast<int>(NumberTag::kArrayBool))));
  }
  if (!may_be(a.tags, kFloatTags)) return number_value(NumberTag::kInt, x, a.bounds.is_known() ? a.bounds : kIntegerBounds);
  Ssa result = rounds ? ir_.round_to_even(x) : ir_.truncate(x);
  if (!a.bounds.is_within(-kLargestExact, kLargestExact)) {
    doubt(ir_.invert(ir_.compare(Relation::kLessEqual, ir_.absolute(x), ir_.number(kLargestExact))));
  }
  result = ir_.add(result, ir_.number(0));
  Bounds bounds = kIntegerBounds;
  if (a.bounds.is_known()) bounds = clamped(std::floor(a.bounds.low), std::ceil(a.bounds.high));
  return number_value(NumberTag::kInt, result, bounds);
}

NativeValue NativeGenerator::round_digits(const NativeValue& a, const NativeValue& digits) {
  const std::optional<double> places = digits.number != nullptr ? Ir::constant_number(digits.number) : std::nullopt;
  const bool inline_form = digits.tags == tag_set(NumberTag::kInt) && places && std::fabs(*places) <= 22;
  if (inline_form && a.tags == tag_set(NumberTag::kArrayFloat)) {  // R(x, n)
    const Ssa x = number_of(a);
    const Ssa power = ir_.number(std::pow(10.0, std::fabs(*places)));
    if (*places == 0) return number_value(NumberTag::kArrayFloat, ir_.round_to_even(x));
    if (*places < 0) return number_value(NumberTag::kArrayFloat, ir_.multiply(ir_.round_to_even(ir_.divide(x, power)), power));
    return number_value(NumberTag::kArrayFloat, ir_.divide(ir_.round_to_even(ir_.multiply(x, power)), power));
  }
  if (inline_form && *places >= 0 && a.tags == tag_set(NumberTag::kInt)) return a;
  TagSet tags = a.tags & (kFloatTags | kIntTags);
  if (may_be(a.tags, tag_set(NumberTag::kBool))) tags |= tag_set(NumberTag::kInt);
  if (may_be(a.tags, tag_set(NumberTag::kArrayBool))) tags |= tag_set(NumberTag::kArrayInt);
  const NativeValue operands[] = {a, digits};
  return library_call(reinterpret_cast<const void*>(&native_round), operands, tags, {});
}

NativeValue NativeGenerator::absolute(const NativeValue& a) {
  if (!a.is_number()) throw NativeUnsupported{"abs() of something else than a number"};
  Bounds bounds;
  if (a.bounds.is_known()) {
    const double largest = std::max(std::fabs(a.bounds.low), std::fabs(a.bounds.high));
    bounds = {a.bounds.low > 0 ? a.bounds.low : 0, largest};
  }
  if (!may_be(a.tags, tag_set(NumberTag::kBool))) {
    if (a.bit != nullptr) return a;
    return tagged_value(a.tags, a.tag, ir_.absolute(number_of(a)), bounds);
  }
  if (a.tags == tag_set(NumberTag::kBool)) return number_value(NumberTag::kInt, number_of(a), bounds);
  NativeValue result = tagged_value(static_cast<TagSet>((a.tags & ~tag_set(NumberTag::kBool)) | tag_set(NumberTag::kInt)),
                                    nullptr, ir_.absolute(number_of(a)), bounds);
  if (!is_single(result.tags)) {
    result.tag = ir_.select(ir_.tag_equal(tag_of(a), ir_.tag(0)), ir_.tag(1), tag_of(a));
  }
  return result;
}

}  // namespace stom::script
