// Order management settings of one market (settings spec 2.1 to 2.4), typed. Rates in percent, times in seconds, windows as
// hhmmss. Read by backtest/settings_reader.h from the users' keys.
#pragma once

#include <cstdint>

namespace stom::trade {

enum class OrderType : std::uint8_t { kMarket, kLimit };            // 주문구분 is one of these with a force and a peg (order_kind.h)
enum class TimeInForce : std::uint8_t { kRest, kImmediateOrCancel, kFillOrKill };
enum class PricePeg : std::uint8_t { kNone, kBestOpposite, kBestOwn };  // kBestOpposite: 최유리; kBestOwn: 최우선
enum class LimitBase : std::uint8_t { kLastPrice, kBestAsk, kBestBid };

struct SplitSettings {
  int count = 1;             // 분할횟수, 1…5
  int method = 1;            // 분할방법: 1 equal, 2 decreasing, 3 increasing
  bool on_signal = true;     // 분할시그널
  bool on_fall = false;      // 분할하방
  bool on_rise = true;       // 분할상방
  double fall_rate = 0.5, rise_rate = 0.5;
};

struct LimitSettings {
  LimitBase base = LimitBase::kBestBid;
  int ticks = 0;             // 지정가호가번호
  bool cancel_on_watch = false;  // buys: the symbol left the watch list; sells: it came back
  bool cancel_by_age = false;
  std::int64_t cancel_seconds = 30;
  int amend_count = 0;       // 정정횟수
  int amend_gap = 5;         // 정정호가차이
  int amend_ticks = 2;       // 정정호가
  // 매수취소매도시그널, 매도취소매수시그널: a signal of the other direction cancels the order. Live only: a back-test asks no text while an order pends.
  bool cancel_on_counter_signal = false;
};

struct TimeBan {
  bool active = false;
  std::int64_t start = 0, end = 0;  // strict: start < hhmmss < end
};

struct ManagedBuySettings {
  OrderType type = OrderType::kMarket;
  TimeInForce force = TimeInForce::kRest;
  PricePeg peg = PricePeg::kNone;
  SplitSettings split;
  bool split_from_last_buy = true;  // 분할고정수익률: return since the last partial buy
  LimitSettings limit;
  TimeBan ban;
  bool ban_blacklist = false, ban_round_figure = false, ban_low_price = false;  // 코인매수금지200원이하
  int round_figure_ticks = 5;
  bool limit_losses = false, limit_trades = false;
  int max_losses = 2, max_trades = 2;
  bool wait_after_buy = false, wait_after_loss = false;
  std::int64_t wait_after_buy_seconds = 5, wait_after_loss_seconds = 300;
};

struct ManagedSellSettings {
  OrderType type = OrderType::kMarket;
  TimeInForce force = TimeInForce::kRest;
  PricePeg peg = PricePeg::kNone;
  SplitSettings split;
  LimitSettings limit;
  TimeBan ban;
  bool ban_round_figure = false, ban_until_buys = false, wait_after_buy = false;
  int round_figure_ticks = 5, min_buys = 2;
  std::int64_t wait_after_buy_seconds = 300;
  bool stop_by_rate = false, stop_by_amount = false;
  double stop_rate = 5;
  double stop_amount = 100;  // 만원 for won markets, USDT for Binance
};

struct ManagedOrderSettings {
  ManagedBuySettings buy;
  ManagedSellSettings sell;
  // Repeats the reference's faults that recorded results contain (docs/concepts/order-management.md lists them): Upbit's
  // black list, Upbit's whole-won average after limit buys, Binance's stop amount unit, the sale's quantity taken by a pending
  // buy, a further buy that turns the position's side. For comparing with old results only.
  bool reference_faults = false;
};

}  // namespace stom::trade
