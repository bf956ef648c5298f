// Many parameter vectors over the same rows in one pass. Every vector gets the trades that run_backtest() gives it alone
// (known defect K16 is absent: vectors never influence each other), whatever else is in the sweep, whatever the threads and the memory limit.
//
// What vectors have in common is done once: derived columns by their key, the buy text for all vectors that give it the same
// values, and the way of a position for all vectors that bought at the same row with the same sell values.
#pragma once

#include "backtest/run.h"
#include "backtest/run_texts.h"

namespace stom::backtest {

struct SweepVector {
  std::vector<TradeFigures> trades;  // in emission order: code by code, row by row
  bool stopped = false;              // given up by SweepRequest::is_hopeless; trades are those so far
};

struct SweepError {
  std::size_t vector = 0;            // the first in the request that raised
  RunError error;
};

struct SweepRequest {
  std::span<const script::ParameterVector> vectors;   // vars[0] is the number of average ticks, one of the average list
  std::uint64_t memory_limit = 2ULL << 30;            // bytes of trades and columns; a single vector may need more
  // Asked between rounds of symbols with the number of trades so far; true: the vector is not worth more rows. Rounds are a part of
  // the request, not of the threads, so that the answer does not depend on them.
  std::function<bool(std::size_t vector, std::size_t trades)> is_hopeless;
};

// Takes the trades of one vector (and may use them up); called by several threads at once, once for each vector of the request.
using TradeSink = std::function<void(std::size_t vector, SweepVector& swept, unsigned worker)>;

class Sweep {
 public:
  // Compiles the texts once for base.vars.size() variables. Throws UsageError if they cannot run; data must outlive the sweep.
  Sweep(const store::MarketData& data, RunSpec base);
  ~Sweep();
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;

  // Vectors are handed to the sink pass by pass, so that the trades of one pass are all that is held. After an error the sink may
  // have seen only some.
  [[nodiscard]] std::optional<SweepError> run(const SweepRequest& request, const TradeSink& sink, Progress& progress, const StopFlag& stop);
  [[nodiscard]] const RunSpec& base() const;
  [[nodiscard]] std::uint64_t rows() const;  // evaluated for one vector
  [[nodiscard]] const Diagnostics& warnings() const;
  // False: each vector is simulated on its own (order management, realistic fills, elapsed conditions).
  [[nodiscard]] bool shares_work() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace stom::backtest
