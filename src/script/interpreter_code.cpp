#include "script/interpreter_code.h"

#include <algorithm>

#include "script/signature.h"

namespace stom::script {
namespace {

// A literal 0, 1, 2, …: what nearly all look-backs are.
bool is_row_count(const Node& pre) {
  return pre.op == NodeOp::kConstant && pre.constant.tag == ValueTag::kInt && pre.constant.integer >= 0 &&
         pre.constant.integer <= INT32_MAX;
}

// Reads the tree once and writes nodes into a Code.
class Lowering {
 public:
  Lowering(Code& code, const CompiledText& text) : code_(code), text_(text) {}

  const Node* expression(const Expr& expr) {
    const Node* node = lowered(expr);
    if (expr.symbol_test < 0) return node;
    code_.uses_symbol_text = true;
    Node& test = add(NodeOp::kSymbolTest, expr);
    test.index = expr.symbol_test;
    test.a = node;
    return &test;
  }
  std::vector<Step> block(const Block& block);
  void window_slots();

 private:
  Node& add(NodeOp op, const Expr& expr) {
    Node& node = code_.nodes.emplace_back();
    node.op = op;
    node.source = &expr;
    return node;
  }
  Node& constant(const Expr& expr, Value value) {
    Node& node = add(NodeOp::kConstant, expr);
    node.constant = value;
    return node;
  }
  Value literal(const std::string& text) {
    return Value::of(code_.literals.emplace_back(std::make_unique<Text>(text)).get());
  }
  const Node* optional(const ExprPtr& expr) { return expr ? expression(*expr) : nullptr; }
  void children(Node& node, const Expr& expr, std::size_t first = 0) {
    for (std::size_t i = first; i < expr.children.size(); ++i) node.children.push_back(optional(expr.children[i]));
  }
  void arguments(Node& node, const Expr& call) {
    children(node, call, 1);
    for (const Keyword& keyword : call.keywords) node.keywords.push_back({keyword.name, optional(keyword.value)});
  }
  const Node* argument(const Expr& call, std::size_t position, std::string_view keyword_name) {
    if (position + 1 < call.children.size()) return expression(*call.children[position + 1]);
    for (const Keyword& keyword : call.keywords) {
      if (keyword.name == keyword_name) return expression(*keyword.value);
    }
    return nullptr;
  }

  const Node* lowered(const Expr& expr);
  Node& bound_name(const Expr& expr, BindingKind kind, std::uint16_t id);
  Node& name(const Expr& expr);
  Node& slot_read(const Expr& expr, int slot, const Node* pre);
  Node& engine_call(const Expr& expr, BindingKind kind, std::uint16_t id);
  Node& call(const Expr& expr);
  Node& attribute(const Expr& expr);
  Node& subscript(const Expr& expr);
  Target target(const Expr& expr);
  Step step(const Stmt& stmt);

