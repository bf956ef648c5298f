// Turns a checked text into IR. Values keep their kinds and bounds at compile time (native_value.h), so that most checks
// vanish. Two forms of code:
//   branching   - one row, conditions short-circuit by jumps. Sell texts, and scans of texts with loops or library calls.
//   branch-free - `lanes` rows at once: every condition is evaluated under a path mask, branches become selects. Where all
//                 lanes have left a path, its code is jumped over.
// Native code never decides what error a row raises: whatever might raise (or leave the exact range of integers) is
// `doubtful`: the row's result says so and the caller asks the interpreter. So native code must be exact for rows that are
// not doubtful, and doubtful for every row that raises.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "script/compiled_text.h"
#include "script/native_library.h"
#include "script/native_value.h"

namespace stom::script {

// Results of the generated functions beside those of runtime.h: ask the interpreter.
inline constexpr std::uint8_t kDoubtfulSignal = 254;
inline constexpr std::int32_t kDoubtfulSell = -3;

class NativeGenerator {
 public:
  NativeGenerator(Ir& ir, const CompiledText& text);

  // Emits "scan" or "sell". Throws NativeUnsupported.
  void generate();
  // Emits "hold" of a sell text: "scan" for the rows of a position. False: there is no such code, nothing is left in the Ir.
  [[nodiscard]] bool generate_hold();
  // After generate_hold(): what the code reads.
  [[nodiscard]] HoldingReads holding_reads() const { return holding_reads_; }
  [[nodiscard]] bool is_branch_free() const { return made_branch_free_; }
  // What the generated code refers to; must live as long as the code.
  [[nodiscard]] std::vector<std::unique_ptr<NativeWindowSite>> take_window_sites() { return std::move(window_sites_); }
  [[nodiscard]] const std::string& why_branching() const { return why_branching_; }

 private:
  struct Variable {
    enum class Assigned : std::uint8_t { kNever, kMaybe, kAlways } state = Assigned::kNever;
    Ssa assigned = nullptr;  // kMaybe
    NativeValue value;
  };
  struct RowState {
    std::vector<Variable> locals;  // the text's own names, then the decision flags
    Ssa sell_condition = nullptr;  // sell texts
  };
  // A way into a join: branching: the open block at its end; branch-free: the lanes that come from it.
  struct Way {
    IrBlock block = nullptr;
    Ssa lanes = nullptr;
  };
  struct Edge {
    Way way;
    RowState state;
  };
  struct Loop {
    std::vector<Edge> breaks, continues;
  };
  // A column as code reads it.
  struct Series {
    Ssa data = nullptr;
    Ssa need = nullptr;            // rows that must have been seen; null: 1
    std::function<Ssa()> first;    // the value at array row 0
    TagSet tags = 0;
    Ssa tag = nullptr;             // one lane, at run time, when `tags` has more than one
  };
  using Emit = std::function<NativeValue()>;
  static constexpr std::size_t kWorthJumping = 24;  // Ir::cost()
  static constexpr int kLargestUnroll = 64;
  static_assert(Ir::kVectorLanes <= kMostLanes);

  // native_function.cpp: the functions around a row's code.
  void generate_sell();
  void generate_rows();
  void begin_rows();
  // A loop over rows begin…end−1 in the code of a scan.
  struct LoopFrame {
    IrBlock enter = nullptr, head = nullptr, leave = nullptr;
    Ssa begin = nullptr, end = nullptr, row = nullptr;
  };
  void open_frame(LoopFrame& frame);
  void close_frame(LoopFrame& frame, std::int64_t step);
  void emit_vector_loop(LoopFrame& frame);
  void emit_row_loop(LoopFrame& frame);
  void take_memory();
  void start_row(bool branch_free);
  [[nodiscard]] Ssa signal();  // as a tag
  [[nodiscard]] Ssa sells();
  [[nodiscard]] Ssa flag_truth(Flag flag);
  [[nodiscard]] int flag_slot(Flag flag) const { return static_cast<int>(text_.local_names.size()) + static_cast<int>(flag); }
  [[nodiscard]] int slot_of(const NameBinding& binding) const;  // kLocal and kFlag
  [[nodiscard]] int local_slot(std::string_view name) const;
  void require(Ssa holds);         // branch-free: one lane, hoisted; where false all rows are left to the branching code
  void require_row(Ssa first_row); // branch-free: rows before it are left to the branching code

  // native_join.cpp: where ways meet.
  [[nodiscard]] Ssa join_parts(Shape shape, const std::vector<Ssa>& parts, const std::vector<Way>& ways);
  [[nodiscard]] NativeValue join_values(const std::vector<const NativeValue*>& values, const std::vector<Way>& ways);
  void join_edges(std::vector<Edge>& edges, Ssa lanes_after);
  [[nodiscard]] NativeValue unread(const NativeValue& like);
  [[nodiscard]] NativeValue choose(Ssa condition, const Emit& yes, const Emit& no);
  [[nodiscard]] Ssa both_lazily(Ssa first, const std::function<Ssa()>& second);
  [[nodiscard]] Ssa either_lazily(Ssa first, const std::function<Ssa()>& second);
  // Code for the lanes `lanes` only; jumped over where there are none, if that is worth it.
  void for_lanes(Ssa lanes, const std::function<void()>& emit);
  void doubt(Ssa condition);

