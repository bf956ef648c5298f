#include "app/study_options.h"

#include <charconv>

#include "base/error.h"
#include "base/parallel.h"
#include "optimize/optimize_settings.h"
#include "optimize/range_text.h"

namespace stom::app {
namespace {

using optimize::RunKind;
using optimize::SearchFamily;
using optimize::StudySpec;
using optimize::ValidationKind;
using store::StrategyKind;

constexpr std::array<std::pair<const char*, optimize::Aggregation>, 5> kAggregations = {
    {{"product", optimize::Aggregation::kProduct},
     {"mean", optimize::Aggregation::kMean},
     {"median", optimize::Aggregation::kMedian},
     {"minimum", optimize::Aggregation::kMinimum},
     {"robust", optimize::Aggregation::kMeanLessDeviation}}};

template <typename Value, std::size_t N>
Value named(const std::array<std::pair<const char*, Value>, N>& table, const std::string& text) {
  for (const auto& entry : table) {
    if (text == entry.first) return entry.second;
  }
  return table.front().second;  // the command line has checked the word
}

// Weeks of 학습: a number, or ALL (0).
int train_weeks(const StudyOptions& options, const RunKind& kind) {
  if (options.train.empty() && !kind.walk_forward) return 0;
  if (options.train == "ALL" || options.train == "all") {
    if (!kind.walk_forward) return 0;
    throw UsageError({"--train ALL: 전진분석은 학습기간을 주 단위로 정해야 합니다.",
                      "--train ALL: a walk-forward needs a number of training weeks."});
  }
  int weeks = 0;
  const auto [end, code] = std::from_chars(options.train.data(), options.train.data() + options.train.size(), weeks);
  if (code != std::errc() || end != options.train.data() + options.train.size() || weeks < 1) {
    throw UsageError(message("--train '{}': 학습기간은 주 수(1 이상)나 ALL입니다.",
                             "--train '{}': training weeks are a number ≥ 1, or ALL.", options.train));
  }
  return weeks;
}

optimize::WindowWeeks weeks_of(const StudyOptions& options, const RunKind& kind) {
  optimize::WindowWeeks weeks;
  weeks.train = train_weeks(options, kind);
  const bool validates = kind.validation != ValidationKind::kNone, tests = kind.test || kind.walk_forward;
  if (validates != (options.validation > 0)) {
    throw UsageError(validates ? message("'{}': --valid 검증기간(주)이 필요합니다.",
                                         "'{}' needs --valid, the weeks of validation.", kind.name_ko)
                               : message("'{}': 검증이 없는 종류입니다. --valid 를 빼십시오.",
                                         "'{}' has no validation; leave --valid out.", kind.name_ko));
  }
  if (tests != (options.test > 0)) {
    throw UsageError(tests ? message("'{}': --test 확인기간(주)이 필요합니다.",
                                     "'{}' needs --test, the weeks held out.", kind.name_ko)
                           : message("'{}': 확인기간이 없는 종류입니다. --test 를 빼십시오.",
                                     "'{}' holds out no weeks; leave --test out.", kind.name_ko));
  }
  if (kind.validation == ValidationKind::kFolds && weeks.train > 0 && weeks.train % options.validation != 0) {
    throw UsageError(
        message("--train {} --valid {}: 교차검증에서는 학습기간이 ALL이거나 검증기간으로 나누어떨어져야 합니다.",
                "--train {} --valid {}: with cross-validation the training weeks must be ALL or a multiple of the "
                "validation weeks.",
                weeks.train, options.validation));
  }
  weeks.validation = options.validation;
  weeks.test = options.test;
  return weeks;
}

std::vector<int> average_candidates(const optimize::RangeText& ranges) {
  std::vector<int> averages;
  if (!ranges.is_usable() || ranges.entries.empty() || ranges.entries.front().index != 0) return averages;
  const optimize::Space space = optimize::make_space(ranges);
  for (const optimize::Candidate& candidate : space.dimensions.front().candidates)
    averages.push_back(static_cast<int>(candidate.value));
  return averages;
}

optimize::RangeForm form_of(const RunKind& kind) {
  return kind.family == SearchFamily::kGenetic ? optimize::RangeForm::kGenetic : optimize::RangeForm::kRange;
}

// Refuses an option that the kind has no use for, asks for one that it needs.
void need(const std::string& value, const char* option, bool wanted, const RunKind& kind) {
  if (wanted && value.empty())
    throw UsageError(message("'{}': {} 이(가) 필요합니다.", "'{}' needs {}.", kind.name_ko, option));
  if (!wanted && !value.empty())
    throw UsageError(message("'{}': {} 을(를) 쓰지 않는 종류입니다.", "'{}' has no use for {}.", kind.name_ko, option));
}

void read_texts(const StudyOptions& options, StudyRequest& request) {
  using enum StrategyKind;
  StudySpec& spec = request.spec;
  const bool conditions = spec.kind.family == SearchFamily::kConditions,
             genetic = spec.kind.family == SearchFamily::kGenetic;
  need(options.buy, "--buy", !conditions, spec.kind);
  need(options.sell, "--sell", !conditions, spec.kind);
  need(options.ranges, "--ranges", !conditions && !genetic, spec.kind);
  need(options.ga_ranges, "--ga-ranges", genetic, spec.kind);
  need(options.buy_conditions, "--buy-conditions", conditions, spec.kind);
  need(options.sell_conditions, "--sell-conditions", conditions, spec.kind);
  const auto read = [&](const std::string& argument, std::vector<StrategyKind> kinds) {
    return read_text(argument, kinds, spec.base.market, options.output.strategy_db);
  };
  if (conditions) {
    request.buy_conditions = read(options.buy_conditions, {kBuyConditions});
    request.sell_conditions = read(options.sell_conditions, {kSellConditions});
    spec.buy_name = request.buy_conditions.name;
    spec.sell_name = request.sell_conditions.name;
    spec.buy_conditions = request.buy_conditions.text;
    spec.sell_conditions = request.sell_conditions.text;
    return;
  }
  request.buy = read(options.buy, {kOptimizeBuy, kBuy});
  request.sell = read(options.sell, {kOptimizeSell, kSell});
  request.ranges = genetic ? read(options.ga_ranges, {kGeneticRanges}) : read(options.ranges, {kOptimizeRanges});
  spec.buy_name = request.buy.name;
  spec.sell_name = request.sell.name;
  spec.range_name = request.ranges.name;
  spec.base.buy_text = request.buy.text;
  spec.base.sell_text = request.sell.text;
  spec.range_text = request.ranges.text;
}

void apply_settings(const StudyOptions& options, StudySpec& spec) {
  const optimize::OptimizeSettings settings = optimize::optimize_settings(spec.settings);
  spec.rules.constraints =
      options.limits.empty() ? settings.constraints : optimize::parse_limits(options.limits, "--limits");
  spec.rules.weighted_folds = settings.weighted_folds && !options.unweighted;
  spec.auto_ranges = settings.auto_ranges || options.auto_ranges;
  spec.auto_step = settings.auto_step || options.auto_step;
  spec.sampler = options.sampler.empty() ? settings.sampler : *optimize::find_sampler(options.sampler);
  spec.fixed_variables =
      options.fixed.empty() ? settings.fixed_variables : optimize::parse_variable_numbers(options.fixed, "--fix");
  spec.repeats = options.steps >= 0 ? options.steps : spec.kind.family == SearchFamily::kSampler ? settings.repeats : 0;
}

constexpr std::int64_t kConditionTrials = 1000;  // 최적화횟수

}  // namespace

void add_study_output(CLI::App& command, StudyOutput& output, AppContext& context) {
  command.add_option("--study-db", output.study_db, context.text("연구를 쌓는 파일", "file that keeps the studies"))
      ->capture_default_str();
  command.add_option("--strategy-db", output.strategy_db, context.text("strategy.db 파일", "strategy.db file"))
      ->capture_default_str();
  command.add_option(
      "--out", output.folder,
      context.text("보고서 폴더 (report.html, study.png, trades.csv, trials.csv, figures.json, log.txt)",
                   "folder for the report (report.html, study.png, trades.csv, trials.csv, figures.json, log.txt)"));
  command.add_option("--save", output.result_db,
                     context.text("결과를 이 backtest.db 의 테이블에 저장합니다",
                                  "save the result in the tables of this backtest.db"));
  command.add_flag(
      "--adopt", output.adopt,
      context.text("최적값을 범위와 변수값에 되돌려 씁니다", "write the best values back to the ranges and to 변수값"));
  command.add_option("--save-buy", output.save_buy,
                     context.text("매수전략으로 저장: 최적값을 넣은 글을 이 이름으로",
                                  "save the buy text with the best values under this name"));
  command.add_option("--save-sell", output.save_sell,
                     context.text("매도전략으로 저장: 최적값을 넣은 글을 이 이름으로",
                                  "save the sell text with the best values under this name"));
}

void add_study_options(CLI::App& command, StudyOptions& options, AppContext& context, bool walk_forward) {
  options.run.engines = std::min(hardware_threads(), 256u);
  add_run_options(command, options.run, context);
  command.get_option("--market")->required(false);
  command.get_option("--db")->required(false);
  add_fill_options(command, options.fills, context);
  command.remove_option(command.get_option("--compare-fills"));  // a search has one model
  add_study_output(command, options.output, context);
  auto* kind =
      command.add_option("--kind", options.kind,
                         context.text("종류: 이름(그리드 교차검증 최적화), 코드(최적화OVC) 또는 ovc",
                                      "kind: its name (그리드 교차검증 최적화), code (최적화OVC) or tag (ovc)"));
  if (walk_forward) options.kind = "or", kind->capture_default_str();
  command.add_option("--spec", options.spec_file,
                     context.text("요청 전체를 담은 JSON 파일 (stom study show --spec)",
                                  "JSON file with the whole request (stom study show --spec)"));
  command.add_option(
      "--name", options.name,
      context.text("연구 이름 (기본: 종류_매수전략_시각)", "name of the study (default: kind_buytext_time)"));
  command.add_option(
      "--buy", options.buy,
      context.text("매수전략: 파일 또는 strategy.db의 이름", "buy text: a file or a name in strategy.db"));
  command.add_option("--sell", options.sell, context.text("매도전략: 파일 또는 이름", "sell text: a file or a name"));
  command.add_option("--ranges", options.ranges,
                     context.text("변수 범위: 파일 또는 이름", "variable ranges: a file or a name"));
  command.add_option("--ga-ranges", options.ga_ranges,
                     context.text("GA 범위: 파일 또는 이름", "GA ranges: a file or a name"));
  command.add_option("--buy-conditions", options.buy_conditions,
                     context.text("매수조건 목록: 파일 또는 이름", "buy conditions: a file or a name"));
  command.add_option("--sell-conditions", options.sell_conditions,
                     context.text("매도조건 목록: 파일 또는 이름", "sell conditions: a file or a name"));
  command.add_option("--bet", options.run.bet,
                     context.text("종목당 배팅금액 (원, 바이낸스는 USDT)", "bet per trade (won; USDT on Binance)"));
  command.add_option("--train", options.train,
                     context.text("학습기간: 주 수 또는 ALL (기본 ALL)", "training weeks, or ALL (default ALL)"));
  command.add_option("--valid", options.validation, context.text("검증기간(주)", "validation weeks"))
      ->check(CLI::Range(1, 520));
  command.add_option("--test", options.test, context.text("확인기간(주)", "weeks held out"))->check(CLI::Range(1, 520));
  command.add_option("--objective", options.objective, context.text("기준값", "objective"))
      ->check(
          CLI::IsMember(std::vector<std::string>(optimize::kObjectiveNames.begin(), optimize::kObjectiveNames.end())))
      ->capture_default_str();
  command.add_option(
      "--limits", options.limits,
      context.text("기준값 제한: 숫자 14개 \"0;1000;0;100;…\"", "limits: 14 numbers \"0;1000;0;100;…\""));
  command
      .add_option(
          "--aggregation", options.aggregation,
          context.text("검증 점수를 합치는 법: product(곱, 기본), mean, median, minimum, robust(평균-λ·표준편차)",
                       "how folds become one score: product, mean, median, minimum, robust (mean − λ·deviation)"))
      ->check(CLI::IsMember({"product", "mean", "median", "minimum", "robust"}))
      ->capture_default_str();
  command.add_flag("--unweighted", options.unweighted,
                   context.text("교차검증가중치를 쓰지 않습니다", "do not weigh newer folds more"));
  command
      .add_option("--sampler", options.sampler,
                  context.text("샘플러: tpe, brute-force, cma-es, sobol, random",
                               "sampler: tpe, brute-force, cma-es, sobol, random"))
      ->check(CLI::IsMember({"tpe", "brute-force", "cma-es", "sobol", "random"}));
  command
      .add_option("--grid", options.grid,
                  context.text("그리드: coordinate(참조와 같음), full(모든 조합), random(무작위 순서)",
                               "grid: coordinate (as the reference), full (every vector), random (in random order)"))
      ->check(CLI::IsMember({"coordinate", "full", "random"}))
      ->capture_default_str();
  command
      .add_option("--steps", options.steps,
                  context.text(
                      "최적화 실행횟수 (0: 바뀌지 않을 때까지; 샘플러: 이만큼 나아지지 않으면 끝)",
                      "grid steps (0: until nothing changes); samplers: end after so many trials without a better one"))
      ->check(CLI::Range(0, 1000000000));
  command.add_option("--trials", options.trials, context.text("가장 많은 시험 수 (조건: 최적화횟수)", "most trials"))
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}));
  command
      .add_option("--time-limit", options.time_limit,
                  context.text("초; 지나면 멈추고 나중에 이어갈 수 있습니다",
                               "seconds; then the study stops and can be resumed"))
      ->check(CLI::PositiveNumber);
  command.add_option("--target", options.target,
                     context.text("이 기준값에 닿으면 끝", "end when this score is reached"));
  command
      .add_option("--seed", options.seed,
                  context.text("시드: 같으면 같은 결과", "seed: the same result for the same seed"))
      ->capture_default_str();
  command
      .add_option("--batch", options.batch,
                  context.text("한 번에 시험하는 벡터 수 (0: 알아서)", "vectors per pass (0: the searcher's own)"))
      ->check(CLI::Range(0, 1000000));
  command
      .add_option("--side", options.side,
                  context.text("최적화할 쪽: both, buy, sell", "side to search: both, buy, sell"))
      ->check(CLI::IsMember({"both", "buy", "sell"}))
      ->capture_default_str();
  command.add_flag(
      "--random-start", options.random_start,
      context.text("최적값 대신 무작위 값에서 시작합니다", "start from random candidates instead of the best values"));
  command.add_flag("--auto-ranges", options.auto_ranges,
                   context.text("범위자동관리", "prune, extend and freeze ranges (범위자동관리)"));
  command.add_flag("--auto-step", options.auto_step,
                   context.text("범위간격 자동탐색", "ignore the step of the ranges (옵튜나자동스탭)"));
  command.add_option("--fix", options.fixed,
                     context.text("고정할 변수 번호 (1,2)", "numbers of variables that stay (1,2)"));
  command.add_option("--memory", options.memory, context.text("프로그램 전체가 쓸 메모리 상한(MiB)", "most memory of the whole program (MiB)"))
      ->check(CLI::Range(kLeastMemory, 1 << 24))
      ->capture_default_str();
  command.add_flag("--no-early-stop", options.no_early_stop,
                   context.text("가망 없는 시험도 끝까지 계산합니다", "score hopeless trials to the end as well"));
  command.add_option("--buy-count", options.buy_count, context.text("매수조건수", "conditions per buy set"))
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_option("--sell-count", options.sell_count, context.text("매도조건수", "conditions per sell set"))
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command.add_flag(
      "--anchored", options.anchored,
      context.text("전진분석: 학습 시작일을 고정합니다", "walk-forward: all training windows begin on the first day"));
}

