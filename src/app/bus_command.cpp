// stom bus messages: the document of all channels and messages.
#include <cstdio>

#include "app/command.h"
#include "bus/all_messages.h"

namespace stom::app {
namespace {

void add_bus(CLI::App& app, AppContext& context) {
  CLI::App* bus = app.add_subcommand("bus", context.text("역할 사이의 채널과 메시지", "channels and messages between the roles"));
  bus->require_subcommand(1);
  CLI::App* messages =
      bus->add_subcommand("messages", context.text("모든 채널과 메시지의 표 (Markdown)", "tables of all channels and messages (Markdown)"));
  messages->callback([] { std::fputs(bus::messages_document().c_str(), stdout); });
}

const CommandRegistration registration(95, add_bus);

}  // namespace
}  // namespace stom::app
