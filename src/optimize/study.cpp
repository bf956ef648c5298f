#include "optimize/study.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "optimize/aggregate.h"
#include "optimize/log_lines.h"
#include "optimize/metric_columns.h"
#include "optimize/study_result.h"
#include "optimize/study_search.h"
#include "optimize/study_statistics.h"

namespace stom::optimize {
namespace {

struct StagePlan {
  WindowPlan windows;
  std::optional<DayRange> out_of_sample;
};

std::vector<StagePlan> plan_stages(const store::MarketData& data, const StudySpec& spec) {
  const std::vector<TradingDay> days = trading_days(data, spec);
  if (days.empty()) {
    throw UsageError(message("기간 {}~{}에 거래일이 없습니다. `stom data info`로 기간을 확인하십시오.",
                             "There is no trading day from {} to {}; `stom data info` shows what the file has.", spec.start, spec.end));
  }
  std::vector<StagePlan> stages;
  const RunKind& kind = spec.kind;
  if (kind.walk_forward) {
    for (WalkForwardWindow& window : plan_walk_forward(days, spec.start, spec.end, spec.weeks, kind.validation, spec.anchored)) {
      stages.push_back({std::move(window.in_sample), window.out_of_sample});
    }
  } else if (kind.family == SearchFamily::kGenetic || kind.family == SearchFamily::kConditions) {
    stages.push_back({plan_set_windows(days, spec.start, spec.end, spec.weeks, kind.validation), {}});
  } else {
    stages.push_back({plan_windows(days, spec.start, spec.end, spec.weeks, kind.validation, kind.test), {}});
  }
  return stages;
}

// What is left open in a request, and what a study needs written down.
StudySpec complete(const StudySpec& given) {
  StudySpec spec = given;
  store::LoadRange& load = spec.base.load;
  const store::LoadRange& run = spec.base.run;
  if (load.first_day == 0) load.first_day = spec.start;
  if (load.last_day == 0) load.last_day = spec.end;
  if (load.start_time == 0 && load.end_time == 0) {
    load.start_time = run.start_time;
    load.end_time = run.end_time;
  }
  if (load.first_day > spec.start || load.last_day < spec.end || load.start_time > run.start_time || load.end_time < run.end_time) {
    throw UsageError({"불러올 범위는 최적화 기간을 포함해야 합니다.", "The range to load must contain the period of the search."});
  }
  if (!(spec.base.bet > 0))
    throw UsageError(message("배팅금액은 0보다 커야 합니다 (지금 {}).", "The bet must be greater than 0 (it is {}).", spec.base.bet));
  if (spec.most_trials < 1) throw UsageError({"시행 수 한도는 1 이상이어야 합니다.", "The limit of trials must be at least 1."});
  return spec;
}

class StudyRun {
 public:
  StudyRun(const store::MarketData& data, const StudySpec& given, StudyStore& store, StudyListener& listener, Progress& progress,
           const StopFlag& stop)
      : data_(data),
        spec_(complete(given)),
        store_(store),
        listener_(listener),
        progress_(progress),
        stop_(stop),
        problem_(make_problem(spec_)) {
    stages_ = plan_stages(data, spec_);
  }

  StudyResult run(std::optional<std::int64_t> resume) {
    const bool is_new = !resume;
    if (is_new) create();
    else reopen(*resume);
    try {
      tell_plan(is_new);
      search();
    } catch (const Cancelled&) {
      close(StudyState::kStopped, {"사용자가 중지했습니다. 이어서 실행할 수 있습니다.", "Stopped by the user; the study can be resumed."});
      throw;
    } catch (const Error& error) {
      close(StudyState::kFailed, error.text());
      throw;
    }
    result_.info = *store_.find(info_.id);
    return std::move(result_);
  }

 private:
  void create() {
    spec_.batch = make_searcher(spec_, problem_, problem_.space, 0).batch;
    spec_.earlier_limits.clear();
    info_.kind = spec_.kind.tag;
    info_.seed = spec_.seed;
    info_.spec_hash = spec_hash(spec_);
    info_.strategy_hash = strategy_hash(spec_);
    info_.data_hash = data_.facts().fingerprint;
    info_.created = local_now_second_key();
    const bool is_named = !spec_.name.empty();
    const std::string base = fmt::format("{}_{}_{}", spec_.kind.tag, spec_.buy_name.empty() ? "strategy" : spec_.buy_name, info_.created);
    if (!is_named) spec_.name = base;
    for (int n = 2; !is_named && store_.find(spec_.name); ++n) spec_.name = fmt::format("{}_{}", base, n);
    info_.name = spec_.name;
    info_.spec_json = to_json(spec_);
    info_.id = store_.create(info_);
  }

