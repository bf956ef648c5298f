#include "script/variable_use.h"

#include <algorithm>

#include "base/utf8.h"
#include "script/lexer.h"
#include "script/parser.h"
#include "script/text_edit.h"

namespace stom::script {
namespace {

struct Place {
  VariableUse use;
  std::size_t index_begin = 0, index_end = 0;  // bytes of n
};

bool is_self_vars(const Expr& expr) {
  return expr.kind == ExprKind::kAttribute && expr.text == "vars" && expr.children[0]->kind == ExprKind::kName &&
         expr.children[0]->text == "self";
}

// Finds self.vars[n] in the tree and its bytes in the text.
class UseFinder {
 public:
  UseFinder(std::string_view text, Diagnostics& diagnostics)
      : text_(text), characters_(source_characters(text)), offsets_(text), out_(diagnostics) {}

  std::vector<Place> run() {
    ParsedText parsed = parse(text_);
    for (Diagnostic& diagnostic : parsed.diagnostics) {
      if (diagnostic.severity == Severity::kError) out_.push_back(std::move(diagnostic));
    }
    visit(parsed.body);
    std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.use.begin < b.use.begin; });
    return std::move(places_);
  }

 private:
  void visit(const Block& block) {
    for (const StmtPtr& stmt : block) {
      for (const ExprPtr& target : stmt->targets) {
        if (target->kind == ExprKind::kSubscript && is_self_vars(*target->children[0]) && stmt->kind != StmtKind::kExpression) {
          report("vars-assigned", *target, message("self.vars에는 값을 넣을 수 없습니다.", "self.vars cannot be assigned."),
                 message("값은 변수 범위에서 정하십시오.", "Set the value in the variable ranges."));
        } else {
          visit(*target);
        }
      }
      if (stmt->value != nullptr) visit(*stmt->value);
      visit(stmt->body);
      visit(stmt->orelse);
    }
  }

  void visit(const Expr& expr) {
    if (expr.kind == ExprKind::kSubscript && is_self_vars(*expr.children[0])) {
      place(expr);
      visit(*expr.children[1]);
      return;
    }
    if (is_self_vars(expr)) {
      report("vars-computed", expr,
             message("self.vars는 self.vars[1]처럼 번호와 함께만 쓸 수 있습니다.",
                     "self.vars can only be used with a number, as self.vars[1]."));
    }
    for (const ExprPtr& child : expr.children) {
      if (child != nullptr) visit(*child);
    }
    for (const Keyword& keyword : expr.keywords) {
      if (keyword.value != nullptr) visit(*keyword.value);
    }
  }

  void place(const Expr& expr) {
    const Expr& index = *expr.children[1];
    if (index.kind != ExprKind::kInt || index.integer < 0 || index.integer > kMostIndex) {
      report("vars-computed", expr,
             message("self.vars의 번호는 0부터 {}까지의 정수로 직접 써야 합니다.",
                     "The number of self.vars must be written as an integer from 0 to {}.", kMostIndex),
             message("번호를 계산하면 어느 변수가 쓰이는지 미리 알 수 없습니다.", "A computed number hides which variables are used."));
      return;
    }
    const std::size_t begin = offsets_.character_of(expr.position);
    const std::size_t end = behind_bracket(begin);
    const TokenList list = tokenize_expression(characters_, begin, end, expr.position);
    const std::vector<Token>& tokens = list.tokens;
    const bool plain = tokens.size() == 7 && tokens[0].is_word("self") && tokens[1].is(".") && tokens[2].is_word("vars") &&
                       tokens[3].is("[") && tokens[4].kind == TokenKind::kInteger && tokens[4].integer == index.integer &&
                       tokens[5].is("]");
    if (!plain) {
      report("vars-computed", expr,
             message("self.vars[{0}]를 괄호 없이 그대로 쓰십시오.", "Write self.vars[{0}] plainly, without brackets around its parts.",
                     index.integer));
      return;
    }
    places_.push_back({{static_cast<int>(index.integer), offsets_.byte_of_character(begin), offsets_.byte_of_character(end)},
                       offsets_.byte_of(tokens[4].position),
                       offsets_.byte_of(tokens[4].end)});
  }

  // Behind the next closing bracket; comments are stepped over.
  [[nodiscard]] std::size_t behind_bracket(std::size_t i) const {
    for (; i < characters_.size(); ++i) {
      if (fold_full_width(characters_[i]) == U']') return i + 1;
      if (characters_[i] == U'#') i = std::min(characters_.find(U'\n', i), characters_.size() - 1);
    }
    return characters_.size();
  }

  void report(std::string_view id, const Expr& at, Message text, Message hint = {}) {
    out_.push_back({Severity::kError, std::string{id}, at.position, at.length, std::move(text), std::move(hint)});
  }

  static constexpr std::int64_t kMostIndex = 9999;
  std::string_view text_;
  std::u32string characters_;
  TextOffsets offsets_;
  Diagnostics& out_;
  std::vector<Place> places_;
};

