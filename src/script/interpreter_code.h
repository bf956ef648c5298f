// A compiled text made ready for the interpreter: the same tree with names resolved to columns, slots and locals, and
// literals made into values. Immutable; belongs to one interpreter.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "script/compiled_text.h"
#include "script/module_function.h"
#include "script/value.h"

namespace stom::script {

enum class NodeOp : std::uint8_t {
  kConstant, kTooLarge, kUnknownName, kFunctionValue, kNotCallable, kWrongArguments,
  kLocal,                            // index = local slot, a = meaning before the first assignment or null
  kLocalCall,                        // index = local slot, a = the engine's call while the local is unassigned
  kField, kFieldBack,                // index = column; a = pre, or `rows_back` when a literal says it
  kSlot, kSlotBack,                  // index = slot; a = pre, or `rows_back`
  kWindow,                           // id = feature::WindowFunction; a = tick, b = pre or null
  kElapsed, kElapsedByName,          // index = slot; a = name
  kScalar, kState, kNow, kTimedeltaSec,
  kVars,                             // a = index
  kNot, kUnary, kBinary, kCompare, kChain, kAnd, kOr, kConditional, kTuple, kList, kJoined,
  kSubscript, kSlice, kAttribute, kMethod,
  kBuiltin, kModuleCall, kModuleConstant,
  kEmit, kTickData, kIndex, kIndexNumber, kMatrix,
  kSymbolTest,                       // index = symbol test, a = the expression itself
};

struct Node;
struct NodeKeyword {
  std::string name;
  const Node* value = nullptr;
};

struct Node {
  NodeOp op{};
  Operator operation{};              // kUnary, kBinary, kCompare
  std::uint16_t id = 0;              // Scalar, State, WindowFunction, Builtin, ModuleFunction, …
  std::int32_t index = 0;
  std::int32_t rows_back = 0;
  const Node* a = nullptr;
  const Node* b = nullptr;
  Value constant;
  std::vector<const Node*> children; // n-ary nodes, call arguments; slice parts may be null
  std::vector<NodeKeyword> keywords;
  const Expr* source = nullptr;
};

enum class TargetKind : std::uint8_t { kLocal, kUnpack, kItem, kTickData, kIgnored };
struct Target {
  TargetKind kind{};
  int local = 0;
  const Node* object = nullptr;      // kItem: list and index
  const Node* index = nullptr;
  std::vector<Target> parts;         // kUnpack
  const Expr* source = nullptr;
};

struct Step {
  StmtKind kind{};
  Operator operation{};
  int sell_label = 0;
  std::vector<Target> targets;
  const Node* value = nullptr;
  const Node* target_value = nullptr;  // kAugmented: the target as an expression
  std::vector<Step> body, orelse;   // kTry: targets[0], if any, receives the error's text
  const Stmt* source = nullptr;
};

// A window slot of the plan as a dynamic call finds it.
struct WindowSlot {
  feature::WindowFunction function{};
  std::int32_t window = 0;           // 0: `size` is evaluated
  const Node* size = nullptr;
  std::int32_t slot = 0;
};

struct Code {
  std::shared_ptr<const CompiledText> owner;  // may be null when the caller keeps the text alive
  const CompiledText* text = nullptr;
  std::deque<Node> nodes;
  std::vector<std::unique_ptr<Text>> literals;
  std::vector<Step> body;
  const Node* condition = nullptr;   // kCondition: the expression
  std::vector<Value> initial_locals; // unassigned; then the six decision flags with their start values
  std::vector<WindowSlot> window_slots;
  bool uses_symbol_text = false;
  int position = -1;                 // local slot of a 포지션 that the text assigns itself

  // The decision flags stand behind the text's own locals.
  [[nodiscard]] int flag_slot(Flag flag) const {
    return static_cast<int>(text->local_names.size()) + static_cast<int>(flag);
  }
};

[[nodiscard]] std::unique_ptr<Code> make_code(const CompiledText& text, std::shared_ptr<const CompiledText> owner);
// The code of single expressions of a text (symbol tests), without its body.
[[nodiscard]] std::unique_ptr<Code> make_expression_code(const CompiledText& text,
                                                         const std::vector<const Expr*>& expressions,
                                                         std::vector<const Node*>& nodes);

}  // namespace stom::script
