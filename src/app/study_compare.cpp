#include "app/study_compare.h"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/study_stored.h"
#include "backtest/result_reader.h"
#include "base/error.h"
#include "base/file.h"
#include "optimize/compare_picture.h"
#include "optimize/compare_report.h"
#include "optimize/metric_columns.h"
#include "optimize/study_trades.h"

namespace stom::app {
namespace {

using optimize::CompareInput;

struct CompareArguments {
  std::vector<std::string> names;
  std::string study_db = "study.db", result_db, folder, cache;
  bool json = false;
};

CompareInput study_input(const CompareArguments& arguments, optimize::StudyStore& studies,
                         const optimize::StudyInfo& info, AppContext& context) {
  if (info.state != optimize::StudyState::kDone) {
    throw UsageError(message("'{}' 은(는) 아직 끝나지 않은 연구입니다. 먼저 stom study resume 으로 끝내십시오.",
                             "'{}' has not ended yet; finish it with stom study resume first.", info.name));
  }
  const StudyRequest request = stored_request(info, "", 0);
  const auto data = open_rows(request.spec, arguments.cache, context);
  CompareInput input;
  input.name = info.name;
  input.market = request.spec.base.market;
  input.frame = request.spec.base.frame;
  input.bet = request.spec.base.bet;
  input.trades =
      optimize::study_trades(*data, request.spec, studies.stage_results(info.id), *context.progress, context.stop);
  input.days = days_between(*data, request.spec.start, request.spec.end);
  return input;
}

// A study of that name or number, else a table of backtest.db.
CompareInput read_input(const CompareArguments& arguments, const std::string& name, AppContext& context) {
  if (optimize::StudyStore::exists(arguments.study_db)) {
    optimize::StudyStore studies(arguments.study_db);
    if (const auto info = studies.find(name)) return study_input(arguments, studies, *info, context);
  }
  if (!arguments.result_db.empty()) {
    backtest::StoredTrades stored = backtest::read_detail_table(store::ResultStore(arguments.result_db), name);
    CompareInput input;
    input.name = name;
    input.market = stored.market;
    input.frame = stored.frame;
    input.trades = std::move(stored.trades);
    return input;
  }
  throw UsageError(
      message("'{}': {} 에 그런 연구가 없습니다 (backtest.db 의 테이블이라면 --result-db 로 파일을 알려 주십시오).",
              "'{}': {} has no such study (for a table of backtest.db name the file with --result-db).", name,
              arguments.study_db));
}

std::string comparison_json(const optimize::Comparison& comparison) {
  using nlohmann::ordered_json;
  const auto number = [](double value) { return std::isfinite(value) ? ordered_json(value) : ordered_json(nullptr); };
  ordered_json results = ordered_json::array(), correlation = ordered_json::array();
  for (const optimize::ComparedResult& result : comparison.results) {
    ordered_json figures;
    for (const optimize::MetricColumn& column : optimize::kMetricColumns) {
      if (column.member.index() == 0)
        figures[column.name] = result.metrics.*std::get<0>(column.member);
      else
        figures[column.name] = result.metrics.*std::get<1>(column.member);
    }
    results.push_back({{"name", result.name},
                       {"first_day", result.first_day},
                       {"last_day", result.last_day},
                       {"capital", result.capital},
                       {"figures", figures},
                       {"sharpe", number(result.sharpe)},
                       {"daily", result.daily}});
  }
  for (const auto& row : comparison.correlation) {
    ordered_json values = ordered_json::array();
    for (const double value : row) values.push_back(number(value));
    correlation.push_back(std::move(values));
  }
  const ordered_json out = {{"days", comparison.days},
                            {"results", results},
                            {"correlation", correlation},
                            {"combined_percent", comparison.combined},
                            {"combined_drawdown", number(comparison.combined_drawdown)},
                            {"combined_sharpe", number(comparison.combined_sharpe)}};
  return out.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

void run_compare(const CompareArguments& arguments, AppContext& context) {
  if (arguments.names.size() < 2)
    throw UsageError({"비교하려면 결과가 둘 이상 필요합니다.", "Two or more results are needed for a comparison."});
  std::vector<CompareInput> inputs;
  for (const std::string& name : arguments.names) inputs.push_back(read_input(arguments, name, context));
  const optimize::Comparison comparison = optimize::compare_results(std::move(inputs));
  if (arguments.json)
    std::puts(comparison_json(comparison).c_str());
  else
    std::fputs(context.text(optimize::comparison_text(comparison)).c_str(), stdout);
  if (arguments.folder.empty()) return;
  const std::filesystem::path folder(arguments.folder);
  stom::create_directories(folder);
  optimize::write_compare_picture(comparison, context.language, folder / "compare.png");
  optimize::write_comparison_html(comparison, context.language, folder / "compare.html");
  if (!arguments.json) std::printf("%s\n%s\n", (folder / "compare.html").c_str(), (folder / "compare.png").c_str());
}

}  // namespace

void add_study_compare(CLI::App& study, AppContext& context) {
  const auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command =
      study.add_subcommand("compare", context.text("끝난 연구나 backtest.db 의 거래 목록을 견줍니다",
                                                   "compare finished studies, or trade lists of backtest.db"));
  command
      ->add_option("names", arguments->names,
                   context.text("연구 이름·번호 또는 테이블", "names or numbers of studies, or tables"))
      ->required();
  command
      ->add_option("--study-db", arguments->study_db, context.text("연구를 쌓는 파일", "file that keeps the studies"))
      ->capture_default_str();
  command->add_option("--result-db", arguments->result_db, context.text("backtest.db 파일", "backtest.db file"));
  command->add_option(
      "--out", arguments->folder,
      context.text("compare.html 과 compare.png 를 쓸 폴더", "folder for compare.html and compare.png"));
  command->add_option("--cache", arguments->cache, context.text("캐시 폴더", "cache folder"));
  command->add_flag("--json", arguments->json, context.text("JSON으로 출력합니다", "print JSON"));
  command->callback([arguments, &context] { run_compare(*arguments, context); });
}

}  // namespace stom::app