  void reopen(std::int64_t id) {
    auto found = store_.find(id);
    if (!found) throw UsageError(message("{}번 연구가 없습니다.", "There is no study {}.", id));
    info_ = std::move(*found);
    const StudySpec stored = study_spec_from_json(info_.spec_json);
    if (spec_.batch == 0) spec_.batch = stored.batch;
    if (spec_hash(spec_) != info_.spec_hash) {
      throw UsageError(message(
          "연구 '{}'의 전략·범위·구간 설정이 저장된 것과 다릅니다. 이어서 실행할 때는 횟수·시간 한도와 스레드만 바꿀 수 있습니다.",
          "The texts, ranges, windows or settings differ from those of study '{}'; to resume, only stop rules and threads may differ.",
          info_.name));
    }
    if (data_.facts().fingerprint != info_.data_hash) {
      throw UsageError(
          message("{}: 연구 '{}' 뒤에 데이터베이스의 내용이 바뀌었습니다. 이어서 실행하면 결과가 섞이므로 새 연구로 시작하십시오.",
                  "{}: the rows have changed since study '{}' began; going on would mix results. Start a new study.",
                  data_.facts().path.string(), info_.name));
    }
    extend(stored);
    info_.state = StudyState::kRunning;
    store_.set_state(id, info_.state);
  }

  void extend(const StudySpec& stored) {
    spec_.earlier_limits = stored.earlier_limits;
    const bool is_extended = spec_.most_trials != stored.most_trials || spec_.repeats != stored.repeats ||
                             spec_.stagnation != stored.stagnation || spec_.target_score != stored.target_score;
    // The next window starts from the best vector of the one before, and a condition search plans its 최적화횟수: their trials would be others.
    const bool is_planned = spec_.kind.walk_forward || (spec_.kind.family == SearchFamily::kConditions && spec_.repeats != stored.repeats);
    if (is_extended && is_planned) {
      throw UsageError(message("연구 '{}'은(는) 한도를 바꾸어 이어갈 수 없는 종류입니다. 새 연구로 시작하십시오.",
                               "Study '{}' is of a kind that cannot go on under other stop rules; start a new study.", info_.name));
    }
    if (spec_.most_trials != stored.most_trials && store_.count_trials(info_.id) == stored.most_trials)
      spec_.earlier_limits.push_back(stored.most_trials);
    spec_.name = stored.name;
    info_.spec_json = to_json(spec_);
    store_.set_spec(info_.id, info_.spec_json);
  }

  void event(const Message& text) {
    store_.add_event(info_.id, text);
    listener_.on_event(text);
  }

  void close(StudyState state, const Message& text) {
    store_.set_state(info_.id, state);
    store_.add_event(info_.id, text);
  }

  void tell_plan(bool is_new) {
    event(is_new ? message("연구 '{}' 시작, 시드 {}", "study '{}' started, seed {}", info_.name, info_.seed)
                 : message("연구 '{}' 이어서 실행, 저장된 시행 {}회", "study '{}' resumed, {} trials stored", info_.name,
                           store_.count_trials(info_.id)));
    for (const Message& notice : problem_.notices) listener_.on_event(notice);
    std::vector<WindowPlan> plans;
    for (const StagePlan& stage : stages_) plans.push_back(stage.windows);
    listener_.on_plan(plans, make_searcher(spec_, problem_, problem_.space, 0).vectors);
  }

  void search() {
    SearchContext context{
        spec_, info_, store_, listener_, progress_, stop_, spec_.most_seconds > 0 ? monotonic_seconds() + spec_.most_seconds : 0};
    Space space = problem_.space;
    for (std::size_t stage = 0; stage < stages_.size(); ++stage) {
      if (!search_one(context, static_cast<int>(stage), space)) return;
    }
    finish();
  }

