// What a cache folder holds and of which state of the source: the one file that is read when nothing has changed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "base/time.h"
#include "market/market.h"

namespace stom::store {

// Changes whenever SQLite has changed the file; taken without opening the database.
struct SourceStamp {
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // the file system's own clock and unit
  std::uint32_t change_counter = 0, schema_cookie = 0;
  std::uint64_t log = 0;      // of the write-ahead log beside it: size, time and salt; 0: none
  friend bool operator==(const SourceStamp&, const SourceStamp&) = default;
};
[[nodiscard]] SourceStamp stamp_of(const std::filesystem::path& database);

struct CachedDay {
  TradingDay day = 0;
  std::uint32_t rows = 0;
  std::uint64_t fingerprint = 0;
  std::uint64_t integer_columns = 0;
};

struct CachedCode {
  std::string code;
  std::string name;
  std::vector<CachedDay> days;  // ascending
};

struct CacheManifest {
  std::string source;
  market::Market market{};
  market::Frame frame{};
  SourceStamp stamp;
  std::uint64_t fingerprint = 0;        // of all rows and the watch list
  std::uint64_t watch_fingerprint = 0;
  bool synthetic_book = false, synthetic_rows = false;
  std::vector<CachedCode> codes;        // ascending
  std::vector<Message> notices;         // about the source, shown at every open

  [[nodiscard]] const CachedCode* find(std::string_view code) const;
  [[nodiscard]] std::uint64_t rows() const;
};

// Nothing if absent, damaged or of another version: the cache is then built anew.
[[nodiscard]] std::optional<CacheManifest> read_manifest(const std::filesystem::path& path);
void write_manifest(const std::filesystem::path& path, const CacheManifest& manifest);

}  // namespace stom::store
