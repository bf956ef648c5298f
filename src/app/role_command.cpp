// stom role NAME: one role in this process. The supervisor calls it; by hand it is good for nothing but looking.
#include <cstdio>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "bus/role_table.h"

namespace stom::app {
namespace {

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
  const bus::RegisteredRole* kind = bus::find_role_kind(arguments.name);
  if (kind == nullptr) (void)bus::role_spec(arguments.name);  // refuses
  const auto folder = run_folder(arguments.folder);
  if (!running_supervisor(folder)) return report_nothing_runs(folder, context);
  bus::Bus bus(bus::RunDirectory(folder), arguments.name, arguments.source);
  bus::RoleLoop loop(bus, context.stop, context.language, STOM_VERSION);
  const auto point = arguments.name.find('.');
  kind->run(loop, point == std::string::npos ? std::string() : arguments.name.substr(point + 1));
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
