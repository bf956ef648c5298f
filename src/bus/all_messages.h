// Every message of stom, in the order of their numbers: for tests and for the documentation.
#pragma once

#include <tuple>

#include "bus/messages/control.h"
#include "bus/messages/desk.h"
#include "bus/messages/jobs.h"
#include "bus/messages/kimp.h"
#include "bus/messages/log.h"
#include "bus/messages/market.h"
#include "bus/messages/people.h"
#include "bus/messages/query.h"
#include "bus/messages/settings.h"
#include "bus/messages/supervision.h"
#include "bus/messages/trade_records.h"
#include "bus/messages/trading.h"

namespace stom::bus {

using AllMessages =
    std::tuple<Hello, Welcome, Heartbeat, SupervisorBeat, StopRequest, Goodbye, RoleGap, StatusRequest, StatusReply, DownRequest, DownReply,
               Refusal, LinkPulse, SettingsSnapshot, SettingsAck, SettingsSet, SettingsResult, StrategySave, StrategySaved, LogLine, ClockTick, InstrumentList, WatchListUpdate, MarketState, MarketRow,
               PriceUpdate, OrderBook, KimpRequest, KimpReply, StrategyLoad, StrategyResult, StrategyControl, Signal, ExecutionReport, PositionSnapshot,
               AccountSnapshot, RiskStop, RowDecision, SymbolState, HaltRequest, HaltReply, RecordRows, RecordAck, RecordTrades, NotifyText, NotifyPhoto, NotifyTable, Speak, RemoteCommand, JobStart,
               JobProgress, JobResult, JobCancel, ChartRequest, ChartData>;

// Calls visit(M{}) for every message M.
template <typename Visit, std::size_t... I>
void visit_messages(Visit&& visit, std::index_sequence<I...>) {
  (visit(std::tuple_element_t<I, AllMessages>{}), ...);
}
template <typename Visit>
void visit_messages(Visit&& visit) {
  visit_messages(visit, std::make_index_sequence<std::tuple_size_v<AllMessages>>{});
}

// Markdown: the channels and the messages (docs/concepts/messages.md).
[[nodiscard]] std::string messages_document();

}  // namespace stom::bus
