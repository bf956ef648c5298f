// Booking of orders on one symbol's position and on the counters of its day (back-test spec 9.6), and what an order gets from
// the book of one row by the reference's rules. Back-tests and live desks share it.
#pragma once

#include "trade/fill.h"
#include "trade/order_policy.h"

namespace stom::trade {

// What a working order has filled so far, and the position before it: averages are rounded once an order, not once a part.
struct FilledParts {
  double quantity = 0, money = 0;
  std::int64_t first_row = -1, last_row = -1, first_seconds = 0;
  double price_before = 0, quantity_before = 0;
};

void add_part(FilledParts& filled, const ManagedPosition& position, double quantity, double money, std::int64_t seconds, std::int64_t row);
// The position with everything that the order bought so far.
void book_buy_parts(ManagedPosition& position, market::Market market, Side side, const FilledParts& filled);
// A purchase is over: the pause after it begins.
void count_buy(DayCounters& counters, const ManagedBuySettings& settings, std::int64_t seconds);
// A sale is over: counters, and the position less `quantity`. True: nothing is left, the position begins anew.
bool book_sale(ManagedPosition& position, DayCounters& counters, const ManagedBuySettings& settings, double quantity, double profit_rate,
               std::int64_t seconds);

// An order that pends from now on.
void open_pending(PendingOrder& order, double price, double quantity, const LimitSettings& settings, const RowFacts& facts);

struct BookAnswer {
  FillResult fill;
  bool rests = false;  // not filled: waits at its limit from the next row on
};
// Reference model: `book` is the side that the order takes from; market orders look at its first `levels`.
[[nodiscard]] BookAnswer meet_book(const OrderKind& kind, bool buys, double limit, double quantity, int levels, const BookLevels& book,
                                   std::int64_t row);

}  // namespace stom::trade
