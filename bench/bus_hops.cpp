// Time of a row over the bus: worker to worker through two channels, as a row goes from the receiver to a strategy and its signal
// to the trader, at 5,000 rows a second; and how many rows a second one channel carries. Local sockets, three processes that share nothing
// but the run folder. Prints a table. Usage: bench_bus_hops [CORE,CORE,CORE]: binds receiver, strategy and trader to these cores.
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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

void print(const char* name, std::vector<double> delays) {
  if (delays.empty()) return;
  std::sort(delays.begin(), delays.end());
  const auto at = [&](double share) { return delays[static_cast<std::size_t>(share * static_cast<double>(delays.size() - 1))]; };
  std::printf("%-10s %8zu rows  p50 %7.1f µs  p99 %8.1f µs  max %8.1f µs\n", name, delays.size(), at(0.5), at(0.99), delays.back());
  std::fflush(stdout);
}

void strategy(const RunDirectory& directory) {
  Bus bus(directory, "strategy", 2);
  Receiver rows(bus, ChannelId::kMarket, {.topics = {worker_topic(0)}});
  Sender signals(bus, ChannelId::kCtrader);
  std::vector<double> delays;
  for (int i = 0; i < kRows; ++i) {
    const auto packet = rows.receive(kLimit);
    if (!packet) return;
    const auto got = packet->as<MarketRow>();
    delays.push_back((monotonic_seconds() - static_cast<double>(got.received_micros) / 1e9) * 1e6);
    Signal signal;
    signal.code = got.code;
    signal.signal_micros = got.received_micros;
    if (signals.send(signal) != SendResult::kSent) return;
  }
  print("one hop", std::move(delays));
}

void trader(const RunDirectory& directory) {
  Bus bus(directory, "trader", 3);
  Receiver signals(bus, ChannelId::kCtrader);
  std::vector<double> delays;
  for (int i = 0; i < kRows; ++i) {
    const auto packet = signals.receive(kLimit);
    if (!packet) return;
    delays.push_back((monotonic_seconds() - static_cast<double>(packet->as<Signal>().signal_micros) / 1e9) * 1e6);
  }
  print("two hops", std::move(delays));
}

void bind_to(int core) {
  if (core < 0) return;
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(core, &cores);
  if (::sched_setaffinity(0, sizeof cores, &cores) != 0) std::printf("core %d: refused\n", core);
}

template <typename Work>
pid_t process(int core, const Work& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  bind_to(core);
  work();
  ::_exit(0);
}

void paced(const RunDirectory& directory, const std::array<int, 3>& cores) {
  const pid_t second = process(cores[2], [&] { trader(directory); });
  const pid_t first = process(cores[1], [&] { strategy(directory); });
  const pid_t source = process(cores[0], [&] {
    Bus bus(directory, "receiver", 1);
    Sender rows(bus, ChannelId::kMarket);
    while (rows.listeners(worker_topic(0)) == 0) std::this_thread::yield();
    MarketRow next = row();
    const double begin = monotonic_seconds();
    for (int i = 0; i < kRows; ++i) {
      const double due = begin + i / kRate;
      while (monotonic_seconds() < due) std::this_thread::sleep_for(std::chrono::microseconds(20));
      next.received_micros = static_cast<std::int64_t>(monotonic_seconds() * 1e9);  // here: ns of the steady clock
      if (rows.send(next, {.topic = worker_topic(0)}) != SendResult::kSent) std::printf("refused\n");
    }
  });
  for (const pid_t child : {source, first, second}) ::waitpid(child, nullptr, 0);
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

int main(int count, char** arguments) {
  std::array<int, 3> cores{-1, -1, -1};
  if (count > 1 && std::sscanf(arguments[1], "%d,%d,%d", &cores[0], &cores[1], &cores[2]) != 3) {
    std::fprintf(stderr, "bench_bus_hops [CORE,CORE,CORE]\n");
    return 2;
  }
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("stom-bench-bus-{}", ::getpid());
  {
    const RunDirectory directory(folder);
    paced(directory, cores);
    full_speed(directory);
  }
  std::filesystem::remove_all(folder);
  return 0;
}
