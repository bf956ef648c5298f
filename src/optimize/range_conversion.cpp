// Range texts rewritten in place: only the lists and best values that change are replaced, every other byte stays.
#include <numeric>
#include <set>

#include "optimize/range_statement.h"
#include "optimize/range_text.h"

namespace stom::optimize {
namespace {

using script::TextEdit;
using script::TextOffsets;

std::string list_text(const std::vector<Decimal>& values) {
  std::string out = "[";
  for (const Decimal& value : values) out += (out.size() > 1 ? ", " : "") + decimal_text(value);
  return out + "]";
}

void report(Diagnostics& out, const RangeStatement& statement, std::string_view id, Severity severity, Message text, Message hint = {}) {
  out.push_back({severity, std::string{id}, statement.list_begin, statement.list_end.column - statement.list_begin.column, std::move(text),
                 std::move(hint)});
}

// Start, end and step of values that lie one step apart each; nothing otherwise. One value: step 0.
std::optional<std::vector<Decimal>> arithmetic_range(const std::vector<Decimal>& values) {
  const std::optional<AlignedDecimals> aligned = align(values);
  if (values.empty() || !aligned) return std::nullopt;
  const std::vector<std::int64_t>& digits = aligned->digits;
  const bool is_integer = std::all_of(values.begin(), values.end(), [](const Decimal& value) { return value.is_integer; });
  const std::int64_t step = digits.size() > 1 ? digits[1] - digits[0] : 0;
  if (digits.size() > 1 && step == 0) return std::nullopt;
  for (std::size_t i = 1; i < digits.size(); ++i) {
    if (digits[i] - digits[i - 1] != step) return std::nullopt;
  }
  return std::vector<Decimal>{{digits.front(), aligned->scale, is_integer},
                              {digits.back(), aligned->scale, is_integer},
                              {step, step == 0 ? 0 : aligned->scale, is_integer || step == 0}};
}

// The range with the widest step that meets every value, in the direction of the values; nothing where it has too many values.
std::optional<std::vector<Decimal>> enclosing_range(const std::vector<Decimal>& values) {
  const std::optional<AlignedDecimals> aligned = align(values);
  if (values.empty() || !aligned) return std::nullopt;
  const auto [low, high] = std::minmax_element(aligned->digits.begin(), aligned->digits.end());
  std::int64_t step = 0;
  for (const std::int64_t digits : aligned->digits) step = std::gcd(step, digits - *low);
  if (step == 0 || (*high - *low) / step + 1 > static_cast<std::int64_t>(kMostCandidates)) return std::nullopt;
  const bool is_integer = std::all_of(values.begin(), values.end(), [](const Decimal& value) { return value.is_integer; });
  const bool ascending = aligned->digits.front() <= aligned->digits.back();
  return std::vector<Decimal>{{ascending ? *low : *high, aligned->scale, is_integer},
                              {ascending ? *high : *low, aligned->scale, is_integer},
                              {ascending ? step : -step, aligned->scale, is_integer}};
}

TextEdit edit(const TextOffsets& offsets, SourcePosition begin, SourcePosition end, std::string text) {
  return {offsets.byte_of(begin), offsets.byte_of(end), std::move(text)};
}

// Reads, checks and rewrites; `rewrite` adds the edits of one statement.
template <typename Rewrite>
ConvertedText convert(std::string_view text, RangeForm form, const Rewrite& rewrite) {
  ConvertedText out{std::string{text}, parse_ranges(text, form).diagnostics};
  if (has_errors(out.diagnostics)) return out;
  const TextOffsets offsets(text);
  std::vector<TextEdit> edits;
  for (const RangeStatement& statement : read_statements(text).statements) rewrite(statement, offsets, edits, out.diagnostics);
  if (!has_errors(out.diagnostics)) out.text = script::apply_edits(text, std::move(edits));
  return out;
}

RangeEntry entry_of(const RangeStatement& statement) {
  RangeEntry entry;
  entry.index = statement.index;
  for (const WrittenNumber& number : statement.list) entry.list.push_back(number.value);
  entry.best = statement.best.value;
  return entry;
}

bool same_values(const std::vector<Candidate>& a, const std::vector<Candidate>& b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](const Candidate& x, const Candidate& y) { return x.value == y.value; });
}

// The list that a line gets for new candidates; nothing where it stays.
std::optional<std::vector<Decimal>> new_list(const RangeStatement& statement, RangeForm form, const std::vector<Candidate>& candidates,
                                             const Decimal& best, Diagnostics& diagnostics) {
  std::vector<Decimal> values;
  for (const Candidate& candidate : candidates) {
    const std::optional<Decimal> value = decimal_of(candidate);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  const RangeEntry entry = entry_of(statement);
  if (form == RangeForm::kGenetic) {
    std::vector<Candidate> listed;
    for (const Decimal& value : entry.list) listed.push_back(candidate_of(value));
    return same_values(listed, candidates) ? std::nullopt : std::make_optional(values);
  }
  if (values.size() == 1) {
    if (entry.list[2].digits == 0 && candidate_of(entry.list[0]).value == candidate_of(best).value) return std::nullopt;
    return std::vector<Decimal>{best, best, {0, 0, true}};
  }
  if (same_values(expand(entry), candidates)) return std::nullopt;
  if (auto range = arithmetic_range(values)) return range;
  auto range = enclosing_range(values);
  report(diagnostics, statement, "not-a-range", Severity::kWarning,
         range ? message("self.vars[{}]: 남은 후보가 같은 간격이 아니어서 그 후보를 모두 담는 범위로 저장했습니다.",
                         "self.vars[{}]: the remaining candidates are not equally spaced; the range that holds them all was written.",
                         statement.index)
               : message("self.vars[{}]: 남은 후보를 범위로 쓸 수 없어 범위를 그대로 두었습니다.",
                         "self.vars[{}]: the remaining candidates fit no range of {} values; the range was left as it is.", statement.index,
                         kMostCandidates),
         message("후보를 그대로 지키려면 GA 범위에 저장하십시오.", "Keep such candidates in GA ranges."));
  return range;
}

}  // namespace

