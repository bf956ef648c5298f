// Bars in plain CSV: the first line is a heading or, up to the first line feed, the user's list of columns.
#include "aggregation/formats/ohlcv_csv.h"
#include "import_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stom::aggregation;
  if (size < 1) return 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto take_line = [&text] {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
  };
  BarLayout layout = layout_of_heading(text.substr(0, text.find('\n')));
  if (!layout.is_usable()) {
    const std::string_view names = take_line();
    if (!layout_of_names(names, text.substr(0, text.find('\n')), layout) || !layout.is_usable()) return 0;
  }
  TimeRules rules;
  constexpr const char* kFormats[] = {"auto", "s", "ms", "us", "ns", "day-ms", "%Y-%m-%d %H:%M", "%d/%m/%y %H%M%S.%f %z"};
  rules.format = kFormats[(data[0] >> 3) % 8];
  rules.day = 20240102;
  rules.source_offset = (data[0] & 64) != 0 ? kKoreaOffsetSeconds : 0;
  rules.row_offset = (data[0] & 128) != 0 ? kKoreaOffsetSeconds : 0;
  stom::fuzz::ImportFeed feed(data[0]);
  OhlcvReader reader(feed.symbols(), "005930", layout, rules);
  feed.each_line(text, [&](std::string_view line) { feed.piece([&](auto& events) { return reader.parse(line, events); }); });
  feed.finish();
  return 0;
}
