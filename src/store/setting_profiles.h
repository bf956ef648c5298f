// Profiles (설정 관리): settings kept under a name, setting_<name>.db beside setting.db, as the users' program names its copies. What stom
// keeps holds settings only, never account fields; a copy that the users' program made is read as well, its account fields are not.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/setting_store.h"

namespace stom::store {

struct SettingProfile {
  std::string name;
  std::filesystem::path file;
};

// By name.
[[nodiscard]] std::vector<SettingProfile> list_profiles(const std::filesystem::path& setting_db);
// UsageError unless it is a name of letters, digits and '_'.
[[nodiscard]] std::filesystem::path profile_file(const std::filesystem::path& setting_db, const std::string& name);
// Keeps the settings of now; replaces a profile of that name as a whole. DataError if a stored value cannot be.
void save_profile(const std::filesystem::path& setting_db, const std::string& name);
// What taking the profile would change. UsageError if there is none of that name; settings that it lacks stay as they are.
[[nodiscard]] SettingChanges profile_changes(const std::filesystem::path& setting_db, const std::string& name);

}  // namespace stom::store
