#include "store/column_cache.h"

#include <algorithm>
#include <set>

#include "base/checksum.h"
#include "base/error.h"
#include "store/day_collector.h"

namespace stom::store {
namespace {

constexpr const char* kManifestName = "manifest";
constexpr const char* kWatchName = "watch";
constexpr const char* kLockSuffix = ".lock";

std::filesystem::path columns_root(const std::filesystem::path& root) {
  return (root.empty() ? default_cache_directory() : root) / "columns";
}

// Any text as a file name: other than letters, digits and '-' as %XX; a long one by its checksum.
std::string file_name_of(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-') name += c;
    else name += fmt::format("%{:02X}", byte);
  }
  return name.size() <= 120 ? name : fmt::format("%{:016x}", checksum(text.data(), text.size()));
}

// An Upbit and a Binance recorder share one file; codes of the other exchange are not of this market. Where all codes look
// like the other's, they are taken as they are.
class MarketFilter {
 public:
  MarketFilter(market::Market market, const std::vector<RowTable>& tables) : wants_upbit_(market == market::Market::kUpbit) {
    if (!market::is_crypto(market)) return;
    const auto upbit = static_cast<std::size_t>(std::count_if(tables.begin(), tables.end(), [](const RowTable& t) { return looks_like_upbit(t.code); }));
    is_active_ = upbit > 0 && upbit < tables.size();
    is_other_market_ = wants_upbit_ ? upbit == 0 : upbit == tables.size();
  }
  [[nodiscard]] bool keeps(std::string_view code) const { return !is_active_ || looks_like_upbit(code) == wants_upbit_; }
  [[nodiscard]] bool is_other_market() const { return is_other_market_; }

 private:
  bool wants_upbit_ = false, is_active_ = false, is_other_market_ = false;
};

std::uint64_t fingerprint_of(const CacheManifest& manifest) {
  std::uint64_t sum = manifest.watch_fingerprint;
  for (const CachedCode& code : manifest.codes) {
    sum = checksum(code.code.data(), code.code.size(), sum);
    sum = checksum(code.name.data(), code.name.size(), sum);
    sum = checksum(code.days.data(), code.days.size() * sizeof(CachedDay), sum);
  }
  return sum;
}

}  // namespace

ColumnCache::ColumnCache(const std::filesystem::path& database, market::Market market, market::Frame frame,
                         const std::filesystem::path& root)
    : market_(market), frame_(frame), layout_{market::is_crypto(market), frame} {
  std::error_code code;
  database_ = std::filesystem::weakly_canonical(database, code);
  if (code) database_ = std::filesystem::absolute(database);
  const std::string identity = fmt::format("{}\n{}\n{}", database_.string(), market::name(market), market::name(frame));
  const std::string name = fmt::format("{}-{:016x}", file_name_of(database_.stem().string()), checksum(identity.data(), identity.size()));
  folder_ = columns_root(root) / name;
  lock_ = folder_.string() + kLockSuffix;
}

std::filesystem::path ColumnCache::day_path(const std::string& code, TradingDay day) const {
  return folder_ / file_name_of(code) / fmt::format("{}.col", day);
}

std::optional<CacheManifest> ColumnCache::current() const {
  const SourceStamp stamp = stamp_of(database_);
  auto manifest = read_manifest(folder_ / kManifestName);
  if (!manifest || manifest->market != market_ || manifest->frame != frame_ || manifest->stamp != stamp) return std::nullopt;
  return manifest;
}

CacheManifest ColumnCache::refresh(unsigned threads, bool rebuild, Progress& progress, const StopFlag& stop) const {
  (void)read_database_header(database_);  // nothing is made for a file that cannot be read
  stom::create_directories(folder_);
  const FileLock lock(lock_);
  if (!rebuild) {
    // Another process may have done it while this one waited.
    if (auto manifest = current()) return *std::move(manifest);
  }
  const CacheManifest manifest = derive(rebuild ? Write::kAll : Write::kChanged, threads, progress, stop);
  write_manifest(folder_ / kManifestName, manifest);
  remove_gone(manifest);
  return manifest;
}

