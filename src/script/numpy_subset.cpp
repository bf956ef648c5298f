// The np functions of a text on one-dimensional arrays and numbers. Sums are pairwise, in the array library's order.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "base/rounding.h"
#include "feature/window_column.h"
#include "script/builtins.h"
#include "script/number_array.h"

namespace stom::script {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// A pass over an array costs less than as many steps of a loop.
constexpr std::int64_t kNumbersPerStep = 16;

double as_nan_if_empty(double value, std::int64_t size) { return size == 0 ? kNan : value; }

double pairwise_mean(const double* data, std::int64_t size) {
  return as_nan_if_empty(feature::pairwise_sum(data, size) / static_cast<double>(size), size);
}

double variance(const NumberArray& array, std::int64_t freedom) {
  if (array.size == 0) return kNan;
  const double mean = pairwise_mean(array.data, array.size);
  std::vector<double> squares(array.size);
  for (std::int64_t i = 0; i < array.size; ++i) {
    const double deviation = array.data[i] - mean;
    squares[i] = deviation * deviation;
  }
  const std::int64_t divisor = std::max<std::int64_t>(array.size - freedom, 0);
  return feature::pairwise_sum(squares.data(), squares.size()) / static_cast<double>(divisor);
}

// The first NaN wins over every number.
std::int64_t extreme_position(const NumberArray& array, bool largest) {
  std::int64_t best = 0;
  for (std::int64_t i = 0; i < array.size; ++i) {
    if (std::isnan(array.data[i])) return i;
    if (largest ? array.data[i] > array.data[best] : array.data[i] < array.data[best]) best = i;
  }
  return best;
}

double median(const NumberArray& array) {
  if (array.size == 0) return kNan;
  std::vector<double> sorted(array.data, array.data + array.size);
  if (std::ranges::any_of(sorted, [](double x) { return std::isnan(x); })) return kNan;
  std::ranges::sort(sorted);
  const std::size_t half = sorted.size() / 2;
  return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// Linear interpolation, computed from the nearer end as the array library does.
double percentile(const NumberArray& array, double percent) {
  std::vector<double> sorted(array.data, array.data + array.size);
  if (std::ranges::any_of(sorted, [](double x) { return std::isnan(x); })) return kNan;
  std::ranges::sort(sorted);
  const double position = static_cast<double>(array.size - 1) * (percent / 100.0);
  const std::int64_t below = std::clamp<std::int64_t>(static_cast<std::int64_t>(position), 0, array.size - 1);
  const std::int64_t above = std::min<std::int64_t>(below + 1, array.size - 1);
  const double weight = position - static_cast<double>(below);
  const double step = sorted[above] - sorted[below];
  return weight >= 0.5 ? sorted[above] - step * (1 - weight) : sorted[below] + step * weight;
}

// A number stays a number, an array an array.
template <typename Compute>
Value each(Machine& machine, const Node& at, const Value& value, NumberTag result, Compute&& compute) {
  ArrayOperand operand;
  if (!operand.read(machine, at, value)) return Value::raised();
  const auto made = [&](double number) {
    return is_float(result) ? Number::of_real(result, number)
                            : Number::of_integer(result, static_cast<std::int64_t>(number));
  };
  if (operand.is_scalar()) return Value::of(made(compute(operand.element(0).as_double())));
  std::vector<double> out(operand.size());
  for (std::int64_t i = 0; i < operand.size(); ++i) out[i] = compute(operand.element(i).as_double());
  return array_value(machine, at, result, std::move(out));
}

template <typename Compute>
Value each_pair(Machine& machine, const Node& at, const Value& a, const Value& b, bool keeps_type, Compute&& compute) {
  ArrayOperand x, y;
  if (!x.read(machine, at, a) || !y.read(machine, at, b)) return Value::raised();
  const std::int64_t size = broadcast_size(machine, at, x, y);
  if (size < 0) return Value::raised();
  const unsigned type = keeps_type ? static_cast<unsigned>(common_tag(x.tag(), y.tag())) & kTypeMask : 2;
  const NumberTag tag = make_tag(type, true);
  if (x.is_scalar() && y.is_scalar()) {
    const double number = compute(x.element(0).as_double(), y.element(0).as_double());
    return Value::of(is_float(tag) ? Number::of_real(tag, number)
                                   : Number::of_integer(tag, static_cast<std::int64_t>(number)));
  }
  std::vector<double> out(size);
  for (std::int64_t i = 0; i < size; ++i) out[i] = compute(x.element(i).as_double(), y.element(i).as_double());
  return array_value(machine, at, tag, std::move(out));
}

double larger(double a, double b) { return std::isnan(a) || a > b ? a : std::isnan(b) ? b : a == b ? a : b; }
double smaller(double a, double b) { return std::isnan(a) || a < b ? a : std::isnan(b) ? b : a == b ? a : b; }
double sign(double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : x == 0 ? 0.0 : kNan; }

Value differences(Machine& machine, const Node& at, const NumberArray& array) {
  std::vector<double> out;
  const bool bools = array.tag == NumberTag::kArrayBool;  // bool − bool: "differs"
  for (std::int64_t i = 1; i < array.size; ++i) {
    const double step = array.data[i] - array.data[i - 1];
    out.push_back(bools ? std::fabs(step) : step);
  }
  return array_value(machine, at, array.tag, std::move(out));
}

Value running_sum(Machine& machine, const Node& at, const NumberArray& array) {
  std::vector<double> out(array.data, array.data + array.size);
  for (std::size_t i = 1; i < out.size(); ++i) out[i] += out[i - 1];
  return array_value(machine, at, is_float(array.tag) ? array.tag : NumberTag::kArrayInt, std::move(out));
}

Value choose(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  ArrayOperand condition, yes, no;
  if (!condition.read(machine, at, arguments.values[0]) || !yes.read(machine, at, arguments.values[1]) ||
      !no.read(machine, at, arguments.values[2])) {
    return Value::raised();
  }
  const std::int64_t pair_size = broadcast_size(machine, at, yes, no);
  if (pair_size < 0 || broadcast_size(machine, at, condition, yes) < 0 || broadcast_size(machine, at, condition, no) < 0) {
    return Value::raised();
  }
  const NumberTag tag = make_tag(static_cast<unsigned>(common_tag(yes.tag(), no.tag())) & kTypeMask, true);
  const auto chosen = [&](std::int64_t i) {
    const double number = (is_true(condition.element(i)) ? yes : no).element(i).as_double();
    return is_float(tag) ? Number::of_real(tag, number) : Number::of_integer(tag, static_cast<std::int64_t>(number));
  };
  if (condition.is_scalar() && yes.is_scalar() && no.is_scalar()) return Value::of(chosen(0));
  std::vector<double> out(std::max(pair_size, condition.size()));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = chosen(static_cast<std::int64_t>(i)).as_double();
  return array_value(machine, at, tag, std::move(out));
}

Value rounded(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const Value* decimals = argument(arguments, 1, "decimals");
  if (decimals != nullptr && !decimals->is_integral()) {
    return machine.raise_operation(at, ErrorKind::kType, "np.round", *decimals);
  }
  const std::int64_t digits = std::clamp<std::int64_t>(decimals != nullptr ? decimals->integer : 0, -400, 400);
  ArrayOperand operand;
  if (!operand.read(machine, at, arguments.values[0])) return Value::raised();
  if (is_float(operand.tag())) {
    return each(machine, at, arguments.values[0], NumberTag::kArrayFloat,
                [&](double x) { return round_scaled(x, static_cast<int>(digits)); });
  }
  return each(machine, at, arguments.values[0], NumberTag::kArrayInt, [&](double x) {
    const Number whole = Number::of_integer(NumberTag::kArrayInt, static_cast<std::int64_t>(x));
    return round_number(whole, digits).value.as_double();
  });
}

// A single number becomes an array number, not an array.
Value made_array(Machine& machine, const Node& at, const Value& value) {
  if (value.is_number()) {
    const NumberTag tag = make_tag(static_cast<unsigned>(value.number().tag) & kTypeMask, true);
    return Value::of(is_float(tag) ? Number::of_real(tag, value.real) : Number::of_integer(tag, value.integer));
  }
  const NumberArray* array = as_array(machine, at, value);
  return array != nullptr ? Value::of(array) : Value::raised();
}

// Absolute value and sign keep integers integers.
NumberTag kept_tag(Machine& machine, const Node& at, const Value& value) {
  ArrayOperand operand;
  if (!operand.read(machine, at, value)) return NumberTag::kArrayFloat;
  return make_tag(static_cast<unsigned>(operand.tag()) & kTypeMask, true);
}

Value elementwise(Machine& machine, ModuleFunction function, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const Value& x = arguments.values[0];
  constexpr NumberTag kReal = NumberTag::kArrayFloat;
  constexpr NumberTag kTruth = NumberTag::kArrayBool;
  switch (function) {
    case ModuleFunction::kAbs: {
      const NumberTag tag = kept_tag(machine, at, x);
      return each(machine, at, x, tag, [](double v) { return std::fabs(v); });
    }
    case ModuleFunction::kSign: {
      const NumberTag tag = kept_tag(machine, at, x);
      return each(machine, at, x, tag, sign);
    }
    case ModuleFunction::kSqrt: return each(machine, at, x, kReal, [](double v) { return std::sqrt(v); });
    case ModuleFunction::kLog: return each(machine, at, x, kReal, [](double v) { return std::log(v); });
    case ModuleFunction::kLog10: return each(machine, at, x, kReal, [](double v) { return std::log10(v); });
    case ModuleFunction::kLog2: return each(machine, at, x, kReal, [](double v) { return std::log2(v); });
    case ModuleFunction::kExp: return each(machine, at, x, kReal, [](double v) { return std::exp(v); });
    case ModuleFunction::kIsNan: return each(machine, at, x, kTruth, [](double v) { return std::isnan(v) ? 1.0 : 0.0; });
    case ModuleFunction::kIsInf: return each(machine, at, x, kTruth, [](double v) { return std::isinf(v) ? 1.0 : 0.0; });
    case ModuleFunction::kIsFinite:
      return each(machine, at, x, kTruth, [](double v) { return std::isfinite(v) ? 1.0 : 0.0; });
    case ModuleFunction::kFloor: return each(machine, at, x, kReal, [](double v) { return std::floor(v); });
    case ModuleFunction::kCeil: return each(machine, at, x, kReal, [](double v) { return std::ceil(v); });
    case ModuleFunction::kArctan: return each(machine, at, x, kReal, [](double v) { return std::atan(v); });
    case ModuleFunction::kDegrees:
      return each(machine, at, x, kReal, [](double v) { return v * (180.0 / std::numbers::pi); });
    case ModuleFunction::kArctan2:
      return each_pair(machine, at, x, arguments.values[1], false, [](double a, double b) { return std::atan2(a, b); });
    case ModuleFunction::kMaximum: return each_pair(machine, at, x, arguments.values[1], true, larger);
    default: return each_pair(machine, at, x, arguments.values[1], true, smaller);
  }
}

// A number raised to a number follows the number model of array numbers.
Value power(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const auto as_array_number = [](const Value& value) {
    Value number = value;
    if (value.is_number()) number.tag = static_cast<ValueTag>(static_cast<unsigned>(value.tag) | kArrayBit);
    return number;
  };
  return machine.binary(at, Operator::kPower, as_array_number(arguments.values[0]), as_array_number(arguments.values[1]));
}

Value arange(Machine& machine, const Arguments& arguments) {
  const Node& at = *arguments.call;
  double bounds[3] = {0, 0, 1};  // start, stop, step
  bool whole = true;
  for (std::size_t i = 0; i < arguments.values.size(); ++i) {
    const Value& value = arguments.values[i];
    if (!value.is_number()) return machine.raise_operation(at, ErrorKind::kType, "np.arange", value);
    whole = whole && value.is_integral();
    bounds[arguments.values.size() == 1 ? 1 : i] = value.as_double();
  }
  if (bounds[2] == 0) return machine.raise_operation(at, ErrorKind::kZeroDivision, "np.arange", arguments.values.back());
  const double size = std::ceil((bounds[1] - bounds[0]) / bounds[2]);
  if (!(size < static_cast<double>(Heap::kHeapLimit))) {
    return machine.raise_operation(at, ErrorKind::kValue, "np.arange", arguments.values[0]);
  }
  const std::int64_t count = size > 0 ? static_cast<std::int64_t>(size) : 0;
  if (!machine.take_steps(at, count)) return Value::raised();
  std::vector<double> numbers(count);
  const double step = (bounds[0] + bounds[2]) - bounds[0];
  for (std::int64_t i = 0; i < count; ++i) numbers[i] = bounds[0] + static_cast<double>(i) * step;
  return array_value(machine, at, whole ? NumberTag::kInt : NumberTag::kFloat, std::move(numbers));
}

// The elements that are numbers, for the nan… functions.
const NumberArray* without_nan(Machine& machine, const NumberArray& array) {
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < array.size; ++i) {
    if (!std::isnan(array.data[i])) numbers.push_back(array.data[i]);
  }
  return machine.heap().array(array.tag, std::move(numbers));
}

Value product(Machine& machine, const Node& at, const NumberArray& array) {
  Number result = is_float(array.tag) ? Number::array(1.0) : Number::of_integer(NumberTag::kArrayInt, 1);
  for (std::int64_t i = 0; i < array.size; ++i) {
    const NumberResult next = arithmetic(Operator::kMultiply, result, array.element(i));
    if (next.error != ErrorKind::kNone) return machine.checked(at, next, "np.prod", Value::of(result));
    result = next.value;
  }
  return Value::of(result);
}

Value any_or_all(const NumberArray& array, bool any) {
  const auto holds = [](double x) { return x != 0; };
  const std::span<const double> numbers(array.data, static_cast<std::size_t>(array.size));
  const bool result = any ? std::ranges::any_of(numbers, holds) : std::ranges::all_of(numbers, holds);
  return Value::of(Number::of_integer(NumberTag::kArrayBool, result));
}

struct Arity {
  std::size_t least, most;
};
Arity arity(ModuleFunction function) {
  switch (function) {
    case ModuleFunction::kPercentile:
    case ModuleFunction::kPower:
    case ModuleFunction::kArctan2:
    case ModuleFunction::kMaximum:
    case ModuleFunction::kMinimum: return {2, 2};
    case ModuleFunction::kClip:
    case ModuleFunction::kWhere: return {3, 3};
    case ModuleFunction::kRound: return {1, 2};
    case ModuleFunction::kArange: return {1, 3};
    default: return {1, 1};
  }
}

}  // namespace