  // False: the study ends before its last stage.
  bool search_one(SearchContext& context, int stage, Space& space) {
    const StagePlan& plan = stages_[static_cast<std::size_t>(stage)];
    SearchSetup setup = make_searcher(spec_, problem_, space, stage);
    StageSearch found;
    {
      const auto evaluator = make_evaluator(plan.windows);
      found = search_stage(context, setup, *evaluator, stage);
    }
    if (!found.trials.empty()) result_.best.push_back(found.trials[found.best]);
    if (found.reason == StopReason::kError) return fail(*found.error);
    if (found.reason == StopReason::kTime) {
      close(StudyState::kStopped, reason_text(found.reason));
      listener_.on_event(reason_text(found.reason));
      return false;
    }
    event(reason_text(found.reason));
    if (found.trials.empty()) throw UsageError({"탐색할 벡터가 하나도 없습니다. 범위를 확인하십시오.", "There is no vector to search; check the ranges."});
    const StoredTrial& best = found.trials[found.best];
    // Where nothing trades there is nothing to learn: the vector known so far stays (known defect K28).
    traded_ = best.result.trades > 0;
    const Vector vector = traded_ ? best.vector : space.start();
    if (!traded_) event({"거래한 벡터가 하나도 없습니다. 조건이나 범위를 넓혀 보십시오.", "No vector traded at all; widen the conditions or the ranges."});
    if (!measure(plan, stage, vector, best)) return false;
    for (std::size_t v = 0; v < vector.size(); ++v) space.dimensions[v].start = vector[v];
    if (setup.coordinate != nullptr) searched_ = setup.coordinate->space();
    last_ = std::move(found);
    return true;
  }

  std::unique_ptr<TrialEvaluator> make_evaluator(const WindowPlan& windows) const {
    backtest::RunSpec base = problem_.base;
    // Rows after the search period are not even loaded (known defect K7).
    base.load.last_day = std::min(base.load.last_day, windows.search.last);
    WindowPlan seen = windows;
    seen.whole = windows.search;
    seen.test.reset();
    auto evaluator = std::make_unique<TrialEvaluator>(data_, std::move(base), std::move(seen), spec_.rules, spec_.evaluator,
                                                      problem_.space.dimensions.size());
    for (const TradingDay day : evaluator->days()) {
      if (!windows.search.contains(day)) {
        throw DataError(message("내부 오류: 탐색이 구간 밖의 날 {}을(를) 보았습니다.", "Internal error: the search saw {}, a day outside its window.", day));
      }
    }
    return evaluator;
  }

  bool fail(const VectorError& error) {
    const Message text =
        message("전략 오류로 중지: V[{}] {}", "stopped by a strategy error: V[{}] {}", vector_text(error.vector), error.error.error.kind);
    close(StudyState::kFailed, text);
    listener_.on_event(text);
    result_.error = error;
    return false;
  }

  // Runs the chosen vector by itself and stores what it gives on every window.
  bool measure(const StagePlan& plan, int stage, const Vector& vector, const StoredTrial& best) {
    VectorRun run = run_vector(data_, problem_, vector, plan.windows.whole, progress_, stop_);
    if (run.error) return fail(*run.error);
    std::vector<StageResult> results = window_results(run, spec_, plan.windows, stage, vector);
    if (plan.out_of_sample) {
      results.back().score = best.result.outcome.score;
      WalkForwardOutcome& window = windows_.emplace_back();
      window.in_sample = static_cast<double>(results.back().metrics.total_profit);
      window.in_sample_days = results.back().days.days;
      listener_.on_event(same(window_log(results.back())));
      VectorRun outside = run_vector(data_, problem_, vector, *plan.out_of_sample, progress_, stop_);
      if (outside.error) return fail(*outside.error);
      results.push_back(out_of_sample_result(outside, spec_, *plan.out_of_sample, stage, vector));
      window.out_of_sample = static_cast<double>(results.back().metrics.total_profit);
      window.out_of_sample_days = results.back().days.days;
      for (const Candidate& candidate : vector) window.values.push_back(candidate.value);
      listener_.on_event(same(window_log(results.back())));
      outside_.push_back(std::move(outside));
    } else {
      for (const StageResult& result : results) log_window(result);
      result_.trades = run.trades;
    }
    keep_search_trades(run, plan.windows.search);
    store_.set_stage_results(info_.id, stage, results);
    result_.stages.insert(result_.stages.end(), results.begin(), results.end());
    return true;
  }

  void log_window(const StageResult& result) {
    const char* tag = result.role == StageRole::kTrain        ? "TRAIN"
                      : result.role == StageRole::kValidation ? "VALID"
                      : result.role == StageRole::kTest       ? "TEST"
                                                              : "TOTAL";
    const bool is_fold =
        !stages_.front().windows.validation.empty() && (result.role == StageRole::kTrain || result.role == StageRole::kValidation);
    const std::string name = is_fold ? fmt::format("{}{}", tag, result.fold + 1) : tag;
    listener_.on_event(same(fmt::format("{} P[{}~{}] {}", name, result.days.first, result.days.last,
                                        figures_log(result.metrics, spec_.rules.objective, result.score))));
  }

