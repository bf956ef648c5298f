// What kind of Korean exchange instrument a code is; ticks, limits, taxes and VI rates depend on it.
#pragma once

#include <cstdint>

namespace stom::market {

enum class Board : std::uint8_t { kKospi, kKosdaq, kKonex };
enum class Instrument : std::uint8_t { kStock, kEtf, kEtn, kElw };

}  // namespace stom::market
