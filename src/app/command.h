// How a sub-command of stom is written: a function that adds its options and its action to the command line, and a static
// CommandRegistration. main.cpp knows no command by name.
#pragma once

#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "base/message.h"
#include "base/parallel.h"
#include "base/progress.h"

namespace stom::app {

// Shared by all commands of one invocation. Actions throw stom::Error for what the user must see; main prints it in the
// chosen language and ends with status 1 (2 for wrong options, 130 after Ctrl-C).
struct AppContext {
  Language language = Language::kKorean;
  StopFlag stop;
  Progress* progress = nullptr;  // console progress on standard error; silent with --quiet or --json
  bool quiet = false;            // --quiet or --json: nothing but results and problems
  bool json = false;             // --json: what is printed is for a program, failures too
  int exit_status = 0;           // set by an action that ends without an exception but not with success

  [[nodiscard]] const std::string& text(const Message& message) const { return message.in(language); }
  // Says on standard error why a command does not do its work; with --json also on standard output, as {"error": …}.
  void print_failure(const Message& why) const;

  [[nodiscard]] std::string text(const char* ko, const char* en) const { return language == Language::kKorean ? ko : en; }
};

using AddCommand = void (*)(CLI::App& app, AppContext& context);

struct CommandRegistration {
  CommandRegistration(int order, AddCommand add);  // smaller order: earlier in `stom --help`
};

}  // namespace stom::app
