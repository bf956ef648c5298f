// Telling what a file is by its first lines and its name.
#include <cstdint>

#include "aggregation/formats/detect.h"
#include "import_feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stom::aggregation;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<std::string> lines;
  stom::fuzz::ImportFeed::each_line(text, [&](std::string_view line) { lines.emplace_back(line); });
  const Detected detected = detect_layout(lines);
  (void)describe(detected, lines);
  (void)code_in_file_name(text);
  return 0;
}
