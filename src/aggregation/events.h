// What a venue says about one symbol, after a format reader has understood it: trades, books, tickers, candles.
//
// Times are exchange times in microseconds of the row's own clock (crypto UTC, stock KST); kNoTime where the venue sends
// none. The receiver's clock never enters: a recording machine may be seconds ahead of or behind the exchange. Prices and
// quantities are exact decimals in the venue's units (coins, contracts, shares). Side lists are best price first.
#pragma once

#include <cstdint>
#include <variant>
#include <vector>

#include "aggregation/decimal.h"
#include "base/time.h"

namespace stom::aggregation {

// Position of a code in a SymbolTable.
enum class SymbolId : std::uint32_t {};

inline constexpr EpochMicros kNoTime = INT64_MIN;

enum class Side : std::uint8_t { kBuy, kSell };

struct Trade {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  Decimal price, quantity;
  Side taker = Side::kBuy;
  // False for liquidation and insurance-fund trades (Binance X other than MARKET): no market volume, no price.
  bool ordinary = true;
  bool aggregate = false;  // Binance aggTrade: one event for several trades of one order
  std::uint64_t id = 0;    // grows by one per trade of the symbol and kind (Binance); 0: the venue has no such number
  Decimal previous_close;  // of the day before, where the venue sends it; else 0
};

struct Level {
  Decimal price, quantity;
  friend bool operator==(const Level&, const Level&) = default;
};

// A whole book. `complete`: every message is a full picture (Upbit order book, Binance depth5/10/20) and needs no diffs;
// otherwise a REST answer that diffs are applied to, in step by update id.
struct BookSnapshot {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  std::uint64_t last_update_id = 0;
  bool complete = false;
  std::vector<Level> bids, asks;
  // Quantity of all levels of the venue, where it says so (Upbit); else negative.
  Decimal bid_total{-1}, ask_total{-1};
};

// Changed levels; quantity 0 removes one. `previous_id` is set for Binance futures (pu), which chain by it.
struct BookDiff {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  std::uint64_t first_id = 0, last_id = 0, previous_id = 0;
  bool has_previous_id = false;
  std::vector<Level> bids, asks;
};

// Best bid and ask only.
struct BookTop {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  Level bid, ask;
};

// The venue's own day record (Upbit): it replaces what trades would add up to.
struct Ticker {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  Decimal price, open, high, low;
  double change_rate = 0;  // percent against the previous close
  double day_value = 0;    // traded value since the start of the day
  Decimal day_buy, day_sell;
};

// A bar: the time is its start.
struct Candle {
  SymbolId symbol{};
  EpochMicros time = kNoTime;
  Decimal open, high, low, close, volume;
  double value = -1;       // traded value in quote currency; negative: unknown, volume × close is taken
  Decimal buy_volume{-1};  // volume of taker buys; negative: unknown, volume is halved
};

using Event = std::variant<Trade, BookSnapshot, BookDiff, BookTop, Ticker, Candle>;

[[nodiscard]] inline SymbolId symbol_of(const Event& event) {
  return std::visit([](const auto& one) { return one.symbol; }, event);
}
[[nodiscard]] inline EpochMicros time_of(const Event& event) {
  return std::visit([](const auto& one) { return one.time; }, event);
}

}  // namespace stom::aggregation
