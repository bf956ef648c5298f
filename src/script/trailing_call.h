// The block that ends every saved strategy text (strategy-language spec 1.1): "if 매수:" and the call of self.Buy or self.Sell with the
// live arguments. A back-test cuts a text at the marker line and decides itself.
#pragma once

#include <string>
#include <string_view>

#include "script/names.h"

namespace stom::script {

[[nodiscard]] std::string_view marker_line(market::Market market, TextKind kind);  // kind: kBuy or another (sell)
// Marker line and call, each with its line end.
[[nodiscard]] std::string trailing_call(market::Market market, TextKind kind);

}  // namespace stom::script