bool ArrayOperand::read(Machine& machine, const Node& at, const Value& value) {
  if (value.is_number()) {
    scalar_ = value.number();
    return true;
  }
  array_ = as_array(machine, at, value);
  return array_ != nullptr;
}

std::int64_t broadcast_size(Machine& machine, const Node& at, const ArrayOperand& a, const ArrayOperand& b) {
  if (a.size() == b.size() || b.size() == 1) return a.size();
  if (a.size() == 1) return b.size();
  machine.raise(at, ErrorKind::kValue, [&] {
    return message("크기가 다른 배열입니다 ({}개와 {}개).", "the arrays differ in size ({} and {}).", a.size(), b.size());
  });
  return -1;
}

const NumberArray* as_array(Machine& machine, const Node& at, const Value& value) {
  if (value.tag == ValueTag::kArray) {
    return machine.take_steps(at, 1 + value.array->size / kNumbersPerStep) ? value.array : nullptr;
  }
  if (value.is_number()) {
    const Number number = value.number();
    return machine.heap().array(make_tag(static_cast<unsigned>(number.tag) & kTypeMask, true), {number.as_double()});
  }
  std::vector<Value> items;
  const bool is_iterable = value.is_sequence() || value.tag == ValueTag::kRange;
  if (!is_iterable) {
    machine.raise_operation(at, ErrorKind::kType, "np", value);
    return nullptr;
  }
  if (!machine.collect(at, value, items)) return nullptr;
  NumberTag tag = NumberTag::kArrayBool;
  std::vector<double> numbers;
  numbers.reserve(items.size());
  for (const Value& item : items) {
    if (!item.is_number()) {
      machine.raise_operation(at, item.is_sequence() ? ErrorKind::kValue : ErrorKind::kType, "np.array", item);
      return nullptr;
    }
    tag = common_tag(tag, item.number().tag);
    numbers.push_back(item.as_double());
  }
  return machine.heap().array(items.empty() ? NumberTag::kArrayFloat : tag, std::move(numbers));
}

