// Fees of fills that the venue tells without one, from what the order has paid in all. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "venue/venue_event.h"

namespace stom::gateway {

using KnownFees = std::map<std::string, aggregation::Decimal>;  // by trade id

// Fills whose fee is known keep it (or get that of `known`); the others share the rest of the order's paid fee in proportion to
// price × quantity. Their sum is exact. Nothing is changed where the order does not say what it paid, or less than is known.
void share_fees(const venue::OrderUpdate& order, const KnownFees& known, std::vector<venue::Fill>& fills);

// What is left of a paid fee beyond the known ones; unknown where it is unknown or less than they are.
[[nodiscard]] venue::Number fee_left(const KnownFees& known, const venue::Number& paid);

}  // namespace stom::gateway
