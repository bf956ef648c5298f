// What a text needs before it can run: columns of the schema, derived columns (slots), symbol-only tests.
// A slot's arguments may depend on self.vars; resolve_slots() gives the concrete columns for one parameter vector, so
// that one compiled text serves all vectors of an optimisation.
#pragma once

#include <bitset>
#include <string>
#include <variant>
#include <vector>

#include "feature/keys.h"
#include "script/ast.h"

namespace stom::script {

struct ElapsedKey {  // 경과틱수('name')
  std::string name;
  friend auto operator<=>(const ElapsedKey&, const ElapsedKey&) = default;
};
using SlotKey = std::variant<feature::WindowKey, feature::IndicatorKey, ElapsedKey>;

// A slot as the text asks for it. Fixed: key holds. Otherwise `window` (an expression of literals and self.vars, owned by
// the syntax tree) is evaluated per parameter vector.
struct SlotTemplate {
  SlotKey key;                        // for a window slot with `window` set: function only
  const Expr* window = nullptr;
};

struct Plan {
  std::bitset<market::kFieldCount> fields;   // read at the current row or by N-functions
  std::vector<SlotTemplate> slots;
  std::vector<const Expr*> symbol_tests;     // boolean expressions of 종목코드, 종목명 and literals alone
  bool uses_vars = false;
  bool uses_index = false;
  // A window call whose size is only known at the row (a loop variable): evaluated on the fly by the interpreter or by a
  // run-time call; `fields` then holds the source column.
  bool has_dynamic_windows = false;
};

struct ParameterVector {
  std::vector<double> values;
  std::vector<std::uint8_t> is_integer;
};

// Concrete columns for a parameter vector; average_list decides held or direct, `indicators` (see
// CompiledText::indicator_parameters) fills the indicator keys. A window that is not an integer ≥ 1 comes back as a key
// with window ≤ 0: reading it is a strategy error (an integral float is allowed where the column is held).
[[nodiscard]] std::vector<SlotKey> resolve_slots(const Plan& plan, const ParameterVector& vars, market::Frame frame,
                                                 std::span<const int> average_list,
                                                 const feature::IndicatorParameters& indicators,
                                                 feature::IndicatorSet indicator_set);

}  // namespace stom::script
