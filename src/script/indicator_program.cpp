#include "script/indicator_program.h"

#include <algorithm>

#include "script/constant.h"
#include "script/parser.h"

namespace stom::script {
namespace {

class Reader {
 public:
  explicit Reader(CompiledText& text) : text_(text) {}

  void run() {
    ParsedText parsed = parse(text_.prepared.indicator_program);
    for (Diagnostic& diagnostic : parsed.diagnostics) {
      // The reference drops a programme that it cannot compile and runs the strategy without it.
      if (text_.options.lenient) diagnostic.severity = Severity::kWarning;
      text_.diagnostics.push_back(std::move(diagnostic));
    }
    for (StmtPtr& stmt : parsed.body) statement(*stmt);
    if (!parsed.body.empty() && text_.options.frame == market::Frame::kTick) {
      add(Severity::kWarning, "indicator-in-tick", parsed.body.front()->position, 1,
          message("틱 데이터에는 보조지표가 없어서 self.indicator 설정을 무시합니다.",
                  "Tick rows have no indicators; self.indicator lines are ignored."),
          {});
    }
  }

 private:
  void add(Severity severity, std::string_view id, SourcePosition position, int length, Message text, Message hint) {
    text_.diagnostics.push_back({severity, std::string{id}, position, length, std::move(text), std::move(hint)});
  }
  void problem(std::string_view id, SourcePosition position, int length, Message text, Message hint = {}) {
    add(text_.options.lenient ? Severity::kWarning : Severity::kError, id, position, length, std::move(text),
        std::move(hint));
  }

  void statement(Stmt& stmt) {
    if (stmt.kind != StmtKind::kAssign) {
      problem("indicator-form", stmt.position, 1,
              message("self.indicator는 \"self.indicator['이름'] = 값\" 꼴의 줄로만 씁니다.",
                      "self.indicator may only stand in lines of the form self.indicator['NAME'] = value."));
      return;
    }
    for (const ExprPtr& target : stmt.targets) setting(*target, *stmt.value);
  }

  void setting(const Expr& target, const Expr& value) {
    const bool indicator = target.kind == ExprKind::kSubscript && target.children[0]->kind == ExprKind::kAttribute &&
                           target.children[0]->text == "indicator" && target.children[1]->kind == ExprKind::kString;
    if (!indicator) {
      problem("indicator-form", target.position, target.length,
              message("\"self.indicator['이름'] = 값\" 꼴이어야 합니다.",
                      "Expected the form self.indicator['NAME'] = value."));
      return;
    }
    const std::string& key = target.children[1]->text;
    const auto found = std::find(feature::kIndicatorParameters.begin(), feature::kIndicatorParameters.end(), key);
    if (found == feature::kIndicatorParameters.end()) {
      problem("unknown-indicator", target.children[1]->position, target.children[1]->length,
              message("'{}'라는 보조지표 설정이 없습니다.", "There is no indicator parameter '{}'.", key),
              nearest(key));
      return;
    }
    if (!is_constant(value)) {
      problem("indicator-value", value.position, value.length,
              message("보조지표 설정값에는 숫자와 self.vars[번호]의 계산식만 쓸 수 있습니다.",
                      "An indicator parameter is a number or arithmetic of numbers and self.vars[n]."));
      return;
    }
    if (reads_vars(value)) text_.plan.uses_vars = true;
    text_.indicator_settings.push_back({static_cast<int>(found - feature::kIndicatorParameters.begin()), clone(value)});
  }

  // The key with the most equal letters at its ends.
  static Message nearest(std::string_view key) {
    std::string_view best;
    std::size_t most = 3;
    for (std::string_view known : feature::kIndicatorParameters) {
      std::size_t front = 0, back = 0;
      const std::size_t length = std::min(key.size(), known.size());
      while (front < length && key[front] == known[front]) ++front;
      while (back + front < length && key[key.size() - 1 - back] == known[known.size() - 1 - back]) ++back;
      if (front + back > most) most = front + back, best = known;
    }
    return best.empty() ? Message{} : message("'{}'를 쓰려던 것이 아닙니까?", "Did you mean '{}'?", best);
  }

  CompiledText& text_;
};

}  // namespace

void read_indicator_program(CompiledText& text) {
  if (!text.prepared.indicator_program.empty()) Reader(text).run();
}

}  // namespace stom::script
