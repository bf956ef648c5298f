#include "optimize/log_lines.h"

namespace stom::optimize {
namespace {

std::string_view name_of(Objective objective) { return kObjectiveNames[static_cast<std::size_t>(objective)]; }

// TG, TP, TPI and CAGR stand among the figures already.
bool is_ratio(Objective objective) {
  return objective != Objective::kTg && objective != Objective::kTp && objective != Objective::kTpi && objective != Objective::kCagr;
}

// The drawdown as money where the name of the objective holds a G.
bool uses_money(Objective objective) { return name_of(objective).find('G') != std::string_view::npos; }

std::string part_tag(const PartResult& part) {
  switch (part.part) {
    case Part::kTrain: return fmt::format("TRAIN{}", part.fold + 1);
    case Part::kValidation: return fmt::format("VALID{}", part.fold + 1);
    case Part::kTotal: break;
  }
  return "TOTAL";
}

// Whole scores without decimals; no negative zero.
std::string score_text(double score) {
  score += 0.0;
  return score == std::floor(score) && std::abs(score) < 1e15 ? fmt::format("{:.0f}", score) : fmt::format("{:.2f}", score);
}

Message mark_text(ScoreMark mark) {
  switch (mark) {
    case ScoreMark::kNewBest: return {" [기준값갱신]", " [new best]"};
    case ScoreMark::kEqual: return {" [기준값동일]", " [equal]"};
    case ScoreMark::kNone: break;
  }
  return {};
}

// Why a vector has no score.
Message refusal(const StoredTrial& trial) {
  if (trial.result.stopped_early) return {"기준값 제한을 지킬 수 없어 중단", "stopped early: the limits cannot be met"};
  if (trial.result.trades == 0) return {"거래 없음", "no trades"};
  return {"기준값 제한을 벗어남", "outside the limits"};
}

}  // namespace

std::string figures_log(const backtest::Metrics& metrics, Objective objective, double score) {
  const std::string drawdown = uses_money(objective) ? fmt::format("{}", metrics.mdd_amount) : fmt::format("{:.2f}%", metrics.mdd);
  std::string text = fmt::format("TC[{}] ATC[{:.1f}] MH[{}] WR[{:.2f}%] MDD[{}] CAGR[{:.2f}] TPI[{:.2f}] AP[{:.2f}%] TP[{:.2f}%] TG[{}]", metrics.trades,
                                 metrics.trades_per_day, metrics.max_hold_count, metrics.win_rate, drawdown, metrics.cagr, metrics.tpi, metrics.avg_profit_pct,
                                 metrics.total_profit_pct, metrics.total_profit);
  if (is_ratio(objective)) text += fmt::format(" {}[{}]", name_of(objective), score_text(score));
  return text;
}

Message trial_log(const StoredTrial& trial, Objective objective, ScoreMark mark) {
  const TrialResult& result = trial.result;
  const std::string vector = fmt::format("V[{}]", vector_text(trial.vector));
  if (!result.outcome.feasible) {
    const Message why = refusal(trial);
    return {vector + " " + why.ko, vector + " " + why.en};
  }
  const Message end = mark_text(mark);
  const std::string merge = fmt::format(" MERGE[{}]", score_text(result.outcome.score));
  if (result.parts.size() == 1) {
    const PartResult& part = result.parts.front();
    const std::string line = vector + " " + part_tag(part) + " " + figures_log(part.metrics, objective, part.score) + merge;
    return {line + end.ko, line + end.en};
  }
  std::string rest;
  for (const PartResult& part : result.parts) rest += "\n  " + part_tag(part) + " " + figures_log(part.metrics, objective, part.score);
  return {vector + merge + end.ko + rest, vector + merge + end.en + rest};
}

std::string window_log(const StageResult& window) {
  const std::string period = fmt::format("P[{}~{}]", window.days.first, window.days.last);
  if (window.role == StageRole::kOutOfSample) {
    const backtest::Metrics& metrics = window.metrics;
    return fmt::format("[OUT] {} TC[{}] MH[{}] WR[{:.2f}%] TP[{:.2f}%] TG[{}]", period, metrics.trades, metrics.max_hold_count, metrics.win_rate,
                       metrics.total_profit_pct, metrics.total_profit);
  }
  return fmt::format("[IN] {} V[{}] MERGE[{}]", period, vector_text(window.vector), score_text(window.score));
}

ScoreMark BestSoFar::add(const StoredTrial& trial) {
  const Outcome& outcome = trial.result.outcome;
  if (!best_ || is_better(outcome, best_->result.outcome)) {
    best_ = trial;
    return outcome.feasible ? ScoreMark::kNewBest : ScoreMark::kNone;
  }
  return outcome.feasible && best_->result.outcome.feasible && outcome.score == best_->result.outcome.score ? ScoreMark::kEqual : ScoreMark::kNone;
}

}  // namespace stom::optimize
