// Runs the code of one text at one row: the tree walker and everything that values can do. One machine belongs to one
// thread. Errors travel as Value::raised() / Flow::kRaised; the machine keeps the first one's kind and place, and its text
// only when `explains` was asked for (a scan over raising rows must stay cheap).
#pragma once

#include <span>

#include "script/interpreter_code.h"

namespace stom::script {

struct KeywordValue {
  std::string_view name;
  Value value;
};

// The evaluated arguments of a call.
struct Arguments {
  const Node* call = nullptr;
  std::span<const Value> values;
  std::span<const KeywordValue> keywords;
};

enum class Flow : std::uint8_t { kNext, kBreak, kContinue, kRaised };

class Machine {
 public:
  explicit Machine(const Code& code);

  void explain(bool on) { explains_ = on; }
  // The context of the following rows.
  void bind(const RowContext& context);
  // Evaluations at one row; `holding` null for buy texts and conditions. kRaised: see error().
  [[nodiscard]] Signal buy(std::int64_t row);
  [[nodiscard]] Signal condition(std::int64_t row);
  [[nodiscard]] std::int32_t sell(std::int64_t row, const HoldingState& holding);
  // A finder text: true unless it raised.
  [[nodiscard]] bool find(std::int64_t row);
  [[nodiscard]] const Sequence* emitted() const { return emitted_; }
  // Starts a row for eval() alone.
  void prepare_row(std::int64_t row) { start(row, nullptr); }
  // One expression without a row (symbol tests).
  [[nodiscard]] bool test(const Node& node, const std::string& code, const std::string& name);

  [[nodiscard]] ErrorKind error_kind() const { return error_kind_; }
  [[nodiscard]] ScriptError error() const;

  // For the functions of the language:
  [[nodiscard]] Value eval(const Node& node);
  // The truth of an expression: 1, 0 or −1 for raised; the same as truth(eval(node)) without making the value.
  [[nodiscard]] int holds(const Node& node);
  [[nodiscard]] Heap& heap() { return heap_; }
  [[nodiscard]] const RowContext& context() const { return *context_; }
  [[nodiscard]] const CompiledText& text() const { return *code_.text; }
  // `make` gives the Message; called only when explaining.
  template <typename Make>
  Value raise(const Expr* at, ErrorKind kind, Make&& make) {
    if (error_kind_ == ErrorKind::kNone) {
      error_kind_ = kind;
      error_at_ = at;
      if (explains_) error_text_ = make();
    }
    return Value::raised();
  }
  template <typename Make>
  Value raise(const Node& at, ErrorKind kind, Make&& make) {
    return raise(at.source, kind, std::forward<Make>(make));
  }
  // Errors of operations on values, with the values in the text.
  Value raise_operation(const Node& at, ErrorKind kind, std::string_view operation, const Value& a, const Value& b);
  Value raise_operation(const Node& at, ErrorKind kind, std::string_view operation, const Value& a);
  Value checked(const Node& at, const NumberResult& result, std::string_view operation, const Value& a);
  // Counts work; false (EndlessLoop) beyond kStepLimit. Heap growth: false is MemoryError.
  [[nodiscard]] bool take_steps(const Node& at, std::int64_t count);
  [[nodiscard]] bool take_text_steps(const Node& at, const Text& text, std::int64_t times = 1) {
    static constexpr std::int64_t kBytesPerStep = 256;
    return take_steps(at, times * (1 + static_cast<std::int64_t>(text.utf8.size()) / kBytesPerStep));
  }
  [[nodiscard]] bool take_memory(const Node& at, std::int64_t bytes);
  Value text_value(const Node& at, std::string content);
  Value list_value(const Node& at, std::vector<Value> items, ValueTag tag = ValueTag::kList);
  // Every element of an iterable, in order; false: raised.
  [[nodiscard]] bool collect(const Node& at, const Value& iterable, std::vector<Value>& out);
  // The truth of a value: 1, 0 or −1 for raised.
  [[nodiscard]] int truth(const Node& at, const Value& value) {
    if (value.is_number()) [[likely]] return is_true(value.number()) ? 1 : 0;
    return truth_slow(at, value);
  }

  // Operators on any values.
  Value binary(const Node& at, Operator op, const Value& a, const Value& b);
  Value unary(const Node& at, Operator op, const Value& a);
  Value comparison(const Node& at, Operator op, const Value& a, const Value& b);
  Value subscript(const Node& at, const Value& object, const Node& index);
  [[nodiscard]] Value row_time(const Node& at);

