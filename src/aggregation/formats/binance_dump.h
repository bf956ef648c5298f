// CSV files of Binance's public data archive, spot and futures, with or without a heading line, times in milliseconds or
// microseconds: aggTrades, trades, klines, bookTicker. The columns are fixed; a heading only confirms the kind.
#pragma once

#include "aggregation/formats/csv_line.h"
#include "aggregation/formats/parse_result.h"
#include "aggregation/symbol_table.h"

namespace stom::aggregation {

enum class DumpKind : std::uint8_t { kNone, kAggregateTrades, kTrades, kKlines, kBookTicker };

[[nodiscard]] std::string_view name(DumpKind kind);
// By a heading or data line; kNone if it is neither of such a file.
[[nodiscard]] DumpKind dump_kind(std::string_view line);
// "BTCUSDT-aggTrades-2024-08-08.zip" → "BTCUSDT"; empty if the name does not say it.
[[nodiscard]] std::string_view dump_symbol(std::string_view file_name);

class BinanceDumpReader {
 public:
  BinanceDumpReader(SymbolTable& symbols, std::string_view code, DumpKind kind)
      : symbol_(symbols.id(code)), kind_(kind) {}
  ParseResult parse(std::string_view line, std::vector<Event>& events);

 private:
  ParseResult add_trade(std::vector<Event>& events);
  ParseResult add_kline(std::vector<Event>& events);
  ParseResult add_top(std::vector<Event>& events);

  SymbolId symbol_;
  DumpKind kind_;
  CsvLine fields_;
};

}  // namespace stom::aggregation
