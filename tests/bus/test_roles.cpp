#include "bus/test_roles.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include <poll.h>

#include "base/parallel.h"
#include "base/thread.h"

namespace stom::bus::test {
namespace {

// Appends a line that tests wait for.
void note(const RunDirectory& directory, std::string_view role, const std::string& text) {
  std::ofstream(directory.path() / "notes", std::ios::app) << fmt::format("{} {}\n", role, text);
}

[[noreturn]] void hang() {
  while (true) ::poll(nullptr, 0, -1);
}

}  // namespace

int play_role(std::string_view name, std::string_view kind, const std::string& run_directory, int source) {
  const std::string role(name);
  if (kind == "stubborn") {  // never even joins
    std::signal(SIGTERM, SIG_IGN);
    note(RunDirectory(run_directory), role, "started");
    hang();
  }
  StopFlag stop;
  stop_on_signals(stop);
  const RunDirectory directory(run_directory);
  Bus bus(directory, role, static_cast<std::uint16_t>(source));
  RoleTiming timing = kQuickTiming;
  if (kind == "impatient") timing.supervisor_lost = kShortPatience;
  RoleLoop loop(bus, stop, Language::kEnglish, "test", timing);
  note(directory, role, "started");
  loop.on_settings([&](const Settings& settings) {
    note(directory, role, fmt::format("settings {} workers {}", settings.version(), settings.whole("workers", -1)));
    if (kind == "crashing") {
      loop.log().error({"끝냅니다", "about to abort"});
      std::abort();
    }
    if (kind == "hung-with-link") {
      std::signal(SIGTERM, SIG_IGN);
      Sender link(bus, ChannelId::kHealth);
      const Thread pulses("link", [&link, &role] {
        while (true) {
          (void)link.send(LinkPulse{role});
          ::poll(nullptr, 0, 50);
        }
      });
      hang();
    }
    if (kind == "hanging") {
      std::signal(SIGTERM, SIG_IGN);
      hang();
    }
    if (kind == "deaf") std::signal(SIGTERM, SIG_IGN);
  });
  loop.on_gap([&](const RoleGap& gap) { note(directory, role, fmt::format("gap {}", gap.role)); });
  loop.at_stop([&] {
    if (kind == "deaf") hang();
    note(directory, role, "stopped");
  });
  loop.run();
  return 0;
}

}  // namespace stom::bus::test
