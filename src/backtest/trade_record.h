// One result row of a back-test (back-test spec 7.6), as the reference emits it.
#pragma once

#include <string>

#include "base/time.h"
#include "trade/profit.h"

namespace stom::backtest {

// What the figures of a run are computed from; fields as in TradeRecord. A sweep keeps nothing else of a trade.
struct TradeFigures {
  RowKey buy_time = 0, sell_time = 0;
  std::int64_t hold_time = 0;
  double buy_amount = 0, profit_rate = 0, profit = 0;
  bool closed = true;
};

struct TradeRecord {
  std::string name;            // 종목명 (crypto: the code)
  std::string code;
  std::int64_t market_cap = 0; // 시가총액: stock at the sell row, upbit 0
  trade::Side side = trade::Side::kLong;  // 포지션 (binance)
  RowKey buy_time = 0, sell_time = 0;     // table index
  std::int64_t hold_time = 0;  // seconds, or minutes in minute frames
  double buy_price = 0, sell_price = 0;
  double buy_amount = 0;       // quantity × buy price
  double sell_amount = 0;      // net of costs
  double profit_rate = 0;      // %
  double profit = 0;
  std::string sell_condition;  // label text
  std::string added_buys;      // order-managed: index;price^index;price
  bool closed = true;          // 잔량없음
  int vturn = 0, vkey = 0;
};

}  // namespace stom::backtest
