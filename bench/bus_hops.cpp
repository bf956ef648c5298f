// Time of a row over the bus: worker to worker through two channels, as a row goes from the receiver to a strategy and its signal
// to the trader, at 5,000 rows a second; and how many rows a second one channel carries. Local sockets, three threads that
// share nothing but the run folder. Prints a table.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/time.h"
#include "bus/messages/market.h"
#include "bus/messages/trading.h"
#include "bus/receiver.h"
#include "bus/sender.h"

namespace {

using namespace stom;       // a program of its own, not a header
using namespace stom::bus;

constexpr int kColumns = 45, kRows = 20'000;
constexpr double kRate = 5'000, kLimit = 60;

MarketRow row() {
  MarketRow out;
  out.code = "005930";
  out.columns.assign(kColumns, 1.25);
  return out;
}

struct Delays {
  std::vector<double> one_hop, two_hops;  // µs
};

void strategy(const RunDirectory& directory, Delays& delays) {
  Bus bus(directory, "strategy", 2);
  Receiver rows(bus, ChannelId::kMarket, {.topics = {worker_topic(0)}});
  Sender signals(bus, ChannelId::kCtrader);
  for (int i = 0; i < kRows; ++i) {
    const auto packet = rows.receive(kLimit);
    if (!packet) return;
    const auto got = packet->as<MarketRow>();
    delays.one_hop.push_back((monotonic_seconds() - static_cast<double>(got.received_micros) / 1e9) * 1e6);
    Signal signal;
    signal.code = got.code;
    signal.signal_micros = got.received_micros;
    if (signals.send(signal) != SendResult::kSent) return;
  }
}

void trader(const RunDirectory& directory, Delays& delays) {
  Bus bus(directory, "trader", 3);
  Receiver signals(bus, ChannelId::kCtrader);
  for (int i = 0; i < kRows; ++i) {
    const auto packet = signals.receive(kLimit);
    if (!packet) return;
    delays.two_hops.push_back((monotonic_seconds() - static_cast<double>(packet->as<Signal>().signal_micros) / 1e9) * 1e6);
  }
}

void print(const char* name, std::vector<double> delays) {
  if (delays.empty()) return;
  std::sort(delays.begin(), delays.end());
  const auto at = [&](double share) { return delays[static_cast<std::size_t>(share * static_cast<double>(delays.size() - 1))]; };
  std::printf("%-10s %8zu rows  p50 %7.1f µs  p99 %8.1f µs  max %8.1f µs\n", name, delays.size(), at(0.5), at(0.99), delays.back());
}

void paced(const RunDirectory& directory) {
  Delays delays;
  Bus bus(directory, "receiver", 1);
  Sender rows(bus, ChannelId::kMarket);
  std::thread second([&] { trader(directory, delays); });
  std::thread first([&] { strategy(directory, delays); });
  while (rows.listeners(worker_topic(0)) == 0) std::this_thread::yield();
  MarketRow next = row();
  const double begin = monotonic_seconds();
  for (int i = 0; i < kRows; ++i) {
    const double due = begin + i / kRate;
    while (monotonic_seconds() < due) std::this_thread::sleep_for(std::chrono::microseconds(20));
    next.received_micros = static_cast<std::int64_t>(monotonic_seconds() * 1e9);  // here: ns of the steady clock
    if (rows.send(next, {.topic = worker_topic(0)}) != SendResult::kSent) std::printf("refused\n");
  }
  first.join();
  second.join();
  print("one hop", delays.one_hop);
  print("two hops", delays.two_hops);
}

void full_speed(const RunDirectory& directory) {
  constexpr int kMany = 200'000;
  Bus bus(directory, "receiver", 1);
  SenderOptions options;
  options.copy = "fast";
  Sender rows(bus, ChannelId::kMarket, options);
  int received = 0;
  std::thread worker([&] {
    Bus own(directory, "strategy", 2);
    Receiver receiver(own, ChannelId::kMarket, {.copy = "fast", .topics = {worker_topic(0)}});
    while (received < kMany) {
      const auto packet = receiver.receive(kLimit);
      if (!packet || packet->as<MarketRow>().columns.size() != kColumns) return;
      ++received;
    }
  });
  while (rows.listeners(worker_topic(0)) == 0) std::this_thread::yield();
  const MarketRow next = row();
  const double begin = monotonic_seconds();
  for (int i = 0; i < kMany;) {
    if (rows.send(next, {.topic = worker_topic(0)}) == SendResult::kSent) ++i;
    else std::this_thread::yield();  // full: the worker is behind
  }
  worker.join();
  std::printf("%-10s %8d rows  %.0f rows/s\n", "one way", received, received / (monotonic_seconds() - begin));
}

}  // namespace

int main() {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("stom-bench-bus-{}", ::getpid());
  {
    const RunDirectory directory(folder);
    paced(directory);
    full_speed(directory);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
