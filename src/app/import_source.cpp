#include "app/import_source.h"

#include <algorithm>
#include <utility>

#include "aggregation/formats/json_list.h"
#include "base/compress.h"
#include "base/error.h"

namespace stom::app {
namespace {

using aggregation::Event;
using aggregation::kNoTime;
using aggregation::Layout;
using aggregation::ParseKind;
using aggregation::ParseResult;
using aggregation::SymbolTable;

// A list is held in memory as a whole; larger ones are no answers of a REST call.
constexpr std::uint64_t kLargestJsonFile = std::uint64_t{1} << 30;

// Counts and reports; true if the piece gave events.
class PieceBook {
 public:
  PieceBook(const std::filesystem::path& path, SourceCounts& counts, BadLines& bad, IgnoredCounts& ignored)
      : path_(path), counts_(counts), bad_(bad), ignored_(ignored) {}

  bool take(const ParseResult& result, std::uint64_t place) {
    ++counts_.pieces;
    if (result.kind == ParseKind::kEvents) return true;
    if (result.kind == ParseKind::kIgnored) {
      ++ignored_[result.ignored];
    } else {
      ++counts_.bad;
      bad_.add(path_, place, result.reason);
    }
    return false;
  }

 private:
  const std::filesystem::path& path_;
  SourceCounts& counts_;
  BadLines& bad_;
  IgnoredCounts& ignored_;
};

Message unassigned_snapshot() {
  return message("호가 스냅샷의 종목을 알 수 없습니다. --code로 지정하세요.", "a depth snapshot without a symbol: give --code.");
}

EpochMicros first_time(const std::vector<Event>& events) {
  EpochMicros time = kNoTime;
  for (const Event& event : events) {
    const EpochMicros own = aggregation::time_of(event);
    if (own != kNoTime && (time == kNoTime || own < time)) time = own;
  }
  return time;
}

class RecordingSource final : public EventSource {
 public:
  RecordingSource(const InputFile& file, SymbolTable& symbols, BadLines& bad, IgnoredCounts& ignored)
      : input_(file), file_(file.path), reader_(symbols, file.code), book_(input_.path, counts_, bad, ignored), bad_(bad) {}

  bool next(std::vector<Event>& events, EpochMicros& order) override {
    std::string_view line;
    while (file_.next_line(line)) {
      ++line_number_;
      events.clear();
      EpochMicros received = kNoTime;
      if (!book_.take(reader_.parse(line, events, received), line_number_) || events.empty()) continue;
      const EpochMicros time = received != kNoTime ? received : first_time(events);
      last_order_ = order = time != kNoTime ? time : last_order_;
      return true;
    }
    if (reader_.has_waiting_snapshot() && !std::exchange(reported_, true)) {
      ++counts_.bad;
      bad_.add(input_.path, line_number_, unassigned_snapshot());
    }
    return false;
  }
  [[nodiscard]] std::uint64_t consumed() const override { return file_.consumed(); }

 private:
  InputFile input_;
  DecompressedFile file_;
  aggregation::RecordingReader reader_;
  PieceBook book_;
  BadLines& bad_;
  std::uint64_t line_number_ = 0;
  EpochMicros last_order_ = kNoTime;
  bool reported_ = false;
};

// Lines of CSV: a heading, then one event a line, ascending in time. A bar that goes back in time is bad; a file of bars
// that begins with its newest is read whole and turned round.
template <typename Reader>
class CsvSource final : public EventSource {
 public:
  CsvSource(const InputFile& file, Reader reader, BadLines& bad, IgnoredCounts& ignored)
      : input_(file), file_(file.path), reader_(std::move(reader)), book_(input_.path, counts_, bad, ignored), bad_(bad) {}

  bool next(std::vector<Event>& events, EpochMicros& order) override {
    std::string_view line;
    while (file_.next_line(line)) {
      ++line_number_;
      events.clear();
      if (!book_.take(reader_.parse(line, events), line_number_) || events.empty()) continue;
      const EpochMicros time = aggregation::time_of(events.front());
      if (time < last_order_ && std::holds_alternative<aggregation::Candle>(events.front())) {
        ++counts_.bad;
        bad_.add(input_.path, line_number_, message("시각이 앞줄보다 이릅니다.", "the time is before that of an earlier line."));
        continue;
      }
      last_order_ = order = std::max(last_order_, time);
      return true;
    }
    return false;
  }
  [[nodiscard]] std::uint64_t consumed() const override { return file_.consumed(); }

 private:
  InputFile input_;
  DecompressedFile file_;
  Reader reader_;
  PieceBook book_;
  BadLines& bad_;
  std::uint64_t line_number_ = 0;
  EpochMicros last_order_ = kNoTime;
};

// Everything at once, then in order of time: JSON lists (REST answers come newest first) and descending bar files.
class WholeSource final : public EventSource {
 public:
  explicit WholeSource(std::uint64_t size) : size_(size) {}

