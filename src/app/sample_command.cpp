// stom sample: a back database of synthetic rows, for trying things out and for the benches.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "base/time.h"
#include "store/sample_rows.h"

namespace stom::app {
namespace {

struct SampleArguments {
  store::SampleOptions options;
  std::string market, frame, out;
  bool json = false;
};

void run_sample(SampleArguments& arguments, AppContext& context) {
  // CLI11 has checked the words.
  if (!market::parse(arguments.market, arguments.options.market) || !market::parse(arguments.frame, arguments.options.frame)) return;
  const double started = monotonic_seconds();
  const std::uint64_t rows = store::write_sample_database(arguments.out, arguments.options, *context.progress, context.stop);
  if (arguments.json) {
    std::puts(nlohmann::json{{"file", arguments.out}, {"rows", rows}, {"seconds", monotonic_seconds() - started}}.dump(2).c_str());
    return;
  }
  std::printf("%s\n", context.text(message("{}: 모의 시세 {}행을 만들었습니다 (시드 {}).", "{}: {} synthetic rows (seed {}).", arguments.out, rows, arguments.options.seed)).c_str());
}

void add_sample(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<SampleArguments>();
  store::SampleOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("sample", context.text("모의 시세 데이터베이스를 만듭니다", "make a database of synthetic rows"));
  command->add_option("--market", arguments->market, context.text("시장: stock, upbit, binance", "market: stock, upbit, binance"))
      ->check(CLI::IsMember({"stock", "upbit", "binance"}))
      ->required();
  command->add_option("--frame", arguments->frame, context.text("시간 단위: tick(1초), min(1분)", "time frame: tick (1 s), min (1 minute)"))
      ->check(CLI::IsMember({"tick", "min"}))
      ->required();
  command->add_option("--out", arguments->out, context.text("만들 파일 (이미 있으면 거절)", "file to make (refused if it exists)"))->required();
  command->add_option("--symbols", options.symbols, context.text("종목 수", "number of symbols"))->capture_default_str();
  command->add_option("--days", options.days, context.text("일수", "number of days"))->capture_default_str();
  command->add_option("--first-day", options.first_day, context.text("첫날 YYYYMMDD", "first day YYYYMMDD"))->capture_default_str();
  command->add_option("--start", options.start_time, context.text("시작시각 HHMMSS 또는 분봉 HHMM", "start time HHMMSS, minute frame HHMM"));
  command->add_option("--end", options.end_time, context.text("종료시각", "end time"));
  command->add_option("--gap", options.gap, context.text("행이 없는 시간의 비율", "share of times without a row"))->capture_default_str();
  command->add_option("--seed", options.seed, context.text("시드: 같으면 같은 행", "seed: the same rows for the same seed"))->capture_default_str();
  command->add_flag("--json", arguments->json, context.text("결과를 JSON으로 출력합니다", "print the result as JSON"));
  command->callback([arguments, &context] { run_sample(*arguments, context); });
}

const CommandRegistration registration(60, add_sample);

}  // namespace
}  // namespace stom::app