 private:
  struct BackRow {
    enum class Kind : std::uint8_t { kRow, kShort, kFirst, kRaised } kind{};
    std::int64_t row = 0;
  };

  void start(std::int64_t row, const HoldingState* holding);
  // Statements.
  Flow run(const std::vector<Step>& steps);
  Flow run(const Step& step);
  Flow run_for(const Step& step);
  Flow run_while(const Step& step);
  Flow run_try(const Step& step);
  bool assign(const Target& target, const Value& value) {
    if (target.kind != TargetKind::kLocal) return assign_slow(target, value);
    locals_[target.local] = value;
    return true;
  }
  bool assign_slow(const Target& target, const Value& value);
  Flow augment(const Step& step);
  // Expressions.
  [[nodiscard]] Value leaf(const Node& node) {
    if (node.op == NodeOp::kConstant) return node.constant;
    if (node.op == NodeOp::kField) return Value::array_float(context_->columns[node.index][row_]);
    return eval(node);
  }
  Value eval_other(const Node& node);
  Value eval_binary(const Node& node);
  Value eval_compare(const Node& node);
  Value eval_chain(const Node& node);
  Value eval_items(const Node& node, ValueTag tag);
  Value eval_joined(const Node& node);
  Value eval_call(const Node& node);
  Value array_operation(const Node& at, Operator op, const Value& a, const Value& b);
  Value array_comparison(const Node& at, Operator op, const Value& a, const Value& b);
  Value sequence_operation(const Node& at, Operator op, const Value& a, const Value& b);
  Value time_operation(const Node& at, Operator op, const Value& a, const Value& b);
  Value contains(const Node& at, const Value& item, const Value& container);
  int truth_slow(const Node& at, const Value& value);
  // Engine names.
  Value eval_engine(const Node& node);
  Value scalar(const Node& node);
  Value state(const Node& node);
  Value variable(const Node& node);
  Value field_back(const Node& node);
  Value slot_value(const Node& node, std::int64_t kind, double number);
  Value slot_now(const Node& node);
  Value slot_back(const Node& node, std::int32_t slot, const Node* pre);
  Value window(const Node& node);
  Value direct_window(const Node& node, std::int32_t tick, const BackRow& back);
  Value elapsed(const Node& node);
  Value timedelta_sec(const Arguments& arguments);
  Value emit(const Arguments& arguments);
  BackRow back_row(const Node& node, const Node* pre, std::int64_t need);  // null: the current row
  Value unknown_name(const Node& node);
  [[nodiscard]] std::optional<std::int64_t> parameter_window(const Node& size);
  // Subscripts.
  Value matrix_item(const Node& at, const Node& index);
  Value slice(const Node& at, const Value& object, const Node& slice_node);
  struct SliceRange {
    std::int64_t start = 0, count = 0, step = 1;
  };
  bool slice_range(const Node& slice_node, std::int64_t size, SliceRange& out);
  [[nodiscard]] bool item_index(const Node& at, const Value& index, std::int64_t size, std::int64_t& out);
  [[nodiscard]] Signal trailer_signal();
  [[nodiscard]] int flag(Flag flag);

  const Code& code_;
  const RowContext* context_ = nullptr;
  const HoldingState* holding_ = nullptr;
  std::int64_t row_ = 0;
  std::vector<Value> locals_;
  Heap heap_;
  std::int64_t steps_ = 0;
  std::int32_t sell_condition_ = 0;
  Value tick_data_;
  const Sequence* emitted_ = nullptr;
  std::unique_ptr<Text> code_text_, name_text_;
  bool explains_ = false;
  ErrorKind error_kind_ = ErrorKind::kNone;
  const Expr* error_at_ = nullptr;
  Message error_text_;
};

// builtins.cpp, text_methods.cpp, numpy_subset.cpp, math_subset.cpp
[[nodiscard]] Value call_builtin(Machine& machine, Builtin builtin, const Arguments& arguments);
[[nodiscard]] Value call_method(Machine& machine, const Value& object, std::string_view method, const Arguments& arguments);
[[nodiscard]] Value read_attribute(Machine& machine, const Node& at, const Value& object, std::string_view attribute);
[[nodiscard]] Value call_numpy(Machine& machine, ModuleFunction function, const Arguments& arguments);
[[nodiscard]] Value call_math(Machine& machine, ModuleFunction function, const Arguments& arguments);

}  // namespace stom::script
