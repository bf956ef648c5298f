// The trial tables of a study: batches in, stages out.
#include <bit>
#include <cstring>

#include "base/error.h"
#include "optimize/study_columns.h"
#include "optimize/study_store.h"

namespace stom::optimize {
namespace {

using store::Statement;
using store::Transaction;

static_assert(std::endian::native == std::endian::little, "daily profits are stored as little-endian doubles");

std::optional<Part> part_of(std::string_view text) {
  for (const Part part : {Part::kTotal, Part::kTrain, Part::kValidation}) {
    if (name(part) == text) return part;
  }
  return {};
}

}  // namespace

void StudyStore::append(std::int64_t study, std::span<const StoredTrial> batch) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  Statement insert(connection_,
                   "INSERT INTO trial (study_id, stage, number, vector, score, feasible, violation, trades, seed_money, stopped_early, "
                   "copy_of, generation)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
                   "trial");
  Statement daily(connection_, "INSERT INTO trial_daily (study_id, stage, number, profits) VALUES (?1, ?2, ?3, ?4)", "trial_daily");
  for (const StoredTrial& trial : batch) {
    const TrialResult& result = trial.result;
    insert.bind(1, study)
        .bind(2, std::int64_t{trial.stage})
        .bind(3, trial.number)
        .bind(4, vector_text(trial.vector))
        .bind(5, result.outcome.score);
    insert.bind(6, std::int64_t{result.outcome.feasible}).bind(7, result.outcome.violation).bind(8, result.trades).bind(9, result.seed);
    insert.bind(10, std::int64_t{result.stopped_early}).bind(11, trial.copy_of).bind(12, std::int64_t{trial.generation}).run();
    if (trial.copy_of >= 0) continue;
    daily.bind(1, study).bind(2, std::int64_t{trial.stage}).bind(3, trial.number);
    daily.bind_blob(4, result.daily_profit.data(), result.daily_profit.size() * sizeof(double)).run();
  }
  append_parts(study, batch);
  transaction.commit();
}

void StudyStore::append_parts(std::int64_t study, std::span<const StoredTrial> batch) {
  constexpr int kFixed = 6, kFigures = static_cast<int>(kMetricColumns.size());
  Statement insert(connection_,
                   fmt::format("INSERT INTO trial_part (study_id, stage, number, position, part, fold{}, score) VALUES (?1{})",
                               columns::metric_names(), columns::parameters(2, kFixed - 1 + kFigures + 1)),
                   "trial_part");
  for (const StoredTrial& trial : batch) {
    if (trial.copy_of >= 0) continue;
    std::int64_t position = 0;
    for (const PartResult& part : trial.result.parts) {
      insert.bind(1, study).bind(2, std::int64_t{trial.stage}).bind(3, trial.number).bind(4, position++);
      insert.bind(5, optimize::name(part.part)).bind(6, std::int64_t{part.fold});
      columns::bind_metrics(insert, kFixed + 1, part.metrics);
      insert.bind(kFixed + kFigures + 1, part.score).run();
    }
  }
}

std::vector<StoredTrial> StudyStore::trials(std::int64_t study, int stage) {
  // One snapshot for the three tables, whatever a writer appends meanwhile.
  Transaction snapshot(connection_, Transaction::Kind::kRead);
  std::vector<StoredTrial> trials;
  Statement select(connection_,
                   "SELECT number, vector, score, feasible, violation, trades, seed_money, stopped_early, copy_of, generation FROM trial"
                   " WHERE study_id = ?1 AND stage = ?2 ORDER BY number",
                   "trial");
  select.bind(1, study).bind(2, std::int64_t{stage});
  while (select.step()) {
    StoredTrial& trial = trials.emplace_back();
    trial.stage = stage;
    trial.number = select.integer(0);
    const auto vector = vector_from_text(select.text(1));
    if (!vector || trial.number != static_cast<std::int64_t>(trials.size()) - 1) refuse_value("trial", select.text(1));
    trial.vector = *vector;
    trial.result.outcome = {columns::real(select, 2), select.integer(3) != 0, columns::real(select, 4)};
    trial.result.trades = select.integer(5);
    trial.result.seed = columns::real(select, 6);
    trial.result.stopped_early = select.integer(7) != 0;
    trial.copy_of = select.integer(8);
    if (trial.copy_of >= trial.number) refuse_value("trial", fmt::format("copy_of {}", trial.copy_of));
    trial.generation = static_cast<int>(select.integer(9));
  }
  read_parts(study, stage, trials);
  read_daily(study, stage, trials);
  for (StoredTrial& trial : trials) {
    if (trial.copy_of < 0) continue;
    const StoredTrial& original = trials[static_cast<std::size_t>(trial.copy_of)];
    trial.result.parts = original.result.parts;
    trial.result.daily_profit = original.result.daily_profit;
  }
  snapshot.commit();
  return trials;
}

void StudyStore::read_parts(std::int64_t study, int stage, std::vector<StoredTrial>& trials) {
  Statement select(
      connection_,
      fmt::format("SELECT number, part, fold{}, score FROM trial_part WHERE study_id = ?1 AND stage = ?2 ORDER BY number, position",
                  columns::metric_names()),
      "trial_part");
  select.bind(1, study).bind(2, std::int64_t{stage});
  while (select.step()) {
    const auto number = static_cast<std::size_t>(select.integer(0));
    const auto part = part_of(select.text(1));
    if (!part || number >= trials.size()) refuse_value("trial_part", select.text(1));
    trials[number].result.parts.push_back({*part, static_cast<int>(select.integer(2)), columns::read_metrics(select, 3),
                                           columns::real(select, 3 + static_cast<int>(kMetricColumns.size()))});
  }
}

void StudyStore::read_daily(std::int64_t study, int stage, std::vector<StoredTrial>& trials) {
  Statement select(connection_, "SELECT number, profits FROM trial_daily WHERE study_id = ?1 AND stage = ?2 ORDER BY number",
                   "trial_daily");
  select.bind(1, study).bind(2, std::int64_t{stage});
  while (select.step()) {
    const auto number = static_cast<std::size_t>(select.integer(0));
    const std::string_view bytes = select.blob(1);
    if (number >= trials.size() || bytes.size() % sizeof(double) != 0) refuse_value("trial_daily", fmt::format("{}", number));
    std::vector<double>& profits = trials[number].result.daily_profit;
    profits.resize(bytes.size() / sizeof(double));
    if (!bytes.empty()) std::memcpy(profits.data(), bytes.data(), bytes.size());
  }
}

}  // namespace stom::optimize
