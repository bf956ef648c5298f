#include "script/planner.h"

#include <map>

#include "script/constant.h"

namespace stom::script {
namespace {

using market::Field;

const Expr* argument(const Expr& call, std::size_t position, std::string_view name) {
  if (position + 1 < call.children.size()) return call.children[position + 1].get();
  for (const Keyword& keyword : call.keywords) {
    if (keyword.name == name) return keyword.value.get();
  }
  return nullptr;
}

constexpr int kConstantSize = 500;

int size_of(const Expr& expr) {
  int size = 1;
  for (const ExprPtr& child : expr.children) size += child == nullptr ? 0 : size_of(*child);
  return size;
}

class Planner {
 public:
  explicit Planner(CompiledText& text) : text_(text), plan_(text.plan) {}

  void run() {
    for (const StmtPtr& stmt : text_.body) count_assignments(*stmt);
    for (StmtPtr& stmt : text_.body) {
      statement(*stmt);
      learn_constant(*stmt);
    }
  }

 private:
  void count_assignments(const Stmt& stmt) {
    for (const ExprPtr& target : stmt.targets) count_target(*target);
    for (const StmtPtr& inner : stmt.body) count_assignments(*inner);
    for (const StmtPtr& inner : stmt.orelse) count_assignments(*inner);
  }
  void count_target(const Expr& target) {
    if (target.kind == ExprKind::kTuple) {
      for (const ExprPtr& child : target.children) count_target(*child);
    } else if (target.kind == ExprKind::kName && target.binding.kind == BindingKind::kLocal) {
      ++assignments_[target.binding.id];
    }
  }

  // "틱수 = 60" at the top level, assigned nowhere else: behind it, 틱수 is as good as the literal.
  void learn_constant(const Stmt& stmt) {
    if (stmt.kind != StmtKind::kAssign) return;
    ExprPtr value = substituted(*stmt.value);
    if (value == nullptr) return;
    for (const ExprPtr& target : stmt.targets) {
      if (target->kind != ExprKind::kName || target->binding.kind != BindingKind::kLocal) continue;
      if (assignments_[target->binding.id] == 1) constants_[target->binding.id] = clone(*value);
    }
  }

  // The expression with constant locals replaced by what they hold; null unless it then is a constant expression.
  ExprPtr substituted(const Expr& expr) const {
    ExprPtr copy = clone(expr);
    int budget = kConstantSize;
    replace(copy, budget);
    return budget > 0 && copy->height <= kDepthLimit && is_constant(*copy) ? std::move(copy) : nullptr;
  }
  // `budget`: nodes that the result may still get; variables of variables could grow without bound.
  void replace(ExprPtr& expr, int& budget) const {
    if (--budget <= 0) return;
    if (expr->kind == ExprKind::kName) {
      if (expr->binding.kind == BindingKind::kLocal) {
        const auto found = constants_.find(expr->binding.id);
        if (found == constants_.end()) return;
        expr = clone(*found->second);
        budget -= size_of(*expr);
      } else if (expr->binding.kind == BindingKind::kScalar &&
                 static_cast<Scalar>(expr->binding.id) == Scalar::kAverageTicks) {
        expr = average_ticks(expr->position);
      }
      return;
    }
    int height = 0;
    for (ExprPtr& child : expr->children) {
      if (child == nullptr) continue;
      replace(child, budget);
      height = std::max(height, child->height);
    }
    expr->height = height + 1;
  }
  // 평균값계산틱수 is self.vars[0] where the text is optimised, else the run's.
  ExprPtr average_ticks(SourcePosition position) const {
    auto number = std::make_unique<Expr>();
    number->kind = ExprKind::kInt;
    number->position = position;
    if (text_.options.vars_count == 0) {
      number->integer = text_.options.average_ticks;
      number->number = static_cast<double>(number->integer);
      return number;
    }
    auto self = std::make_unique<Expr>();
    self->kind = ExprKind::kName;
    self->text = "self";
    auto vars = std::make_unique<Expr>();
    vars->kind = ExprKind::kAttribute;
    vars->text = "vars";
    vars->binding.kind = BindingKind::kSelfVars;
    vars->children.push_back(std::move(self));
    auto node = std::make_unique<Expr>();
    node->kind = ExprKind::kSubscript;
    node->position = position;
    node->children.push_back(std::move(vars));
    node->children.push_back(std::move(number));
    return node;
  }

  void statement(Stmt& stmt) {
    if (stmt.value != nullptr) expression(*stmt.value);
    for (ExprPtr& target : stmt.targets) expression(*target);
    for (StmtPtr& inner : stmt.body) statement(*inner);
    for (StmtPtr& inner : stmt.orelse) statement(*inner);
  }

  void expression(Expr& expr) {
    if (is_symbol_test(expr)) {
      expr.symbol_test = static_cast<int>(plan_.symbol_tests.size());
      plan_.symbol_tests.push_back(&expr);
      return;
    }
    for (ExprPtr& child : expr.children) {
      if (child != nullptr) expression(*child);
    }
    for (const Keyword& keyword : expr.keywords) expression(*keyword.value);
    if (expr.kind == ExprKind::kName || expr.kind == ExprKind::kCall || expr.kind == ExprKind::kAttribute)
      meaning(expr);
  }

