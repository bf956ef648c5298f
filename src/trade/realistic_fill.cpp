#include "trade/realistic_fill.h"

#include <cmath>
#include <limits>

#include "base/rounding.h"

namespace stom::trade {
namespace {

// Prices are on a grid; limits are computed and may be off by the last bits.
constexpr double kPriceTolerance = 1e-9;

// −1, 0, 1: is a below, at, above b?
int compare_prices(double a, double b) {
  if (std::abs(a - b) <= kPriceTolerance * std::max(std::abs(a), std::abs(b))) return 0;
  return a < b ? -1 : 1;
}

// At the limit or better for the taker.
bool within(bool buys, double price, double limit) { return buys ? compare_prices(price, limit) <= 0 : compare_prices(price, limit) >= 0; }

bool is_quoted(const QuotedLevel& level) { return level.price > 0 && level.size > 0; }

double shown_at(const BookSide& side, double price) {
  for (const QuotedLevel& level : side) {
    if (is_quoted(level) && compare_prices(level.price, price) == 0) return level.size;
  }
  return 0;
}

// Five full levels, and the price lies beyond the last: what stands there is not recorded.
bool lies_beyond(const BookSide& own, bool buys, double price) {
  const double last = own.back().price;
  return last > 0 && (buys ? compare_prices(price, last) < 0 : compare_prices(price, last) > 0);
}

}  // namespace

void BookConsumption::observe(const BookSide& shown) {
  int kept = 0;
  for (int i = 0; i < count_; ++i) {
    const double quantity = std::min(taken_[i].quantity, shown_at(shown, taken_[i].price));
    if (quantity > 0) taken_[kept++] = {taken_[i].price, quantity};
  }
  count_ = kept;
}

double BookConsumption::left(const QuotedLevel& level) const {
  for (int i = 0; i < count_; ++i) {
    if (compare_prices(taken_[i].price, level.price) == 0) return std::max(0.0, level.size - taken_[i].quantity);
  }
  return level.size;
}

void BookConsumption::take(double price, double quantity) {
  for (int i = 0; i < count_; ++i) {
    if (compare_prices(taken_[i].price, price) == 0) {
      taken_[i].quantity += quantity;
      return;
    }
  }
  taken_[count_++] = {price, quantity};
}

void QueuePosition::join(const BookSide& own, bool buys, double price) {
  ahead_ = std::numeric_limits<double>::infinity();
  observe(own, buys, price);
}

void QueuePosition::observe(const BookSide& own, bool buys, double price) {
  if (!lies_beyond(own, buys, price)) ahead_ = std::min(ahead_, shown_at(own, price));
}

double QueuePosition::pass(double volume) {
  const double eaten = std::min(ahead_, volume);
  ahead_ -= eaten;
  return volume - eaten;
}

WorkingOrder make_order(const RealisticFillOptions& options, const OrderKind& kind, bool buys, double limit, double quantity,
                        std::int64_t row_number) {
  WorkingOrder order;
  order.buys = buys;
  order.kind = kind;
  order.limit = kind.type == OrderType::kLimit && kind.peg == PricePeg::kNone ? limit : 0;
  order.quantity = quantity;
  order.arrives_at = row_number + options.latency_rows;
  return order;
}

void request_cancel(const RealisticFillOptions& options, WorkingOrder& order, std::int64_t row_number) {
  if (options.latency_rows == 0) order.quantity = 0;
  else order.cancelled_at = row_number + options.latency_rows;
}

void request_amend(const RealisticFillOptions& options, WorkingOrder& order, double limit, std::int64_t row_number) {
  order.next_limit = limit;
  order.amended_at = row_number + options.latency_rows;
}

void RealisticVenue::start_day() {
  asks_.clear();
  bids_.clear();
}

void RealisticVenue::observe(const MarketRow& row) {
  asks_.observe(row.asks);
  bids_.observe(row.bids);
}

double RealisticVenue::cut(double quantity) const {
  return market_ == market::Market::kStock ? std::trunc(quantity) : round_scaled(quantity, 8);
}

double RealisticVenue::usable(bool asks, const QuotedLevel& level) const {
  if (!is_quoted(level)) return 0;
  const double size = consume_book_ ? (asks ? asks_ : bids_).left(level) : level.size;
  return market_ == market::Market::kStock ? std::trunc(size) : size;
}

bool RealisticVenue::covers(bool buys, double quantity, int levels, const MarketRow& row) const {
  double rest = quantity;
  for (int level = 0; level < levels && rest > 0; ++level) rest -= usable(buys, (buys ? row.asks : row.bids)[level]);
  return rest <= 0;
}

Execution RealisticVenue::take(const WorkingOrder& order, double quantity, bool at_limit, const MarketRow& row) {
  Execution done;
  double rest = quantity;
  for (const QuotedLevel& level : order.buys ? row.asks : row.bids) {
    if (rest <= 0 || (order.limit > 0 && !within(order.buys, level.price, order.limit))) break;
    const double part = std::min(rest, usable(order.buys, level));
    if (!(part > 0)) continue;
    done.money += (at_limit ? order.limit : level.price) * part;
    rest -= part;
    if (consume_book_) (order.buys ? asks_ : bids_).take(level.price, part);
  }
  done.quantity = rest > 0 ? cut(quantity - rest) : quantity;
  return done;
}

void RealisticVenue::rest(WorkingOrder& order, const MarketRow& row) {
  if (queue_) order.queue.join(order.buys ? row.bids : row.asks, order.buys, order.limit);
  else order.queue.skip();
}

Execution RealisticVenue::arrive(WorkingOrder& order, const MarketRow& row) {
  order.at_venue = true;
  if (order.kind.peg != PricePeg::kNone) {
    const bool from_asks = (order.kind.peg == PricePeg::kBestOpposite) == order.buys;
    order.limit = (from_asks ? row.asks : row.bids).front().price;
    if (!(order.limit > 0)) {  // nobody quotes: the venue refuses
      order.quantity = 0;
      return {};
    }
  }
  if (order.kind.force == TimeInForce::kFillOrKill) {
    double held = 0;
    for (const QuotedLevel& level : order.buys ? row.asks : row.bids) {
      if (order.limit == 0 || within(order.buys, level.price, order.limit)) held += usable(order.buys, level);
    }
    if (held < order.quantity) {
      order.quantity = 0;
      return {};
    }
  }
  const Execution done = take(order, order.quantity, false, row);
  order.quantity = cut(order.quantity - done.quantity);
  if (order.kind.force != TimeInForce::kRest) order.quantity = 0;
  if (order.is_open() && order.limit > 0) rest(order, row);
  return done;
}

Execution RealisticVenue::fill_resting(WorkingOrder& order, const MarketRow& row) {
  const double traded = order.buys ? row.low : row.high;
  const int side = traded > 0 ? compare_prices(traded, order.limit) * (order.buys ? 1 : -1) : 1;
  Execution done;
  if (side < 0) {
    done = {order.quantity, order.limit * order.quantity};
  } else {
    if (side == 0) {
      const double volume = order.buys ? row.sold : row.bought;
      done.quantity = cut(std::min(order.quantity, order.queue.pass(std::max(volume, 0.0))));
      done.money = order.limit * done.quantity;
    }
    // Someone of the other side quotes the order's price: he would have met it.
    const Execution met = take(order, cut(order.quantity - done.quantity), true, row);
    done.quantity = cut(done.quantity + met.quantity);
    done.money += met.money;
  }
  order.quantity = cut(order.quantity - done.quantity);
  if (queue_) order.queue.observe(order.buys ? row.bids : row.asks, order.buys, order.limit);
  return done;
}

Execution RealisticVenue::advance(WorkingOrder& order, std::int64_t row_number, const MarketRow& row) {
  if (!order.is_open() || row_number < order.arrives_at) return {};
  Execution done;
  if (!order.at_venue) {
    done = arrive(order, row);
  } else if (order.limit > 0) {
    done = fill_resting(order, row);
  } else {
    done = take(order, order.quantity, false, row);
    order.quantity = cut(order.quantity - done.quantity);
  }
  if (order.is_open() && order.amended_at >= 0 && row_number >= order.amended_at) {
    order.limit = order.next_limit;
    order.amended_at = -1;
    const Execution more = take(order, order.quantity, false, row);
    order.quantity = cut(order.quantity - more.quantity);
    done.quantity = cut(done.quantity + more.quantity);
    done.money += more.money;
    if (order.is_open()) rest(order, row);
  }
  if (order.cancelled_at >= 0 && row_number >= order.cancelled_at) order.quantity = 0;
  return done;
}

double RealisticVenue::close(bool buys, double quantity, const MarketRow& row) {
  WorkingOrder order;
  order.buys = buys;
  order.quantity = quantity;
  const Execution done = take(order, quantity, false, row);
  double last = 0;
  for (const QuotedLevel& level : buys ? row.asks : row.bids) {
    if (is_quoted(level)) last = level.price;
  }
  return last > 0 ? done.money + cut(quantity - done.quantity) * last : 0;
}

}  // namespace stom::trade
