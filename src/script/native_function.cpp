// The functions around a row's code: "scan" with its vector loop and its row loop, and "sell".
#include <algorithm>

#include "script/native_generator.h"

namespace stom::script {
namespace {

constexpr int kFlagCount = 6;

}  // namespace

NativeGenerator::NativeGenerator(Ir& ir, const CompiledText& text) : ir_(ir), text_(text) {}

void NativeGenerator::generate() {
  switch (text_.options.kind) {
    case TextKind::kFinder: throw NativeUnsupported{"a back-finder text"};
    case TextKind::kSell: return generate_sell();
    default: return generate_rows();
  }
}

int NativeGenerator::local_slot(std::string_view name) const {
  const auto found = std::ranges::find(text_.local_names, name);
  return found == text_.local_names.end() ? -1 : static_cast<int>(found - text_.local_names.begin());
}

void NativeGenerator::require(Ssa holds) {
  if (Ir::constant_bit(holds) == true) return;
  if (branch_free_) required_.push_back(holds);
  else doubt(ir_.invert(holds));
}

void NativeGenerator::require_row(Ssa first_row) { required_rows_.push_back(first_row); }

void NativeGenerator::start_row(bool branch_free) {
  branch_free_ = branch_free;
  lanes_ = branch_free ? ir_.bit(true) : nullptr;
  doubtful_ = branch_free ? ir_.bit(false) : nullptr;
  loops_.clear();
  real_loops_ = 0;
  emitted_ = 0;
  state_ = {};
  state_.locals.resize(text_.local_names.size() + kFlagCount);
  state_.sell_condition = is_sell_ && !is_hold_ ? ir_.number(0) : nullptr;
  for (const Flag flag : {Flag::kBuy, Flag::kSell, Flag::kBuyLong, Flag::kSellShort, Flag::kSellLong, Flag::kBuyShort}) {
    Variable& variable = state_.locals[flag_slot(flag)];
    const bool start = flag == Flag::kBuy || flag == Flag::kBuyLong || flag == Flag::kSellShort;
    variable.state = Variable::Assigned::kAlways;
    variable.value = bool_value(NumberTag::kBool, ir_.bit(start));
  }
  if (!branch_free && steps_ != nullptr) ir_.store_own(steps_, 0, ir_.number(0));
}

Ssa NativeGenerator::flag_truth(Flag flag) { return truth_of(state_.locals[flag_slot(flag)].value); }

int NativeGenerator::slot_of(const NameBinding& binding) const {
  if (binding.kind == BindingKind::kFlag) return flag_slot(static_cast<Flag>(binding.id));
  if (binding.fallback_kind == BindingKind::kFlag) return flag_slot(static_cast<Flag>(binding.fallback_id));
  return binding.id;
}

// The signal of the row (buy texts, conditions).
Ssa NativeGenerator::signal() {
  if (is_hold_) {
    run(text_.body);
    return ir_.select(sells(), ir_.tag(kLong), ir_.tag(kNoSignal));
  }
  const Ssa none = ir_.tag(kNoSignal), is_long = ir_.tag(kLong);
  if (text_.options.kind == TextKind::kCondition) {
    if (text_.body.empty() || !text_.body[0]->value) return none;
    return ir_.select(condition(*text_.body[0]->value), is_long, none);
  }
  run(text_.body);
  if (text_.options.market != market::Market::kBinance) return ir_.select(flag_truth(Flag::kBuy), is_long, none);
  const Ssa shorts = ir_.select(flag_truth(Flag::kSellShort), ir_.tag(kShort), none);
  return ir_.select(flag_truth(Flag::kBuyLong), is_long, shorts);
}

void NativeGenerator::take_memory() {
  library_lanes_ = ir_.own_memory(sizeof(NativeLanes));
  steps_ = text_.has_loops() ? ir_.own_memory(sizeof(double)) : nullptr;
}

// Whether the position is to be closed, after the text has run.
Ssa NativeGenerator::sells() {
  if (text_.options.market != market::Market::kBinance) return flag_truth(Flag::kSell);
  NativeValue position = state_name(State::kPosition);
  const int slot = local_slot("포지션");
  if (slot >= 0 && state_.locals[slot].state != Variable::Assigned::kNever) {
    if (state_.locals[slot].state == Variable::Assigned::kMaybe) throw NativeUnsupported{"포지션 assigned on some ways"};
    position = state_.locals[slot].value;
  }
  const auto is_side = [&](const char* side) {
    NativeValue text;
    text.kind = NativeKind::kText;
    text.text = side;
    return are_equal(position, text);
  };
  return ir_.either(ir_.both(is_side("LONG"), flag_truth(Flag::kSellLong)),
                    ir_.both(is_side("SHORT"), flag_truth(Flag::kBuyShort)));
}

bool NativeGenerator::generate_hold() {
  is_sell_ = is_hold_ = true;
  try {
    generate_rows();
  } catch (const NativeUnsupported&) {
    ir_.abandon_function();
    return false;
  }
  return true;
}

void NativeGenerator::generate_sell() {
  is_sell_ = true;
  ir_.begin_sell();
  take_memory();
  row_ = ir_.argument(1);
  doubt_block_ = ir_.new_block();
  start_row(false);
  run(text_.body);
  const Ssa sells = this->sells();
  const IrBlock yes = ir_.new_block(), no = ir_.new_block();
  ir_.branch(sells, yes, no);
  ir_.set_block(yes);
  ir_.return_number_as_integer(state_.sell_condition);
  ir_.set_block(no);
  ir_.return_integer(kNoSell);
  ir_.set_block(doubt_block_);
  ir_.return_integer(kDoubtfulSell);
}

void NativeGenerator::begin_rows() {
  if (is_hold_) ir_.begin_hold();
  else ir_.begin_scan();
  take_memory();
}

// Rows that some look-back or window cannot serve yet go through the row loop, the others through the vector loop, whose
// last step overlaps the one before where the rows are no multiple of the lanes.
void NativeGenerator::generate_rows() {
  begin_rows();
  LoopFrame vectors;
  try {
    emit_vector_loop(vectors);
    made_branch_free_ = true;
  } catch (const NotBranchFree& refusal) {
    why_branching_ = refusal.reason;
    ir_.set_lanes(1);
    ir_.abandon_function();
    invariants_.clear();
    window_sites_.clear();
    begin_rows();
  }
  const IrBlock entry = ir_.entry_block();
  LoopFrame rows;
  emit_row_loop(rows);

  ir_.set_block(entry);
  const Ssa begin = ir_.argument(1), end = ir_.argument(2);
  Ssa rows_end = end, has_vectors = nullptr;
  if (made_branch_free_) {
    Ssa first = begin, usable = ir_.bit(true);
    for (const Ssa row : required_rows_) first = ir_.row_max(first, row);
    for (const Ssa holds : required_) usable = ir_.both(usable, holds);
    first = ir_.select(usable, first, end);
    has_vectors = ir_.row_compare(Relation::kLessEqual, ir_.row_add(first, ir_.row(Ir::kVectorLanes)), end);
    rows_end = ir_.select(has_vectors, first, end);
  }
  ir_.add_incoming(rows.begin, begin, entry);
  ir_.add_incoming(rows.end, rows_end, entry);
  ir_.branch(ir_.row_compare(Relation::kLess, begin, rows_end), rows.enter, rows.leave);
  ir_.set_block(rows.leave);
  if (made_branch_free_) {
    ir_.add_incoming(vectors.begin, rows_end, rows.leave);
    ir_.add_incoming(vectors.end, end, rows.leave);
    const IrBlock done = ir_.new_block();
    ir_.branch(has_vectors, vectors.enter, done);
    ir_.set_block(vectors.leave);
    ir_.jump(done);
    ir_.set_block(done);
  }
  ir_.return_nothing();
}

void NativeGenerator::open_frame(LoopFrame& frame) {
  frame.enter = ir_.new_block();
  frame.leave = ir_.new_block();
  ir_.set_block(frame.enter);
  frame.begin = ir_.open_phi(Shape::kRow);
  frame.end = ir_.open_phi(Shape::kRow);
  const IrBlock head = ir_.new_block();
  ir_.jump(head);
  ir_.set_block(head);
  frame.head = head;
  frame.row = ir_.open_phi(Shape::kRow);
  ir_.add_incoming(frame.row, frame.begin, frame.enter);
}

void NativeGenerator::close_frame(LoopFrame& frame, std::int64_t step) {
  const Ssa next = ir_.row_add(frame.row, ir_.row(step));
  ir_.add_incoming(frame.row, next, ir_.current_block());
  ir_.branch(ir_.row_compare(Relation::kLess, next, frame.end), frame.head, frame.leave);
}

void NativeGenerator::emit_vector_loop(LoopFrame& frame) {
  const int lanes = Ir::kVectorLanes;
  open_frame(frame);
  row_ = ir_.row_min(frame.row, ir_.row_subtract(frame.end, ir_.row(lanes)));
  ir_.set_lanes(lanes);
  start_row(true);
  const Ssa signals = signal();
  const Ssa answers = ir_.select(doubtful_, ir_.tag(kDoubtfulSignal), signals);
  ir_.store_signals(ir_.argument(3), ir_.row_subtract(row_, ir_.argument(1)), answers);
  ir_.set_lanes(1);
  close_frame(frame, lanes);
}

void NativeGenerator::emit_row_loop(LoopFrame& frame) {
  open_frame(frame);
  row_ = frame.row;
  const IrBlock next = ir_.new_block();
  doubt_block_ = ir_.new_block();
  start_row(false);
  const Ssa position = ir_.row_subtract(row_, ir_.argument(1));
  const Ssa answer = signal();
  ir_.store_signals(ir_.argument(3), position, answer);
  ir_.jump(next);
  ir_.set_block(doubt_block_);
  ir_.store_signals(ir_.argument(3), position, ir_.tag(kDoubtfulSignal));
  ir_.jump(next);
  ir_.set_block(next);
  close_frame(frame, 1);
}

}  // namespace stom::script
