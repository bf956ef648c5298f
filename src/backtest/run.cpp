#include "backtest/run.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <numeric>

#include "backtest/managed_simulator.h"
#include "backtest/realistic_managed_simulator.h"
#include "backtest/realistic_simulator.h"
#include "backtest/engine.h"
#include "backtest/run_texts.h"
#include "base/error.h"

namespace stom::backtest {
namespace {

void drop_blacklisted(const RunSpec& spec, std::vector<store::SymbolDays>& symbols) {
  const auto& blacklist = spec.settings.blacklist;
  const auto listed = [&](const store::SymbolDays& symbol) { return std::find(blacklist.begin(), blacklist.end(), symbol.code) != blacklist.end(); };
  if (spec.settings.managed.reference_faults && spec.market == market::Market::kUpbit) {
    // The reference looks at the previous symbol: the first listed one is traded, all after it are skipped.
    const auto first = std::find_if(symbols.begin(), symbols.end(), listed);
    if (first != symbols.end()) symbols.erase(first + 1, symbols.end());
    return;
  }
  std::erase_if(symbols, listed);
}

}  // namespace

void check_run(const RunSpec& spec) {
  if (spec.run.first_day > spec.run.last_day || spec.run.start_time > spec.run.end_time) {
    throw UsageError(message("백테스트 기간이 거꾸로입니다: {}~{}, {}~{}.", "The range of the back-test is reversed: {} to {}, {} to {}.",
                             spec.run.first_day, spec.run.last_day, spec.run.start_time, spec.run.end_time));
  }
  if (!(spec.bet > 0)) {
    throw UsageError(message("배팅금액은 0보다 커야 합니다 (지금 {}).", "The bet must be greater than 0 (it is {}).", spec.bet));
  }
  if (spec.average_ticks < 1) {
    throw UsageError(message("평균값계산틱수는 1 이상이어야 합니다 (지금 {}).", "The average ticks must be at least 1 (got {}).", spec.average_ticks));
  }
  const int latency = spec.fill_model.realistic.latency_rows;
  if (latency < 0 || latency > trade::kMostLatencyRows) {
    throw UsageError(message("체결 지연은 0행 이상 {}행 이하여야 합니다 (지금 {}).", "The latency of fills must be 0 to {} rows (got {}).",
                             trade::kMostLatencyRows, latency));
  }
  if (std::find(spec.average_list.begin(), spec.average_list.end(), spec.average_ticks) == spec.average_list.end()) {
    throw UsageError(message("평균값계산틱수 {}이(가) 데이터를 불러올 때의 목록에 없습니다. 목록에 더하십시오.",
                             "The average ticks {} are not in the list the data is loaded with; add them to the list.", spec.average_ticks));
  }
}

std::vector<store::SymbolDays> run_symbols(const store::MarketData& data, const RunSpec& spec) {
  std::vector<store::SymbolDays> symbols = data.symbols(spec.load);
  if (spec.partition == Partition::kOneSymbol) {
    std::erase_if(symbols, [&](const store::SymbolDays& symbol) { return symbol.code != spec.one_symbol; });
    if (symbols.empty()) {
      throw UsageError(message("선택한 종목 '{}'의 데이터가 없습니다.", "There is no data of the chosen symbol '{}'.", spec.one_symbol));
    }
  }
  if (spec.settings.order_management && spec.settings.managed.buy.ban_blacklist) drop_blacklisted(spec, symbols);
  else if (symbols.empty()) {
    throw UsageError(message("지정한 기간({}~{})에 데이터가 없습니다. `stom data info`로 기간을 확인하십시오.",
                             "There are no rows in the range {} to {}; `stom data info` shows what the file has.", spec.load.first_day,
                             spec.load.last_day));
  }
  return symbols;
}

std::unique_ptr<Simulator> make_simulator(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts) {
  if (!spec.fill_model.is_reference()) {
    if (spec.settings.order_management) return std::make_unique<RealisticManagedSimulator>(data, spec, texts);
    return std::make_unique<RealisticSimulator>(data, spec, texts);
  }
  if (spec.settings.order_management) return std::make_unique<ManagedSimulator>(data, spec, texts);
  return std::make_unique<Simulator>(data, spec, texts);
}

RunResult run_backtest(const store::MarketData& data, const RunSpec& spec, Progress& progress, const StopFlag& stop) {
  check_run(spec);
  RunResult result;
  RunTexts texts;
  if (!compile_run_texts(spec, texts, result)) return result;
  const std::vector<store::SymbolDays> symbols = run_symbols(data, spec);

  // Largest first, so that no thread is left with a big symbol at the end.
  std::vector<std::uint64_t> sizes;
  for (const store::SymbolDays& symbol : symbols) {
    std::uint64_t rows = 0;
    for (const TradingDay day : symbol.days) rows += data.row_count(symbol.code, day);
    sizes.push_back(rows);
  }
  std::vector<std::size_t> order(symbols.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] > sizes[b]; });

  const unsigned threads = std::max(1u, spec.threads);
  std::vector<std::unique_ptr<Simulator>> simulators(threads);
  std::vector<SymbolResult> results(symbols.size());
  std::atomic<std::size_t> first_failed{symbols.size()};
  progress.begin({"백테스트", "Back-test"}, std::accumulate(sizes.begin(), sizes.end(), std::uint64_t{0}));
  parallel_for(symbols.size(), threads, stop, [&](std::size_t item, unsigned worker) {
    const std::size_t symbol = order[item];
    if (symbol > first_failed.load()) return;  // its trades come after the stop
    if (!simulators[worker]) simulators[worker] = make_simulator(data, spec, texts);
    results[symbol] = simulators[worker]->run_symbol(symbols[symbol], progress, stop);
    if (!results[symbol].error) return;
    std::size_t known = first_failed.load();
    while (symbol < known && !first_failed.compare_exchange_weak(known, symbol)) {
    }
  });
  progress.end();

  for (SymbolResult& symbol : results) {
    result.rows += symbol.rows;
    std::move(symbol.trades.begin(), symbol.trades.end(), std::back_inserter(result.trades));
    if (symbol.error) {
      result.error = std::move(symbol.error);
      break;
    }
  }
  result.symbols = symbols.size();
  for (const store::SymbolDays& symbol : symbols) result.days += symbol.days.size();
  return result;
}

}  // namespace stom::backtest
