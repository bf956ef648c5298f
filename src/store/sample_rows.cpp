#include "store/sample_rows.h"

#include <algorithm>

#include "base/error.h"
#include "store/sample_symbol.h"

namespace stom::store {
namespace {

std::int64_t seconds_of(market::Frame frame, std::int64_t time_of_day) {
  const std::int64_t hhmmss = frame == market::Frame::kTick ? time_of_day : time_of_day * 100;
  return hhmmss / 10000 * 3600 + hhmmss / 100 % 100 * 60 + hhmmss % 100;
}

SampleOptions completed(SampleOptions options) {
  const bool stock = options.market == market::Market::kStock, tick = options.frame == market::Frame::kTick;
  if (options.start_time < 0) options.start_time = !stock ? 0 : tick ? 90000 : 900;
  if (options.end_time < 0) options.end_time = tick ? (stock ? 93000 : 3000) : (stock ? 1519 : 2359);
  const std::int64_t divisor = market::day_divisor(options.frame);
  const auto is_time = [&](std::int64_t time) { return time < divisor && is_valid_second_key(market::to_second_key(options.frame, 20240102 * divisor + time)); };
  if (options.symbols < 1 || options.symbols > 5000) throw UsageError(message("종목 수 {}: 1…5000 이어야 합니다.", "{} symbols: expected 1 to 5000.", options.symbols));
  if (options.days < 1 || options.days > 5000) throw UsageError(message("일수 {}: 1…5000 이어야 합니다.", "{} days: expected 1 to 5000.", options.days));
  if (!is_valid_day(options.first_day)) throw UsageError(message("날짜가 아닙니다: {}", "Not a day: {}", options.first_day));
  if (!is_time(options.start_time) || !is_time(options.end_time) || options.end_time < options.start_time) {
    throw UsageError(message("시작 {} 과 끝 {} 은 이 타임프레임의 시각이어야 하고 시작이 먼저여야 합니다.",
                             "Start {} and end {} must be times of this frame, start first.", options.start_time, options.end_time));
  }
  if (!(options.gap >= 0 && options.gap < 1)) throw UsageError(message("빈 시간의 비율 {}: 0 이상 1 미만이어야 합니다.", "gap {}: expected 0 to below 1.", options.gap));
  return options;
}

std::vector<TradingDay> days_of(const SampleOptions& options) {
  std::vector<TradingDay> days;
  for (std::int64_t number = days_from_civil(options.first_day); days.size() < static_cast<std::size_t>(options.days); ++number) {
    const TradingDay day = civil_from_days(number);
    if (options.market != market::Market::kStock || weekday(day) < 5) days.push_back(day);
  }
  return days;
}

std::vector<RowKey> keys_of(const SampleOptions& options, TradingDay day) {
  const bool tick = options.frame == market::Frame::kTick;
  std::vector<RowKey> keys;
  const std::int64_t midnight = days_from_civil(day) * 86400;
  for (std::int64_t s = seconds_of(options.frame, options.start_time); s <= seconds_of(options.frame, options.end_time); s += tick ? 1 : 60) {
    const RowKey key = second_key(midnight + s);
    keys.push_back(tick ? key : key / 100);
  }
  return keys;
}

// Who is on the watch list at each time of a day: the watched codes, greatest traded value first; never nobody.
class DayWatch {
 public:
  DayWatch(std::span<const RowKey> keys, std::span<const SampleSymbol> symbols) : keys_(keys), symbols_(symbols), entries_(keys.size()) {}

  void add(std::size_t symbol, const RowBlock& rows, std::size_t value_column, std::size_t watched_column) {
    std::size_t at = 0;
    for (std::size_t r = 0; r < rows.index.size(); ++r) {
      while (keys_[at] != rows.index[r]) ++at;
      entries_[at].push_back({rows.columns[value_column][r], static_cast<std::uint32_t>(symbol), rows.columns[watched_column][r] != 0});
    }
  }

  void give(const SampleSink& sink) {
    std::vector<std::string> codes;
    for (std::size_t t = 0; t < keys_.size(); ++t) {
      auto& entries = entries_[t];
      if (entries.empty()) continue;
      std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.value != b.value ? a.value > b.value : a.symbol < b.symbol; });
      codes.clear();
      for (const Entry& entry : entries) {
        if (entry.is_watched) codes.push_back(symbols_[entry.symbol].code());
      }
      if (codes.empty()) codes.push_back(symbols_[entries.front().symbol].code());
      sink.watch_row(keys_[t], codes);
    }
  }

 private:
  struct Entry {
    double value;
    std::uint32_t symbol;
    bool is_watched;
  };
  std::span<const RowKey> keys_;
  std::span<const SampleSymbol> symbols_;
  std::vector<std::vector<Entry>> entries_;
};

}  // namespace

void make_sample_rows(const SampleOptions& given, const SampleSink& sink, const StopFlag& stop) {
  const SampleOptions options = completed(given);
  std::vector<SampleSymbol> symbols;
  for (int number = 0; number < options.symbols; ++number) symbols.emplace_back(options, number);
  const auto value_column = static_cast<std::size_t>(market::column_of(options.market, options.frame, market::Field::kDayValue));
  const auto watched_column = static_cast<std::size_t>(market::column_of(options.market, options.frame, market::Field::kWatched));
  for (const TradingDay day : days_of(options)) {
    const std::vector<RowKey> keys = keys_of(options, day);
    DayWatch watch(keys, symbols);
    for (std::size_t k = 0; k < symbols.size(); ++k) {
      stop.throw_if_requested();
      const RowBlock rows = symbols[k].next_day(day, keys);
      watch.add(k, rows, value_column, watched_column);
      if (!rows.index.empty()) sink.block(rows);
    }
    watch.give(sink);
  }
}

std::uint64_t write_sample_database(const std::filesystem::path& path, const SampleOptions& given, Progress& progress, const StopFlag& stop) {
  const SampleOptions options = completed(given);
  std::error_code code;
  if (std::filesystem::exists(path, code)) {
    throw FileError(message("{}: 이미 있는 파일입니다. 다른 이름을 쓰거나 먼저 지우세요.", "{}: exists already. Choose another name, or delete it first.", path.string()));
  }
  BackWriter writer(path, options.market, options.frame);
  const std::size_t keys = keys_of(options, options.first_day).size();
  progress.begin({"모의 시세 생성 (행)", "Making sample rows"},
                 static_cast<std::uint64_t>(static_cast<double>(keys) * options.symbols * options.days * (1 - options.gap)));
  std::uint64_t rows = 0;
  make_sample_rows(options,
                   {[&](const RowBlock& block) {
                      writer.write(block);
                      rows += block.index.size();
                      progress.advance(block.index.size());
                    },
                    [&](RowKey time, std::span<const std::string> codes) { writer.write_watch_list(time, codes); }},
                   stop);
  writer.set_fact("synthetic_rows", "1");
  writer.set_fact("sample", fmt::format("market={} frame={} symbols={} days={} first_day={} start={} end={} gap={} seed={}", market::name(options.market),
                                        market::name(options.frame), options.symbols, options.days, options.first_day, options.start_time,
                                        options.end_time, options.gap, options.seed));
  writer.commit();
  progress.end();
  return rows;
}

}  // namespace stom::store
