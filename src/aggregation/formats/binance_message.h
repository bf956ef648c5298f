// One JSON message of Binance (spot, USD-M, COIN-M) as events: trade, aggTrade, depthUpdate, bookTicker, partial depth and
// the REST depth answer, bare or inside {"stream":…,"data":…}. Unknown keys are ignored and no order of keys is assumed.
#pragma once

#include <memory>
#include <string_view>

#include "aggregation/formats/parse_result.h"
#include "aggregation/symbol_table.h"

namespace stom::aggregation {

// Symbol of a REST depth answer that names none; the reader of the file must put the right one.
inline constexpr SymbolId kNoSymbol{UINT32_MAX};

class JsonText;

class BinanceMessages {
 public:
  explicit BinanceMessages(SymbolTable& symbols);
  ~BinanceMessages();
  BinanceMessages(BinanceMessages&&) noexcept;
  ParseResult parse(std::string_view json, std::vector<Event>& events);

 private:
  SymbolTable& symbols_;
  std::unique_ptr<JsonText> json_;
};

}  // namespace stom::aggregation
