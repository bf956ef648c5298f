// Where a strategy text uses self.vars[n], and texts rewritten at those places. Works on the syntax tree: comments and strings are never
// touched, shared indices stay shared.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace stom::script {

struct VariableUse {
  int index = 0;
  std::size_t begin = 0, end = 0;  // bytes of "self.vars[n]" in the text
};
// In reading order. A computed index (self.vars[i]) or a text that does not parse is an error in `diagnostics`.
[[nodiscard]] std::vector<VariableUse> variable_uses(std::string_view text, Diagnostics& diagnostics);
[[nodiscard]] SourcePosition position_of(std::string_view text, const VariableUse& use);
[[nodiscard]] std::set<int> variables_of(std::string_view text, Diagnostics& diagnostics);

// self.vars[n] → the text of its value (매수전략으로 저장); an index without a value is an error. Values get brackets where their sign would
// otherwise mean something else (self.vars[1] ** 2). With errors the text is only partly rewritten: do not use it.
[[nodiscard]] std::string with_values(std::string_view text, const std::vector<std::string>& values, Diagnostics& diagnostics);
// self.vars[n] → self.vars[map[n]]; an index that is not in the map stays.
[[nodiscard]] std::string renumbered(std::string_view text, const std::map<int, int>& map, Diagnostics& diagnostics);
// One map for both texts, new numbers from 1 in reading order, the text whose first index is smaller first; index 0 keeps its
// number, the same index used twice gets one number (변수 키값 재정렬, known defect K2 mended).
[[nodiscard]] std::map<int, int> renumbering(std::string_view buy, std::string_view sell, Diagnostics& diagnostics);
// Every word 변수 in reading order → self.vars[first], self.vars[first + 1], … (변수 편집기); `next` is the first number not used.
[[nodiscard]] std::string number_placeholders(std::string_view text, int first, int& next);

}  // namespace stom::script
