// Price grids (호가가격단위): which prices an order may have, by market and date. Prices are compared as whole multiples
// of 0.00000001, so decimal ticks are exact. A traded price need not lie on the grid (midpoint orders trade at half
// ticks): nothing here repairs rows, an order's price is made with cut or raise.
// Not here: Binance ticks, which the exchange announces per symbol.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/time.h"
#include "market/instrument.h"

namespace stom::market {

// From this price on, this tick; both in units of 0.00000001.
struct PriceStep {
  std::int64_t from, tick;
};

class PriceGrid {
 public:
  // Steps in ascending order, the first from 0. A grid refers to constant tables and is copied freely.
  explicit constexpr PriceGrid(std::span<const PriceStep> steps) : steps_(steps) {}
  // The same grid with another tick inside [from, until).
  [[nodiscard]] constexpr PriceGrid with(PriceStep step, std::int64_t until) const {
    PriceGrid grid = *this;
    grid.special_ = step;
    grid.special_until_ = until;
    return grid;
  }

  [[nodiscard]] double tick(double price) const;
  [[nodiscard]] double next_up(double price) const;
  // The tick of the lower interval counts at a boundary: below 20,000 comes 19,990. Below the lowest price comes 0.
  [[nodiscard]] double next_down(double price) const;
  [[nodiscard]] bool is_on_grid(double price) const;
  [[nodiscard]] double cut(double price) const;    // the grid price at or below
  [[nodiscard]] double raise(double price) const;  // the grid price at or above

 private:
  [[nodiscard]] std::int64_t tick_units(std::int64_t price) const;

  std::span<const PriceStep> steps_;
  PriceStep special_{};
  std::int64_t special_until_ = 0;
};

// Points that sources leave open; the defaults are the likelier reading.
struct PriceGridOptions {
  TradingDay etf_one_won_from = 20231211;           // reported as 8, 11 or 18 December 2023
  TradingDay upbit_stablecoin_half_won_until = 20250730;  // last day; whether it outlived the new table is not known
};

// Days are Korean days. Tables of stocks reach back to before 2023-01-25 (KOSPI and KOSDAQ differed then).
[[nodiscard]] PriceGrid krx_grid(Board board, Instrument instrument, TradingDay day, const PriceGridOptions& options = {});
// `code` as in "KRW-BTC"; some coins had their own tick for a while.
[[nodiscard]] PriceGrid upbit_grid(std::string_view code, TradingDay day, const PriceGridOptions& options = {});

// The reference's own functions: strategy texts and its live orders were made with them.
// `index` is compared as it stands, so 12-digit minute keys always take the table before 2023-01-25.
[[nodiscard]] double reference_tick_size(bool kosdaq, double price, RowKey index);
[[nodiscard]] double reference_upbit_tick_size(double price);

}  // namespace stom::market
