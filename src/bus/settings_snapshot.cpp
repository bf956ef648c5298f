#include "bus/settings_snapshot.h"

namespace stom::bus {
namespace {

template <typename T>
const T* held(const std::map<std::string, SettingValue, std::less<>>& values, std::string_view key) {
  const auto found = values.find(key);
  return found == values.end() ? nullptr : std::get_if<T>(&found->second);
}

}  // namespace

bool Settings::flag(std::string_view key, bool fallback) const {
  const bool* value = held<bool>(values_, key);
  return value != nullptr ? *value : fallback;
}

std::int64_t Settings::whole(std::string_view key, std::int64_t fallback) const {
  const std::int64_t* value = held<std::int64_t>(values_, key);
  return value != nullptr ? *value : fallback;
}

double Settings::number(std::string_view key, double fallback) const {
  if (const double* value = held<double>(values_, key)) return *value;
  if (const std::int64_t* value = held<std::int64_t>(values_, key)) return static_cast<double>(*value);
  return fallback;
}

std::string Settings::text(std::string_view key, std::string_view fallback) const {
  const std::string* value = held<std::string>(values_, key);
  return value != nullptr ? *value : std::string(fallback);
}

SettingsSnapshot Settings::message() const {
  SettingsSnapshot snapshot;
  snapshot.version = version_;
  snapshot.values.insert(values_.begin(), values_.end());
  return snapshot;
}

const std::shared_ptr<const Settings>& SettingsBoard::publish(std::map<std::string, SettingValue> values) {
  if (values != current_->message().values) current_ = std::make_shared<const Settings>(current_->version() + 1, std::move(values));
  return current_;
}

void SettingsBoard::acknowledge(const std::string& role, std::uint32_t version) {
  std::uint32_t& known = versions_[role];
  known = std::max(known, version);
}

void SettingsBoard::forget(const std::string& role) { versions_.erase(role); }

std::uint32_t SettingsBoard::version_of(const std::string& role) const {
  const auto found = versions_.find(role);
  return found == versions_.end() ? 0 : found->second;
}

std::vector<std::string> SettingsBoard::lagging(const std::vector<std::string>& roles) const {
  std::vector<std::string> out;
  for (const std::string& role : roles) {
    if (version_of(role) < current_->version()) out.push_back(role);
  }
  return out;
}

bool SettingsView::take(const SettingsSnapshot& snapshot) {
  if (snapshot.version <= current_->version()) return false;
  current_ = std::make_shared<const Settings>(snapshot.version, snapshot.values);
  return true;
}

}  // namespace stom::bus
