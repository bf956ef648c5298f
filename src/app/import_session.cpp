#include "app/import_session.h"

#include <algorithm>
#include <queue>
#include <utility>

#include "base/error.h"

namespace stom::app {
namespace {

using aggregation::Aggregator;
using aggregation::BookSource;
using aggregation::Event;
using aggregation::RowTable;
using aggregation::SymbolId;
using market::Field;
using market::Frame;

// Rows are written whenever this many wait in memory (about 60 MB).
constexpr std::size_t kRowsInMemory = 200'000;
constexpr std::uint64_t kPiecesPerReport = 2'000;

std::vector<Frame> decide_frames(const ImportOptions& options, const ImportPlan& plan) {
  if (plan.has_bars && plan.has_events) {
    throw UsageError(message("봉과 체결·호가를 함께 가져올 수 없습니다 (거래량이 두 번 더해집니다). 따로 가져오세요.",
                             "bars cannot be imported together with trades and books (volume would count twice); import them separately."));
  }
  const bool second_bars = plan.bar_seconds == 1;
  std::vector<Frame> frames = options.frames;
  if (frames.empty()) frames.push_back(plan.has_bars && !second_bars ? Frame::kMinute : Frame::kTick);
  if (plan.has_bars && !second_bars && std::find(frames.begin(), frames.end(), Frame::kTick) != frames.end()) {
    throw UsageError(message("{}초 간격의 봉으로 초 단위 행을 만들 수 없습니다. --frame min을 쓰세요.",
                             "second rows cannot be made from bars {} seconds apart; use --frame min.", plan.bar_seconds));
  }
  return frames;
}

std::filesystem::path output_path(const ImportOptions& options, market::Market market, Frame frame, std::size_t frame_count) {
  const std::string name = fmt::format("{}_{}_back.db", market::strategy_prefix(market), market::name(frame));
  if (options.out.empty()) return name;
  std::error_code error;
  const std::string text = options.out.string();
  if (text.ends_with('/') || std::filesystem::is_directory(options.out, error)) return options.out / name;
  if (frame_count > 1) {
    throw UsageError(message("--out {}: 초 단위와 분 단위를 함께 만들 때는 폴더를 지정하세요.",
                             "--out {}: give a folder when second and minute rows are made together.", text));
  }
  return options.out;
}

StoredBook stored_book(const RowTable& table, std::size_t row, market::Market market, Frame frame) {
  StoredBook book;
  book.time = table.index[row];
  const auto value = [&](Field field) { return table.columns[static_cast<std::size_t>(market::column_of(market, frame, field))][row]; };
  for (int i = 0; i < aggregation::kRowLevels; ++i) {
    book.ask_price[i] = value(market::kAskPrices[i]);
    book.ask_size[i] = value(market::kAskSizes[i]);
    book.bid_price[i] = value(market::kBidPrices[i]);
    book.bid_size[i] = value(market::kBidSizes[i]);
  }
  return book;
}

// One file of the import; opened when its turn in time has come.
struct Lane {
  const InputFile* file = nullptr;
  std::unique_ptr<EventSource> source;
  std::vector<Event> events;
  std::uint64_t consumed = 0;
};

class ImportSession {
 public:
  ImportSession(const ImportOptions& options, AppContext& context, ImportInput input)
      : options_(options), context_(context), plan_(std::move(input.plan)), open_(std::move(input.open)),
        frames_(decide_frames(options, plan_)), bad_(options.errors, context.language), aggregator_(symbols_, row_options()) {
    for (const Frame frame : frames_) {
      report_.outputs.push_back({output_path(options, plan_.market, frame, frames_.size()), frame, {}});
    }
  }

  ImportReport run() {
    const double started = monotonic_seconds();
    for (const OutputReport& output : report_.outputs) {
      if (output.path.has_parent_path()) stom::create_directories(output.path.parent_path());
      writers_.push_back(std::make_unique<store::BackWriter>(output.path, plan_.market, output.frame));
    }
    context_.progress->begin({"가져오는 중", "importing"}, plan_.bytes());
    read_all();
    aggregator_.finish();
    write_rows(false);
    context_.progress->end();
    bad_.commit();
    finish_report();
    refuse_if_useless();
    for (std::size_t i = 0; i < writers_.size(); ++i) {
      if (report_.synthetic_book) writers_[i]->set_fact("synthetic_book", "1");
      if (report_.halved_volume) writers_[i]->set_fact("halved_volume", "1");
      context_.stop.throw_if_requested();
      writers_[i]->commit();
    }
    report_.seconds = monotonic_seconds() - started;
    return std::move(report_);
  }

