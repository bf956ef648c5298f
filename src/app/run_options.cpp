#include "app/run_options.h"

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/file.h"
#include "store/strategy_store.h"

namespace stom::app {
namespace {

using market::Frame;
using market::Market;

bool is_time(std::int64_t time, Frame frame) {
  const std::int64_t seconds = frame == Frame::kTick ? time % 100 : 0;
  const std::int64_t hhmm = frame == Frame::kTick ? time / 100 : time;
  return time >= 0 && hhmm / 100 < 24 && hhmm % 100 < 60 && seconds < 60;
}

// Minute frames take HHMM; HHMMSS with whole minutes is understood too.
std::int64_t time_option(std::int64_t given, std::int64_t fallback, Frame frame, const char* option) {
  if (given < 0) return fallback;
  std::int64_t time = given;
  if (frame == Frame::kMinute && time > 2359 && time % 100 == 0) time /= 100;
  if (is_time(time, frame)) return time;
  throw UsageError(message("{} {}: 시각이 아닙니다. {} 형식으로 쓰십시오.", "{} {}: not a time of day; write {}.", option, given,
                           frame == Frame::kTick ? "HHMMSS (90000)" : "HHMM (900)"));
}

TradingDay day_option(std::int64_t given, const char* option) {
  if (given == 0) return 0;
  if (!is_valid_day(given)) {
    throw UsageError(message("{} {}: 날짜가 아닙니다. YYYYMMDD 형식으로 쓰십시오 (20240104).", "{} {}: not a day; write YYYYMMDD (20240104).", option, given));
  }
  return static_cast<TradingDay>(given);
}

}  // namespace

void add_run_options(CLI::App& command, RunOptions& options, AppContext& context) {
  command.add_option("--market", options.market, context.text("시장: stock, upbit, binance", "market: stock, upbit, binance"))
      ->check(CLI::IsMember({"stock", "upbit", "binance"}))->required();
  command.add_option("--frame", options.frame, context.text("시간 단위: tick(1초), min(1분)", "time frame: tick (1 s), min (1 minute)"))
      ->check(CLI::IsMember({"tick", "min"}))->capture_default_str();
  command.add_option("--db", options.database, context.text("백테 데이터베이스 파일", "back-test database file"))->required();
  command.add_option("--from", options.from, context.text("시작일 YYYYMMDD (기본: 첫날)", "first day YYYYMMDD (default: the first in the file)"));
  command.add_option("--to", options.to, context.text("종료일 YYYYMMDD (기본: 마지막날)", "last day YYYYMMDD (default: the last in the file)"));
  command.add_option("--start", options.start, context.text("시작시각 HHMMSS 또는 분봉 HHMM", "start time HHMMSS, minute frame HHMM"));
  command.add_option("--end", options.end, context.text("종료시각", "end time"));
  command.add_option("--load-from", options.load_from, context.text("불러올 시작일 (이동평균 등이 이전 날을 이어받음)", "first day to load (rolling columns continue from it)"));
  command.add_option("--load-to", options.load_to, context.text("불러올 종료일", "last day to load"));
  command.add_option("--load-start", options.load_start, context.text("불러올 시작시각", "start time to load"));
  command.add_option("--load-end", options.load_end, context.text("불러올 종료시각", "end time to load"));
  command.add_option("--average", options.average, context.text("평균값계산틱수", "average ticks"))->capture_default_str();
  command.add_option("--averages", options.averages, context.text("데이터를 불러올 평균값 목록 (쉼표로 구분; 기본: --average 하나)", "averages the data is loaded with (comma separated; default: --average)"))->delimiter(',');
  command.add_option("--settings", options.settings_file, context.text("설정 파일 (JSON, stom settings export 의 파일, 또는 setting.db)",
                                                                            "settings: JSON, a file of stom settings export, or a setting.db"));
  command.add_option("--engines", options.engines, context.text("엔진(스레드) 수", "number of engines (threads)"))->check(CLI::Range(1, 256))->capture_default_str();
  command.add_option("--partition", options.partition, context.text("데이터 분류: symbol, day, one (결과는 같습니다)", "partition: symbol, day, one (same results)"))
      ->check(CLI::IsMember({"symbol", "day", "one"}))->capture_default_str();
  command.add_option("--symbol", options.symbol, context.text("--partition one의 종목코드", "code for --partition one"));
  command.add_option("--windows", options.windows, context.text("창 범위: stom(참조와 같음), session(당일만)", "window scope: stom (as the reference), session (current day only)"))
      ->check(CLI::IsMember({"stom", "session"}))->capture_default_str();
  command.add_option("--indicators", options.indicators, context.text("보조지표: stom(참조와 같음), full(전체 계열)", "indicators: stom (as the reference), full (full series)"))
      ->check(CLI::IsMember({"stom", "full"}))->capture_default_str();
  command.add_flag("--lenient", options.lenient, context.text("모르는 이름은 실행 중 닿을 때만 오류로 봅니다 (옛 전략용)", "unknown names are errors only when reached (for old texts)"));
  command.add_flag("--interpreter", options.interpreter, context.text("네이티브 코드 대신 인터프리터로 실행합니다", "use the interpreter instead of native code"));
  command.add_option("--cache", options.cache, context.text("캐시 폴더", "cache folder"));
  command.add_flag("--json", options.json, context.text("결과를 JSON으로 출력합니다", "print the result as JSON"));
}

backtest::RunSpec make_spec(const RunOptions& options, backtest::SettingTexts& settings) {
  backtest::RunSpec spec;
  if (!market::parse(options.market, spec.market) || !market::parse(options.frame, spec.frame)) {
    throw UsageError(message("'{}' '{}': 모르는 시장이나 시간 단위입니다.", "'{}' '{}': unknown market or time frame.", options.market, options.frame));
  }
  const bool stock = spec.market == Market::kStock;
  const bool tick = spec.frame == Frame::kTick;
  const std::int64_t default_start = !stock ? 0 : tick ? 90000 : 900;
  const std::int64_t default_end = stock ? (tick ? 93000 : 1519) : (tick ? 235959 : 2359);
  spec.run.start_time = time_option(options.start, default_start, spec.frame, "--start");
  spec.run.end_time = time_option(options.end, default_end, spec.frame, "--end");
  spec.load.start_time = time_option(options.load_start, spec.run.start_time, spec.frame, "--load-start");
  spec.load.end_time = time_option(options.load_end, spec.run.end_time, spec.frame, "--load-end");
  spec.run.first_day = day_option(options.from, "--from");
  spec.run.last_day = day_option(options.to, "--to");
  spec.load.first_day = day_option(options.load_from, "--load-from");
  spec.load.last_day = day_option(options.load_to, "--load-to");
  spec.average_ticks = options.average;
  spec.average_list = options.averages.empty() ? std::vector<int>{options.average} : options.averages;
  for (const int average : spec.average_list) {
    if (average >= 1) continue;
    throw UsageError(message("평균값 {}: 1 이상이어야 합니다.", "average {}: must be at least 1.", average));
  }
  spec.bet = options.bet;
  spec.back_end = options.interpreter ? backtest::BackEnd::kInterpreter : backtest::BackEnd::kNative;
  spec.lenient = options.lenient;
  spec.window_scope = options.windows == "session" ? feature::WindowScope::kSession : feature::WindowScope::kStom;
  spec.indicator_set = options.indicators == "full" ? feature::IndicatorSet::kFull : feature::IndicatorSet::kStom;
  spec.partition = options.partition == "one"   ? backtest::Partition::kOneSymbol
                   : options.partition == "day" ? backtest::Partition::kByDay
                                                : backtest::Partition::kBySymbol;
  spec.one_symbol = options.symbol;
  if (spec.partition == backtest::Partition::kOneSymbol && options.symbol.empty()) {
    throw UsageError({"--partition one에는 --symbol 종목코드가 필요합니다.", "--partition one needs --symbol CODE."});
  }
  spec.threads = options.engines;
  if (!options.settings_file.empty()) settings = backtest::read_settings_file(options.settings_file);
  spec.settings = backtest::order_settings(spec.market, settings);
  return spec;
}

std::shared_ptr<const store::MarketData> open_database(const RunOptions& options, const backtest::RunSpec& spec, AppContext& context) {
  store::OpenOptions open;
  open.cache_directory = options.cache;
  open.threads = std::max(options.engines, 1u);
  return store::MarketData::open(options.database, spec.market, spec.frame, open, *context.progress, context.stop);
}

void complete_ranges(const store::MarketData& data, const RunOptions& options, backtest::RunSpec& spec) {
  TradingDay first = 0, last = 0;
  for (const store::SymbolDays& symbol : data.all_symbols()) {
    if (symbol.days.empty()) continue;
    if (first == 0 || symbol.days.front() < first) first = symbol.days.front();
    last = std::max(last, symbol.days.back());
  }
  if (first == 0) throw DatabaseError(message("{}: 데이터가 한 행도 없습니다.", "{}: holds no rows.", options.database));
  if (options.from == 0) spec.run.first_day = first;
  if (options.to == 0) spec.run.last_day = last;
  if (options.load_from == 0) spec.load.first_day = spec.run.first_day;
  if (options.load_to == 0) spec.load.last_day = spec.run.last_day;
  if (spec.load.first_day > spec.run.first_day || spec.load.last_day < spec.run.last_day || spec.load.start_time > spec.run.start_time ||
      spec.load.end_time < spec.run.end_time) {
    throw UsageError({"불러올 범위(--load-…)는 백테스트 범위를 포함해야 합니다.", "The range to load (--load-…) must contain the range of the back-test."});
  }
}

StrategyArgument read_text(const std::string& argument, const std::vector<store::StrategyKind>& kinds, Market market, const std::string& strategy_db) {
  namespace fs = std::filesystem;
  if (fs::exists(argument)) return {fs::path(argument).stem().string(), read_file(argument), argument};
  if (fs::exists(strategy_db)) {
    const store::StrategyStore store(strategy_db);
    for (const store::StrategyKind kind : kinds) {
      if (auto entry = store.find(market, kind, argument)) return {entry->name, entry->text, entry->name, false, kind};
    }
    throw UsageError(message("'{}': 그런 파일도 없고 {}에 그런 이름의 전략도 없습니다.", "'{}': no such file, and no such strategy in {}.", argument, strategy_db));
  }
  throw UsageError(message("'{}': 그런 파일이 없습니다 (전략 이름이라면 --strategy-db로 strategy.db를 알려 주십시오).",
                           "'{}': no such file (for a strategy name give strategy.db with --strategy-db).", argument));
}

StrategyArgument read_strategy(const std::string& argument, bool is_buy, Market market, const std::string& strategy_db) {
  using enum store::StrategyKind;
  return read_text(argument, is_buy ? std::vector{kBuy, kOptimizeBuy} : std::vector{kSell, kOptimizeSell}, market, strategy_db);
}

void print_diagnostics(const Diagnostics& diagnostics, const StrategyArgument& source, const AppContext& context) {
  for (const Diagnostic& diagnostic : diagnostics) {
    std::fprintf(stderr, "%s\n", render(diagnostic, source.source, source.text, context.language).c_str());
  }
}

void print_run_error(const backtest::RunError& error, const StrategyArgument& source, const backtest::RunSpec& spec, const AppContext& context) {
  Diagnostic diagnostic;
  diagnostic.id = error.error.kind;
  diagnostic.position = error.error.position;
  const std::string time = readable(market::to_second_key(spec.frame, error.row));
  diagnostic.text = {fmt::format("{}: {} (종목 {}, {})", error.error.kind, error.error.text.ko, error.code, time),
                     fmt::format("{}: {} (symbol {}, {})", error.error.kind, error.error.text.en, error.code, time)};
  std::fprintf(stderr, "%s\n%s\n", context.text("전략 코드 오류로 백테스트를 중지합니다.", "The back-test was stopped by a strategy error.").c_str(),
               render(diagnostic, source.source, source.text, context.language).c_str());
}

}  // namespace stom::app
