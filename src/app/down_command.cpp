// stom down: stops all roles in reverse order, then the supervisor; returns when all have ended.
#include <cstdio>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "base/time.h"
#include "bus/request.h"
#include "bus/supervisor.h"

namespace stom::app {
namespace {

constexpr double kAnswerLimit = 5, kGrace = 10;  // s

void run_down(const std::string& folder_text, AppContext& context) {
  const auto folder = run_folder(folder_text);
  const auto owner = running_supervisor(folder);
  if (!owner) return report_nothing_runs(folder, context);
  bus::Bus bus(bus::RunDirectory(folder), "command");
  bus::RequestClient client(bus, bus::kSupervisorRequests);
  const auto reply = client.ask<bus::DownReply>(bus::DownRequest{}, kAnswerLimit);
  if (!reply) {
    throw Error(message("감독 프로세스 {}이(가) {}초 안에 답하지 않았습니다.", "The supervisor (process {}) did not answer within {} s.",
                        owner->id, kAnswerLimit));
  }
  const double until = monotonic_seconds() + reply->seconds + kGrace;
  while (!wait_for_end(*owner, 0.5)) {
    context.stop.throw_if_requested();
    if (monotonic_seconds() > until) {
      throw Error(message("감독 프로세스 {}이(가) 제때 끝나지 않았습니다.", "The supervisor (process {}) did not end in time.", owner->id));
    }
  }
  std::printf("%s\n", context.text("모두 끝났습니다.", "all has ended.").c_str());
}

void add_down(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("down", context.text("모든 역할을 순서대로 끝냅니다", "stop all roles in order"));
  const auto folder = std::make_shared<std::string>();
  add_run_folder(*command, *folder, context);
  command->footer(context.text("종료 상태: 0 모두 끝남, 1 제때 끝나지 않음, 3 실행 중이 아님", "exit status: 0 all has ended, 1 not in time, 3 nothing runs"));
  command->callback([folder, &context] { run_down(*folder, context); });
}

const CommandRegistration registration(92, add_down);

}  // namespace
}  // namespace stom::app