 private:
  [[nodiscard]] aggregation::RowOptions row_options() const {
    return {.market = plan_.market, .frames = frames_, .synthetic_tick = options_.tick, .synthetic_size = options_.book_size};
  }

  // Merges the files by time; a file is opened when the others have come to its first event.
  void read_all() {
    std::vector<Lane> lanes;
    using Turn = std::pair<EpochMicros, std::size_t>;
    std::priority_queue<Turn, std::vector<Turn>, std::greater<>> turns;
    for (const InputFile& file : plan_.files) {
      turns.emplace(file.start, lanes.size());
      lanes.push_back({&file, nullptr, {}, 0});
    }
    while (!turns.empty()) {
      const std::size_t index = turns.top().second;
      turns.pop();
      Lane& lane = lanes[index];
      EpochMicros order = aggregation::kNoTime;
      if (!lane.source) {
        lane.source = open_(*lane.file, symbols_, bad_, report_.ignored);
      } else {
        apply(lane.events);
      }
      bool more = lane.source->next(lane.events, order);
      // As long as no other file is earlier there is no need to queue.
      while (more && (turns.empty() || Turn{order, index} < turns.top())) {
        apply(lane.events);
        if (++steps_ % kPiecesPerReport == 0) report_progress(lane);
        more = lane.source->next(lane.events, order);
      }
      if (!more || ++steps_ % kPiecesPerReport == 0) report_progress(lane);
      if (more) {
        turns.emplace(order, index);
        continue;
      }
      report_.pieces += lane.source->counts().pieces;
      lane.source.reset();
      lane.events = {};
    }
  }

  void apply(const std::vector<Event>& events) {
    for (const Event& event : events) aggregator_.apply(event);
  }

  void report_progress(Lane& lane) {
    context_.stop.throw_if_requested();
    const std::uint64_t consumed = lane.source->consumed();
    if (consumed > lane.consumed) context_.progress->advance(consumed - lane.consumed);
    lane.consumed = std::max(lane.consumed, consumed);
    if (aggregator_.row_count() >= kRowsInMemory) write_rows(true);
  }

  [[nodiscard]] bool in_range(Frame frame, RowKey key) const {
    const RowKey second = market::to_second_key(frame, key);
    return (options_.from == 0 || second >= options_.from) && (options_.to == 0 || second <= options_.to);
  }

  void cut_to_range(RowTable& table, Frame frame) const {
    if (options_.from == 0 && options_.to == 0) return;
    std::size_t first = 0, last = table.size();
    while (first < last && !in_range(frame, table.index[first])) ++first;
    while (last > first && !in_range(frame, table.index[last - 1])) --last;
    const auto cut = [&](auto& list) {
      list.erase(list.begin() + static_cast<std::ptrdiff_t>(last), list.end());
      list.erase(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(first));
    };
    cut(table.index);
    for (std::vector<double>& column : table.columns) cut(column);
  }

  void write_rows(bool keep_last) {
    for (std::size_t f = 0; f < frames_.size(); ++f) {
      const Frame frame = frames_[f];
      for (std::size_t i = 0; i < aggregator_.symbol_count(); ++i) {
        const auto id = static_cast<SymbolId>(i);
        const aggregation::SymbolRows* symbol = aggregator_.symbol(id);
        if (symbol == nullptr) continue;
        const BookSource source = symbol->book_source();
        RowTable table = aggregator_.take_rows(id, frame, keep_last);
        cut_to_range(table, frame);
        if (table.empty()) continue;
        if (source == BookSource::kSynthetic) report_.synthetic_book = true;
        note_rows(i, table, frame);
        const store::WriteCounts counts =
            writers_[f]->write({symbols_.code(id), "", std::move(table.index), std::move(table.columns)});
        store::WriteCounts& sum = report_.outputs[f].counts;
        sum.inserted += counts.inserted;
        sum.replaced += counts.replaced;
        sum.unchanged += counts.unchanged;
      }
      std::vector<std::string> codes;
      for (const aggregation::WatchEntry& entry : aggregator_.take_watch_list(frame, keep_last)) {
        if (!in_range(frame, entry.time)) continue;
        codes.clear();
        for (const SymbolId id : entry.codes) codes.push_back(symbols_.code(id));
        writers_[f]->write_watch_list(entry.time, codes);
      }
    }
  }

