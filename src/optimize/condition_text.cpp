#include "optimize/condition_text.h"

#include <numeric>
#include <set>

#include "base/utf8.h"
#include "script/compiled_text.h"
#include "script/parser.h"
#include "script/trailing_call.h"

namespace stom::optimize {
namespace {

using market::Market;
using script::TextKind;

constexpr std::size_t kMostConditions = 500;  // one if/elif chain must hold them
constexpr std::size_t kDiagnosticLimit = 50;
constexpr std::string_view kBlanks = " \t\f";

struct Line {
  std::string_view text;
  int number = 0;
};

std::vector<Line> lines_of(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<Line> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    lines.push_back({text.substr(0, end), number});
    text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
  }
  return lines;
}

void report(Diagnostics& out, std::string_view id, SourcePosition at, std::size_t length, Message text, Message hint = {},
            Severity severity = Severity::kError) {
  if (out.size() >= kDiagnosticLimit) return;
  out.push_back({severity, std::string{id}, at, static_cast<int>(std::max<std::size_t>(length, 1)), std::move(text), std::move(hint)});
}

// The comment of the first line says which side the list is for.
void read_side(const std::vector<Line>& lines, ConditionList& list) {
  const std::string_view first = lines.empty() ? std::string_view{} : lines.front().text;
  const std::size_t comment = first.find_first_not_of(kBlanks);
  const bool is_comment = comment != std::string_view::npos && first[comment] == '#';
  const bool is_long = first.find("LONG") != std::string_view::npos, is_short = first.find("SHORT") != std::string_view::npos;
  if (is_comment && is_long != is_short) {
    list.is_long = is_long;
    return;
  }
  const Message hint = {"첫 줄에 '# LONG' 또는 '# SHORT'라고 쓰십시오.", "Write '# LONG' or '# SHORT' as the first line."};
  if (is_comment && is_long) {
    report(list.diagnostics, "side-missing", {1, 1}, character_count(first),
           message("첫 줄에 LONG과 SHORT가 함께 있습니다.", "The first line names both LONG and SHORT."), hint);
  } else {
    report(list.diagnostics, "side-missing", {1, 1}, character_count(first),
           message("바이낸스 조건의 첫 줄은 LONG 또는 SHORT를 적은 주석이어야 합니다.",
                   "The first line of Binance conditions must be a comment with LONG or SHORT."),
           hint);
  }
}

struct Placed {
  Condition condition;
  int indent = 0;  // characters before it in its line
};

// Texts that a strategy text means otherwise than as a condition (spec 1.1, 1.2): its end, and indicator settings.
bool is_cut_or_moved(std::string_view text, Market market, bool is_buy) {
  const std::string line = fmt::format("if {}:", text);
  return line.find(script::marker_line(market, is_buy ? TextKind::kBuy : TextKind::kSell)) != std::string::npos ||
         line.find("self.indicator") != std::string::npos;
}

std::optional<Placed> read_line(const Line& line, Market market, bool is_buy, Diagnostics& out) {
  const std::size_t begin = line.text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || line.text.find('#') != std::string_view::npos) return std::nullopt;
  const std::string_view text = line.text.substr(begin, line.text.find_last_not_of(kBlanks) - begin + 1);
  Placed placed{{std::string{text}, line.number}, static_cast<int>(begin)};
  script::ParsedText parsed = script::parse_expression(text);
  if (!has_errors(parsed.diagnostics)) {
    if (!is_cut_or_moved(text, market, is_buy)) return placed;
    report(out, "not-a-condition", {line.number, placed.indent + 1}, character_count(text),
           message("이 줄은 조건으로 쓸 수 없습니다.", "This line cannot be a condition."),
           message("매수, 매도 신호나 self.indicator가 아니라 값에 대한 조건을 쓰십시오.",
                   "Write a condition on values, not on the signal itself or self.indicator."));
    return std::nullopt;
  }
  for (Diagnostic& diagnostic : parsed.diagnostics) {
    report(out, diagnostic.id, {line.number, diagnostic.position.column + placed.indent}, static_cast<std::size_t>(diagnostic.length),
           std::move(diagnostic.text), std::move(diagnostic.hint), diagnostic.severity);
  }
  return std::nullopt;
}

std::string_view flag_of(Market market, bool is_buy, bool is_long) {
  if (market != Market::kBinance) return is_buy ? "매수" : "매도";
  if (is_buy) return is_long ? "BUY_LONG" : "SELL_SHORT";
  return is_long ? "SELL_LONG" : "BUY_SHORT";
}

std::string statement_of(Market market, bool is_buy, bool is_long) {
  return fmt::format("    {} = {}\n", flag_of(market, is_buy, is_long), is_buy ? "False" : "True");
}

// All lines as one text, each an "if" of its own: names, calls and units are those of a buy or sell text.
void check_names(const std::vector<Placed>& placed, Market market, market::Frame frame, bool is_buy, ConditionList& list) {
  // As deep as in the switched text, so that what passes here compiles there.
  static constexpr std::string_view kBefore = "if 1 and (";
  std::string text;
  for (const Placed& one : placed)
    text += fmt::format("{}{}):\n{}", kBefore, one.condition.text, statement_of(market, is_buy, list.is_long));
  script::CompileOptions options;
  options.market = market;
  options.frame = frame;
  options.kind = is_buy ? TextKind::kBuy : TextKind::kSell;
  options.average_list = {options.average_ticks};
  const auto compiled = script::compile(text, options);
  for (const Diagnostic& diagnostic : compiled->diagnostics) {
    const auto row = static_cast<std::size_t>(std::max(diagnostic.position.line, 1) - 1) / 2;
    if (row >= placed.size()) continue;
    const SourcePosition at{placed[row].condition.line,
                            std::max(diagnostic.position.column - static_cast<int>(kBefore.size()) + placed[row].indent, 1)};
    report(list.diagnostics, diagnostic.id, at, static_cast<std::size_t>(diagnostic.length), diagnostic.text, diagnostic.hint,
           diagnostic.severity);
  }
}

