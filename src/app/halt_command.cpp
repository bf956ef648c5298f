// stom halt: the kill switch. Asks every running trader directly, not by way of the supervisor, so that it works when that one hangs.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/run_folder.h"
#include "app/trader_question.h"
#include "base/error.h"
#include "base/process.h"
#include "base/time.h"
#include "bus/messages/control.h"
#include "bus/request.h"

namespace stom::app {
namespace {

using nlohmann::json;

constexpr double kAnswerLimit = 10;   // s for a trader to confirm: one that is being restarted is waited for
constexpr double kSupervisorLimit = 2;  // s
constexpr double kCancelLimit = 5;    // s for its orders to end after that
constexpr double kLook = 0.1;

struct HaltArguments {
  std::string folder, why;
  bool exit = false, release = false, state = false, json = false;
};

struct TraderAnswer {
  std::string trader;
  std::optional<bus::HaltReply> reply;
  std::string problem;
  std::uint32_t cancelled = 0;
};

bus::HaltOrder order_of(const HaltArguments& arguments) {
  if (arguments.state) return bus::HaltOrder::kState;
  if (arguments.release) return bus::HaltOrder::kRelease;
  return arguments.exit ? bus::HaltOrder::kHaltAndExit : bus::HaltOrder::kHalt;
}

bool is_confirmed(const TraderAnswer& answer, bus::HaltOrder order) {
  if (!answer.reply) return false;
  if (order == bus::HaltOrder::kState) return true;
  return answer.reply->halted == (order != bus::HaltOrder::kRelease);
}

// When none runs: those that the supervisor is about to start (again).
std::vector<TraderAnswer> absent_traders(const std::filesystem::path& folder, const AppContext& context) {
  std::vector<TraderAnswer> traders;
  const auto status = ask_status(folder, kSupervisorLimit);
  if (!status) return traders;
  for (const bus::RoleStatus& role : status->roles) {
    if (!role.role.starts_with("trader.")) continue;
    TraderAnswer trader{role.role, {}, {}, 0};
    if (role.state == bus::RoleState::kFailed || status->stopping) {
      trader.problem = context.text("프로세스가 없고 다시 시작되지 않습니다. 주문과 보유 종목은 거래소에 그대로 있습니다.",
                                    "It has no process and is not started again; its orders and positions are still at the venue.");
    }
    traders.push_back(std::move(trader));
  }
  return traders;
}

void ask(bus::Bus& bus, TraderAnswer& answer, const bus::HaltRequest& request, const AppContext& context) {
  try {
    bus::RequestClient client(bus, answer.trader);
    answer.reply = client.ask<bus::HaltReply>(request, kAnswerLimit);
    if (!answer.reply) answer.problem = context.text(message("{}초 안에 답하지 않았습니다.", "did not answer within {} s.", kAnswerLimit));
  } catch (const Error& error) {
    answer.problem = context.text(error.text());
  }
}

// Until the orders that are being cancelled have ended.
void wait_for_orders(bus::Bus& bus, std::vector<TraderAnswer>& answers, const ProcessIdentity& supervisor, const AppContext& context) {
  const double until = monotonic_seconds() + kCancelLimit;
  for (TraderAnswer& answer : answers) {
    while (answer.reply && answer.reply->open_orders > 0 && monotonic_seconds() < until && !context.stop.requested()) {
      if (wait_for_end(supervisor, kLook)) return;
      TraderAnswer now{answer.trader, {}, {}, 0};
      ask(bus, now, {bus::HaltOrder::kState, {}, {}}, context);
      if (!now.reply) break;
      answer.reply = now.reply;
    }
  }
}

json to_json(const TraderAnswer& answer, bus::HaltOrder order) {
  json out = {{"trader", answer.trader}, {"confirmed", is_confirmed(answer, order)}};
  if (!answer.reply) {
    out["problem"] = answer.problem;
    return out;
  }
  out["halted"] = answer.reply->halted;
  out["real"] = answer.reply->real;
  out["sure"] = answer.reply->sure;
  out["why"] = answer.reply->why;
  out["open_orders"] = answer.reply->open_orders;
  out["positions"] = answer.reply->positions;
  out["cancelled"] = answer.cancelled;
  return out;
}

Message line(const TraderAnswer& answer) {
  if (!answer.reply) return message("{}: 확인하지 못했습니다. {}", "{}: NOT CONFIRMED. {}", answer.trader, answer.problem);
  const bus::HaltReply& reply = *answer.reply;
  const Message state = reply.halted ? Message{"정지됨", "halted"} : Message{"정지 아님", "not halted"};
  const Message mode = reply.real ? Message{"실거래", "real"} : Message{"모의", "paper"};
  const auto after = [](const std::string& why) { return why.empty() ? std::string() : "; " + why; };
  const Message kept = unguarded(reply);
  return {
      fmt::format("{} ({}): {}, 취소한 주문 {}건, 남은 주문 {}건, 보유 {}종목{}", answer.trader, mode.ko, state.ko,
                  answer.cancelled, reply.open_orders, reply.positions, after(reply.why) + kept.ko),
      fmt::format("{} ({}): {}, {} orders cancelled, {} still open, {} positions{}", answer.trader, mode.en, state.en,
                  answer.cancelled, reply.open_orders, reply.positions, after(reply.why_en) + kept.en)};
}

void run_halt(const HaltArguments& arguments, AppContext& context) {
  const auto folder = run_folder(arguments.folder);
  const auto supervisor = running_supervisor(folder);
  if (!supervisor) return report_nothing_runs(folder, context);
  const bus::HaltOrder order = order_of(arguments);
  bus::Bus bus(bus::RunDirectory(folder), "command");
  std::vector<TraderAnswer> answers;
  for (const std::string& name : running_traders(folder)) answers.push_back({name, {}, {}, 0});
  if (answers.empty()) answers = absent_traders(folder, context);
  for (TraderAnswer& answer : answers) {
    if (!answer.problem.empty()) continue;
    ask(bus, answer, {order, arguments.why, {}}, context);
    if (answer.reply) answer.cancelled = answer.reply->cancelled;
  }
  if (order == bus::HaltOrder::kHalt || order == bus::HaltOrder::kHaltAndExit) wait_for_orders(bus, answers, *supervisor, context);
  const bool all = !answers.empty() && std::all_of(answers.begin(), answers.end(),
                                                   [&](const auto& answer) { return is_confirmed(answer, order); });
  if (arguments.json) {
    json out = {{"confirmed", all}, {"traders", json::array()}};
    for (const TraderAnswer& answer : answers) out["traders"].push_back(to_json(answer, order));
    std::puts(out.dump(2).c_str());
  } else {
    for (const TraderAnswer& answer : answers) std::printf("%s\n", context.text(line(answer)).c_str());
    if (answers.empty()) std::printf("%s\n", context.text("실행 중인 트레이더가 없습니다.", "no trader runs.").c_str());
  }
  if (!all) context.exit_status = 1;
}

void add_halt(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("halt", context.text("긴급정지: 모든 주문을 취소하고 새 주문을 멈춥니다",
                                                              "kill switch: cancel all orders, send no new ones"));
  const auto arguments = std::make_shared<HaltArguments>();
  auto* exit = command->add_flag("--exit", arguments->exit, context.text("보유 종목도 시장가로 청산합니다", "also close all positions at market"));
  auto* release = command->add_flag("--release", arguments->release, context.text("정지를 풉니다", "release it"));
  auto* state = command->add_flag("--state", arguments->state, context.text("상태만 봅니다", "only show the state"));
  exit->excludes(release);
  exit->excludes(state);
  release->excludes(state);
  command->add_option("--why", arguments->why, context.text("이유 (기록에 남습니다)", "why (kept in the journal)"));
  command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  add_run_folder(*command, arguments->folder, context);
  command->footer(context.text("종료 상태: 0 모든 트레이더가 확인함, 1 확인하지 않은 트레이더가 있음, 3 실행 중이 아님. 정지는 다시 시작해도 남습니다.",
                               "exit status: 0 every trader confirmed, 1 some did not, 3 nothing runs. The halt survives restarts."));
  command->callback([arguments, &context] { run_halt(*arguments, context); });
}

const CommandRegistration registration(96, add_halt);

}  // namespace
}  // namespace stom::app
