// One line of a range text: self.vars[n] = [[…], best], with the places of its parts. What the lists mean is checked in range_text.cpp.
#pragma once

#include <cstddef>

#include "base/diagnostic.h"
#include "optimize/decimal.h"
#include "script/text_edit.h"

namespace stom::optimize {

struct WrittenNumber {
  Decimal value;
  SourcePosition begin, end;  // end: behind the last character
  [[nodiscard]] int length() const { return end.column - begin.column; }
};

struct RangeStatement {
  int index = 0;
  WrittenNumber index_number;
  std::vector<WrittenNumber> list;
  SourcePosition list_begin, list_end;   // "[" … behind "]"
  WrittenNumber best;
};

struct RangeStatements {
  std::vector<RangeStatement> statements;  // as they stand in the text
  Diagnostics diagnostics;
};

[[nodiscard]] RangeStatements read_statements(std::string_view text);

}  // namespace stom::optimize
