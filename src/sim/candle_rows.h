// Candles of every length the venues offer, out of the seconds, minutes and days that an exchange keeps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/exchange.h"

namespace stom::sim {

// Microseconds of "1s", "5m", "4h", "1d", "1w"; 0: no such length.
[[nodiscard]] EpochMicros candle_length(std::string_view interval);
// Candles that start in from … to (inclusive), the newest `most` of them, oldest first.
[[nodiscard]] std::vector<venue::Candle> candles_between(const Exchange& exchange, const std::string& symbol, const std::string& interval,
                                                         EpochMicros from, EpochMicros to, std::size_t most);
// The newest `most` that start before `before`, oldest first.
[[nodiscard]] std::vector<venue::Candle> newest_candles(const Exchange& exchange, const std::string& symbol, const std::string& interval,
                                                        EpochMicros before, std::size_t most);

}  // namespace stom::sim
