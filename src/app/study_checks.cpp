// What can be refused before a search starts: texts, ranges, places for the results, days.
#include <cstdio>

#include "app/study_options.h"
#include "base/error.h"
#include "optimize/condition_text.h"
#include "optimize/variable_sides.h"

namespace stom::app {
namespace {

namespace fs = std::filesystem;
using optimize::SearchFamily;
using optimize::StudySpec;

void check_name(const std::string& name, const char* option) {
  if (name.empty() || store::StrategyStore::is_valid_name(name)) return;
  throw UsageError(message("{} '{}': 글자, 숫자, 밑줄(_)만 쓸 수 있습니다.",
                           "{} '{}': only letters, digits and '_' are possible.", option, name));
}

bool check_conditions(const StrategyArgument& argument, const StudySpec& spec, bool is_buy, const AppContext& context) {
  const optimize::ConditionList list =
      optimize::parse_conditions(argument.text, spec.base.market, spec.base.frame, is_buy);
  print_diagnostics(list.diagnostics, argument, context);
  return !has_errors(list.diagnostics);
}

}  // namespace

void check_study_output(const StudyOutput& output, const StudySpec& spec) {
  check_name(output.save_buy, "--save-buy");
  check_name(output.save_sell, "--save-sell");
  if (!output.folder.empty() && fs::exists(output.folder) && !fs::is_directory(output.folder)) {
    throw UsageError(
        message("--out {}: 폴더가 아니라 파일입니다.", "--out {}: is a file, not a folder.", output.folder));
  }
  if ((output.adopt || !output.save_buy.empty() || !output.save_sell.empty()) &&
      (spec.kind.test || spec.kind.walk_forward)) {
    throw UsageError(message(
        "'{}' 은(는) 확인하는 종류라서 최적값을 되돌려 쓰지 않습니다. --adopt, --save-buy, --save-sell 을 빼십시오.",
        "'{}' only proves a search: it writes nothing back. Leave --adopt, --save-buy and --save-sell out.",
        spec.kind.name_ko));
  }
  if (output.adopt && spec.kind.family == SearchFamily::kConditions) {
    throw UsageError({"조건 최적화에는 되돌려 쓸 범위가 없습니다. --save-buy 와 --save-sell 로 저장하십시오.",
                      "A condition search has no ranges to write back; use --save-buy and --save-sell."});
  }
}

bool check_texts(const StudyRequest& request, const AppContext& context) {
  const StudySpec& spec = request.spec;
  if (spec.kind.family == SearchFamily::kConditions) {
    const bool buy = check_conditions(request.buy_conditions, spec, true, context);
    return check_conditions(request.sell_conditions, spec, false, context) && buy;
  }
  const auto form =
      spec.kind.family == SearchFamily::kGenetic ? optimize::RangeForm::kGenetic : optimize::RangeForm::kRange;
  const optimize::RangeText ranges = optimize::parse_ranges(spec.range_text, form);
  print_diagnostics(ranges.diagnostics, request.ranges, context);
  if (!ranges.is_usable()) return false;
  const optimize::RangeCheck check =
      optimize::check_ranges(spec.base.buy_text, spec.base.sell_text, ranges, spec.base.average_list);
  print_diagnostics(check.buy, request.buy, context);
  print_diagnostics(check.sell, request.sell, context);
  print_diagnostics(check.ranges, request.ranges, context);
  return check.is_usable();
}

void complete_days(const store::MarketData& data, StudySpec& spec) {
  TradingDay first = 0, last = 0;
  for (const store::SymbolDays& symbol : data.all_symbols()) {
    if (symbol.days.empty()) continue;
    if (first == 0 || symbol.days.front() < first) first = symbol.days.front();
    last = std::max(last, symbol.days.back());
  }
  if (first == 0) throw DatabaseError(message("{}: 데이터가 한 행도 없습니다.", "{}: holds no rows.", spec.database));
  if (spec.start == 0) spec.start = first;
  if (spec.end == 0) spec.end = last;
  if (spec.start > spec.end) {
    throw UsageError(message("시작일 {} 이(가) 종료일 {} 보다 늦습니다.", "The first day {} is after the last day {}.",
                             spec.start, spec.end));
  }
  if (spec.end < first || spec.start > last) {
    throw UsageError(message("{}~{}: 데이터가 없습니다. {} 에는 {}~{} 의 데이터가 있습니다.",
                             "{} to {}: there are no rows. {} has rows from {} to {}.", spec.start, spec.end,
                             spec.database, first, last));
  }
  if (spec.base.load.first_day == 0 || spec.base.load.first_day > spec.start) spec.base.load.first_day = spec.start;
  if (spec.base.load.last_day < spec.end) spec.base.load.last_day = spec.end;
}

}  // namespace stom::app
