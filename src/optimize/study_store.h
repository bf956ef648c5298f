// study.db: searches as they run, so that a killed one goes on where it stood and an old one can be read, compared and exported.
// A batch of trials is one transaction: after a crash either all of it is there or none. Nothing in the trial tables depends on
// when or on what machine the study ran: an interrupted and resumed study has the same rows, byte for byte, as an undisturbed one;
// times live in the event table alone. Tables (write-ahead mode, created if absent):
//   study(id, name UNIQUE, kind, spec_json, spec_hash, strategy_hash, data_hash, seed, state, created)
//   trial(study_id, stage, number, vector, score, feasible, violation, trades, seed_money, stopped_early, copy_of, generation)
//   trial_part(study_id, stage, number, position, part, fold, all figures of backtest::Metrics, score)
//   trial_daily(study_id, stage, number, profits BLOB: little-endian doubles, one per trading day of the stage's search period)
//   stage_result(study_id, stage, role, first_day, last_day, vector, figures…): what a finished stage found and what it gave on
//     train, validation, test, whole and out-of-sample days
//   note(study_id, key, json): ranges after the run, statistics, verdict
//   event(study_id, time, text_ko, text_en)
// A copy (copy_of) has no parts and no daily profits of its own: they are those of the trial it repeats. 64-bit hashes are stored
// as SQLite's signed integers; a double that is no number is NULL.
// A stage is one search: 0, or the number of the walk-forward window (oldest 0).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "optimize/trial.h"
#include "store/sqlite.h"

namespace stom::optimize {

enum class StudyState : std::uint8_t { kRunning, kStopped, kDone, kFailed };
[[nodiscard]] std::string_view name(StudyState state);  // running, stopped, done, failed

struct StudyInfo {
  std::int64_t id = 0;
  std::string name;           // unique; ovc_NAME_20240102153000 unless the user gives one
  std::string kind;           // RunKind::tag
  std::string spec_json;      // all that is needed to run it again
  std::uint64_t spec_hash = 0;      // of all that decides the trials (not name, paths, threads, memory, stop rules)
  std::uint64_t strategy_hash = 0;  // of the texts alone
  std::uint64_t data_hash = 0, seed = 0;
  StudyState state = StudyState::kRunning;
  RowKey created = 0;         // local time
};

struct StoredTrial {
  int stage = 0;
  std::int64_t number = 0;       // 0 … per stage, in the order asked
  int generation = 0;            // batch in which it was asked
  std::int64_t copy_of = -1;     // number of the earlier trial with the same vector, whose result it repeats
  Vector vector;
  TrialResult result;
};

enum class StageRole : std::uint8_t { kTrain, kValidation, kTest, kWhole, kOutOfSample };
[[nodiscard]] std::string_view name(StageRole role);    // train, validation, test, whole, out_of_sample
[[nodiscard]] std::string_view name(Part part);         // total, train, validation
struct StageResult {
  int stage = 0, fold = 0;
  StageRole role{};
  DayRange days;
  Vector vector;
  backtest::Metrics metrics;
  double score = 0;
};

struct StudyEvent {
  RowKey time = 0;
  Message text;
};

class StudyStore {
 public:
  explicit StudyStore(const std::filesystem::path& path);          // created if absent
  [[nodiscard]] static bool exists(const std::filesystem::path& path);

  // Returns the new id; a name that is taken is a UsageError.
  std::int64_t create(const StudyInfo& info);
  [[nodiscard]] std::vector<StudyInfo> list();                     // newest first
  [[nodiscard]] std::optional<StudyInfo> find(std::int64_t id);
  [[nodiscard]] std::optional<StudyInfo> find(const std::string& name_or_id);
  void set_state(std::int64_t study, StudyState state);
  void set_spec(std::int64_t study, const std::string& spec_json);  // an extended study: other stop rules
  void remove(std::int64_t study);                                 // all of its rows, one transaction

  void append(std::int64_t study, std::span<const StoredTrial> batch);
  [[nodiscard]] std::vector<StoredTrial> trials(std::int64_t study, int stage);
  [[nodiscard]] std::int64_t count_trials(std::int64_t study);
  // Trials ever scored for texts with this hash, over all studies of the file: what the deflated Sharpe ratio must count.
  [[nodiscard]] std::int64_t count_trials_of_strategy(std::uint64_t strategy_hash);

  void set_stage_results(std::int64_t study, int stage, std::span<const StageResult> results);  // replaces
  [[nodiscard]] std::vector<StageResult> stage_results(std::int64_t study);
  void set_note(std::int64_t study, const std::string& key, const std::string& json);
  [[nodiscard]] std::optional<std::string> note(std::int64_t study, const std::string& key);
  void add_event(std::int64_t study, const Message& text);
  [[nodiscard]] std::vector<StudyEvent> events(std::int64_t study);

  // All rows of a study except events, times and ids, as text in a fixed order: equal for equal studies.
  [[nodiscard]] std::string export_csv(std::int64_t study);
  [[nodiscard]] std::string export_json(std::int64_t study);

 private:
  void append_parts(std::int64_t study, std::span<const StoredTrial> batch);
  void read_parts(std::int64_t study, int stage, std::vector<StoredTrial>& trials);
  void read_daily(std::int64_t study, int stage, std::vector<StoredTrial>& trials);
  [[noreturn]] void refuse_value(const char* table, std::string_view value) const;

  store::Connection connection_;
};

// The reading of vector_text() back; nothing else is a vector.
[[nodiscard]] std::optional<Vector> vector_from_text(std::string_view text);

}  // namespace stom::optimize