Value array_value(Machine& machine, const Node& at, NumberTag tag, std::vector<double> numbers) {
  if (!machine.take_memory(at, static_cast<std::int64_t>(numbers.size() * sizeof(double)))) return Value::raised();
  return Value::of(machine.heap().array(make_tag(static_cast<unsigned>(tag) & kTypeMask, true), std::move(numbers)));
}

Value reduce(Machine& machine, const Node& at, ModuleFunction function, const NumberArray& array, std::int64_t freedom) {
  if (!machine.take_steps(at, 1 + array.size / kNumbersPerStep)) return Value::raised();
  switch (function) {
    case ModuleFunction::kMean: return Value::array_float(pairwise_mean(array.data, array.size));
    case ModuleFunction::kVar: return Value::array_float(variance(array, freedom));
    case ModuleFunction::kStd: return Value::array_float(std::sqrt(variance(array, freedom)));
    case ModuleFunction::kMedian: return Value::array_float(median(array));
    case ModuleFunction::kSum: {
      const double sum = feature::pairwise_sum(array.data, array.size);
      if (is_float(array.tag)) return Value::array_float(sum);
      return machine.checked(at, arithmetic(Operator::kAdd, Number::of_integer(NumberTag::kArrayInt, 0),
                                            Number::of_integer(NumberTag::kArrayInt, static_cast<std::int64_t>(sum))),
                             "sum", Value::none());
    }
    default: break;
  }
  const bool largest = function == ModuleFunction::kMax || function == ModuleFunction::kArgmax;
  if (array.size == 0) {
    // In a finder text an empty read-ahead window means that there is nothing to find at this row.
    const bool finds = machine.text().options.kind == TextKind::kFinder;
    return machine.raise(at, finds ? ErrorKind::kEmptySlice : ErrorKind::kValue, [&] {
      return message("빈 배열에는 {}이 없습니다.", "an empty array has no {}.", largest ? "max" : "min");
    });
  }
  const std::int64_t position = extreme_position(array, largest);
  if (function == ModuleFunction::kArgmax || function == ModuleFunction::kArgmin) {
    return Value::of(Number::of_integer(NumberTag::kArrayInt, position));
  }
  return Value::of(array.element(position));
}

