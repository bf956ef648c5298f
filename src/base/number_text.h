// Doubles as text: the shortest decimal that reads back to the same value, written as Python's repr writes it
// ("116700.0", "0.1", "1e+16", "nan", "inf"), because users' tables and labels hold such texts.
#pragma once

#include <string>

namespace stom {

[[nodiscard]] std::string float_repr(double value);

}  // namespace stom
