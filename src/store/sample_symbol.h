// One invented symbol of sample rows: its code, name, price grid, and its rows of one day after another.
#pragma once

#include <string>
#include <vector>

#include "store/back_writer.h"
#include "store/sample_random.h"
#include "store/sample_rows.h"

namespace stom::store {

class SampleSymbol {
 public:
  SampleSymbol(const SampleOptions& options, int number);

  // The rows of the next day; `keys` are all its seconds or minutes. Sometimes a symbol is absent: no rows.
  [[nodiscard]] RowBlock next_day(TradingDay day, std::span<const RowKey> keys);
  [[nodiscard]] const std::string& code() const { return code_; }

 private:
  // Position on the grid and volatility per time.
  struct Walk {
    std::vector<int> position;
    std::vector<double> volatility;
  };
  [[nodiscard]] Walk walk(SampleRandom& random, std::size_t count);
  [[nodiscard]] std::vector<bool> present(SampleRandom& random, std::size_t count) const;
  [[nodiscard]] std::vector<bool> watched(SampleRandom& random, std::size_t count) const;
  [[nodiscard]] double price(int position) const;
  [[nodiscard]] double rounded_quantity(double quantity) const;

  market::Market market_;
  market::Frame frame_;
  std::uint64_t seed_, number_;
  double gap_;
  bool may_be_absent_;
  std::string code_, name_;
  std::vector<double> grid_;  // valid prices, ascending
  double shares_ = 0;
  int position_ = 0;          // of the last price on the grid
  double previous_close_ = 0;
  double previous_volume_ = 0;
};

// The step of a market's price grid at a price, as of 2024; Binance steps depend on the symbol's `base` price.
[[nodiscard]] double sample_price_step(market::Market market, double price, double base);

}  // namespace stom::store
