// Which reader a file needs, told by its first lines.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "aggregation/formats/binance_dump.h"
#include "aggregation/formats/ohlcv_csv.h"

namespace stom::aggregation {

enum class Layout : std::uint8_t {
  kUnknown,
  kRecording,  // stamped websocket messages, one a line (recording_line.h)
  kJsonLines,  // one JSON value a line
  kJsonFile,   // the file is one JSON value (json_list.h)
  kDump,       // binance_dump.h
  kOhlcv,      // ohlcv_csv.h
};

struct Detected {
  Layout layout = Layout::kUnknown;
  DumpKind dump = DumpKind::kNone;
  BarLayout bars;
};

// `lines`: the first lines of the file, at least two where it has two; long ones may be cut.
[[nodiscard]] Detected detect_layout(std::span<const std::string> lines);

// What the file is called to people: "binance-raw", "upbit-ws", "binance-dump aggTrades" …
[[nodiscard]] std::string describe(const Detected& detected, std::span<const std::string> lines);

// The symbol that a file name begins with: "KRW-BTC_1m.csv", "005930.csv", "BTCUSDT-1m-2024-01.zip"; empty if it names none.
[[nodiscard]] std::string code_in_file_name(std::string_view file_name);

}  // namespace stom::aggregation
