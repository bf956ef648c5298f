#include "app/backtest_output.h"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "backtest/fill_model_json.h"
#include "backtest/golden_table.h"
#include "backtest/html_report.h"
#include "backtest/result_picture.h"
#include "backtest/result_tables.h"
#include "backtest/supplement_picture.h"
#include "backtest/text_report.h"
#include "base/error.h"
#include "base/file.h"
#include "base/time.h"

namespace stom::app {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// Files of one run, written after its tables are saved.
struct RunFiles {
  fs::path folder, report, picture, supplement, trades, metrics, database;
};

ordered_json number_or_null(double value, bool defined) { return defined ? ordered_json(value) : ordered_json(nullptr); }

ordered_json figures_json(const backtest::Metrics& metrics) {
  return {{"trades", metrics.trades}, {"wins", metrics.wins}, {"losses", metrics.losses}, {"win_rate", metrics.win_rate}, {"avg_hold", metrics.avg_hold},
          {"avg_profit_pct", metrics.avg_profit_pct}, {"total_profit_pct", metrics.total_profit_pct}, {"total_profit", metrics.total_profit},
          {"seed", metrics.seed}, {"mdd", metrics.mdd}, {"tpi", metrics.tpi}};
}

ordered_json json_of(const backtest::ReportData& report, const RunFiles& files, bool wrote_files) {
  const backtest::Metrics& metrics = report.metrics;
  const backtest::ExtendedMetrics& extended = report.extended;
  ordered_json out = {
      {"trades", metrics.trades}, {"trades_per_day", metrics.trades_per_day}, {"wins", metrics.wins}, {"losses", metrics.losses},
      {"win_rate", metrics.win_rate}, {"avg_hold", metrics.avg_hold}, {"avg_profit_pct", metrics.avg_profit_pct},
      {"total_profit_pct", metrics.total_profit_pct}, {"total_profit", metrics.total_profit}, {"max_hold_count", metrics.max_hold_count},
      {"seed", metrics.seed}, {"cagr", metrics.cagr}, {"tpi", metrics.tpi}, {"mdd", metrics.mdd}, {"mdd_amount", metrics.mdd_amount},
      {"day_count", metrics.day_count}, {"sharpe", number_or_null(extended.sharpe, extended.sharpe_defined)},
      {"sortino", number_or_null(extended.sortino, extended.sortino_defined)}, {"calmar", number_or_null(extended.calmar, extended.calmar_defined)},
      {"profit_factor", number_or_null(extended.profit_factor, extended.profit_factor_defined)}, {"expectancy", extended.expectancy},
      {"exposure_pct", extended.exposure_pct}, {"longest_drawdown_days", extended.longest_drawdown_days},
      {"rows", report.rows}, {"symbols", report.symbols}, {"trial_count", report.trial_count}, {"elapsed_seconds", report.elapsed_seconds},
      {"fingerprint", fmt::format("{:016x}", report.facts.fingerprint)}, {"synthetic_rows", report.facts.synthetic_rows},
      {"synthetic_book", report.facts.synthetic_book}, {"scope_warning", report.scope_warning_en},
      {"fills", backtest::fill_model_json(report.spec.fill_model)}};
  if (report.fill_comparison) {
    out["fill_comparison"] = {{"model", backtest::fill_model_json(report.fill_comparison->realistic_model)},
                              {"reference", figures_json(report.fill_comparison->reference)}, {"realistic", figures_json(report.fill_comparison->realistic)}};
  }
  if (wrote_files) {
    out["files"] = {{"report", files.report.string()}, {"picture", files.picture.string()}, {"supplement", files.supplement.string()},
                    {"trades", files.trades.string()}, {"metrics", files.metrics.string()}, {"database", files.database.string()}};
  }
  return out;
}

RunFiles files_of(const backtest::ReportData& report, const OutputOptions& options) {
  const std::string table = store::detail_table_name(report.spec.market, report.buy_name, report.saved_at);
  // A second run in the same second gets a folder of its own.
  std::string name = table;
  for (int number = 2; fs::exists(fs::path(options.folder) / name); ++number) name = fmt::format("{}_{}", table, number);
  RunFiles files;
  files.folder = fs::path(options.folder) / name;
  files.report = files.folder / "report.html";
  files.picture = files.folder / (name + ".png");
  files.supplement = files.folder / (name + "_.png");
  files.trades = files.folder / "trades.csv";
  files.metrics = files.folder / "metrics.json";
  files.database = options.result_db.empty() ? fs::path(options.folder) / "backtest.db" : fs::path(options.result_db);
  return files;
}

// The folder is filled aside and renamed, so that a stopped or failed run leaves none.
void write_folder(const backtest::ReportData& report, const RunFiles& files, const OutputOptions& options, AppContext& context) {
  const fs::path aside = fmt::format("{}.part-{}", files.folder.string(), utc_now_micros());
  std::error_code code;
  stom::create_directories(aside);
  try {
    write_file_atomically(aside / "trades.csv", backtest::trades_csv(report.spec, report.trades));
    write_file_atomically(aside / "metrics.json", backtest::metrics_json_text(report.metrics, report.series));
    context.stop.throw_if_requested();
    if (!options.no_pictures) {
      backtest::write_result_picture(report, context.language, aside / files.picture.filename());
      context.stop.throw_if_requested();
      backtest::write_supplement_picture(report, context.language, aside / files.supplement.filename());
      context.stop.throw_if_requested();
    }
    backtest::write_html_report(report, context.language, aside / "report.html");
    fs::rename(aside, files.folder, code);
    if (code) throw FileError(message("{}: 폴더 이름을 바꾸지 못했습니다 ({})", "{}: cannot rename into place ({})", files.folder.string(), code.message()));
  } catch (...) {
    fs::remove_all(aside, code);
    throw;
  }
}

}  // namespace

