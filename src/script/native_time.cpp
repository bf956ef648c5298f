// Date-times and time-deltas: microseconds of the row's own clock in a double.
#include "script/native_generator.h"

namespace stom::script {
namespace {

bool is_time(NativeKind kind) { return kind == NativeKind::kDateTime || kind == NativeKind::kTimeDelta; }

}  // namespace

// Beyond 2^53 microseconds (285 years from 1970) a double is not exact.
NativeValue NativeGenerator::time_value(NativeKind kind, Ssa micros) {
  doubt(ir_.invert(ir_.compare(Relation::kLess, ir_.absolute(micros), ir_.number(kLargestExact))));
  NativeValue value;
  value.kind = kind;
  value.number = ir_.add(micros, ir_.number(0));
  return value;
}

NativeValue NativeGenerator::time_arithmetic(Operator op, const NativeValue& a, const NativeValue& b) {
  if (a.kind == NativeKind::kUnusable || b.kind == NativeKind::kUnusable) {
    throw NativeUnsupported{"a name holds values of unlike kinds"};
  }
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

// A 14-digit second key as a date-time: the civil calendar in exact double arithmetic. Doubtful: not a time.
NativeValue NativeGenerator::date_time(Ssa second_keys) {
  const auto number = [&](double value) { return ir_.number(value); };
  const auto whole = [&](Ssa value, double divisor) { return ir_.floor(ir_.divide(value, number(divisor))); };
  const auto rest = [&](Ssa value, Ssa quotient, double divisor) {
    return ir_.subtract(value, ir_.multiply(quotient, number(divisor)));
  };
  const auto at_most = [&](Ssa value, Ssa most) { return ir_.compare(Relation::kLessEqual, value, most); };
  const Ssa key = ir_.floor(second_keys);
  const Ssa day_key = whole(key, 1e6);
  const Ssa time_key = rest(key, day_key, 1e6);
  const Ssa year = whole(day_key, 1e4);
  const Ssa month_day = rest(day_key, year, 1e4);
  const Ssa month = whole(month_day, 100);
  const Ssa day = rest(month_day, month, 100);
  const Ssa hour = whole(time_key, 1e4);
  const Ssa minute_second = rest(time_key, hour, 1e4);
  const Ssa minute = whole(minute_second, 100);
  const Ssa second = rest(minute_second, minute, 100);

  // Days since 1970-01-01, years counted from March so that the leap day comes last.
  const Ssa is_early = at_most(month, number(2));
  const Ssa march_year = ir_.select(is_early, ir_.subtract(year, number(1)), year);
  const Ssa march_month = ir_.add(month, ir_.select(is_early, number(9), number(-3)));
  const Ssa day_of_year = ir_.subtract(
      ir_.add(ir_.floor(ir_.divide(ir_.add(ir_.multiply(march_month, number(153)), number(2)), number(5))), day), number(1));
  const Ssa leap_days = ir_.add(ir_.subtract(whole(march_year, 4), whole(march_year, 100)), whole(march_year, 400));
  const Ssa days = ir_.subtract(ir_.add(ir_.add(ir_.multiply(march_year, number(365)), leap_days), day_of_year),
                                number(719'468));

  // The length of the month; February by the leap rule.
  const Ssa odd = [&] {
    const Ssa shifted = ir_.add(month, whole(month, 8));
    return ir_.subtract(shifted, ir_.multiply(whole(shifted, 2), number(2)));
  }();
  const auto divides = [&](double divisor) {
    return ir_.compare(Relation::kEqual, ir_.multiply(whole(year, divisor), number(divisor)), year);
  };
  const Ssa is_leap = ir_.both(divides(4), ir_.either(ir_.invert(divides(100)), divides(400)));
  const Ssa february = ir_.select(is_leap, number(29), number(28));
  const Ssa is_february = ir_.compare(Relation::kEqual, month, number(2));
  const Ssa length = ir_.select(is_february, february, ir_.add(odd, number(30)));

  Ssa is_valid = ir_.compare(Relation::kGreaterEqual, key, number(1e13));
  is_valid = ir_.both(is_valid, ir_.compare(Relation::kLess, key, number(1e14)));
  is_valid = ir_.both(is_valid, ir_.compare(Relation::kGreaterEqual, month, number(1)));
  is_valid = ir_.both(is_valid, ir_.both(at_most(month, number(12)), ir_.compare(Relation::kGreaterEqual, day, number(1))));
  is_valid = ir_.both(is_valid, ir_.both(at_most(day, length), at_most(hour, number(23))));
  is_valid = ir_.both(is_valid, ir_.both(at_most(minute, number(59)), at_most(second, number(59))));
  doubt(ir_.invert(is_valid));

  const Ssa minutes = ir_.add(ir_.multiply(hour, number(60)), minute);
  const Ssa seconds = ir_.add(ir_.add(ir_.multiply(days, number(86'400)), ir_.multiply(minutes, number(60))), second);
  return time_value(NativeKind::kDateTime, ir_.multiply(seconds, number(1e6)));
}

// .hour, .minute, .second of a date-time; .days, .seconds of a time-delta.
NativeValue NativeGenerator::time_part(const NativeValue& time, const std::string& part) {
  if (time.is_number() || time.kind == NativeKind::kNone) {
    doubt(ir_.bit(true));  // AttributeError
    return plain_int(0);
  }
  if (!is_time(time.kind)) throw NativeUnsupported{"the attribute " + part};
  const auto whole = [&](Ssa value, double divisor) { return ir_.floor(ir_.divide(value, ir_.number(divisor))); };
  const auto rest = [&](Ssa value, Ssa quotient, double divisor) {
    return ir_.subtract(value, ir_.multiply(quotient, ir_.number(divisor)));
  };
  // Exact: below 2^53 microseconds a quotient by a day never rounds up to the next integer.
  static constexpr double kDay = 86'400e6;
  const Ssa days = whole(time.number, kDay);
  const Ssa seconds = whole(rest(time.number, days, kDay), 1e6);
  const Ssa minutes = whole(seconds, 60), hours = whole(seconds, 3600);
  const auto answer = [&](Ssa number, double most) {
    return number_value(NumberTag::kInt, ir_.add(number, ir_.number(0)), {most < 0 ? most : 0, most < 0 ? -most : most});
  };
  if (time.kind == NativeKind::kTimeDelta) {
    if (part == "days") return answer(days, -1e6);
    if (part == "seconds") return answer(seconds, 86'399);
  } else {
    if (part == "hour") return answer(hours, 23);
    if (part == "minute") return answer(ir_.subtract(minutes, ir_.multiply(hours, ir_.number(60))), 59);
    if (part == "second") return answer(ir_.subtract(seconds, ir_.multiply(minutes, ir_.number(60))), 59);
  }
  throw NativeUnsupported{"the attribute " + part};
}

NativeValue NativeGenerator::row_time() { return date_time(second_keys()); }

NativeValue NativeGenerator::timedelta_sec(const Expr& expr) {
  NativeValue seconds, from;
  seconds.kind = from.kind = NativeKind::kNone;
  if (expr.children.size() > 1) seconds = expression(*expr.children[1]);
  if (expr.children.size() > 2) from = expression(*expr.children[2]);
  for (const Keyword& keyword : expr.keywords) {
    const NativeValue value = expression(*keyword.value);
    (value.is_number() ? seconds : from) = value;
  }
  if (seconds.kind == NativeKind::kUnusable || from.kind == NativeKind::kUnusable) {
    throw NativeUnsupported{"a name holds values of unlike kinds"};
  }
  if (from.kind == NativeKind::kNone) from = row_time();
  if (!seconds.is_number() || from.kind != NativeKind::kDateTime) {
    doubt(ir_.bit(true));  // TypeError
    return time_value(NativeKind::kDateTime, ir_.number(0));
  }
  // The fraction alone is rounded to microseconds, as Python does.
  const Ssa given = number_of(seconds);
  const Ssa whole = ir_.truncate(given);
  const Ssa fraction = ir_.round_to_even(ir_.multiply(ir_.subtract(given, whole), ir_.number(1e6)));
  const Ssa micros = ir_.add(ir_.multiply(whole, ir_.number(1e6)), fraction);
  const NativeValue delta = time_value(NativeKind::kTimeDelta, micros);
  return time_value(NativeKind::kDateTime, ir_.add(from.number, delta.number));
}

}  // namespace stom::script
