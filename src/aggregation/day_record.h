// One symbol's running day: last price, open, high, low, traded value, taker-buy and taker-sell volume. It is fed by
// trades, by the venue's own ticker, or by candles, and says what each of them added (Traded), so that second and minute
// rows can gather their own periods.
//
// Rules (docs/concepts/rows-from-events.md): the day starts at 00:00 of the row's clock. The change rate is against the previous close:
// what the venue says, else the last price before the day began, else the day's first price. A new day starts with
// open = high = low = last price and no volume until its first trade. Once a ticker has been seen it is the authority and
// trades of the code add nothing (they would count twice).
#pragma once

#include "aggregation/events.h"
#include "aggregation/venue_rules.h"

namespace stom::aggregation {

// What one event added to the running period.
struct Traded {
  Decimal buy, sell;
  Decimal open, high, low;  // 0 open: nothing was traded (a ticker without new volume still moves the price)
  // Change of the day's value that nothing was traded for: a counter of the venue was restarted, or still told of the day before.
  double restated_value = 0;
};

// The day so far, as the venue tells it at the begin of a live session.
struct DaySeed {
  Decimal open, high, low, last, previous_close;
  double value = 0;     // in quote currency
  Decimal buy, sell;    // taker volumes
};

class DayRecord {
 public:
  explicit DayRecord(ValueRule rule) : rule_(rule) {}

  Traded apply(const Trade& trade);
  Traded apply(const Ticker& ticker);
  Traded apply(const Candle& candle);
  // Replaces what is known of the day; trades go on from there.
  void seed(TradingDay day, const DaySeed& seed);
  // To be called before the first event of another day.
  void begin_day(TradingDay day);

  [[nodiscard]] bool follows_ticker() const { return follows_ticker_; }
  // The counter of traded value that the ticker said last.
  [[nodiscard]] double ticker_value() const { return ticker_value_; }
  [[nodiscard]] bool has_price() const { return last_.is_positive(); }
  [[nodiscard]] TradingDay day() const { return day_; }
  [[nodiscard]] Decimal price() const { return last_; }
  [[nodiscard]] Decimal open() const { return open_; }
  [[nodiscard]] Decimal high() const { return high_; }
  [[nodiscard]] Decimal low() const { return low_; }
  [[nodiscard]] double change_rate() const;
  // In the unit of the row column (stock: whole millions of won).
  [[nodiscard]] double day_value() const;
  // min(500, buy / sell × 100); 500 without sells.
  [[nodiscard]] double strength() const;
  [[nodiscard]] Decimal volume() const { return buy_ + sell_; }
  // Of the day before; 0 where the recording did not see it.
  [[nodiscard]] double previous_day_value() const { return previous_day_value_; }
  [[nodiscard]] Decimal previous_day_volume() const { return previous_day_volume_; }
  [[nodiscard]] const ValueRule& rule() const { return rule_; }

 private:
  void extend(Decimal open, Decimal high, Decimal low, Decimal close);
  void add_value(double value);

  ValueRule rule_;
  TradingDay day_ = 0;
  Decimal last_, open_, high_, low_;
  Decimal previous_close_;
  double ticker_change_rate_ = 0;
  bool follows_ticker_ = false;
  bool traded_today_ = false;
  double value_ = 0;  // in quote currency
  Decimal buy_, sell_;
  Decimal ticker_buy_, ticker_sell_;  // as last said by the ticker, also of the day before
  double ticker_value_ = 0;
  double previous_day_value_ = 0;
  Decimal previous_day_volume_;
};

}  // namespace stom::aggregation
