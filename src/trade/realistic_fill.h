// The pieces of the realistic fill model (rules: docs/concepts/fills.md): what own orders took from the book, where a resting
// order stands in the queue, and one working order with its life at the venue. Rows of one symbol, in order; times are row
// numbers of a day. The recorded book never contains own orders.
#pragma once

#include <array>

#include "market/market.h"
#include "trade/fill_model.h"
#include "trade/order_kind.h"

namespace stom::trade {

struct QuotedLevel {
  double price = 0, size = 0;
};
using BookSide = std::array<QuotedLevel, 5>;  // best first; price 0: no level

// What one row tells a working order.
struct MarketRow {
  BookSide asks, bids;
  double low = 0, high = 0;      // traded in the period: second rows know the last price only
  double bought = 0, sold = 0;   // volume of the period by the side that took
};

struct Execution {
  double quantity = 0, money = 0;
};

// Own takings on one side of the book.
class BookConsumption {
 public:
  void clear() { count_ = 0; }
  [[nodiscard]] bool is_empty() const { return count_ == 0; }
  // A new row: a price that is not shown any more is forgotten, and never more is remembered than is shown, so that new
  // quantity at the price can be had.
  void observe(const BookSide& shown);
  [[nodiscard]] double left(const QuotedLevel& level) const;
  void take(double price, double quantity);

 private:
  struct Taken {
    double price = 0, quantity = 0;
  };
  std::array<Taken, 5> taken_;
  int count_ = 0;
};

// The quantity ahead of an order that rests at a price.
class QueuePosition {
 public:
  // Joins behind what the own side shows at the price. Below the fifth level nothing is known until the price is shown.
  void join(const BookSide& own, bool buys, double price);
  void skip() { *this = {}; }  // no queue: first in line
  // The book after a row's trades: no more can be ahead than is shown there.
  void observe(const BookSide& own, bool buys, double price);
  // Volume that traded at the price: eats what is ahead; returns what is left for the order.
  [[nodiscard]] double pass(double volume);
  [[nodiscard]] double ahead() const { return ahead_; }  // infinite: not known

 private:
  double ahead_ = 0;
};

struct WorkingOrder {
  bool buys = true;               // takes asks and rests on the bids
  OrderKind kind;
  double limit = 0;               // 0: none, or not yet named (pegs)
  double quantity = 0;            // not yet executed; 0: no order
  std::int64_t arrives_at = 0;
  bool at_venue = false;
  QueuePosition queue;
  std::int64_t cancelled_at = -1; // a cancel on its way takes effect at this row, after its trades
  std::int64_t amended_at = -1;
  double next_limit = 0;
  [[nodiscard]] bool is_open() const { return quantity > 0; }
  [[nodiscard]] bool awaits_request() const { return cancelled_at >= 0 || amended_at >= 0; }
};

// An order decided at a row, and requests about it: they act some rows later.
[[nodiscard]] WorkingOrder make_order(const RealisticFillOptions& options, const OrderKind& kind, bool buys, double limit, double quantity,
                                      std::int64_t row_number);
void request_cancel(const RealisticFillOptions& options, WorkingOrder& order, std::int64_t row_number);
void request_amend(const RealisticFillOptions& options, WorkingOrder& order, double limit, std::int64_t row_number);

// The venue as one symbol's orders see it during one day.
class RealisticVenue {
 public:
  RealisticVenue(market::Market market, bool queue, bool consume_book) : market_(market), queue_(queue), consume_book_(consume_book) {}

  void start_day();
  // Every row after one that consumed, before orders are advanced on it.
  void observe(const MarketRow& row);
  [[nodiscard]] bool remembers() const { return !asks_.is_empty() || !bids_.is_empty(); }

  // Do the first `levels` levels still hold the whole quantity?
  [[nodiscard]] bool covers(bool buys, double quantity, int levels, const MarketRow& row) const;
  // What happens to the order at the row; it is closed (quantity 0) when filled, cancelled or expired.
  Execution advance(WorkingOrder& order, std::int64_t row_number, const MarketRow& row);
  // Money for closing `quantity` at the last row of a day: what the book lacks goes at its last price; 0: no book.
  [[nodiscard]] double close(bool buys, double quantity, const MarketRow& row);

 private:
  Execution take(const WorkingOrder& order, double quantity, bool at_limit, const MarketRow& row);
  Execution arrive(WorkingOrder& order, const MarketRow& row);
  Execution fill_resting(WorkingOrder& order, const MarketRow& row);
  void rest(WorkingOrder& order, const MarketRow& row);
  [[nodiscard]] double usable(bool asks, const QuotedLevel& level) const;
  [[nodiscard]] double cut(double quantity) const;

  market::Market market_;
  bool queue_, consume_book_;
  BookConsumption asks_, bids_;
};

}  // namespace stom::trade
