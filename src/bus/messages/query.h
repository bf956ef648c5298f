// What commands and windows ask of the query role (request channel query.requests): while the platform runs it alone writes setting.db and
// strategy.db.
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct Problem {
  std::string ko, en;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("ko", self.ko);
    visit("en", self.en);
  }
};

struct SettingsSet {
  std::string database;
  std::map<std::string, std::string> changes;
  std::string origin;

  static constexpr MessageFacts kFacts{MessageType::kSettingsSet, 1, "SettingsSet", "change settings, all or none"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("database", self.database, "path of the setting.db that is meant; empty: that of the platform");
    visit("changes", self.changes, "text by key");
    visit("origin", self.origin, "who asks: cli, window, telegram");
  }
};

struct SettingsResult {
  std::int64_t version = 0;
  std::vector<Problem> problems;
  bool is_other_file = false;

  static constexpr MessageFacts kFacts{MessageType::kSettingsResult, 1, "SettingsResult", "the settings were changed, or why not"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("version", self.version, "of setting.db from now on; 0 with problems");
    visit("problems", self.problems, "none: it was done");
    visit("other_file", self.is_other_file, "the platform does not use that file: nothing was done, the asker may write it");
  }
};

struct StrategySave {
  std::string database, market;
  std::uint8_t kind = 0;
  std::string name, text;

  static constexpr MessageFacts kFacts{MessageType::kStrategySave, 1, "StrategySave", "store a strategy text that was checked"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("database", self.database, "path of the strategy.db that is meant; empty: that of the platform");
    visit("market", self.market, "stock, upbit, binance");
    visit("kind", self.kind, "number of store::StrategyKind");
    visit("name", self.name);
    visit("text", self.text);
  }
};

struct StrategySaved {
  std::vector<Problem> problems;
  bool is_other_file = false;

  static constexpr MessageFacts kFacts{MessageType::kStrategySaved, 1, "StrategySaved", "the text was stored, or why not"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("problems", self.problems, "none: it was done");
    visit("other_file", self.is_other_file, "the platform does not use that file: nothing was done, the asker may write it");
  }
};

}  // namespace stom::bus
