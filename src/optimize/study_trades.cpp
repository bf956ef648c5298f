#include "optimize/study_trades.h"

#include "base/error.h"
#include "optimize/study_result.h"

namespace stom::optimize {

std::vector<backtest::TradeRecord> study_trades(const store::MarketData& data, const StudySpec& spec, const std::vector<StageResult>& results, Progress& progress,
                                                const StopFlag& stop) {
  const StudyProblem problem = make_problem(spec);
  const StageRole wanted = spec.kind.walk_forward ? StageRole::kOutOfSample : StageRole::kWhole;
  std::vector<backtest::TradeRecord> trades;
  for (const StageResult& result : results) {
    if (result.role != wanted) continue;
    VectorRun run = run_vector(data, problem, result.vector, result.days, progress, stop);
    if (run.error) {
      throw DataError(message("V[{}]: {}", "V[{}]: {}", vector_text(result.vector), run.error->error.error.kind));
    }
    trades.insert(trades.end(), std::make_move_iterator(run.trades.begin()), std::make_move_iterator(run.trades.end()));
  }
  return trades;
}

}  // namespace stom::optimize
