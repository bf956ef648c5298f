// Strategies, orders, positions, as data; what they mean is decided by those who send and receive them.
#pragma once

#include "bus/message.h"

namespace stom::bus {

enum class StrategySide { kBuy, kSell };
constexpr unsigned enum_count(StrategySide) { return 2; }

struct StrategyLoad {
  StrategySide side = StrategySide::kBuy;
  std::string name, text;
  std::vector<double> vars;

  static constexpr MessageFacts kFacts{MessageType::kStrategyLoad, 1, "StrategyLoad", "work with this text from the next row on"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("side", self.side, "buy, sell");
    visit("name", self.name);
    visit("text", self.text);
    visit("vars", self.vars, "self.vars");
  }
};

struct StrategyResult {
  StrategySide side = StrategySide::kBuy;
  std::string name;
  std::uint64_t hash = 0;
  bool ok = false;
  std::vector<std::string> problems;

  static constexpr MessageFacts kFacts{MessageType::kStrategyResult, 1, "StrategyResult", "a text was taken, or why not"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("side", self.side, "buy, sell");
    visit("name", self.name);
    visit("hash", self.hash, "of the text");
    visit("ok", self.ok);
    visit("problems", self.problems);
  }
};

enum class StrategyOrder { kStopBuying, kStopSelling, kResumeBuying, kResumeSelling };
constexpr unsigned enum_count(StrategyOrder) { return 4; }

struct StrategyControl {
  StrategyOrder order = StrategyOrder::kStopBuying;

  static constexpr MessageFacts kFacts{MessageType::kStrategyControl, 1, "StrategyControl", "stop or resume a side"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("order", self.order, "stop buying, stop selling, resume buying, resume selling");
  }
};

enum class SignalSide { kBuy, kSell, kOpenLong, kCloseLong, kOpenShort, kCloseShort };
constexpr unsigned enum_count(SignalSide) { return 6; }

struct Signal {
  std::uint64_t signal_id = 0;
  SignalSide side = SignalSide::kBuy;
  bool cancel = false;
  std::string code;
  double price = 0, quantity = 0;
  bool forced = false, manual = false;
  std::optional<std::string> order_type;
  std::int64_t row_index = 0, signal_micros = 0;

  static constexpr MessageFacts kFacts{MessageType::kSignal, 1, "Signal", "a strategy or a person wants to trade"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("signal_id", self.signal_id, "the same signal sent twice keeps its number");
    visit("side", self.side, "buy, sell, open long, close long, open short, close short");
    visit("cancel", self.cancel, "cancel the open orders of this side");
    visit("code", self.code);
    visit("price", self.price, "reference price");
    visit("quantity", self.quantity);
    visit("forced", self.forced, "limits of the strategy do not hold it back");
    visit("manual", self.manual, "by a person");
    visit("order_type", self.order_type, "nothing: as the settings say");
    visit("row", self.row_index, "key of the row that gave it");
    visit("signalled", self.signal_micros, "µs since 1970");
  }
};

enum class OrderStatus { kNew, kSent, kAccepted, kPartlyFilled, kFilled, kCancelled, kRejected, kUnknown };
constexpr unsigned enum_count(OrderStatus) { return 8; }

struct ExecutionReport {
  std::string client_order_id, venue_order_id, code;
  SignalSide side = SignalSide::kBuy;
  OrderStatus status = OrderStatus::kUnknown;
  double order_price = 0, order_quantity = 0, filled_quantity = 0, last_quantity = 0, last_price = 0, open_quantity = 0;
  std::uint64_t signal_id = 0;
  std::int64_t exchange_micros = 0;
  std::string words;

