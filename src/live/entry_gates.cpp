#include "live/entry_gates.h"

namespace stom::live {

std::optional<Gate> closed_gate(const trade::ManagedBuySettings& settings, const GateFacts& facts) {
  if (settings.limit_trades && facts.counters.finished >= settings.max_trades) return Gate::kTrades;
  if (settings.limit_losses && facts.counters.losses >= settings.max_losses) return Gate::kLosses;
  if (!facts.held && facts.positions >= facts.most_positions) return Gate::kPositions;
  if (settings.wait_after_buy && facts.now <= facts.counters.wait_after_buy_until) return Gate::kPause;
  if (settings.wait_after_loss && facts.now <= facts.counters.wait_after_loss_until) return Gate::kPauseAfterLoss;
  if (facts.held && facts.buys >= settings.split.count) return Gate::kSplits;
  if (!(facts.needed <= facts.available)) return Gate::kFunds;
  if (facts.entry_pending) return Gate::kPending;
  return std::nullopt;
}

Message describe(Gate gate) {
  switch (gate) {
    case Gate::kTrades: return {"오늘 이 종목의 거래횟수가 한도에 닿았습니다.", "The symbol's trades of the day are used up."};
    case Gate::kLosses: return {"오늘 이 종목의 손절횟수가 한도에 닿았습니다.", "The symbol's losing trades of the day are used up."};
    case Gate::kPositions: return {"보유종목수가 최대매수종목수에 닿았습니다.", "As many symbols are held or ordered as the settings allow."};
    case Gate::kPause: return {"이전 거래 후 금지간격 안입니다.", "The pause after the last order is not over."};
    case Gate::kPauseAfterLoss: return {"손절 후 금지간격 안입니다.", "The pause after a loss is not over."};
    case Gate::kSplits: return {"분할매수횟수를 모두 썼습니다.", "All partial entries are done."};
    case Gate::kFunds: return {"시드부족: 주문 가능 금액이 모자랍니다.", "Not enough funds."};
    case Gate::kPending: return {"같은 방향의 주문이 이미 있습니다.", "An order of this side works already."};
  }
  return {};
}

}  // namespace stom::live
