// Gathers one symbol's traded volume of a running period and makes rows of one frame: every column of the market's schema.
// When a row is made is decided by SymbolRows (symbol_rows.h); this class only knows how.
//
// Period columns hold what was traded since the row before. The first second row has no traded value of its own (the row
// before is unknown); a first minute row only counts as partial between 01:00 and 23:50, as in live trading, unless it
// comes from a candle, which is whole.
#pragma once

#include <vector>

#include "aggregation/day_record.h"
#include "aggregation/ladder.h"
#include "market/schema.h"

namespace stom::aggregation {

// Rows of one code: values by schema column.
struct RowTable {
  std::vector<RowKey> index;
  std::vector<std::vector<double>> columns;

  [[nodiscard]] std::size_t size() const { return index.size(); }
  [[nodiscard]] bool empty() const { return index.empty(); }
};

// Start of the second or minute that a time lies in, counted in seconds or minutes since the epoch.
using Period = std::int64_t;
[[nodiscard]] Period period_of(market::Frame frame, EpochMicros time);
[[nodiscard]] RowKey row_key(market::Frame frame, Period period);
[[nodiscard]] TradingDay day_of_period(market::Frame frame, Period period);
[[nodiscard]] TradingDay day_of_time(EpochMicros time);

class RowBuilder {
 public:
  RowBuilder(market::Market market, market::Frame frame);

  void add(const Traded& traded);
  // A row of this period, which must be later than last_period().
  void emit(Period period, const DayRecord& day, const Ladder& ladder, bool watched, bool whole_periods);
  // Brings the last row up to the present: what was traded since is added to it, price, totals and book are renewed.
  void amend(const DayRecord& day, const Ladder& ladder, bool watched);
  // The day's value starts again at zero; to be called before DayRecord::begin_day. What no row has shown is kept.
  void begin_day(const DayRecord& old_day) { value_baseline_ -= old_day.day_value(); }

  [[nodiscard]] bool has_rows() const { return last_period_ != kNever; }
  [[nodiscard]] Period last_period() const { return last_period_; }
  // Volume gathered since the last row.
  [[nodiscard]] Decimal period_volume() const { return buy_ + sell_; }
  [[nodiscard]] const RowTable& rows() const { return rows_; }
  // Gives the rows away; with keep_last all but the last, which may still be amended.
  [[nodiscard]] RowTable take(bool keep_last);
  // All rows; the memory of `rows` is used for the next ones.
  void take(RowTable& rows);

  static constexpr Period kNever = INT64_MIN;

 private:
  void add_period_to_row();
  void write_row(const DayRecord& day, const Ladder& ladder, bool watched, double value);
  void set(market::Field field, double value);

  market::Market market_;
  market::Frame frame_;
  RowTable rows_;
  Period last_period_ = kNever;
  bool first_row_ = true;
  bool traded_ = false;
  Decimal buy_, sell_;
  Decimal open_, high_, low_;
  double value_baseline_ = 0;
  // Of the last row, for amend().
  Decimal row_buy_, row_sell_, row_open_, row_high_, row_low_;
  bool row_traded_ = false;
  double row_value_ = 0;
};

}  // namespace stom::aggregation
