#include "backtest/signal_scan.h"

#include "backtest/engine.h"
#include "backtest/run_texts.h"

namespace stom::backtest {
namespace {

class SignalScanner final : public Simulator {
 public:
  SignalScanner(const store::MarketData& data, const RunSpec& spec, const RunTexts& texts, std::vector<RowSignal>& out)
      : Simulator(data, spec, texts), out_(out) {}

 protected:
  void walk_rows(std::int64_t end, SymbolResult&, const StopFlag& stop) override {
    for (std::int64_t row = std::max<std::int64_t>(spec_.average_ticks - 1, 0); row < end; ++row) {
      out_.push_back({symbol_code(), index_[row], buy_signals(row, end, stop)[row]});
    }
  }

 private:
  std::vector<RowSignal>& out_;
};

}  // namespace

std::vector<RowSignal> scan_signals(const store::MarketData& data, const RunSpec& spec, Diagnostics& diagnostics, Progress& progress,
                                    const StopFlag& stop) {
  check_run(spec);
  std::vector<RowSignal> signals;
  RunTexts texts;
  RunResult compiled;
  const bool can_run = compile_run_texts(spec, texts, compiled);
  diagnostics = compiled.buy_diagnostics;
  if (!can_run) return signals;
  SignalScanner scanner(data, spec, texts, signals);
  for (const store::SymbolDays& symbol : run_symbols(data, spec)) (void)scanner.run_symbol(symbol, progress, stop);
  return signals;
}

}  // namespace stom::backtest
