// An order as it stands in the journal before it is sent, and what may happen to it afterwards.
#pragma once

#include <cstdint>
#include <string>

#include "aggregation/decimal.h"
#include "base/time.h"
#include "trade/order_kind.h"
#include "trade/profit.h"

namespace stom::live {

using aggregation::Decimal;

enum class Mode : std::uint8_t { kPaper, kReal };
[[nodiscard]] constexpr char letter(Mode mode) { return mode == Mode::kReal ? 'L' : 'P'; }

enum class OrderPurpose : std::uint8_t { kOpen, kClose };

// Why an order was sent. Everything from kStopLoss on is forced: gates of the strategy do not hold it back.
enum class OrderReason : std::uint8_t { kStrategy, kSplit, kManual, kStopLoss, kNearLiquidation, kEndOfDay, kDayStop, kHalt };
[[nodiscard]] constexpr bool is_forced(OrderReason reason) { return reason >= OrderReason::kStopLoss; }

struct OrderIntent {
  std::string client_id;                    // stom-{L|P}-yyyymmdd-nnnnnn-attempt; given by the host when it accepts the intent
  std::string code;
  trade::Side side = trade::Side::kLong;    // of the position that it opens or closes
  OrderPurpose purpose = OrderPurpose::kOpen;
  OrderReason reason = OrderReason::kStrategy;
  trade::OrderKind kind;
  Decimal limit;                            // 0: none
  Decimal quantity;                         // real: on the venue's step
  double reference_price = 0;               // 현재가 of the row
  std::int32_t label = 0;                   // exits: number of the condition that sold
  std::string label_text;                   // exits: 매도조건
  RowKey row = 0;                           // key of the row that gave it; 0: none
  std::int64_t row_seconds = 0;             // epoch seconds of that row
  int amended = 0;                          // how often it was moved
  int leverage = 1;                         // futures entries: already in the quantity
  std::string replaces;                     // client id of the order whose rest it takes over
  EpochMicros created = 0;                  // UTC
  TradingDay day = 0;                       // UTC day

  [[nodiscard]] bool buys() const { return (purpose == OrderPurpose::kOpen) == (side == trade::Side::kLong); }
};

enum class OrderEnd : std::uint8_t { kFilled, kCancelled, kExpired, kRejected };

// A part of an order that was executed and not booked before.
struct FillIncrement {
  std::string fill_id;                      // the venue's trade id, or made from the order's state: never the same twice
  std::string client_id;
  Decimal quantity, money;                  // money: Σ price × quantity of the part
  Decimal fee;                              // as paid; paper: 0 (the policy's fees count)
  std::string fee_asset;
  EpochMicros time = 0;                     // the venue's; paper: of the row
  RowKey row = 0;                           // paper: the row that filled it
  bool is_maker = false;
};

}  // namespace stom::live
