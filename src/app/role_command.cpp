// stom role NAME: one role in this process. The supervisor calls it; by hand it is good for nothing but looking.
#include <cstdio>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "bus/clock_role.h"
#include "bus/log_role.h"
#include "bus/role_table.h"

namespace stom::app {
namespace {

bus::RoleSpec service(const char* name, int rank) {
  bus::RoleSpec spec;
  spec.name = name;
  spec.rank = rank;
  spec.limits.core_files = false;
  return spec;
}

// The log starts first and stops last: it must hear everybody.
const bus::RoleRegistration log_role(service("log", 0), {"모든 역할의 로그를 파일로 모읍니다", "collects the log lines of all roles into files"},
                                     bus::run_log_role);
const bus::RoleRegistration clock_role(service("clock", 10), {"매초 시각을 알립니다", "tells everybody that a second has begun"},
                                       bus::run_clock_role);

struct RoleArguments {
  std::string name, folder;
  std::uint16_t source = 0;
};

void list_roles(const AppContext& context) {
  for (const bus::RegisteredRole& role : bus::registered_roles()) {
    std::printf("%-12s %s\n", role.spec.name.c_str(), context.text(role.meaning).c_str());
  }
}

void run_role(const RoleArguments& arguments, AppContext& context) {
  if (arguments.name.empty()) return list_roles(context);
  const auto& roles = bus::registered_roles();
  const auto role = std::find_if(roles.begin(), roles.end(), [&](const auto& candidate) { return candidate.spec.name == arguments.name; });
  if (role == roles.end()) {
    throw UsageError(message("{}: 그런 역할이 없습니다. stom role 로 목록을 볼 수 있습니다.", "{}: there is no such role. See the list with stom role.",
                             arguments.name));
  }
  const auto folder = run_folder(arguments.folder);
  if (!running_supervisor(folder)) return report_nothing_runs(folder, context);
  bus::Bus bus(bus::RunDirectory(folder), arguments.name, arguments.source);
  bus::RoleLoop loop(bus, context.stop, context.language, STOM_VERSION);
  role->run(loop);
}

void add_role(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("role", context.text("역할 하나를 이 프로세스에서 실행합니다 (stom up 이 씁니다); 이름이 없으면 목록",
                                                              "run one role in this process (used by stom up); without a name: the list"));
  const auto arguments = std::make_shared<RoleArguments>();
  command->add_option("name", arguments->name, context.text("역할", "role"));
  add_run_folder(*command, arguments->folder, context);
  command->add_option("--source", arguments->source, context.text("감독이 준 번호", "number given by the supervisor"));
  command->callback([arguments, &context] { run_role(*arguments, context); });
}

const CommandRegistration registration(94, add_role);

}  // namespace
}  // namespace stom::app
