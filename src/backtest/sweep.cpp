#include "backtest/sweep.h"

#include <numeric>

#include "backtest/engine.h"
#include "backtest/sweep_simulator.h"
#include "base/error.h"

namespace stom::backtest {
namespace {

constexpr std::size_t kRounds = 4;           // looks at is_hopeless: after each quarter of the symbols
constexpr std::size_t kUnitsPerWorker = 4;   // so that workers end together

struct Symbol {
  store::SymbolDays days;
  std::uint64_t rows = 0;
};

// One symbol and some vectors.
struct Unit {
  std::size_t symbol = 0;
  GroupRange groups;
};

bool is_out_of_memory(const std::atomic<std::uint64_t>& bytes, std::uint64_t limit) { return bytes.load() > limit; }

}  // namespace

struct Sweep::State {
  const store::MarketData& data;
  RunSpec base;
  RunTexts texts;
  Diagnostics warnings;
  std::vector<Symbol> symbols;  // by code
  std::vector<std::size_t> order;  // largest first
  std::uint64_t rows = 0;
  std::uint64_t longest_day = 0;
  bool shares_work = false;
  std::unique_ptr<FeatureCache> features;  // for one memory limit
  std::uint64_t features_limit = 0;

  State(const store::MarketData& market_data, RunSpec spec) : data(market_data), base(std::move(spec)) {}

