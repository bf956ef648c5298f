// Finished studies read back from study.db.
#pragma once

#include "app/study_output.h"
#include "app/study_runner.h"

namespace stom::app {

// The stored request; a database that was moved and another number of threads may be given.
[[nodiscard]] StudyRequest stored_request(const optimize::StudyInfo& info, const std::string& database,
                                          unsigned engines);
// What study.db keeps: everything but the trades.
[[nodiscard]] FinishedStudy stored_study(optimize::StudyStore& studies, const optimize::StudyInfo& info,
                                         const StudyRequest& request);
// Opens the request's database with its cache.
[[nodiscard]] std::shared_ptr<const store::MarketData> open_rows(const optimize::StudySpec& spec,
                                                                 const std::string& cache, AppContext& context);
// Trading days with rows in a period.
[[nodiscard]] std::vector<TradingDay> days_between(const store::MarketData& data, TradingDay first, TradingDay last);
// Tables, adopted values and report of a finished study, with its trades run again.
[[nodiscard]] StudyOutcome write_finished(const StudyRequest& request, optimize::StudyStore& studies,
                                          const optimize::StudyInfo& info, const StudyOutput& output,
                                          const std::string& cache, Print print, AppContext& context);

}  // namespace stom::app
