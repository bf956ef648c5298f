// Frames of the venues per second on one core: text to events. $STOM_EXCHANGE_DATA (default ../shared/data/exchange) names
// recordings; without them the few messages of the tests are read.
#include <cstdlib>
#include <filesystem>

#include <benchmark/benchmark.h>

#include "base/compress.h"
#include "venue/binance/messages.h"
#include "venue/upbit/messages.h"

namespace {

using namespace stom;
using namespace stom::venue;

std::vector<std::string> frames_of(const char* recording, const char* otherwise) {
  const char* folder = std::getenv("STOM_EXCHANGE_DATA");
  std::filesystem::path path =
      (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(STOM_SOURCE_DIR) / "../shared/data/exchange") /
      recording;
  if (!std::filesystem::exists(path)) path = std::filesystem::path(STOM_SOURCE_DIR) / "tests/venue/data" / otherwise;
  DecompressedFile file(path);
  std::vector<std::string> frames;
  std::string_view line;
  while (file.next_line(line)) {
    const std::size_t begin = line.find('{');
    if (begin != std::string_view::npos) frames.emplace_back(line.substr(begin));
  }
  return frames;
}

template <typename Messages>
void read(benchmark::State& state, const std::vector<std::string>& frames) {
  Messages messages;
  std::vector<Event> events;
  std::int64_t count = 0, bytes = 0;
  for (auto _ : state) {
    for (const std::string& frame : frames) {
      events.clear();
      benchmark::DoNotOptimize(messages.parse(frame, events));
      bytes += static_cast<std::int64_t>(frame.size());
    }
    count += static_cast<std::int64_t>(frames.size());
  }
  state.SetItemsProcessed(count);
  state.SetBytesProcessed(bytes);
}

void binance_depth_and_trades(benchmark::State& state) {
  read<binance::Messages>(state, frames_of("binance/ws_raw_2024_btcusdt_2500.tsv", "binance_messages.jsonl"));
}
void upbit_trades_and_books(benchmark::State& state) {
  read<upbit::Messages>(state, frames_of("upbit/ws_simple_public_2021_part1.tsv", "upbit_messages.jsonl"));
}
BENCHMARK(binance_depth_and_trades);
BENCHMARK(upbit_trades_and_books);

}  // namespace

BENCHMARK_MAIN();
