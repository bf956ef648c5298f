// The number of every message, as it stands in envelopes. A number is never used for something else.
#pragma once

#include <cstdint>

namespace stom::bus {

enum class MessageType : std::uint16_t {
  // supervision
  kHello = 1,
  kWelcome = 2,
  kHeartbeat = 3,
  kSupervisorBeat = 4,
  kStopRequest = 5,
  kGoodbye = 6,
  kRoleGap = 7,
  kStatusRequest = 8,
  kStatusReply = 9,
  kDownRequest = 10,
  kDownReply = 11,
  kRefusal = 12,
  kLinkPulse = 13,
  // settings
  kSettingsSnapshot = 20,
  kSettingsAck = 21,
  kSettingsSet = 24,
  kSettingsResult = 25,
  kStrategySave = 26,
  kStrategySaved = 27,
  // log, time
  kLogLine = 30,
  kClockTick = 31,
  // market
  kInstrumentList = 40,
  kWatchListUpdate = 41,
  kMarketState = 42,
  kMarketRow = 43,
  kPriceUpdate = 44,
  kOrderBook = 45,
  kKimpRequest = 46,
  kKimpReply = 47,
  // strategies and orders
  kStrategyLoad = 60,
  kStrategyResult = 61,
  kStrategyControl = 62,
  kSignal = 63,
  kExecutionReport = 64,
  kPositionSnapshot = 65,
  kAccountSnapshot = 66,
  kRiskStop = 67,
  kRowDecision = 68,
  kSymbolState = 69,
  kHaltRequest = 70,
  kHaltReply = 71,
  // storing
  kRecordRows = 80,
  kRecordAck = 81,
  kRecordTrades = 82,
  // people
  kNotifyText = 90,
  kNotifyPhoto = 91,
  kNotifyTable = 92,
  kSpeak = 93,
  kRemoteCommand = 94,
  // jobs and charts
  kJobStart = 100,
  kJobProgress = 101,
  kJobResult = 102,
  kJobCancel = 103,
  kChartRequest = 104,
  kChartData = 105,
};

}  // namespace stom::bus
