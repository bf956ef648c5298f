// Command-line options of a search, shared by `stom optimize`, `stom walkforward`, `stom study resume` and `stom
// schedule run`, and the request that they make.
#pragma once

#include <optional>

#include "app/fill_options.h"
#include "app/run_options.h"
#include "optimize/study.h"

namespace stom::app {

// MiB that a search needs whatever it does: the program itself, LLVM, one symbol-day of rows per engine.
inline constexpr int kLeastMemory = 256;

// Where a study is kept and what becomes of its result; also of a resumed study.
struct StudyOutput {
  std::string study_db = "study.db", strategy_db = "strategy.db";
  std::string folder;     // --out: report.html, study.png, trades.csv, trials.csv, figures.json, log.txt
  std::string result_db;  // --save: backtest.db
  bool adopt = false;
  std::string save_buy, save_sell;  // 매수전략으로 저장, 매도전략으로 저장
};

struct StudyOptions {
  RunOptions run;
  StudyOutput output;
  FillOptions fills;
  std::string kind, buy, sell, ranges, ga_ranges, buy_conditions, sell_conditions, spec_file, name;
  std::string train, limits, fixed, objective = "TG", aggregation = "product", sampler, grid = "coordinate",
                                    side = "both";
  int validation = 0, test = 0, steps = -1, buy_count = 10, sell_count = 5;
  std::int64_t trials = 0, memory = 2048, batch = 0;
  std::uint64_t seed = 1;
  double time_limit = 0;
  std::optional<double> target;
  bool random_start = false, auto_ranges = false, auto_step = false, anchored = false, unweighted = false,
       no_early_stop = false;
};

void add_study_options(CLI::App& command, StudyOptions& options, AppContext& context, bool walk_forward);
void add_study_output(CLI::App& command, StudyOutput& output, AppContext& context);

struct StudyRequest {
  optimize::StudySpec spec;
  StrategyArgument buy, sell, ranges, buy_conditions, sell_conditions;  // empty source: not part of the kind
};

// The kind of a search; plain back-tests and the finder are pointed to their commands.
[[nodiscard]] optimize::RunKind search_kind(const std::string& text);
// All that can be said without rows. Throws UsageError naming the option.
[[nodiscard]] StudyRequest make_request(const StudyOptions& options);
// The request of a spec file or of a stored study.
[[nodiscard]] StudyRequest request_of(optimize::StudySpec spec);
// Refuses what could only fail after the run.
void check_study_output(const StudyOutput& output, const optimize::StudySpec& spec);
// Prints what is wrong in ranges, condition lists and between texts and ranges; false if the search cannot run.
[[nodiscard]] bool check_texts(const StudyRequest& request, const AppContext& context);
// Days not given become the first and last day of the database.
void complete_days(const store::MarketData& data, optimize::StudySpec& spec);

}  // namespace stom::app
