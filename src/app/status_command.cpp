// stom status: the supervisor, every role, its channels.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/run_folder.h"
#include "app/trader_question.h"
#include "base/error.h"
#include "base/utf8.h"
#include "bus/messages/control.h"
#include "bus/request.h"

namespace stom::app {
namespace {

using nlohmann::json;

struct StatusArguments {
  std::string folder;
  bool json = false, channels = false;
};

constexpr double kAnswerLimit = 5;  // s
constexpr double kTraderLimit = 1;  // s; a trader that does not answer is shown as such

struct TraderState {
  std::string role;
  std::optional<bus::HaltReply> state;
};

std::vector<TraderState> ask_traders(const std::filesystem::path& folder, const bus::StatusReply& status) {
  std::vector<TraderState> traders;
  bus::Bus bus(bus::RunDirectory(folder), "command");
  for (const bus::RoleStatus& role : status.roles) {
    if (!role.role.starts_with("trader.") || role.state == bus::RoleState::kStopped) continue;
    traders.push_back({role.role, ask_trader_state(bus, role.role, kTraderLimit)});
  }
  return traders;
}

json channels_json(const std::map<std::string, bus::ChannelGauge>& channels) {
  json out = json::object();
  for (const auto& [name, gauge] : channels) {
    bus::ChannelGauge::fields(gauge, [&entry = out[name]](std::string_view field, std::uint64_t value, std::string_view = {}) {
      entry[std::string(field)] = value;
    });
  }
  return out;
}

json trader_json(const TraderState& trader) {
  if (!trader.state) return {{"role", trader.role}, {"answers", false}};
  const bus::HaltReply& state = *trader.state;
  return {{"role", trader.role},         {"answers", true},
          {"real", state.real},          {"halted", state.halted},
          {"sure", state.sure},          {"why", state.why},              {"why_en", state.why_en},
          {"positions", state.positions}, {"open_orders", state.open_orders},
          {"without_stop_loss", state.halted ? state.positions : 0},
          {"trades_today", state.trades_today}, {"profit_today", state.profit_today},
          {"equity", state.equity},      {"currency", state.currency}};
}

json status_json(const bus::StatusReply& status, const std::vector<TraderState>& traders) {
  json out = {{"pid", status.pid},
              {"title", status.title},
              {"traders", json::array()},
              {"version", status.version},
              {"uptime", status.uptime},
              {"title_ko", status.title_ko},
              {"stopping", status.stopping},
              {"settings_version", status.settings_version},
              {"machine_cpu_percent", status.machine_cpu_percent},
              {"machine_memory_bytes", status.machine_memory_bytes},
              {"machine_available_bytes", status.machine_available_bytes},
              {"roles", json::array()}};
  for (const TraderState& trader : traders) out["traders"].push_back(trader_json(trader));
  for (const bus::RoleStatus& role : status.roles) {
    out["roles"].push_back({{"role", role.role},
                            {"state", bus::name(role.state)},
                            {"pid", role.pid},
                            {"uptime", role.uptime},
                            {"restarts", role.restarts},
                            {"cpu_percent", role.cpu_percent},
                            {"memory_bytes", role.memory_bytes},
                            {"beat_age", role.beat_age ? json(*role.beat_age) : json()},
                            {"lag", role.lag},
                            {"settings_version", role.settings_version},
                            {"channels", channels_json(role.channels)},
                            {"last_end", role.last_end},
                            {"report", role.report}});
  }
  return out;
}

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(seconds);
  if (whole < 60) return fmt::format("{} s", whole);
  if (whole < 3600) return fmt::format("{}:{:02} min", whole / 60, whole % 60);
  return fmt::format("{}:{:02} h", whole / 3600, whole / 60 % 60);
}

std::string megabytes(std::uint64_t bytes) { return fmt::format("{:.0f} MB", static_cast<double>(bytes) / 1e6); }

std::uint64_t waiting(const bus::RoleStatus& role) {
  std::uint64_t sum = 0;
  for (const auto& [name, gauge] : role.channels) sum += gauge.depth;
  return sum;
}

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<int> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line += std::string(static_cast<std::size_t>(widths[i] - display_width(row[i]) + 2), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

void print_trader(const TraderState& trader, const AppContext& context) {
  if (!trader.state) {
    std::printf("%s: %s\n", trader.role.c_str(), context.text("답하지 않음", "does not answer").c_str());
    return;
  }
  const bus::HaltReply& state = *trader.state;
  if (state.currency.empty()) {  // it has no books yet
    std::printf("%s: %s\n", trader.role.c_str(), context.text(Message{state.why, state.why_en}).c_str());
    return;
  }
  const Message line = message("{}: {}, 보유 {}, 미체결 주문 {}, 오늘 거래 {}건, 실현손익 {:.2f} {}, 추정예탁자산 {:.2f}{}",
                               "{}: {}, {} held, {} open orders, {} trades today, profit {:.2f} {}, equity {:.2f}{}", trader.role,
                               state.real ? context.text("실전 주문", "REAL ORDERS") : context.text("모의투자", "paper"),
                               state.positions, state.open_orders, state.trades_today, state.profit_today, state.currency, state.equity,
                               state.why.empty() ? std::string() : " · " + context.text(Message{state.why, state.why_en}));
  std::printf("%s%s\n", context.text(line).c_str(), context.text(unguarded(state)).c_str());
}

void print_status(const bus::StatusReply& status, const std::vector<TraderState>& traders, bool channels, const AppContext& context) {
  std::printf("%s\n",
              context
                  .text(message("stom {} (프로세스 {}), {} 동안 실행 중, 설정 버전 {}; 컴퓨터: CPU {:.0f}%, 메모리 {} 중 {} 남음",
                                "stom {} (process {}), up {}, settings version {}; machine: CPU {:.0f}%, memory {}, {} free",
                                status.version, status.pid, duration(status.uptime), status.settings_version, status.machine_cpu_percent,
                                megabytes(status.machine_memory_bytes), megabytes(status.machine_available_bytes)))
                  .c_str());
  if (!status.title.empty()) std::printf("%s\n", context.text(Message{status.title_ko, status.title}).c_str());
  if (status.stopping) std::printf("%s\n", context.text("역할들을 순서대로 끝내는 중입니다.", "all roles are being stopped in order.").c_str());
  for (const TraderState& trader : traders) print_trader(trader, context);
  std::vector<std::vector<std::string>> rows = {
      context.language == Language::kKorean
          ? std::vector<std::string>{"역할", "상태", "프로세스", "가동", "재시작", "CPU", "메모리", "대기", "응답", "지난 종료"}
          : std::vector<std::string>{"role", "state", "process", "up", "restarts", "CPU", "memory", "waiting", "beat", "last end"}};
  for (const bus::RoleStatus& role : status.roles) {
    rows.push_back({role.role, state_text(role.state, context), role.pid > 0 ? std::to_string(role.pid) : "-",
                    role.pid > 0 ? duration(role.uptime) : "-", std::to_string(role.restarts), fmt::format("{:.0f}%", role.cpu_percent),
                    megabytes(role.memory_bytes), std::to_string(waiting(role)),
                    role.beat_age ? fmt::format("{:.1f} s", *role.beat_age) : "-", context.text(Message{role.last_end_ko, role.last_end})});
  }
  print_table(rows);
  for (const bus::RoleStatus& role : status.roles) {
    if (!role.report.empty()) std::printf("%s: %s\n", role.role.c_str(), role.report.c_str());
  }
  if (!channels) return;
  rows = {context.language == Language::kKorean
              ? std::vector<std::string>{"역할", "채널", "보냄", "받음", "대기", "거절", "교체", "버림", "빠짐"}
              : std::vector<std::string>{"role", "channel", "sent", "received", "waiting", "refused", "conflated", "dropped", "missing"}};
  for (const bus::RoleStatus& role : status.roles) {
    for (const auto& [name, gauge] : role.channels) {
      rows.push_back({role.role, name, std::to_string(gauge.sent), std::to_string(gauge.received), std::to_string(gauge.depth),
                      std::to_string(gauge.refused), std::to_string(gauge.conflated), std::to_string(gauge.dropped),
                      std::to_string(gauge.missing)});
    }
  }
  std::printf("\n");
  print_table(rows);
}

void run_status(const StatusArguments& arguments, AppContext& context) {
  const auto folder = run_folder(arguments.folder);
  const auto owner = running_supervisor(folder);
  if (!owner) return report_nothing_runs(folder, context);
  const auto status = ask_status(folder, kAnswerLimit);
  if (!status) {
    throw Error(message("감독 프로세스 {}이(가) {}초 안에 답하지 않았습니다.", "The supervisor (process {}) did not answer within {} s.",
                        owner->id, kAnswerLimit));
  }
  const std::vector<TraderState> traders = ask_traders(folder, *status);
  if (arguments.json) std::puts(status_json(*status, traders).dump(2).c_str());
  else print_status(*status, traders, arguments.channels, context);
  const bool ready =
      std::all_of(status->roles.begin(), status->roles.end(), [](const auto& role) { return role.state == bus::RoleState::kReady; });
  if (!ready) context.exit_status = kNotAllReady;
}

void add_status(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("status", context.text("실행 중인 역할의 상태", "how the running roles are"));
  const auto arguments = std::make_shared<StatusArguments>();
  add_run_folder(*command, arguments->folder, context);
  command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  command->add_flag("--channels", arguments->channels, context.text("채널마다 보냄, 받음, 대기, 거절 수", "counts of every channel"));
  command->footer(
      context.text("종료 상태: 0 모든 역할이 준비됨, 1 감독이 답하지 않음, 3 실행 중이 아님, 4 준비되지 않은 역할이 있음",
                   "exit status: 0 all roles are ready, 1 the supervisor does not answer, 3 nothing runs, 4 some role is not ready"));
  command->callback([arguments, &context] { run_status(*arguments, context); });
}

const CommandRegistration registration(91, add_status);

}  // namespace
}  // namespace stom::app
