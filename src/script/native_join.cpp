// Where ways of control meet: values and states from several edges become one.
#include "script/native_generator.h"

namespace stom::script {
namespace {

bool is_constant_like(NativeKind kind) {
  return kind == NativeKind::kText || kind == NativeKind::kNone || kind == NativeKind::kSequence;
}

bool same_ssa(const NativeValue& a, const NativeValue& b) {
  return a.kind == b.kind && a.tags == b.tags && a.number == b.number && a.bit == b.bit && a.tag == b.tag;
}

bool same(const NativeValue& a, const NativeValue& b) {
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case NativeKind::kText: return a.text == b.text;
    case NativeKind::kNone:
    case NativeKind::kUnusable: return true;
    case NativeKind::kSequence:
      if (a.elements.size() != b.elements.size() || a.is_list != b.is_list) return false;
      for (std::size_t i = 0; i < a.elements.size(); ++i) {
        if (!same(a.elements[i], b.elements[i])) return false;
      }
      return true;
    default: return same_ssa(a, b);
  }
}

}  // namespace

// One SSA value from one per edge. Branching: the edges' blocks are open and the current block is the join.
Ssa NativeGenerator::join_parts(Shape shape, const std::vector<Ssa>& parts, const std::vector<Way>& ways) {
  bool equal = true;
  for (const Ssa part : parts) equal = equal && part == parts[0];
  if (equal) return parts[0];
  if (ways[0].block == nullptr) {
    Ssa result = parts.back();
    for (std::size_t i = parts.size() - 1; i-- > 0;) result = ir_.select(ways[i].lanes, parts[i], result);
    return result;
  }
  const Ssa phi = ir_.open_phi(shape);
  for (std::size_t i = 0; i < parts.size(); ++i) ir_.add_incoming(phi, parts[i], ways[i].block);
  return phi;
}

NativeValue NativeGenerator::join_values(const std::vector<const NativeValue*>& values, const std::vector<Way>& ways) {
  NativeValue joined = *values[0];
  bool all_same = true, same_kind = true;
  for (const NativeValue* value : values) {
    all_same = all_same && same(*value, joined);
    same_kind = same_kind && value->kind == joined.kind;
  }
  if (all_same) {
    for (const NativeValue* value : values) {
      joined.bounds.low = std::min(joined.bounds.low, value->bounds.low);
      joined.bounds.high = std::max(joined.bounds.high, value->bounds.high);
    }
    return joined;
  }
  if (!same_kind || is_constant_like(joined.kind)) return {};
  joined.variable = -1;
  bool as_bits = joined.is_number();
  for (const NativeValue* value : values) {
    joined.tags |= value->tags;
    as_bits = as_bits && value->bit != nullptr;
    const bool known = joined.bounds.is_known() && value->bounds.is_known();
    joined.bounds = known ? Bounds{std::min(joined.bounds.low, value->bounds.low),
                                   std::max(joined.bounds.high, value->bounds.high)}
                          : Bounds{};
  }
  // What each edge must hand over is made at that edge, then joined.
  const IrBlock here = ir_.current_block();
  const bool needs_tag = joined.is_number() && !is_single(joined.tags);
  std::vector<Ssa> numbers, bits, tags;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (ways[i].block != nullptr) ir_.set_block(ways[i].block);
    if (as_bits) bits.push_back(values[i]->bit);
    else numbers.push_back(number_of(*values[i]));
    if (needs_tag) tags.push_back(tag_of(*values[i]));
  }
  ir_.set_block(here);
  joined.number = as_bits ? nullptr : join_parts(Shape::kNumber, numbers, ways);
  joined.bit = as_bits ? join_parts(Shape::kBit, bits, ways) : nullptr;
  joined.tag = needs_tag ? join_parts(Shape::kTag, tags, ways) : nullptr;
  return joined;
}

