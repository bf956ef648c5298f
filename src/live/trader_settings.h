// What the users' settings say to a trader, typed. One immutable value per snapshot.
#pragma once

#include <string>
#include <vector>

#include "bus/settings_snapshot.h"
#include "market/market.h"
#include "trade/order_settings.h"
#include "trade/risk_limits.h"
#include "trade/settings.h"

namespace stom::live {

// A range of 저가대비고가등락율 and its leverage: from ≤ x < to.
struct LeverageBand {
  double from = 0, to = 0;
  int leverage = 1;
};

struct TraderSettings {
  trade::OrderSettings orders;              // order_management is always on: live orders are managed
  bool is_on = true;                        // 코인트레이더: off means no entries
  int most_positions = 10;                  // 코인최대매수종목수
  std::int64_t end_time = 235000;           // 코인전략종료시간, UTC hhmmss
  bool exit_at_end = true;                  // 코인잔고청산
  bool budget_is_fixed = true;              // 코인투자금고정
  double budget = 1000;                     // 코인투자금: million won, or USDT
  bool stop_at_loss = false, stop_at_profit = false;
  double loss_percent = 2, profit_percent = 2;
  bool speaks = true;                       // 코인알림소리
  bool leverage_is_fixed = true;
  int fixed_leverage = 1;
  std::vector<LeverageBand> leverage_bands;
  std::string margin_type = "ISOLATED";
  bool hedge_mode = false;
  int average_ticks = 30;                   // 코인평균값계산틱수
  trade::RiskLimits risk;
  double cancel_after = 0;                  // 코인위험자동취소: s, of the venue's dead man's switch; 0: off
};

// Missing keys have their defaults. Throws DataError where a list cannot be read.
[[nodiscard]] TraderSettings trader_settings(market::Market market, const bus::Settings& settings);

// Leverage for a symbol whose day's range (저가대비고가등락율, %) is this.
[[nodiscard]] int leverage_for(const TraderSettings& settings, double range_percent);

}  // namespace stom::live
