#include "sim/candle_rows.h"

#include "sim/http_call.h"

namespace stom::sim {
namespace {

using venue::Candle;
using venue::Number;

constexpr EpochMicros kSecond = 1'000'000, kMinute = 60 * kSecond, kDay = 1440 * kMinute;

void join(Candle& whole, const Candle& part) {
  const auto sum = [](const Number& a, const Number& b) { return Number::of(a.decimal() + b.decimal()); };
  if (part.high.decimal() > whole.high.decimal()) whole.high = part.high;
  if (part.low.decimal() < whole.low.decimal()) whole.low = part.low;
  whole.close = part.close;
  whole.volume = sum(whole.volume, part.volume);
  whole.value = sum(whole.value, part.value);
  whole.buy_volume = sum(whole.buy_volume, part.buy_volume);
  whole.buy_value = sum(whole.buy_value, part.buy_value);
  whole.trades += part.trades;
  whole.sent = part.sent;
}

}  // namespace

EpochMicros candle_length(std::string_view interval) {
  std::int64_t count = 0;
  if (interval.size() < 2 || !parse_whole(interval.substr(0, interval.size() - 1), count) || count < 1 || count > 1000) return 0;
  switch (interval.back()) {
    case 's':
      return count == 1 ? kSecond : 0;
    case 'm':
      return count * kMinute;
    case 'h':
      return count * 60 * kMinute;
    case 'd':
      return count * kDay;
    case 'w':
      return count * 7 * kDay;
    default:
      return 0;
  }
}

std::vector<Candle> candles_between(const Exchange& exchange, const std::string& symbol, const std::string& interval, EpochMicros from,
                                    EpochMicros to, std::size_t most) {
  const EpochMicros length = candle_length(interval);
  if (length == 0) return {};
  if (length == kSecond || length == kMinute || length == kDay) return exchange.candles(symbol, interval, from, to, most);
  const std::string base = length < kDay ? "1m" : "1d";
  constexpr EpochMicros kThursday = 4 * kDay;  // the epoch began on one; weeks begin on Monday
  const EpochMicros shift = length % (7 * kDay) == 0 ? kThursday : 0;
  const auto start_of = [&](EpochMicros time) { return (time - shift) / length * length + shift; };
  const EpochMicros last = to > INT64_MAX - length ? to : start_of(to) + length - 1;
  std::vector<Candle> out;
  for (const Candle& part : exchange.candles(symbol, base, from < 0 ? from : start_of(from + length - 1), last, SIZE_MAX)) {
    const EpochMicros start = start_of(part.time);
    if (!out.empty() && out.back().time == start) {
      join(out.back(), part);
      continue;
    }
    out.push_back(part);
    out.back().time = start;
    out.back().interval = interval;
    out.back().end = start + length - 1000;
  }
  for (Candle& one : out) one.closed = one.end < one.sent;
  if (out.size() > most) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most));
  return out;
}

std::vector<Candle> newest_candles(const Exchange& exchange, const std::string& symbol, const std::string& interval, EpochMicros before,
                                   std::size_t most) {
  return candles_between(exchange, symbol, interval, INT64_MIN, before - 1, most);
}

}  // namespace stom::sim
