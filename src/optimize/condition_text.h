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
// Every line is compiled as a condition of a buy or sell text; diagnostics stand at the line and column of the list.
[[nodiscard]] ConditionList parse_conditions(std::string_view text, market::Market market, market::Frame frame, bool is_buy);
// One list for LONG and one for SHORT cannot run together: an error at the first line of the sell list.
[[nodiscard]] Diagnostics side_mismatch(const ConditionList& buy, const ConditionList& sell);

// The strategy text of a chosen set, as a user would save it, with the trailing call; `chosen`: positions in the list in any order. The
// chain is in the order of the conditions sorted as text, as the reference builds it.
[[nodiscard]] std::string assemble_buy(const ConditionList& list, std::vector<std::size_t> chosen, market::Market market);
[[nodiscard]] std::string assemble_sell(const ConditionList& list, std::vector<std::size_t> chosen, market::Market market);

// One text for all sets: condition i counts only where self.vars[first + i] == 1. With the same chosen set it gives the same
// trades as the assembled text, so that one compiled text serves a whole search. Only 매도조건 differs: its labels name the switch too.
[[nodiscard]] std::string switched_buy(const ConditionList& list, int first, market::Market market);
[[nodiscard]] std::string switched_sell(const ConditionList& list, int first, market::Market market);

}  // namespace stom::optimize
