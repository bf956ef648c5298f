// Helpers of the built-in functions and methods: how many arguments, which of them.
#pragma once

#include "script/machine.h"

namespace stom::script {

// False: raised TypeError because the number of positional arguments is not in [least, most] or a keyword is unknown.
[[nodiscard]] bool check_arguments(Machine& machine, const Arguments& arguments, std::string_view function,
                                   std::size_t least, std::size_t most,
                                   std::initializer_list<std::string_view> keywords = {});
// The argument at a position or by keyword; null if not given.
[[nodiscard]] const Value* argument(const Arguments& arguments, std::size_t position, std::string_view keyword = {});

// Sorts in place by <, stable; false: raised.
[[nodiscard]] bool sort_values(Machine& machine, const Node& at, std::vector<Value>& values, bool reverse);

}  // namespace stom::script
