// stom kimp: the price gaps between Upbit and Binance, as the running platform sees them.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/run_folder.h"
#include "base/error.h"
#include "bus/messages/kimp.h"
#include "bus/request.h"

namespace stom::app {
namespace {

struct KimpArguments {
  std::string folder;
  std::uint32_t most = 20;
  bool json = false;
};

constexpr double kAnswerLimit = 3;  // s
constexpr double kRateLimit = 600;  // s: an older exchange rate is marked

void run_kimp(const KimpArguments& arguments, AppContext& context) {
  const auto folder = run_folder(arguments.folder);
  if (!running_supervisor(folder)) return report_nothing_runs(folder, context);
  bus::Bus bus(bus::RunDirectory(folder), "command");
  bus::RequestClient client(bus, "kimp");
  bus::KimpRequest question;
  question.most = arguments.most;
  const auto reply = client.ask<bus::KimpReply>(question, kAnswerLimit);
  if (!reply) {
    throw Error({"김프 역할이 없습니다. stom up --kimp 로 시작하십시오.", "There is no kimp role. Start the platform with stom up --kimp."});
  }
  if (!arguments.json && !(reply->won_per_dollar > 0)) {
    throw Error({"환율을 아직 모릅니다. 업비트의 KRW-USDT 시세가 없으면 stom up --kimp-rate 로 1달러의 원화를 주십시오.",
                 "The exchange rate is not known yet. Where Upbit has no KRW-USDT, give the won of a dollar with stom up --kimp-rate."});
  }
  if (arguments.json) {
    nlohmann::json out = {{"won_per_dollar", reply->won_per_dollar}, {"source", reply->source}, {"rate_age", reply->rate_age}, {"rows", nlohmann::json::array()}};
    for (const bus::KimpLine& line : reply->lines) {
      out["rows"].push_back({{"name", line.name}, {"dollar", line.dollar}, {"won", line.won}, {"gap", line.gap}, {"rate", line.rate},
                             {"age", line.age}, {"stale", line.is_stale}});
    }
    std::puts(out.dump(2).c_str());
    return;
  }
  const bool is_tether = reply->source == "KRW-USDT";
  const bool grows_old = reply->rate_age >= 0;
  const std::string age = !grows_old ? std::string() : context.text(message(", {:.0f}초 전", ", {:.0f} s ago", reply->rate_age));
  std::printf("%s\n", context.text(message("1달러 {:.1f}원 ({}{}){}", "1 dollar is {:.1f} won ({}{}){}", reply->won_per_dollar,
                                           is_tether ? context.text("테더 기준", "implied by Tether") : reply->source, age,
                                           reply->rate_age > kRateLimit ? " *" : ""))
                          .c_str());
  std::printf("%s\n", context.text("종목명     바이낸스(달러)      업비트(원)        대비(원)   대비율(%)",
                                   "coin       Binance (dollar)     Upbit (won)       gap (won)     gap (%)").c_str());
  for (const bus::KimpLine& line : reply->lines) {
    std::printf("%-8s %16.6f %15.4f %15.4f %11.4f%s\n", line.name.c_str(), line.dollar, line.won, line.gap, line.rate, line.is_stale ? " *" : "");
  }
}

void add_kimp(CLI::App& app, AppContext& context) {
  CLI::App* command = app.add_subcommand("kimp", context.text("업비트와 바이낸스의 가격 차이(김프)", "price gaps between Upbit and Binance"));
  const auto arguments = std::make_shared<KimpArguments>();
  add_run_folder(*command, arguments->folder, context);
  command->add_option("--most", arguments->most, context.text("행 수 (0: 모두)", "rows (0: all)"))->capture_default_str();
  command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  command->footer(context.text("* 10초 넘은 가격이거나 10분 넘은 환율", "* a price older than 10 s or an exchange rate older than 10 min"));
  command->callback([arguments, &context] { run_kimp(*arguments, context); });
}

const CommandRegistration registration(97, add_kimp);

}  // namespace
}  // namespace stom::app
