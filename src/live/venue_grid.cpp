#include "live/venue_grid.h"

#include "market/price_grid.h"

namespace stom::live {
namespace {

constexpr int kLeastWon = 5000, kLeastDollars = 5;
constexpr int kCoinPlaces = 8;  // of every price and quantity that a venue takes
constexpr std::int64_t kKoreanSeconds = 9 * 3600, kDaySeconds = 86400;

market::PriceGrid upbit_grid(const std::string& code, std::int64_t seconds) {
  return market::upbit_grid(code, civil_from_days((seconds + kKoreanSeconds) / kDaySeconds));
}

Decimal known_or(const venue::Number& number, const venue::Number& other) { return (number.is_known() ? number : other).decimal(); }

}  // namespace

Decimal cut_to_step(Decimal value, Decimal step) {
  if (!step.is_positive()) return value;
  return Decimal::from_units(value.units() - value.units() % step.units());
}

Decimal raise_to_step(Decimal value, Decimal step) {
  const Decimal cut = cut_to_step(value, step);
  return cut == value ? value : cut + step;
}

Decimal VenueGrid::price(double price, bool buys, std::int64_t seconds) const {
  // Prices are base + ticks in binary: what is meant is the decimal nearby.
  const Decimal place = Decimal::step(kCoinPlaces);
  const Decimal meant = cut_to_step(Decimal::from_double(price) + place.half(), place);
  if (market_ == market::Market::kUpbit) {
    const market::PriceGrid grid = upbit_grid(*code_, seconds);
    return Decimal::from_double(buys ? grid.cut(meant.to_double()) : grid.raise(meant.to_double()));
  }
  const Decimal tick = instrument_->tick.decimal();
  return buys ? cut_to_step(meant, tick) : raise_to_step(meant, tick);
}

double VenueGrid::tick(double price, std::int64_t seconds) const {
  if (market_ == market::Market::kUpbit) return upbit_grid(*code_, seconds).tick(price);
  return instrument_->tick.value();
}

Decimal VenueGrid::quantity(Decimal quantity, bool at_market) const {
  const venue::Instrument& rules = *instrument_;
  Decimal step = at_market ? known_or(rules.market_step, rules.step) : rules.step.decimal();
  if (!step.is_positive()) step = rules.quantity_decimals >= 0 ? Decimal::step(rules.quantity_decimals) : Decimal::step(kCoinPlaces);
  const Decimal most = at_market ? known_or(rules.market_max_quantity, rules.max_quantity) : rules.max_quantity.decimal();
  if (most.is_positive() && quantity > most) quantity = most;
  quantity = cut_to_step(quantity, step);
  const Decimal least = at_market ? known_or(rules.market_min_quantity, rules.min_quantity) : rules.min_quantity.decimal();
  return quantity < least ? Decimal{} : quantity;
}

Decimal VenueGrid::least_value() const {
  if (instrument_->min_notional.is_known()) return instrument_->min_notional.decimal();
  return Decimal(market_ == market::Market::kUpbit ? kLeastWon : kLeastDollars);
}

bool VenueGrid::is_enough(Decimal quantity, Decimal price) const {
  // Both lie on 8 places: their product in units of 10^-16 is exact and fits for every order below 10^22.
  constexpr __int128 kUnit = 10'000'000'000;
  return quantity.units() / kUnit * (price.units() / kUnit) >= least_value().units() / 100;
}

}  // namespace stom::live
