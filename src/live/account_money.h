// The money of an account as live-coin 3.6 reckons it, from positions and totals each time anew, so that nothing can drift. Pure.
//   예수금          = total − what positions bind (Upbit: their cost; futures: margin = entry price × quantity / leverage)
//   추정예수금      = 예수금 − reservations of working entries
//   추정예탁자산    = 예수금 + Σ 평가금액 (Upbit), 예수금 + Σ margin + Σ 평가손익 (futures)
// A real Upbit total already lacks what was spent: cash_is_net.
#pragma once

#include <vector>

#include "market/market.h"
#include "trade/profit.h"

namespace stom::live {

struct MoneyPosition {
  trade::Side side = trade::Side::kLong;
  double price = 0, quantity = 0, last_price = 0;
  int leverage = 1;
};

struct ValuedPosition {
  double cost = 0, value = 0, profit = 0, rate = 0, margin = 0;  // 매입금액, 평가금액, 평가손익, 수익률
};
[[nodiscard]] ValuedPosition value_position(market::Market market, const MoneyPosition& position, const trade::FeeRates& fees);

struct MoneyFacts {
  market::Market market{};
  bool cash_is_net = false;
  double total = 0;          // paper: start + all profits; Upbit real: KRW free and locked; futures: wallet balance
  double bound_elsewhere = 0;  // foreign orders and positions
  double reserved = 0;       // working entries, margin on futures
  std::vector<MoneyPosition> positions;
  trade::FeeRates fees;
};

struct Money {
  double cash = 0;           // 예수금
  double available = 0;      // 추정예수금
  double equity = 0;         // 추정예탁자산
  double cost = 0, value = 0, profit = 0;  // of what is held
};
[[nodiscard]] Money reckon(const MoneyFacts& facts);

// What an entry binds: won, or margin.
[[nodiscard]] double entry_need(market::Market market, double price, double quantity, int leverage);

// 종목당투자금.
[[nodiscard]] double budget_per_symbol(market::Market market, bool is_fixed, double setting, double equity, int most_positions);

inline constexpr double kPaperWon = 100'000'000, kPaperDollars = 100'000;
[[nodiscard]] constexpr double paper_start(market::Market market) { return market == market::Market::kUpbit ? kPaperWon : kPaperDollars; }
[[nodiscard]] constexpr const char* currency_of(market::Market market) { return market == market::Market::kUpbit ? "KRW" : "USDT"; }

}  // namespace stom::live
