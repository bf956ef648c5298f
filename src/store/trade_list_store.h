// tradelist.db: what was ordered, filled, held and earned. One set of tables per market and mode (upbit_paper_fills, binance_real_orders,
// …), so that paper and real, and different currencies, never share a table. The users' tables (s_chegeollist, …) may lie in the same file
// and are left alone; views of their shape and column names are beside ours (upbit_real_tradelist, …). A batch is one transaction: after
// write() returns it survives a power cut. Everything has an id that the caller made, so that a batch that is written twice changes
// nothing. Times are UTC microseconds; `day` is the venue's trading day. One thread per object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "market/market.h"
#include "store/sqlite.h"

namespace stom::store {

enum class TradeMode : std::uint8_t { kPaper, kReal };
[[nodiscard]] constexpr std::string_view name(TradeMode mode) { return mode == TradeMode::kPaper ? "paper" : "real"; }

struct OrderRecord {
  std::string client_id{};                   // unique
  std::string account{}, code{}, code_name{};
  std::string side{};                        // 매수, 매도, BUY_LONG, …
  std::string kind{};                        // 시장가, 지정가, …
  double price = 0, quantity = 0;           // as ordered; price 0: none
  double filled = 0, average_price = 0;
  std::string status{};                      // "sent", "open", "filled", "cancelled", "rejected", "unknown"
  std::string venue_order_id{}, reason{};      // may be empty
  EpochMicros created = 0, updated = 0;     // an older `updated` than the stored one does not replace it
  TradingDay day = 0;
  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

// One row of 체결목록: something happened to an order.
struct OrderEvent {
  std::string event_id;                     // unique
  std::string client_id, code, code_name;
  std::string word;                         // 매수접수, 매수, 매수취소, BUY_LONG_REG, …
  double quantity = 0, filled = 0, open = 0, fill_price = 0, order_price = 0;
  std::string venue_order_id;
  EpochMicros time = 0;
  TradingDay day = 0;
  friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};

struct FillRecord {
  std::string fill_id;                      // unique: the venue's, or made from the order's state
  std::string client_id, account, code, side;
  double price = 0, quantity = 0, fee = 0;
  std::string currency;                     // of price and fee
  EpochMicros time = 0;
  TradingDay day = 0;
  friend bool operator==(const FillRecord&, const FillRecord&) = default;
};

struct PositionRecord {
  std::string account, code, side, code_name;  // the first three are unique
  double entry_price = 0, price = 0, return_percent = 0, profit = 0, cost = 0, value = 0, quantity = 0;
  int leverage = 1, buy_steps = 0, sell_steps = 0;
  EpochMicros bought = 0;
  friend bool operator==(const PositionRecord&, const PositionRecord&) = default;
};

// One row of 거래목록: a closed part of a position.
struct TradeListEntry {
  std::string trade_id;                     // unique
  std::string account, code, code_name, side;
  double cost = 0, proceeds = 0, quantity = 0, return_percent = 0, profit = 0;
  std::string currency;
  EpochMicros time = 0;
  TradingDay day = 0;
  friend bool operator==(const TradeListEntry&, const TradeListEntry&) = default;
};

struct BalanceRecord {
  std::string account, currency;            // unique
  double total = 0, available = 0;
  EpochMicros time = 0;
  friend bool operator==(const BalanceRecord&, const BalanceRecord&) = default;
};

struct DayTotal {
  std::string account, currency;            // unique with the day
  TradingDay day = 0;
  std::int64_t trades = 0;
  double cost = 0, proceeds = 0, gains = 0, losses = 0, return_percent = 0, profit = 0;
  friend bool operator==(const DayTotal&, const DayTotal&) = default;
};

struct TradeBatch {
  std::vector<OrderRecord> orders{};
  std::vector<OrderEvent> events{};
  std::vector<FillRecord> fills{};
  std::vector<TradeListEntry> trades{};
  std::vector<BalanceRecord> balances{};
  std::vector<DayTotal> days{};
  // Replaces all positions of positions_account.
  std::optional<std::vector<PositionRecord>> positions{};
  std::string positions_account{};
};

struct BatchCounts {
  std::uint64_t written = 0, repeated = 0;  // repeated: the same record was there already
};

class TradeListStore {
 public:
  // Creates file and tables if absent; write-ahead log.
  TradeListStore(const std::filesystem::path& path, market::Market market, TradeMode mode);

  // The file under the path is another one now, or none: open it anew.
  [[nodiscard]] bool has_moved() const { return connection_.has_moved(); }
  // For a writer that has others to serve: a locked database is a DatabaseError after so long.
  void wait_at_most(int milliseconds) { connection_.wait_at_most(milliseconds); }

  // DataError if an id comes again with another content: two different fills of one id would hide money.
  BatchCounts write(const TradeBatch& batch);

  [[nodiscard]] std::vector<OrderRecord> orders(TradingDay day);
  // Orders that may still trade: sent, open or unknown.
  [[nodiscard]] std::vector<OrderRecord> live_orders();
  [[nodiscard]] std::vector<OrderEvent> events(TradingDay day);
  [[nodiscard]] std::vector<FillRecord> fills(TradingDay day);
  [[nodiscard]] std::vector<PositionRecord> positions(const std::string& account);
  [[nodiscard]] std::vector<TradeListEntry> trades(TradingDay first, TradingDay last);
  [[nodiscard]] std::vector<BalanceRecord> balances();
  [[nodiscard]] std::vector<DayTotal> days(TradingDay first, TradingDay last);
  // The totals of a day's trades; return_percent is of `equity`.
  [[nodiscard]] DayTotal sum_of_day(const std::string& account, const std::string& currency, TradingDay day, double equity);

 private:
  Connection connection_;
  std::string prefix_;  // "upbit_paper_"
};

// Names of our tables in a tradelist.db, by kind: all markets and modes.
[[nodiscard]] std::vector<std::string> trade_table_names(market::Market market, TradeMode mode);

}  // namespace stom::store
