#include "optimize/study_store.h"

#include <charconv>

#include "base/error.h"
#include "optimize/study_columns.h"

namespace stom::optimize {
namespace {

using store::Statement;
using store::Transaction;

constexpr std::int64_t kApplicationId = 0x73746D53;  // "stmS"
constexpr std::int64_t kFormatVersion = 1;

std::string schema() {
  const std::string figures = columns::metric_definitions();
  return "CREATE TABLE study (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, kind TEXT, spec_json TEXT, spec_hash "
         "INTEGER,"
         " strategy_hash INTEGER, data_hash INTEGER, seed INTEGER, state TEXT, created INTEGER);"
         "CREATE TABLE trial (study_id INTEGER, stage INTEGER, number INTEGER, vector TEXT, score REAL, feasible INTEGER, violation REAL,"
         " trades INTEGER, seed_money REAL, stopped_early INTEGER, copy_of INTEGER, generation INTEGER,"
         " PRIMARY KEY (study_id, stage, number)) WITHOUT ROWID;"
         "CREATE TABLE trial_part (study_id INTEGER, stage INTEGER, number INTEGER, position INTEGER, part TEXT, fold INTEGER" +
         figures +
         ", score REAL, PRIMARY KEY (study_id, stage, number, position)) WITHOUT ROWID;"
         "CREATE TABLE trial_daily (study_id INTEGER, stage INTEGER, number INTEGER, profits BLOB,"
         " PRIMARY KEY (study_id, stage, number)) WITHOUT ROWID;"
         "CREATE TABLE stage_result (study_id INTEGER, stage INTEGER, position INTEGER, role TEXT, fold INTEGER, first_day INTEGER,"
         " last_day INTEGER, days INTEGER, vector TEXT" +
         figures +
         ", score REAL, PRIMARY KEY (study_id, stage, position)) WITHOUT ROWID;"
         "CREATE TABLE note (study_id INTEGER, key TEXT, json TEXT, PRIMARY KEY (study_id, key)) WITHOUT ROWID;"
         "CREATE TABLE event (id INTEGER PRIMARY KEY, study_id INTEGER, time INTEGER, text_ko TEXT, text_en TEXT);"
         "CREATE INDEX study_of_strategy ON study (strategy_hash);"
         "CREATE INDEX event_of_study ON event (study_id);" +
         fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {};", kApplicationId, kFormatVersion);
}

std::int64_t integer_of(store::Connection& connection, const char* sql) {
  Statement statement(connection, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::int64_t as_signed(std::uint64_t value) { return static_cast<std::int64_t>(value); }
std::uint64_t as_unsigned(std::int64_t value) { return static_cast<std::uint64_t>(value); }

constexpr std::array<std::string_view, 4> kStates = {"running", "stopped", "done", "failed"};
constexpr std::array<std::string_view, 5> kRoles = {"train", "validation", "test", "whole", "out_of_sample"};
constexpr std::array<std::string_view, 3> kParts = {"total", "train", "validation"};

constexpr const char* kStudyColumns =
    "SELECT id, name, kind, spec_json, spec_hash, strategy_hash, data_hash, seed, state, created FROM study";

std::optional<std::size_t> position_of(std::span<const std::string_view> names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return {};
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::string_view name(StudyState state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view name(StageRole role) { return kRoles.at(static_cast<std::size_t>(role)); }
std::string_view name(Part part) { return kParts.at(static_cast<std::size_t>(part)); }

std::optional<Vector> vector_from_text(std::string_view text) {
  Vector vector;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    const std::string_view word = text.substr(0, end);
    Candidate candidate;
    candidate.is_integer = word.find_first_of(".ni") == std::string_view::npos;
    const auto [rest, code] = std::from_chars(word.data(), word.data() + word.size(), candidate.value);
    if (code != std::errc() || rest != word.data() + word.size()) return {};
    vector.push_back(candidate);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return vector;
}

StudyStore::StudyStore(const std::filesystem::path& path) : connection_(path, store::OpenMode::kCreate) {
  if (!connection_.has_table("study") && integer_of(connection_, "SELECT count(*) FROM sqlite_master") == 0) {
    connection_.execute("PRAGMA journal_mode = WAL");
    Transaction transaction(connection_, Transaction::Kind::kWrite);
    // Another process may have been quicker.
    if (!connection_.has_table("study")) connection_.execute(schema());
    transaction.commit();
  }
  if (integer_of(connection_, "PRAGMA application_id") != kApplicationId || !connection_.has_table("study")) {
    throw DatabaseError(message("{}: stom의 연구 파일(study.db)이 아닙니다. 다른 파일을 지정하십시오.",
                                "{}: is a database, but not a study file of stom; name another file.", path.string()));
  }
  if (const std::int64_t version = integer_of(connection_, "PRAGMA user_version"); version != kFormatVersion) {
    throw DatabaseError(message("{}: 다른 버전의 stom이 만든 연구 파일입니다 (형식 {}, 이 프로그램은 {}).",
                                "{}: made by another version of stom (format {}, this program reads {}).", path.string(), version,
                                kFormatVersion));
  }
  // A killed program loses nothing; after a power cut the last batches may be missing, and are searched again.
  connection_.execute("PRAGMA synchronous = NORMAL");
}

bool StudyStore::exists(const std::filesystem::path& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored) && std::filesystem::file_size(path, ignored) > 0;
}

void StudyStore::refuse_value(const char* table, std::string_view value) const {
  throw DatabaseError(message("{} [{}]: '{}'은(는) stom이 쓴 값이 아닙니다. 파일이 손상되었습니다.",
                              "{} [{}]: '{}' was not written by stom; the file is damaged.", connection_.path().string(), table, value));
}

std::int64_t StudyStore::create(const StudyInfo& info) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  if (Statement(connection_, "SELECT 1 FROM study WHERE name = ?1", "study").bind(1, info.name).step()) {
    throw UsageError(message("연구 '{}'이(가) 이미 있습니다. 다른 이름을 쓰거나 이어서 실행(resume)하십시오.",
                             "There is already a study '{}'; choose another name, or resume it.", info.name));
  }
  Statement insert(connection_,
                   "INSERT INTO study (name, kind, spec_json, spec_hash, strategy_hash, data_hash, seed, state, created)"
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) RETURNING id",
                   "study");
  insert.bind(1, info.name).bind(2, info.kind).bind(3, info.spec_json);
  insert.bind(4, as_signed(info.spec_hash))
      .bind(5, as_signed(info.strategy_hash))
      .bind(6, as_signed(info.data_hash))
      .bind(7, as_signed(info.seed));
  insert.bind(8, optimize::name(info.state)).bind(9, info.created != 0 ? info.created : local_now_second_key());
  (void)insert.step();
  const std::int64_t id = insert.integer(0);
  insert.run();
  transaction.commit();
  return id;
}

namespace {

std::vector<StudyInfo> read_studies(Statement& select, const std::function<void(std::string_view)>& refuse) {
  std::vector<StudyInfo> studies;
  while (select.step()) {
    StudyInfo& info = studies.emplace_back();
    info.id = select.integer(0);
    info.name = select.text(1);
    info.kind = select.text(2);
    info.spec_json = select.text(3);
    info.spec_hash = as_unsigned(select.integer(4));
    info.strategy_hash = as_unsigned(select.integer(5));
    info.data_hash = as_unsigned(select.integer(6));
    info.seed = as_unsigned(select.integer(7));
    const auto state = position_of(kStates, select.text(8));
    if (!state) refuse(select.text(8));
    info.state = static_cast<StudyState>(*state);
    info.created = select.integer(9);
  }
  return studies;
}

}  // namespace

std::vector<StudyInfo> StudyStore::list() {
  Statement select(connection_, fmt::format("{} ORDER BY id DESC", kStudyColumns), "study");
  return read_studies(select, [this](std::string_view value) { refuse_value("study", value); });
}

std::optional<StudyInfo> StudyStore::find(std::int64_t id) {
  Statement select(connection_, fmt::format("{} WHERE id = ?1", kStudyColumns), "study");
  select.bind(1, id);
  std::vector<StudyInfo> found = read_studies(select, [this](std::string_view value) { refuse_value("study", value); });
  if (found.empty()) return {};
  return std::move(found.front());
}

std::optional<StudyInfo> StudyStore::find(const std::string& name_or_id) {
  Statement select(connection_, fmt::format("{} WHERE name = ?1", kStudyColumns), "study");
  select.bind(1, name_or_id);
  std::vector<StudyInfo> found = read_studies(select, [this](std::string_view value) { refuse_value("study", value); });
  if (!found.empty()) return std::move(found.front());
  std::int64_t id = 0;
  const char* end = name_or_id.data() + name_or_id.size();
  if (const auto [rest, code] = std::from_chars(name_or_id.data(), end, id); code != std::errc() || rest != end) return {};
  return find(id);
}

void StudyStore::set_state(std::int64_t study, StudyState state) {
  Statement(connection_, "UPDATE study SET state = ?1 WHERE id = ?2", "study").bind(1, optimize::name(state)).bind(2, study).run();
}

void StudyStore::set_spec(std::int64_t study, const std::string& spec_json) {
  Statement(connection_, "UPDATE study SET spec_json = ?1 WHERE id = ?2", "study").bind(1, spec_json).bind(2, study).run();
}

void StudyStore::remove(std::int64_t study) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  for (const char* table : {"trial", "trial_part", "trial_daily", "stage_result", "note", "event"}) {
    Statement(connection_, fmt::format("DELETE FROM {} WHERE study_id = ?1", table), table).bind(1, study).run();
  }
  Statement(connection_, "DELETE FROM study WHERE id = ?1", "study").bind(1, study).run();
  transaction.commit();
}

std::int64_t StudyStore::count_trials(std::int64_t study) {
  Statement select(connection_, "SELECT count(*) FROM trial WHERE study_id = ?1", "trial");
  return select.bind(1, study).step() ? select.integer(0) : 0;
}

std::int64_t StudyStore::count_trials_of_strategy(std::uint64_t strategy_hash) {
  Statement select(
      connection_,
      "SELECT count(*) FROM trial JOIN study ON study.id = trial.study_id WHERE study.strategy_hash = ?1 AND trial.copy_of < 0", "trial");
  return select.bind(1, as_signed(strategy_hash)).step() ? select.integer(0) : 0;
}

void StudyStore::set_stage_results(std::int64_t study, int stage, std::span<const StageResult> results) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  Statement(connection_, "DELETE FROM stage_result WHERE study_id = ?1 AND stage = ?2", "stage_result")
      .bind(1, study)
      .bind(2, std::int64_t{stage})
      .run();
  constexpr int kFixed = 9, kFigures = static_cast<int>(kMetricColumns.size());
  Statement insert(
      connection_,
      fmt::format("INSERT INTO stage_result (study_id, stage, position, role, fold, first_day, last_day, days, vector{}, score)"
                  " VALUES (?1{})",
                  columns::metric_names(), columns::parameters(2, kFixed - 1 + kFigures + 1)),
      "stage_result");
  std::int64_t position = 0;
  for (const StageResult& result : results) {
    insert.bind(1, study)
        .bind(2, std::int64_t{stage})
        .bind(3, position++)
        .bind(4, optimize::name(result.role))
        .bind(5, std::int64_t{result.fold});
    insert.bind(6, std::int64_t{result.days.first})
        .bind(7, std::int64_t{result.days.last})
        .bind(8, result.days.days)
        .bind(9, vector_text(result.vector));
    columns::bind_metrics(insert, kFixed + 1, result.metrics);
    insert.bind(kFixed + kFigures + 1, result.score).run();
  }
  transaction.commit();
}

std::vector<StageResult> StudyStore::stage_results(std::int64_t study) {
  Statement select(connection_,
                   fmt::format("SELECT stage, role, fold, first_day, last_day, days, vector{}, score FROM stage_result WHERE study_id = ?1"
                               " ORDER BY stage, position",
                               columns::metric_names()),
                   "stage_result");
  select.bind(1, study);
  std::vector<StageResult> results;
  while (select.step()) {
    StageResult& result = results.emplace_back();
    result.stage = static_cast<int>(select.integer(0));
    const auto role = position_of(kRoles, select.text(1));
    if (!role) refuse_value("stage_result", select.text(1));
    result.role = static_cast<StageRole>(*role);
    result.fold = static_cast<int>(select.integer(2));
    result.days = {static_cast<TradingDay>(select.integer(3)), static_cast<TradingDay>(select.integer(4)), select.integer(5)};
    const auto vector = vector_from_text(select.text(6));
    if (!vector) refuse_value("stage_result", select.text(6));
    result.vector = *vector;
    result.metrics = columns::read_metrics(select, 7);
    result.score = columns::real(select, 7 + static_cast<int>(kMetricColumns.size()));
  }
  return results;
}

void StudyStore::set_note(std::int64_t study, const std::string& key, const std::string& json) {
  Statement(connection_,
            "INSERT INTO note (study_id, key, json) VALUES (?1, ?2, ?3) ON CONFLICT (study_id, key) DO UPDATE SET json = excluded.json",
            "note")
      .bind(1, study)
      .bind(2, key)
      .bind(3, json)
      .run();
}

std::optional<std::string> StudyStore::note(std::int64_t study, const std::string& key) {
  Statement select(connection_, "SELECT json FROM note WHERE study_id = ?1 AND key = ?2", "note");
  if (!select.bind(1, study).bind(2, key).step()) return {};
  return std::string(select.text(0));
}

void StudyStore::add_event(std::int64_t study, const Message& text) {
  Statement(connection_, "INSERT INTO event (study_id, time, text_ko, text_en) VALUES (?1, ?2, ?3, ?4)", "event")
      .bind(1, study).bind(2, local_now_second_key()).bind(3, text.ko).bind(4, text.en).run();
}

std::vector<StudyEvent> StudyStore::events(std::int64_t study) {
  Statement select(connection_, "SELECT time, text_ko, text_en FROM event WHERE study_id = ?1 ORDER BY id", "event");
  select.bind(1, study);
  std::vector<StudyEvent> events;
  while (select.step()) events.push_back({select.integer(0), {std::string(select.text(1)), std::string(select.text(2))}});
  return events;
}

}  // namespace stom::optimize