  Code& code_;
  const CompiledText& text_;
};

Node& Lowering::bound_name(const Expr& expr, BindingKind kind, std::uint16_t id) {
  switch (kind) {
    case BindingKind::kFlag: {
      Node& node = add(NodeOp::kLocal, expr);
      node.index = code_.flag_slot(static_cast<Flag>(id));
      return node;
    }
    case BindingKind::kField: {
      const int column = market::column_of(text_.options.market, text_.options.frame, static_cast<market::Field>(id));
      if (column < 0) return add(NodeOp::kUnknownName, expr);
      Node& node = add(NodeOp::kField, expr);
      node.index = column;
      return node;
    }
    case BindingKind::kScalar: {
      const Scalar scalar = static_cast<Scalar>(id);
      if (scalar == Scalar::kCode || scalar == Scalar::kName) code_.uses_symbol_text = true;
      Node& node = add(NodeOp::kScalar, expr);
      node.id = id;
      return node;
    }
    case BindingKind::kState: {
      Node& node = add(NodeOp::kState, expr);
      node.id = id;
      return node;
    }
    case BindingKind::kIndicator: return slot_read(expr, expr.slot, nullptr);
    case BindingKind::kSelfTickData: return add(NodeOp::kTickData, expr);
    case BindingKind::kSelfIndex: return add(NodeOp::kIndex, expr);
    case BindingKind::kSelfIndexNumber: return add(NodeOp::kIndexNumber, expr);
    case BindingKind::kSelfArray: return add(NodeOp::kMatrix, expr);
    case BindingKind::kUnknown: return add(NodeOp::kUnknownName, expr);
    default: return add(NodeOp::kFunctionValue, expr);
  }
}

Node& Lowering::name(const Expr& expr) {
  if (expr.binding.kind != BindingKind::kLocal) return bound_name(expr, expr.binding.kind, expr.binding.id);
  const Node* before = nullptr;
  if (expr.binding.fallback_kind != BindingKind::kUnknown) {
    Node& meaning = bound_name(expr, expr.binding.fallback_kind, expr.binding.fallback_id);
    if (expr.binding.fallback_kind == BindingKind::kFlag) return meaning;
    before = &meaning;
  }
  Node& node = add(NodeOp::kLocal, expr);
  node.index = expr.binding.id;
  node.a = before;
  return node;
}

Node& Lowering::slot_read(const Expr& expr, int slot, const Node* pre) {
  if (slot < 0) return constant(expr, Value::integer_of(0));
  const bool fixed = pre == nullptr || is_row_count(*pre);
  Node& node = add(fixed ? NodeOp::kSlot : NodeOp::kSlotBack, expr);
  node.index = slot;
  if (!fixed) node.a = pre;
  else if (pre != nullptr) node.rows_back = static_cast<std::int32_t>(pre->constant.integer);
  return node;
}

// A call that Python refuses whatever its arguments are: too many, too few, unknown names.
bool is_call_refused(const Expr& call, BindingKind kind, std::uint16_t id) {
  const bool of_engine = kind == BindingKind::kFieldLookback || kind == BindingKind::kWindow ||
                         kind == BindingKind::kIndicatorLookback || kind == BindingKind::kFunction;
  Signature signature;
  if (!of_engine || !find_signature({kind, id}, signature) || signature.parameters.empty()) return false;
  const std::size_t positional = call.children.size() - 1;
  for (const Keyword& keyword : call.keywords) {
    const auto found = std::ranges::find(signature.parameters, keyword.name);
    if (found == signature.parameters.end()) return true;
    if (static_cast<std::size_t>(found - signature.parameters.begin()) < positional) return true;
  }
  const std::size_t given = positional + call.keywords.size();
  return given < static_cast<std::size_t>(signature.least) || given > static_cast<std::size_t>(signature.most);
}

Node& Lowering::engine_call(const Expr& expr, BindingKind kind, std::uint16_t id) {
  if (is_call_refused(expr, kind, id)) return add(NodeOp::kWrongArguments, expr);
  switch (kind) {
    case BindingKind::kFieldLookback: {
      const int column = market::column_of(text_.options.market, text_.options.frame, static_cast<market::Field>(id));
      const Node* pre = argument(expr, 0, "pre");
      if (column < 0) return add(NodeOp::kUnknownName, expr);
      Node& node = add(NodeOp::kFieldBack, expr);
      node.index = column;
      if (is_row_count(*pre)) node.rows_back = static_cast<std::int32_t>(pre->constant.integer);
      else node.a = pre;
      return node;
    }
    case BindingKind::kWindow: {
      const Node* pre = argument(expr, 1, "pre");
      if (expr.slot >= 0) return slot_read(expr, expr.slot, pre);
      const Node* tick = argument(expr, 0, "tick");
      Node& node = add(NodeOp::kWindow, expr);
      node.id = id;
      node.a = tick;
      node.b = pre;
      return node;
    }
    case BindingKind::kIndicatorLookback: return slot_read(expr, expr.slot, argument(expr, 0, "pre"));
    case BindingKind::kFunction: {
      const Function function = static_cast<Function>(id);
      if (function == Function::kElapsedTicks) {
        Node& node = add(expr.slot >= 0 ? NodeOp::kElapsed : NodeOp::kElapsedByName, expr);
        node.index = expr.slot;
        node.a = argument(expr, 0, "조건명");
        return node;
      }
      Node& node = add(function == Function::kTimedeltaSec ? NodeOp::kTimedeltaSec : NodeOp::kNow, expr);
      arguments(node, expr);
      return node;
    }
    case BindingKind::kBuiltin: {
      Node& node = add(NodeOp::kBuiltin, expr);
      node.id = id;
      arguments(node, expr);
      return node;
    }
    case BindingKind::kSelfBuy:
    case BindingKind::kSelfSell: return add(NodeOp::kWrongArguments, expr);  // the back-test's own takes the cell alone
    case BindingKind::kSelfEmit: {
      Node& node = add(NodeOp::kEmit, expr);
      arguments(node, expr);
      return node;
    }
    default: {
      Node& node = add(NodeOp::kNotCallable, expr);
      node.a = expression(*expr.children[0]);
      return node;
    }
  }
}

Node& Lowering::call(const Expr& expr) {
  const Expr& callee = *expr.children[0];
  const NameBinding& binding = expr.binding.kind != BindingKind::kUnknown ? expr.binding : callee.binding;
  if (binding.kind == BindingKind::kLocal) {
    Node& node = add(NodeOp::kLocalCall, expr);
    node.index = binding.id;
    if (can_call(binding.fallback_kind)) node.a = &engine_call(expr, binding.fallback_kind, binding.fallback_id);
    return node;
  }
  if (callee.kind == ExprKind::kAttribute && binding.kind != BindingKind::kSelfBuy &&
      binding.kind != BindingKind::kSelfSell && binding.kind != BindingKind::kSelfEmit) {
    const Expr& object = *callee.children[0];
    if (object.binding.kind == BindingKind::kModule) {
      const auto function = find_module_function(static_cast<Module>(object.binding.id), callee.text);
      if (!function) return add(NodeOp::kAttribute, callee);  // without object: AttributeError of the module
      Node& node = add(NodeOp::kModuleCall, expr);
      node.id = static_cast<std::uint16_t>(*function);
      arguments(node, expr);
      return node;
    }
    Node& node = add(NodeOp::kMethod, expr);
    node.a = expression(object);
    arguments(node, expr);
    return node;
  }
  return engine_call(expr, binding.kind, binding.id);
}

Node& Lowering::attribute(const Expr& expr) {
  if (expr.binding.kind != BindingKind::kUnknown) return bound_name(expr, expr.binding.kind, expr.binding.id);
  const Expr& object = *expr.children[0];
  if (object.binding.kind == BindingKind::kModule) {
    const auto number = find_module_constant(static_cast<Module>(object.binding.id), expr.text);
    if (number) return constant(expr, Value::plain(*number));
    return add(NodeOp::kAttribute, expr);
  }
  Node& node = add(NodeOp::kAttribute, expr);
  node.a = expression(object);
  return node;
}

Node& Lowering::subscript(const Expr& expr) {
  if (expr.children[0]->binding.kind == BindingKind::kSelfVars) {
    Node& node = add(NodeOp::kVars, expr);
    node.a = expression(*expr.children[1]);
    return node;
  }
  Node& node = add(NodeOp::kSubscript, expr);
  node.a = expression(*expr.children[0]);
  node.b = expression(*expr.children[1]);
  return node;
}

const Node* Lowering::lowered(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kNone: return &constant(expr, Value::none());
    case ExprKind::kBool: return &constant(expr, Value::boolean(expr.integer != 0));
    case ExprKind::kInt:
      if (expr.integer > kLargestInteger || expr.integer < -kLargestInteger) return &add(NodeOp::kTooLarge, expr);
      return &constant(expr, Value::integer_of(expr.integer));
    case ExprKind::kFloat: return &constant(expr, Value::plain(expr.number));
    case ExprKind::kString: return &constant(expr, literal(expr.text));
    case ExprKind::kName: return &name(expr);
    case ExprKind::kAttribute: return &attribute(expr);
    case ExprKind::kSubscript: return &subscript(expr);
    case ExprKind::kCall: return &call(expr);
    case ExprKind::kUnary: {
      const Node* operand = expression(*expr.children[0]);
      const bool folds = operand->op == NodeOp::kConstant && operand->constant.is_number() &&
                         expr.op == Operator::kNegate && operand->constant.tag != ValueTag::kBool;
      if (folds) return &constant(expr, Value::of(arithmetic(expr.op, operand->constant.number()).value));
      Node& node = add(expr.op == Operator::kNot ? NodeOp::kNot : NodeOp::kUnary, expr);
      node.operation = expr.op;
      node.a = operand;
      return &node;
    }
    case ExprKind::kBinary: {
      Node& node = add(NodeOp::kBinary, expr);
      node.operation = expr.op;
      node.a = expression(*expr.children[0]);
      node.b = expression(*expr.children[1]);
      return &node;
    }
    case ExprKind::kCompare: {
      const bool single = expr.children.size() == 2;
      Node& node = add(single ? NodeOp::kCompare : NodeOp::kChain, expr);
      if (single) {
        node.operation = expr.compare_ops[0];
        node.a = expression(*expr.children[0]);
        node.b = expression(*expr.children[1]);
      } else {
        children(node, expr);
      }
      return &node;
    }
    default: break;
  }
  static constexpr std::pair<ExprKind, NodeOp> kMany[] = {
      {ExprKind::kSlice, NodeOp::kSlice}, {ExprKind::kAnd, NodeOp::kAnd},     {ExprKind::kOr, NodeOp::kOr},
      {ExprKind::kTuple, NodeOp::kTuple}, {ExprKind::kList, NodeOp::kList},   {ExprKind::kConditional, NodeOp::kConditional},
      {ExprKind::kJoinedString, NodeOp::kJoined}};
  const auto found = std::ranges::find(kMany, expr.kind, &std::pair<ExprKind, NodeOp>::first);
  Node& node = add(found->second, expr);
  children(node, expr);
  return &node;
}

Target Lowering::target(const Expr& expr) {
  Target out;
  out.source = &expr;
  switch (expr.kind) {
    case ExprKind::kTuple:
    case ExprKind::kList:
      out.kind = TargetKind::kUnpack;
      for (const ExprPtr& part : expr.children) out.parts.push_back(target(*part));
      return out;
    case ExprKind::kAttribute:
      out.kind = expr.binding.kind == BindingKind::kSelfTickData ? TargetKind::kTickData : TargetKind::kIgnored;
      return out;
    case ExprKind::kSubscript:
      if (expr.children[0]->kind == ExprKind::kAttribute) {  // self.indicator['KEY']: set before the run, not at a row
        out.kind = TargetKind::kIgnored;
        return out;
      }
      out.kind = TargetKind::kItem;
      out.object = expression(*expr.children[0]);
      out.index = expression(*expr.children[1]);
      return out;
    default: {
      out.kind = TargetKind::kLocal;
      const NameBinding& binding = expr.binding;
      if (binding.kind == BindingKind::kFlag) out.local = code_.flag_slot(static_cast<Flag>(binding.id));
      else if (binding.fallback_kind == BindingKind::kFlag) out.local = code_.flag_slot(static_cast<Flag>(binding.fallback_id));
      else out.local = binding.id;
      return out;
    }
  }
}

Step Lowering::step(const Stmt& stmt) {
  Step out;
  out.kind = stmt.kind;
  out.operation = stmt.op;
  out.sell_label = stmt.sell_label;
  out.source = &stmt;
  for (const ExprPtr& each : stmt.targets) out.targets.push_back(target(*each));
  out.value = optional(stmt.value);
  if (stmt.kind == StmtKind::kAugmented) out.target_value = expression(*stmt.targets[0]);
  out.body = block(stmt.body);
  out.orelse = block(stmt.orelse);
  return out;
}

std::vector<Step> Lowering::block(const Block& block) {
  std::vector<Step> steps;
  steps.reserve(block.size());
  for (const StmtPtr& stmt : block) steps.push_back(step(*stmt));
  return steps;
}

void Lowering::window_slots() {
  for (std::size_t i = 0; i < text_.plan.slots.size(); ++i) {
    const SlotTemplate& slot = text_.plan.slots[i];
    const auto* key = std::get_if<feature::WindowKey>(&slot.key);
    if (key == nullptr) continue;
    const Node* size = slot.window != nullptr ? expression(*slot.window) : nullptr;
    code_.window_slots.push_back({key->function, size != nullptr ? 0 : key->window, size, static_cast<std::int32_t>(i)});
  }
}

int local_slot(const CompiledText& text, std::string_view name) {
  const auto found = std::ranges::find(text.local_names, name);
  return found == text.local_names.end() ? -1 : static_cast<int>(found - text.local_names.begin());
}

std::unique_ptr<Code> empty_code(const CompiledText& text) {
  auto code = std::make_unique<Code>();
  code->text = &text;
  code->initial_locals.assign(text.local_names.size(), Value::unassigned());
  for (const Flag flag : {Flag::kBuy, Flag::kSell, Flag::kBuyLong, Flag::kSellShort, Flag::kSellLong, Flag::kBuyShort}) {
    code->initial_locals.push_back(Value::boolean(flag == Flag::kBuy || flag == Flag::kBuyLong || flag == Flag::kSellShort));
  }
  return code;
}

}  // namespace

std::unique_ptr<Code> make_code(const CompiledText& text, std::shared_ptr<const CompiledText> owner) {
  auto code = empty_code(text);
  code->owner = std::move(owner);
  Lowering lowering(*code, text);
  if (text.options.kind == TextKind::kCondition) {
    code->condition = text.body.empty() || !text.body[0]->value ? nullptr : lowering.expression(*text.body[0]->value);
  } else {
    code->body = lowering.block(text.body);
  }
  if (text.plan.has_dynamic_windows) lowering.window_slots();

  const bool has_sides = text.options.market == market::Market::kBinance;
  if (text.options.kind == TextKind::kSell && has_sides) code->position = local_slot(text, "포지션");
  return code;
}

std::unique_ptr<Code> make_expression_code(const CompiledText& text, const std::vector<const Expr*>& expressions,
                                           std::vector<const Node*>& nodes) {
  auto code = empty_code(text);
  Lowering lowering(*code, text);
  for (const Expr* expr : expressions) nodes.push_back(lowering.expression(*expr));
  return code;
}

}  // namespace stom::script
