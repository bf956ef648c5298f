// When schedules start by themselves: each by its own time (stom schedule save), and the one that the settings name (백테스케쥴실행, 요일, 시간,
// 구분, 명). A start that was missed, because nothing ran then, is not made up for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "market/market.h"
#include "store/schedule_store.h"
#include "store/setting_store.h"

namespace stom::store {

struct AutomaticStart {
  RowKey time = 0;  // local, YYYYMMDDhhmmss
  std::string name;
};

// The first start after `after`; a schedule of the settings counts only for its market. Empty if nothing starts by itself.
[[nodiscard]] std::optional<AutomaticStart> next_automatic_start(const std::vector<Schedule>& schedules, const SettingSnapshot& settings,
                                                                 market::Market market, RowKey after);

}  // namespace stom::store
