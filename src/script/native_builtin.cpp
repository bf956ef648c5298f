// Built-in functions, and the functions of np and math on single numbers.
#include <cmath>

#include "script/module_function.h"
#include "script/native_generator.h"

namespace stom::script {
namespace {

using LibraryFunction = double (*)(double);

// Null: not covered.
LibraryFunction library_function(ModuleFunction function) {
  switch (function) {
    case ModuleFunction::kLog:
    case ModuleFunction::kMathLog: return [](double x) { return std::log(x); };
    case ModuleFunction::kLog10:
    case ModuleFunction::kMathLog10: return [](double x) { return std::log10(x); };
    case ModuleFunction::kLog2:
    case ModuleFunction::kMathLog2: return [](double x) { return std::log2(x); };
    case ModuleFunction::kExp:
    case ModuleFunction::kMathExp: return [](double x) { return std::exp(x); };
    case ModuleFunction::kArctan:
    case ModuleFunction::kMathAtan: return [](double x) { return std::atan(x); };
    default: return nullptr;
  }
}

}  // namespace

const std::vector<NativeValue>& NativeGenerator::elements_of(const NativeValue& value, const char* what) const {
  if (value.kind != NativeKind::kSequence) throw NativeUnsupported{std::string(what) + " of something else than a literal list"};
  return value.elements;
}

NativeValue NativeGenerator::extreme(const std::vector<NativeValue>& items, bool largest) {
  NativeValue best = items[0];
  for (std::size_t i = 1; i < items.size(); ++i) {
    const NativeValue& item = items[i];
    const Ssa better = compare_values(largest ? Operator::kGreater : Operator::kLess, item, best).bit;
    if (Ir::constant_bit(better)) {
      if (*Ir::constant_bit(better)) best = item;
      continue;
    }
    if (!item.is_number() || !best.is_number()) throw NativeUnsupported{"min() or max() of something else than numbers"};
    // A select in either form of code: both values are there already.
    NativeValue chosen;
    chosen.kind = NativeKind::kNumber;
    chosen.tags = best.tags | item.tags;
    if (best.bit != nullptr && item.bit != nullptr) chosen.bit = ir_.select(better, item.bit, best.bit);
    else chosen.number = ir_.select(better, number_of(item), number_of(best));
    if (!is_single(chosen.tags)) chosen.tag = ir_.select(better, tag_of(item), tag_of(best));
    if (best.bounds.is_known() && item.bounds.is_known()) {
      chosen.bounds = {std::min(best.bounds.low, item.bounds.low), std::max(best.bounds.high, item.bounds.high)};
    }
    best = chosen;
  }
  return best;
}

NativeValue NativeGenerator::any_or_all(const std::vector<NativeValue>& items, bool all) {
  Ssa result = ir_.bit(all);
  for (const NativeValue& item : items) {
    result = all ? ir_.both(result, truth_of(item)) : ir_.either(result, truth_of(item));
  }
  return bool_value(NumberTag::kBool, result);
}

// The numbers of a range() whose arguments are known at compile time, if they are few.
std::optional<std::vector<NativeValue>> NativeGenerator::range_elements(const Expr& call) {
  const NameBinding& binding = call.binding.kind != BindingKind::kUnknown ? call.binding : call.children[0]->binding;
  const bool is_range = call.kind == ExprKind::kCall && binding.kind == BindingKind::kBuiltin &&
                        static_cast<Builtin>(binding.id) == Builtin::kRange;
  if (!is_range || !call.keywords.empty()) return std::nullopt;
  double parts[3] = {0, 0, 1};
  const std::size_t count = call.children.size() - 1;
  if (count < 1 || count > 3) return std::nullopt;
  for (std::size_t i = 0; i < count; ++i) {
    const NativeValue value = expression(*call.children[i + 1]);
    if (!value.is_number() || !within(value.tags, kIntTags) || value.number == nullptr) return std::nullopt;
    const auto constant = Ir::constant_number(value.number);
    if (!constant) return std::nullopt;
    parts[count == 1 ? 1 : i] = *constant;
  }
  if (parts[2] == 0 || (parts[1] - parts[0]) / parts[2] > kLargestUnroll) return std::nullopt;
  std::vector<NativeValue> items;
  for (double at = parts[0]; parts[2] > 0 ? at < parts[1] : at > parts[1]; at += parts[2]) items.push_back(plain_int(at));
  return items;
}

NativeValue NativeGenerator::builtin_call(const Expr& expr, Builtin builtin) {
  if (builtin == Builtin::kRange) {
    if (const auto items = range_elements(expr)) {
      NativeValue sequence;
      sequence.kind = NativeKind::kSequence;
      sequence.elements = *items;
      return sequence;
    }
    throw NativeUnsupported{"range() outside of a for loop"};
  }
  if (builtin == Builtin::kPrint) {
    for (std::size_t i = 1; i < expr.children.size(); ++i) (void)expression(*expr.children[i]);
    for (const Keyword& keyword : expr.keywords) (void)expression(*keyword.value);
    NativeValue none;
    none.kind = NativeKind::kNone;
    return none;
  }
  std::vector<NativeValue> arguments;
  for (std::size_t i = 1; i < expr.children.size(); ++i) arguments.push_back(expression(*expr.children[i]));
  if (!expr.keywords.empty() && !(builtin == Builtin::kRound && arguments.size() == 1 && expr.keywords.size() == 1 &&
                                  expr.keywords[0].name == "ndigits")) {
    throw NativeUnsupported{"keyword arguments of a built-in function"};
  }
  for (const Keyword& keyword : expr.keywords) arguments.push_back(expression(*keyword.value));
  const std::size_t count = arguments.size();
  const auto takes = [&](std::size_t least, std::size_t most) {
    if (count < least || count > most) throw NativeUnsupported{"a built-in function with a wrong number of arguments"};
  };
  switch (builtin) {
    case Builtin::kAbs: takes(1, 1); return absolute(arguments[0]);
    case Builtin::kMin:
    case Builtin::kMax: {
      takes(1, 1000);
      if (count == 1) arguments = std::vector<NativeValue>(elements_of(arguments[0], "min() or max()"));
      if (arguments.empty()) throw NativeUnsupported{"min() or max() of nothing"};
      return extreme(arguments, builtin == Builtin::kMax);
    }
    case Builtin::kRound: {
      takes(1, 2);
      if (!arguments[0].is_number()) throw NativeUnsupported{"round() of something else than a number"};
      if (count == 1 || arguments[1].kind == NativeKind::kNone) return to_integer(arguments[0], true);
      if (!arguments[1].is_number()) throw NativeUnsupported{"round() to something else than a number of digits"};
      return round_digits(arguments[0], arguments[1]);
    }
    case Builtin::kInt:
      takes(0, 1);
      return count == 0 ? plain_int(0) : to_integer(arguments[0], false);
    case Builtin::kFloat:
      takes(0, 1);
      if (count == 0) return number_value(NumberTag::kFloat, ir_.number(0), {0, 0});
      if (!arguments[0].is_number()) throw NativeUnsupported{"float() of something else than a number"};
      return number_value(NumberTag::kFloat, number_of(arguments[0]), arguments[0].bounds);
    case Builtin::kBool:
      takes(0, 1);
      return bool_value(NumberTag::kBool, count == 0 ? ir_.bit(false) : truth_of(arguments[0]));
    case Builtin::kLen:
      takes(1, 1);
      return plain_int(static_cast<double>(elements_of(arguments[0], "len()").size()));
    case Builtin::kSum: {
      takes(1, 2);
      NativeValue total = count == 2 ? arguments[1] : plain_int(0);
      for (const NativeValue& item : elements_of(arguments[0], "sum()")) total = binary(Operator::kAdd, total, item);
      return total;
    }
    case Builtin::kAny:
    case Builtin::kAll: takes(1, 1); return any_or_all(elements_of(arguments[0], "any() or all()"), builtin == Builtin::kAll);
    case Builtin::kList:
    case Builtin::kTuple: {
      takes(0, 1);
      NativeValue sequence;
      sequence.kind = NativeKind::kSequence;
      sequence.is_list = builtin == Builtin::kList;
      if (count == 1) sequence.elements = elements_of(arguments[0], "list() or tuple()");
      return sequence;
    }
    default: throw NativeUnsupported{"a built-in function on texts or lists"};
  }
}

NativeValue NativeGenerator::module_call(const Expr& expr, const Expr& callee) {
  const auto function = find_module_function(static_cast<Module>(callee.children[0]->binding.id), callee.text);
  if (!function || expr.children.size() != 2 || !expr.keywords.empty()) {
    throw NativeUnsupported{"the function " + callee.text};
  }
  const NativeValue value = expression(*expr.children[1]);
  if (!value.is_number()) throw NativeUnsupported{"an np or math function of something else than a number"};
  const Ssa x = number_of(value);
  const auto array = [&](Ssa number) { return number_value(NumberTag::kArrayFloat, number); };
  const auto plain = [&](Ssa number) { return number_value(NumberTag::kFloat, number); };
  const Ssa is_infinite = ir_.compare(Relation::kEqual, ir_.absolute(x), ir_.number(std::numeric_limits<double>::infinity()));
  switch (*function) {
    case ModuleFunction::kSqrt: return array(ir_.square_root(x));
    case ModuleFunction::kFloor: return array(ir_.floor(x));
    case ModuleFunction::kCeil: return array(ir_.ceil(x));
    case ModuleFunction::kIsNan: return bool_value(NumberTag::kArrayBool, ir_.is_nan(x));
    case ModuleFunction::kIsInf: return bool_value(NumberTag::kArrayBool, is_infinite);
    case ModuleFunction::kAbs:
      if (!within(value.tags, kFloatTags)) break;
      return array(ir_.absolute(x));
    case ModuleFunction::kMathSqrt:
      doubt(ir_.compare(Relation::kLess, x, ir_.number(0)));
      return plain(ir_.square_root(x));
    case ModuleFunction::kMathFloor:
    case ModuleFunction::kMathCeil: {
      const Ssa whole = *function == ModuleFunction::kMathFloor ? ir_.floor(x) : ir_.ceil(x);
      return to_integer(number_value(NumberTag::kFloat, whole), false);
    }
    case ModuleFunction::kMathFabs: return plain(ir_.absolute(x));
    case ModuleFunction::kMathIsNan: return bool_value(NumberTag::kBool, ir_.is_nan(x));
    case ModuleFunction::kMathIsInf: return bool_value(NumberTag::kBool, is_infinite);
    default: break;
  }
  const LibraryFunction library = library_function(*function);
  if (library == nullptr) throw NativeUnsupported{"the function " + callee.text};
  const bool is_math = *function >= ModuleFunction::kMathSqrt;
  if (is_math && *function != ModuleFunction::kMathExp && *function != ModuleFunction::kMathAtan) {
    doubt(ir_.compare(Relation::kLessEqual, x, ir_.number(0)));
  }
  const Ssa result = library_call(reinterpret_cast<const void*>(&native_math), {&value, 1}, tag_set(NumberTag::kFloat),
                                  {ir_.constant_pointer(reinterpret_cast<const void*>(library))})
                         .number;
  if (*function == ModuleFunction::kMathExp) {
    doubt(ir_.compare(Relation::kEqual, result, ir_.number(std::numeric_limits<double>::infinity())));
  }
  return is_math ? plain(result) : array(result);
}

}  // namespace stom::script
