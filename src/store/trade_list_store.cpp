#include "store/trade_list_store.h"

#include "base/error.h"
#include "store/trade_list_tables.h"

namespace stom::store {
namespace {

constexpr int kTradeSchema = 1;

std::string prefix_of(market::Market market, TradeMode mode) { return fmt::format("{}_{}_", market::name(market), name(mode)); }

// Binds a record's fields in the order of its table's columns.
class Binder {
 public:
  explicit Binder(Statement& statement) : statement_(statement) {}
  Binder& operator<<(const std::string& value) { return next(std::string_view(value)); }
  Binder& operator<<(double value) { return next(value); }
  Binder& operator<<(std::int64_t value) { return next(value); }
  Binder& operator<<(std::int32_t value) { return next(std::int64_t{value}); }

 private:
  template <typename T>
  Binder& next(T value) {
    statement_.bind(++parameter_, value);
    return *this;
  }
  Statement& statement_;
  int parameter_ = 0;
};

class Fields {
 public:
  explicit Fields(const Statement& statement) : statement_(statement) {}
  Fields& operator>>(std::string& value) {
    value = statement_.text(column_++);
    return *this;
  }
  Fields& operator>>(double& value) {
    value = statement_.real(column_++);
    return *this;
  }
  Fields& operator>>(std::int64_t& value) {
    value = statement_.integer(column_++);
    return *this;
  }
  Fields& operator>>(std::int32_t& value) {
    value = static_cast<std::int32_t>(statement_.integer(column_++));
    return *this;
  }

 private:
  const Statement& statement_;
  int column_ = 0;
};

void put(Binder b, const OrderRecord& r) {
  b << r.client_id << r.account << r.code << r.code_name << r.side << r.kind << r.price << r.quantity << r.filled << r.average_price
    << r.status << r.venue_order_id << r.reason << r.created << r.updated << r.day;
}
void put(Binder b, const OrderEvent& r) {
  b << r.event_id << r.client_id << r.code << r.code_name << r.word << r.quantity << r.filled << r.open << r.fill_price << r.order_price
    << r.venue_order_id << r.time << r.day;
}
void put(Binder b, const FillRecord& r) {
  b << r.fill_id << r.client_id << r.account << r.code << r.side << r.price << r.quantity << r.fee << r.currency << r.time << r.day;
}
void put(Binder b, const PositionRecord& r) {
  b << r.account << r.code << r.side << r.code_name << r.entry_price << r.price << r.return_percent << r.profit << r.cost << r.value
    << r.quantity << r.leverage << r.buy_steps << r.sell_steps << r.bought;
}
void put(Binder b, const TradeListEntry& r) {
  b << r.trade_id << r.account << r.code << r.code_name << r.side << r.cost << r.proceeds << r.quantity << r.return_percent << r.profit
    << r.currency << r.time << r.day;
}
void put(Binder b, const BalanceRecord& r) { b << r.account << r.currency << r.total << r.available << r.time; }
void put(Binder b, const DayTotal& r) {
  b << r.account << r.currency << r.day << r.trades << r.cost << r.proceeds << r.gains << r.losses << r.return_percent << r.profit;
}

void get(Fields f, OrderRecord& r) {
  f >> r.client_id >> r.account >> r.code >> r.code_name >> r.side >> r.kind >> r.price >> r.quantity >> r.filled >> r.average_price >>
      r.status >> r.venue_order_id >> r.reason >> r.created >> r.updated >> r.day;
}
void get(Fields f, OrderEvent& r) {
  f >> r.event_id >> r.client_id >> r.code >> r.code_name >> r.word >> r.quantity >> r.filled >> r.open >> r.fill_price >> r.order_price >>
      r.venue_order_id >> r.time >> r.day;
}
void get(Fields f, FillRecord& r) {
  f >> r.fill_id >> r.client_id >> r.account >> r.code >> r.side >> r.price >> r.quantity >> r.fee >> r.currency >> r.time >> r.day;
}
void get(Fields f, PositionRecord& r) {
  f >> r.account >> r.code >> r.side >> r.code_name >> r.entry_price >> r.price >> r.return_percent >> r.profit >> r.cost >> r.value >>
      r.quantity >> r.leverage >> r.buy_steps >> r.sell_steps >> r.bought;
}
void get(Fields f, TradeListEntry& r) {
  f >> r.trade_id >> r.account >> r.code >> r.code_name >> r.side >> r.cost >> r.proceeds >> r.quantity >> r.return_percent >> r.profit >>
      r.currency >> r.time >> r.day;
}
void get(Fields f, BalanceRecord& r) { f >> r.account >> r.currency >> r.total >> r.available >> r.time; }
void get(Fields f, DayTotal& r) {
  f >> r.account >> r.currency >> r.day >> r.trades >> r.cost >> r.proceeds >> r.gains >> r.losses >> r.return_percent >> r.profit;
}

std::string places(int count) {
  std::string text;
  for (int i = 1; i <= count; ++i) text += fmt::format("{}?{}", i == 1 ? "" : ", ", i);
  return text;
}

void create_tables(Connection& connection, const std::string& prefix, bool is_stock, bool is_future) {
  for (const TradeTable& table : kTradeTables)
    connection.execute(fmt::format("CREATE TABLE IF NOT EXISTS {}{} ({})", prefix, table.name, table.columns));
  for (const std::string_view table : {"orders", "events", "fills", "trades"}) {
    connection.execute(fmt::format("CREATE INDEX IF NOT EXISTS ix_{0}{1}_day ON {0}{1} (day)", prefix, table));
  }
  const std::string clock = fmt::format("strftime('%Y%m%d%H%M%S', time / 1000000, 'unixepoch'{})", is_stock ? ", '+9 hours'" : "");
  const std::string position = is_future ? "side AS \"포지션\", " : "";
  for (const TradeView& view : kTradeViews) {
    connection.execute(fmt::format("CREATE VIEW IF NOT EXISTS {}{} AS ", prefix, view.name) +
                       fmt::format(fmt::runtime(view.select), prefix, clock, position));
  }
}

class Writer {
 public:
  Writer(Connection& connection, const std::string& prefix) : connection_(connection), prefix_(prefix) {}