RunKind search_kind(const std::string& text) {
  const auto kind = optimize::find_run_kind(text);
  if (!kind) {
    std::string tags;
    for (const RunKind& one : optimize::run_kinds()) {
      if (one.family != SearchFamily::kNone && one.family != SearchFamily::kFinder)
        tags += fmt::format("{}{}", tags.empty() ? "" : " ", one.tag);
    }
    throw UsageError(message("--kind '{}': 그런 종류가 없습니다. 쓸 수 있는 것: {}",
                             "--kind '{}': there is no such kind. Possible: {}", text, tags));
  }
  if (kind->family == SearchFamily::kNone)
    throw UsageError(
        {"--kind: 백테스트는 stom backtest 로 실행합니다.", "--kind: a plain back-test is run by stom backtest."});
  if (kind->family == SearchFamily::kFinder)
    throw UsageError({"--kind: 백파인더는 stom find 로 실행합니다.", "--kind: the back-finder is run by stom find."});
  return *kind;
}

StudyRequest make_request(const StudyOptions& options) {
  if (options.kind.empty()) throw UsageError({"--kind 또는 --spec 이 필요합니다.", "--kind or --spec is needed."});
  if (options.run.market.empty() || options.run.database.empty())
    throw UsageError({"--market 과 --db 가 필요합니다.", "--market and --db are needed."});
  StudyRequest request;
  StudySpec& spec = request.spec;
  spec.kind = search_kind(options.kind);
  spec.base = make_spec(options.run, spec.settings);
  spec.base.fill_model = make_fill_model(options.fills);
  if (!(spec.base.bet > 0))
    throw UsageError(
        message("--bet {}: 배팅금액은 0보다 커야 합니다.", "--bet {}: the bet must be greater than 0.", spec.base.bet));
  spec.database = options.run.database;
  spec.name = options.name;
  spec.weeks = weeks_of(options, spec.kind);
  spec.anchored = options.anchored;
  if (spec.anchored && !spec.kind.walk_forward)
    throw UsageError({"--anchored 는 전진분석에만 씁니다.", "--anchored is for walk-forward kinds."});
  read_texts(options, request);
  apply_settings(options, spec);
  spec.start =
      spec.base.run.first_day != 0
          ? spec.base.run.first_day
          : optimize::default_first_day(spec.settings, static_cast<TradingDay>(local_now_second_key() / 1'000'000));
  spec.end = spec.base.run.last_day;
  spec.rules.objective = *optimize::find_objective(options.objective);
  spec.rules.aggregation = named(kAggregations, options.aggregation);
  spec.grid = options.grid == "full"     ? optimize::GridForm::kFull
              : options.grid == "random" ? optimize::GridForm::kRandom
                                         : optimize::GridForm::kCoordinate;
  spec.side = options.side == "buy"    ? optimize::OptimizedSide::kBuyOnly
              : options.side == "sell" ? optimize::OptimizedSide::kSellOnly
                                       : optimize::OptimizedSide::kBoth;
  spec.random_start = options.random_start;
  spec.buy_condition_count = options.buy_count;
  spec.sell_condition_count = options.sell_count;
  if (options.trials > 0)
    spec.most_trials = options.trials;
  else if (spec.kind.family == SearchFamily::kConditions)
    spec.most_trials = kConditionTrials;
  spec.most_seconds = options.time_limit;
  spec.target_score = options.target;
  spec.seed = options.seed;
  spec.batch = static_cast<std::size_t>(options.batch);
  spec.evaluator.memory_limit = static_cast<std::uint64_t>(options.memory) << 20;
  spec.evaluator.stop_early = !options.no_early_stop;
  if (options.run.averages.empty() && !spec.range_text.empty()) {
    const std::vector<int> averages = average_candidates(optimize::parse_ranges(spec.range_text, form_of(spec.kind)));
    if (!averages.empty()) spec.base.average_list = averages;
  }
  return request;
}

StudyRequest request_of(StudySpec spec) {
  StudyRequest request;
  const auto argument = [](const std::string& name, const std::string& text) {
    return StrategyArgument{name, text, name};
  };
  if (spec.kind.family == SearchFamily::kConditions) {
    request.buy_conditions = argument(spec.buy_name, spec.buy_conditions);
    request.sell_conditions = argument(spec.sell_name, spec.sell_conditions);
  } else {
    request.buy = argument(spec.buy_name, spec.base.buy_text);
    request.sell = argument(spec.sell_name, spec.base.sell_text);
    request.ranges = argument(spec.range_name, spec.range_text);
  }
  request.spec = std::move(spec);
  return request;
}

}  // namespace stom::app
