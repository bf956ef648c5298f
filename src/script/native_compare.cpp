// Comparisons of all kinds of values, and arithmetic of date-times and time-deltas.
#include "script/native_generator.h"

namespace stom::script {
namespace {

Relation relation_of(Operator op) {
  switch (op) {
    case Operator::kLess: return Relation::kLess;
    case Operator::kLessEqual: return Relation::kLessEqual;
    case Operator::kGreater: return Relation::kGreater;
    case Operator::kGreaterEqual: return Relation::kGreaterEqual;
    case Operator::kNotEqual: return Relation::kNotEqual;
    default: return Relation::kEqual;
  }
}

bool is_time(NativeKind kind) { return kind == NativeKind::kDateTime || kind == NativeKind::kTimeDelta; }

void refuse_unusable(const NativeValue& value) {
  if (value.kind == NativeKind::kUnusable) throw NativeUnsupported{"a name holds values of unlike kinds"};
}

}  // namespace

Ssa NativeGenerator::are_equal(const NativeValue& a, const NativeValue& b) {
  refuse_unusable(a);
  refuse_unusable(b);
  if (a.is_number() && b.is_number()) {
    if (a.bit != nullptr && b.bit != nullptr) return ir_.invert(ir_.differ(a.bit, b.bit));
    return ir_.compare(Relation::kEqual, number_of(a), number_of(b));
  }
  if (a.kind == b.kind && is_time(a.kind)) return ir_.compare(Relation::kEqual, a.number, b.number);
  if (a.kind == b.kind && a.kind == NativeKind::kText) return ir_.bit(a.text == b.text);
  if (a.kind == b.kind && a.kind == NativeKind::kNone) return ir_.bit(true);
  if (a.kind == NativeKind::kPosition || b.kind == NativeKind::kPosition) {
    const NativeValue& position = a.kind == NativeKind::kPosition ? a : b;
    const NativeValue& other = a.kind == NativeKind::kPosition ? b : a;
    double side = -1;
    if (other.kind == NativeKind::kNone) side = 0;
    if (other.kind == NativeKind::kText && other.text == "LONG") side = 1;
    if (other.kind == NativeKind::kText && other.text == "SHORT") side = 2;
    if (other.kind == NativeKind::kPosition) return ir_.compare(Relation::kEqual, a.number, b.number);
    return ir_.compare(Relation::kEqual, position.number, ir_.number(side));
  }
  if (a.kind == NativeKind::kSequence || b.kind == NativeKind::kSequence) {
    throw NativeUnsupported{"a comparison of lists"};
  }
  return ir_.bit(false);
}

NativeValue NativeGenerator::compare_values(Operator op, const NativeValue& a, const NativeValue& b) {
  switch (op) {
    case Operator::kIs:
    case Operator::kIsNot: {
      if (a.kind != NativeKind::kNone && b.kind != NativeKind::kNone) throw NativeUnsupported{"\"is\" between values"};
      const Ssa same = are_equal(a, b);
      return bool_value(NumberTag::kBool, op == Operator::kIs ? same : ir_.invert(same));
    }
    case Operator::kIn: return bool_value(NumberTag::kBool, contains(a, b));
    case Operator::kNotIn: return bool_value(NumberTag::kBool, ir_.invert(contains(a, b)));
    default: break;
  }
  const bool is_equality = op == Operator::kEqual || op == Operator::kNotEqual;
  if (a.is_number() && b.is_number()) {
    NativeValue result = bool_value(NumberTag::kBool, ir_.compare(relation_of(op), number_of(a), number_of(b)));
    const bool may_be_array = ((a.tags | b.tags) & kArrayTags) != 0;
    const bool is_array = within(a.tags, kArrayTags) || within(b.tags, kArrayTags);
    result.tags = is_array       ? tag_set(NumberTag::kArrayBool)
                  : may_be_array ? kBoolTags
                                 : tag_set(NumberTag::kBool);
    result.tag = result_tag(a, b, result.tags);
    return result;
  }
  if (is_equality) {
    const Ssa equal = are_equal(a, b);
    return bool_value(NumberTag::kBool, op == Operator::kEqual ? equal : ir_.invert(equal));
  }
  refuse_unusable(a);
  refuse_unusable(b);
  if (a.kind == b.kind && is_time(a.kind)) {
    return bool_value(NumberTag::kBool, ir_.compare(relation_of(op), a.number, b.number));
  }
  const auto is_textual = [](const NativeValue& v) {
    return v.kind == NativeKind::kText || v.kind == NativeKind::kPosition || v.kind == NativeKind::kSequence;
  };
  if (is_textual(a) && is_textual(b)) throw NativeUnsupported{"an ordering of texts or lists"};
  doubt(ir_.bit(true));  // TypeError
  return bool_value(NumberTag::kBool, ir_.bit(false));
}

Ssa NativeGenerator::contains(const NativeValue& item, const NativeValue& container) {
  refuse_unusable(item);
  if (container.kind == NativeKind::kSequence) {
    Ssa found = ir_.bit(false);
    for (const NativeValue& each : container.elements) found = ir_.either(found, are_equal(item, each));
    return found;
  }
  if (container.kind == NativeKind::kText && item.kind == NativeKind::kText) {
    return ir_.bit(container.text.find(item.text) != std::string::npos);
  }
  if (container.kind != NativeKind::kNumber && !is_time(container.kind) && container.kind != NativeKind::kNone) {
    throw NativeUnsupported{"\"in\" something else than a literal list or tuple"};
  }
  doubt(ir_.bit(true));
  return ir_.bit(false);
}

// Beyond 2^53 microseconds (285 years from 1970) a double is not exact.
NativeValue NativeGenerator::time_value(NativeKind kind, Ssa micros) {
  doubt(ir_.invert(ir_.compare(Relation::kLess, ir_.absolute(micros), ir_.number(kLargestExact))));
  NativeValue value;
  value.kind = kind;
  value.number = ir_.add(micros, ir_.number(0));
  return value;
}

NativeValue NativeGenerator::time_arithmetic(Operator op, const NativeValue& a, const NativeValue& b) {
  refuse_unusable(a);
  refuse_unusable(b);
  const auto is_other = [](const NativeValue& v) { return !v.is_number() && !is_time(v.kind) && v.kind != NativeKind::kNone; };
  if (is_other(a) || is_other(b)) throw NativeUnsupported{"an operator on texts or lists"};
  const bool a_time = a.kind == NativeKind::kDateTime, b_time = b.kind == NativeKind::kDateTime;
  const bool a_delta = a.kind == NativeKind::kTimeDelta, b_delta = b.kind == NativeKind::kTimeDelta;
  const bool adds = op == Operator::kAdd, subtracts = op == Operator::kSubtract;
  if (a_time && b_time && subtracts) return time_value(NativeKind::kTimeDelta, ir_.subtract(a.number, b.number));
  if ((a_delta && b_delta && (adds || subtracts)) || (a_time && b_delta && (adds || subtracts)) ||
      (a_delta && b_time && adds)) {
    const Ssa sum = adds ? ir_.add(a.number, b.number) : ir_.subtract(a.number, b.number);
    return time_value(a_time || b_time ? NativeKind::kDateTime : NativeKind::kTimeDelta, sum);
  }
  const bool multiplies = op == Operator::kMultiply && ((a_delta && b.is_number()) || (b_delta && a.is_number()));
  const bool divides = op == Operator::kDivide && a_delta && (b_delta || b.is_number());
  if (divides) {
    const Ssa divisor = number_of(b);
    doubt(ir_.compare(Relation::kEqual, divisor, ir_.number(0)));
    const Ssa quotient = ir_.divide(a.number, divisor);
    if (b_delta) return number_value(NumberTag::kFloat, quotient);
    return time_value(NativeKind::kTimeDelta, ir_.round_to_even(quotient));
  }
  if (multiplies) {
    const Ssa product = ir_.multiply(number_of(a_delta ? a : b), number_of(a_delta ? b : a));
    return time_value(NativeKind::kTimeDelta, ir_.round_to_even(product));
  }
  doubt(ir_.bit(true));
  return plain_int(0);
}

}  // namespace stom::script