// Positions in the order of the texts.
std::vector<std::size_t> in_text_order(const ConditionList& list, std::vector<std::size_t> chosen) {
  std::sort(chosen.begin(), chosen.end(), [&list](std::size_t a, std::size_t b) {
    const int order = list.conditions[a].text.compare(list.conditions[b].text);
    return order != 0 ? order < 0 : a < b;
  });
  return chosen;
}

std::vector<std::size_t> all_of(const ConditionList& list) {
  std::vector<std::size_t> all(list.conditions.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

// The if/elif chain with the trailing call; `condition` gives the text behind "if" of a position.
template <typename ConditionOf>
std::string chain(const ConditionList& list, const std::vector<std::size_t>& order, Market market, bool is_buy,
                  const ConditionOf& condition) {
  std::string text;
  // Both sides are open on entry of a Binance buy text: the other one is closed first.
  if (is_buy && market == Market::kBinance) text += fmt::format("{} = False\n", flag_of(market, true, !list.is_long));
  std::string_view word = "if";
  for (const std::size_t i : order) {
    text += fmt::format("{} {}:\n{}", word, condition(i), statement_of(market, is_buy, list.is_long));
    word = "elif";
  }
  if (!text.empty()) text += '\n';
  return text + script::trailing_call(market, is_buy ? TextKind::kBuy : TextKind::kSell);
}

std::string assembled(const ConditionList& list, std::vector<std::size_t> chosen, Market market, bool is_buy) {
  return chain(list, in_text_order(list, std::move(chosen)), market, is_buy, [&list](std::size_t i) { return list.conditions[i].text; });
}

std::string switched(const ConditionList& list, int first, Market market, bool is_buy) {
  return chain(list, in_text_order(list, all_of(list)), market, is_buy, [&list, first](std::size_t i) {
    return fmt::format("self.vars[{}] == 1 and ({})", first + static_cast<int>(i), list.conditions[i].text);
  });
}

}  // namespace

ConditionList parse_conditions(std::string_view text, Market market, market::Frame frame, bool is_buy) {
  ConditionList list;
  const std::vector<Line> lines = lines_of(text);
  if (market == Market::kBinance) read_side(lines, list);
  std::vector<Placed> placed;
  std::set<std::string> seen;
  for (const Line& line : lines) {
    std::optional<Placed> one = read_line(line, market, is_buy, list.diagnostics);
    if (!one) continue;
    if (placed.size() == kMostConditions) {
      report(list.diagnostics, "too-many-conditions", {line.number, 1}, 1,
             message("조건이 너무 많습니다 (최대 {}개).", "There are too many conditions (at most {}).", kMostConditions));
      break;
    }
    if (!seen.insert(one->condition.text).second) {
      report(list.diagnostics, "duplicate-condition", {line.number, one->indent + 1}, character_count(one->condition.text),
             message("같은 조건이 앞에 있습니다.", "The same condition stands further up."), {}, Severity::kWarning);
    }
    placed.push_back(std::move(*one));
  }
  check_names(placed, market, frame, is_buy, list);
  for (Placed& one : placed) list.conditions.push_back(std::move(one.condition));
  if (list.conditions.empty() && !has_errors(list.diagnostics)) {
    report(list.diagnostics, "no-conditions", {}, 1, message("조건이 없습니다.", "There are no conditions."),
           message("한 줄에 조건식 하나씩 쓰십시오. 주석이 있는 줄은 읽지 않습니다.", "Write one condition a line. Lines with a comment are not read."));
  }
  std::stable_sort(list.diagnostics.begin(), list.diagnostics.end(),
                   [](const Diagnostic& a, const Diagnostic& b) { return a.position.line < b.position.line; });
  return list;
}

Diagnostics side_mismatch(const ConditionList& buy, const ConditionList& sell) {
  Diagnostics out;
  if (buy.is_long != sell.is_long) {
    report(out, "side-mismatch", {1, 1}, 1,
           message("매수 조건은 {}, 매도 조건은 {}입니다.", "The buy conditions are for {}, the sell conditions for {}.", buy.is_long ? "LONG" : "SHORT",
                   sell.is_long ? "LONG" : "SHORT"),
           message("두 목록의 첫 줄을 같게 쓰십시오.", "Name the same side in the first line of both lists."));
  }
  return out;
}

std::string assemble_buy(const ConditionList& list, std::vector<std::size_t> chosen, Market market) {
  return assembled(list, std::move(chosen), market, true);
}
std::string assemble_sell(const ConditionList& list, std::vector<std::size_t> chosen, Market market) {
  return assembled(list, std::move(chosen), market, false);
}
std::string switched_buy(const ConditionList& list, int first, Market market) { return switched(list, first, market, true); }
std::string switched_sell(const ConditionList& list, int first, Market market) { return switched(list, first, market, false); }

}  // namespace stom::optimize
