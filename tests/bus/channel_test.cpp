#include "bus/channel.h"

#include <set>

#include "base/private_folder.h"
#include "base/time.h"
#include "bus/messages/log.h"
#include "bus/messages/market.h"
#include "bus/poll_set.h"
#include "bus/receiver.h"
#include "bus/request.h"
#include "bus/sender.h"
#include "bus/bus_folder.h"

namespace stom::bus {
namespace {

using test::kLongWait;
using test::RunFolder;

// A body large enough that socket buffers of the system hold few of them.
LogLine large_line(std::int64_t number, std::string role = "tester") {
  LogLine line;
  line.utc_micros = number;
  line.role = std::move(role);
  line.text = std::string(1 << 16, 'x');
  return line;
}

TEST(Channels, EveryNameIsUsedOnceAndEveryQueueOfTheReferenceExists) {
  std::set<std::string> names;
  for (const Channel& channel : all_channels()) EXPECT_TRUE(names.insert(channel.name).second) << channel.name;
  for (const char* queue : {"window", "sound", "query", "tele", "chart", "hoga", "webc", "back", "creceiv", "ctrader", "cstg", "live",
                            "kimp", "wdzserv", "total", "kwzserv", "sreceiv", "strader", "sstg"}) {
    EXPECT_TRUE(names.contains(queue)) << queue;
  }
}

TEST(Channels, WhatCarriesOrdersAndRecordsNeverDropsOrConflates) {
  for (const Channel& channel : all_channels()) {
    for (const MessageType type :
         {MessageType::kSignal, MessageType::kRecordRows, MessageType::kMarketRow, MessageType::kStrategyControl}) {
      const bool keeps = channel.when_full == WhenFull::kBlock || channel.when_full == WhenFull::kAlarm;
      EXPECT_TRUE(keeps || !channel.carries(type)) << channel.name;
    }
  }
}

TEST(Channels, SymbolsSpreadOverWorkersAndStayThere) {
  std::map<unsigned, int> counts;
  for (int i = 0; i < 1000; ++i) ++counts[worker_of(fmt::format("{:06}", i * 10), 5)];
  ASSERT_EQ(counts.size(), 5u);
  for (const auto& [worker, count] : counts) EXPECT_GT(count, 140) << worker;
  EXPECT_EQ(worker_of("005930", 1), 0u);
  EXPECT_EQ(worker_of("005930", 8), 6u) << "changed: rows of a running day would go to another worker";
}

TEST(RunDirectory, IsReadableByItsOwnerOnly) {
  const RunFolder folder;
  const RunDirectory directory = folder.directory();
  for (const auto& path : {directory.path(), directory.path() / "bus", directory.log(), directory.key()})
    EXPECT_TRUE(is_private(path)) << path;
}

TEST(RunDirectory, RefusesAPathTooLongForSockets) {
  EXPECT_THROW(RunDirectory(std::filesystem::path(testing::TempDir()) / std::string(120, 'x')), UsageError);
}

TEST(Queue, KeepsTheOrderOfEverySender) {
  const RunFolder folder;
  Bus consumer(folder.directory(), "log", 1);
  Receiver receiver(consumer, ChannelId::kLog);
  Bus one(folder.directory(), "one", 2), two(folder.directory(), "two", 3);
  Sender first(one, ChannelId::kLog), second(two, ChannelId::kLog);
  LogLine line;
  for (int i = 0; i < 500; ++i) {
    line.utc_micros = i;
    line.role = "one";
    ASSERT_EQ(first.send(line), SendResult::kSent);
    line.role = "two";
    ASSERT_EQ(second.send(line), SendResult::kSent);
  }
  std::map<std::string, std::int64_t> next;
  for (int i = 0; i < 1000; ++i) {
    const auto packet = receiver.receive(kLongWait);
    ASSERT_TRUE(packet);
    EXPECT_FALSE(packet->gap);
    const auto got = packet->as<LogLine>();
    EXPECT_EQ(got.utc_micros, next[got.role]++);
  }
  EXPECT_EQ(receiver.gauge().received, 1000u);
  EXPECT_EQ(first.gauge().sent, 500u);
  EXPECT_EQ(receiver.depth(), 0u);
}

TEST(Queue, SaysThatASenderRestartedAndWhatIsMissing) {
  const RunFolder folder;
  Bus consumer(folder.directory(), "supervisor");
  Receiver receiver(consumer, ChannelId::kHealth);
  Hello hello;
  for (const bool restarted : {false, true}) {
    Bus role(folder.directory(), "clock", 7);
    Sender sender(role, ChannelId::kHealth);
    ASSERT_EQ(sender.send(hello), SendResult::kSent);
    const auto packet = receiver.receive(kLongWait);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->gap.has_value() && packet->gap->restarted, restarted);
  }
}

TEST(Queue, ThatBlocksTellsTheSenderWhenItsTimeIsOverAndLosesNothing) {
  const RunFolder folder;
  Bus bus(folder.directory(), "strategy", 2);
  SenderOptions options;
  options.block_seconds = 0.05;
  options.high_water_mark = 4;
  Sender sender(bus, ChannelId::kHealth, options);
  // Nobody listens: what fits is held for the receiver that will come, the rest is refused.
  Hello hello;
  int taken = 0;
  while (taken < 100) {
    hello.pid = taken;
    if (sender.send(hello) != SendResult::kSent) break;
    ++taken;
  }
  EXPECT_EQ(taken, 4);
  EXPECT_EQ(sender.gauge().refused, 1u);
  Bus consumer(folder.directory(), "supervisor");
  Receiver receiver(consumer, ChannelId::kHealth);
  for (int i = 0; i < taken; ++i) {
    const auto packet = receiver.receive(kLongWait);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->as<Hello>().pid, i);
  }
  EXPECT_EQ(sender.send(hello), SendResult::kSent) << "there is room again";
}

