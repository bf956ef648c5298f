#include "sim/candle_series.h"

namespace stom::sim {
namespace {

EpochMicros start_of(EpochMicros time, EpochMicros length) { return time - ((time % length) + length) % length; }

}  // namespace

CandleSeries::CandleSeries(std::string interval, EpochMicros length, std::size_t most)
    : interval_(std::move(interval)), length_(length), most_(most) {}

void CandleSeries::add(const venue::Trade& trade) {
  const EpochMicros start = start_of(trade.time, length_);
  const Decimal price = trade.price.decimal(), quantity = trade.quantity.decimal(), value = times(price, quantity);
  if (candles_.empty() || candles_.back().start < start) {
    CandleSums next;
    next.start = start;
    next.open = next.high = next.low = price;
    candles_.push_back(next);
    if (candles_.size() > most_) candles_.pop_front();
  }
  CandleSums& candle = candles_.back();
  candle.high = std::max(candle.high, price);
  candle.low = std::min(candle.low, price);
  candle.close = price;
  candle.volume += quantity;
  candle.value += value;
  if (trade.taker == venue::Side::kBuy) {
    candle.buy_volume += quantity;
    candle.buy_value += value;
  }
  ++candle.trades;
}

std::vector<venue::Candle> CandleSeries::candles(const std::string& symbol, EpochMicros from, EpochMicros to, std::size_t most,
                                                 EpochMicros now) const {
  using venue::Number;
  auto end = candles_.end();
  while (end != candles_.begin() && std::prev(end)->start > to) --end;
  auto begin = end;
  for (std::size_t count = 0; count < most && begin != candles_.begin() && std::prev(begin)->start >= from; ++count) --begin;
  std::vector<venue::Candle> result;
  for (auto at = begin; at != end; ++at) {
    venue::Candle& candle = result.emplace_back();
    candle.symbol = symbol;
    candle.interval = interval_;
    candle.time = at->start;
    candle.end = at->start + length_ - 1000;  // as Binance names it: the last millisecond
    candle.sent = now;
    candle.open = Number::of(at->open);
    candle.high = Number::of(at->high);
    candle.low = Number::of(at->low);
    candle.close = Number::of(at->close);
    candle.volume = Number::of(at->volume);
    candle.value = Number::of(at->value);
    candle.buy_volume = Number::of(at->buy_volume);
    candle.buy_value = Number::of(at->buy_value);
    candle.trades = at->trades;
    candle.closed = at->start + length_ <= now;
  }
  return result;
}

}  // namespace stom::sim
