// Loops. Short ones over literals or range() with constant arguments are unrolled, so that look-backs in them are constant
// and the code stays branch-free. Real loops need to know the kinds of the names that they change: the body is emitted with
// the kinds at entry assumed, and again with wider ones while the end of the body gives others.
#include <set>

#include "script/native_generator.h"

namespace stom::script {
namespace {

constexpr std::size_t kMostUnrolledNodes = 6000;

void targets_of(const Expr& target, std::vector<const NameBinding*>& out) {
  if (target.kind == ExprKind::kTuple || target.kind == ExprKind::kList) {
    for (const ExprPtr& child : target.children) targets_of(*child, out);
  } else if (target.kind == ExprKind::kName) {
    out.push_back(&target.binding);
  }
}

void assigned_in(const Block& block, std::vector<const NameBinding*>& out, bool& has_sell_labels) {
  for (const StmtPtr& stmt : block) {
    has_sell_labels = has_sell_labels || stmt->sell_label > 0;
    for (const ExprPtr& target : stmt->targets) targets_of(*target, out);
    assigned_in(stmt->body, out, has_sell_labels);
    assigned_in(stmt->orelse, out, has_sell_labels);
  }
}

std::size_t nodes_in(const Expr& expr) {
  std::size_t count = 1;
  for (const ExprPtr& child : expr.children) count += child ? nodes_in(*child) : 0;
  for (const Keyword& keyword : expr.keywords) count += nodes_in(*keyword.value);
  return count;
}

std::size_t nodes_in(const Block& block) {
  std::size_t count = 0;
  for (const StmtPtr& stmt : block) {
    // A loop inside is unrolled too; a guess of its length keeps the product in bounds.
    const std::size_t repeats = stmt->kind == StmtKind::kFor ? 8 : 1;
    count += 1 + (stmt->value ? nodes_in(*stmt->value) : 0) + repeats * nodes_in(stmt->body) + nodes_in(stmt->orelse);
  }
  return count;
}

bool is_phi_kind(NativeKind kind) {
  return kind == NativeKind::kNumber || kind == NativeKind::kDateTime || kind == NativeKind::kTimeDelta ||
         kind == NativeKind::kPosition;
}

// Kinds only: what holds at every repetition.
NativeValue generalised(const NativeValue& value) {
  NativeValue out = value;
  out.variable = -1;
  if (value.kind == NativeKind::kSequence) return {};
  out.bounds = {};
  if (value.is_number() && within(value.tags, kIntTags)) out.bounds = kIntegerBounds;
  if (value.is_number() && within(value.tags, kBoolTags)) out.bounds = {0, 1};
  return out;
}

}  // namespace

bool NativeGenerator::run_for(const Stmt& stmt) {
  std::vector<NativeValue> items;
  const Expr& iterable = *stmt.value;
  const NameBinding& binding = iterable.kind == ExprKind::kCall && iterable.binding.kind == BindingKind::kUnknown
                                   ? iterable.children[0]->binding
                                   : iterable.binding;
  const bool is_range = iterable.kind == ExprKind::kCall && binding.kind == BindingKind::kBuiltin &&
                        static_cast<Builtin>(binding.id) == Builtin::kRange;
  if (is_range) {
    const auto elements = range_elements(iterable);
    if (!elements || elements->size() * nodes_in(stmt.body) > kMostUnrolledNodes) {
      const Counting range = counting(iterable);
      return run_real_loop(stmt, &range);
    }
    items = *elements;
  } else {
    items = elements_of(expression(iterable), "a loop");
    if (items.size() * nodes_in(stmt.body) > kMostUnrolledNodes) throw NativeUnsupported{"a long loop over a list"};
  }
  return run_unrolled(stmt, items);
}

bool NativeGenerator::run_unrolled(const Stmt& stmt, const std::vector<NativeValue>& items) {
  if (emitted_ > kMostUnrolledNodes * 2) throw NativeUnsupported{"loops that are too long together"};
  Loop loop;
  if (real_loops_ > 0) count_steps(static_cast<double>(items.size()));
  bool is_live = true;
  for (const NativeValue& item : items) {
    loops_.push_back(&loop);
    assign(*stmt.targets[0], item);
    const bool falls_through = run(stmt.body);
    loops_.pop_back();
    std::vector<Edge> edges = std::move(loop.continues);
    loop.continues.clear();
    if (falls_through) edges.push_back({{branch_free_ ? nullptr : ir_.current_block(), lanes_}, state_});
    is_live = !edges.empty();
    if (!is_live) break;
    Ssa lanes = edges[0].way.lanes;
    for (std::size_t i = 1; i < edges.size() && branch_free_; ++i) lanes = ir_.either(lanes, edges[i].way.lanes);
    join_edges(edges, lanes);
  }
  return finish_loop(stmt, loop, is_live);
}

// The loop's else, then all ways out together.
bool NativeGenerator::finish_loop(const Stmt& stmt, Loop& loop, bool falls_through) {
  if (falls_through && !stmt.orelse.empty()) falls_through = run(stmt.orelse);
  std::vector<Edge> edges = std::move(loop.breaks);
  if (falls_through) edges.push_back({{branch_free_ ? nullptr : ir_.current_block(), lanes_}, state_});
  if (edges.empty()) return false;
  Ssa lanes = edges[0].way.lanes;
  for (std::size_t i = 1; i < edges.size() && branch_free_; ++i) lanes = ir_.either(lanes, edges[i].way.lanes);
  join_edges(edges, lanes);
  return true;
}

NativeGenerator::Counting NativeGenerator::counting(const Expr& call) {
  const std::size_t count = call.children.size() - 1;
  if (count < 1 || count > 3 || !call.keywords.empty()) throw NativeUnsupported{"range() with a wrong number of arguments"};
  std::vector<NativeValue> arguments;
  for (std::size_t i = 0; i < count; ++i) {
    arguments.push_back(expression(*call.children[i + 1]));
    NativeValue& value = arguments.back();
    if (!value.is_number()) throw NativeUnsupported{"range() of something else than numbers"};
    doubt(is_tag_type(value, 2));
    if (!value.bounds.is_known()) value.bounds = kIntegerBounds;
  }
  const NativeValue start = count == 1 ? plain_int(0) : arguments[0];
  const NativeValue stop = count == 1 ? arguments[0] : arguments[1];
  Counting range{number_of(start), number_of(stop), 1, {}};
  if (count == 3) {
    const auto step = Ir::constant_number(number_of(arguments[2]));
    if (!step || *step == 0) throw NativeUnsupported{"range() with a computed step"};
    range.step = *step;
  }
  range.bounds = {std::min(start.bounds.low, stop.bounds.low), std::max(start.bounds.high, stop.bounds.high)};
  return range;
}

void NativeGenerator::count_steps(double steps) {
  const Ssa counted = ir_.add(ir_.load_own(Shape::kNumber, steps_, 0), ir_.number(steps));
  ir_.store_own(steps_, 0, counted);
  doubt(ir_.compare(Relation::kGreater, counted, ir_.number(static_cast<double>(kStepLimit))));
}

bool NativeGenerator::run_real_loop(const Stmt& stmt, const Counting* range) {
  if (branch_free_) throw NotBranchFree{"a loop"};
  std::vector<const NameBinding*> assigned;
  bool has_sell_labels = false;
  assigned_in(stmt.body, assigned, has_sell_labels);
  for (const ExprPtr& target : stmt.targets) targets_of(*target, assigned);
  std::set<int> locals;
  for (const NameBinding* binding : assigned) locals.insert(slot_of(*binding));
  std::vector<Carried> carried;
  for (const int local : locals) {
    Carried each;
    each.local = local;
    each.assumed = state_.locals[local];
    each.assumed.value = generalised(each.assumed.value);
    carried.push_back(each);
  }
  const RowState before = state_;
  const IrBlock entry = ir_.current_block();
  const std::size_t sites = window_sites_.size();
  static constexpr int kMostTrials = 16;
  for (int trial = 0; trial < kMostTrials; ++trial) {
    Loop loop;
    const std::size_t mark = ir_.mark();
    ir_.set_block(entry);
    state_ = before;
    if (try_real_loop(stmt, range, carried, has_sell_labels ? before.sell_condition : nullptr, loop)) {
      return finish_loop(stmt, loop, true);
    }
    ir_.discard_since(mark);
    window_sites_.resize(sites);
  }
  throw NativeUnsupported{"a loop whose names change kind too often"};
}

// Emits the loop up to its regular end; false: the assumed kinds were too narrow and have been widened.
bool NativeGenerator::try_real_loop(const Stmt& stmt, const Counting* range, std::vector<Carried>& carried,
                                    Ssa sell_condition, Loop& loop) {
  const RowState before = state_;
  const IrBlock entry = ir_.current_block();
  const IrBlock head = ir_.new_block();
  ir_.set_block(head);
  const Ssa counter = range != nullptr ? ir_.open_phi(Shape::kNumber) : nullptr;
  const Ssa sell_phi = sell_condition != nullptr ? ir_.open_phi(Shape::kNumber) : nullptr;
  enter_assumed(carried);
  if (sell_phi != nullptr) state_.sell_condition = sell_phi;
  count_steps(1);
  Ssa goes_on = nullptr;
  if (range != nullptr) {
    goes_on = ir_.compare(range->step > 0 ? Relation::kLess : Relation::kGreater, counter, range->stop);
  } else {
    goes_on = condition(*stmt.value);
  }
  const RowState at_end = state_;
  const IrBlock body = ir_.new_block(), end = ir_.new_block();
  ir_.branch(goes_on, body, end);
  ir_.set_block(body);
  loops_.push_back(&loop);
  ++real_loops_;
  if (range != nullptr) assign(*stmt.targets[0], number_value(NumberTag::kInt, counter, range->bounds));
  const bool falls_through = run(stmt.body);
  loops_.pop_back();
  --real_loops_;
  std::vector<Edge> edges = std::move(loop.continues);
  if (falls_through) edges.push_back({{ir_.current_block(), nullptr}, state_});
  if (!edges.empty()) {
    join_edges(edges, nullptr);
    if (widen(carried)) return false;
    const IrBlock latch = ir_.current_block();
    close_phis(carried, state_, latch);
    if (sell_phi != nullptr) ir_.add_incoming(sell_phi, state_.sell_condition, latch);
    if (counter != nullptr) ir_.add_incoming(counter, ir_.add(counter, ir_.number(range->step)), latch);
    ir_.jump(head);
  }
  ir_.set_block(entry);
  close_phis(carried, before, entry);
  if (sell_phi != nullptr) ir_.add_incoming(sell_phi, before.sell_condition, entry);
  if (counter != nullptr) ir_.add_incoming(counter, range->start, entry);
  ir_.jump(head);
  ir_.set_block(end);
  state_ = at_end;
  return true;
}

void NativeGenerator::enter_assumed(std::vector<Carried>& carried) {
  for (Carried& each : carried) {
    each.number = each.bit = each.tag = each.assigned = nullptr;
    Variable& variable = state_.locals[each.local];
    variable = each.assumed;
    if (variable.state == Variable::Assigned::kNever) continue;
    if (variable.state == Variable::Assigned::kMaybe) variable.assigned = each.assigned = ir_.open_phi(Shape::kBit);
    NativeValue& value = variable.value;
    if (!is_phi_kind(value.kind)) continue;
    if (value.bit != nullptr) {
      value.bit = each.bit = ir_.open_phi(Shape::kBit);
      value.number = nullptr;
    } else {
      value.number = each.number = ir_.open_phi(Shape::kNumber);
    }
    if (value.is_number() && !is_single(value.tags)) value.tag = each.tag = ir_.open_phi(Shape::kTag);
  }
}

// Makes the assumptions hold at the end of the body too; true: they had to change.
bool NativeGenerator::widen(std::vector<Carried>& carried) {
  using Assigned = Variable::Assigned;
  bool changed = false;
  for (Carried& each : carried) {
    const Variable& now = state_.locals[each.local];
    Variable& assumed = each.assumed;
    if (now.state == Assigned::kNever) continue;  // then it was never assigned at the head either
    if (assumed.state == Assigned::kNever) {
      assumed.state = Assigned::kMaybe;
      assumed.value = generalised(now.value);
      changed = true;
      continue;
    }
    NativeValue wide = assumed.value;
    const bool same_constant = now.value.kind == wide.kind && now.value.text == wide.text;
    if (wide.kind == NativeKind::kUnusable) continue;
    if (now.value.kind != wide.kind || (!is_phi_kind(wide.kind) && !same_constant)) {
      wide = {};
    } else if (wide.is_number()) {
      wide.tags |= now.value.tags;
      if (now.value.bit == nullptr && wide.bit != nullptr) {
        wide.number = now.value.number;  // held as a number from now on
        wide.bit = nullptr;
      }
      wide = generalised(wide);
    }
    const bool differs = wide.kind != assumed.value.kind || wide.tags != assumed.value.tags ||
                         (wide.bit == nullptr) != (assumed.value.bit == nullptr);
    if (differs) {
      assumed.value = wide;
      changed = true;
    }
    if (now.state == Assigned::kMaybe && assumed.state == Assigned::kAlways) {
      assumed.state = Assigned::kMaybe;
      changed = true;
    }
  }
  return changed;
}

void NativeGenerator::close_phis(const std::vector<Carried>& carried, const RowState& state, IrBlock from) {
  using Assigned = Variable::Assigned;
  for (const Carried& each : carried) {
    const Variable& variable = state.locals[each.local];
    const bool has_value = variable.state != Assigned::kNever;
    if (each.assigned != nullptr) {
      const Ssa assigned = variable.state == Assigned::kMaybe ? variable.assigned : ir_.bit(has_value);
      ir_.add_incoming(each.assigned, assigned, from);
    }
    if (each.bit != nullptr) ir_.add_incoming(each.bit, has_value ? variable.value.bit : ir_.bit(false), from);
    if (each.number != nullptr) ir_.add_incoming(each.number, has_value ? number_of(variable.value) : ir_.number(0), from);
    if (each.tag != nullptr) ir_.add_incoming(each.tag, has_value ? tag_of(variable.value) : ir_.tag(1), from);
  }
}

}  // namespace stom::script
