// Whole JSON files: lists of messages, candles, klines or trade prints.
#include "aggregation/formats/json_list.h"
#include "import_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stom::aggregation;
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::vector<std::string_view> elements;
  (void)split_json(text, elements);
  stom::fuzz::ImportFeed feed(data[0]);
  JsonElementReader reader(feed.symbols(), (data[0] & 16) != 0 ? "KRW-BTC" : "");
  for (const std::string_view element : elements) {
    if (element.data() < text.data() || element.data() + element.size() > text.data() + text.size()) std::abort();
    feed.piece([&](auto& events) { return reader.parse(element, events); });
  }
  feed.finish();
  return 0;
}
