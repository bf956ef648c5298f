// stom order: a person ends the orders or the position of one symbol. Asks the running trader directly, as stom halt does.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/run_folder.h"
#include "app/trader_question.h"
#include "base/error.h"
#include "base/time.h"
#include "bus/request.h"
#include "live/trader_role.h"

namespace stom::app {
namespace {

constexpr double kAnswerLimit = 10;  // s
constexpr double kEndLimit = 10;     // s until what was asked for has happened
constexpr double kLook = 0.1;

struct OrderArguments {
  std::string folder, symbol, why;
  bool exits = false, json = false;
};

// Won markets are Upbit's.
market::Market market_of(const std::string& symbol) {
  return symbol.starts_with("KRW-") ? market::Market::kUpbit : market::Market::kBinance;
}

bool is_done(const OrderArguments& arguments, const bus::HaltReply& state) {
  return state.open_orders == 0 && (!arguments.exits || state.positions == 0);
}

bus::HaltReply ask(bus::Bus& bus, const std::string& trader, const bus::HaltRequest& request) {
  bus::RequestClient client(bus, trader);
  const auto reply = client.ask<bus::HaltReply>(request, kAnswerLimit);
  if (!reply) throw UsageError(message("{}: {}초 안에 답하지 않았습니다.", "{}: did not answer within {} s.", trader, kAnswerLimit));
  return *reply;
}

void run_order(const OrderArguments& arguments, AppContext& context) {
  const auto folder = run_folder(arguments.folder);
  const auto supervisor = running_supervisor(folder);
  if (!supervisor) return report_nothing_runs(folder, context);
  const std::string trader = live::trader_requests(market_of(arguments.symbol));
  const auto running = running_traders(folder);
  if (std::find(running.begin(), running.end(), trader) == running.end()) {
    throw UsageError(message("{}: {} 이(가) 실행 중이 아닙니다.", "{}: {} does not run.", arguments.symbol, trader));
  }
  bus::Bus bus(bus::RunDirectory(folder), "command");
  const bus::HaltReply asked = ask(
      bus, trader, {arguments.exits ? bus::HaltOrder::kExitSymbol : bus::HaltOrder::kCancelSymbol, arguments.why, arguments.symbol});
  bus::HaltReply state = asked;
  for (const double until = monotonic_seconds() + kEndLimit;
       !is_done(arguments, state) && monotonic_seconds() < until && !context.stop.requested();) {
    if (wait_for_end(*supervisor, kLook)) break;
    state = ask(bus, trader, {bus::HaltOrder::kState, "", arguments.symbol});
  }
  const bool done = is_done(arguments, state);
  if (!done) context.exit_status = 1;
  if (arguments.json) {
    const nlohmann::json out = {{"trader", trader},         {"symbol", arguments.symbol},       {"real", state.real},
                                {"done", done},             {"cancelled", asked.cancelled},     {"open_orders", state.open_orders},
                                {"held", state.positions > 0}};
    std::puts(out.dump(2).c_str());
    return;
  }
  const Message mode = state.real ? Message{"실전", "real"} : Message{"모의", "paper"};
  const Message held = state.positions > 0 ? Message{"보유 중", "held"} : Message{"보유 없음", "nothing held"};
  const Message end = done ? Message{} : Message{" 아직 끝나지 않았습니다. stom log 와 거래소를 확인하십시오.", " Not over yet: look at stom log and at the venue."};
  const Message line{fmt::format("{} ({}): 취소한 주문 {}건, 남은 주문 {}건, {}.{}", arguments.symbol, mode.ko, asked.cancelled,
                                 state.open_orders, held.ko, end.ko),
                     fmt::format("{} ({}): {} orders cancelled, {} still open, {}.{}", arguments.symbol, mode.en, asked.cancelled,
                                 state.open_orders, held.en, end.en)};
  std::printf("%s\n", context.text(line).c_str());
}

void add_action(CLI::App& command, AppContext& context, const char* name, const Message& about, bool exits) {
  CLI::App* action = command.add_subcommand(name, context.text(about));
  const auto arguments = std::make_shared<OrderArguments>();
  arguments->exits = exits;
  action->add_option("SYMBOL", arguments->symbol, context.text("종목 (KRW-BTC, BTCUSDT)", "symbol (KRW-BTC, BTCUSDT)"))->required();
  action->add_option("--why", arguments->why, context.text("이유 (로그에 남습니다)", "why (kept in the log)"));
  action->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  add_run_folder(*action, arguments->folder, context);
  action->footer(context.text("종료 상태: 0 끝남, 1 거절되었거나 10초 안에 끝나지 않음, 3 실행 중이 아님.",
                              "exit status: 0 done, 1 refused or not over within 10 s, 3 nothing runs."));
  action->callback([arguments, &context] { run_order(*arguments, context); });
}

void add_order(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("order", context.text("한 종목의 주문을 취소하거나 청산합니다", "cancel the orders of a symbol, or close it"));
  command->require_subcommand(1);
  add_action(*command, context, "cancel", {"그 종목의 미체결 주문을 취소합니다", "cancel its open orders"}, false);
  add_action(*command, context, "exit", {"주문을 취소하고 보유를 시장가로 청산합니다", "cancel its orders and close its position at market"}, true);
}

const CommandRegistration registration(98, add_order);

}  // namespace
}  // namespace stom::app
