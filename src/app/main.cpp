// stom: chooses the language, builds the command line from the registered commands, turns exceptions into messages and
// exit statuses. Nothing else.
#include <algorithm>
#include <cstdio>
#include <new>
#include <vector>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/console_progress.h"
#include "base/error.h"
#include "base/usage_words.h"

namespace stom::app {
namespace {

struct RegisteredCommand {
  int order;
  AddCommand add;
};

std::vector<RegisteredCommand>& registered_commands() {
  static std::vector<RegisteredCommand> commands;
  return commands;
}

// The language must be known before help texts are made.
Language choose_language(int argc, char** argv) {
  Language language = system_language();
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    std::string_view value;
    if (argument == "--lang" && i + 1 < argc) value = argv[i + 1];
    else if (argument.starts_with("--lang=")) value = argument.substr(7);
    else continue;
    // A wrong name is refused when the command line is parsed.
    if (Language chosen = language; parse_language(value, chosen)) language = chosen;
  }
  return language;
}

bool has_flag(int argc, char** argv, std::string_view flag) {
  return std::any_of(argv + 1, argv + argc, [&](const char* argument) { return flag == argument; });
}

// Plain `stom` starts the platform: `stom --lang ko` is `stom up --lang ko`. Help and version stay what they are.
bool is_plain(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--lang") ++i;
    else if (argument != "--headless" && argument != "--quiet" && !argument.starts_with("--lang=")) return false;
  }
  return true;
}

// Help and version are no failures.
int end_parse(const CLI::App& app, const CLI::ParseError& error, const AppContext& context) {
  if (error.get_exit_code() == 0) return app.exit(error);
  context.print_failure(usage_words(error.what()));
  std::string command = "stom";
  for (const CLI::App* used = &app; used != nullptr;) {
    const auto inner = used->get_subcommands();
    used = inner.empty() ? nullptr : inner.front();
    if (used != nullptr) command += " " + used->get_name();
  }
  std::fprintf(stderr, "%s\n", context.text(message("쓰는 법: {} --help", "how to use it: {} --help", command)).c_str());
  return 2;
}

int run(int argc, char** argv) {
  AppContext context;
  context.language = choose_language(argc, argv);
  ConsoleProgress console(context.language);
  NoProgress silent;
  const bool quiet = has_flag(argc, argv, "--quiet") || has_flag(argc, argv, "--json");
  context.quiet = quiet;
  context.json = has_flag(argc, argv, "--json");
  context.progress = quiet ? static_cast<Progress*>(&silent) : &console;

  CLI::App app(context.text("stom: 나의 전략을 기록된 시세로 검증하고 매매하는 시스템", "stom: test and trade your own strategy texts on recorded market rows"),
               "stom");
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.set_help_flag("-h,--help", context.text("도움말을 보여줍니다", "show this help"));
  app.set_help_all_flag("--help-all", context.text("모든 명령의 도움말을 보여줍니다", "show the help of all commands"));
  app.set_version_flag("--version", "stom " STOM_VERSION, context.text("판 번호를 보여줍니다", "show the version"));
  std::string language_text;
  app.add_option("--lang", language_text, context.text("표시 언어 (ko, en); 없으면 시스템 언어", "language of messages (ko, en); default: the system's"))
      ->check(CLI::IsMember({"ko", "en"}));
  bool quiet_flag = false;
  app.add_flag("--quiet", quiet_flag, context.text("진행률을 보이지 않습니다", "show no progress"));
  bool headless = false;
  app.add_flag("--headless", headless, context.text("화면이 있어도 창 없이 실행합니다", "no window, even where there is a display"));
  auto& commands = registered_commands();
  std::sort(commands.begin(), commands.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
  for (const RegisteredCommand& command : commands) command.add(app, context);

  stop_on_signals(context.stop);
  try {
    std::vector<std::string> arguments(argv + 1, argv + argc);
    if (is_plain(argc, argv)) arguments.emplace_back("up");
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    app.parse(arguments);
    if (app.get_subcommands().empty()) {
      std::fputs(app.help().c_str(), stdout);
      return 2;
    }
    return context.exit_status;
  } catch (const CLI::ParseError& error) {
    return end_parse(app, error, context);
  } catch (const Cancelled& error) {
    std::fprintf(stderr, "\n");
    context.print_failure(error.text());
    return 130;
  } catch (const UsageError& error) {
    context.print_failure(error.text());
    return 2;
  } catch (const Error& error) {
    context.print_failure(error.text());
    return 1;
  } catch (const std::bad_alloc&) {
    context.print_failure({"메모리가 부족합니다.", "out of memory."});
    return 1;
  } catch (const std::exception& error) {
    context.print_failure(message("예상하지 못한 오류: {}", "unexpected failure: {}", error.what()));
    return 1;
  }
}

}  // namespace

void AppContext::print_failure(const Message& why) const {
  std::fprintf(stderr, "stom: %s\n", text(why).c_str());
  if (json) std::puts(nlohmann::json({{"error", text(why)}}).dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

CommandRegistration::CommandRegistration(int order, AddCommand add) { registered_commands().push_back({order, add}); }

}  // namespace stom::app

int main(int argc, char** argv) { return stom::app::run(argc, argv); }
