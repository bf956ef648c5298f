// Settings travel as whole, numbered snapshots. Secrets are never in them.
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct SettingsSnapshot {
  std::uint32_t version = 0;
  std::map<std::string, SettingValue> values;

  static constexpr MessageFacts kFacts{MessageType::kSettingsSnapshot, 1, "SettingsSnapshot",
                                       "all settings; repeated to a role until it acknowledges"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("version", self.version, "grows with every change");
    visit("values", self.values);
  }
};

struct SettingsAck {
  std::string role;
  std::uint32_t version = 0;

  static constexpr MessageFacts kFacts{MessageType::kSettingsAck, 1, "SettingsAck", "the role works with this version from now on"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("role", self.role);
    visit("version", self.version);
  }
};

}  // namespace stom::bus