  // native_numbers.cpp: arithmetic.
  [[nodiscard]] NativeValue plain_int(double number);
  [[nodiscard]] NativeValue number_value(NumberTag tag, Ssa number, Bounds bounds = {});
  [[nodiscard]] NativeValue bool_value(NumberTag tag, Ssa bit);
  [[nodiscard]] NativeValue tagged_value(TagSet tags, Ssa tag, Ssa number, Bounds bounds);
  [[nodiscard]] Ssa number_of(const NativeValue& value);
  [[nodiscard]] Ssa tag_of(const NativeValue& value);
  [[nodiscard]] Ssa is_tag_type(const NativeValue& value, unsigned type);
  [[nodiscard]] Ssa is_array_number(const NativeValue& value);
  [[nodiscard]] Ssa truth_of(const NativeValue& value);
  [[nodiscard]] Ssa result_tag(const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue binary(Operator op, const NativeValue& a, const NativeValue& b);
  [[nodiscard]] NativeValue unary(Operator op, const NativeValue& a);
  [[nodiscard]] NativeValue add_numbers(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue multiply_numbers(const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue floor_integers(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue floor_floats(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue power_of_integer(const NativeValue& a, const NativeValue& b, int exponent, TagSet tags);
  [[nodiscard]] NativeValue library_arithmetic(Operator op, const NativeValue& a, const NativeValue& b, TagSet tags);
  [[nodiscard]] NativeValue library_call(const void* function, std::span<const NativeValue> operands, TagSet tags,
                                         std::initializer_list<Ssa> more);
  [[nodiscard]] NativeValue bit_operation(Operator op, const NativeValue& a, const NativeValue& b);
  [[nodiscard]] Bounds keep_exact(Ssa result, const NativeValue& a, const NativeValue& b, TagSet tags, Bounds bounds);
  void doubt_zero_division(const NativeValue& a, const NativeValue& b);
  [[nodiscard]] NativeValue to_integer(const NativeValue& a, bool rounds);
  [[nodiscard]] NativeValue round_digits(const NativeValue& a, const NativeValue& digits);
  [[nodiscard]] NativeValue absolute(const NativeValue& a);

  // native_compare.cpp: comparisons.
  [[nodiscard]] NativeValue compare_values(Operator op, const NativeValue& a, const NativeValue& b);
  [[nodiscard]] Ssa are_equal(const NativeValue& a, const NativeValue& b);
  [[nodiscard]] Ssa contains(const NativeValue& item, const NativeValue& container);

  // native_expression.cpp
  [[nodiscard]] NativeValue expression(const Expr& expr);
  [[nodiscard]] NativeValue evaluate(const Expr& expr);
  [[nodiscard]] Ssa condition(const Expr& expr);
  [[nodiscard]] NativeValue local(const Expr& expr);
  [[nodiscard]] NativeValue deciding_operand(const Expr& expr, std::size_t position);
  [[nodiscard]] NativeValue comparison(const Expr& expr, std::size_t position, const NativeValue& left);
  [[nodiscard]] NativeValue subscript(const Expr& expr);
  [[nodiscard]] NativeValue call(const Expr& expr);

  // native_builtin.cpp
  [[nodiscard]] NativeValue builtin_call(const Expr& expr, Builtin builtin);
  [[nodiscard]] NativeValue module_call(const Expr& expr, const Expr& callee);
  [[nodiscard]] NativeValue extreme(const std::vector<NativeValue>& items, bool largest);
  [[nodiscard]] NativeValue any_or_all(const std::vector<NativeValue>& items, bool all);
  // The elements of a literal sequence or of range() with few constant steps.
  [[nodiscard]] std::optional<std::vector<NativeValue>> range_elements(const Expr& call);
  [[nodiscard]] const std::vector<NativeValue>& elements_of(const NativeValue& value, const char* what) const;

  // native_time.cpp: date-times.
  [[nodiscard]] NativeValue time_arithmetic(Operator op, const NativeValue& a, const NativeValue& b);
  [[nodiscard]] NativeValue time_value(NativeKind kind, Ssa micros);
  [[nodiscard]] NativeValue date_time(Ssa second_keys);
  [[nodiscard]] NativeValue row_time();
  [[nodiscard]] NativeValue time_part(const NativeValue& time, const std::string& part);
  [[nodiscard]] NativeValue timedelta_sec(const Expr& expr);

  // native_engine.cpp: names and functions of the platform.
  [[nodiscard]] NativeValue engine_name(const Expr& expr, BindingKind kind, std::uint16_t id);
  [[nodiscard]] NativeValue engine_call(const Expr& expr, BindingKind kind, std::uint16_t id);
  [[nodiscard]] NativeValue scalar(Scalar scalar);
  [[nodiscard]] NativeValue state_name(State state);
  [[nodiscard]] Ssa holding() const;
  [[nodiscard]] Ssa holding_row(std::size_t offset);     // one lane
  [[nodiscard]] Ssa holding_number(std::size_t offset);  // one lane
  [[nodiscard]] Ssa held_rows(std::size_t offset);
  [[nodiscard]] NativeValue symbol_test(int index);
  [[nodiscard]] NativeValue variable(const NativeValue& index);
  [[nodiscard]] Ssa one_lane_tag(NumberTag tag);
  [[nodiscard]] Ssa variable_in_range(int index);
  [[nodiscard]] Ssa variable_number(int index);
  [[nodiscard]] Ssa variable_is_integer(int index);
  [[nodiscard]] NativeValue elapsed(const Expr& expr);
  [[nodiscard]] NativeValue dynamic_window(feature::WindowFunction function, const NativeValue& tick, const NativeValue& pre);
  [[nodiscard]] Ssa second_keys();

  // native_series.cpp: columns at the row, rows back, at the purchase row.
  [[nodiscard]] Ssa invariant(std::int64_t key, const std::function<Ssa()>& emit);
  [[nodiscard]] Ssa context_pointer(std::size_t offset);
  [[nodiscard]] Ssa column_data(int column);
  [[nodiscard]] NativeValue field(int column);
  [[nodiscard]] Series field_series(int column);
  [[nodiscard]] Series slot_series(int slot);
  [[nodiscard]] NativeValue read_series(const Series& series, const NativeValue& pre);
  [[nodiscard]] NativeValue read_back(const Series& series, Ssa back);
  [[nodiscard]] NativeValue read_purchase(const Series& series);
  [[nodiscard]] NativeValue series_value(const Series& series, Ssa number);
  [[nodiscard]] const Expr* argument(const Expr& call, std::size_t position, std::string_view keyword) const;

  // native_statement.cpp: true while control falls through.
  bool run(const Block& block);
  bool run(const Stmt& stmt);
  bool run_if(const Stmt& stmt);
  bool leave(std::vector<Edge>& edges);
  void assign(const Expr& target, const NativeValue& value);

  // native_loop.cpp
  struct Carried {
    int local = 0;
    Variable assumed;  // kinds at the loop's head
    Ssa number = nullptr, bit = nullptr, tag = nullptr, assigned = nullptr;  // phis
  };
  struct Counting {    // for … in range(…)
    Ssa start = nullptr, stop = nullptr;
    double step = 1;
    Bounds bounds;
  };
  bool run_for(const Stmt& stmt);
  bool run_unrolled(const Stmt& stmt, const std::vector<NativeValue>& items);
  [[nodiscard]] Counting counting(const Expr& call);
  bool run_real_loop(const Stmt& stmt, const Counting* range);
  bool try_real_loop(const Stmt& stmt, const Counting* range, std::vector<Carried>& carried, Ssa sell_condition, Loop& loop);
  bool finish_loop(const Stmt& stmt, Loop& loop, bool falls_through);
  void enter_assumed(std::vector<Carried>& carried);
  [[nodiscard]] bool widen(std::vector<Carried>& carried);
  void close_phis(const std::vector<Carried>& carried, const RowState& state, IrBlock from);
  void count_steps(double steps);

  Ir& ir_;
  const CompiledText& text_;
  bool is_sell_ = false;
  bool is_hold_ = false;      // a sell text over many rows
  HoldingReads holding_reads_{false, false};
  bool made_branch_free_ = false;
  std::string why_branching_;
  std::vector<std::unique_ptr<NativeWindowSite>> window_sites_;

  // The row code being emitted.
  bool branch_free_ = false;
  RowState state_;
  Ssa row_ = nullptr;          // slice row of the first lane
  Ssa lanes_ = nullptr;        // branch-free: the lanes on this path
  Ssa doubtful_ = nullptr;     // branch-free: the lanes in doubt so far
  IrBlock doubt_block_ = nullptr;
  std::vector<Loop*> loops_;
  int real_loops_ = 0;         // nesting of loops that are loops in the code too
  Ssa library_lanes_ = nullptr;  // memory of one NativeLanes
  Ssa steps_ = nullptr;        // memory that counts repetitions; null: the text has no loop
  std::size_t edges_made_ = 0;
  std::size_t emitted_ = 0;    // expressions so far: bounds what unrolling may produce
  std::map<std::int64_t, Ssa> invariants_;
  std::vector<Ssa> required_, required_rows_;
};

}  // namespace stom::script
