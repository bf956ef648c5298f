#include "store/market_data.h"

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "store/column_cache.h"

namespace stom::store {
namespace {

constexpr std::int64_t kStockTickWatchStart = 90030;  // spec 2.2: the first 30 seconds of a session choose no codes
constexpr std::size_t kMutexes = 64;

class CachedMarketData final : public MarketData {
 public:
  CachedMarketData(ColumnCache cache, CacheManifest manifest) : cache_(std::move(cache)), manifest_(std::move(manifest)) {
    facts_ = {cache_.database(), manifest_.market, manifest_.frame, manifest_.fingerprint, manifest_.synthetic_book, manifest_.synthetic_rows};
    notices_ = manifest_.notices;
    std::size_t total = 0;
    for (const CachedCode& code : manifest_.codes) {
      first_slot_.push_back(total);
      total += code.days.size();
    }
    slots_.resize(total);
  }

  [[nodiscard]] const DatabaseFacts& facts() const override { return facts_; }

  [[nodiscard]] WatchList watch_list(const LoadRange& range) const override {
    const WatchFile& watch = this->watch();
    WatchList result;
    std::vector<std::int64_t> position(watch.codes().size(), -1);
    const auto rows = rows_in(watch, range);
    for (const std::size_t row : rows) {
      for (const std::uint32_t code : watch.list(watch.list_of_row(row))) position[code] = 0;
    }
    for (std::size_t code = 0; code < position.size(); ++code) {
      if (position[code] < 0) continue;
      position[code] = static_cast<std::int64_t>(result.codes.size());
      result.codes.push_back(watch.codes()[code]);
    }
    result.rows.reserve(rows.size());
    for (const std::size_t row : rows) {
      WatchListRow& out = result.rows.emplace_back();
      out.time = watch.times()[row];
      const auto list = watch.list(watch.list_of_row(row));
      out.codes.reserve(list.size());
      for (const std::uint32_t code : list) out.codes.push_back(static_cast<std::uint32_t>(position[code]));
    }
    return result;
  }

  [[nodiscard]] std::vector<SymbolDays> symbols(const LoadRange& range) const override {
    const WatchFile& watch = this->watch();
    const std::int64_t divisor = market::day_divisor(manifest_.frame);
    std::vector<std::vector<TradingDay>> days(watch.codes().size());
    std::vector<TradingDay> list_seen(watch.lists(), 0);  // a list counts once a day
    for (const std::size_t row : rows_in(watch, range)) {
      const auto day = static_cast<TradingDay>(watch.times()[row] / divisor);
      const std::uint32_t list = watch.list_of_row(row);
      if (list_seen[list] == day) continue;
      list_seen[list] = day;
      for (const std::uint32_t code : watch.list(list)) {
        if (days[code].empty() || days[code].back() != day) days[code].push_back(day);
      }
    }
    std::vector<SymbolDays> result;
    for (std::size_t k = 0; k < days.size(); ++k) {
      const CachedCode* const code = manifest_.find(watch.codes()[k]);
      if (code == nullptr) continue;
      SymbolDays symbol{code->code, code->name, {}};
      for (const TradingDay day : days[k]) {
        if (find_day(*code, day) != nullptr) symbol.days.push_back(day);
      }
      if (!symbol.days.empty()) result.push_back(std::move(symbol));
    }
    return result;
  }

  [[nodiscard]] DayColumns day(const std::string& code, TradingDay day) const override {
    const CachedCode* const entry = manifest_.find(code);
    const CachedDay* const cached = entry != nullptr ? find_day(*entry, day) : nullptr;
    if (cached == nullptr) return {};
    std::shared_ptr<const DayFile> file = open_day(*entry, *cached);
    DayColumns columns;
    columns.index = file->index();
    const std::size_t count = market::schema(manifest_.market, manifest_.frame).size();
    for (std::size_t k = 0; k < count; ++k) {
      columns.columns.push_back(file->column(k));
      columns.integer_valued.push_back(static_cast<std::uint8_t>(cached->integer_columns >> k & 1));
    }
    columns.owner = std::move(file);
    return columns;
  }

  [[nodiscard]] std::size_t row_count(const std::string& code, TradingDay day) const override {
    const CachedCode* const entry = manifest_.find(code);
    const CachedDay* const cached = entry != nullptr ? find_day(*entry, day) : nullptr;
    return cached != nullptr ? cached->rows : 0;
  }

  [[nodiscard]] std::vector<Message> notices() const override {
    const std::lock_guard lock(mutex_);
    return notices_;
  }

