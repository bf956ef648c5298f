#include "sim/symbol_market.h"

namespace stom::sim {
namespace {

using venue::Number;
using venue::Side;

constexpr EpochMicros kSecond = 1'000'000;
constexpr EpochMicros kDay = 86'400 * kSecond;
constexpr std::size_t kMostLevels = 30;
constexpr std::uint64_t kFirstId = 1'000'000;

Decimal total_of(const std::vector<venue::Level>& levels) {
  Decimal total;
  for (const venue::Level& level : levels) total += level.quantity;
  return total;
}

std::vector<venue::Level> best_of(const std::vector<venue::Level>& levels) {
  std::vector<venue::Level> best;
  for (const venue::Level& level : levels) {
    if (level.quantity.is_positive() && level.price.is_positive()) best.push_back(level);
    if (best.size() == kMostLevels) break;
  }
  return best;
}

}  // namespace

SymbolMarket::SymbolMarket(venue::Venue venue, venue::Instrument instrument)
    : venue_(venue),
      instrument_(std::move(instrument)),
      update_id_(kFirstId),
      last_id_(kFirstId),
      last_number_(kFirstId),
      candles_{CandleSeries("1s", kSecond, 10'000), CandleSeries("1m", 60 * kSecond, 10'000), CandleSeries("1d", kDay, 1'000)} {}

void SymbolMarket::show(const venue::BookPicture& book) {
  bids_ = best_of(book.bids);
  asks_ = best_of(book.asks);
  book_time_ = book.time;
  ++update_id_;
}

void SymbolMarket::take(Side taker, Decimal quantity) {
  std::vector<venue::Level>& levels = taker == Side::kBuy ? asks_ : bids_;
  if (levels.empty()) return;
  levels.front().quantity -= quantity;
  if (!levels.front().quantity.is_positive()) levels.erase(levels.begin());
  ++update_id_;
}

Decimal SymbolMarket::displayed(Side side, Decimal price) const {
  const std::vector<venue::Level>& levels = side == Side::kBuy ? bids_ : asks_;
  for (const venue::Level& level : levels) {
    if (level.price == price) return level.quantity;
  }
  return {};
}

Decimal SymbolMarket::mark() const {
  if (last_.is_positive()) return last_;
  if (!bids_.empty()) return bids_.front().price;
  return asks_.empty() ? Decimal{} : asks_.front().price;
}

// Binance counts trades one by one; Upbit's numbers are times, unique and not dense.
void SymbolMarket::number(venue::Trade& trade) {
  ++last_number_;
  last_id_ =
      venue_ == venue::Venue::kBinance ? last_id_ + 1 : std::max<std::uint64_t>(last_id_ + 1, static_cast<std::uint64_t>(trade.time));
  trade.id = last_id_;
  if (venue_ == venue::Venue::kBinance) {
    trade.aggregate = true;
    trade.first_id = trade.last_id = last_number_;
    trade.quantity_without_rpi = trade.quantity;
  } else {
    trade.previous_close = Number::of(previous_close_);
    const auto tell_best = [](const std::vector<venue::Level>& levels, Number& price, Number& size) {
      if (levels.empty()) return;
      price = Number::of(levels.front().price);
      size = Number::of(levels.front().quantity);
    };
    tell_best(bids_, trade.best_bid, trade.best_bid_size);
    tell_best(asks_, trade.best_ask, trade.best_ask_size);
  }
}

void SymbolMarket::count(const venue::Trade& trade) {
  const Decimal price = trade.price.decimal(), quantity = trade.quantity.decimal();
  const std::int64_t day = (trade.time - ((trade.time % kDay) + kDay) % kDay) / kDay;
  if (day != day_) {
    if (last_.is_positive()) previous_close_ = last_;
    day_ = day;
    open_ = high_ = low_ = price;
    volume_ = value_ = buy_ = sell_ = Decimal{};
    day_trades_ = 0;
  }
  if (trade.previous_close.is_known() && trade.previous_close.decimal().is_positive()) previous_close_ = trade.previous_close.decimal();
  if (!previous_close_.is_positive()) previous_close_ = price;
  high_ = std::max(high_, price);
  low_ = std::min(low_, price);
  last_ = price;
  last_quantity_ = quantity;
  last_time_ = trade.time;
  volume_ += quantity;
  value_ += times(price, quantity);
  (trade.taker == Side::kBuy ? buy_ : sell_) += quantity;
  ++day_trades_;
  for (CandleSeries& series : candles_) series.add(trade);
}

venue::Trade SymbolMarket::print(const venue::Trade& trade, EpochMicros now) {
  venue::Trade told = trade;
  told.symbol = instrument_.symbol;
  told.sent = now;
  count(told);
  number(told);
  trades_.push_back(told);
  if (trades_.size() > kKeptTrades) trades_.pop_front();
  return told;
}

venue::BookPicture SymbolMarket::book(EpochMicros now) const {
  venue::BookPicture picture;
  picture.symbol = instrument_.symbol;
  picture.time = std::max(book_time_, last_time_);
  picture.sent = now;
  picture.last_update_id = update_id_;
  picture.complete = true;
  picture.bids = bids_;
  picture.asks = asks_;
  picture.bid_total = Number::of(total_of(bids_));
  picture.ask_total = Number::of(total_of(asks_));
  return picture;
}

venue::Ticker SymbolMarket::ticker(EpochMicros now) const {
  venue::Ticker ticker;
  ticker.symbol = instrument_.symbol;
  ticker.day = venue::DayKind::kUtcDay;
  ticker.time = last_time_;
  ticker.sent = now;
  if (venue_ == venue::Venue::kUpbit) {
    ticker.state = "ACTIVE";
    ticker.warning = "NONE";
    ticker.suspended = false;
  }
  if (!last_.is_positive()) return ticker;
  ticker.price = Number::of(last_);
  ticker.open = Number::of(open_);
  ticker.high = Number::of(high_);
  ticker.low = Number::of(low_);
  ticker.previous_close = Number::of(previous_close_);
  const Decimal change = last_ - previous_close_;
  ticker.change = Number::of(change);
  ticker.change_rate = Number::of(quotient(change, previous_close_, 10));
  ticker.last_quantity = Number::of(last_quantity_);
  ticker.day_volume = ticker.volume_24h = Number::of(volume_);
  ticker.day_value = ticker.value_24h = Number::of(value_);
  ticker.day_buy = Number::of(buy_);
  ticker.day_sell = Number::of(sell_);
  ticker.trades = day_trades_;
  return ticker;
}

std::vector<venue::Trade> SymbolMarket::trades(std::uint64_t from_id, std::size_t most) const {
  std::vector<venue::Trade> result;
  const auto first = std::lower_bound(trades_.begin(), trades_.end(), from_id,
                                      [](const venue::Trade& trade, std::uint64_t id) { return trade.id < id; });
  for (auto at = first; at != trades_.end() && result.size() < most; ++at) result.push_back(*at);
  return result;
}

const CandleSeries* SymbolMarket::candles(std::string_view interval) const {
  for (const CandleSeries& series : candles_) {
    if (series.interval() == interval) return &series;
  }
  return nullptr;
}

}  // namespace stom::sim
