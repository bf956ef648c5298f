// Best values go back to where the user keeps them: ranges, 변수값, and plain texts with the values put in by syntax
// tree.
#include "app/study_output.h"
#include "backtest/settings_reader.h"
#include "base/error.h"
#include "base/file.h"
#include "optimize/condition_report.h"
#include "script/variable_use.h"

namespace stom::app {
namespace {

using optimize::SearchFamily;
using optimize::StudySpec;
using store::StrategyKind;

StrategyKind range_kind(const StudySpec& spec) {
  return spec.kind.family == SearchFamily::kGenetic ? StrategyKind::kGeneticRanges : StrategyKind::kOptimizeRanges;
}

bool is_stored(const std::string& strategy_db, market::Market market, StrategyKind kind, const std::string& name) {
  return std::filesystem::exists(strategy_db) && store::StrategyStore(strategy_db).find(market, kind, name).has_value();
}

// The text of one side with the best values in it.
std::string final_text(const FinishedStudy& study, bool is_buy) {
  const StudySpec& spec = study.request->spec;
  const optimize::Vector& vector = *study.vector();
  if (spec.kind.family == SearchFamily::kConditions) {
    const optimize::ConditionLayout layout =
        optimize::condition_layout(spec.buy_conditions, spec.sell_conditions, spec.base.market, spec.base.frame);
    return is_buy ? optimize::assemble_buy(layout.buy, optimize::chosen_buy(layout, vector), spec.base.market)
                  : optimize::assemble_sell(layout.sell, optimize::chosen_sell(layout, vector), spec.base.market);
  }
  Diagnostics diagnostics;
  std::string text = script::with_values(is_buy ? spec.base.buy_text : spec.base.sell_text,
                                         backtest::setting_list(optimize::vector_text(vector)), diagnostics);
  if (has_errors(diagnostics)) throw DataError(diagnostics.front().text);
  return text;
}

void save_text(const FinishedStudy& study, const StudyOutput& output, bool is_buy, WrittenFiles& written) {
  const std::string& name = is_buy ? output.save_buy : output.save_sell;
  if (name.empty()) return;
  store::StrategyStore(output.strategy_db)
      .save(study.request->spec.base.market, is_buy ? StrategyKind::kBuy : StrategyKind::kSell, name,
            final_text(study, is_buy));
  written.adopted.push_back(is_buy
                                ? message("{}: 최적값을 넣은 매수전략 '{}' 을 저장했습니다.",
                                          "{}: buy text '{}' saved with the best values.", output.strategy_db, name)
                                : message("{}: 최적값을 넣은 매도전략 '{}' 을 저장했습니다.",
                                          "{}: sell text '{}' saved with the best values.", output.strategy_db, name));
}

void write_ranges(const FinishedStudy& study, const StudyOutput& output, WrittenFiles& written) {
  const StudyRequest& request = *study.request;
  if (study.new_range_text.empty() || study.new_range_text == request.spec.range_text) {
    written.adopted.push_back(
        {"범위: 최적값이 그대로라서 바꾸지 않았습니다.", "Ranges: the best values are the same; nothing was changed."});
  } else if (request.ranges.is_file) {
    write_file_atomically(request.ranges.source, study.new_range_text);
    written.adopted.push_back(
        message("{}: 범위의 최적값을 고쳤습니다.", "{}: best values of the ranges updated.", request.ranges.source));
  } else {
    store::StrategyStore(output.strategy_db)
        .save(request.spec.base.market, range_kind(request.spec), request.ranges.name, study.new_range_text);
    written.adopted.push_back(message("{}: 범위 '{}' 의 최적값을 고쳤습니다. 옛 글은 stom_history 에 있습니다.",
                                      "{}: best values of ranges '{}' updated; the old text is in stom_history.",
                                      output.strategy_db, request.ranges.name));
  }
  if (request.buy.is_file ||
      !is_stored(output.strategy_db, request.spec.base.market, StrategyKind::kOptimizeBuy, request.buy.name))
    return;
  const std::string values = optimize::vector_text(*study.vector());
  if (store::StrategyStore(output.strategy_db).save_vars(request.spec.base.market, request.buy.name, values)) {
    written.adopted.push_back(
        message("{}: '{}' 의 변수값 = {}", "{}: 변수값 of '{}' = {}", output.strategy_db, request.buy.name, values));
  }
}

}  // namespace

void check_adopt_target(const StudyRequest& request, const StudyOutput& output) {
  if (!output.adopt || request.ranges.is_file) return;
  if (is_stored(output.strategy_db, request.spec.base.market, range_kind(request.spec), request.ranges.name)) return;
  throw UsageError(message("--adopt: {} 에 범위 '{}' 이(가) 없습니다. --out 폴더의 ranges.txt 를 쓰십시오.",
                           "--adopt: {} has no ranges '{}'. Use ranges.txt in the --out folder.", output.strategy_db,
                           request.ranges.name));
}

void adopt_study(const FinishedStudy& study, const StudyOutput& output, WrittenFiles& written) {
  if (study.vector() == nullptr || !study.best.back().result.outcome.feasible) {
    if (output.adopt || !output.save_buy.empty() || !output.save_sell.empty()) {
      written.adopted.push_back({"기준값 제한을 지키며 거래한 벡터가 없어 아무것도 되돌려 쓰지 않았습니다.",
                                 "No vector traded within the limits: nothing was written back."});
    }
    return;
  }
  if (output.adopt) write_ranges(study, output, written);
  save_text(study, output, true, written);
  save_text(study, output, false, written);
}

}  // namespace stom::app
