// Which changes of settings that decide real orders can only lower the risk: they are taken while real money is held or ordered.
#pragma once

#include <string_view>

#include "store/setting_table.h"

namespace stom::service {

// Tighter limits, fewer positions, no entries any more, a day's loss stop that comes earlier. Amounts are none: parts of exits go by
// them too. `now`, `next`: values as they are kept (store::checked_value).
[[nodiscard]] bool lowers_risk(const store::Setting& setting, std::string_view now, std::string_view next);

}  // namespace stom::service
