// The one list of what each journal record holds: bytes, reading and JSON follow from it. Tags and the order of fields are the file
// format: a field may only be appended (an older file then lacks it), a tag is never used twice.
#pragma once

#include <array>
#include <type_traits>

#include "live/order_journal.h"

namespace stom::live {

// Words of an enumeration from its first value on; the file holds the number.
template <typename E>
struct EnumWords;
template <>
struct EnumWords<trade::Side> {
  static constexpr std::array kWords{"long", "short"};
  static constexpr int kFirst = 1;
};
template <>
struct EnumWords<OrderPurpose> {
  static constexpr std::array kWords{"open", "close"};
  static constexpr int kFirst = 0;
};
template <>
struct EnumWords<OrderReason> {
  static constexpr std::array kWords{"strategy", "split", "manual", "stop_loss", "near_liquidation", "end_of_day", "day_stop", "halt"};
  static constexpr int kFirst = 0;
};
template <>
struct EnumWords<OrderEnd> {
  static constexpr std::array kWords{"filled", "cancelled", "expired", "rejected"};
  static constexpr int kFirst = 0;
};
template <>
struct EnumWords<trade::OrderType> {
  static constexpr std::array kWords{"market", "limit"};
  static constexpr int kFirst = 0;
};
template <>
struct EnumWords<trade::TimeInForce> {
  static constexpr std::array kWords{"rest", "ioc", "fok"};
  static constexpr int kFirst = 0;
};
template <>
struct EnumWords<trade::PricePeg> {
  static constexpr std::array kWords{"none", "best_opposite", "best_own"};
  static constexpr int kFirst = 0;
};

template <typename R>
struct RecordFields;

template <>
struct RecordFields<IntentRecord> {
  static constexpr std::uint8_t kTag = 1;
  static constexpr const char* kName = "intent";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    auto& intent = self.intent;
    visit("client_id", intent.client_id);
    visit("code", intent.code);
    visit("side", intent.side);
    visit("purpose", intent.purpose);
    visit("reason", intent.reason);
    visit("type", intent.kind.type);
    visit("force", intent.kind.force);
    visit("peg", intent.kind.peg);
    visit("limit", intent.limit);
    visit("quantity", intent.quantity);
    visit("reference_price", intent.reference_price);
    visit("label", intent.label);
    visit("label_text", intent.label_text);
    visit("row", intent.row);
    visit("row_seconds", intent.row_seconds);
    visit("amended", intent.amended);
    visit("leverage", intent.leverage);
    visit("replaces", intent.replaces);
    visit("created", intent.created);
    visit("day", intent.day);
  }
};

template <>
struct RecordFields<SentRecord> {
  static constexpr std::uint8_t kTag = 2;
  static constexpr const char* kName = "sent";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<AcceptedRecord> {
  static constexpr std::uint8_t kTag = 3;
  static constexpr const char* kName = "accepted";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("venue_order_id", self.venue_order_id);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<UnknownRecord> {
  static constexpr std::uint8_t kTag = 4;
  static constexpr const char* kName = "unknown";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<FillRecord> {
  static constexpr std::uint8_t kTag = 5;
  static constexpr const char* kName = "fill";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    auto& fill = self.fill;
    visit("fill_id", fill.fill_id);
    visit("client_id", fill.client_id);
    visit("quantity", fill.quantity);
    visit("money", fill.money);
    visit("fee", fill.fee);
    visit("fee_asset", fill.fee_asset);
    visit("time", fill.time);
    visit("row", fill.row);
    visit("is_maker", fill.is_maker);
  }
};

template <>
struct RecordFields<EndRecord> {
  static constexpr std::uint8_t kTag = 6;
  static constexpr const char* kName = "end";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("end", self.end);
    visit("words", self.words);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<AmendRecord> {
  static constexpr std::uint8_t kTag = 7;
  static constexpr const char* kName = "amend";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("new_client_id", self.new_client_id);
    visit("limit", self.limit);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<CancelRecord> {
  static constexpr std::uint8_t kTag = 8;
  static constexpr const char* kName = "cancel";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("why", self.why);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<CorrectionRecord> {
  static constexpr std::uint8_t kTag = 9;
  static constexpr const char* kName = "correction";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("side", self.side);
    visit("quantity", self.quantity);
    visit("price", self.price);
    visit("why", self.why);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<ForeignRecord> {
  static constexpr std::uint8_t kTag = 10;
  static constexpr const char* kName = "foreign";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("order_id", self.order_id);
    visit("what", self.what);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<MarksRecord> {
  static constexpr std::uint8_t kTag = 11;
  static constexpr const char* kName = "marks";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("highest", self.highest);
    visit("lowest", self.lowest);
  }
};

template <>
struct RecordFields<LatchRecord> {
  static constexpr std::uint8_t kTag = 12;
  static constexpr const char* kName = "latch";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("set", self.set);
    visit("why", self.why);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<CashRecord> {
  static constexpr std::uint8_t kTag = 13;
  static constexpr const char* kName = "cash";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("asset", self.asset);
    visit("total", self.total);
    visit("available", self.available);
    visit("time", self.time);
  }
};

template <>
struct RecordFields<PositionSnapshotRecord> {
  static constexpr std::uint8_t kTag = 14;
  static constexpr const char* kName = "position";
  static constexpr bool kMustLast = true;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("side", self.side);
    visit("quantity", self.quantity);
    visit("price", self.price);
    visit("price_unrounded", self.price_unrounded);
    visit("last_buy_price", self.last_buy_price);
    visit("highest", self.highest);
    visit("lowest", self.lowest);
    visit("entry_row", self.entry_row);
    visit("entry_seconds", self.entry_seconds);
    visit("buys", self.buys);
    visit("sells", self.sells);
    visit("leverage", self.leverage);
    visit("added_buys", self.added_buys);
    visit("entry_fee", self.entry_fee);
    visit("entry_fee_known", self.entry_fee_known);
  }
};

template <>
struct RecordFields<ToldRecord> {
  static constexpr std::uint8_t kTag = 15;
  static constexpr const char* kName = "told";
  static constexpr bool kMustLast = false;
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("quantity", self.quantity);
    visit("money", self.money);
    visit("ended", self.ended);
    visit("end", self.end);
    visit("words", self.words);
    visit("covered_fill", self.covered_fill);
    visit("covered_quantity", self.covered_quantity);
    visit("time", self.time);
  }
};

}  // namespace stom::live
