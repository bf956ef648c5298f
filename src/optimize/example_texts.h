// The examples that fill the editors (optimisation spec 2.7): working texts that fit each other, one set for each market and frame.
#pragma once

#include <string>

#include "market/market.h"

namespace stom::optimize {

struct ExampleTexts {
  std::string buy, sell;                          // optimisable: self.vars[0] … self.vars[9], minute rows one more
  std::string placeholder_buy, placeholder_sell;  // with the word 변수: numbered in reading order they are `buy` and `sell`
  std::string ranges, genetic;                    // the same variables in both forms
  std::string buy_conditions, sell_conditions;    // Binance: LONG
  std::string finder;
};
[[nodiscard]] ExampleTexts example_texts(market::Market market, market::Frame frame);

}  // namespace stom::optimize
