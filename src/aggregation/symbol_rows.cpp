#include "aggregation/symbol_rows.h"

#include <algorithm>

#include "market/price_grid.h"

namespace stom::aggregation {
namespace {

using market::Frame;

// A common step of few prices may be far too coarse; a tick is never more than this share of the price.
constexpr int kTicksInPrice = 500;
// Price grids change with the Korean day.
constexpr EpochMicros kKoreaOffset = 9 * 3600 * 1'000'000LL;

}  // namespace

SymbolRows::SymbolRows(const std::string& code, const RowOptions& options, RowListener& listener)
    : code_(code), options_(options), listener_(listener), day_(value_rule(options.market, code)) {
  for (Candidate& one : candidates_) {
    for (const Frame frame : options_.frames) one.push_back({frame, RowBuilder(options_.market, frame), RowBuilder::kNever});
  }
}

BookSource SymbolRows::book_source() const {
  for (const BookSource source : {BookSource::kDepth, BookSource::kTop}) {
    if (!candidate(source).empty() && candidate(BookSource::kSynthetic).empty() &&
        (source == BookSource::kTop || candidate(BookSource::kTop).empty())) {
      return source;
    }
  }
  return BookSource::kSynthetic;
}

void SymbolRows::see_time(EpochMicros time) {
  if (time == kNoTime) return;
  see_day(day_of_time(time));
  latest_time_ = std::max(latest_time_, time);
}

void SymbolRows::see_day(TradingDay day) {
  if (day_.day() == 0) {
    day_.begin_day(day);
  } else if (day > day_.day()) {
    close_rows();
    for (Candidate& one : candidates_) {
      for (FrameRows& rows : one) rows.builder.begin_day(day_);
    }
    day_.begin_day(day);
  }
}

void SymbolRows::add(const Traded& traded) {
  for (Candidate& one : candidates_) {
    for (FrameRows& rows : one) rows.builder.add(traded);
  }
}

// Rows without a book close when something of a later period is traded.
void SymbolRows::before_trade(EpochMicros time) {
  for (FrameRows& rows : candidate(BookSource::kSynthetic)) {
    const Period period = period_of(rows.frame, time);
    if (rows.open_period != RowBuilder::kNever && period > rows.open_period) {
      emit(rows, BookSource::kSynthetic, rows.open_period);
      rows.open_period = RowBuilder::kNever;
    }
    if (rows.open_period == RowBuilder::kNever && period > rows.builder.last_period()) rows.open_period = period;
  }
}

void SymbolRows::emit(FrameRows& rows, BookSource source, Period period) {
  const std::optional<Ladder> ladder = ladder_for(source, rows.builder);
  if (!ladder || !day_.has_price()) return;
  const bool whole_periods = !figures_.empty() && figures_.rbegin()->second.candles > 0;
  rows.builder.emit(period, day_, *ladder, watched_, whole_periods);
  listener_.row_made(rows.frame, period);
}

std::optional<Ladder> SymbolRows::ladder_for(BookSource source, const RowBuilder& builder) const {
  switch (source) {
    case BookSource::kDepth:
      if (!sync_.is_valid()) return std::nullopt;
      return ladder_of(sync_.book(), sync_.bid_total(), sync_.ask_total());
    case BookSource::kTop:
      if (!has_top_) return std::nullopt;
      return ladder_of(top_.bid, top_.ask);
    case BookSource::kSynthetic:
      break;
  }
  return synthetic(options_.synthetic_size.is_positive() ? options_.synthetic_size : builder.period_volume());
}

std::optional<Ladder> SymbolRows::ladder() const {
  const BookSource source = book_source();
  if (source == BookSource::kSynthetic) return std::nullopt;
  return candidate(source).empty() ? std::nullopt : ladder_for(source, candidate(source).front().builder);
}

void SymbolRows::prove(BookSource source) {
  Candidate& better = candidate(source);
  if (better.empty() || book_source() == source) return;
  // Rows that have been given away stay: the better way goes on where the poorer one stopped.
  if (rows_taken_) better = std::move(candidate(book_source()));
  for (std::size_t poorer = 0; poorer < static_cast<std::size_t>(source); ++poorer) candidates_[poorer].clear();
}

void SymbolRows::on_book(BookSource source, EpochMicros time) {
  prove(source);
  if (!day_.has_price() || time == kNoTime) return;
  for (FrameRows& rows : candidate(source)) {
    const Period period = period_of(rows.frame, time);
    if (period <= rows.builder.last_period()) continue;
    if (rows.frame == Frame::kTick) {
      emit(rows, source, period);
      continue;
    }
    if (rows.open_period != RowBuilder::kNever && period > rows.open_period) emit(rows, source, rows.open_period);
    if (rows.open_period == RowBuilder::kNever || period > rows.open_period) rows.open_period = period;
  }
}

void SymbolRows::close_rows() {
  if (!day_.has_price() || latest_time_ == kNoTime) return;
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    const auto source = static_cast<BookSource>(i);
    for (FrameRows& rows : candidates_[i]) {
      if (source == BookSource::kSynthetic || rows.frame == Frame::kMinute) {
        if (rows.open_period != RowBuilder::kNever) emit(rows, source, rows.open_period);
        rows.open_period = RowBuilder::kNever;
        continue;
      }
      const Period period = period_of(rows.frame, latest_time_);
      if (period > rows.builder.last_period()) {
        emit(rows, source, period);
      } else if (const std::optional<Ladder> last = ladder_for(source, rows.builder); last && !rows.builder.rows().empty()) {
        rows.builder.amend(day_, *last, watched_);
      }
    }
  }
}

