// What settings must be together (settings spec 1 and 3), beyond what each may be alone (setting_table.h).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/message.h"
#include "store/setting_store.h"

namespace stom::store {

// What the changes would break: rules that a changed key is part of, judged with all changes made. A file that breaks a rule already can
// still be changed elsewhere.
[[nodiscard]] std::vector<Message> broken_rules(const SettingSnapshot& now, const SettingChanges& changes);

// What goes with a change of itself: a receiver switches its trader, recording needs both, Upbit takes no IOC and FOK orders, plots that are
// not kept are not opened. Keys that the changes name are left as they are named. Only keys that would become something else.
[[nodiscard]] SettingChanges coupled_changes(const SettingSnapshot& now, const SettingChanges& changes);

}  // namespace stom::store
