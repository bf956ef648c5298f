// Trade records on their way to the query role: the records of store/trade_list_store.h, as lines of one batch.
#pragma once

#include "bus/message.h"
#include "store/trade_list_store.h"

namespace stom::bus {

struct OrderLine : store::OrderRecord {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("client_id", self.client_id);
    visit("account", self.account);
    visit("code", self.code);
    visit("code_name", self.code_name);
    visit("side", self.side);
    visit("kind", self.kind);
    visit("price", self.price);
    visit("quantity", self.quantity);
    visit("filled", self.filled);
    visit("average_price", self.average_price);
    visit("status", self.status);
    visit("venue_order_id", self.venue_order_id);
    visit("reason", self.reason);
    visit("created", self.created);
    visit("updated", self.updated);
    visit("day", self.day);
  }
};

struct OrderEventLine : store::OrderEvent {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("event_id", self.event_id);
    visit("client_id", self.client_id);
    visit("code", self.code);
    visit("code_name", self.code_name);
    visit("word", self.word);
    visit("quantity", self.quantity);
    visit("filled", self.filled);
    visit("open", self.open);
    visit("fill_price", self.fill_price);
    visit("order_price", self.order_price);
    visit("venue_order_id", self.venue_order_id);
    visit("time", self.time);
    visit("day", self.day);
  }
};

struct FillLine : store::FillRecord {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("fill_id", self.fill_id);
    visit("client_id", self.client_id);
    visit("account", self.account);
    visit("code", self.code);
    visit("side", self.side);
    visit("price", self.price);
    visit("quantity", self.quantity);
    visit("fee", self.fee);
    visit("currency", self.currency);
    visit("time", self.time);
    visit("day", self.day);
  }
};

struct PositionRecordLine : store::PositionRecord {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("code", self.code);
    visit("side", self.side);
    visit("code_name", self.code_name);
    visit("entry_price", self.entry_price);
    visit("price", self.price);
    visit("return_percent", self.return_percent);
    visit("profit", self.profit);
    visit("cost", self.cost);
    visit("value", self.value);
    visit("quantity", self.quantity);
    visit("leverage", self.leverage);
    visit("buy_steps", self.buy_steps);
    visit("sell_steps", self.sell_steps);
    visit("bought", self.bought);
  }
};

struct TradeLine : store::TradeListEntry {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("trade_id", self.trade_id);
    visit("account", self.account);
    visit("code", self.code);
    visit("code_name", self.code_name);
    visit("side", self.side);
    visit("cost", self.cost);
    visit("proceeds", self.proceeds);
    visit("quantity", self.quantity);
    visit("return_percent", self.return_percent);
    visit("profit", self.profit);
    visit("currency", self.currency);
    visit("time", self.time);
    visit("day", self.day);
  }
};

struct BalanceLine : store::BalanceRecord {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("currency", self.currency);
    visit("total", self.total);
    visit("available", self.available);
    visit("time", self.time);
  }
};

struct DayTotalLine : store::DayTotal {
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("account", self.account);
    visit("currency", self.currency);
    visit("day", self.day);
    visit("trades", self.trades);
    visit("cost", self.cost);
    visit("proceeds", self.proceeds);
    visit("gains", self.gains);
    visit("losses", self.losses);
    visit("return_percent", self.return_percent);
    visit("profit", self.profit);
  }
};

struct RecordTrades {
  std::string market;
  bool paper = true;
  std::uint64_t batch = 0;
  std::string reply_to;
  std::vector<OrderLine> orders;
  std::vector<OrderEventLine> events;
  std::vector<FillLine> fills;
  std::vector<TradeLine> trades;
  std::vector<BalanceLine> balances;
  std::vector<DayTotalLine> days;
  bool has_positions = false;
  std::string positions_account;
  std::vector<PositionRecordLine> positions;

  static constexpr MessageFacts kFacts{MessageType::kRecordTrades, 1, "RecordTrades",
                                       "trade records to store in one transaction; acknowledged by batch; twice is once"};
  template <typename Self, typename Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("market", self.market, "upbit, binance, stock");
    visit("paper", self.paper, "not real money: other tables");
    visit("batch", self.batch);
    visit("reply_to", self.reply_to, "channel of the sender, for RecordAck: ctrader.upbit");
    visit("orders", self.orders);
    visit("events", self.events);
    visit("fills", self.fills);
    visit("trades", self.trades);
    visit("balances", self.balances);
    visit("days", self.days);
    visit("has_positions", self.has_positions, "positions replaces all of positions_account");
    visit("positions_account", self.positions_account);
    visit("positions", self.positions);
  }
};

}  // namespace stom::bus
