// What `stom backtest` writes: the folder of a run (report.html, pictures, trades.csv, metrics.json), the tables of
// backtest.db, a saved case, and the text or JSON on standard output.
#pragma once

#include "app/command.h"
#include "backtest/golden_case.h"
#include "backtest/report_data.h"

namespace stom::app {

struct OutputOptions {
  std::string folder = "stom-results";
  std::string result_db;      // default: FOLDER/backtest.db
  std::string save_case;
  bool no_pictures = false;   // 그래프저장하지않기
  bool no_files = false;      // print only
  bool silent = false;        // write only
};

void add_output_options(CLI::App& command, OutputOptions& options, AppContext& context);
// Refuses what could only fail after the run.
void check_output(const OutputOptions& options);

// Orders the trades and computes series, metrics and extended metrics.
void fill_figures(backtest::ReportData& report, backtest::RunResult& result, const store::MarketData& data);
void save_case_of(const backtest::ReportData& report, const backtest::RunResult& result, const std::string& database,
                  const backtest::SettingTexts& settings, const OutputOptions& options, const store::MarketData& data);
void write_outputs(const backtest::ReportData& report, const OutputOptions& options, bool json, AppContext& context);

}  // namespace stom::app
