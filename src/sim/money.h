// Exact arithmetic of accounts. Products of a price and a quantity (eight places each) are exact; what has more than 18 places is
// cut toward zero. Values that do not fit stop at the largest decimal.
#pragma once

#include "aggregation/decimal.h"

namespace stom::sim {

using aggregation::Decimal;

[[nodiscard]] Decimal times(Decimal a, Decimal b);
// a / b cut toward zero to so many places; 0 where b is 0.
[[nodiscard]] Decimal quotient(Decimal a, Decimal b, int places);
// a · part / whole, cut toward zero to so many places; a itself where part is the whole.
[[nodiscard]] Decimal share(Decimal a, Decimal part, Decimal whole, int places);
// Toward zero.
[[nodiscard]] Decimal cut(Decimal a, int places);
[[nodiscard]] Decimal cut_to_step(Decimal a, Decimal step);
[[nodiscard]] bool is_multiple(Decimal a, Decimal step);
[[nodiscard]] inline Decimal magnitude(Decimal a) { return a < Decimal{} ? Decimal{} - a : a; }
[[nodiscard]] inline Decimal negative(Decimal a) { return Decimal{} - a; }
// A literal of our own tables; 0 for a text that is none.
[[nodiscard]] Decimal decimal_of(std::string_view text);

}  // namespace stom::sim
