// Names of our orders at a venue: stom-{L|P}-yyyymmdd-nnnnnn-attempt, at most 36 characters (live-coin 6.4). A venue may refuse a name for
// ever once it has seen it, so none is given out twice.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "live/order_intent.h"

namespace stom::live {

struct ClientId {
  Mode mode = Mode::kPaper;
  TradingDay day = 0;
  std::uint64_t sequence = 0;
  std::uint32_t attempt = 1;
};

[[nodiscard]] std::string text(const ClientId& id);
// Nothing for a name that text() does not make.
[[nodiscard]] std::optional<ClientId> parse_client_id(std::string_view text);

}  // namespace stom::live
