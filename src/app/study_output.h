// What becomes of a finished search: words or JSON on standard output, the report folder, tables of backtest.db, best
// values written back.
#pragma once

#include "app/study_options.h"
#include "optimize/log_lines.h"
#include "optimize/overfitting.h"
#include "optimize/study_store.h"

namespace stom::app {

struct FinishedStudy {
  const StudyRequest* request = nullptr;
  optimize::StudyInfo info;
  store::DatabaseFacts facts;
  std::vector<optimize::StageResult> results;
  std::vector<optimize::StoredTrial> best;  // of every stage
  std::vector<backtest::TradeRecord> trades;
  std::vector<TradingDay> days;  // trading days of the whole period
  std::string new_range_text;
  std::optional<optimize::OverfittingReport> overfitting;
  std::optional<backtest::Metrics> stitched;  // walk-forward: all out-of-sample windows together
  std::int64_t trials = 0;
  double elapsed_seconds = 0;
  RowKey finished = 0;

  // What the whole is judged by: the last stage's vector.
  [[nodiscard]] const optimize::Vector* vector() const { return best.empty() ? nullptr : &best.back().vector; }
};

// Everything that was written, by kind, for the words and the JSON.
struct WrittenFiles {
  std::vector<std::filesystem::path> files;
  std::string tables;
  std::vector<Message> adopted;
};

// The report folder (--out).
void write_study_folder(const FinishedStudy& study, optimize::StudyStore& studies, const std::string& folder,
                        AppContext& context, WrittenFiles& written);
// The tables of backtest.db (--save).
void save_study_tables(const FinishedStudy& study, optimize::StudyStore& studies, const std::string& result_db,
                       WrittenFiles& written);
// Ranges, 변수값, plain texts with the best values (--adopt, --save-buy, --save-sell).
void adopt_study(const FinishedStudy& study, const StudyOutput& output, WrittenFiles& written);
// Refuses before the run what --adopt could not write to.
void check_adopt_target(const StudyRequest& request, const StudyOutput& output);

[[nodiscard]] Message study_words(const FinishedStudy& study);
[[nodiscard]] std::string study_json(const FinishedStudy& study, const WrittenFiles& written);

}  // namespace stom::app