// A number put where a name stood: what stands around it must not change its meaning (−3 ** 2, a − −3) or spelling (1else).
std::string fitted(std::string_view text, const VariableUse& use, const std::string& value) {
  std::size_t next = use.end;
  const std::string_view behind = text.substr(use.end);
  while (next < text.size() && (text[next] == ' ' || text[next] == '\t')) ++next;
  std::size_t before = use.begin;
  while (before > 0 && (text[before - 1] == ' ' || text[before - 1] == '\t')) --before;
  const bool after_sign = before > 0 && (text[before - 1] == '-' || text[before - 1] == '+');
  if (value.starts_with('-') && (after_sign || text.substr(next).starts_with("**"))) return "(" + value + ")";
  if (behind.empty()) return value;
  std::size_t i = 0;
  return is_identifier_part(decode_utf8(behind, i)) ? value + " " : value;
}

void add_placeholders(const std::u32string& characters, const TokenList& list, const TextOffsets& offsets, int depth,
                      std::vector<VariableUse>& places) {
  static constexpr int kJoinedStringDepth = 8;
  for (const Token& token : list.tokens) {
    if (token.is_word("변수")) {
      places.push_back({0, offsets.byte_of(token.position), offsets.byte_of(token.end)});
    }
    if (depth == kJoinedStringDepth) continue;
    for (const StringPart& part : token.parts) {
      if (!part.is_expression) continue;
      add_placeholders(characters, tokenize_expression(characters, part.begin, part.end, part.position), offsets, depth + 1, places);
    }
  }
}

}  // namespace

std::vector<VariableUse> variable_uses(std::string_view text, Diagnostics& diagnostics) {
  std::vector<VariableUse> uses;
  for (const Place& place : UseFinder(text, diagnostics).run()) uses.push_back(place.use);
  return uses;
}

std::set<int> variables_of(std::string_view text, Diagnostics& diagnostics) {
  std::set<int> indices;
  for (const VariableUse& use : variable_uses(text, diagnostics)) indices.insert(use.index);
  return indices;
}

SourcePosition position_of(std::string_view text, const VariableUse& use) {
  const std::u32string before = source_characters(text.substr(0, use.begin));
  const std::size_t line_start = before.rfind(U'\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), U'\n')) + 1, static_cast<int>(before.size() - line_start) + 1};
}

std::string with_values(std::string_view text, const std::vector<std::string>& values, Diagnostics& diagnostics) {
  std::vector<TextEdit> edits;
  std::set<int> missing;
  for (const VariableUse& use : variable_uses(text, diagnostics)) {
    if (static_cast<std::size_t>(use.index) < values.size()) {
      edits.push_back({use.begin, use.end, fitted(text, use, values[static_cast<std::size_t>(use.index)])});
    } else if (missing.insert(use.index).second) {
      diagnostics.push_back({Severity::kError, "vars-missing", position_of(text, use),
                             static_cast<int>(character_count(text.substr(use.begin, use.end - use.begin))),
                             message("self.vars[{}]의 값이 없습니다.", "There is no value for self.vars[{}].", use.index),
                             message("변수 범위에 self.vars[{}]를 넣으십시오.", "Add self.vars[{}] to the variable ranges.", use.index)});
    }
  }
  return apply_edits(text, std::move(edits));
}

std::string renumbered(std::string_view text, const std::map<int, int>& map, Diagnostics& diagnostics) {
  std::vector<TextEdit> edits;
  for (const Place& place : UseFinder(text, diagnostics).run()) {
    const auto found = map.find(place.use.index);
    if (found != map.end()) edits.push_back({place.index_begin, place.index_end, std::to_string(found->second)});
  }
  return apply_edits(text, std::move(edits));
}

std::map<int, int> renumbering(std::string_view buy, std::string_view sell, Diagnostics& diagnostics) {
  std::vector<VariableUse> first = variable_uses(buy, diagnostics), second = variable_uses(sell, diagnostics);
  if (!second.empty() && (first.empty() || second.front().index < first.front().index)) first.swap(second);
  first.insert(first.end(), second.begin(), second.end());
  std::map<int, int> map = {{0, 0}};
  for (const VariableUse& use : first) map.try_emplace(use.index, static_cast<int>(map.size()));
  return map;
}

std::string number_placeholders(std::string_view text, int first, int& next) {
  const std::u32string characters = source_characters(text);
  std::vector<VariableUse> places;
  add_placeholders(characters, tokenize(characters), TextOffsets(text), 0, places);
  std::sort(places.begin(), places.end(), [](const VariableUse& a, const VariableUse& b) { return a.begin < b.begin; });
  std::vector<TextEdit> edits;
  next = first;
  for (const VariableUse& place : places) edits.push_back({place.begin, place.end, fmt::format("self.vars[{}]", next++)});
  return apply_edits(text, std::move(edits));
}

}  // namespace stom::script