void SymbolRows::finish() { close_rows(); }

void SymbolRows::seed(TradingDay day, const DaySeed& seed) {
  if (day < day_.day() || day_.follows_ticker()) return;
  see_day(day);
  day_.seed(day, seed);
}

bool SymbolRows::count(const Trade& trade) {
  DayFigures& figures = figures_[day_of_time(trade.time)];
  if (!trade.ordinary) {
    ++figures.excluded_trades;
    return false;
  }
  // A recording may hold both trade streams of a symbol; only the first one seen counts.
  const TradeKind kind = trade.aggregate ? TradeKind::kAggregate : TradeKind::kSingle;
  if (trade_kind_ == TradeKind::kUnknown) trade_kind_ = kind;
  if (trade_kind_ != kind) return false;
  if (trade.id != 0) {
    if (trade.id <= last_trade_id_) {
      ++figures.duplicates;
      return false;
    }
    if (last_trade_id_ != 0) figures.missing_trades += trade.id - last_trade_id_ - 1;
    last_trade_id_ = trade.id;
  }
  ++figures.trades;
  figures.quantity += trade.quantity;
  (trade.taker == Side::kBuy ? figures.buy_quantity : figures.sell_quantity) += trade.quantity;
  const std::int64_t second = period_of(Frame::kTick, trade.time);
  if (second > last_trade_second_) {
    ++figures.trade_seconds;
    last_trade_second_ = second;
  }
  return true;
}

void SymbolRows::note_price(Decimal price) {
  if (candidate(BookSource::kSynthetic).empty()) return;
  price_step_ = Decimal::common_step(price_step_, price);
  price_places_ = std::max(price_places_, price.places());
}

Decimal SymbolRows::price_step() const {
  if (options_.synthetic_tick.is_positive()) return options_.synthetic_tick;
  const double step = price_step_.to_double();
  return step > 0 && step * kTicksInPrice <= day_.price().to_double() ? price_step_ : Decimal::step(price_places_);
}

// Korean venues publish their grids (a stock's board is not known here; since 2023 they are the same); Binance has one
// tick a symbol, which the prices show.
Ladder SymbolRows::synthetic(Decimal size) const {
  const bool has_grid = options_.market == market::Market::kStock || (options_.market == market::Market::kUpbit && code_.starts_with("KRW-"));
  if (options_.synthetic_tick.is_positive() || !has_grid) return synthetic_ladder(day_.price(), price_step(), size);
  const bool stock = options_.market == market::Market::kStock;
  const TradingDay korean_day = stock ? day_.day() : day_of_time(latest_time_ + kKoreaOffset);
  const market::PriceGrid grid = stock ? market::krx_grid(market::Board::kKospi, market::Instrument::kStock, korean_day)
                                       : market::upbit_grid(code_, korean_day);
  return synthetic_ladder(
      day_.price(), [&](Decimal from) { return Decimal::from_double(grid.next_up(from.to_double())); },
      [&](Decimal from) { return Decimal::from_double(grid.next_down(from.to_double())); }, size);
}

