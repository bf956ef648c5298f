#include "script/signature.h"

#include <algorithm>

#include <fmt/format.h>

#include "script/module_function.h"

namespace stom::script {
namespace {

constexpr std::string_view kPre[] = {"pre"};
constexpr std::string_view kTickPre[] = {"tick", "pre"};
constexpr std::string_view kConditionName[] = {"조건명"};
constexpr std::string_view kRoundParameters[] = {"number", "ndigits"};
constexpr std::string_view kSumParameters[] = {"iterable", "start"};
constexpr std::string_view kPrintKeywords[] = {"sep", "end"};
constexpr std::string_view kSortedKeywords[] = {"reverse"};
constexpr std::string_view kEnumerateParameters[] = {"iterable", "start"};

Signature builtin_signature(Builtin builtin) {
  switch (builtin) {
    case Builtin::kAbs:
    case Builtin::kLen:
    case Builtin::kAny:
    case Builtin::kAll:
    case Builtin::kReversed:
      return {1, 1, {}, {}};
    case Builtin::kMin:
    case Builtin::kMax:
      return {1, -1, {}, {}};
    case Builtin::kRound:
      return {1, 2, kRoundParameters, {}};
    case Builtin::kInt:
      return {0, 2, {}, {}};
    case Builtin::kFloat:
    case Builtin::kStr:
    case Builtin::kBool:
    case Builtin::kList:
    case Builtin::kTuple:
      return {0, 1, {}, {}};
    case Builtin::kSum:
      return {1, 2, kSumParameters, {}};
    case Builtin::kRange:
      return {1, 3, {}, {}};
    case Builtin::kPrint:
      return {0, -1, {}, kPrintKeywords};
    case Builtin::kSorted:
      return {1, 1, {}, kSortedKeywords};
    case Builtin::kEnumerate:
      return {1, 2, kEnumerateParameters, {}};
    case Builtin::kZip:
      return {0, -1, {}, {}};
  }
  return {0, -1, {}, {}};
}

constexpr std::string_view kValueMembers[] = {
    // text
    "startswith", "endswith", "strip", "lstrip", "rstrip", "split", "replace", "find", "count", "join", "upper",
    "lower", "isdigit",
    // lists and tuples
    "index", "append", "extend", "pop", "sort", "reverse",
    // arrays
    "mean", "std", "var", "max", "min", "sum", "argmax", "argmin", "any", "all", "round", "tolist", "size", "shape",
    // date-times and time differences
    "total_seconds", "weekday", "year", "month", "day", "hour", "minute", "second", "microsecond", "days", "seconds",
    "microseconds"};

bool contains(std::span<const std::string_view> list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

bool can_call(BindingKind kind) {
  switch (kind) {
    case BindingKind::kFieldLookback:
    case BindingKind::kWindow:
    case BindingKind::kIndicatorLookback:
    case BindingKind::kFunction:
    case BindingKind::kBuiltin:
    case BindingKind::kSelfBuy:
    case BindingKind::kSelfSell:
      return true;
    default:
      return false;
  }
}

bool find_signature(const NameBinding& binding, Signature& signature) {
  switch (binding.kind) {
    case BindingKind::kFieldLookback:
    case BindingKind::kIndicatorLookback:
      signature = {1, 1, kPre, {}};
      return true;
    case BindingKind::kWindow:
      signature = {1, 2, kTickPre, {}};
      return true;
    case BindingKind::kFunction:
      switch (static_cast<Function>(binding.id)) {
        case Function::kElapsedTicks:
          signature = {1, 1, kConditionName, {}};
          return true;
        case Function::kNow:
        case Function::kNowUtc:
          signature = {0, 0, {}, {}};
          return true;
        case Function::kTimedeltaSec:
          signature = {1, 2, {}, {}};
          return true;
      }
      return false;
    case BindingKind::kBuiltin:
      signature = builtin_signature(static_cast<Builtin>(binding.id));
      return true;
    default:
      return false;
  }
}

std::string call_examples(std::string_view name, const NameBinding& binding) {
  switch (binding.kind) {
    case BindingKind::kFieldLookback:
    case BindingKind::kIndicatorLookback:
      return fmt::format("{}(1)", name);
    case BindingKind::kWindow:
      return fmt::format("{0}(30), {0}(30, 1)", name);
    case BindingKind::kFunction:
      switch (static_cast<Function>(binding.id)) {
        case Function::kElapsedTicks:
          return fmt::format("{}('이름')", name);
        case Function::kTimedeltaSec:
          return fmt::format("{0}(60), {0}(60, now())", name);
        default:
          return fmt::format("{}()", name);
      }
    default:
      return fmt::format("{}(…)", name);
  }
}

bool is_module_member(int module, std::string_view member) {
  const Module which = static_cast<Module>(module);
  return find_module_function(which, member).has_value() || find_module_constant(which, member).has_value();
}

bool is_value_member(std::string_view member) {
  return contains(kValueMembers, member);
}

}  // namespace stom::script
