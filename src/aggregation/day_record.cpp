#include "aggregation/day_record.h"

#include <algorithm>
#include <cmath>

#include "base/rounding.h"

namespace stom::aggregation {
namespace {

constexpr double kStrengthCap = 500;

// The part of a cumulative counter that is new; after the venue's own restart the whole counter is new.
Decimal increment(Decimal now, Decimal before) { return now < before ? now : now - before; }

}  // namespace

void DayRecord::begin_day(TradingDay day) {
  if (has_price()) {
    previous_close_ = last_;
    open_ = high_ = low_ = last_;
    previous_day_value_ = day_value();
    previous_day_volume_ = volume();
  }
  day_ = day;
  traded_today_ = false;
  value_ = 0;
  buy_ = sell_ = Decimal{};
  ticker_change_rate_ = 0;
}

void DayRecord::seed(TradingDay day, const DaySeed& seed) {
  day_ = day;
  open_ = seed.open;
  high_ = seed.high;
  low_ = seed.low;
  last_ = seed.last;
  if (seed.previous_close.is_positive()) previous_close_ = seed.previous_close;
  else if (!previous_close_.is_positive()) previous_close_ = seed.open;  // its first day
  traded_today_ = seed.open.is_positive();
  value_ = round_decimal(seed.value, rule_.decimals);
  buy_ = seed.buy;
  sell_ = seed.sell;
}

void DayRecord::extend(Decimal open, Decimal high, Decimal low, Decimal close) {
  if (!traded_today_) {
    open_ = open;
    high_ = high;
    low_ = low;
    traded_today_ = true;
    if (!previous_close_.is_positive()) previous_close_ = open;
  } else {
    high_ = std::max(high_, high);
    low_ = std::min(low_, low);
  }
  last_ = close;
}

void DayRecord::add_value(double value) { value_ = round_decimal(value_ + value, rule_.decimals); }

Traded DayRecord::apply(const Trade& trade) {
  if (follows_ticker_) return {};
  if (trade.previous_close.is_positive()) previous_close_ = trade.previous_close;
  extend(trade.price, trade.price, trade.price, trade.price);
  const double quantity = trade.quantity.to_double();
  add_value(rule_.contract_value > 0 ? quantity * rule_.contract_value : quantity * trade.price.to_double());
  Traded traded{.buy = {}, .sell = {}, .open = trade.price, .high = trade.price, .low = trade.price};
  (trade.taker == Side::kBuy ? traded.buy : traded.sell) = trade.quantity;
  buy_ += traded.buy;
  sell_ += traded.sell;
  return traded;
}

Traded DayRecord::apply(const Ticker& ticker) {
  Traded traded;
  if (follows_ticker_) {
    traded.buy = increment(ticker.day_buy, ticker_buy_);
    traded.sell = increment(ticker.day_sell, ticker_sell_);
    traded.open = traded.high = traded.low = ticker.price;
    // Around midnight a message of the new day may still count the day before.
    const double grown = ticker.day_value < ticker_value_ ? ticker.day_value : ticker.day_value - ticker_value_;
    traded.restated_value = ticker.day_value - value_ - grown;
  }
  // The first ticker only sets the counters: what came before is not of this period.
  follows_ticker_ = true;
  traded_today_ = true;
  ticker_buy_ = buy_ = ticker.day_buy;
  ticker_sell_ = sell_ = ticker.day_sell;
  last_ = ticker.price;
  open_ = ticker.open;
  high_ = ticker.high;
  low_ = ticker.low;
  ticker_change_rate_ = round_decimal(ticker.change_rate, 2);
  ticker_value_ = value_ = ticker.day_value;
  return traded;
}

Traded DayRecord::apply(const Candle& candle) {
  extend(candle.open, candle.high, candle.low, candle.close);
  const double volume = candle.volume.to_double();
  add_value(rule_.contract_value > 0 ? volume * rule_.contract_value
            : candle.value >= 0      ? candle.value
                                     : volume * candle.close.to_double());
  Traded traded{.buy = candle.buy_volume, .sell = {}, .open = candle.open, .high = candle.high, .low = candle.low};
  if (candle.buy_volume < Decimal{}) traded.buy = rule_.unit > 1 ? candle.volume.half().whole() : candle.volume.half();
  traded.sell = candle.volume - traded.buy;
  buy_ += traded.buy;
  sell_ += traded.sell;
  return traded;
}

double DayRecord::change_rate() const {
  if (follows_ticker_) return ticker_change_rate_;
  const double previous = previous_close_.to_double();
  return previous > 0 ? round_decimal((last_.to_double() / previous - 1) * 100, 2) : 0;
}

double DayRecord::day_value() const { return rule_.unit > 1 ? std::trunc(value_ / rule_.unit) : value_; }

double DayRecord::strength() const {
  if (!sell_.is_positive()) return kStrengthCap;
  return std::min(kStrengthCap, round_decimal(buy_.to_double() / sell_.to_double() * 100, 2));
}

}  // namespace stom::aggregation
