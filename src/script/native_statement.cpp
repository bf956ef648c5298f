// Statements without loops.
#include "script/native_generator.h"

namespace stom::script {

bool NativeGenerator::run(const Block& block) {
  for (const StmtPtr& stmt : block) {
    if (!run(*stmt)) return false;
  }
  return true;
}

bool NativeGenerator::run(const Stmt& stmt) {
  if (stmt.sell_label > 0 && state_.sell_condition != nullptr) state_.sell_condition = ir_.number(stmt.sell_label);
  switch (stmt.kind) {
    case StmtKind::kExpression:
      if (stmt.value->kind != ExprKind::kString) (void)expression(*stmt.value);
      return true;
    case StmtKind::kAssign: {
      const NativeValue value = expression(*stmt.value);
      for (const ExprPtr& target : stmt.targets) assign(*target, value);
      return true;
    }
    case StmtKind::kAugmented: {
      const NativeValue old = expression(*stmt.targets[0]);
      assign(*stmt.targets[0], binary(stmt.op, old, expression(*stmt.value)));
      return true;
    }
    case StmtKind::kIf: return run_if(stmt);
    case StmtKind::kFor: return run_for(stmt);
    case StmtKind::kWhile: return run_real_loop(stmt, nullptr);
    case StmtKind::kBreak: return leave(loops_.back()->breaks);
    case StmtKind::kContinue: return leave(loops_.back()->continues);
    case StmtKind::kPass: return true;
    case StmtKind::kTry: throw NativeUnsupported{"try"};
  }
  return true;
}

bool NativeGenerator::leave(std::vector<Edge>& edges) {
  edges.push_back({{branch_free_ ? nullptr : ir_.current_block(), lanes_}, state_});
  ++edges_made_;
  return false;
}

void NativeGenerator::assign(const Expr& target, const NativeValue& value) {
  switch (target.kind) {
    case ExprKind::kTuple:
    case ExprKind::kList: {
      const std::vector<NativeValue> items = elements_of(value, "unpacking");
      if (items.size() != target.children.size()) {
        doubt(ir_.bit(true));  // ValueError
        return;
      }
      for (std::size_t i = 0; i < items.size(); ++i) assign(*target.children[i], items[i]);
      return;
    }
    case ExprKind::kAttribute: throw NativeUnsupported{"an assignment to self." + target.text};
    case ExprKind::kSubscript:
      if (target.children[0]->kind == ExprKind::kAttribute) return;  // self.indicator['KEY']: set before the run
      throw NativeUnsupported{"an assignment to an element"};
    default: {
      Variable& variable = state_.locals[slot_of(target.binding)];
      variable.state = Variable::Assigned::kAlways;
      variable.assigned = nullptr;
      variable.value = value;
    }
  }
}

bool NativeGenerator::run_if(const Stmt& stmt) {
  const Ssa holds = condition(*stmt.value);
  if (const auto known = Ir::constant_bit(holds)) return run(*known ? stmt.body : stmt.orelse);
  const RowState before = state_;
  std::vector<Edge> edges;
  if (!branch_free_) {
    const IrBlock yes = ir_.new_block(), no = ir_.new_block();
    ir_.branch(holds, yes, no);
    ir_.set_block(yes);
    if (run(stmt.body)) edges.push_back({{ir_.current_block(), nullptr}, state_});
    ir_.set_block(no);
    state_ = before;
    if (run(stmt.orelse)) edges.push_back({{ir_.current_block(), nullptr}, state_});
    if (edges.empty()) return false;
    join_edges(edges, nullptr);
    return true;
  }
  const Ssa lanes = lanes_;
  const std::size_t edges_before = edges_made_;
  const auto arm = [&](Ssa condition_lanes, const Block& block) {
    state_ = before;
    bool falls_through = false;
    Ssa lanes_at_end = nullptr;
    for_lanes(ir_.both(lanes, condition_lanes), [&] {
      falls_through = run(block);
      lanes_at_end = lanes_;
    });
    if (falls_through) edges.push_back({{nullptr, lanes_at_end}, state_});
  };
  const Ssa fails = ir_.invert(holds);
  arm(holds, stmt.body);
  if (stmt.orelse.empty()) edges.push_back({{nullptr, ir_.both(lanes, fails)}, before});
  else arm(fails, stmt.orelse);
  if (edges.empty()) return false;
  if (edges_made_ == edges_before) {  // both arms fall through whole: the condition alone chooses
    edges[0].way.lanes = holds;
    join_edges(edges, lanes);
    return true;
  }
  Ssa lanes_after = edges[0].way.lanes;
  if (edges.size() > 1) lanes_after = ir_.either(lanes_after, edges[1].way.lanes);
  join_edges(edges, lanes_after);
  return true;
}

}  // namespace stom::script