TEST(Queue, ThatConflatesKeepsTheNewestOfEveryKeyAndNeverBlocks) {
  const RunFolder folder;
  Bus bus(folder.directory(), "receiver", 2);
  SenderOptions options;
  options.high_water_mark = 8;
  Sender sender(bus, ChannelId::kKimp, options);
  const std::string keys[] = {"BTC", "ETH", "XRP"};
  PriceUpdate price;
  for (int round = 0; round < 100; ++round) {
    for (const std::string& key : keys) {
      price.code = key;
      price.price = round;
      ASSERT_NE(sender.send(price, {.key = key}), SendResult::kFull);
    }
  }
  EXPECT_GT(sender.gauge().conflated, 200u);
  EXPECT_EQ(sender.gauge().dropped, 0u);
  Bus consumer(folder.directory(), "kimp", 3);
  Receiver receiver(consumer, ChannelId::kKimp);
  std::map<std::string, double> last;
  const double until = monotonic_seconds() + kLongWait;
  while (monotonic_seconds() < until && (last.size() < 3 || last["BTC"] != 99 || last["ETH"] != 99 || last["XRP"] != 99)) {
    sender.flush();
    if (const auto packet = receiver.receive(0.01)) {
      EXPECT_FALSE(packet->gap) << "replacing is not losing";
      const auto got = packet->as<PriceUpdate>();
      last[got.code] = got.price;
    }
  }
  for (const std::string& key : keys) EXPECT_EQ(last[key], 99) << key;
}

TEST(Queue, OfLogLinesDropsTheOldestAndCountsThem) {
  const RunFolder folder;
  Bus bus(folder.directory(), "clock", 2);
  SenderOptions options;
  options.high_water_mark = 5;
  Sender sender(bus, ChannelId::kLog, options);
  for (int i = 0; i < 20; ++i) ASSERT_NE(sender.send(large_line(i)), SendResult::kFull);
  EXPECT_EQ(sender.gauge().dropped, 10u) << "5 with ZeroMQ, 5 waiting here";
  Bus consumer(folder.directory(), "log", 1);
  Receiver receiver(consumer, ChannelId::kLog);
  std::vector<std::int64_t> numbers;
  const double until = monotonic_seconds() + kLongWait;
  while (numbers.size() < 10 && monotonic_seconds() < until) {
    sender.flush();
    if (const auto packet = receiver.receive(0.01)) numbers.push_back(packet->as<LogLine>().utc_micros);
  }
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{0, 1, 2, 3, 4, 15, 16, 17, 18, 19}));
}

TEST(Queue, RefusesAMessageThatIsNotDeclaredForIt) {
  const RunFolder folder;
  Bus bus(folder.directory(), "clock", 2);
  Sender sender(bus, ChannelId::kHealth);
  EXPECT_THROW((void)sender.send(LogLine{}), Error);
}