ConvertedText ranges_to_genetic(std::string_view text) {
  return convert(
      text, RangeForm::kRange, [](const RangeStatement& statement, const TextOffsets& offsets, std::vector<TextEdit>& edits, Diagnostics&) {
        edits.push_back(edit(offsets, statement.list_begin, statement.list_end, list_text(expand_decimals(entry_of(statement)))));
      });
}

ConvertedText genetic_to_ranges(std::string_view text) {
  return convert(text, RangeForm::kGenetic,
                 [](const RangeStatement& statement, const TextOffsets& offsets, std::vector<TextEdit>& edits, Diagnostics& diagnostics) {
                   const RangeEntry entry = entry_of(statement);
                   const auto range = entry.list.size() == 1 ? std::optional(std::vector<Decimal>{entry.best, entry.best, {0, 0, true}})
                                                             : arithmetic_range(entry.list);
                   if (range) {
                     edits.push_back(edit(offsets, statement.list_begin, statement.list_end, list_text(*range)));
                     return;
                   }
                   report(diagnostics, statement, "not-a-range", Severity::kError,
                          message("self.vars[{}]: 후보의 간격이 같지 않아 범위로 바꿀 수 없습니다.",
                                  "self.vars[{}]: the candidates are not equally spaced and make no range.", statement.index),
                          message("같은 간격의 후보로 고치거나 GA 범위로 두십시오.", "Space them equally, or keep the GA form."));
                 });
}

ConvertedText with_best(std::string_view text, RangeForm form, const Vector& best, const std::vector<std::vector<Candidate>>& candidates) {
  const std::size_t variables = read_statements(text).statements.size();
  if (best.size() != variables || (!candidates.empty() && candidates.size() != variables)) {
    return {std::string{text},
            {{Severity::kError, "vars-missing", {}, 1,
              message("변수 범위는 {}개인데 값은 {}개입니다.", "There are {} variable ranges, but {} values.", variables, best.size()), {}}}};
  }
  return convert(
      text, form, [&](const RangeStatement& statement, const TextOffsets& offsets, std::vector<TextEdit>& edits, Diagnostics& diagnostics) {
        const auto index = static_cast<std::size_t>(statement.index);
        const std::optional<Decimal> value = decimal_of(best[index]);
        const Candidate written = candidate_of(statement.best.value);
        const bool changed = written.value != best[index].value || written.is_integer != best[index].is_integer;
        if (changed) edits.push_back(edit(offsets, statement.best.begin, statement.best.end, candidate_text(best[index])));
        if (candidates.empty() || candidates[index].empty()) return;
        const auto list = new_list(statement, form, candidates[index], changed && value ? *value : statement.best.value, diagnostics);
        if (list) edits.push_back(edit(offsets, statement.list_begin, statement.list_end, list_text(*list)));
      });
}

ConvertedText renumbered_ranges(std::string_view text, const std::map<int, int>& map) {
  RangeStatements read = read_statements(text);
  ConvertedText out{std::string{text}, std::move(read.diagnostics)};
  std::set<int> taken;
  std::vector<int> numbers(read.statements.size(), -1);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto found = map.find(read.statements[i].index);
    if (found == map.end()) continue;
    numbers[i] = found->second;
    if (taken.insert(numbers[i]).second) continue;
    const WrittenNumber& number = read.statements[i].index_number;
    out.diagnostics.push_back({Severity::kError, "duplicate-index", number.begin, number.length(),
                               message("self.vars[{}]가 두 번 있습니다.", "self.vars[{}] is defined twice.", read.statements[i].index), {}});
  }
  if (has_errors(out.diagnostics)) return out;
  int next = 0;
  for (int& number : numbers) {
    if (number >= 0) continue;
    while (taken.contains(next)) ++next;
    number = next++;
  }

  // The k-th line of the text takes the statement with the k-th smallest number.
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&numbers](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  const TextOffsets offsets(text);
  const auto line_begin = [&](std::size_t i) { return offsets.byte_of({read.statements[i].index_number.begin.line, 1}); };
  const auto line_end = [&](std::size_t i) { return std::min(text.find_first_of("\r\n", line_begin(i)), text.size()); };
  std::vector<TextEdit> edits;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const std::size_t from = order[k], begin = line_begin(from);
    const WrittenNumber& number = read.statements[from].index_number;
    const std::string line =
        script::apply_edits(text.substr(begin, line_end(from) - begin),
                            {{offsets.byte_of(number.begin) - begin, offsets.byte_of(number.end) - begin, std::to_string(numbers[from])}});
    edits.push_back({line_begin(k), line_end(k), line});
  }
  out.text = script::apply_edits(text, std::move(edits));
  return out;
}

}  // namespace stom::optimize
