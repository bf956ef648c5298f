// Order settings of a run, read once and immutable. Keys are the users' (settings spec); `주식…` or `코인…` by market.
// Unknown keys and values out of range are diagnostics by the reader (backtest/settings_reader.h), never defaults.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "market/market.h"
#include "trade/order_settings.h"

namespace stom::trade {

struct ElapsedCondition {
  std::string name;
  std::string expression;
};

struct OrderSettings {
  // 비중조절: g; t1…t4; m1…m5.
  std::array<double, 10> weight_scaling = {0, 0, 0, 0, 0, 1, 1, 1, 1, 1};
  int buy_book_levels = 3;    // 매수시장가잔량범위, 1…5
  int sell_book_levels = 5;   // 매도시장가잔량범위
  std::string buy_order_type = "시장가";    // Binance fees: taker if it contains 시장가
  std::string sell_order_type = "시장가";
  std::vector<ElapsedCondition> elapsed_conditions;  // 경과틱수설정
  std::vector<std::string> blacklist;
  bool sort_by_buy_time = false;   // 백테매수시간기준
  bool order_management = false;   // 백테주문관리적용
  ManagedOrderSettings managed;    // used when order_management is on
};

}  // namespace stom::trade