CacheManifest ColumnCache::derive(Write write, unsigned threads, Progress& progress, const StopFlag& stop) const {
  CacheManifest manifest;
  manifest.source = database_.string();
  manifest.market = market_;
  manifest.frame = frame_;
  manifest.stamp = stamp_of(database_);  // before reading: what is written meanwhile makes the cache stale, not wrong

  BackDatabase database(database_);
  std::vector<RowTable> tables = database.row_tables(layout_, manifest.notices);
  const MarketFilter filter(market_, tables);
  if (filter.is_other_market()) {
    manifest.notices.push_back(message("이 파일의 코드들은 다른 거래소의 것으로 보입니다 ({}). --market 을 확인하세요.",
                                       "The codes of this file look like another exchange's ({}). Check --market.", tables.front().code));
  }
  std::erase_if(tables, [&](const RowTable& table) { return !filter.keeps(table.code); });
  const auto facts = database.facts();
  const auto is_set = [&](const char* key) {
    const auto fact = facts.find(key);
    return fact != facts.end() && fact->second == "1";
  };
  manifest.synthetic_book = is_set("synthetic_book");
  manifest.synthetic_rows = is_set("synthetic_rows");
  std::map<std::string, std::string> names;
  if (market_ == market::Market::kStock) names = database.code_names(manifest.notices);

  const std::string watch = read_watch(database, tables, stop);
  manifest.watch_fingerprint = watch_fingerprint(watch);
  if (write != Write::kNothing) write_file_atomically(folder_ / kWatchName, watch);

  // Largest first, so that no thread is left alone with a long table at the end.
  std::sort(tables.begin(), tables.end(), [](const RowTable& a, const RowTable& b) {
    return a.estimated_rows != b.estimated_rows ? a.estimated_rows > b.estimated_rows : a.code < b.code;
  });
  std::uint64_t total = 0;
  for (const RowTable& table : tables) total += static_cast<std::uint64_t>(std::max<std::int64_t>(0, table.estimated_rows));
  progress.begin({"시세 캐시 생성 (행)", "Building the column cache (rows)"}, total);
  threads = std::max(1u, threads);
  std::vector<std::unique_ptr<BackDatabase>> connections(threads);
  std::vector<CachedCode> codes(tables.size());
  parallel_for(tables.size(), threads, stop, [&](std::size_t item, unsigned worker) {
    auto& connection = connections[worker];
    if (!connection) connection = std::make_unique<BackDatabase>(database_);
    CachedCode& entry = codes[item];
    entry.code = tables[item].code;
    const auto name = names.find(entry.code);
    entry.name = name != names.end() && !name->second.empty() ? name->second : entry.code;
    entry.days = read_table(*connection, tables[item], write, progress, stop);
  });
  progress.end();
  std::erase_if(codes, [](const CachedCode& entry) { return entry.days.empty(); });
  std::sort(codes.begin(), codes.end(), [](const CachedCode& a, const CachedCode& b) { return a.code < b.code; });
  manifest.codes = std::move(codes);
  manifest.fingerprint = fingerprint_of(manifest);
  return manifest;
}

std::vector<CachedDay> ColumnCache::read_table(BackDatabase& database, const RowTable& table, Write write, Progress& progress,
                                               const StopFlag& stop) const {
  if (write != Write::kNothing) stom::create_directories(folder_ / file_name_of(table.code));
  std::vector<CachedDay> days;
  DayImage image;
  DayCollector collector(database_, table.code, market_, frame_, [&](TradingDay day, std::span<const RowKey> keys, const double* rows) {
    stop.throw_if_requested();
    image.build({market_, frame_, table.code, day}, keys, rows);
    const std::filesystem::path path = day_path(table.code, day);
    if (write == Write::kAll || (write == Write::kChanged && !image.is_at(path))) image.write(path);
    days.push_back({day, static_cast<std::uint32_t>(keys.size()), image.fingerprint(), image.integer_columns()});
    progress.advance(keys.size());
  });
  const auto restart = [&] {
    collector.restart();
    days.clear();
  };
  try {
    database.read_table(table, layout_, restart, collector, stop);
    collector.finish();
  } catch (const ScatteredDays&) {
    restart();
    database.read_rows(table, layout_, RowOrder::kByIndex, collector, stop);
    collector.finish();
  }
  std::sort(days.begin(), days.end(), [](const CachedDay& a, const CachedDay& b) { return a.day < b.day; });
  return days;
}

