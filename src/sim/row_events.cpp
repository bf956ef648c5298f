#include "sim/row_events.h"

#include "base/rounding.h"
#include "sim/money.h"

namespace stom::sim {
namespace {

using market::Field;
using market::Frame;
using venue::Number;
using venue::Side;

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kDay = 86'400 * kSecond;
constexpr int kMoreLevels = 5;
constexpr double kValueNoise = 1.0;  // period values and day values of a file agree at least so well

EpochMicros length_of(Frame frame) { return frame == Frame::kTick ? kSecond : 60 * kSecond; }
std::int64_t day_of(EpochMicros time) { return time / kDay; }

void add_once(std::vector<Decimal>& prices, Decimal price) {
  if (price.is_positive() && std::find(prices.begin(), prices.end(), price) == prices.end()) prices.push_back(price);
}

// The rest of the total behind the levels that a row knows, one step of the best two apart.
void add_rest(std::vector<venue::Level>& levels, Decimal total, Decimal step) {
  if (levels.size() < 2) return;
  Decimal rest = total;
  for (const venue::Level& level : levels) rest -= level.quantity;
  const Decimal distance = levels[levels.size() - 1].price - levels[levels.size() - 2].price;
  const Decimal part = std::max(cut_to_step(quotient(rest, Decimal(kMoreLevels), 18), step), step);
  for (int i = 0; i < kMoreLevels && rest.is_positive(); ++i) {
    const Decimal price = levels.back().price + distance;
    if (!price.is_positive()) return;
    const Decimal quantity = i + 1 == kMoreLevels ? rest : std::min(part, rest);
    levels.push_back({price, quantity});
    rest -= quantity;
  }
}

}  // namespace

RowValues row_values(market::Market market, Frame frame, RowKey index, const double* columns) {
  const auto value = [&](Field field) {
    const int column = market::column_of(market, frame, field);
    return column < 0 ? 0.0 : columns[column];
  };
  const auto decimal = [&](Field field) { return Decimal::from_double(value(field)); };
  RowValues row;
  row.time = epoch_seconds(frame == Frame::kTick ? index : index * 100) * kSecond;
  row.price = decimal(Field::kPrice);
  row.open = decimal(Field::kOpen);
  row.high = decimal(Field::kHigh);
  row.low = decimal(Field::kLow);
  if (frame == Frame::kMinute) {
    row.bar_open = decimal(Field::kMinuteOpen);
    row.bar_high = decimal(Field::kMinuteHigh);
    row.bar_low = decimal(Field::kMinuteLow);
  }
  row.buy = decimal(Field::kBuyQuantity);
  row.sell = decimal(Field::kSellQuantity);
  row.value = value(Field::kPeriodValue);
  row.day_value = value(Field::kDayValue);
  row.change_rate = value(Field::kChangeRate);
  row.strength = value(Field::kTradeStrength);
  for (std::size_t i = 0; i < std::size(market::kAskPrices); ++i) {
    const venue::Level ask{decimal(market::kAskPrices[i]), decimal(market::kAskSizes[i])};
    const venue::Level bid{decimal(market::kBidPrices[i]), decimal(market::kBidSizes[i])};
    if (ask.price.is_positive() && ask.quantity.is_positive()) row.asks.push_back(ask);
    if (bid.price.is_positive() && bid.quantity.is_positive()) row.bids.push_back(bid);
  }
  row.ask_total = decimal(Field::kAskTotal);
  row.bid_total = decimal(Field::kBidTotal);
  return row;
}

RowEvents::RowEvents(Frame frame, std::string symbol, TradeGrid grid, Decimal previous_close)
    : frame_(frame), symbol_(std::move(symbol)), grid_(std::move(grid)), previous_close_(previous_close) {}

std::vector<RowEvents::Part> RowEvents::parts(const Trading& trading) const {
  const Decimal quantity = trading.buy + trading.sell;
  std::vector<Part> parts;
  Decimal rest = quantity, value = Decimal::from_double(trading.value);
  Decimal needed;
  for (std::size_t i = 0; i < trading.seen.size(); ++i) needed += grid_.step;
  if (rest < needed || trading.seen.size() == 1) {
    // Too little to show all: the last price is the one that counts. Or there is but one, and the value may say so.
    const Decimal last = trading.seen.back();
    const double difference = std::abs((times(last, rest) - value).to_double());
    if (rest < needed || difference < 0.006) {
      parts.push_back({last, std::max(rest, grid_.step)});
      rest = value = Decimal{};
    }
  }
  if (rest.is_positive()) {
    for (const Decimal price : trading.seen) {
      parts.push_back({price, grid_.step});
      rest -= grid_.step;
      value -= times(price, grid_.step);
    }
    const Decimal average = std::clamp(quotient(value, rest, 18), trading.low, trading.high);
    const Decimal lower = std::max(grid_.at_or_below(average), trading.low), upper = std::min(grid_.above(lower), trading.high);
    Decimal at_upper;
    if (upper > lower) at_upper = cut_to_step(quotient(value - times(lower, rest), upper - lower, 18), grid_.step);
    at_upper = std::clamp(at_upper, Decimal{}, rest);
    const auto place = parts.end() - 1;  // the last price stays last
    std::vector<Part> bulk;
    if ((rest - at_upper).is_positive()) bulk.push_back({lower, rest - at_upper});
    if (at_upper.is_positive()) bulk.push_back({upper, at_upper});
    parts.insert(place, bulk.begin(), bulk.end());
  }
  // Sides: all of one, then all of the other.
  Decimal first = trading.buys_last ? trading.sell : trading.buy;
  const Side first_side = trading.buys_last ? Side::kSell : Side::kBuy, second_side = trading.buys_last ? Side::kBuy : Side::kSell;
  std::vector<Part> sided;
  for (const Part& part : parts) {
    const Decimal head = std::min(part.quantity, first), tail = part.quantity - head;
    if (head.is_positive()) sided.push_back({part.price, head, first_side});
    if (tail.is_positive()) sided.push_back({part.price, tail, second_side});
    first -= head;
  }
  return sided;
}

RowEvents::Trading RowEvents::trading_of(const RowValues& row) const {
  Trading trading;
  const bool same_day = has_before_ && day_of(before_.time) == day_of(row.time);
  if (frame_ == Frame::kMinute) {
    add_once(trading.seen, row.bar_open);
    for (const Decimal price : {row.bar_high, row.bar_low}) {
      if (price != row.price) add_once(trading.seen, price);
    }
    trading.low = row.bar_low;
    trading.high = row.bar_high;
  } else {
    if (!same_day) add_once(trading.seen, row.open);
    if (row.high != row.price && (!same_day || row.high > before_.high)) add_once(trading.seen, row.high);
    if (row.low != row.price && (!same_day || row.low < before_.low)) add_once(trading.seen, row.low);
    trading.low = row.low;
    trading.high = row.high;
  }
  if (trading.seen.size() != 1 || trading.seen[0] != row.price) trading.seen.push_back(row.price);  // last, also if it was the first
  trading.low = std::min(trading.low, row.price);
  trading.high = std::max(trading.high, row.price);
  trading.buy = row.buy;
  trading.sell = row.sell;
  // What the day's value asks for, so that roundings do not add up.
  trading.value = row.day_value - unseen_value_ - day_value_;
  trading.buys_last = !row.asks.empty() && row.price >= row.asks.front().price;
  return trading;
}

// What was traded on the day before its first row; empty if nothing was.
RowEvents::Trading RowEvents::day_before(const RowValues& row) const {
  Trading trading;
  const double value = row.day_value - row.value;
  const Decimal middle = quotient(row.open + row.high + row.low, Decimal(3), 18);
  const Decimal quantity = cut_to_step(quotient(Decimal::from_double(value), middle, 18), grid_.step);
  if (!(value > 0) || !quantity.is_positive()) return trading;
  for (const Decimal price : {row.open, row.high, row.low}) add_once(trading.seen, price);
  trading.seen.push_back(row.price);
  trading.low = std::min(row.low, row.price);
  trading.high = std::max(row.high, row.price);
  trading.value = value;
  // (buys + this row's) / (sells + this row's) = strength / 100.
  const double all = (quantity + row.buy + row.sell).to_double();
  const double sells = all / (1 + std::max(row.strength, 0.0) / 100) - row.sell.to_double();
  trading.sell = std::clamp(cut_to_step(Decimal::from_double(sells), grid_.step), Decimal{}, quantity);
  trading.buy = quantity - trading.sell;
  return trading;
}

void RowEvents::trade(const Trading& trading, EpochMicros time, std::vector<MarketEvent>& events) {
  const std::vector<Part> all = parts(trading);
  const EpochMicros spread = frame_ == Frame::kTick ? 0 : 55 * kSecond / static_cast<EpochMicros>(all.size() + 1);
  for (const Part& part : all) {
    venue::Trade trade;
    trade.symbol = symbol_;
    trade.time = trade.sent = time;
    trade.price = Number::of(part.price);
    trade.quantity = Number::of(part.quantity);
    trade.taker = part.taker;
    if (previous_close_.is_positive()) trade.previous_close = Number::of(previous_close_);
    previous_close_ = Decimal{};
    day_value_ = round_decimal(day_value_ + trade.quantity.value() * trade.price.value(), 2);
    events.push_back({time, std::move(trade)});
    time += spread;
  }
}

void RowEvents::show(EpochMicros time, const RowValues& row, std::vector<MarketEvent>& events) const {
  venue::BookPicture book;
  book.symbol = symbol_;
  book.time = book.sent = time;
  book.complete = true;
  book.asks = row.asks;
  book.bids = row.bids;
  add_rest(book.asks, row.ask_total, grid_.step);
  add_rest(book.bids, row.bid_total, grid_.step);
  events.push_back({time, std::move(book)});
}

void RowEvents::add(const RowValues& given, std::vector<MarketEvent>& events) {
  if (!given.price.is_positive()) return;
  RowValues row = given;
  // The first row of a file may say no value, because the row before it was not known.
  const double traded_value = times(row.price, row.buy + row.sell).to_double();
  if (!has_before_ && row.value == 0 && traded_value > 0) row.value = std::min(row.day_value, traded_value);
  const EpochMicros length = length_of(frame_);
  if (has_before_ && day_of(before_.time) != day_of(row.time)) day_value_ = unseen_value_ = 0;
  if (!has_before_ && day_of(row.time - 2 * length) == day_of(row.time)) {
    const Trading earlier = day_before(row);
    if (!earlier.seen.empty()) {
      // Seconds: the trades two seconds before and a book one second before, which make a row. Minutes: all in the minute before.
      trade(earlier, row.time - (frame_ == Frame::kTick ? 2 : 1) * length, events);
      show(row.time - length + (frame_ == Frame::kTick ? 0 : length - kSecond), row, events);
      before_ = row;
      has_before_ = true;
    }
  }
  // Files with missing rows have a day's value that no rows tell of: it stays unseen.
  if (std::abs(row.day_value - unseen_value_ - day_value_ - row.value) > kValueNoise)
    unseen_value_ = row.day_value - day_value_ - row.value;
  const bool traded = (row.buy + row.sell).is_positive() || !has_before_ || row.price != before_.price;
  if (frame_ == Frame::kTick) {
    if (traded) trade(trading_of(row), row.time, events);
    show(row.time + 1000, row, events);
  } else {
    show(row.time, has_before_ ? before_ : row, events);
    if (traded) trade(trading_of(row), row.time + kSecond, events);
    if (!has_before_) show(row.time + length - 2 * kSecond, row, events);  // a minute begins with a book that comes after a price
  }
  before_ = row;
  has_before_ = true;
}

void RowEvents::finish(std::vector<MarketEvent>& events) {
  if (has_before_ && frame_ == Frame::kMinute) show(before_.time + length_of(frame_), before_, events);
}

}  // namespace stom::sim
