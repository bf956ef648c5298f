// Plausible coins of the venues for markets that are made up: names, prices, filters. Nothing here is a quotation.
#pragma once

#include <string>
#include <vector>

#include "venue/venue_event.h"

namespace stom::sim {

struct Coin {
  venue::Instrument instrument;
  double price = 0;
};
// The first so many; more than there are names for get numbered ones.
[[nodiscard]] std::vector<Coin> coins_of(venue::Venue venue, int count);

// An instrument of the venue with this code and these steps; filters that are not known are the venue's usual.
[[nodiscard]] venue::Instrument instrument_of(venue::Venue venue, const std::string& symbol, aggregation::Decimal tick,
                                              aggregation::Decimal step, aggregation::Decimal min_notional);

}  // namespace stom::sim
