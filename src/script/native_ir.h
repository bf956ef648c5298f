// A thin layer over the LLVM IR builder: what the code generator of strategy texts needs and nothing more, so that LLVM
// headers stay in native_ir.cpp and native_jit.cpp. A bit, tag or number has one lane or, while lanes() > 1, one lane for
// each of `lanes()` consecutive rows; row numbers and pointers are always scalar. Floating point is strict IEEE.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>

namespace llvm {
class BasicBlock;
class Value;
}  // namespace llvm

namespace stom::script {

class NativeCode;
struct IrState;

using Ssa = llvm::Value*;
using IrBlock = llvm::BasicBlock*;

enum class Shape : std::uint8_t { kBit, kTag, kNumber, kRow, kPointer };
enum class Relation : std::uint8_t { kLess, kLessEqual, kGreater, kGreaterEqual, kEqual, kNotEqual };

class Ir {
 public:
  Ir();
  ~Ir();
  Ir(const Ir&) = delete;
  Ir& operator=(const Ir&) = delete;

  // void scan(context, begin, end, out), void hold(context, begin, end, out, holding rows) and int32 sell(context, row, holding);
  // arguments by position.
  void begin_scan();
  void begin_hold();
  void begin_sell();
  [[nodiscard]] Ssa argument(int position) const;
  void abandon_function();  // deletes what begin_… started
  // Emits into the end of the entry block, which must still be open: loop invariants.
  class Hoist {
   public:
    explicit Hoist(Ir& ir);
    ~Hoist();
    Hoist(const Hoist&) = delete;
    Hoist& operator=(const Hoist&) = delete;

   private:
    Ir& ir_;
    IrBlock saved_;
    int lanes_;
  };
  // Rows worked on at once: one AVX-512 register of doubles, two of AVX2.
  static constexpr int kVectorLanes = 8;
  void set_lanes(int lanes);
  [[nodiscard]] int lanes() const;

  // Constants.
  [[nodiscard]] Ssa number(double value);
  [[nodiscard]] Ssa bit(bool value);
  [[nodiscard]] Ssa tag(int value);
  [[nodiscard]] Ssa row(std::int64_t value);
  [[nodiscard]] static std::optional<double> constant_number(Ssa value);
  [[nodiscard]] static std::optional<bool> constant_bit(Ssa value);

  // Numbers.
  [[nodiscard]] Ssa add(Ssa a, Ssa b);
  [[nodiscard]] Ssa subtract(Ssa a, Ssa b);
  [[nodiscard]] Ssa multiply(Ssa a, Ssa b);
  [[nodiscard]] Ssa divide(Ssa a, Ssa b);
  [[nodiscard]] Ssa remainder(Ssa a, Ssa b);  // fmod
  [[nodiscard]] Ssa negate(Ssa a);
  [[nodiscard]] static bool has_fused_multiply();
  [[nodiscard]] Ssa fused_multiply_add(Ssa a, Ssa b, Ssa c);
  [[nodiscard]] Ssa absolute(Ssa a);
  [[nodiscard]] Ssa floor(Ssa a);
  [[nodiscard]] Ssa ceil(Ssa a);
  [[nodiscard]] Ssa truncate(Ssa a);
  [[nodiscard]] Ssa round_to_even(Ssa a);
  [[nodiscard]] Ssa square_root(Ssa a);
  [[nodiscard]] Ssa copy_sign(Ssa magnitude, Ssa sign);
  [[nodiscard]] Ssa compare(Relation relation, Ssa a, Ssa b);  // != is true with NaN, the others false
  [[nodiscard]] Ssa is_nan(Ssa a);

  // Bits and tags.
  [[nodiscard]] Ssa both(Ssa a, Ssa b);
  [[nodiscard]] Ssa either(Ssa a, Ssa b);
  [[nodiscard]] Ssa differ(Ssa a, Ssa b);
  [[nodiscard]] Ssa invert(Ssa a);
  [[nodiscard]] Ssa bit_to_number(Ssa a);
  [[nodiscard]] Ssa tag_and(Ssa a, Ssa b);
  [[nodiscard]] Ssa tag_or(Ssa a, Ssa b);
  [[nodiscard]] Ssa tag_equal(Ssa a, Ssa b);
  [[nodiscard]] Ssa tag_at_least(Ssa a, Ssa b);
  [[nodiscard]] Ssa select(Ssa condition, Ssa yes, Ssa no);
  [[nodiscard]] Ssa any(Ssa bits);  // scalar bit