// The current state becomes the join of the edges'; the edges' blocks are closed. `lanes_after`: the lanes on the path then.
void NativeGenerator::join_edges(std::vector<Edge>& edges, Ssa lanes_after) {
  if (branch_free_) lanes_ = lanes_after;
  if (edges.size() == 1) {
    if (!branch_free_) ir_.set_block(edges[0].way.block);
    state_ = std::move(edges[0].state);
    return;
  }
  if (!branch_free_) ir_.set_block(ir_.new_block());
  std::vector<Way> ways;
  for (const Edge& edge : edges) ways.push_back(edge.way);
  RowState joined;
  joined.locals.resize(state_.locals.size());
  using Assigned = Variable::Assigned;
  for (std::size_t i = 0; i < joined.locals.size(); ++i) {
    Variable& out = joined.locals[i];
    std::vector<const NativeValue*> values;
    std::vector<Ssa> assigned;
    std::vector<Way> assigned_ways;
    bool any = false, all = true;
    for (const Edge& edge : edges) {
      const Variable& in = edge.state.locals[i];
      any = any || in.state != Assigned::kNever;
      all = all && in.state == Assigned::kAlways;
    }
    if (!any) continue;
    out.state = all ? Assigned::kAlways : Assigned::kMaybe;
    // An edge without a value hands over any other edge's kind of value: it is never read.
    const NativeValue* sample = nullptr;
    for (const Edge& edge : edges) {
      if (edge.state.locals[i].state != Assigned::kNever) sample = &edge.state.locals[i].value;
    }
    const NativeValue nothing = unread(*sample);
    for (const Edge& edge : edges) {
      const Variable& in = edge.state.locals[i];
      values.push_back(in.state == Assigned::kNever ? &nothing : &in.value);
      if (!all) {
        assigned.push_back(in.state == Assigned::kNever    ? ir_.bit(false)
                           : in.state == Assigned::kAlways ? ir_.bit(true)
                                                           : in.assigned);
      }
    }
    out.value = join_values(values, ways);
    if (!all) out.assigned = join_parts(Shape::kBit, assigned, ways);
  }
  std::vector<Ssa> conditions;
  for (const Edge& edge : edges) conditions.push_back(edge.state.sell_condition);
  if (conditions[0] != nullptr) joined.sell_condition = join_parts(Shape::kNumber, conditions, ways);
  state_ = std::move(joined);
  if (branch_free_) return;
  const IrBlock here = ir_.current_block();
  for (const Way& way : ways) {
    ir_.set_block(way.block);
    ir_.jump(here);
  }
  ir_.set_block(here);
}

// A value of the same kind that nothing reads.
NativeValue NativeGenerator::unread(const NativeValue& like) {
  NativeValue value = like;
  value.variable = -1;
  if (value.number != nullptr) value.number = ir_.number(0);
  if (value.bit != nullptr) value.bit = ir_.bit(false);
  if (value.tag != nullptr) {
    for (const NumberTag tag : kNumberTags) {
      if ((like.tags & tag_set(tag)) != 0) value.tag = ir_.tag(static_cast<int>(tag));
    }
  }
  return value;
}

NativeValue NativeGenerator::choose(Ssa condition, const Emit& yes, const Emit& no) {
  if (const auto known = Ir::constant_bit(condition)) return *known ? yes() : no();
  std::vector<Way> ways(2);
  std::vector<NativeValue> values(2);
  if (branch_free_) {
    const Ssa lanes = lanes_;
    ways[0].lanes = condition;
    ways[1].lanes = ir_.invert(condition);
    lanes_ = ir_.both(lanes, ways[0].lanes);
    values[0] = yes();
    lanes_ = ir_.both(lanes, ways[1].lanes);
    values[1] = no();
    lanes_ = lanes;
    return join_values({&values[0], &values[1]}, ways);
  }
  const IrBlock yes_block = ir_.new_block(), no_block = ir_.new_block();
  ir_.branch(condition, yes_block, no_block);
  ir_.set_block(yes_block);
  values[0] = yes();
  ways[0].block = ir_.current_block();
  ir_.set_block(no_block);
  values[1] = no();
  ways[1].block = ir_.current_block();
  const IrBlock after = ir_.new_block();
  ir_.set_block(after);
  const NativeValue joined = join_values({&values[0], &values[1]}, ways);
  for (const Way& way : ways) {
    ir_.set_block(way.block);
    ir_.jump(after);
  }
  ir_.set_block(after);
  return joined;
}

