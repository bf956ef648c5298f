// Orders and events for tests of the ledger and the reconciliation.
#pragma once

#include <gtest/gtest.h>

#include "live/order_ledger.h"

namespace stom::live::ledger_test {

constexpr TradingDay kDay = 20261123;
constexpr EpochMicros kNow = 1'795'132'801'000'000;

inline Decimal decimal(std::string_view text) {
  Decimal value;
  EXPECT_TRUE(Decimal::parse(text, value)) << text;
  return value;
}
inline venue::Number number(std::string_view text) { return venue::Number::of(decimal(text)); }

inline OrderIntent limit_buy(const std::string& client_id, const std::string& code, const char* quantity, const char* limit) {
  OrderIntent intent;
  intent.client_id = client_id;
  intent.code = code;
  intent.kind.type = trade::OrderType::kLimit;
  intent.quantity = decimal(quantity);
  intent.limit = decimal(limit);
  intent.reference_price = intent.limit.to_double();
  intent.created = kNow;
  intent.day = kDay;
  return intent;
}

inline void send(OrderLedger& ledger, const OrderIntent& intent) {
  ledger.apply(IntentRecord{intent});
  ledger.apply(SentRecord{intent.client_id, intent.created});
}

inline venue::OrderUpdate update(const OrderIntent& intent, venue::OrderState state, venue::OrderCause cause, const char* executed) {
  venue::OrderUpdate told;
  told.symbol = intent.code;
  told.order_id = "v-" + intent.client_id;
  told.client_id = intent.client_id;
  told.side = venue::Side::kBuy;
  told.type = venue::OrderType::kLimit;
  told.state = state;
  told.cause = cause;
  told.time = kNow;
  told.quantity = venue::Number::of(intent.quantity);
  told.price = venue::Number::of(intent.limit);
  if (executed != nullptr) told.executed = number(executed);
  return told;
}

inline venue::Fill fill(const OrderIntent& intent, const std::string& trade_id, const char* quantity, const char* price) {
  venue::Fill told;
  told.symbol = intent.code;
  told.order_id = "v-" + intent.client_id;
  told.client_id = intent.client_id;
  told.trade_id = trade_id;
  told.side = venue::Side::kBuy;
  told.time = kNow;
  told.quantity = number(quantity);
  told.price = number(price);
  return told;
}

// What was written, in short: "accepted", "fill 2", "end filled".
inline std::vector<std::string> short_words(const std::vector<JournalRecord>& records) {
  std::vector<std::string> out;
  for (const JournalRecord& record : records) {
    if (const auto* booked = std::get_if<FillRecord>(&record)) {
      out.push_back("fill " + booked->fill.quantity.text());
    } else if (const auto* ended = std::get_if<EndRecord>(&record)) {
      constexpr const char* kEnds[] = {"filled", "cancelled", "expired", "rejected"};
      out.push_back(std::string("end ") + kEnds[static_cast<int>(ended->end)]);
    } else if (std::holds_alternative<AcceptedRecord>(record)) {
      out.push_back("accepted");
    } else if (std::holds_alternative<ToldRecord>(record)) {
      out.push_back("told");
    } else if (std::holds_alternative<AmendRecord>(record)) {
      out.push_back("amend");
    } else {
      out.push_back("other");
    }
  }
  return out;
}

inline std::vector<std::string> apply(OrderLedger& ledger, const LedgerChange& change) {
  for (const JournalRecord& record : change.records) ledger.apply(record);
  return short_words(change.records);
}

using Words = std::vector<std::string>;

}  // namespace stom::live::ledger_test
