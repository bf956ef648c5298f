// The tables of trade_list_store.h as data: columns in the order in which records are bound and read.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace stom::store {

struct TradeTable {
  std::string_view name;
  std::string_view columns;  // SQL declarations
  std::string_view names;    // the same columns, joined by ", "
  int count;
  std::string_view key;      // columns of the primary key
};

inline constexpr TradeTable kOrders{"orders",
                                    "client_id TEXT PRIMARY KEY, account TEXT, code TEXT, code_name TEXT, side TEXT, kind TEXT, price "
                                    "REAL, quantity REAL, filled REAL, average_price REAL, "
                                    "status TEXT, venue_order_id TEXT, reason TEXT, created INTEGER, updated INTEGER, day INTEGER",
                                    "client_id, account, code, code_name, side, kind, price, quantity, filled, average_price, status, "
                                    "venue_order_id, reason, created, updated, day",
                                    16, "client_id"};
inline constexpr TradeTable kEvents{
    "events",
    "event_id TEXT PRIMARY KEY, client_id TEXT, code TEXT, code_name TEXT, word TEXT, quantity REAL, filled REAL, open REAL, fill_price "
    "REAL, order_price REAL, "
    "venue_order_id TEXT, time INTEGER, day INTEGER",
    "event_id, client_id, code, code_name, word, quantity, filled, open, fill_price, order_price, venue_order_id, time, day", 13,
    "event_id"};
inline constexpr TradeTable kFills{"fills",
                                   "fill_id TEXT PRIMARY KEY, client_id TEXT, account TEXT, code TEXT, side TEXT, price REAL, quantity "
                                   "REAL, fee REAL, currency TEXT, time INTEGER, day INTEGER",
                                   "fill_id, client_id, account, code, side, price, quantity, fee, currency, time, day", 11, "fill_id"};
inline constexpr TradeTable kPositions{
    "positions",
    "account TEXT, code TEXT, side TEXT, code_name TEXT, entry_price REAL, price REAL, return_percent REAL, profit REAL, cost REAL, value "
    "REAL, quantity REAL, "
    "leverage INTEGER, buy_steps INTEGER, sell_steps INTEGER, bought INTEGER, PRIMARY KEY (account, code, side)",
    "account, code, side, code_name, entry_price, price, return_percent, profit, cost, value, quantity, leverage, buy_steps, sell_steps, "
    "bought",
    15, "account, code, side"};
inline constexpr TradeTable kTrades{
    "trades",
    "trade_id TEXT PRIMARY KEY, account TEXT, code TEXT, code_name TEXT, side TEXT, cost REAL, proceeds REAL, quantity REAL, "
    "return_percent REAL, profit REAL, "
    "currency TEXT, time INTEGER, day INTEGER",
    "trade_id, account, code, code_name, side, cost, proceeds, quantity, return_percent, profit, currency, time, day", 13, "trade_id"};
inline constexpr TradeTable kBalances{
    "balances", "account TEXT, currency TEXT, total REAL, available REAL, time INTEGER, PRIMARY KEY (account, currency)",
    "account, currency, total, available, time", 5, "account, currency"};
inline constexpr TradeTable kDays{"days",
                                  "account TEXT, currency TEXT, day INTEGER, trades INTEGER, cost REAL, proceeds REAL, gains REAL, losses "
                                  "REAL, return_percent REAL, profit REAL, "
                                  "PRIMARY KEY (account, currency, day)",
                                  "account, currency, day, trades, cost, proceeds, gains, losses, return_percent, profit", 10,
                                  "account, currency, day"};
inline constexpr TradeTable kTradeTables[] = {kOrders, kEvents, kFills, kPositions, kTrades, kBalances, kDays};

// Views of the users' shape: {0} is the prefix, {1} turns `time` into the venue's YYYYMMDDhhmmss, {2} is "side AS \"포지션\", " for futures.
struct TradeView {
  std::string_view name, select;
};
inline constexpr TradeView kTradeViews[] = {
    {"chegeollist",
     "SELECT event_id AS \"index\", code_name AS \"종목명\", word AS \"주문구분\", quantity AS \"주문수량\", filled AS \"체결수량\", open "
     "AS \"미체결수량\", "
     "fill_price AS \"체결가\", {1} AS \"체결시간\", order_price AS \"주문가격\", venue_order_id AS \"주문번호\" FROM {0}events"},
    {"jangolist",
     "SELECT code AS \"index\", code_name AS \"종목명\", {2}entry_price AS \"매입가\", price AS \"현재가\", return_percent AS \"수익률\", "
     "profit AS \"평가손익\", "
     "cost AS \"매입금액\", value AS \"평가금액\", quantity AS \"보유수량\", leverage AS \"레버리지\", buy_steps AS \"분할매수횟수\", "
     "sell_steps AS \"분할매도횟수\", "
     "{1} AS \"매수시간\" FROM (SELECT *, bought AS time FROM {0}positions)"},
    {"tradelist",
     "SELECT trade_id AS \"index\", code_name AS \"종목명\", {2}cost AS \"매수금액\", proceeds AS \"매도금액\", quantity AS \"주문수량\", "
     "return_percent AS \"수익률\", "
     "profit AS \"수익금\", {1} AS \"체결시간\" FROM {0}trades"},
    {"totaltradelist",
     "SELECT CAST(day AS TEXT) AS \"index\", cost AS \"총매수금액\", proceeds AS \"총매도금액\", gains AS \"총수익금액\", losses AS "
     "\"총손실금액\", "
     "return_percent AS \"수익률\", profit AS \"수익금합계\" FROM {0}days"},
};

}  // namespace stom::store
