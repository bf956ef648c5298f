// The column cache: per database a folder of column files derived from it, kept in step with it. Derived data: deleting it
// loses nothing. Layout of <cache>/columns: NAME-HASH/manifest, NAME-HASH/watch, NAME-HASH/CODE/DAY.col, NAME-HASH.lock;
// HASH is of the database's canonical path, market and frame.
//
// Several processes may use one cache: whoever changes it holds the lock; readers trust the manifest they have read and the
// fingerprints in it, whatever others do to the files meanwhile. Files appear under their names only when whole.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/parallel.h"
#include "base/progress.h"
#include "store/back_database.h"
#include "store/cache_manifest.h"
#include "store/column_file.h"
#include "store/watch_file.h"

namespace stom::store {

class ColumnCache {
 public:
  // `root`: empty for the default cache directory.
  ColumnCache(const std::filesystem::path& database, market::Market market, market::Frame frame, const std::filesystem::path& root);

  // The manifest if it is there and the source has not changed since.
  [[nodiscard]] std::optional<CacheManifest> current() const;
  // Brings the cache up to date: what is unchanged is not written again. `rebuild`: everything is.
  [[nodiscard]] CacheManifest refresh(unsigned threads, bool rebuild, Progress& progress, const StopFlag& stop) const;

  // Every damaged or absent file of the cache; what the source says now does not matter.
  [[nodiscard]] std::vector<Message> check_files(const CacheManifest& manifest, Progress& progress, const StopFlag& stop) const;
  // Every symbol and day in which the source, read anew, differs from the manifest.
  [[nodiscard]] std::vector<Message> compare_with_source(const CacheManifest& manifest, unsigned threads, Progress& progress, const StopFlag& stop) const;

  // Null and a problem if the file is damaged or absent.
  [[nodiscard]] std::shared_ptr<const DayFile> map_day(const std::string& code, const CachedDay& day, bool verify, Message& problem) const;
  [[nodiscard]] std::shared_ptr<const WatchFile> map_watch(std::uint64_t fingerprint, Message& problem) const;
  // Makes a damaged file anew from the source. DatabaseError if the source no longer holds what the fingerprint says.
  void repair_day(const std::string& code, const CachedDay& day) const;
  void repair_watch(std::uint64_t fingerprint) const;

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  [[nodiscard]] const std::filesystem::path& database() const { return database_; }

 private:
  enum class Write { kNothing, kChanged, kAll };
  [[nodiscard]] CacheManifest derive(Write write, unsigned threads, Progress& progress, const StopFlag& stop) const;
  [[nodiscard]] std::filesystem::path day_path(const std::string& code, TradingDay day) const;
  [[nodiscard]] std::vector<CachedDay> read_table(BackDatabase& database, const RowTable& table, Write write, Progress& progress,
                                                  const StopFlag& stop) const;
  [[nodiscard]] std::string read_watch(BackDatabase& database, const std::vector<RowTable>& tables, const StopFlag& stop) const;
  void remove_gone(const CacheManifest& manifest) const;
  [[noreturn]] void throw_changed() const;

  std::filesystem::path database_, folder_, lock_;
  market::Market market_;
  market::Frame frame_;
  RowLayout layout_;
};

// For `stom data`: every cache below the root, whatever state it is in.
struct CacheFolder {
  std::filesystem::path folder;
  std::optional<CacheManifest> manifest;  // nothing: unfinished or of another version
  std::uint64_t bytes = 0;
};
[[nodiscard]] std::vector<CacheFolder> list_caches(const std::filesystem::path& root);
// Removes a cache folder under its lock.
void drop_cache(const std::filesystem::path& folder);

}  // namespace stom::store