  static constexpr MessageFacts kFacts{MessageType::kExecutionReport, 1, "ExecutionReport", "an order changed"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_order_id", self.client_order_id);
    visit("venue_order_id", self.venue_order_id);
    visit("code", self.code);
    visit("side", self.side, "as Signal");
    visit("status", self.status, "new, sent, accepted, partly filled, filled, cancelled, rejected, unknown");
    visit("order_price", self.order_price);
    visit("order_quantity", self.order_quantity);
    visit("filled_quantity", self.filled_quantity);
    visit("last_quantity", self.last_quantity, "of this fill");
    visit("last_price", self.last_price, "of this fill");
    visit("open_quantity", self.open_quantity);
    visit("signal_id", self.signal_id);
    visit("exchange_time", self.exchange_micros, "µs since 1970 by the exchange");
    visit("words", self.words, "of the venue, when it refused");
  }
};

struct PositionLine {
  std::string code;
  SignalSide side = SignalSide::kBuy;
  double average_price = 0, price = 0, quantity = 0, cost = 0, value = 0, profit = 0, profit_percent = 0;
  std::uint16_t buy_splits = 0, sell_splits = 0;
  std::int64_t opened = 0;
  double leverage = 1;

  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("code", self.code);
    visit("side", self.side, "as Signal");
    visit("average_price", self.average_price);
    visit("price", self.price, "now");
    visit("quantity", self.quantity);
    visit("cost", self.cost);
    visit("value", self.value);
    visit("profit", self.profit);
    visit("profit_percent", self.profit_percent);
    visit("buy_splits", self.buy_splits);
    visit("sell_splits", self.sell_splits);
    visit("opened", self.opened, "YYYYMMDDhhmmss");
    visit("leverage", self.leverage);
  }
};

struct PositionSnapshot {
  std::string account;
  bool paper = true;
  std::vector<PositionLine> positions;

  static constexpr MessageFacts kFacts{MessageType::kPositionSnapshot, 1, "PositionSnapshot", "all positions of an account"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("paper", self.paper, "not real money");
    visit("positions", self.positions);
  }
};

struct AccountSnapshot {
  std::string account;
  bool paper = true;
  double equity = 0, cash = 0, profit = 0, cost = 0, value = 0, budget_per_symbol = 0;
  std::uint32_t positions = 0;

  static constexpr MessageFacts kFacts{MessageType::kAccountSnapshot, 1, "AccountSnapshot", "the money of an account"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("paper", self.paper, "not real money");
    visit("equity", self.equity);
    visit("cash", self.cash);
    visit("profit", self.profit);
    visit("cost", self.cost);
    visit("value", self.value);
    visit("budget_per_symbol", self.budget_per_symbol);
    visit("positions", self.positions, "number held");
  }
};

enum class RiskReason { kLoss, kProfit, kManual };
constexpr unsigned enum_count(RiskReason) { return 3; }

struct RiskStop {
  RiskReason reason = RiskReason::kManual;
  double value = 0, threshold = 0;

  static constexpr MessageFacts kFacts{MessageType::kRiskStop, 1, "RiskStop", "no new positions today"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason, "loss, profit, by hand");
    visit("value", self.value);
    visit("threshold", self.threshold);
  }
};

struct RecordRows {
  std::string database, table;
  std::vector<std::string> columns;
  std::vector<std::vector<SettingValue>> rows;
  std::uint64_t batch = 0;
  std::string reply_to;
  std::string market, frame;

  static constexpr MessageFacts kFacts{MessageType::kRecordRows, 1, "RecordRows",
                                       "rows to store in one transaction; acknowledged by batch"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("database", self.database, "setting, tradelist, strategy or a back database");
    visit("table", self.table);
    visit("columns", self.columns);
    visit("rows", self.rows);
    visit("batch", self.batch, "the same batch sent twice is stored once");
    visit("reply_to", self.reply_to, "channel of the sender, for RecordAck: creceiv.upbit; empty: no answer");
    visit("market", self.market, "of recorded rows: upbit, binance");
    visit("frame", self.frame, "of recorded rows: tick, min");
  }
};

struct RecordAck {
  std::uint64_t batch = 0;
  bool stored = false;
  std::string words;

  static constexpr MessageFacts kFacts{MessageType::kRecordAck, 1, "RecordAck", "a batch is on disk, or why not"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("batch", self.batch);
    visit("stored", self.stored);
    visit("words", self.words, "why not");
  }
};

}  // namespace stom::bus