Ssa NativeGenerator::both_lazily(Ssa first, const std::function<Ssa()>& second) {
  return choose(first, [&] { return bool_value(NumberTag::kBool, second()); },
                [&] { return bool_value(NumberTag::kBool, ir_.bit(false)); })
      .bit;
}

Ssa NativeGenerator::either_lazily(Ssa first, const std::function<Ssa()>& second) {
  return choose(first, [&] { return bool_value(NumberTag::kBool, ir_.bit(true)); },
                [&] { return bool_value(NumberTag::kBool, second()); })
      .bit;
}

void NativeGenerator::for_lanes(Ssa lanes, const std::function<void()>& emit) {
  if (!branch_free_) {
    emit();
    return;
  }
  if (Ir::constant_bit(lanes) == false) return;
  const Ssa lanes_before = lanes_, doubtful_before = doubtful_;
  const std::vector<Variable> locals_before = state_.locals;
  const IrBlock before = ir_.current_block();
  const IrBlock inside = ir_.new_block();
  ir_.set_block(inside);
  lanes_ = lanes;
  const std::size_t start = ir_.cost();
  const std::size_t edges_before = edges_made_;
  emit();
  const std::size_t size = ir_.cost() - start;
  lanes_ = lanes_before;
  const IrBlock end = ir_.current_block();
  ir_.set_block(before);
  // Ways out of a loop that start inside must not be jumped over: their values are used after it.
  if (size < kWorthJumping || edges_made_ != edges_before) {
    ir_.jump(inside);
    ir_.set_block(end);
    return;
  }
  const IrBlock after = ir_.new_block();
  ir_.branch(ir_.any(lanes), inside, after);
  ir_.set_block(after);
  // On the way around there are no lanes that could read anything.
  const auto join = [&](Shape shape, Ssa unread_part, Ssa part) {
    if (part == nullptr || part == unread_part) return part;
    const Ssa phi = ir_.open_phi(shape);
    ir_.add_incoming(phi, unread_part, before);
    ir_.add_incoming(phi, part, end);
    return phi;
  };
  for (std::size_t i = 0; i < state_.locals.size(); ++i) {
    Variable& out = state_.locals[i];
    const Variable& old = locals_before[i];
    if (out.state == Variable::Assigned::kNever) continue;
    NativeValue around = unread(out.value);
    if (old.state != Variable::Assigned::kNever) {  // an unchanged part needs no join
      if (old.value.number == out.value.number) around.number = out.value.number;
      if (old.value.bit == out.value.bit) around.bit = out.value.bit;
      if (old.value.tag == out.value.tag) around.tag = out.value.tag;
    }
    out.value.number = join(Shape::kNumber, around.number, out.value.number);
    out.value.bit = join(Shape::kBit, around.bit, out.value.bit);
    out.value.tag = join(Shape::kTag, around.tag, out.value.tag);
    if (out.state == Variable::Assigned::kMaybe) {
      out.assigned = join(Shape::kBit, old.assigned == out.assigned ? out.assigned : ir_.bit(false), out.assigned);
    }
  }
  doubtful_ = join(Shape::kBit, doubtful_before, doubtful_);
  const IrBlock here = ir_.current_block();
  ir_.set_block(end);
  ir_.jump(after);
  ir_.set_block(here);
}

void NativeGenerator::doubt(Ssa condition) {
  if (Ir::constant_bit(condition) == false) return;
  if (branch_free_) {
    doubtful_ = ir_.either(doubtful_, ir_.both(lanes_, condition));
    return;
  }
  const IrBlock next = ir_.new_block();
  ir_.branch(condition, doubt_block_, next, true);
  ir_.set_block(next);
}

}  // namespace stom::script
