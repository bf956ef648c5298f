#include <algorithm>
#include <climits>
#include <utility>

#include "script/checker.h"
#include "script/compiled_text.h"
#include "script/constant.h"
#include "script/indicator_program.h"
#include "script/parser.h"
#include "script/planner.h"

namespace stom::script {
namespace {

bool has_loop(const Block& block) {
  return std::any_of(block.begin(), block.end(), [](const StmtPtr& stmt) {
    return stmt->kind == StmtKind::kFor || stmt->kind == StmtKind::kWhile || has_loop(stmt->body) || has_loop(stmt->orelse);
  });
}

bool assigns_flag(const Stmt& stmt, market::Market market) {
  if (stmt.kind != StmtKind::kAssign) return false;
  return std::any_of(stmt.targets.begin(), stmt.targets.end(), [market](const ExprPtr& target) {
    if (target->kind != ExprKind::kName) return false;
    return market == market::Market::kBinance ? target->text == "SELL_LONG" || target->text == "BUY_SHORT"
                                              : target->text == "매도";
  });
}

// Per numbered line the statement that takes the number: the one that begins at the flag's first occurrence, else the
// first that assigns the flag.
class LabelSearch {
 public:
  explicit LabelSearch(const CompiledText& text) : text_(text) {}

  void visit(Block& block) {
    for (StmtPtr& stmt : block) {
      const auto numbered = text_.prepared.label_of_line.find(stmt->position.line);
      if (numbered != text_.prepared.label_of_line.end()) {
        Candidates& found = found_[stmt->position.line];
        if (found.exact == nullptr && stmt->position.column == text_.prepared.flag_column.at(stmt->position.line))
          found.exact = stmt.get();
        if (found.assignment == nullptr && assigns_flag(*stmt, text_.options.market)) found.assignment = stmt.get();
      }
      visit(stmt->body);
      visit(stmt->orelse);
    }
  }
  void number() const {
    for (const auto& [line, found] : found_) {
      Stmt* stmt = found.exact != nullptr ? found.exact : found.assignment;
      if (stmt != nullptr) stmt->sell_label = text_.prepared.label_of_line.at(line);
    }
  }

 private:
  struct Candidates {
    Stmt* exact = nullptr;
    Stmt* assignment = nullptr;
  };
  const CompiledText& text_;
  std::map<int, Candidates> found_;
};

void number_statements(CompiledText& text) {
  LabelSearch search(text);
  search.visit(text.body);
  search.number();
}

void take_indicators(CompiledText& text, const CompiledText& source) {
  for (const CompiledText::IndicatorSetting& setting : source.indicator_settings) {
    if (reads_vars(*setting.value)) text.plan.uses_vars = true;
    text.indicator_settings.push_back({setting.parameter, clone(*setting.value)});
  }
}

}  // namespace

std::shared_ptr<const CompiledText> compile(std::string_view source, const CompileOptions& options,
                                            const CompiledText* indicator_source) {
  auto text = std::make_shared<CompiledText>();
  text->source = source;
  text->options = options;
  text->prepared = prepare(source, options.market, options.kind);

  ParsedText parsed =
      options.kind == TextKind::kCondition ? parse_expression(text->prepared.program) : parse(text->prepared.program);
  text->body = std::move(parsed.body);
  text->diagnostics = std::move(parsed.diagnostics);
  if (text->prepared.cut_line > 0) {
    text->diagnostics.push_back(
        {Severity::kWarning,
         "cut-in-line",
         {text->prepared.cut_line, 1},
         1,
         message("이 줄 가운데에서 전략이 끝납니다: 매매 호출 문구가 줄 안에 있습니다.",
                 "The strategy ends in the middle of this line, which contains the words of the trailing call."),
         message("그 문구는 줄의 처음에 한 번만 쓰십시오.", "Use those words once, at the start of a line.")});
  }
  if (indicator_source != nullptr && options.kind == TextKind::kSell) take_indicators(*text, *indicator_source);
  const bool parsed_well = !has_errors(text->diagnostics);
  read_indicator_program(*text);
  if (parsed_well) {
    check(*text);
    number_statements(*text);
    make_plan(*text);
  }
  const auto place = [](const Diagnostic& d) {  // what concerns the whole text comes last
    return std::pair(d.position.line == 0 ? INT_MAX : d.position.line, d.position.column);
  };
  std::stable_sort(text->diagnostics.begin(), text->diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  return text;
}

feature::IndicatorParameters CompiledText::indicator_parameters(const ParameterVector& vars) const {
  feature::IndicatorParameters parameters{};
  for (const IndicatorSetting& setting : indicator_settings) {
    const std::optional<Constant> value = evaluate_constant(*setting.value, vars);
    if (!value) break;  // a failing programme ends there
    parameters[static_cast<std::size_t>(setting.parameter)] = {value->value, value->is_integer};
  }
  return parameters;
}

const std::string& CompiledText::label(std::int32_t number) const {
  static const std::string end_of_strategy{kLabelEndOfStrategy};
  if (prepared.labels.empty()) return end_of_strategy;
  const bool known = number >= 0 && static_cast<std::size_t>(number) < prepared.labels.size();
  return prepared.labels[known ? static_cast<std::size_t>(number) : 0];
}

bool CompiledText::has_loops() const { return has_loop(body); }

}  // namespace stom::script
