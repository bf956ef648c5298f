// stom verify PATH…: runs golden cases and says where a result first differs.
#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "backtest/golden_case.h"
#include "optimize/golden_grid.h"

namespace stom::app {
namespace {

struct VerifyArguments {
  std::vector<std::string> paths;
  bool plain = false, interpreter = false, json = false;
  unsigned threads = hardware_threads();
  unsigned engines = 1;
  std::string cache;
};

const char* status_name(backtest::CaseStatus status) {
  return status == backtest::CaseStatus::kPassed ? "passed" : status == backtest::CaseStatus::kFailed ? "failed" : "skipped";
}

void run_verify(const VerifyArguments& arguments, AppContext& context) {
  std::vector<std::filesystem::path> paths(arguments.paths.begin(), arguments.paths.end());
  const auto cases = backtest::find_cases(paths);
  backtest::VerifyOptions options;
  options.back_end = arguments.interpreter ? backtest::BackEnd::kInterpreter : backtest::BackEnd::kNative;
  options.plain_only = arguments.plain;
  options.engines = arguments.engines;
  options.cache_directory = arguments.cache;
  std::vector<backtest::CaseOutcome> outcomes(cases.size());
  context.progress->begin({"사례 확인", "Cases"}, cases.size());
  parallel_for(cases.size(), arguments.threads, context.stop, [&](std::size_t item, unsigned) {
    outcomes[item] = optimize::is_optimisation_case(cases[item]) ? optimize::verify_optimisation_case(cases[item], options, context.stop)
                                                                 : backtest::verify_case(cases[item], options, context.stop);
    context.progress->advance(1);
  });
  context.progress->end();

  std::size_t count[3] = {};
  std::size_t native = 0;
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& outcome : outcomes) {
    ++count[static_cast<int>(outcome.status)];
    native += outcome.native ? 1 : 0;
    if (arguments.json) {
      list.push_back({{"case", outcome.name}, {"status", status_name(outcome.status)}, {"detail", context.text(outcome.detail)}, {"native", outcome.native}});
    } else if (outcome.status == backtest::CaseStatus::kFailed) {
      std::printf("%s %s: %s\n", context.text("실패", "FAILED").c_str(), outcome.name.c_str(), context.text(outcome.detail).c_str());
    }
  }
  const auto passed = count[static_cast<int>(backtest::CaseStatus::kPassed)];
  const auto failed = count[static_cast<int>(backtest::CaseStatus::kFailed)];
  const auto skipped = count[static_cast<int>(backtest::CaseStatus::kSkipped)];
  if (arguments.json) {
    const nlohmann::ordered_json report = {{"passed", passed}, {"failed", failed}, {"skipped", skipped}, {"native", native}, {"cases", list}};
    std::printf("%s\n", report.dump(1).c_str());
  } else {
    if (skipped > 0) std::printf("%s\n", context.text(message("비교하지 않은 사례 {}개", "{} cases not compared", skipped)).c_str());
    std::printf("%zu passed, %zu failed\n", passed, failed);
  }
  if (failed > 0 || passed == 0) context.exit_status = 1;
}

void add_verify(CLI::App& app, AppContext& context) {
  auto arguments = std::make_shared<VerifyArguments>();
  CLI::App* command = app.add_subcommand("verify", context.text("기록해 둔 사례(전략+기대 결과)를 다시 실행해 비교합니다", "run recorded cases (texts + expected results) and compare"));
  command->add_option("paths", arguments->paths, context.text("사례 폴더, 또는 사례들이 든 폴더", "case folders, or folders that contain them"))->required();
  command->add_flag("--plain", arguments->plain, context.text("주문관리와 최적화가 필요한 사례는 빼고 확인합니다", "leave out cases that need order management or optimisation"));
  command->add_flag("--interpreter", arguments->interpreter, context.text("네이티브 코드 대신 인터프리터로 실행합니다", "use the interpreter instead of native code"));
  command->add_option("--threads", arguments->threads, context.text("동시에 실행할 사례 수", "cases run at the same time"))->check(CLI::Range(1, 256));
  command->add_option("--engines", arguments->engines, context.text("한 사례 안에서 쓰는 엔진(스레드) 수", "engines (threads) inside one case"))->check(CLI::Range(1, 256));
  command->add_option("--cache", arguments->cache, context.text("캐시 폴더", "cache folder"));
  command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  command->callback([arguments, &context] { run_verify(*arguments, context); });
}

const CommandRegistration registration(40, add_verify);

}  // namespace
}  // namespace stom::app
