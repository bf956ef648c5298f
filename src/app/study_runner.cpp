#include "app/study_runner.h"

#include <cstdio>

#include "app/study_log.h"
#include "app/study_output.h"
#include "app/study_stored.h"
#include "base/error.h"
#include "store/new_file.h"

namespace stom::app {
namespace {

using optimize::StudyState;

void say_how_to_resume(optimize::StudyStore& studies, const optimize::StudyInfo& info, const StudyOutput& output,
                       const AppContext& context) {
  std::fprintf(
      stderr, "\n%s\n",
      context
          .text(message("연구 '{0}' 은(는) {1} 에 남아 있습니다 (시험 {2}회). 이어서 하려면: stom study resume {0} "
                        "--study-db {1}",
                        "Study '{0}' stays in {1} ({2} trials). To go on: stom study resume {0} --study-db {1}",
                        info.name, output.study_db, studies.count_trials(info.id)))
          .c_str());
}

const StrategyArgument& text_of(const StudyRequest& request, const std::string& name) {
  if (request.buy.text.empty()) return name == "sell" ? request.sell_conditions : request.buy_conditions;
  return name == "sell" ? request.sell : request.buy;
}

StudyOutcome failed(const StudyRequest& request, const optimize::StudyInfo& info, const optimize::VectorError& error,
                    const AppContext& context) {
  StudyOutcome outcome{1, info.name, "", {}};
  const std::string vector = optimize::vector_text(error.vector);
  std::fprintf(stderr, "%s\n", context.text(message("V[{}] 에서 오류가 났습니다.", "V[{}] failed.", vector)).c_str());
  print_run_error(error.error, text_of(request, error.error.text_name), request.spec.base, context);
  outcome.error = {fmt::format("V[{}]: {}", vector, error.error.error.text.ko),
                   fmt::format("V[{}]: {}", vector, error.error.error.text.en)};
  return outcome;
}

WrittenFiles write_everything(const FinishedStudy& study, optimize::StudyStore& studies, const StudyOutput& output,
                              AppContext& context) {
  WrittenFiles written;
  // The verdict stands in the words before anything is adopted.
  if (!output.result_db.empty()) save_study_tables(study, studies, output.result_db, written);
  adopt_study(study, output, written);
  if (!output.folder.empty()) write_study_folder(study, studies, output.folder, context, written);
  return written;
}

void print_result(const FinishedStudy& study, const WrittenFiles& written, Print print, const AppContext& context) {
  if (print == Print::kNothing) return;
  if (print == Print::kJson) {
    std::fputs(study_json(study, written).c_str(), stdout);
    return;
  }
  for (const Message& line : written.adopted) std::printf("%s\n", context.text(line).c_str());
  if (!written.tables.empty())
    std::printf("%s %s\n", context.text("테이블:", "Tables:").c_str(), written.tables.c_str());
  for (const auto& file : written.files) std::printf("%s\n", file.c_str());
}

}  // namespace

StudyOutcome deliver(const FinishedStudy& study, optimize::StudyStore& studies, const StudyOutput& output, Print print,
                     AppContext& context) {
  if (print == Print::kWords) std::fputs(context.text(study_words(study)).c_str(), stdout);
  const WrittenFiles written = write_everything(study, studies, output, context);
  print_result(study, written, print, context);
  return {0, study.info.name, written.tables, {}};
}

StudyOutcome run_search(StudyRequest request, const StudyOutput& output, const std::string& cache, Print print,
                        std::optional<std::int64_t> resume, AppContext& context) {
  optimize::StudySpec& spec = request.spec;
  check_study_output(output, spec);
  check_adopt_target(request, output);
  if (!check_texts(request, context)) {
    return {
        1, "", "", {"범위나 조건, 변수에 오류가 있습니다.", "There are errors in ranges, conditions or variables."}};
  }
  const double started = monotonic_seconds();
  const auto data = open_rows(spec, cache, context);
  complete_days(*data, spec);

  store::NewFile file(output.study_db);  // a refused request leaves no empty study.db
  optimize::StudyStore studies(output.study_db);
  StudyLog log(spec, context, context.quiet || print == Print::kJson);
  optimize::StudyResult result;
  const std::size_t before = studies.list().size();
  try {
    result = optimize::run_study(*data, spec, studies, resume, log, *context.progress, context.stop);
    file.keep();
  } catch (const Error& error) {
    const std::vector<optimize::StudyInfo> list = studies.list();
    if (!list.empty()) file.keep();
    const auto info = resume                 ? studies.find(*resume)
                      : list.size() > before ? std::optional(list.front())
                                             : std::nullopt;
    if (info && dynamic_cast<const Cancelled*>(&error) != nullptr) say_how_to_resume(studies, *info, output, context);
    throw;
  }
  if (result.error) return failed(request, result.info, *result.error, context);

  FinishedStudy study = stored_study(studies, result.info, request);
  study.facts = data->facts();
  study.trades = std::move(result.trades);
  study.days = days_between(*data, spec.start, spec.end);
  study.elapsed_seconds = monotonic_seconds() - started;
  study.finished = local_now_second_key();
  if (study.info.state != StudyState::kDone) {
    say_how_to_resume(studies, study.info, output, context);
    return {3, study.info.name, "", {"시간 제한으로 멈췄습니다.", "stopped by the time limit"}};
  }
  return deliver(study, studies, output, print, context);
}

}  // namespace stom::app
