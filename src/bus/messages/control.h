// The kill switch and its release, and a person's orders for one symbol: a command asks a trader directly (request channel trader.MARKET).
#pragma once

#include "bus/message.h"

namespace stom::bus {

enum class HaltOrder { kHalt, kHaltAndExit, kRelease, kState, kCancelSymbol, kExitSymbol };
constexpr unsigned enum_count(HaltOrder) { return 6; }

struct HaltRequest {
  HaltOrder order = HaltOrder::kHalt;
  std::string why;
  std::string code;

  static constexpr MessageFacts kFacts{MessageType::kHaltRequest, 1, "HaltRequest", "stop trading, release it again, or tell the state; end one symbol's orders or position"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order, "halt: cancel all orders, no new ones; halt and exit: also close positions; release; state; cancel symbol; exit symbol");
    visit("why", self.why);
    visit("code", self.code, "of cancel and exit symbol; with state: orders and positions of it alone are counted");
  }
};

struct HaltReply {
  bool halted = false, real = false, sure = false;
  std::string why;
  std::uint32_t open_orders = 0, positions = 0, cancelled = 0, trades_today = 0;
  double profit_today = 0, equity = 0;
  std::string currency;
  std::string why_en;

  static constexpr MessageFacts kFacts{MessageType::kHaltReply, 1, "HaltReply", "the trader's state after the request"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("halted", self.halted);
    visit("real", self.real, "real money");
    visit("sure", self.sure, "reconciled with the venue");
    visit("why", self.why, "it does not enter, if it does not; in Korean");
    visit("open_orders", self.open_orders);
    visit("positions", self.positions);
    visit("cancelled", self.cancelled, "orders that this request asked to cancel");
    visit("trades_today", self.trades_today, "closed parts of positions, UTC day");
    visit("profit_today", self.profit_today);
    visit("equity", self.equity, "추정예탁자산");
    visit("currency", self.currency);
    visit("why_en", self.why_en, "why, in English");
  }
};

}  // namespace stom::bus