  void add(std::vector<Event>& events) {
    const EpochMicros time = first_time(events);
    for (Event& event : events) events_.push_back({time, std::move(event)});
    events.clear();
  }
  void arrange(bool reversed) {
    if (reversed) std::reverse(events_.begin(), events_.end());
    std::stable_sort(events_.begin(), events_.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
  }
  bool next(std::vector<Event>& events, EpochMicros& order) override {
    if (at_ == events_.size()) return false;
    events.clear();
    order = events_[at_].time;
    events.push_back(std::move(events_[at_++].event));
    return true;
  }
  [[nodiscard]] std::uint64_t consumed() const override {
    return events_.empty() ? size_ : size_ * at_ / events_.size();
  }
  [[nodiscard]] SourceCounts& mutable_counts() { return counts_; }

 private:
  struct Entry {
    EpochMicros time;
    Event event;
  };
  std::uint64_t size_;
  std::vector<Entry> events_;
  std::size_t at_ = 0;
};

std::unique_ptr<EventSource> open_json(const InputFile& file, SymbolTable& symbols, BadLines& bad, IgnoredCounts& ignored) {
  auto source = std::make_unique<WholeSource>(file.size);
  PieceBook book(file.path, source->mutable_counts(), bad, ignored);
  aggregation::JsonElementReader reader(symbols, file.code);
  std::vector<Event> events;
  std::uint64_t place = 0;
  const auto read_elements = [&](std::string_view text, std::uint64_t line) {
    std::vector<std::string_view> elements;
    const bool whole = aggregation::split_json(text, elements);
    for (const std::string_view element : elements) {
      ++place;
      if (book.take(reader.parse(element, events), line != 0 ? line : place)) source->add(events);
    }
    if (!whole) {
      book.take(ParseResult::bad(message("JSON이 도중에 끊겼거나 잘못되었습니다.", "the JSON is cut off or not well formed.")),
                line != 0 ? line : place + 1);
    }
  };
  DecompressedFile input(file.path);
  if (file.detected.layout == Layout::kJsonLines) {
    std::string_view line;
    for (std::uint64_t number = 1; input.next_line(line); ++number) {
      if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
      read_elements(line, number);
    }
  } else {
    if (file.size > kLargestJsonFile) {
      throw DataError(message("{}: 1 GiB가 넘는 JSON 파일입니다.", "{}: a JSON file of more than 1 GiB.", file.path.string()));
    }
    const std::string text = input.read_rest();
    read_elements(text, 0);
  }
  if (reader.has_waiting_snapshot()) {
    ++source->mutable_counts().bad;
    bad.add(file.path, place, unassigned_snapshot());
  }
  source->arrange(false);
  return source;
}

template <typename Reader>
std::unique_ptr<EventSource> open_reversed(const InputFile& file, Reader reader, BadLines& bad, IgnoredCounts& ignored) {
  auto source = std::make_unique<WholeSource>(file.size);
  PieceBook book(file.path, source->mutable_counts(), bad, ignored);
  DecompressedFile input(file.path);
  std::vector<Event> events;
  std::string_view line;
  for (std::uint64_t number = 1; input.next_line(line); ++number) {
    if (book.take(reader.parse(line, events), number)) source->add(events);
  }
  source->arrange(true);
  return source;
}

template <typename Reader>
std::unique_ptr<EventSource> open_csv(const InputFile& file, Reader reader, BadLines& bad, IgnoredCounts& ignored) {
  if (file.is_descending) return open_reversed(file, std::move(reader), bad, ignored);
  return std::make_unique<CsvSource<Reader>>(file, std::move(reader), bad, ignored);
}

}  // namespace

BadLines::BadLines(const std::filesystem::path& file, Language language) : language_(language) {
  if (!file.empty()) file_ = std::make_unique<AtomicFile>(file);
}

void BadLines::add(const std::filesystem::path& path, std::uint64_t place, const Message& reason) {
  ++count_;
  const Message line = {fmt::format("{}:{}: {}", path.string(), place, reason.ko),
                        fmt::format("{}:{}: {}", path.string(), place, reason.en)};
  if (first_.size() < kShown) first_.push_back(line);
  if (file_) {
    const std::string text = line.in(language_) + "\n";
    file_->write(text.data(), text.size());
  }
}

void BadLines::commit() {
  if (file_) file_->commit();
}

std::unique_ptr<EventSource> open_source(const InputFile& file, SymbolTable& symbols, BadLines& bad, IgnoredCounts& ignored) {
  switch (file.detected.layout) {
    case Layout::kRecording:
      return std::make_unique<RecordingSource>(file, symbols, bad, ignored);
    case Layout::kDump:
      return open_csv(file, aggregation::BinanceDumpReader(symbols, file.code, file.detected.dump), bad, ignored);
    case Layout::kOhlcv:
      return open_csv(file, aggregation::OhlcvReader(symbols, file.code, file.detected.bars, file.time), bad, ignored);
    default:
      return open_json(file, symbols, bad, ignored);
  }
}

}  // namespace stom::app
