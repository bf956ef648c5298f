// How a symbol's prices and quantities must look at its venue: on the tick and the step, large enough. Exact decimals in and out.
#pragma once

#include <string>

#include "aggregation/decimal.h"
#include "base/time.h"
#include "market/market.h"
#include "venue/venue_event.h"

namespace stom::live {

using aggregation::Decimal;

// The multiples of a step at or below, at or above a value ≥ 0; a step of 0 leaves it as it is.
[[nodiscard]] Decimal cut_to_step(Decimal value, Decimal step);
[[nodiscard]] Decimal raise_to_step(Decimal value, Decimal step);

class VenueGrid {
 public:
  // Both must outlive this.
  VenueGrid(market::Market market, const std::string& code, const venue::Instrument& instrument)
      : market_(market), code_(&code), instrument_(&instrument) {}

  // Down for purchases, up for sales: never worse than asked. `seconds`: epoch seconds UTC; the tables of Upbit are dated by Korean days.
  [[nodiscard]] Decimal price(double price, bool buys, std::int64_t seconds) const;
  [[nodiscard]] double tick(double price, std::int64_t seconds) const;
  // Cut to the step and to the most that one order may have; 0: less than the least quantity.
  [[nodiscard]] Decimal quantity(Decimal quantity, bool at_market) const;
  [[nodiscard]] Decimal least_value() const;
  // Is quantity × price at least least_value()?
  [[nodiscard]] bool is_enough(Decimal quantity, Decimal price) const;

 private:
  market::Market market_;
  const std::string* code_;
  const venue::Instrument* instrument_;
};

}  // namespace stom::live
