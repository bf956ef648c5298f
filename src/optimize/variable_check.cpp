#include "optimize/variable_check.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"
#include "script/variable_use.h"

namespace stom::optimize {
namespace {

// Returns the numbers that the text reads.
std::set<int> check_text(std::string_view text, const std::set<int>& known, Diagnostics& out) {
  std::set<int> used;
  for (const script::VariableUse& use : script::variable_uses(text, out)) {
    if (!used.insert(use.index).second || known.count(use.index) > 0) continue;
    Diagnostic& diagnostic = out.emplace_back();
    diagnostic.id = "missing-range";
    diagnostic.position = position_of(text, use.begin);
    diagnostic.length = static_cast<int>(use.end - use.begin);
    diagnostic.text = message("self.vars[{}] 의 범위가 없습니다.", "self.vars[{}] has no range.", use.index);
    diagnostic.hint = message("범위에 'self.vars[{0}] = [[시작, 끝, 간격], 최적값]' 줄을 더하십시오.", "Add a line 'self.vars[{0}] = [[start, end, step], best]' to the ranges.",
                              use.index);
  }
  return used;
}

}  // namespace

SourcePosition position_of(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1, static_cast<int>(character_count(before.substr(line_start))) + 1};
}

VariableCheck check_variables(std::string_view buy_text, std::string_view sell_text, const RangeText& ranges) {
  VariableCheck check;
  std::set<int> known;
  for (const RangeEntry& entry : ranges.entries) known.insert(entry.index);
  std::set<int> used = check_text(buy_text, known, check.buy);
  used.merge(check_text(sell_text, known, check.sell));
  if (has_errors(check.buy) || has_errors(check.sell)) return check;
  for (const RangeEntry& entry : ranges.entries) {
    if (entry.index == 0 || used.count(entry.index) > 0) continue;
    Diagnostic& diagnostic = check.ranges.emplace_back();
    diagnostic.severity = Severity::kWarning;
    diagnostic.id = "unused-range";
    diagnostic.position = {entry.line, 1};
    diagnostic.text = message("self.vars[{}] 은(는) 매수·매도 전략 어디에서도 쓰이지 않습니다.", "self.vars[{}] is read by neither text.", entry.index);
  }
  return check;
}

}  // namespace stom::optimize