  void run_pass(std::span<const script::ParameterVector> vectors, std::size_t first, const SweepRequest& request, const TradeSink& sink,
                std::optional<SweepError>& error, Progress& progress, const StopFlag& stop);
  [[nodiscard]] bool run_round(const SweepPlan& plan, std::span<const script::ParameterVector> vectors, std::span<const std::size_t> round,
                               const std::vector<std::uint8_t>& active, std::uint64_t limit, std::vector<std::vector<SweepTrades>>& trades,
                               Progress& progress, const StopFlag& stop);
  [[nodiscard]] SweepTrades simulate_alone(std::size_t symbol, std::span<const script::ParameterVector> vectors, GroupRange range,
                                           const std::vector<std::uint8_t>& active, std::atomic<std::uint64_t>& bytes, std::uint64_t limit,
                                           Progress& progress, const StopFlag& stop);
  [[nodiscard]] std::size_t most_vectors(const SweepRequest& request) const;
  void use_cache(std::uint64_t bytes);
};

Sweep::Sweep(const store::MarketData& data, RunSpec base) : state_(std::make_unique<State>(data, std::move(base))) {
  State& state = *state_;
  state.base.average_ticks = average_ticks_of(state.base, state.base.vars);
  check_run(state.base);
  RunResult compiled;
  const bool runs = compile_run_texts(state.base, state.texts, compiled);
  for (const Diagnostics* part : {&compiled.buy_diagnostics, &compiled.sell_diagnostics, &compiled.condition_diagnostics}) {
    state.warnings.insert(state.warnings.end(), part->begin(), part->end());
  }
  if (!runs) {
    const RunError& error = *compiled.error;
    const SourcePosition at = error.error.position;
    throw UsageError({fmt::format("{} 전략 {}째 줄 {}째 글자: {}", error.text_name, at.line, at.column, error.error.text.ko),
                      fmt::format("{} text, line {}, column {}: {}", error.text_name, at.line, at.column, error.error.text.en)});
  }
  for (store::SymbolDays& days : run_symbols(data, state.base)) {
    Symbol symbol;
    for (const TradingDay day : days.days) {
      const std::uint64_t rows = data.row_count(days.code, day);
      symbol.rows += rows;
      state.longest_day = std::max(state.longest_day, rows);
      if (day >= state.base.run.first_day && day <= state.base.run.last_day) state.rows += rows;
    }
    symbol.days = std::move(days);
    state.symbols.push_back(std::move(symbol));
  }
  state.order.resize(state.symbols.size());
  std::iota(state.order.begin(), state.order.end(), 0);
  std::stable_sort(state.order.begin(), state.order.end(),
                   [&](std::size_t a, std::size_t b) { return state.symbols[a].rows > state.symbols[b].rows; });
  state.shares_work = !state.base.settings.order_management && state.base.fill_model.is_reference() && state.texts.conditions.empty();
}

Sweep::~Sweep() = default;
const RunSpec& Sweep::base() const { return state_->base; }
std::uint64_t Sweep::rows() const { return state_->rows; }
const Diagnostics& Sweep::warnings() const { return state_->warnings; }
bool Sweep::shares_work() const { return state_->shares_work; }

void Sweep::State::use_cache(std::uint64_t bytes) {
  if (features != nullptr && features_limit == bytes) return;
  features_limit = bytes;
  features = std::make_unique<FeatureCache>(bytes);
  texts.feature_cache = features.get();
}

// Vectors of a pass, so that their derived columns take at most a quarter of the memory, as if none of them was shared; the columns that are
// kept take another quarter, trades a third one; the rest is for what they are judged with.
std::size_t Sweep::State::most_vectors(const SweepRequest& request) const {
  const std::uint64_t slots = texts.buy.columns.size() + texts.sell.columns.size();
  const std::uint64_t column_bytes = std::max<std::uint64_t>(longest_day, 1) * sizeof(double) * std::max(1u, base.threads);
  const std::uint64_t fitting = request.memory_limit / 4 / std::max<std::uint64_t>(slots * column_bytes, 1);
  return static_cast<std::size_t>(std::clamp<std::uint64_t>(fitting, 1, 1 << 16));
}

std::optional<SweepError> Sweep::run(const SweepRequest& request, const TradeSink& sink, Progress& progress, const StopFlag& stop) {
  State& state = *state_;
  std::optional<SweepError> error;
  state.use_cache(request.memory_limit / 4);
  progress.begin({"최적화", "Optimisation"}, state.rows * request.vectors.size());
  const std::size_t most = state.most_vectors(request);
  for (std::size_t first = 0; first < request.vectors.size() && !error; first += most) {
    state.run_pass(request.vectors.subspan(first, std::min(most, request.vectors.size() - first)), first, request, sink, error, progress, stop);
  }
  progress.end();
  return error;
}

// Where the trades of the vectors do not fit the memory together, each half gets a pass of its own.
void Sweep::State::run_pass(std::span<const script::ParameterVector> vectors, std::size_t first, const SweepRequest& request, const TradeSink& sink,
                            std::optional<SweepError>& error, Progress& progress, const StopFlag& stop) {
  if (vectors.empty() || error) return;
  const std::uint64_t limit = vectors.size() == 1 ? ~std::uint64_t{0} : request.memory_limit / 4;
  const SweepPlan plan = plan_sweep(base, texts, vectors);
  std::vector<std::uint8_t> active(vectors.size(), 1);
  std::vector<std::vector<SweepTrades>> trades(symbols.size());
  std::vector<std::size_t> counts(vectors.size());
  const std::size_t rounds = request.is_hopeless && symbols.size() >= 2 * kRounds ? kRounds : 1;
  for (std::size_t round = 0; round < rounds; ++round) {
    const std::size_t begin = order.size() * round / rounds, end = order.size() * (round + 1) / rounds;
    const std::span<const std::size_t> members(order.data() + begin, end - begin);
    if (!run_round(plan, vectors, members, active, limit, trades, progress, stop)) {
      trades.clear();
      const std::size_t half = vectors.size() / 2;
      run_pass(vectors.first(half), first, request, sink, error, progress, stop);
      run_pass(vectors.subspan(half), first + half, request, sink, error, progress, stop);
      return;
    }
    for (const std::size_t symbol : members) {
      for (const SweepTrades& unit : trades[symbol]) {
        for (const SweepTrades::Part& part : unit.parts) counts[part.vector] += part.count;
      }
    }
    if (round + 1 == rounds) break;
    for (std::size_t vector = 0; vector < vectors.size(); ++vector) {
      if (active[vector] != 0 && request.is_hopeless(first + vector, counts[vector])) active[vector] = 0;
    }
  }
  for (std::vector<SweepTrades>& symbol : trades) {
    for (SweepTrades& unit : symbol) {
      if (unit.error && (!error || first + unit.error->first < error->vector)) error = SweepError{first + unit.error->first, std::move(unit.error->second)};
    }
  }
  if (error) return;

  std::vector<std::vector<std::span<const TradeFigures>>> pieces(vectors.size());
  for (const std::vector<SweepTrades>& symbol : trades) {
    for (const SweepTrades& unit : symbol) {
      std::size_t from = 0;
      for (const SweepTrades::Part& part : unit.parts) {
        pieces[part.vector].push_back(std::span(unit.trades).subspan(from, part.count));
        from += part.count;
      }
    }
  }
  parallel_for(vectors.size(), std::max(1u, base.threads), stop, [&](std::size_t vector, unsigned worker) {
    SweepVector swept;
    swept.stopped = active[vector] == 0;
    swept.trades.reserve(counts[vector]);
    for (const std::span<const TradeFigures>& piece : pieces[vector]) swept.trades.insert(swept.trades.end(), piece.begin(), piece.end());
    sink(first + vector, swept, worker);
  });
}

bool Sweep::State::run_round(const SweepPlan& plan, std::span<const script::ParameterVector> vectors, std::span<const std::size_t> round,
                             const std::vector<std::uint8_t>& active, std::uint64_t limit, std::vector<std::vector<SweepTrades>>& trades,
                             Progress& progress, const StopFlag& stop) {
  const unsigned threads = std::max(1u, base.threads);
  const std::size_t groups = shares_work ? plan.buys.size() : vectors.size();
  // Few symbols: their vectors are shared out as well.
  const std::size_t wanted = threads == 1 ? 1 : (threads * kUnitsPerWorker + round.size() - 1) / std::max<std::size_t>(round.size(), 1);
  const std::size_t parts = std::clamp<std::size_t>(wanted, 1, groups);
  std::vector<Unit> units;
  for (const std::size_t symbol : round) {
    trades[symbol].resize(parts);
    for (std::size_t part = 0; part < parts; ++part) {
      units.push_back({symbol, {static_cast<std::uint32_t>(groups * part / parts), static_cast<std::uint32_t>(groups * (part + 1) / parts)}});
    }
  }
  std::atomic<std::uint64_t> bytes{0};
  for (const auto& symbol : trades) {
    for (const SweepTrades& unit : symbol) bytes += unit.trades.size() * sizeof(TradeFigures);
  }
  std::vector<std::unique_ptr<SweepSimulator>> simulators(threads);
  parallel_for(units.size(), threads, stop, [&](std::size_t item, unsigned worker) {
    const Unit& unit = units[item];
    if (is_out_of_memory(bytes, limit)) return;
    SweepTrades& out = trades[unit.symbol][item % parts];
    NoProgress silent;
    if (shares_work) {
      if (!simulators[worker]) simulators[worker] = std::make_unique<SweepSimulator>(data, base, plan, active);
      out = simulators[worker]->run(symbols[unit.symbol].days, unit.groups, bytes, limit, silent, stop);
    } else {
      out = simulate_alone(unit.symbol, vectors, unit.groups, active, bytes, limit, silent, stop);
    }
    progress.advance(symbols[unit.symbol].rows * vectors.size() / parts);
  });
  return !is_out_of_memory(bytes, limit);
}

SweepTrades Sweep::State::simulate_alone(std::size_t symbol, std::span<const script::ParameterVector> vectors, GroupRange range,
                                         const std::vector<std::uint8_t>& active, std::atomic<std::uint64_t>& bytes, std::uint64_t limit,
                                         Progress& progress, const StopFlag& stop) {
  SweepTrades out;
  for (std::uint32_t vector = range.begin; vector < range.end && !is_out_of_memory(bytes, limit); ++vector) {
    if (active[vector] == 0) continue;
    RunSpec spec = base;
    spec.vars = vectors[vector];
    spec.average_ticks = average_ticks_of(base, spec.vars);
    RunTexts own = texts;
    own.layout = {};
    RunResult bound;
    bind_run_texts(spec, own, bound);
    SymbolResult result = make_simulator(data, spec, own)->run_symbol(symbols[symbol].days, progress, stop);
    if (result.error && !out.error) out.error.emplace(vector, std::move(*result.error));
    for (const TradeRecord& trade : result.trades) {
      out.trades.push_back({trade.buy_time, trade.sell_time, trade.hold_time, trade.buy_amount, trade.profit_rate, trade.profit, trade.closed});
    }
    if (!result.trades.empty()) out.parts.push_back({vector, static_cast<std::uint32_t>(result.trades.size())});
    bytes += result.trades.size() * sizeof(TradeFigures);
  }
  return out;
}

}  // namespace stom::backtest
