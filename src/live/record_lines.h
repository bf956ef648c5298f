// Rows of the trade tables made from what the books know: the words of live-coin 3.2, ids that a replay makes again, never a wall clock.
#pragma once

#include "bus/messages/trade_records.h"
#include "live/account_money.h"
#include "live/order_ledger.h"
#include "live/symbol_desk.h"

namespace stom::live {

enum class EventWord : std::uint8_t { kAccepted, kDone, kCancelAsked, kCancelled };  // 접수, 체결, 취소접수, 취소

// "매수", "매도취소접수", "BUY_LONG_REG", …
[[nodiscard]] std::string order_word(market::Market market, OrderPurpose purpose, trade::Side side, EventWord word = EventWord::kDone);
[[nodiscard]] const char* side_name(trade::Side side);  // LONG, SHORT
// "시장가", "지정가IOC", …
[[nodiscard]] std::string kind_name(const trade::OrderKind& kind);

struct LineContext {
  market::Market market{};
  Mode mode = Mode::kPaper;
  std::string account;
  TradingDay day = 0;  // of the journal: the day that the record counts for
};

[[nodiscard]] bus::OrderLine order_line(const LineContext& context, const LedgerOrder& order);
// `id`: what makes the event different from others of the order.
[[nodiscard]] bus::OrderEventLine event_line(const LineContext& context, const LedgerOrder& order, EventWord word,
                                             const std::string& id, EpochMicros time);
[[nodiscard]] bus::OrderEventLine fill_event_line(const LineContext& context, const LedgerOrder& order, const FillIncrement& fill);
[[nodiscard]] bus::FillLine fill_line(const LineContext& context, const LedgerOrder& order, const FillIncrement& fill);
[[nodiscard]] bus::TradeLine trade_line(const LineContext& context, const ClosedPart& part, const std::string& fill_id);
[[nodiscard]] bus::PositionRecordLine position_line(const LineContext& context, const SymbolDesk& desk, const std::string& code,
                                                    const ValuedPosition& valued, double price);
// An entry that was refused before it became an order: 시드부족, a risk limit.
[[nodiscard]] bus::OrderLine refused_line(const LineContext& context, const OrderIntent& intent, const std::string& reason);
[[nodiscard]] bus::OrderEventLine refused_event(const LineContext& context, const OrderIntent& intent, const std::string& word);

// Money of one coin: total money over quantity.
[[nodiscard]] double price_of(const FillIncrement& fill);

}  // namespace stom::live
