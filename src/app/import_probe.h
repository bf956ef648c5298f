// Looks into the files of an import before anything is read for good: their formats, symbols, market, place in time.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "aggregation/formats/detect.h"
#include "market/market.h"

namespace stom::app {

struct ImportFormat {
  std::string_view name;
  std::string_view ko, en;
};
inline constexpr ImportFormat kImportFormats[] = {
    {"auto", "내용을 보고 정함 (기본)", "told by the content (default)"},
    {"binance-raw", "<나노초> <JSON> 줄: 현물, USD-M, COIN-M", "lines of <nanoseconds> <JSON>: spot, USD-M, COIN-M"},
    {"binance-ws", "<초>: <JSON> 줄, 또는 JSON만", "lines of <seconds>: <JSON>, or of JSON alone"},
    {"upbit-ws", "<초>: b'<JSON>' 줄 (SIMPLE, DEFAULT)", "lines of <seconds>: b'<JSON>' (SIMPLE, DEFAULT)"},
    {"binance-hour", "…_snapshot.json, …_trades.json, …_update.json 폴더",
     "a folder of …_snapshot.json, …_trades.json, …_update.json"},
    {"binance-dump", "공개 자료 CSV/zip: aggTrades, trades, klines, bookTicker",
     "public dump CSV/zip: aggTrades, trades, klines, bookTicker"},
    {"upbit-candles", "REST 초/분 캔들 JSON", "REST second or minute candles, JSON"},
    {"trades-json", "[[ms, id, 종류, 방향, 가격, 수량, 금액], …]", "[[ms, id, type, side, price, amount, cost], …]"},
    {"ohlcv", "봉 CSV: 제목 줄 또는 --columns", "bars in CSV: by heading line or --columns"},
};

// What the user said about the files.
struct SourceOptions {
  std::string format = "auto";
  std::optional<market::Market> market;
  std::string code;         // empty: as the files say
  std::string columns;      // of ohlcv, in file order
  std::string time_format = "auto";
  std::optional<std::int64_t> source_offset;  // seconds east of UTC; none: the market's clock
  TradingDay day = 0;       // for times that count from midnight; 0: the day in the file name
};

struct InputFile {
  std::filesystem::path path;
  std::uint64_t size = 0;
  aggregation::Detected detected;
  std::string description;           // "binance-raw", "ohlcv" …
  std::string code;                  // symbol to import under; empty: the file names its own
  aggregation::TimeRules time;
  EpochMicros start = aggregation::kNoTime;  // order of the first event; kNoTime: to be opened first
  bool is_descending = false;        // bars, newest first
  std::int64_t bar_seconds = 0;      // shortest distance of the bars at the head; 0: no bars
};

struct ImportPlan {
  market::Market market{};
  std::vector<InputFile> files;
  bool has_bars = false, has_events = false;  // bars; trades and books
  std::int64_t bar_seconds = 0;               // shortest over all files; 0: unknown
  [[nodiscard]] std::uint64_t bytes() const;
};

// Throws UsageError where a file is of no known format or something must be told by an option.
[[nodiscard]] ImportPlan plan_import(const std::vector<std::filesystem::path>& paths, const SourceOptions& options);

}  // namespace stom::app
