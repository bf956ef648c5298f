#include "store/setting_profiles.h"

#include "base/error.h"
#include "base/file.h"
#include "store/strategy_store.h"

namespace stom::store {
namespace {

constexpr std::string_view kPrefix = "setting_", kSuffix = ".db";

std::filesystem::path folder_of(const std::filesystem::path& setting_db) {
  const std::filesystem::path folder = setting_db.parent_path();
  return folder.empty() ? "." : folder;
}

}  // namespace

std::vector<SettingProfile> list_profiles(const std::filesystem::path& setting_db) {
  std::vector<SettingProfile> profiles;
  std::error_code code;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(setting_db), code)) {
    const std::string file = entry.path().filename().string();
    if (!entry.is_regular_file() || !file.starts_with(kPrefix) || !file.ends_with(kSuffix)) continue;
    std::string name = file.substr(kPrefix.size(), file.size() - kPrefix.size() - kSuffix.size());
    if (StrategyStore::is_valid_name(name)) profiles.push_back({std::move(name), entry.path()});
  }
  std::sort(profiles.begin(), profiles.end(), [](const SettingProfile& a, const SettingProfile& b) { return a.name < b.name; });
  return profiles;
}

std::filesystem::path profile_file(const std::filesystem::path& setting_db, const std::string& name) {
  if (!StrategyStore::is_valid_name(name)) {
    throw UsageError(message("프로필 이름 '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다.", "Profile name '{}': only letters, digits and '_' are possible.", name));
  }
  return setting_db.parent_path() / fmt::format("{}{}{}", kPrefix, name, kSuffix);
}

void save_profile(const std::filesystem::path& setting_db, const std::string& name) {
  const std::filesystem::path target = profile_file(setting_db, name);
  const SettingChanges values = SettingStore(setting_db).stored_values();
  AtomicFile file(target);
  const SettingStore profile(file.temporary_path());
  profile.create();
  profile.set(values, "profile");
  file.commit();
}

SettingChanges profile_changes(const std::filesystem::path& setting_db, const std::string& name) {
  const std::filesystem::path file = profile_file(setting_db, name);
  if (!std::filesystem::exists(file)) {
    throw UsageError(message("{}: 프로필 '{}' 이(가) 없습니다. stom settings profile list 로 이름을 보세요.",
                             "{}: there is no profile '{}'. See stom settings profile list.", file.string(), name));
  }
  SettingChanges changes = SettingStore(file).stored_values();
  std::error_code code;
  const SettingSnapshot now = std::filesystem::exists(setting_db, code) ? SettingStore(setting_db).read() : SettingSnapshot();
  std::erase_if(changes, [&](const auto& change) { return now.text(change.first) == change.second; });
  return changes;
}

}  // namespace stom::store
