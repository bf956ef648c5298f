// Binance's answers and error codes as outcomes.
#pragma once

#include "venue/outcome.h"

namespace stom::venue::binance {

// By status and body. `now` is UTC: bans are told as the time they end.
[[nodiscard]] Outcome judge(const RestRequest& request, const Answer& answer, EpochMicros now);

}  // namespace stom::venue::binance
