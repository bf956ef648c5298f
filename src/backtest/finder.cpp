#include "backtest/finder.h"

#include <numeric>

#include "backtest/feature_columns.h"
#include "base/error.h"
#include "script/finder.h"

namespace stom::backtest {
namespace {

using market::Field;

struct FinderText {
  std::shared_ptr<const script::CompiledText> text;
  ColumnLayout layout;
  std::vector<int> columns;
};

struct SymbolHits {
  std::vector<FinderRow> rows;
  std::optional<RunError> error;
};

// A symbol's rows in one array, because a finder may look at rows of later days.
struct SymbolArray {
  std::vector<std::vector<double>> columns;  // 0 = index
  std::vector<const double*> pointers;
  std::vector<DaySlice> slices;
};

SymbolArray load_symbol(const store::MarketData& data, const RunSpec& spec, const store::SymbolDays& symbol) {
  SymbolArray array;
  const std::size_t count = market::schema(spec.market, spec.frame).size() + 1;
  array.columns.resize(count);
  for (const TradingDay day : symbol.days) {
    DaySlice slice = make_day_slice(data.day(symbol.code, day), day, spec.frame, spec.load, spec.run);
    for (std::size_t row = slice.run_begin; row < slice.run_end; ++row) array.columns[0].push_back(static_cast<double>(slice.day.index[row]));
    for (std::size_t c = 1; c < count; ++c) {
      const double* values = slice.run_column(static_cast<int>(c - 1));
      array.columns[c].insert(array.columns[c].end(), values, values + slice.run_rows());
    }
    array.slices.push_back(std::move(slice));
  }
  for (const auto& column : array.columns) array.pointers.push_back(column.data());
  return array;
}

SymbolHits search_symbol(const store::MarketData& data, const RunSpec& spec, const FinderText& finder,
                         const store::SymbolDays& symbol, Progress& progress, const StopFlag& stop) {
  SymbolHits hits;
  const SymbolArray array = load_symbol(data, spec, symbol);
  const std::vector<std::uint8_t> symbol_tests = script::evaluate_symbol_tests(*finder.text, symbol.code, symbol.name);
  FeatureColumns features(finder.layout, {spec.market, spec.frame, spec.window_scope, spec.indicator_set});
  features.start_symbol(symbol.code);
  std::vector<script::SlotBinding> slots(finder.columns.size());
  std::vector<const double*> columns(array.columns.size() - 1);
  std::vector<double> first_row;
  for (std::size_t c = 1; c < array.columns.size(); ++c) first_row.push_back(array.columns[c].empty() ? 0 : array.columns[c][0]);
  std::int64_t number = 0;
  script::Finder text(*finder.text);
  for (const DaySlice& slice : array.slices) {
    stop.throw_if_requested();
    if (slice.load_rows() == 0) continue;
    features.start_day(slice);
    for (std::size_t c = 0; c < columns.size(); ++c) columns[c] = slice.run_column(static_cast<int>(c));
    for (std::size_t s = 0; s < slots.size(); ++s) slots[s] = features.binding(finder.columns[s]);
    script::RowContext context;
    context.columns = columns.data();
    context.index = slice.day.index.data() + slice.run_begin;
    context.slots = slots.data();
    context.first_row = first_row.data();
    context.symbol_tests = symbol_tests.data();
    context.rows = static_cast<std::int64_t>(slice.run_rows());
    context.first_row_number = number;
    context.average_ticks = spec.average_ticks;
    context.code = &symbol.code;
    context.name = &symbol.name;
    context.array_columns = array.pointers.data();
    context.array_rows = static_cast<std::int64_t>(array.columns[0].size());
    context.array_column_count = static_cast<std::int64_t>(array.columns.size());
    const double* watched = columns[market::column_of(spec.market, spec.frame, Field::kWatched)];
    for (std::int64_t row = spec.average_ticks - 1; row < context.rows - 1; ++row) {
      stop.throw_if_requested();
      if (watched[row] == 0) continue;
      script::FinderResult found = text.run(context, row);
      if (found.error) {
        hits.error = RunError{std::move(*found.error), "finder", symbol.code, context.index[row]};
        return hits;
      }
      if (found.hit) hits.rows.push_back({symbol.code, context.index[row], std::move(found.hit->values)});
    }
    number += context.rows;
    progress.advance(slice.day.index.size());
  }
  return hits;
}

}  // namespace

FinderRun run_finder_search(const store::MarketData& data, const RunSpec& spec, Progress& progress, const StopFlag& stop) {
  FinderRun run;
  script::CompileOptions options;
  options.market = spec.market;
  options.frame = spec.frame;
  options.kind = script::TextKind::kFinder;
  options.lenient = spec.lenient;
  options.average_list = spec.average_list;
  options.average_ticks = spec.average_ticks;
  options.indicator_set = spec.indicator_set;
  FinderText finder;
  finder.text = script::compile(spec.buy_text, options);
  run.diagnostics = finder.text->diagnostics;
  if (!finder.text->is_runnable()) return run;
  if (finder.text->finder_columns.empty()) {
    throw UsageError({"선택된 전략이 백파인더용 전략이 아닙니다. (self.tickcols가 없습니다)", "The chosen text is not a back-finder text (it has no self.tickcols)."});
  }
  run.columns = finder.text->finder_columns;
  finder.columns = finder.layout.add(script::resolve_slots(finder.text->plan, {}, spec.frame, spec.average_list,
                                                           finder.text->indicator_parameters({}), spec.indicator_set));
  const std::vector<store::SymbolDays> symbols = data.symbols(spec.load);
  std::uint64_t total = 0;
  for (const store::SymbolDays& symbol : symbols) {
    for (const TradingDay day : symbol.days) total += data.row_count(symbol.code, day);
  }
  progress.begin({"백파인더", "Back-finder"}, total);
  std::vector<SymbolHits> hits(symbols.size());
  parallel_for(symbols.size(), std::max(1u, spec.threads), stop, [&](std::size_t item, unsigned) {
    hits[item] = search_symbol(data, spec, finder, symbols[item], progress, stop);
  });
  progress.end();
  for (SymbolHits& symbol : hits) {
    std::move(symbol.rows.begin(), symbol.rows.end(), std::back_inserter(run.rows));
    if (!symbol.error) continue;
    run.error = std::move(symbol.error);
    break;
  }
  return run;
}

}  // namespace stom::backtest