  [[nodiscard]] std::vector<SymbolDays> all_symbols() const override {
    std::vector<SymbolDays> result;
    for (const CachedCode& code : manifest_.codes) {
      SymbolDays& symbol = result.emplace_back(SymbolDays{code.code, code.name, {}});
      for (const CachedDay& day : code.days) symbol.days.push_back(day.day);
    }
    return result;
  }

 private:
  struct Slot {
    std::weak_ptr<const DayFile> file;  // the map lives as long as someone uses it
    bool is_verified = false;
  };

  [[nodiscard]] static const CachedDay* find_day(const CachedCode& code, TradingDay day) {
    const auto found = std::lower_bound(code.days.begin(), code.days.end(), day, [](const CachedDay& entry, TradingDay wanted) { return entry.day < wanted; });
    return found != code.days.end() && found->day == day ? &*found : nullptr;
  }

  [[nodiscard]] std::shared_ptr<const DayFile> open_day(const CachedCode& code, const CachedDay& day) const {
    const auto code_number = static_cast<std::size_t>(&code - manifest_.codes.data());
    const std::size_t number = first_slot_[code_number] + static_cast<std::size_t>(&day - code.days.data());
    const std::lock_guard lock(slot_mutexes_[number % kMutexes]);
    Slot& slot = slots_[number];
    if (auto file = slot.file.lock()) return file;
    Message problem;
    auto file = cache_.map_day(code.code, day, !slot.is_verified, problem);
    if (!file) {
      cache_.repair_day(code.code, day);
      note_repair(problem);
      file = cache_.map_day(code.code, day, true, problem);
      if (!file) throw FileError(problem);
    }
    slot.is_verified = true;
    slot.file = file;
    return file;
  }

  [[nodiscard]] const WatchFile& watch() const {
    std::call_once(watch_once_, [&] {
      Message problem;
      watch_ = cache_.map_watch(manifest_.watch_fingerprint, problem);
      if (watch_) return;
      cache_.repair_watch(manifest_.watch_fingerprint);
      note_repair(problem);
      watch_ = cache_.map_watch(manifest_.watch_fingerprint, problem);
      if (!watch_) throw FileError(problem);
    });
    return *watch_;
  }

  void note_repair(const Message& problem) const {
    const std::lock_guard lock(mutex_);
    notices_.push_back({problem.ko + " 원본에서 다시 만들었습니다.", problem.en + " It was made anew from the database."});
  }

  [[nodiscard]] std::vector<std::size_t> rows_in(const WatchFile& watch, const LoadRange& range) const {
    const std::int64_t divisor = market::day_divisor(manifest_.frame);
    const bool is_stock_tick = manifest_.market == market::Market::kStock && manifest_.frame == market::Frame::kTick;
    const std::int64_t start = is_stock_tick ? std::max(range.start_time, kStockTickWatchStart) : range.start_time;
    const auto times = watch.times();
    const auto first = std::lower_bound(times.begin(), times.end(), range.first_day * divisor);
    const auto last = std::lower_bound(first, times.end(), (range.last_day + std::int64_t{1}) * divisor);
    std::vector<std::size_t> rows;
    for (auto time = first; time < last; ++time) {
      const std::int64_t time_of_day = *time % divisor;
      if (time_of_day >= start && time_of_day <= range.end_time) rows.push_back(static_cast<std::size_t>(time - times.begin()));
    }
    return rows;
  }

  ColumnCache cache_;
  CacheManifest manifest_;
  DatabaseFacts facts_;
  std::vector<std::size_t> first_slot_;  // per code
  mutable std::vector<Slot> slots_;
  mutable std::mutex slot_mutexes_[kMutexes];
  mutable std::once_flag watch_once_;
  mutable std::shared_ptr<const WatchFile> watch_;
  mutable std::mutex mutex_;  // of notices_
  mutable std::vector<Message> notices_;
};

}  // namespace

std::shared_ptr<const MarketData> MarketData::open(const std::filesystem::path& path, market::Market market, market::Frame frame,
                                                   const OpenOptions& options, Progress& progress, const StopFlag& stop) {
  ColumnCache cache(path, market, frame, options.cache_directory);
  std::optional<CacheManifest> manifest;
  if (!options.rebuild) manifest = cache.current();
  if (!manifest) manifest = cache.refresh(options.threads, options.rebuild, progress, stop);
  return std::make_shared<CachedMarketData>(std::move(cache), *std::move(manifest));
}

}  // namespace stom::store
