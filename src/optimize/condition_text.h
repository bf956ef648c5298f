// Condition lists (optimisation spec 2.5): one expression a line; buy lines reject, sell lines trigger. Lines that are empty or hold
// a '#' are ignored; Binance texts name LONG or SHORT in their first line.
#pragma once

#include "base/diagnostic.h"
#include "market/market.h"
#include "market/schema.h"

namespace stom::optimize {

struct Condition {
  std::string text;
  int line = 0;  // 1-based
};
struct ConditionList {
  std::vector<Condition> conditions;
  bool is_long = true;
  Diagnostics diagnostics;
};
[[nodiscard]] ConditionList parse_conditions(std::string_view text, market::Market market, market::Frame frame, bool is_buy);

// The strategy text of a chosen set, as a user would save it; `chosen`: positions in the list, put in the order of the texts.
[[nodiscard]] std::string assemble_buy(const ConditionList& list, std::vector<std::size_t> chosen, market::Market market);
[[nodiscard]] std::string assemble_sell(const ConditionList& list, std::vector<std::size_t> chosen, market::Market market);

// One text for all sets: condition i counts only where self.vars[first + i] == 1. With the same chosen set it gives the same
// trades as the assembled text, so that one compiled text serves a whole search.
[[nodiscard]] std::string switched_buy(const ConditionList& list, int first, market::Market market);
[[nodiscard]] std::string switched_sell(const ConditionList& list, int first, market::Market market);

}  // namespace stom::optimize
