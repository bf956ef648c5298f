// Whole JSON files: a list of messages, candles or trades, or a single message. Elements understood:
//   objects   Binance and Upbit messages (as in recordings), Upbit candles (candle_date_time_utc …)
//   arrays    REST klines [open time, "o", "h", "l", "c", "v", close time, "quote v", n, "taker v", …]
//             trade prints [ms, "id", type, "buy"|"sell", price, amount, cost]
#pragma once

#include "aggregation/formats/recording_line.h"

namespace stom::aggregation {

// The elements of a list, or the one value itself; views into `text`. False: not whole JSON (elements up to the damage).
[[nodiscard]] bool split_json(std::string_view text, std::vector<std::string_view>& elements);

class JsonElementReader {
 public:
  // `code`: symbol of elements that name none, and the name to import under; may be empty where elements name theirs.
  JsonElementReader(SymbolTable& symbols, std::string code);
  ~JsonElementReader();
  ParseResult parse(std::string_view element, std::vector<Event>& events);
  [[nodiscard]] bool has_waiting_snapshot() const { return recording_.has_waiting_snapshot(); }

 private:
  ParseResult parse_array(std::string_view element, std::vector<Event>& events);
  ParseResult parse_upbit_candle(std::string_view element, std::vector<Event>& events);

  SymbolTable& symbols_;
  std::string code_;
  RecordingReader recording_;
  std::unique_ptr<JsonText> json_;
};

}  // namespace stom::aggregation
