#include "script/machine.h"

namespace stom::script {

Machine::Machine(const Code& code) : code_(code), locals_(code.initial_locals) {}

void Machine::bind(const RowContext& context) {
  context_ = &context;
  if (!code_.uses_symbol_text) return;
  const auto keep = [](std::unique_ptr<Text>& text, const std::string* content) {
    static const std::string kNoText;
    const std::string& now = content != nullptr ? *content : kNoText;
    if (!text || text->utf8 != now) text = std::make_unique<Text>(now);
  };
  keep(code_text_, context.code);
  keep(name_text_, context.name != nullptr ? context.name : context.code);
}

void Machine::start(std::int64_t row, const HoldingState* holding) {
  row_ = row;
  holding_ = holding;
  steps_ = 0;
  sell_condition_ = 0;
  error_kind_ = ErrorKind::kNone;
  std::copy(code_.initial_locals.begin(), code_.initial_locals.end(), locals_.begin());
  heap_.clear();
}

Signal Machine::buy(std::int64_t row) {
  start(row, nullptr);
  if (run(code_.body) == Flow::kRaised) return kRaised;
  return trailer_signal();
}

Signal Machine::condition(std::int64_t row) {
  start(row, nullptr);
  if (code_.condition == nullptr) return kNoSignal;
  const int is_true = holds(*code_.condition);
  return is_true < 0 ? kRaised : is_true != 0 ? kLong : kNoSignal;
}

std::int32_t Machine::sell(std::int64_t row, const HoldingState& holding) {
  start(row, &holding);
  if (run(code_.body) == Flow::kRaised) return kSellRaised;
  int sells = 0;
  if (code_.text->options.market == market::Market::kBinance) {
    const auto is_side = [&](std::string_view side, std::int64_t number) {
      if (code_.position < 0 || locals_[code_.position].tag == ValueTag::kUnassigned) return holding.side == number;
      const Value& position = locals_[code_.position];
      return position.is_text() && position.text->utf8 == side;
    };
    if (is_side("LONG", 1)) sells = flag(Flag::kSellLong);
    if (sells == 0 && is_side("SHORT", 2)) sells = flag(Flag::kBuyShort);
  } else {
    sells = flag(Flag::kSell);
  }
  return sells < 0 ? kSellRaised : sells > 0 ? sell_condition_ : kNoSell;
}

bool Machine::find(std::int64_t row) {
  start(row, nullptr);
  tick_data_ = Value::none();
  emitted_ = nullptr;
  return run(code_.body) != Flow::kRaised;
}

bool Machine::test(const Node& node, const std::string& code, const std::string& name) {
  RowContext context;
  context.code = &code;
  context.name = &name;
  code_text_ = std::make_unique<Text>(code);
  name_text_ = std::make_unique<Text>(name);
  context_ = &context;
  start(0, nullptr);
  const int is_true = holds(node);
  context_ = nullptr;
  return is_true > 0;
}

int Machine::flag(Flag flag) {
  static const Node kTrailer{};
  return truth(kTrailer, locals_[code_.flag_slot(flag)]);
}

Signal Machine::trailer_signal() {
  if (code_.text->options.market != market::Market::kBinance) {
    const int buys = flag(Flag::kBuy);
    return buys < 0 ? kRaised : buys > 0 ? kLong : kNoSignal;
  }
  const int buys_long = flag(Flag::kBuyLong);
  if (buys_long != 0) return buys_long < 0 ? kRaised : kLong;
  const int sells_short = flag(Flag::kSellShort);
  return sells_short < 0 ? kRaised : sells_short > 0 ? kShort : kNoSignal;
}

ScriptError Machine::error() const {
  return {std::string(name(error_kind_)), error_at_ != nullptr ? error_at_->position : SourcePosition{}, error_text_};
}

Flow Machine::run(const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    if (const Flow flow = run(step); flow != Flow::kNext) return flow;
  }
  return Flow::kNext;
}

Flow Machine::run(const Step& step) {
  if (step.sell_label > 0) sell_condition_ = step.sell_label;
  switch (step.kind) {
    case StmtKind::kIf: {
      const Step* choice = &step;
      while (true) {  // down a chain of elif without recursion
        const int is_true = holds(*choice->value);
        if (is_true < 0) return Flow::kRaised;
        if (is_true != 0) return run(choice->body);
        const bool is_elif = choice->orelse.size() == 1 && choice->orelse[0].kind == StmtKind::kIf &&
                             choice->orelse[0].sell_label == 0;
        if (!is_elif) return run(choice->orelse);
        choice = &choice->orelse[0];
      }
    }
    case StmtKind::kAssign: {
      const Value value = eval(*step.value);
      if (value.is_raised()) return Flow::kRaised;
      for (const Target& target : step.targets) {
        if (!assign(target, value)) return Flow::kRaised;
      }
      return Flow::kNext;
    }
    case StmtKind::kAugmented: return augment(step);
    case StmtKind::kExpression: return eval(*step.value).is_raised() ? Flow::kRaised : Flow::kNext;
    case StmtKind::kFor: return run_for(step);
    case StmtKind::kWhile: return run_while(step);
    case StmtKind::kBreak: return Flow::kBreak;
    case StmtKind::kContinue: return Flow::kContinue;
    case StmtKind::kPass: return Flow::kNext;
    case StmtKind::kTry: return run_try(step);
  }
  return Flow::kNext;
}

