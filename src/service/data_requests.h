// What the query role does when it is asked to change setting.db or strategy.db of its data folder. Problems are values: the asker shows
// them.
#pragma once

#include <filesystem>

#include "bus/messages/query.h"

namespace stom::service {

// The file names of a data folder.
[[nodiscard]] std::filesystem::path setting_file(const std::filesystem::path& data);
[[nodiscard]] std::filesystem::path strategy_file(const std::filesystem::path& data);

// What is held or ordered with real money, by the tables of tradelist.db.
struct RealExposure {
  std::int64_t positions = 0, live_orders = 0;
  [[nodiscard]] bool is_none() const { return positions == 0 && live_orders == 0; }
};
[[nodiscard]] RealExposure real_exposure(const std::filesystem::path& data);

// All or none. Settings that decide real orders (Setting::risk) are refused while real money is held or ordered, but for changes that
// can only lower the risk (risk_change.h).
[[nodiscard]] bus::SettingsResult set_settings(const std::filesystem::path& data, const bus::SettingsSet& request);
[[nodiscard]] bus::StrategySaved save_strategy(const std::filesystem::path& data, const bus::StrategySave& request);

}  // namespace stom::service
