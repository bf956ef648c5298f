// Lines of recorded websocket feeds (Binance and Upbit, all stamps) through parsing and aggregation.
#include "aggregation/formats/recording_line.h"
#include "import_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  stom::fuzz::ImportFeed feed(data[0]);
  stom::aggregation::RecordingReader reader(feed.symbols(), (data[0] & 16) != 0 ? "BTCUSDT" : "");
  feed.each_line({reinterpret_cast<const char*>(data) + 1, size - 1}, [&](std::string_view line) {
    feed.piece([&](auto& events) {
      stom::EpochMicros received = 0;
      return reader.parse(line, events, received);
    });
  });
  feed.finish();
  return 0;
}