std::string ColumnCache::read_watch(BackDatabase& database, const std::vector<RowTable>& tables, const StopFlag& stop) const {
  WatchBuilder builder;
  std::uint64_t row = 0;
  database.read_watch_list(
      [&](RowKey time, std::string_view codes) {
        ++row;
        if (!is_valid_key(frame_, time)) {
          throw_bad_row(database_, "moneytop", "index", row, time, {"시각이 아닙니다.", "is not a time of this time frame."});
        }
        builder.add(time, codes);
      },
      stop);
  std::set<std::string_view> with_rows;
  bool has_upbit = false, has_other = false;
  for (const RowTable& table : tables) {
    with_rows.insert(table.code);
    (looks_like_upbit(table.code) ? has_upbit : has_other) = true;
  }
  // The tables were filtered by market already: a code without a table goes by its looks.
  std::vector<bool> keep;
  for (const std::string& code : builder.codes()) {
    keep.push_back(!market::is_crypto(market_) || with_rows.contains(code) || (looks_like_upbit(code) ? has_upbit : has_other));
  }
  return builder.build(keep);
}

void ColumnCache::remove_gone(const CacheManifest& manifest) const {
  std::set<std::filesystem::path> known;
  for (const CachedCode& code : manifest.codes) {
    const std::filesystem::path folder = folder_ / file_name_of(code.code);
    known.insert(folder);
    for (const CachedDay& day : code.days) known.insert(folder / fmt::format("{}.col", day.day));
  }
  // Failing to remove what nobody reads any more harms nothing.
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, ignored)) {
    if (!entry.is_directory(ignored)) continue;
    if (!known.contains(entry.path())) {
      std::filesystem::remove_all(entry.path(), ignored);
      continue;
    }
    std::vector<std::filesystem::path> gone;
    for (const auto& file : std::filesystem::directory_iterator(entry.path(), ignored)) {
      if (!known.contains(file.path())) gone.push_back(file.path());
    }
    for (const auto& path : gone) std::filesystem::remove(path, ignored);
  }
}

std::vector<Message> ColumnCache::check_files(const CacheManifest& manifest, Progress& progress, const StopFlag& stop) const {
  std::vector<Message> problems;
  Message problem;
  progress.begin({"캐시 파일 확인 (행)", "Checking cache files (rows)"}, manifest.rows());
  if (!map_watch(manifest.watch_fingerprint, problem)) problems.push_back(problem);
  for (const CachedCode& code : manifest.codes) {
    for (const CachedDay& day : code.days) {
      stop.throw_if_requested();
      if (!map_day(code.code, day, true, problem)) problems.push_back(problem);
      progress.advance(day.rows);
    }
  }
  progress.end();
  return problems;
}

std::vector<Message> ColumnCache::compare_with_source(const CacheManifest& manifest, unsigned threads, Progress& progress, const StopFlag& stop) const {
  const CacheManifest source = derive(Write::kNothing, threads, progress, stop);
  using Days = std::map<std::pair<std::string, TradingDay>, std::uint64_t>;
  const auto days_of = [](const CacheManifest& from) {
    Days days;
    for (const CachedCode& code : from.codes) {
      for (const CachedDay& day : code.days) days[{code.code, day.day}] = day.fingerprint;
    }
    return days;
  };
  const Days cached = days_of(manifest), stored = days_of(source);
  std::vector<Message> differences;
  for (const auto& [key, fingerprint] : stored) {
    const auto found = cached.find(key);
    if (found != cached.end() && found->second == fingerprint) continue;
    differences.push_back(found == cached.end() ? message("{} {}: 캐시에 없습니다.", "{} {}: is not in the cache.", key.first, key.second)
                                                : message("{} {}: 캐시와 다릅니다.", "{} {}: differs from the cache.", key.first, key.second));
  }
  for (const auto& [key, fingerprint] : cached) {
    if (!stored.contains(key)) differences.push_back(message("{} {}: 데이터베이스에 더 이상 없습니다.", "{} {}: is no longer in the database.", key.first, key.second));
  }
  if (manifest.watch_fingerprint != source.watch_fingerprint) differences.push_back({"moneytop: 캐시와 다릅니다.", "moneytop: differs from the cache."});
  return differences;
}

