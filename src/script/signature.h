// How the callable names of the language are called.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "script/names.h"

namespace stom::script {

struct Signature {
  int least = 0;
  int most = 0;                                  // −1: any number
  std::span<const std::string_view> parameters;  // names of the positional parameters; may be passed by name
  std::span<const std::string_view> keywords;    // further parameters that can only be passed by name
};

// The signature of a callable binding; `callable` false for anything else.
[[nodiscard]] bool find_signature(const NameBinding& binding, Signature& signature);

[[nodiscard]] bool can_call(BindingKind kind);

// "이동평균(30), 이동평균(30, 1)": how a call is written, for hints.
[[nodiscard]] std::string call_examples(std::string_view name, const NameBinding& binding);

// Members of the modules np (0) and math (1) that texts may use, and methods of values.
[[nodiscard]] bool is_module_member(int module, std::string_view member);
[[nodiscard]] bool is_value_member(std::string_view member);

}  // namespace stom::script
