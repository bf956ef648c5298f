// Lines of recorded websocket feeds: an optional receive stamp and one JSON message.
//
//   1723161255030314667 {"stream":…}          nanoseconds and a space (binance-raw)
//   1626992741.06217: {"stream":…}            seconds and a colon (binance-ws)
//   1618678263.010785: b'{"ty":"trade",…}'    the same with a Python bytes literal (upbit-ws)
//   1618678263.010785<TAB>{…}   and   {…}     a tab, or the bare message
//   https://…depth?symbol=X… -> <stamp>: {…}  an answer of a REST call
//
// Upbit and Binance messages are told apart by their keys. A REST depth answer without a symbol belongs to the address's
// symbol, to the symbol given, or to the only symbol of the file; until that one is known it waits.
#pragma once

#include <optional>

#include "aggregation/formats/binance_message.h"
#include "aggregation/formats/upbit_message.h"

namespace stom::aggregation {

// A line without its wrapping. `text` is empty where the line carries no message (connections, what was sent, nothing),
// or where the wrapping is broken (`problem`).
struct RecordedMessage {
  std::string_view text;
  std::string_view address;       // of an answer of a REST call
  std::string_view symbol;        // that the address names
  EpochMicros received = kNoTime;
  Message problem;
};
// `buffer` holds the text of a Python literal; the views live as long as it and the line do.
[[nodiscard]] RecordedMessage unwrap_recorded_line(std::string_view line, std::string& buffer);

class RecordingReader {
 public:
  // `code`: what the file's symbol shall be called; empty: as the messages say.
  RecordingReader(SymbolTable& symbols, std::string code);

  // received: the receive stamp in microseconds, kNoTime where the line has none.
  ParseResult parse(std::string_view line, std::vector<Event>& events, EpochMicros& received);
  // At the end of the file: a snapshot without a symbol that no message could be found for.
  [[nodiscard]] bool has_waiting_snapshot() const { return waiting_.has_value(); }

 private:
  ParseResult settle(ParseResult result, std::vector<Event>& events, std::size_t first);
  [[nodiscard]] SymbolId renamed(SymbolId symbol);

  SymbolTable& symbols_;
  BinanceMessages binance_;
  UpbitMessages upbit_;
  std::string code_;
  std::optional<SymbolId> only_symbol_;  // the first symbol of the file
  bool has_several_ = false;
  std::optional<BookSnapshot> waiting_;
  std::string unescaped_;
};

// True if a message with these keys is Upbit's.
[[nodiscard]] bool is_upbit_message(std::string_view json);

}  // namespace stom::aggregation