std::shared_ptr<const DayFile> ColumnCache::map_day(const std::string& code, const CachedDay& day, bool verify, Message& problem) const {
  return DayFile::map(day_path(code, day.day), {market_, frame_, code, day.day}, day.fingerprint, verify, problem);
}

std::shared_ptr<const WatchFile> ColumnCache::map_watch(std::uint64_t fingerprint, Message& problem) const {
  return WatchFile::map(folder_ / kWatchName, fingerprint, problem);
}

void ColumnCache::throw_changed() const {
  throw DatabaseError(message("{}: 여는 동안 데이터베이스가 바뀌었습니다. 다시 실행하세요.",
                              "{}: the database has changed since it was opened. Run again.", database_.string()));
}

void ColumnCache::repair_day(const std::string& code, const CachedDay& day) const {
  stom::create_directories(folder_ / file_name_of(code));
  const FileLock lock(lock_);
  Message ignored;
  if (map_day(code, day, true, ignored)) return;
  BackDatabase database(database_);
  std::vector<Message> notices;
  const std::vector<RowTable> tables = database.row_tables(layout_, notices);
  const auto table = std::find_if(tables.begin(), tables.end(), [&](const RowTable& t) { return t.code == code; });
  if (table == tables.end()) throw_changed();
  const std::int64_t divisor = market::day_divisor(frame_);
  DayImage image;
  bool is_same = false;
  DayCollector collector(database_, code, market_, frame_, [&](TradingDay read, std::span<const RowKey> keys, const double* rows) {
    image.build({market_, frame_, code, read}, keys, rows);
    is_same = image.fingerprint() == day.fingerprint;
  });
  database.read_rows(*table, layout_, RowOrder::kStored, collector, StopFlag{}, KeyRange{day.day * divisor, day.day * divisor + divisor - 1});
  collector.finish();
  if (!is_same) throw_changed();
  image.write(day_path(code, day.day));
}

void ColumnCache::repair_watch(std::uint64_t fingerprint) const {
  stom::create_directories(folder_);
  const FileLock lock(lock_);
  Message ignored;
  if (map_watch(fingerprint, ignored)) return;
  BackDatabase database(database_);
  std::vector<Message> notices;
  std::vector<RowTable> tables = database.row_tables(layout_, notices);
  const MarketFilter filter(market_, tables);
  std::erase_if(tables, [&](const RowTable& table) { return !filter.keeps(table.code); });
  const std::string watch = read_watch(database, tables, StopFlag{});
  if (watch_fingerprint(watch) != fingerprint) throw_changed();
  write_file_atomically(folder_ / kWatchName, watch);
}

std::vector<CacheFolder> list_caches(const std::filesystem::path& root) {
  std::vector<CacheFolder> caches;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(columns_root(root), ignored)) {
    if (!entry.is_directory(ignored)) continue;
    CacheFolder cache{entry.path(), read_manifest(entry.path() / kManifestName), 0};
    for (const auto& file : std::filesystem::recursive_directory_iterator(entry.path(), ignored)) {
      if (file.is_regular_file(ignored)) cache.bytes += file.file_size(ignored);
    }
    caches.push_back(std::move(cache));
  }
  std::sort(caches.begin(), caches.end(), [](const CacheFolder& a, const CacheFolder& b) { return a.folder < b.folder; });
  return caches;
}

void drop_cache(const std::filesystem::path& folder) {
  const FileLock lock(folder.string() + kLockSuffix);
  std::error_code code;
  std::filesystem::remove_all(folder, code);
  if (code) {
    throw FileError(message("{}: 지우지 못했습니다 ({}).", "{}: cannot be removed ({}).", folder.string(), code.message()));
  }
}

}  // namespace stom::store