void join(Sender& sender, std::string_view topic) {
  const double until = monotonic_seconds() + kLongWait;
  while (sender.listeners(topic) == 0 && monotonic_seconds() < until) continue;
  ASSERT_GT(sender.listeners(topic), 0u);
}

TEST(Topics, RowsGoToTheWorkerOfTheirSymbolOnly) {
  const RunFolder folder;
  Bus feed(folder.directory(), "receiver", 1), worker_bus(folder.directory(), "strategy", 2);
  SenderOptions options;
  options.copy = "upbit";
  Sender sender(feed, ChannelId::kMarket, options);
  MarketRow row;
  EXPECT_EQ(sender.send(row, {.topic = worker_topic(0)}), SendResult::kNobody) << "a row without a worker is not lost silently";
  EXPECT_EQ(sender.gauge().refused, 1u);
  std::vector<Receiver> workers;
  for (unsigned worker = 0; worker < 3; ++worker) {
    ReceiverOptions listen;
    listen.copy = "upbit";
    listen.topics = {worker_topic(worker), std::string(kEverybody)};
    workers.emplace_back(worker_bus, ChannelId::kMarket, listen);
  }
  for (unsigned worker = 0; worker < 3; ++worker) join(sender, worker_topic(worker));
  join(sender, kEverybody);
  std::map<unsigned, std::vector<std::string>> expected;
  for (int i = 0; i < 60; ++i) {
    row.code = fmt::format("KRW-{}", i);
    row.index = i;
    row.columns = {1.5, 2.5, static_cast<double>(i)};
    const unsigned worker = worker_of(row.code, 3);
    expected[worker].push_back(row.code);
    ASSERT_EQ(sender.send(row, {.topic = worker_topic(worker)}), SendResult::kSent);
  }
  for (unsigned worker = 0; worker < 3; ++worker) {
    for (const std::string& code : expected[worker]) {
      const auto packet = workers[worker].receive(kLongWait);
      ASSERT_TRUE(packet);
      EXPECT_FALSE(packet->gap);
      const auto got = packet->as<MarketRow>();
      EXPECT_EQ(got.code, code);
      EXPECT_EQ(got.columns[2], static_cast<double>(got.index));
    }
    EXPECT_EQ(workers[worker].depth(), 0u);
  }
}

TEST(Topics, AStandingWorkerIsToldToTheSenderAndDoesNotHinderOthers) {
  const RunFolder folder;
  Bus feed(folder.directory(), "receiver", 1), worker_bus(folder.directory(), "strategy", 2);
  SenderOptions options;
  options.high_water_mark = 16;
  Sender sender(feed, ChannelId::kMarket, options);
  ReceiverOptions listen;
  listen.high_water_mark = 16;
  listen.topics = {worker_topic(0)};
  Receiver standing(worker_bus, ChannelId::kMarket, listen);
  listen.topics = {worker_topic(1)};
  Receiver working(worker_bus, ChannelId::kMarket, listen);
  join(sender, worker_topic(0));
  join(sender, worker_topic(1));
  MarketRow row;
  row.columns.assign(1 << 13, 1.0);
  std::uint64_t taken = 0;
  while (taken < 10000 && sender.send(row, {.topic = worker_topic(0)}) == SendResult::kSent) ++taken;
  EXPECT_LT(taken, 10000u);
  EXPECT_EQ(sender.gauge().refused, 1u);
  ASSERT_EQ(sender.send(row, {.topic = worker_topic(1)}), SendResult::kSent);
  EXPECT_TRUE(working.receive(kLongWait));
  for (std::uint64_t i = 0; i < taken; ++i) {
    const auto packet = standing.receive(kLongWait);
    ASSERT_TRUE(packet) << i << " of " << taken;
    EXPECT_FALSE(packet->gap);
  }
}

TEST(Request, IsAnsweredWhileAskersComeAndGo) {
  const RunFolder folder;
  Bus server_bus(folder.directory(), "supervisor"), client_bus(folder.directory(), "command");
  RequestServer server(server_bus, "command");
  { RequestClient gone(client_bus, "command"); EXPECT_FALSE(gone.ask<StatusReply>(StatusRequest{}, 0.02)); }
  StatusReply reply;
  reply.pid = 42;
  const test::Answering answering(server, reply);
  RequestClient client(client_bus, "command");
  const auto answer = client.ask<StatusReply>(StatusRequest{}, kLongWait);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->pid, 42);
}

}  // namespace
}  // namespace stom::bus
