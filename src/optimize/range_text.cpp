#include "optimize/range_text.h"

#include <set>

#include "optimize/range_statement.h"

namespace stom::optimize {
namespace {

constexpr std::size_t kMostExpanded = 1000;
constexpr std::size_t kDiagnosticLimit = 200;

class RangeChecker {
 public:
  RangeChecker(RangeForm form, Diagnostics& diagnostics) : form_(form), out_(diagnostics) {}

  void check(const RangeStatement& statement) {
    check_index(statement);
    if (form_ == RangeForm::kRange)
      check_range(statement);
    else
      check_candidates(statement);
  }

 private:
  void check_index(const RangeStatement& statement) {
    const WrittenNumber& number = statement.index_number;
    if (!seen_.insert(statement.index).second) {
      report("duplicate-index", number.begin, number.length(),
             message("self.vars[{}]가 두 번 있습니다.", "self.vars[{}] is defined twice.", statement.index));
    } else if (statement.index > next_) {
      report("missing-index", number.begin, number.length(),
             message("self.vars[{}]가 없습니다. 번호는 0부터 빠짐없이 이어져야 합니다.",
                     "self.vars[{}] is missing: the numbers must run from 0 without gaps.", next_));
    } else if (statement.index < next_) {
      report("index-order", number.begin, number.length(),
             message("self.vars[{}]는 앞에 와야 합니다. 번호 순서대로 쓰십시오.", "self.vars[{}] must stand further up: write them in ascending order.",
                     statement.index));
    }
    next_ = std::max(next_, statement.index + 1);
  }

  void check_range(const RangeStatement& statement) {
    const auto& list = statement.list;
    if (list.size() != 3) {
      report("range-shape", statement.list_begin, list_length(statement),
             message("self.vars[{}]: 시작, 끝, 간격의 3개가 필요한데 {}개입니다.", "self.vars[{}]: start, end and step are needed (3 numbers), got {}.",
                     statement.index, list.size()),
             message("GA 범위라면 GA 범위로 읽으십시오.", "A GA list must be read as GA ranges."));
      return;
    }
    const std::array<Decimal, 3> numbers = {list[0].value, list[1].value, list[2].value};
    const std::optional<AlignedDecimals> aligned = align(numbers);
    if (!aligned) {
      report("number-too-long", statement.list_begin, list_length(statement),
             message("self.vars[{}]: 시작, 끝, 간격의 자릿수가 너무 다릅니다.",
                     "self.vars[{}]: start, end and step differ by too many digits.", statement.index));
      return;
    }
    const std::int64_t start = aligned->digits[0], end = aligned->digits[1], step = aligned->digits[2];
    if (step == 0) {
      warn_unless_inside(statement, numbers);
      return;
    }
    if (start == end) {
      report("range-step", list[2].begin, list[2].length(),
             message("self.vars[{}]: 시작과 끝이 같으면 간격은 0이어야 합니다.",
                     "self.vars[{}]: where start equals end the step must be 0.", statement.index),
             message("고정하려면 [[{0}, {0}, 0], {0}]처럼 쓰십시오.", "To fix it, write [[{0}, {0}, 0], {0}].",
                     decimal_text(statement.best.value)));
      return;
    }
    if ((start < end) != (step > 0)) {
      report("range-direction", list[2].begin, list[2].length(),
             message("self.vars[{}]: 간격의 부호가 시작에서 끝으로 가는 방향과 반대입니다.",
                     "self.vars[{}]: the sign of the step is against the direction from start to end.", statement.index),
             step > 0 ? message("내림차순이면 간격을 음수로 쓰십시오.", "Write a negative step for a descending range.")
                      : message("오름차순이면 간격을 양수로 쓰십시오.", "Write a positive step for an ascending range."));
      return;
    }
    const std::int64_t count = (end - start) / step + 1;
    if (count > static_cast<std::int64_t>(kMostCandidates)) {
      too_many(statement, count);
      return;
    }
    RangeEntry entry{statement.index, {numbers.begin(), numbers.end()}, statement.best.value, 0, {}, {}};
    warn_unless_listed(statement, expand_decimals(entry));
  }

