// The names of one market, frame and kind of text as a table, made once and kept.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "script/names.h"

namespace stom::script {

struct NameTable {
  std::vector<NameEntry> entries;  // in the order of the documentation
  std::unordered_map<std::string_view, std::size_t> index;
};
[[nodiscard]] const NameTable& name_table(const NameContext& context);

}  // namespace stom::script
