// A search from request to finished study: windows, batches of trials, stored as they come, final results. Killed at any moment
// and resumed, it ends with the same rows as if undisturbed, because the searcher is told the stored outcomes again and asks
// the same questions (searcher.h).
#pragma once

#include "backtest/settings_reader.h"
#include "optimize/run_kind.h"
#include "optimize/study_store.h"

namespace stom::optimize {

enum class Sampler : std::uint8_t { kTpe, kBruteForce, kCmaEs, kSobol, kRandom };  // 옵튜나샘플러, in the window's order
enum class GridForm : std::uint8_t { kCoordinate, kFull, kRandom };  // 그리드 as the reference; every vector; every vector in random order

enum class OptimizedSide : std::uint8_t { kBoth, kBuyOnly, kSellOnly };

struct StudySpec {
  RunKind kind;
  std::string name;                      // empty: made from kind, buy strategy and time
  backtest::RunSpec base;                // texts, market, frame, bet, average list, settings, threads, load times
  backtest::SettingTexts settings;       // as given, for the stored spec
  std::string database;                  // path as given, for resume
  std::string buy_name, sell_name, range_name;
  std::string range_text;                // ranges or GA ranges; for conditions: unused
  std::string buy_conditions, sell_conditions;
  TradingDay start = 0, end = 0;         // engine period
  WindowWeeks weeks;
  bool anchored = false;                 // walk-forward
  ScoreRules rules;
  Sampler sampler = Sampler::kTpe;
  GridForm grid = GridForm::kCoordinate;
  OptimizedSide side = OptimizedSide::kBoth;
  bool random_start = false;             // Alt: random candidates instead of the best values known
  bool auto_ranges = false;              // 범위자동관리
  std::vector<int> fixed_variables;      // 옵튜나고정변수
  bool auto_step = false;                // 옵튜나자동스탭
  int repeats = 0;                       // 최적화 실행횟수 (grid steps; samplers: stop after so many trials without a better one; 0: see spec 6)
  int buy_condition_count = 10, sell_condition_count = 5;
  std::int64_t most_trials = 10'000;     // stop rules that hold for every searcher
  double most_seconds = 0;               // 0: no limit. A study stopped by time is "stopped" and can be resumed
  std::int64_t stagnation = 0;           // 0: none. Any searcher: stop after so many trials without a better one
  std::optional<double> target_score;
  std::uint64_t seed = 1;
  std::size_t batch = 0;                 // vectors asked at once; 0: the searcher's own; part of the spec because resume needs it
  std::vector<std::int64_t> earlier_limits;  // of an extended study: where most_trials cut a batch short before; kept by run_study
  EvaluatorOptions evaluator;
};

[[nodiscard]] std::string to_json(const StudySpec& spec);
// Throws DataError naming what is missing or wrong.
[[nodiscard]] StudySpec study_spec_from_json(const std::string& json);
// Of everything that decides which trials come and what they are worth: not names and paths, threads and memory, nor the stop rules.
[[nodiscard]] std::uint64_t spec_hash(const StudySpec& spec);
// Of the strategy alone (texts, conditions, market): trials are counted over all studies with it.
[[nodiscard]] std::uint64_t strategy_hash(const StudySpec& spec);

// Called after every batch: what the log and the progress line show.
class StudyListener {
 public:
  virtual ~StudyListener() = default;
  virtual void on_plan(const std::vector<WindowPlan>& stages, std::uint64_t space_size) = 0;
  virtual void on_batch(const StudyInfo& study, std::span<const StoredTrial> batch, const StoredTrial* best, const Message& status) = 0;
  virtual void on_event(const Message& text) = 0;
};

struct StudyResult {
  StudyInfo info;
  std::vector<StoredTrial> best;                 // of every stage
  // In order of stage: train and validation (per fold), test, whole (walk-forward: the in-sample part with its merged score), out of
  // sample. A train result names the search period and counts its training days.
  std::vector<StageResult> stages;
  std::vector<backtest::TradeRecord> trades;     // final run over the whole period; walk-forward: stitched out-of-sample trades
  std::string new_range_text;                    // ranges with the best values put in; empty where nothing is written back
  std::optional<VectorError> error;
};

// Runs a new study, or goes on with a stored one (`resume` = its id; spec: the stored one, perhaps with other stop rules, threads or
// memory: an extended study). Throws UsageError for a request that cannot be met (windows, ranges, texts; for a stored one: another spec,
// changed data), Cancelled after the study was marked stopped. Notes that a finished study keeps: "ranges" (new_range_text), "texts" (of
// the best condition set), "overfitting" (overfitting.h), "walk_forward" (figures of the stitched out-of-sample trades).
[[nodiscard]] StudyResult run_study(const store::MarketData& data, const StudySpec& spec, StudyStore& store,
                                    std::optional<std::int64_t> resume, StudyListener& listener, Progress& progress, const StopFlag& stop);

}  // namespace stom::optimize