void add_output_options(CLI::App& command, OutputOptions& options, AppContext& context) {
  command.add_option("--out", options.folder, context.text("결과 폴더", "folder for results"))->capture_default_str();
  command.add_option("--result-db", options.result_db, context.text("결과 데이터베이스 (기본: 결과 폴더의 backtest.db)", "result database (default: backtest.db in the result folder)"));
  command.add_option("--save-case", options.save_case, context.text("결과를 사례 폴더로 고정합니다 (stom verify로 다시 확인)", "pin the result as a case folder (for stom verify)"));
  command.add_flag("--no-pictures", options.no_pictures, context.text("그래프를 저장하지 않습니다", "save no pictures"));
  command.add_flag("--no-files", options.no_files, context.text("파일과 데이터베이스에 쓰지 않고 출력만 합니다", "print only, write no file and no database"));
}

void check_output(const OutputOptions& options) {
  if (!options.save_case.empty() && fs::exists(options.save_case)) {
    throw UsageError(message("--save-case {}: 이미 있습니다. 다른 이름을 쓰거나 지운 뒤 다시 하십시오.", "--save-case {}: already exists; choose another name or remove it first.", options.save_case));
  }
  if (options.no_files) return;
  if (fs::exists(options.folder) && !fs::is_directory(options.folder)) {
    throw UsageError(message("--out {}: 폴더가 아니라 파일입니다.", "--out {}: is a file, not a folder.", options.folder));
  }
}

void fill_figures(backtest::ReportData& report, backtest::RunResult& result, const store::MarketData& data) {
  const backtest::RunSpec& spec = report.spec;
  report.trades.clear();
  for (const std::size_t i : backtest::result_order(result.trades, spec.settings.sort_by_buy_time)) report.trades.push_back(result.trades[i]);
  const store::WatchList watch_list = data.watch_list(spec.run);
  report.series = backtest::holding_series(watch_list, report.trades);
  report.metrics = backtest::compute_metrics(report.trades, report.series, spec.bet, spec.market, backtest::count_days(watch_list, spec.frame), false);
  report.extended = backtest::compute_extended_metrics(report.trades, report.series, report.metrics, spec.market, spec.frame);
  report.indices = backtest::index_curves(data, spec);
  for (const Diagnostics* list : {&result.buy_diagnostics, &result.sell_diagnostics, &result.condition_diagnostics}) {
    report.warnings.insert(report.warnings.end(), list->begin(), list->end());
  }
}

void save_case_of(const backtest::ReportData& report, const backtest::RunResult& result, const std::string& database,
                  const backtest::SettingTexts& settings, const OutputOptions& options, const store::MarketData& data) {
  backtest::ReportData figures;
  figures.spec = report.spec;
  backtest::RunResult copy = result;
  fill_figures(figures, copy, data);
  backtest::save_case(options.save_case, {&report.spec, &result, &figures.metrics, &figures.series, database, settings});
}

void write_outputs(const backtest::ReportData& report, const OutputOptions& options, bool json, AppContext& context) {
  const RunFiles files = files_of(report, options);
  const bool writes = !options.no_files;
  if (writes) {
    stom::create_directories(options.folder);
    context.stop.throw_if_requested();
    write_folder(report, files, options, context);
    const store::ResultStore results(files.database);
    const store::ResultTable summary = backtest::summary_table(report), detail = backtest::detail_table(report);
    results.save(backtest::run_entry(report), std::span(&summary, 1), std::span(&detail, report.trades.empty() ? 0 : 1));
  }
  if (options.silent) return;
  if (json) {
    std::printf("%s\n", json_of(report, files, writes).dump(1).c_str());
    return;
  }
  std::printf("%s\n", context.text(backtest::text_report(report)).c_str());
  if (!writes) return;
  std::printf("%s %s\n", context.text("보고서:", "Report:").c_str(), files.report.c_str());
  if (!options.no_pictures) std::printf("%s %s\n%s %s\n", context.text("그래프:", "Pictures:").c_str(), files.picture.c_str(), "        ", files.supplement.c_str());
  std::printf("%s %s\n", context.text("결과 표:", "Tables:").c_str(), files.database.c_str());
}

}  // namespace stom::app
