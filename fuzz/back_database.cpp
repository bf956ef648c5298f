// Any bytes as a back database: opening it, building its cache and reading a day must work or throw stom::Error, for every
// market and frame; the source is never written.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "store/market_data.h"

namespace {

std::filesystem::path make_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "stom-fuzz-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  return pattern;
}

struct WorkFolder {
  std::filesystem::path path = make_folder();
  ~WorkFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

void read_everything(const stom::store::MarketData& data) {
  const stom::store::LoadRange all{0, 99'999'999, 0, 999'999};
  (void)data.watch_list(all);
  for (const auto& symbol : data.all_symbols()) {
    for (const auto day : symbol.days) {
      const auto columns = data.day(symbol.code, day);
      double sum = 0;
      for (const double* column : columns.columns) {
        for (std::size_t row = 0; row < columns.index.size(); ++row) sum += column[row];
      }
      static volatile double sink;
      sink = sum;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2 || size > 1 << 16) return 0;
  static const WorkFolder folder;
  static const std::filesystem::path file = folder.path / "back.db";
  static const std::filesystem::path cache = folder.path / "cache";
  const std::string_view content(reinterpret_cast<const char*>(data) + 1, size - 1);
  stom::write_file_atomically(file, content);
  stom::store::OpenOptions options;
  options.cache_directory = cache;
  stom::NoProgress progress;
  const stom::StopFlag stop;
  try {
    const auto opened = stom::store::MarketData::open(file, stom::market::kMarkets[data[0] % 3],
                                                      stom::market::kFrames[(data[0] >> 2) & 1], options, progress, stop);
    read_everything(*opened);
  } catch (const stom::Error&) {
    // Refused with words: what a foreign or damaged file deserves.
  }
  if (stom::read_file(file) != content) std::abort();
  std::error_code ignored;
  std::filesystem::remove_all(cache, ignored);
  return 0;
}
