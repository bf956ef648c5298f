// Settings as immutable, numbered snapshots: one process publishes, every role works with a whole snapshot and says which.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bus/messages/settings.h"

namespace stom::bus {

// One snapshot; never changes after it is made, so threads may share it.
class Settings {
 public:
  Settings() = default;
  Settings(std::uint32_t version, std::map<std::string, SettingValue> values) : version_(version), values_(values.begin(), values.end()) {}

  [[nodiscard]] std::uint32_t version() const { return version_; }
  [[nodiscard]] bool has(std::string_view key) const { return values_.find(key) != values_.end(); }
  // The value, or the fallback where it is missing or of another kind. A whole number is also read as a number.
  [[nodiscard]] bool flag(std::string_view key, bool fallback) const;
  [[nodiscard]] std::int64_t whole(std::string_view key, std::int64_t fallback) const;
  [[nodiscard]] double number(std::string_view key, double fallback) const;
  [[nodiscard]] std::string text(std::string_view key, std::string_view fallback) const;
  [[nodiscard]] SettingsSnapshot message() const;

 private:
  std::uint32_t version_ = 0;
  std::map<std::string, SettingValue, std::less<>> values_;
};

// The publisher's side: the newest snapshot and who works with which version.
class SettingsBoard {
 public:
  // The next version; equal values keep the version they have.
  const std::shared_ptr<const Settings>& publish(std::map<std::string, SettingValue> values);
  [[nodiscard]] const std::shared_ptr<const Settings>& current() const { return current_; }
  void acknowledge(const std::string& role, std::uint32_t version);
  void forget(const std::string& role);  // it restarts and knows nothing
  [[nodiscard]] std::uint32_t version_of(const std::string& role) const;  // 0: none yet
  // Of the given roles, those that do not work with the newest snapshot yet.
  [[nodiscard]] std::vector<std::string> lagging(const std::vector<std::string>& roles) const;

 private:
  std::shared_ptr<const Settings> current_ = std::make_shared<const Settings>(1, std::map<std::string, SettingValue>{});
  std::map<std::string, std::uint32_t> versions_;
};

// A role's side.
class SettingsView {
 public:
  // False when it is not newer than what the role has (a repetition, or one that was overtaken).
  bool take(const SettingsSnapshot& snapshot);
  [[nodiscard]] const std::shared_ptr<const Settings>& current() const { return current_; }

 private:
  std::shared_ptr<const Settings> current_ = std::make_shared<const Settings>();
};

}  // namespace stom::bus
