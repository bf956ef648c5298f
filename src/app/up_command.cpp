// stom up: the supervisor and all roles, in the foreground or detached.
#include <cstdio>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "base/time.h"
#include "bus/crash_report.h"
#include "bus/role_table.h"
#include "bus/supervisor.h"

namespace stom::app {
namespace {

struct UpArguments {
  std::string folder;
  bool detach = false;
};

constexpr double kDetachLimit = 60;  // s until the supervisor must answer

const char* language_name(const AppContext& context) { return context.language == Language::kKorean ? "ko" : "en"; }

void run_in_foreground(const std::filesystem::path& folder, AppContext& context) {
  bus::SupervisorOptions options;
  for (const bus::RegisteredRole& role : bus::registered_roles()) options.roles.push_back(role.spec);
  const std::string program = executable_path();
  options.command = [program, folder, language = std::string(language_name(context))](const bus::RoleSpec& role, std::uint16_t source) {
    return std::vector<std::string>{program,  "role",  role.name, "--run-dir", folder.string(), "--source", std::to_string(source),
                                    "--lang", language};
  };
  options.language = context.language;
  options.version = STOM_VERSION;
  bus::Supervisor supervisor{bus::RunDirectory(folder), options};
  std::printf("%s\n", context.text(message("실행 폴더 {}: 역할 {}개를 시작합니다. Ctrl-C 로 끝냅니다.", "run folder {}: starting {} roles. Ctrl-C ends it.",
                                           folder.string(), options.roles.size()))
                          .c_str());
  std::fflush(stdout);
  supervisor.run(context.stop);
}

bool all_settled(const bus::StatusReply& status) {
  return std::all_of(status.roles.begin(), status.roles.end(), [](const bus::RoleStatus& role) {
    return role.state == bus::RoleState::kReady || role.state == bus::RoleState::kDegraded || role.state == bus::RoleState::kFailed;
  });
}

void detach(const std::filesystem::path& folder, AppContext& context) {
  const bus::RunDirectory directory(folder);
  SpawnOptions spawn;
  spawn.arguments = {executable_path(), "up", "--run-dir", folder.string(), "--lang", language_name(context)};
  spawn.output = directory.output() / "supervisor.txt";
  spawn.directory = "/";
  spawn.own_session = true;
  spawn.terminated_with_parent = false;
  ChildProcess child = ChildProcess::start(spawn);
  const double until = monotonic_seconds() + kDetachLimit;
  std::optional<bus::StatusReply> status;
  while (monotonic_seconds() < until && !(status && all_settled(*status))) {
    context.stop.throw_if_requested();  // the child is killed with its object
    if (child.wait(0.05)) {
      throw Error(message("시작하지 못했습니다:\n{}", "It did not start:\n{}", bus::last_lines(spawn.output, 10)));
    }
    if (const auto answer = ask_status(folder, 0.5); answer && answer->pid == child.id()) status = answer;
  }
  if (!status) {
    throw Error(message("{}초 안에 응답하지 않았습니다: {}", "It did not answer within {} s: {}", kDetachLimit, spawn.output.string()));
  }
  const auto ready =
      std::count_if(status->roles.begin(), status->roles.end(), [](const auto& role) { return role.state == bus::RoleState::kReady; });
  std::printf("%s\n", context.text(message("실행 중입니다 (프로세스 {}): 역할 {}개 중 {}개 준비됨", "running (process {}): {} roles, {} ready", child.id(),
                                           status->roles.size(), ready))
                          .c_str());
  child.release();
  if (static_cast<std::size_t>(ready) < status->roles.size()) context.exit_status = kNotAllReady;
}

void run_up(const UpArguments& arguments, AppContext& context) {
  const auto folder = run_folder(arguments.folder);
  if (const auto owner = running_supervisor(folder)) {
    throw UsageError(message("{}: 이미 실행 중입니다 (프로세스 {}). stom status 로 보고 stom down 으로 끝낼 수 있습니다.",
                             "{}: already runs here (process {}). See it with stom status, end it with stom down.", folder.string(),
                             owner->id));
  }
  if (arguments.detach) detach(folder, context);
  else run_in_foreground(folder, context);
}

void add_up(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("up", context.text("감독과 모든 역할을 시작합니다", "start the supervisor and all roles"));
  const auto arguments = std::make_shared<UpArguments>();
  command->add_flag("--detach", arguments->detach, context.text("뒤에서 실행하고 준비되면 돌아옵니다", "run in the background; return when it is ready"));
  add_run_folder(*command, arguments->folder, context);
  command->footer(
      context.text("종료 상태: 0 끝났거나 준비됨, 1 시작하지 못함, 2 이미 실행 중이거나 잘못된 옵션, 4 준비되지 못한 역할이 있음",
                   "exit status: 0 ended or ready, 1 could not start, 2 runs already or wrong options, 4 some role is not ready"));
  command->callback([arguments, &context] { run_up(*arguments, context); });
}

const CommandRegistration registration(90, add_up);

}  // namespace
}  // namespace stom::app
