#include "app/run_folder.h"

#include "base/private_folder.h"
#include "base/process_lock.h"
#include "bus/bus.h"
#include "bus/request.h"
#include "bus/supervisor.h"

namespace stom::app {

void add_run_folder(CLI::App& command, std::string& folder, const AppContext& context) {
  command.add_option("--run-dir", folder,
                     context.text("실행 폴더: 소켓, 로그, 키 (기본: $STOM_RUN 또는 ~/.local/state/stom)",
                                  "run folder: sockets, logs, keys (default: $STOM_RUN or ~/.local/state/stom)"));
}

std::filesystem::path run_folder(const std::string& folder) {
  return folder.empty() ? default_run_directory() : std::filesystem::absolute(folder);
}

std::optional<ProcessIdentity> running_supervisor(const std::filesystem::path& folder) {
  return ProcessLock::owner(folder / "supervisor.lock");
}

void report_nothing_runs(const std::filesystem::path& folder, AppContext& context) {
  context.print_failure(message("{}: 실행 중인 것이 없습니다. stom up 으로 시작하십시오.", "{}: nothing runs here. Start it with stom up.",
                                folder.string()));
  context.exit_status = kNothingRuns;
}

std::string state_text(bus::RoleState state, const AppContext& context) {
  constexpr const char* kKorean[] = {"멈춤", "시작 중", "준비됨", "이상", "끝내는 중", "실패"};
  return context.text(kKorean[static_cast<std::size_t>(state)], bus::name(state));
}

std::optional<bus::StatusReply> ask_status(const std::filesystem::path& folder, double seconds) {
  bus::Bus bus(bus::RunDirectory(folder), "command");
  bus::RequestClient client(bus, bus::kSupervisorRequests);
  return client.ask<bus::StatusReply>(bus::StatusRequest{}, seconds);
}

}  // namespace stom::app
