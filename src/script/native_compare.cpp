// Comparisons of all kinds of values.
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

}  // namespace stom::script