  // Records that never change once written.
  template <typename Record>
  void add(const TradeTable& table, const std::vector<Record>& records, std::string Record::*id) {
    if (records.empty()) return;
    Statement insert(
        connection_,
        fmt::format("INSERT INTO {}{} VALUES ({}) ON CONFLICT DO NOTHING RETURNING 1", prefix_, table.name, places(table.count)),
        std::string(table.name));
    Statement select(connection_, fmt::format("SELECT {} FROM {}{} WHERE {} = ?1", table.names, prefix_, table.name, table.key),
                     std::string(table.name));
    for (const Record& record : records) {
      put(Binder(insert), record);
      const bool is_new = insert.step();
      insert.reset();
      if (is_new) {
        ++counts_.written;
        continue;
      }
      Record stored;
      select.bind(1, record.*id);
      if (select.step()) get(Fields(select), stored);
      select.reset();
      if (!(stored == record)) {
        throw DataError(message("{}: {}{}: '{}' 이(가) 다른 내용으로 이미 있습니다. 묶음을 쓰지 않았습니다.",
                                "{}: {}{}: '{}' is there with another content. The batch was not written.", connection_.path().string(),
                                prefix_, table.name, record.*id));
      }
      ++counts_.repeated;
    }
  }

  // Records that are replaced: the newest by `order` stays.
  template <typename Record>
  void replace(const TradeTable& table, const std::vector<Record>& records, std::string_view order) {
    if (records.empty()) return;
    std::string sets;
    std::string_view rest = table.names;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(", "), rest.size());
      sets += fmt::format("{}{} = excluded.{}", sets.empty() ? "" : ", ", rest.substr(0, end), rest.substr(0, end));
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    const std::string newest = order.empty() ? "" : fmt::format(" WHERE excluded.{0} >= {1}{2}.{0}", order, prefix_, table.name);
    Statement insert(connection_,
                     fmt::format("INSERT INTO {}{} VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}{} RETURNING 1", prefix_, table.name,
                                 places(table.count), table.key, sets, newest),
                     std::string(table.name));
    for (const Record& record : records) {
      put(Binder(insert), record);
      ++(insert.step() ? counts_.written : counts_.repeated);
      insert.reset();
    }
  }

  void replace_positions(const std::string& account, const std::vector<PositionRecord>& positions) {
    Statement(connection_, fmt::format("DELETE FROM {}positions WHERE account = ?1", prefix_), "positions").bind(1, account).run();
    for (const PositionRecord& position : positions) {
      if (position.account != account) {
        throw DataError(message("{}: 계정 '{}'의 잔고에 계정 '{}'의 종목이 섞여 있습니다.", "{}: positions of account '{}' hold one of account '{}'.",
                                connection_.path().string(), account, position.account));
      }
    }
    replace(kPositions, positions, "");
  }
  [[nodiscard]] BatchCounts counts() const { return counts_; }

