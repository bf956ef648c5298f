// One symbol from its events to its rows: order book upkeep, day record, and the decision when a row is made.
//
// With a recorded book (live trading and recordings alike): a second row is made by the first book message of a second
// later than the last row; it is labelled with that second and holds that book and everything traded since the row before.
// A minute row is made by the first book message of a later minute and is labelled with the minute that ended.
// Without a book (trade prints or candles alone): a row closes when the next trade of a later period arrives, holds exactly
// its period, and its book is synthetic.
//
// Which book a recording has is only known after a while. Three ways of making rows therefore run side by side until a
// better one proves itself (depth messages that chain, else best bid/ask messages, else none), which then replaces the
// poorer ones with all their rows. finish() and the end of a day bring the last row up to the last event.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "aggregation/book_sync.h"
#include "aggregation/row_builder.h"

namespace stom::aggregation {

// Worst first.
enum class BookSource : std::uint8_t { kSynthetic, kTop, kDepth };

struct RowOptions {
  market::Market market = market::Market::kBinance;
  std::vector<market::Frame> frames;
  Decimal synthetic_tick;  // 0: the market's price grid (stock, Upbit), else the step between the prices seen so far
  Decimal synthetic_size;  // 0: the volume of the row's period
};

// What was seen of one symbol on one day, for the import report.
struct DayFigures {
  std::uint64_t trades = 0;
  std::uint64_t excluded_trades = 0;   // liquidation and insurance trades
  std::uint64_t duplicates = 0;        // trades by number, bars by time, that were seen before
  std::uint64_t missing_trades = 0;    // ids skipped
  std::uint64_t trade_seconds = 0;     // distinct seconds with a trade
  std::uint64_t candles = 0;
  Decimal quantity, buy_quantity, sell_quantity;
  std::uint64_t gaps = 0, crossed = 0;
};

class RowListener {
 public:
  virtual ~RowListener() = default;
  virtual void row_made(market::Frame frame, Period period) = 0;
};

class SymbolRows {
 public:
  SymbolRows(const std::string& code, const RowOptions& options, RowListener& listener);

  void apply(const Trade& trade);
  void apply(const BookSnapshot& snapshot);
  void apply(const BookDiff& diff);
  void apply(const BookTop& top);
  void apply(const Ticker& ticker);
  void apply(const Candle& candle);
  // Live sessions: the day before the first event. Ignored once another day has begun, or while the venue's ticker is followed.
  void seed(TradingDay day, const DaySeed& seed);
  // End of the recording.
  void finish();

  void set_watched(bool watched) { watched_ = watched; }
  [[nodiscard]] const DayRecord& day() const { return day_; }
  [[nodiscard]] BookSource book_source() const;
  [[nodiscard]] const BookSync& book() const { return sync_; }
  // The last known book; empty if none stands.
  [[nodiscard]] std::optional<Ladder> ladder() const;
  [[nodiscard]] const std::map<TradingDay, DayFigures>& figures() const { return figures_; }
  // Live sessions have no end: of days that are over only the newest `kept` stay.
  void forget_figures(std::size_t kept);
  [[nodiscard]] const std::vector<market::Frame>& frames() const { return options_.frames; }
  // Rows made so far; keep_last leaves the last one, which may still be amended.
  [[nodiscard]] RowTable take(market::Frame frame, bool keep_last);
  void take(market::Frame frame, RowTable& rows);  // all, without new memory
  [[nodiscard]] std::size_t row_count() const;
  // Some bar did not tell buys from sells.
  [[nodiscard]] bool has_halved_volume() const { return has_halved_volume_; }

 private:
  struct FrameRows {
    market::Frame frame;
    RowBuilder builder;
    Period open_period = RowBuilder::kNever;  // begun and not yet made into a row (minutes; all frames without book)
  };
  using Candidate = std::vector<FrameRows>;

  void see_time(EpochMicros time);
  void see_day(TradingDay day);
  void add(const Traded& traded);
  void before_trade(EpochMicros time);
  void on_book(BookSource source, EpochMicros time);
  void prove(BookSource source);
  void close_rows();
  void emit(FrameRows& rows, BookSource source, Period period);
  [[nodiscard]] std::optional<Ladder> ladder_for(BookSource source, const RowBuilder& builder) const;
  [[nodiscard]] bool count(const Trade& trade);
  void note_book_faults(const BookCounts& before);
  void note_price(Decimal price);
  [[nodiscard]] Decimal price_step() const;
  [[nodiscard]] Ladder synthetic(Decimal size) const;
  Candidate& candidate(BookSource source) { return candidates_[static_cast<std::size_t>(source)]; }
  [[nodiscard]] const Candidate& candidate(BookSource source) const { return candidates_[static_cast<std::size_t>(source)]; }

  std::string code_;
  RowOptions options_;
  RowListener& listener_;
  DayRecord day_;
  BookSync sync_;
  BookTop top_;
  bool has_top_ = false;
  bool watched_ = false;
  bool rows_taken_ = false;
  EpochMicros latest_time_ = kNoTime;
  std::array<Candidate, 3> candidates_;  // dropped ones are empty
  std::map<TradingDay, DayFigures> figures_;
  // Trade numbering and seconds.
  enum class TradeKind : std::uint8_t { kUnknown, kSingle, kAggregate };
  TradeKind trade_kind_ = TradeKind::kUnknown;
  std::uint64_t last_trade_id_ = 0;
  std::int64_t last_trade_second_ = INT64_MIN;
  EpochMicros last_candle_time_ = kNoTime, last_ticker_time_ = kNoTime;
  bool has_halved_volume_ = false;
  // Price grid seen so far.
  Decimal price_step_;
  int price_places_ = 0;
};

}  // namespace stom::aggregation