  void meaning(Expr& expr) {
    BindingKind kind = expr.binding.kind;
    std::uint16_t id = expr.binding.id;
    if (kind == BindingKind::kLocal) {
      kind = expr.binding.fallback_kind;
      id = expr.binding.fallback_id;
    }
    const bool called = expr.kind == ExprKind::kCall;
    switch (kind) {
      case BindingKind::kField:
        if (!called) use(static_cast<Field>(id));
        break;
      case BindingKind::kFieldLookback:
        use(static_cast<Field>(id));
        break;
      case BindingKind::kScalar:
        if (!called) scalar(static_cast<Scalar>(id));
        break;
      case BindingKind::kIndicator:
        if (!called) expr.slot = slot(feature::IndicatorKey{static_cast<feature::IndicatorOutput>(id), false, {}});
        break;
      case BindingKind::kIndicatorLookback:
        if (called) expr.slot = slot(feature::IndicatorKey{static_cast<feature::IndicatorOutput>(id), true, {}});
        break;
      case BindingKind::kWindow:
        if (called) window(expr, static_cast<feature::WindowFunction>(id));
        break;
      case BindingKind::kFunction:
        if (called) function(expr, static_cast<Function>(id));
        break;
      case BindingKind::kSelfVars:
        plan_.uses_vars = true;
        break;
      case BindingKind::kSelfIndex:
        plan_.uses_index = true;
        break;
      default:
        break;
    }
  }

  void use(Field field) { plan_.fields.set(static_cast<std::size_t>(field)); }

  void scalar(Scalar scalar) {
    switch (scalar) {
      case Scalar::kTimeOfDay:
      case Scalar::kRowTime:
        plan_.uses_index = true;
        break;
      case Scalar::kTickSize:
        use(Field::kAskPrice1);
        use(Field::kAskPrice2);
        break;
      case Scalar::kViReleaseTime:
        use(Field::kViReleaseTime);
        break;
      case Scalar::kViLowerFive:
        use(Field::kViPrice);
        use(Field::kViTickSize);
        plan_.uses_index = true;
        break;
      case Scalar::kAverageTicks:
        if (text_.options.vars_count > 0) plan_.uses_vars = true;
        break;
      default:
        break;
    }
  }

  void function(Expr& expr, Function function) {
    if (function != Function::kElapsedTicks) {
      plan_.uses_index = true;
      return;
    }
    const Expr* name = argument(expr, 0, "조건명");
    if (name != nullptr && name->kind == ExprKind::kString) expr.slot = slot(ElapsedKey{name->text});
  }

  void window(Expr& expr, feature::WindowFunction function) {
    const Expr* tick = argument(expr, 0, "tick");
    if (tick == nullptr) return;
    ExprPtr size = substituted(*tick);
    if (size == nullptr) {
      plan_.has_dynamic_windows = true;
      use(feature::info(function).source);
      // The size may turn out to be one of the held columns, which look back into earlier days.
      const bool is_average = function == feature::WindowFunction::kMovingAverage;
      const std::span<const int> average_list = text_.options.average_list;
      for (const int held : is_average ? feature::held_moving_averages(text_.options.frame) : average_list) {
        slot(feature::WindowKey{function, false, held});
      }
      return;
    }
    const std::optional<Constant> fixed = reads_vars(*size) ? std::nullopt : evaluate_constant(*size, {});
    if (fixed && fixed->is_integer && fixed->value >= 1 && fixed->value <= INT32_MAX) {
      expr.slot = slot(feature::WindowKey{function, false, static_cast<std::int32_t>(fixed->value)});
      return;
    }
    for (std::size_t i = 0; i < plan_.slots.size(); ++i) {
      const SlotTemplate& known = plan_.slots[i];
      const auto* key = std::get_if<feature::WindowKey>(&known.key);
      if (key == nullptr || known.window == nullptr || key->function != function) continue;
      if (!same_expression(*known.window, *size)) continue;
      expr.slot = static_cast<int>(i);
      return;
    }
    if (reads_vars(*size)) plan_.uses_vars = true;
    expr.slot = static_cast<int>(plan_.slots.size());
    plan_.slots.push_back({feature::WindowKey{function, false, 0}, size.get()});
    text_.window_expressions.push_back(std::move(size));
  }

  int slot(const SlotKey& key) {
    for (std::size_t i = 0; i < plan_.slots.size(); ++i) {
      if (plan_.slots[i].window == nullptr && plan_.slots[i].key == key) return static_cast<int>(i);
    }
    plan_.slots.push_back({key, nullptr});
    return static_cast<int>(plan_.slots.size()) - 1;
  }

  CompiledText& text_;
  Plan& plan_;
  std::map<int, int> assignments_;    // per local
  std::map<int, ExprPtr> constants_;  // locals known to hold a constant from here on
};

}  // namespace

void make_plan(CompiledText& text) {
  Planner(text).run();
}

}  // namespace stom::script
