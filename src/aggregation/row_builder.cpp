#include "aggregation/row_builder.h"

#include <algorithm>
#include <iterator>

#include "base/rounding.h"

namespace stom::aggregation {
namespace {

using market::Field;
using market::Frame;

constexpr EpochMicros kSecond = 1'000'000;

EpochMicros length_of(Frame frame) { return frame == Frame::kTick ? kSecond : 60 * kSecond; }

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

// A first minute row whose value is the whole day's is of a program started in mid-day, except near the day's ends.
bool is_mid_day(RowKey minute_key) {
  const std::int64_t time = minute_key % 10'000;
  return time > 100 && time < 2350;
}

void extend(Decimal& high, Decimal& low, Decimal new_high, Decimal new_low) {
  high = std::max(high, new_high);
  low = std::min(low, new_low);
}

}  // namespace

Period period_of(Frame frame, EpochMicros time) { return floor_divide(time, length_of(frame)); }

RowKey row_key(Frame frame, Period period) {
  return frame == Frame::kTick ? second_key(period) : second_key(period * 60) / 100;
}

TradingDay day_of_period(Frame frame, Period period) {
  return civil_from_days(floor_divide(period, frame == Frame::kTick ? 86'400 : 1'440));
}

TradingDay day_of_time(EpochMicros time) { return civil_from_days(floor_divide(time, 86'400 * kSecond)); }

RowBuilder::RowBuilder(market::Market market, Frame frame) : market_(market), frame_(frame) {
  rows_.columns.resize(market::schema(market, frame).size());
}

void RowBuilder::add(const Traded& traded) {
  value_baseline_ += traded.restated_value;
  if (!traded.open.is_positive()) return;
  if (!traded_) {
    open_ = traded.open;
    high_ = traded.high;
    low_ = traded.low;
    traded_ = true;
  } else {
    extend(high_, low_, traded.high, traded.low);
  }
  buy_ += traded.buy;
  sell_ += traded.sell;
}

void RowBuilder::emit(Period period, const DayRecord& day, const Ladder& ladder, bool watched, bool whole_periods) {
  last_period_ = period;
  rows_.index.push_back(row_key(frame_, period));
  // The venue's word on the day, asked for anew after a hole, may be less than what was counted.
  double value = std::max(day.day_value() - value_baseline_, 0.0);
  if (first_row_ && !whole_periods && (frame_ == Frame::kTick || is_mid_day(rows_.index.back()))) value = 0;
  first_row_ = false;
  row_buy_ = row_sell_ = Decimal{};
  row_open_ = row_high_ = row_low_ = day.price();
  row_traded_ = false;
  add_period_to_row();
  row_value_ = value;
  for (std::vector<double>& column : rows_.columns) column.push_back(0);
  write_row(day, ladder, watched, value);
}

void RowBuilder::add_period_to_row() {
  row_buy_ += buy_;
  row_sell_ += sell_;
  if (!traded_) return;
  if (row_traded_) {
    extend(row_high_, row_low_, high_, low_);
  } else {
    row_open_ = open_;
    row_high_ = high_;
    row_low_ = low_;
    row_traded_ = true;
  }
}

void RowBuilder::amend(const DayRecord& day, const Ladder& ladder, bool watched) {
  add_period_to_row();
  row_value_ += day.day_value() - value_baseline_;
  write_row(day, ladder, watched, row_value_);
}

void RowBuilder::set(Field field, double value) {
  const int column = market::column_of(market_, frame_, field);
  if (column >= 0) rows_.columns[column].back() = value;
}

void RowBuilder::write_row(const DayRecord& day, const Ladder& ladder, bool watched, double value) {
  const double price = day.price().to_double(), high = day.high().to_double(), low = day.low().to_double();
  set(Field::kPrice, price);
  set(Field::kOpen, day.open().to_double());
  set(Field::kHigh, high);
  set(Field::kLow, low);
  set(Field::kChangeRate, day.change_rate());
  set(Field::kDayValue, day.day_value());
  set(Field::kTradeStrength, day.strength());
  set(Field::kBuyQuantity, row_buy_.to_double());
  set(Field::kSellQuantity, row_sell_.to_double());
  set(Field::kMinuteOpen, row_open_.to_double());
  set(Field::kMinuteHigh, row_high_.to_double());
  set(Field::kMinuteLow, row_low_.to_double());
  // A difference of two values with few decimals; its binary noise is not part of the value.
  set(Field::kPeriodValue, round_decimal(value, 8));
  set(Field::kHighLowAverageRate, round_decimal((price / ((high + low) / 2) - 1) * 100, 2));
  if (!market::is_crypto(market_)) {
    if (day.previous_day_value() > 0) set(Field::kValueChange, day.day_value() - day.previous_day_value());
    const double previous_volume = day.previous_day_volume().to_double();
    if (previous_volume > 0) set(Field::kVolumeRatio, round_decimal(day.volume().to_double() / previous_volume * 100, 2));
  }
  const RowBook book = row_book(ladder, day.price());
  for (int i = 0; i < kRowLevels; ++i) {
    set(market::kAskPrices[i], book.ask_price[i]);
    set(market::kAskSizes[i], book.ask_size[i]);
    set(market::kBidPrices[i], book.bid_price[i]);
    set(market::kBidSizes[i], book.bid_size[i]);
  }
  set(Field::kAskTotal, book.ask_total);
  set(Field::kBidTotal, book.bid_total);
  set(Field::kBookSum, book.level_sum);
  set(Field::kWatched, watched ? 1 : 0);
  value_baseline_ = day.day_value();
  buy_ = sell_ = Decimal{};
  traded_ = false;
}

void RowBuilder::take(RowTable& rows) {
  rows.index.clear();
  rows.columns.resize(rows_.columns.size());
  for (std::vector<double>& column : rows.columns) column.clear();
  std::swap(rows, rows_);
}

RowTable RowBuilder::take(bool keep_last) {
  RowTable taken;
  taken.columns.resize(rows_.columns.size());
  if (!keep_last || rows_.empty()) {
    std::swap(taken, rows_);
    return taken;
  }
  const auto count = static_cast<std::ptrdiff_t>(rows_.size() - 1);
  const auto move_head = [count](auto& from, auto& to) {
    to.assign(from.begin(), from.begin() + count);
    from.erase(from.begin(), from.begin() + count);
  };
  move_head(rows_.index, taken.index);
  for (std::size_t i = 0; i < taken.columns.size(); ++i) move_head(rows_.columns[i], taken.columns[i]);
  return taken;
}

}  // namespace stom::aggregation
