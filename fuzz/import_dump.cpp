// CSV files of Binance's public archive through parsing and aggregation; the first line tells the kind.
#include "aggregation/formats/binance_dump.h"
#include "import_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stom::aggregation;
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  (void)dump_symbol(text);
  const std::string_view first = text.substr(0, text.find('\n'));
  DumpKind kind = dump_kind(first);
  if (kind == DumpKind::kNone) kind = static_cast<DumpKind>(1 + (data[0] >> 3) % 4);
  stom::fuzz::ImportFeed feed(data[0]);
  BinanceDumpReader reader(feed.symbols(), "BTCUSDT", kind);
  feed.each_line(text, [&](std::string_view line) { feed.piece([&](auto& events) { return reader.parse(line, events); }); });
  feed.finish();
  return 0;
}