  void note_rows(std::size_t symbol, const RowTable& table, Frame frame) {
    report_.rows += table.size();
    if (rows_.size() <= symbol) rows_.resize(symbol + 1);
    const std::int64_t divisor = market::day_divisor(frame);
    for (std::size_t begin = 0, end = 0; begin < table.size(); begin = end) {
      const std::int64_t day = table.index[begin] / divisor;
      while (end < table.size() && table.index[end] / divisor == day) ++end;
      FrameDay& noted = rows_[symbol][frame][static_cast<TradingDay>(day)];
      if (noted.rows == 0) noted.first = stored_book(table, begin, plan_.market, frame);
      noted.last = stored_book(table, end - 1, plan_.market, frame);
      noted.rows += end - begin;
    }
  }

  void finish_report() {
    rows_.resize(std::max(rows_.size(), aggregator_.symbol_count()));
    for (std::size_t i = 0; i < aggregator_.symbol_count(); ++i) {
      const auto id = static_cast<SymbolId>(i);
      const aggregation::SymbolRows* symbol = aggregator_.symbol(id);
      if (symbol == nullptr) continue;
      report_.codes.push_back({symbols_.code(id), symbol->book_source(), symbol->book().counts(), symbol->figures(), std::move(rows_[i])});
      report_.halved_volume = report_.halved_volume || symbol->has_halved_volume();
    }
    std::sort(report_.codes.begin(), report_.codes.end(), [](const CodeReport& a, const CodeReport& b) { return a.code < b.code; });
    report_.bad = bad_.count();
    report_.first_bad = bad_.first();
    report_.plan = std::move(plan_);
  }

  void refuse_if_useless() const {
    if (options_.strict && report_.bad > 0) {
      throw DataError(message("잘못된 줄이 {}개 있어 아무것도 쓰지 않았습니다 (--strict). 첫째: {}", "{} bad lines, nothing was written (--strict). The first: {}",
                              report_.bad, report_.first_bad.front().in(context_.language)));
    }
    if (report_.rows > 0) return;
    std::uint64_t traded = 0;
    for (const CodeReport& code : report_.codes) {
      for (const auto& [day, figures] : code.days) traded += figures.trades + figures.candles;
    }
    const std::string first = report_.first_bad.empty() ? "" : " " + report_.first_bad.front().in(context_.language);
    throw DataError(message("행을 하나도 만들지 못했습니다: {}줄 가운데 체결·봉 {}개, 잘못된 줄 {}개.{}",
                            "no row could be made: {} lines, {} trades or bars, {} bad lines.{}", report_.pieces, traded, report_.bad, first));
  }

  const ImportOptions& options_;
  AppContext& context_;
  ImportPlan plan_;
  decltype(ImportInput::open) open_;
  std::vector<Frame> frames_;
  BadLines bad_;
  aggregation::SymbolTable symbols_;
  Aggregator aggregator_;
  std::vector<std::unique_ptr<store::BackWriter>> writers_;
  std::vector<std::map<Frame, std::map<TradingDay, FrameDay>>> rows_;
  ImportReport report_;
  std::uint64_t steps_ = 0;
};

}  // namespace

ImportReport run_import(const ImportOptions& options, AppContext& context, ImportInput input) {
  return ImportSession(options, context, std::move(input)).run();
}

ImportReport run_import(const ImportOptions& options, AppContext& context) {
  return run_import(options, context, {plan_import(options.inputs, options.source), open_source});
}

}  // namespace stom::app
