// To people (telegram, voice, window) and from them.
#pragma once

#include "bus/message.h"

namespace stom::bus {

struct NotifyText {
  std::string event, text;
  std::uint8_t priority = 0;

  static constexpr MessageFacts kFacts{MessageType::kNotifyText, 1, "NotifyText", "text for a person"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("event", self.event);
    visit("text", self.text);
    visit("priority", self.priority, "0 normal; higher first");
  }
};

struct NotifyPhoto {
  std::string event, path;

  static constexpr MessageFacts kFacts{MessageType::kNotifyPhoto, 1, "NotifyPhoto", "a picture for a person"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("event", self.event);
    visit("path", self.path);
  }
};

struct NotifyTable {
  std::string event, title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;

  static constexpr MessageFacts kFacts{MessageType::kNotifyTable, 1, "NotifyTable", "a table for a person"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("event", self.event);
    visit("title", self.title);
    visit("columns", self.columns);
    visit("rows", self.rows);
  }
};

struct Speak {
  std::string text;
  std::uint8_t priority = 0;

  static constexpr MessageFacts kFacts{MessageType::kSpeak, 1, "Speak", "text to be spoken"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("text", self.text);
    visit("priority", self.priority, "0 normal; higher first");
  }
};

struct RemoteCommand {
  std::string user, command;
  std::vector<std::string> arguments;

  static constexpr MessageFacts kFacts{MessageType::kRemoteCommand, 1, "RemoteCommand", "a person commands from elsewhere"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("user", self.user);
    visit("command", self.command);
    visit("arguments", self.arguments);
  }
};

}  // namespace stom::bus
