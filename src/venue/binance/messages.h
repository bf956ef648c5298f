// Every message of Binance USD-M as events: WebSocket streams, user data, and REST answers, raw or inside
// {"stream":…,"data":…}, single or in a list.
//
// A kind is the venue's own event name ("aggTrade", "ORDER_TRADE_UPDATE") or the last part of the REST path ("depth",
// "userTrades"); "ws" and "rest" stand for any of either, "" finds out. Products of COIN-M (st = 2) come as Ignored.
// One reader serves one thread; results do not refer to the text.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "aggregation/formats/parse_result.h"
#include "venue/venue_event.h"

namespace stom::venue::binance {

class Messages {
 public:
  Messages();
  ~Messages();
  Messages(Messages&&) noexcept;
  Messages& operator=(Messages&&) noexcept;

  // Appends the events; kBad appends nothing. `symbol`: of REST answers that name none (depth, klines, trades).
  aggregation::ParseResult parse(std::string_view json, std::vector<Event>& events, std::string_view kind = {},
                                 std::string_view symbol = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] bool is_kind(std::string_view kind);
[[nodiscard]] std::vector<std::string_view> kinds();

}  // namespace stom::venue::binance
