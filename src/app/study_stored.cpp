#include "app/study_stored.h"

#include <nlohmann/json.hpp>

#include "app/notices.h"
#include "base/error.h"
#include "optimize/metric_columns.h"
#include "optimize/study_trades.h"

namespace stom::app {

StudyRequest stored_request(const optimize::StudyInfo& info, const std::string& database, unsigned engines) {
  optimize::StudySpec spec = optimize::study_spec_from_json(info.spec_json);
  if (!database.empty()) spec.database = database;
  if (engines > 0) spec.base.threads = engines;
  return request_of(std::move(spec));
}

FinishedStudy stored_study(optimize::StudyStore& studies, const optimize::StudyInfo& info,
                           const StudyRequest& request) {
  FinishedStudy study;
  study.request = &request;
  study.info = info;
  study.results = studies.stage_results(info.id);
  study.trials = studies.count_trials(info.id);
  for (int stage = 0;; ++stage) {
    optimize::BestSoFar best;
    for (const optimize::StoredTrial& trial : studies.trials(info.id, stage)) (void)best.add(trial);
    if (best.best() == nullptr) break;
    study.best.push_back(*best.best());
  }
  if (const auto note = studies.note(info.id, "overfitting"))
    study.overfitting = optimize::overfitting_report_from_json(*note);
  if (const auto note = studies.note(info.id, "ranges"))
    study.new_range_text = nlohmann::json::parse(*note).at("text").get<std::string>();
  if (const auto note = studies.note(info.id, "walk_forward")) {
    const auto figures = nlohmann::json::parse(*note);
    backtest::Metrics& metrics = study.stitched.emplace();
    for (const optimize::MetricColumn& column : optimize::kMetricColumns) {
      if (column.member.index() == 0)
        metrics.*std::get<0>(column.member) = figures.at(column.name).get<std::int64_t>();
      else
        metrics.*std::get<1>(column.member) = figures.at(column.name).get<double>();
    }
  }
  return study;
}

std::shared_ptr<const store::MarketData> open_rows(const optimize::StudySpec& spec, const std::string& cache,
                                                   AppContext& context) {
  store::OpenOptions open;
  open.cache_directory = cache;
  open.threads = std::max(spec.base.threads, 1u);
  auto data =
      store::MarketData::open(spec.database, spec.base.market, spec.base.frame, open, *context.progress, context.stop);
  print_notices(data->notices(), context);
  return data;
}

std::vector<TradingDay> days_between(const store::MarketData& data, TradingDay first, TradingDay last) {
  std::vector<TradingDay> days;
  for (const store::SymbolDays& symbol : data.all_symbols())
    days.insert(days.end(), symbol.days.begin(), symbol.days.end());
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  days.erase(std::remove_if(days.begin(), days.end(), [&](TradingDay day) { return day < first || day > last; }),
             days.end());
  return days;
}

StudyOutcome write_finished(const StudyRequest& request, optimize::StudyStore& studies, const optimize::StudyInfo& info,
                            const StudyOutput& output, const std::string& cache, Print print, AppContext& context) {
  check_study_output(output, request.spec);
  check_adopt_target(request, output);
  const double started = monotonic_seconds();
  const auto data = open_rows(request.spec, cache, context);
  if (data->facts().fingerprint != info.data_hash) {
    throw UsageError(
        message("{}: 연구 '{}' 뒤에 데이터베이스의 내용이 바뀌었습니다. 같은 거래를 다시 만들 수 없습니다.",
                "{}: the rows have changed since study '{}'; its trades cannot be made again.", request.spec.database,
                info.name));
  }
  FinishedStudy study = stored_study(studies, info, request);
  study.facts = data->facts();
  study.trades = optimize::study_trades(*data, request.spec, study.results, *context.progress, context.stop);
  study.days = days_between(*data, request.spec.start, request.spec.end);
  study.elapsed_seconds = monotonic_seconds() - started;
  study.finished = local_now_second_key();
  return deliver(study, studies, output, print, context);
}

}  // namespace stom::app