  void check_candidates(const RangeStatement& statement) {
    if (statement.list.size() > kMostCandidates) {
      too_many(statement, static_cast<std::int64_t>(statement.list.size()));
      return;
    }
    std::vector<Decimal> values;
    for (const WrittenNumber& number : statement.list) {
      const double value = candidate_of(number.value).value;
      if (std::any_of(values.begin(), values.end(), [value](const Decimal& other) { return candidate_of(other).value == value; })) {
        report("duplicate-candidate", number.begin, number.length(),
               message("self.vars[{}]: 후보 {}가 두 번 있습니다. 한 번만 시험합니다.", "self.vars[{}]: the candidate {} stands twice and is tried once.",
                       statement.index, decimal_text(number.value)),
               {}, Severity::kWarning);
      }
      values.push_back(number.value);
    }
    warn_unless_listed(statement, values);
  }

  void too_many(const RangeStatement& statement, std::int64_t count) {
    report("too-many-candidates", statement.list_begin, list_length(statement),
           message("self.vars[{}]: 후보가 {}개입니다 (최대 {}개).", "self.vars[{}] has {} candidates (at most {}).", statement.index, count,
                   kMostCandidates),
           form_ == RangeForm::kRange ? message("간격을 넓히십시오.", "Widen the step.")
                                      : message("후보를 줄이십시오.", "List fewer values."));
  }

  void warn_unless_inside(const RangeStatement& statement, const std::array<Decimal, 3>& numbers) {
    const double best = candidate_of(statement.best.value).value, start = candidate_of(numbers[0]).value,
                 end = candidate_of(numbers[1]).value;
    if (std::min(start, end) <= best && best <= std::max(start, end)) return;
    report("best-outside", statement.best.begin, statement.best.length(),
           message("self.vars[{0}]: 간격이 0이므로 최적값 {1}로 고정됩니다. 시작과 끝은 쓰이지 않습니다.",
                   "self.vars[{0}]: with step 0 the value is fixed at the best value {1}; start and end are not used.", statement.index,
                   decimal_text(statement.best.value)),
           {}, Severity::kWarning);
  }

  void warn_unless_listed(const RangeStatement& statement, const std::vector<Decimal>& candidates) {
    const double best = candidate_of(statement.best.value).value;
    if (std::any_of(candidates.begin(), candidates.end(), [best](const Decimal& c) { return candidate_of(c).value == best; })) return;
    report("best-outside", statement.best.begin, statement.best.length(),
           form_ == RangeForm::kRange
               ? message("self.vars[{}]: 최적값 {}는 후보가 아닙니다. 가장 가까운 후보에서 시작합니다.",
                         "self.vars[{}]: the best value {} is not a candidate; the search starts at the nearest one.", statement.index,
                         decimal_text(statement.best.value))
               : message("self.vars[{}]: 최적값 {}는 후보에 없습니다. 후보에 더해 시험합니다.",
                         "self.vars[{}]: the best value {} is not listed; it is tried as well.", statement.index,
                         decimal_text(statement.best.value)),
           {}, Severity::kWarning);
  }

  static int list_length(const RangeStatement& statement) { return statement.list_end.column - statement.list_begin.column; }

  void report(std::string_view id, SourcePosition at, int length, Message text, Message hint = {}, Severity severity = Severity::kError) {
    if (++reported_ > kDiagnosticLimit) return;
    out_.push_back({severity, std::string{id}, at, std::max(length, 1), std::move(text), std::move(hint)});
  }

