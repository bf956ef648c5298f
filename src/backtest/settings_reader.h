// Settings of a run: defaults of trade/settings_table.h, overlaid by a JSON object { "key": value } with the users' keys (as
// `stom settings export` writes it, too: numbers as texts, and settings that no run reads, which are passed over) or by a setting.db with the
// blacklists beside it. Unknown keys, wrong types and values out of range throw DataError naming key, value and what is allowed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "trade/settings.h"

namespace stom::backtest {

// Values as text, by key; only those that differ from the default.
using SettingTexts = std::map<std::string, std::string>;

[[nodiscard]] SettingTexts read_settings(const nlohmann::json& object, const std::string& source_name);
[[nodiscard]] SettingTexts read_settings_file(const std::string& path);

// One setting by its key in the table: as given, else its default.
[[nodiscard]] std::string setting_text(const SettingTexts& texts, const std::string& key);
[[nodiscard]] double setting_number(const SettingTexts& texts, const std::string& key);
// The parts of a list text, split at ';'; an empty text has none.
[[nodiscard]] std::vector<std::string> setting_list(const std::string& text);

// The settings of one market, typed.
[[nodiscard]] trade::OrderSettings order_settings(market::Market market, const SettingTexts& texts);

// Back to the JSON form (for saved cases).
[[nodiscard]] nlohmann::json settings_json(const SettingTexts& texts);

}  // namespace stom::backtest
