#include "bus/channel.h"

#include "base/checksum.h"
#include "base/error.h"

namespace stom::bus {
namespace {

using enum MessageType;

constexpr MessageType kWindowMessages[] = {kInstrumentList,  kWatchListUpdate,  kMarketState,     kOrderBook, kStrategyResult,
                                           kExecutionReport, kPositionSnapshot, kAccountSnapshot, kRiskStop,  kNotifyText,
                                           kNotifyTable,     kJobProgress,      kJobResult,       kChartData};
constexpr MessageType kSoundMessages[] = {kSpeak};
constexpr MessageType kQueryMessages[] = {kRecordRows, kRecordTrades, kSettingsSnapshot, kJobStart, kJobCancel};
constexpr MessageType kTeleMessages[] = {kNotifyText, kNotifyPhoto, kNotifyTable, kExecutionReport, kRiskStop};
constexpr MessageType kChartMessages[] = {kChartRequest};
constexpr MessageType kHogaMessages[] = {kOrderBook};
constexpr MessageType kJobMessages[] = {kJobStart, kJobCancel};
constexpr MessageType kReceiverMessages[] = {kSymbolState, kPositionSnapshot, kExecutionReport, kRecordAck};
constexpr MessageType kTraderMessages[] = {kRowDecision, kInstrumentList, kWatchListUpdate, kSignal, kMarketState, kPriceUpdate, kExecutionReport, kRemoteCommand, kRecordAck};
constexpr MessageType kStrategyMessages[] = {kSymbolState,     kStrategyLoad,    kStrategyControl, kPositionSnapshot,
                                             kExecutionReport, kRiskStop,        kAccountSnapshot};
constexpr MessageType kLiveMessages[] = {kNotifyText, kNotifyTable};
constexpr MessageType kKimpMessages[] = {kPriceUpdate};
constexpr MessageType kCommandMessages[] = {kRemoteCommand, kStrategyControl};
constexpr MessageType kTotalMessages[] = {kJobProgress, kJobResult, kRecordAck};
constexpr MessageType kMarketMessages[] = {kInstrumentList, kWatchListUpdate, kMarketState, kMarketRow};
constexpr MessageType kControlMessages[] = {kWelcome, kSupervisorBeat, kStopRequest, kRoleGap, kSettingsSnapshot};
constexpr MessageType kHealthMessages[] = {kHello, kHeartbeat, kLinkPulse, kGoodbye, kSettingsAck, kSettingsSnapshot};
constexpr MessageType kLogMessages[] = {kLogLine};
constexpr MessageType kClockMessages[] = {kClockTick};

using enum Pattern;
using enum WhenFull;

constexpr Channel kChannels[] = {
    {ChannelId::kWindow, "window", kQueue, kConflate, 1024, "every role", "window", kWindowMessages},
    {ChannelId::kSound, "sound", kQueue, kAlarm, 256, "every role", "sound", kSoundMessages},
    {ChannelId::kQuery, "query", kQueue, kBlock, 8192, "every role", "query", kQueryMessages},
    {ChannelId::kTele, "tele", kQueue, kAlarm, 1024, "every role", "telegram", kTeleMessages},
    {ChannelId::kChart, "chart", kQueue, kBlock, 256, "window", "chart", kChartMessages},
    {ChannelId::kHoga, "hoga", kQueue, kConflate, 256, "receivers", "hoga", kHogaMessages},
    {ChannelId::kWebc, "webc", kQueue, kBlock, 256, "window", "crawler", kJobMessages},
    {ChannelId::kBack, "back", kQueue, kBlock, 256, "window, commands", "back-test coordinator", kJobMessages},
    {ChannelId::kCreceiv, "creceiv", kQueue, kBlock, 4096, "crypto trader", "crypto receiver", kReceiverMessages},
    {ChannelId::kCtrader, "ctrader", kQueue, kBlock, 8192, "crypto strategy, crypto receiver, window, telegram", "crypto trader",
     kTraderMessages},
    {ChannelId::kCstg, "cstg", kQueue, kBlock, 8192, "crypto trader, window, telegram", "crypto strategy", kStrategyMessages},
    {ChannelId::kLive, "live", kQueue, kAlarm, 256, "traders, back-test", "share", kLiveMessages},
    {ChannelId::kKimp, "kimp", kQueue, kConflate, 1024, "crypto receivers", "kimp", kKimpMessages},
    {ChannelId::kWdzserv, "wdzserv", kQueue, kBlock, 256, "window, telegram", "supervisor", kCommandMessages},
    {ChannelId::kTotal, "total", kQueue, kBlock, 4096, "back-test engines", "back-test coordinator", kTotalMessages},
    {ChannelId::kKwzserv, "kwzserv", kQueue, kConflate, 1024, "stock roles", "window", kWindowMessages},
    {ChannelId::kSreceiv, "sreceiv", kQueue, kBlock, 4096, "stock trader", "stock receiver", kReceiverMessages},
    {ChannelId::kStrader, "strader", kQueue, kBlock, 8192, "stock strategy workers, stock receiver, window, telegram", "stock trader",
     kTraderMessages},
    {ChannelId::kSstg, "sstg", kQueue, kBlock, 8192, "stock trader, window, telegram", "stock strategy worker", kStrategyMessages},
    {ChannelId::kMarket, "market", kTopics, kAlarm, 8192, "receiver of the market", "strategy workers, by worker", kMarketMessages},
    {ChannelId::kControl, "control", kTopics, kConflate, 1024, "supervisor", "every role, by name", kControlMessages},
    {ChannelId::kHealth, "health", kQueue, kBlock, 1024, "every role", "supervisor", kHealthMessages},
    {ChannelId::kLog, "log", kQueue, kDropOldest, 4096, "every role, supervisor", "log", kLogMessages},
    {ChannelId::kClock, "clock", kTopics, kConflate, 4, "clock", "who works by time", kClockMessages},
};

constexpr bool in_order_of_ids() {
  for (std::size_t i = 0; i < std::size(kChannels); ++i) {
    if (static_cast<std::size_t>(kChannels[i].id) != i) return false;
  }
  return true;
}
static_assert(in_order_of_ids());

}  // namespace

const char* name(WhenFull policy) {
  switch (policy) {
    case kBlock: return "block";
    case kAlarm: return "alarm";
    case kConflate: return "conflate";
    case kDropOldest: return "drop oldest";
  }
  return "";
}

bool Channel::carries(MessageType type) const { return std::find(messages.begin(), messages.end(), type) != messages.end(); }

std::span<const Channel> all_channels() { return kChannels; }
const Channel& channel(ChannelId id) { return kChannels[static_cast<std::size_t>(id)]; }

std::string channel_name(ChannelId id, std::string_view copy) {
  return copy.empty() ? channel(id).name : fmt::format("{}.{}", channel(id).name, copy);
}

// Topics match by prefix: every topic ends where no other can go on.
std::string worker_topic(unsigned worker) { return fmt::format("{}\n", worker); }
std::string role_topic(std::string_view role) { return fmt::format("{}\n", role); }

unsigned worker_of(std::string_view symbol, unsigned workers) {
  return workers <= 1 ? 0 : static_cast<unsigned>(checksum(symbol.data(), symbol.size()) % workers);
}

}  // namespace stom::bus