void SymbolRows::apply(const Trade& trade) {
  if (!count(trade)) return;
  see_time(trade.time);
  before_trade(trade.time);
  note_price(trade.price);
  add(day_.apply(trade));
}

void SymbolRows::apply(const Ticker& ticker) {
  // Two connections side by side may tell the tickers of one moment twice; an earlier one of them is no restart of the counters.
  if (ticker.time == std::exchange(last_ticker_time_, ticker.time) && ticker.day_value < day_.ticker_value()) return;
  see_time(ticker.time);
  before_trade(ticker.time);
  note_price(ticker.price);
  add(day_.apply(ticker));
}

void SymbolRows::apply(const Candle& candle) {
  DayFigures& figures = figures_[day_of_time(candle.time)];
  if (candle.time <= last_candle_time_) {
    ++figures.duplicates;
    return;
  }
  last_candle_time_ = candle.time;
  has_halved_volume_ = has_halved_volume_ || candle.buy_volume < Decimal{};
  see_time(candle.time);
  ++figures.candles;
  figures.quantity += candle.volume;
  before_trade(candle.time);
  for (const Decimal price : {candle.open, candle.high, candle.low, candle.close}) note_price(price);
  const Traded traded = day_.apply(candle);
  figures.buy_quantity += traded.buy;
  figures.sell_quantity += traded.sell;
  add(traded);
}

void SymbolRows::forget_figures(std::size_t kept) {
  while (figures_.size() > kept) figures_.erase(figures_.begin());
}

void SymbolRows::note_book_faults(const BookCounts& before) {
  const BookCounts& now = sync_.counts();
  if (day_.day() == 0 || (now.gaps == before.gaps && now.crossed == before.crossed)) return;
  DayFigures& figures = figures_[day_.day()];
  figures.gaps += now.gaps - before.gaps;
  figures.crossed += now.crossed - before.crossed;
}

void SymbolRows::apply(const BookSnapshot& snapshot) {
  see_time(snapshot.time);
  const BookCounts before = sync_.counts();
  const bool changed = sync_.apply(snapshot);
  note_book_faults(before);
  if (changed && sync_.is_followed()) on_book(BookSource::kDepth, snapshot.time == kNoTime ? latest_time_ : sync_.time());
}

void SymbolRows::apply(const BookDiff& diff) {
  see_time(diff.time);
  const BookCounts before = sync_.counts();
  const bool changed = sync_.apply(diff);
  note_book_faults(before);
  if (changed) on_book(BookSource::kDepth, diff.time);
}

void SymbolRows::apply(const BookTop& top) {
  if (candidate(BookSource::kTop).empty()) return;
  see_time(top.time);
  top_ = top;
  has_top_ = true;
  on_book(BookSource::kTop, top.time == kNoTime ? latest_time_ : top.time);
}

RowTable SymbolRows::take(Frame frame, bool keep_last) {
  for (FrameRows& rows : candidate(book_source())) {
    if (rows.frame != frame) continue;
    rows_taken_ = true;
    return rows.builder.take(keep_last);
  }
  return {};
}

void SymbolRows::take(Frame frame, RowTable& taken) {
  taken.index.clear();
  for (FrameRows& rows : candidate(book_source())) {
    if (rows.frame != frame) continue;
    rows_taken_ = true;
    return rows.builder.take(taken);
  }
}

std::size_t SymbolRows::row_count() const {
  std::size_t count = 0;
  for (const FrameRows& rows : candidate(book_source())) count += rows.builder.rows().size();
  return count;
}

}  // namespace stom::aggregation
