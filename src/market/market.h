// Which market and which time frame rows belong to.
#pragma once

#include <cstdint>
#include <string_view>

namespace stom::market {

enum class Market : std::uint8_t { kStock, kUpbit, kBinance };  // KRX stocks (KST), Upbit KRW spot (UTC), Binance USD-M (UTC)
enum class Frame : std::uint8_t { kTick, kMinute };             // one-second rows, one-minute rows

inline constexpr Market kMarkets[] = {Market::kStock, Market::kUpbit, Market::kBinance};
inline constexpr Frame kFrames[] = {Frame::kTick, Frame::kMinute};

[[nodiscard]] constexpr bool is_crypto(Market market) { return market != Market::kStock; }

// "stock", "upbit", "binance" and "tick", "min": on the command line, in file names and case files.
[[nodiscard]] constexpr std::string_view name(Market market) {
  return market == Market::kStock ? "stock" : market == Market::kUpbit ? "upbit" : "binance";
}
[[nodiscard]] constexpr std::string_view name(Frame frame) { return frame == Frame::kTick ? "tick" : "min"; }
[[nodiscard]] bool parse(std::string_view text, Market& market);
[[nodiscard]] bool parse(std::string_view text, Frame& frame);

// Settings keys begin with 주식 or 코인.
[[nodiscard]] constexpr std::string_view settings_prefix(Market market) { return market == Market::kStock ? "주식" : "코인"; }
// Tables of backtest.db and strategy.db: stock / coin / coin_future, and stock / coin.
[[nodiscard]] constexpr std::string_view result_prefix(Market market) {
  return market == Market::kStock ? "stock" : market == Market::kUpbit ? "coin" : "coin_future";
}
[[nodiscard]] constexpr std::string_view strategy_prefix(Market market) { return market == Market::kStock ? "stock" : "coin"; }

// Row key arithmetic by frame: key / kDayDivisor = day, key % kDayDivisor = time of day (hhmmss or hhmm).
[[nodiscard]] constexpr std::int64_t day_divisor(Frame frame) { return frame == Frame::kTick ? 1'000'000 : 10'000; }
// A row key as a 14-digit second key.
[[nodiscard]] constexpr std::int64_t to_second_key(Frame frame, std::int64_t key) { return frame == Frame::kTick ? key : key * 100; }

}  // namespace stom::market