  // Rows (64-bit integers).
  [[nodiscard]] Ssa row_add(Ssa a, Ssa b);
  [[nodiscard]] Ssa row_subtract(Ssa a, Ssa b);
  [[nodiscard]] Ssa row_compare(Relation relation, Ssa a, Ssa b);  // signed
  [[nodiscard]] Ssa row_max(Ssa a, Ssa b);
  [[nodiscard]] Ssa row_min(Ssa a, Ssa b);
  [[nodiscard]] Ssa row_to_number(Ssa a);     // one lane; splat where needed
  [[nodiscard]] Ssa number_to_row(Ssa a);     // one lane; the value is known to fit
  [[nodiscard]] Ssa splat(Ssa scalar);
  [[nodiscard]] Ssa rows_as_numbers(Ssa first);  // first, first + 1, … one for each lane

  // Memory that does not change during the call; offsets in bytes.
  [[nodiscard]] Ssa load_pointer(Ssa base, std::int64_t offset);
  [[nodiscard]] Ssa load_row(Ssa base, std::int64_t offset);
  [[nodiscard]] Ssa load_number(Ssa base, std::int64_t offset);  // one lane
  [[nodiscard]] Ssa load_byte(Ssa base, std::int64_t offset);    // a tag of one lane
  [[nodiscard]] Ssa load_numbers(Ssa base, Ssa row_number);      // base[row…]
  [[nodiscard]] Ssa load_rows_as_numbers(Ssa base, Ssa row_number);  // 64-bit integers base[row…] as numbers
  [[nodiscard]] Ssa offset_pointer(Ssa base, Ssa index, std::int64_t size);
  [[nodiscard]] Ssa select_pointer(Ssa condition, Ssa yes, Ssa no);
  [[nodiscard]] Ssa is_null(Ssa pointer);
  [[nodiscard]] Ssa constant_pointer(const void* address);
  // Memory of the function's own, aligned for vectors.
  [[nodiscard]] Ssa own_memory(std::int64_t bytes);
  [[nodiscard]] Ssa load_own(Shape shape, Ssa memory, std::int64_t offset);
  void store_own(Ssa memory, std::int64_t offset, Ssa value);
  void store_signals(Ssa base, Ssa row_number, Ssa tags);

  // A call of a library function without result.
  void call(const void* function, std::span<const Ssa> arguments);
  [[nodiscard]] Ssa as_mask(Ssa bits);  // lane i is bit i of a row

  // Control flow.
  [[nodiscard]] IrBlock new_block();
  [[nodiscard]] IrBlock entry_block() const;
  [[nodiscard]] IrBlock current_block() const;
  void set_block(IrBlock block);
  void jump(IrBlock target);
  void branch(Ssa condition, IrBlock yes, IrBlock no, bool unlikely = false);
  [[nodiscard]] Ssa open_phi(Shape shape);
  void add_incoming(Ssa phi, Ssa value, IrBlock from);
  void return_nothing();
  void return_integer(std::int32_t value);
  void return_number_as_integer(Ssa value);
  [[nodiscard]] std::size_t cost() const;  // of the function so far: instructions, a call counts as many
  // Blocks made since a mark, thrown away: a trial run over a loop body.
  [[nodiscard]] std::size_t mark() const;
  void discard_since(std::size_t mark);

  // Optimises and turns the functions into machine code; the Ir is empty afterwards. Null: `error` says why.
  [[nodiscard]] std::unique_ptr<NativeCode> compile(std::string& error);

 private:
  void begin_rows(const char* name, bool has_holding);
  std::unique_ptr<IrState> state_;
};

// The machine code of one text; null where the text has no such function.
class NativeCode {
 public:
  virtual ~NativeCode() = default;
  [[nodiscard]] virtual void* function(const char* name) const = 0;  // "scan", "hold", "sell"
};

}  // namespace stom::script
