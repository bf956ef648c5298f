// Runs a search from request to written result, with its log on standard error; shared by the commands that run
// searches.
#pragma once

#include "app/study_output.h"

namespace stom::app {

struct StudyOutcome {
  int status = 0;      // 0 only where the study is done and everything asked for is written
  std::string study;   // its name
  std::string tables;  // of backtest.db, joined by ';'
  Message error;
};

enum class Print : std::uint8_t { kWords, kJson, kNothing };

// `resume`: the stored study to go on with. After Ctrl-C says how to go on and throws Cancelled.
[[nodiscard]] StudyOutcome run_search(StudyRequest request, const StudyOutput& output, const std::string& cache,
                                      Print print, std::optional<std::int64_t> resume, AppContext& context);

// Words, tables, adopted values, report of a finished study.
[[nodiscard]] StudyOutcome deliver(const FinishedStudy& study, optimize::StudyStore& studies, const StudyOutput& output,
                                   Print print, AppContext& context);

}  // namespace stom::app