Flow Machine::run_while(const Step& step) {
  while (true) {
    const int is_true = holds(*step.value);
    if (is_true < 0) return Flow::kRaised;
    if (is_true == 0) return run(step.orelse);
    if (!take_steps(*step.value, 1)) return Flow::kRaised;
    const Flow flow = run(step.body);
    if (flow == Flow::kRaised) return flow;
    if (flow == Flow::kBreak) return Flow::kNext;
  }
}

Flow Machine::run_for(const Step& step) {
  const Value iterable = eval(*step.value);
  if (iterable.is_raised()) return Flow::kRaised;
  std::vector<Value> collected;
  const bool is_range = iterable.tag == ValueTag::kRange;
  const bool is_sequence = iterable.is_sequence();  // read live: the body may append
  if (!is_range && !is_sequence && !collect(*step.value, iterable, collected)) return Flow::kRaised;
  std::int64_t size = is_range ? iterable.range->size() : static_cast<std::int64_t>(collected.size());
  for (std::int64_t i = 0;; ++i) {
    if (is_sequence) size = static_cast<std::int64_t>(iterable.sequence->items.size());
    if (i >= size) return run(step.orelse);
    if (!take_steps(*step.value, 1)) return Flow::kRaised;
    const Value item = is_range      ? Value::integer_of(iterable.range->start + i * iterable.range->step)
                       : is_sequence ? iterable.sequence->items[i]
                                     : collected[i];
    if (!assign(step.targets[0], item)) return Flow::kRaised;
    const Flow flow = run(step.body);
    if (flow == Flow::kRaised) return flow;
    if (flow == Flow::kBreak) return Flow::kNext;
  }
}

Flow Machine::run_try(const Step& step) {
  const bool explained = explains_;
  if (!step.targets.empty()) explains_ = true;
  const Flow flow = run(step.body);
  explains_ = explained;
  if (flow != Flow::kRaised || error_kind_ == ErrorKind::kEndlessLoop) return flow;
  if (!step.targets.empty()) {
    const Value text = Value::of(heap_.text(error_text_.en));
    error_kind_ = ErrorKind::kNone;
    if (!assign(step.targets[0], text)) return Flow::kRaised;
  }
  error_kind_ = ErrorKind::kNone;
  return run(step.orelse);
}

bool Machine::assign_slow(const Target& target, const Value& value) {
  switch (target.kind) {
    case TargetKind::kLocal: locals_[target.local] = value; return true;
    case TargetKind::kTickData: tick_data_ = value; return true;
    case TargetKind::kIgnored: return true;
    case TargetKind::kUnpack: {
      Node at;
      at.source = target.source;
      std::vector<Value> items;
      if (!collect(at, value, items)) return false;
      if (items.size() != target.parts.size()) {
        raise(at, ErrorKind::kValue, [&] {
          return message("값 {}개를 이름 {}개에 나눌 수 없습니다.", "cannot unpack {} values into {} names.", items.size(),
                         target.parts.size());
        });
        return false;
      }
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (!assign(target.parts[i], items[i])) return false;
      }
      return true;
    }
    case TargetKind::kItem: {
      const Value object = eval(*target.object);
      const Value index = object.is_raised() ? object : eval(*target.index);
      if (index.is_raised()) return false;
      if (object.tag != ValueTag::kList) {
        raise_operation(*target.object, ErrorKind::kType, "[] =", object);
        return false;
      }
      std::int64_t i = 0;
      if (!item_index(*target.index, index, static_cast<std::int64_t>(object.sequence->items.size()), i)) return false;
      object.sequence->items[i] = value;
      return true;
    }
  }
  return true;
}

Flow Machine::augment(const Step& step) {
  const Value old = eval(*step.target_value);
  if (old.is_raised()) return Flow::kRaised;
  const Value operand = eval(*step.value);
  if (operand.is_raised()) return Flow::kRaised;
  const Node& at = *step.target_value;
  if (old.tag == ValueTag::kList && step.operation == Operator::kAdd) {  // a list grows in place
    std::vector<Value> items;
    if (!collect(at, operand, items)) return Flow::kRaised;
    if (!take_memory(at, static_cast<std::int64_t>(items.size() * sizeof(Value)))) return Flow::kRaised;
    old.sequence->items.insert(old.sequence->items.end(), items.begin(), items.end());
    return assign(step.targets[0], old) ? Flow::kNext : Flow::kRaised;
  }
  const Value result = binary(at, step.operation, old, operand);
  if (result.is_raised() || !assign(step.targets[0], result)) return Flow::kRaised;
  return Flow::kNext;
}

}  // namespace stom::script