  static Message same(const std::string& text) { return {text, text}; }

  void keep_search_trades(const VectorRun& run, const DayRange& search) {
    const std::int64_t divisor = market::day_divisor(spec_.base.frame);
    search_trades_.clear();
    for (const backtest::TradeRecord& trade : run.trades) {
      if (search.contains(static_cast<TradingDay>(trade.sell_time / divisor))) search_trades_.push_back(trade);
    }
  }

  void finish() {
    write_back();
    StatisticsInput input{
        spec_, problem_.space, last_.trials, last_.best, search_trades_, store_.count_trials_of_strategy(info_.strategy_hash), windows_};
    const OverfittingReport report = study_statistics(input, stop_);
    store_.set_note(info_.id, "overfitting", to_json(report));
    if (!outside_.empty()) stitch();
    event(verdict_line(report));
    close(StudyState::kDone, message("연구 '{}' 완료", "study '{}' finished", info_.name));
    listener_.on_event(message("{} 완료", "{} finished", spec_.kind.mode));
  }

  // The ranges with what was found, where the kind writes back at all and something changed.
  void write_back() {
    const Vector& best = result_.stages.back().vector;
    if (problem_.conditions) {
      const backtest::RunSpec texts = plain_run(problem_, best);
      store_.set_note(info_.id, "texts", nlohmann::ordered_json{{"buy", texts.buy_text}, {"sell", texts.sell_text}}.dump());
      return;
    }
    if (spec_.kind.test || spec_.kind.walk_forward || !traded_) return;
    std::vector<std::vector<Candidate>> candidates(best.size());
    bool changed = best != problem_.space.start();
    for (std::size_t v = 0; searched_ && v < best.size(); ++v) {
      if (searched_->dimensions[v].candidates == problem_.space.dimensions[v].candidates) continue;
      candidates[v] = searched_->dimensions[v].candidates;
      changed = true;
    }
    if (!changed) return;
    const ConvertedText text = with_best(spec_.range_text, problem_.form, best, candidates);
    for (const Diagnostic& diagnostic : text.diagnostics) listener_.on_event(diagnostic.text);
    if (has_errors(text.diagnostics)) return;
    result_.new_range_text = text.text;
    store_.set_note(info_.id, "ranges", nlohmann::ordered_json{{"text", text.text}}.dump());
  }

  void stitch() {
    std::int64_t days = 0, profitable = 0;
    for (const StagePlan& stage : stages_) days += stage.out_of_sample->days;
    for (const WalkForwardOutcome& window : windows_) profitable += window.out_of_sample > 0 ? 1 : 0;
    const backtest::Metrics metrics = stitched_metrics(outside_, spec_, days);
    nlohmann::ordered_json note = {{"windows", stages_.size()}, {"profitable_windows", profitable}, {"days", days}};
    for (const MetricColumn& column : kMetricColumns) {
      if (column.member.index() == 0) note[column.name] = metrics.*std::get<0>(column.member);
      else note[column.name] = metrics.*std::get<1>(column.member);
    }
    store_.set_note(info_.id, "walk_forward", note.dump());
    for (VectorRun& run : outside_) {
      result_.trades.insert(result_.trades.end(), std::make_move_iterator(run.trades.begin()), std::make_move_iterator(run.trades.end()));
    }
    listener_.on_event(same(
        "[OUT] TOTAL " + figures_log(metrics, spec_.rules.objective, part_score(spec_.rules, metrics, spec_.base.bet, Part::kValidation))));
  }

  const store::MarketData& data_;
  StudySpec spec_;
  StudyStore& store_;
  StudyListener& listener_;
  Progress& progress_;
  const StopFlag& stop_;
  StudyProblem problem_;
  std::vector<StagePlan> stages_;
  StudyInfo info_;
  StudyResult result_;
  bool traded_ = false;                                 // any vector of the last search
  StageSearch last_;                                    // the search of the last stage
  std::optional<Space> searched_;                       // ranges after a coordinate search
  std::vector<backtest::TradeRecord> search_trades_;    // of the last stage's vector, in its search period
  std::vector<WalkForwardOutcome> windows_;
  std::vector<VectorRun> outside_;                      // out-of-sample runs, oldest first
};

}  // namespace

StudyResult run_study(const store::MarketData& data, const StudySpec& spec, StudyStore& store, std::optional<std::int64_t> resume,
                      StudyListener& listener, Progress& progress, const StopFlag& stop) {
  return StudyRun(data, spec, store, listener, progress, stop).run(resume);
}

}  // namespace stom::optimize
