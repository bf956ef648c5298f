// Every message of Upbit as events: WebSocket in the formats DEFAULT, SIMPLE, JSON_LIST and SIMPLE_LIST, public and
// private, and REST answers, single or in a list.
//
// A kind is the venue's own type ("trade", "myOrder") or the last part of the REST path ("accounts", "chance"); "ws" and
// "rest" stand for any of either, "" finds out. One reader serves one thread; results do not refer to the text.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "aggregation/formats/parse_result.h"
#include "venue/venue_event.h"

namespace stom::venue::upbit {

class Messages {
 public:
  Messages();
  ~Messages();
  Messages(Messages&&) noexcept;
  Messages& operator=(Messages&&) noexcept;

  // Appends the events; kBad appends nothing. `symbol`: of answers that name none.
  aggregation::ParseResult parse(std::string_view json, std::vector<Event>& events, std::string_view kind = {},
                                 std::string_view symbol = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] bool is_kind(std::string_view kind);
[[nodiscard]] std::vector<std::string_view> kinds();

}  // namespace stom::venue::upbit