 private:
  Connection& connection_;
  const std::string& prefix_;
  BatchCounts counts_;
};

template <typename Record, typename... Values>
std::vector<Record> select(Connection& connection, const std::string& prefix, const TradeTable& table, std::string_view rest,
                           const Values&... values) {
  Statement rows(connection, fmt::format("SELECT {} FROM {}{} {}", table.names, prefix, table.name, rest), std::string(table.name));
  int parameter = 0;
  (rows.bind(++parameter, values), ...);
  std::vector<Record> records;
  while (rows.step()) get(Fields(rows), records.emplace_back());
  return records;
}

}  // namespace

TradeListStore::TradeListStore(const std::filesystem::path& path, market::Market market, TradeMode mode)
    : connection_(path, OpenMode::kCreate), prefix_(prefix_of(market, mode)) {
  // FULL: what write() acknowledged is on the disk, not only in the system's memory.
  connection_.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  {
    Statement version(connection_, "PRAGMA user_version");
    if (version.step() && version.integer(0) > kTradeSchema) {
      throw DatabaseError(message("{}: 더 새로운 stom 이 쓴 파일입니다.", "{}: a newer stom wrote this file.", path.string()));
    }
  }
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  create_tables(connection_, prefix_, market == market::Market::kStock, market == market::Market::kBinance);
  connection_.execute(fmt::format("PRAGMA user_version = {}", kTradeSchema));
  transaction.commit();
}

BatchCounts TradeListStore::write(const TradeBatch& batch) {
  Transaction transaction(connection_, Transaction::Kind::kWrite);
  Writer writer(connection_, prefix_);
  writer.replace(kOrders, batch.orders, "updated");
  writer.add(kEvents, batch.events, &OrderEvent::event_id);
  writer.add(kFills, batch.fills, &FillRecord::fill_id);
  writer.add(kTrades, batch.trades, &TradeListEntry::trade_id);
  writer.replace(kBalances, batch.balances, "time");
  writer.replace(kDays, batch.days, "");
  if (batch.positions) writer.replace_positions(batch.positions_account, *batch.positions);
  transaction.commit();
  return writer.counts();
}

std::vector<OrderRecord> TradeListStore::orders(TradingDay day) {
  return select<OrderRecord>(connection_, prefix_, kOrders, "WHERE day = ?1 ORDER BY created, client_id", std::int64_t{day});
}
std::vector<OrderRecord> TradeListStore::live_orders() {
  return select<OrderRecord>(connection_, prefix_, kOrders, "WHERE status IN ('sent', 'open', 'unknown') ORDER BY created, client_id");
}
std::vector<OrderEvent> TradeListStore::events(TradingDay day) {
  return select<OrderEvent>(connection_, prefix_, kEvents, "WHERE day = ?1 ORDER BY time, event_id", std::int64_t{day});
}
std::vector<FillRecord> TradeListStore::fills(TradingDay day) {
  return select<FillRecord>(connection_, prefix_, kFills, "WHERE day = ?1 ORDER BY time, fill_id", std::int64_t{day});
}
std::vector<PositionRecord> TradeListStore::positions(const std::string& account) {
  return select<PositionRecord>(connection_, prefix_, kPositions, "WHERE account = ?1 ORDER BY code, side", std::string_view(account));
}
std::vector<TradeListEntry> TradeListStore::trades(TradingDay first, TradingDay last) {
  return select<TradeListEntry>(connection_, prefix_, kTrades, "WHERE day BETWEEN ?1 AND ?2 ORDER BY time, trade_id", std::int64_t{first},
                                std::int64_t{last});
}
std::vector<BalanceRecord> TradeListStore::balances() {
  return select<BalanceRecord>(connection_, prefix_, kBalances, "ORDER BY account, currency");
}
std::vector<DayTotal> TradeListStore::days(TradingDay first, TradingDay last) {
  return select<DayTotal>(connection_, prefix_, kDays, "WHERE day BETWEEN ?1 AND ?2 ORDER BY day, account, currency", std::int64_t{first},
                          std::int64_t{last});
}

DayTotal TradeListStore::sum_of_day(const std::string& account, const std::string& currency, TradingDay day, double equity) {
  DayTotal total{account, currency, day};
  for (const TradeListEntry& trade : trades(day, day)) {
    if (trade.account != account || trade.currency != currency) continue;
    ++total.trades;
    total.cost += trade.cost;
    total.proceeds += trade.proceeds;
    (trade.profit >= 0 ? total.gains : total.losses) += trade.profit;
    total.profit += trade.profit;
  }
  if (equity > 0) total.return_percent = total.profit / equity * 100;
  return total;
}

std::vector<std::string> trade_table_names(market::Market market, TradeMode mode) {
  std::vector<std::string> names;
  for (const TradeTable& table : kTradeTables) names.push_back(prefix_of(market, mode) + std::string(table.name));
  return names;
}

}  // namespace stom::store
