// One JSON message of Upbit's public websocket as events: trade, order book, ticker; long (DEFAULT) and short (SIMPLE) key
// names, single or wrapped in a list. REST trade prints ("market" instead of "code") are understood too.
#pragma once

#include <memory>
#include <string_view>

#include "aggregation/formats/parse_result.h"
#include "aggregation/symbol_table.h"

namespace stom::aggregation {

class JsonText;

class UpbitMessages {
 public:
  explicit UpbitMessages(SymbolTable& symbols);
  ~UpbitMessages();
  UpbitMessages(UpbitMessages&&) noexcept;
  ParseResult parse(std::string_view json, std::vector<Event>& events);

 private:
  SymbolTable& symbols_;
  std::unique_ptr<JsonText> json_;
};

}  // namespace stom::aggregation