Value call_numpy(Machine& machine, ModuleFunction function, const Arguments& arguments) {
  const Node& at = *arguments.call;
  const auto [least, most] = arity(function);
  if (!check_arguments(machine, arguments, "np", least, most, {"decimals", "ddof", "axis", "q", "dtype"})) {
    return Value::raised();
  }
  const Value& x = arguments.values[0];
  switch (function) {
    case ModuleFunction::kArray: return made_array(machine, at, x);
    case ModuleFunction::kRound: return rounded(machine, arguments);
    case ModuleFunction::kArange: return arange(machine, arguments);
    case ModuleFunction::kPower: return power(machine, arguments);
    case ModuleFunction::kWhere: return choose(machine, arguments);
    case ModuleFunction::kClip: {
      const Value raised_low = each_pair(machine, at, x, arguments.values[1], true, larger);
      return raised_low.is_raised() ? raised_low : each_pair(machine, at, raised_low, arguments.values[2], true, smaller);
    }
    default: break;
  }
  if (function >= ModuleFunction::kAbs) return elementwise(machine, function, arguments);
  const NumberArray* array = as_array(machine, at, x);
  if (array == nullptr) return Value::raised();
  switch (function) {
    case ModuleFunction::kDiff:
      if (x.is_number()) return machine.raise_operation(at, ErrorKind::kValue, "np.diff", x);
      return differences(machine, at, *array);
    case ModuleFunction::kAny:
    case ModuleFunction::kAll: return any_or_all(*array, function == ModuleFunction::kAny);
    case ModuleFunction::kProd: return product(machine, at, *array);
    case ModuleFunction::kNanMax:
    case ModuleFunction::kNanMin:
    case ModuleFunction::kNanMean:
    case ModuleFunction::kNanStd:
    case ModuleFunction::kNanSum: {
      static constexpr ModuleFunction kPlainForm[] = {ModuleFunction::kMax, ModuleFunction::kMin, ModuleFunction::kMean,
                                                      ModuleFunction::kStd, ModuleFunction::kSum};
      const NumberArray* kept = without_nan(machine, *array);
      const int which = static_cast<int>(function) - static_cast<int>(ModuleFunction::kNanMax);
      if (kept->size == 0 && array->size > 0 && which <= 1) return Value::array_float(kNan);
      return reduce(machine, at, kPlainForm[which], *kept);
    }
    case ModuleFunction::kCumsum: return running_sum(machine, at, *array);
    case ModuleFunction::kPercentile: {
      const Value& percent = arguments.values[1];
      if (!percent.is_number()) return machine.raise_operation(at, ErrorKind::kType, "np.percentile", percent);
      if (!(percent.as_double() >= 0 && percent.as_double() <= 100)) {
        return machine.raise_operation(at, ErrorKind::kValue, "np.percentile", percent);
      }
      if (array->size == 0) return machine.raise_operation(at, ErrorKind::kIndex, "np.percentile", x);
      return Value::array_float(percentile(*array, percent.as_double()));
    }
    default: {
      const Value* freedom = argument(arguments, 1'000'000, "ddof");
      const bool integral = freedom != nullptr && freedom->is_integral();
      return reduce(machine, at, function, *array, integral ? freedom->integer : 0);
    }
  }
}

}  // namespace stom::script