  RangeForm form_;
  std::size_t reported_ = 0;
  Diagnostics& out_;
  std::set<int> seen_;
  int next_ = 0;
};

Dimension fixed_at(const Decimal& value) {
  Dimension dimension;
  dimension.start = candidate_of(value);
  dimension.candidates = {dimension.start};
  dimension.low = dimension.high = dimension.start.value;
  return dimension;
}

Dimension range_dimension(const RangeEntry& entry) {
  if (entry.list[2].digits == 0) return fixed_at(entry.best);
  Dimension dimension;
  dimension.candidates = expand(entry);
  const double start = candidate_of(entry.list[0]).value, end = candidate_of(entry.list[1]).value;
  dimension.low = std::min(start, end);
  dimension.high = std::max(start, end);
  dimension.ascending = start < end;
  const double best = candidate_of(entry.best).value;
  dimension.start =
      *std::min_element(dimension.candidates.begin(), dimension.candidates.end(),
                        [best](const Candidate& a, const Candidate& b) { return std::abs(a.value - best) < std::abs(b.value - best); });
  return dimension;
}

Dimension genetic_dimension(const RangeEntry& entry) {
  Dimension dimension;
  const auto add = [&dimension](const Candidate& candidate) {
    for (const Candidate& other : dimension.candidates) {
      if (other.value == candidate.value) return other;
    }
    dimension.candidates.push_back(candidate);
    return candidate;
  };
  for (const Decimal& value : entry.list) add(candidate_of(value));
  dimension.ascending = dimension.candidates.front().value <= dimension.candidates.back().value;
  dimension.start = add(candidate_of(entry.best));
  const auto [low, high] = std::minmax_element(dimension.candidates.begin(), dimension.candidates.end(),
                                               [](const Candidate& a, const Candidate& b) { return a.value < b.value; });
  dimension.low = low->value;
  dimension.high = high->value;
  return dimension;
}

}  // namespace

RangeText parse_ranges(std::string_view text, RangeForm form) {
  RangeText out;
  out.form = form;
  RangeStatements read = read_statements(text);
  out.diagnostics = std::move(read.diagnostics);
  const bool all_read = !has_errors(out.diagnostics);
  RangeChecker checker(form, out.diagnostics);
  for (const RangeStatement& statement : read.statements) {
    // After a line that could not be read, gaps in the numbers are only its shadow.
    if (all_read) checker.check(statement);
    RangeEntry& entry = out.entries.emplace_back();
    entry.index = statement.index;
    for (const WrittenNumber& number : statement.list) entry.list.push_back(number.value);
    entry.best = statement.best.value;
    entry.line = statement.index_number.begin.line;
    entry.list_position = statement.list_begin;
    entry.best_position = statement.best.begin;
  }
  if (read.statements.empty() && all_read) {
    out.diagnostics.push_back({Severity::kError,
                               "no-ranges",
                               {},
                               1,
                               message("변수 범위가 없습니다.", "There are no variable ranges."),
                               message("self.vars[0] = [[30, 30, 0], 30]처럼 한 줄에 하나씩 쓰십시오.",
                                       "Write one a line, as self.vars[0] = [[30, 30, 0], 30].")});
  }
  return out;
}

std::vector<Decimal> expand_decimals(const RangeEntry& range) {
  if (range.list.size() != 3) return {};
  if (range.list[2].digits == 0) return {range.best};
  const std::optional<AlignedDecimals> aligned = align(range.list);
  if (!aligned) return {};
  const std::int64_t start = aligned->digits[0], end = aligned->digits[1], step = aligned->digits[2];
  const bool is_integer = range.list[0].is_integer && range.list[2].is_integer;
  std::vector<Decimal> out;
  if (start != end && (start < end) != (step > 0)) return out;
  // Counted, not compared: start + k·step never runs beyond the end, so nothing overflows.
  const std::int64_t count = std::min<std::int64_t>((end - start) / step + 1, kMostExpanded);
  // Printed with the decimals of start and step; the end may have more.
  const int scale = is_integer ? 0 : std::max(range.list[0].scale, range.list[2].scale);
  std::int64_t surplus = 1;
  for (int i = scale; i < aligned->scale; ++i) surplus *= 10;
  for (std::int64_t k = 0; k < count; ++k) out.push_back({(start + k * step) / surplus, scale, is_integer});
  return out;
}

std::vector<Candidate> expand(const RangeEntry& range) {
  std::vector<Candidate> out;
  for (const Decimal& value : expand_decimals(range)) out.push_back(candidate_of(value));
  return out;
}

Space make_space(const RangeText& text) {
  Space space;
  for (const RangeEntry& entry : text.entries) {
    space.dimensions.push_back(text.form == RangeForm::kRange ? range_dimension(entry) : genetic_dimension(entry));
  }
  return space;
}

}  // namespace stom::optimize
