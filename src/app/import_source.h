// The events of one file of an import, one piece (line, list element) after another. Bad pieces are counted and reported
// by place, never guessed.
#pragma once

#include <map>
#include <memory>

#include "app/import_probe.h"
#include "base/file.h"

namespace stom::app {

// Bad pieces: all are counted, the first are kept for the screen, all go to a file if one is wanted.
class BadLines {
 public:
  static constexpr std::size_t kShown = 20;
  // `file`: where all are listed, in `language`; empty: nowhere.
  BadLines(const std::filesystem::path& file, Language language);
  void add(const std::filesystem::path& path, std::uint64_t place, const Message& reason);
  // The error file appears under its name.
  void commit();
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Message>& first() const { return first_; }

 private:
  std::unique_ptr<AtomicFile> file_;
  Language language_;
  std::uint64_t count_ = 0;
  std::vector<Message> first_;
};

struct SourceCounts {
  std::uint64_t pieces = 0;  // lines or list elements
  std::uint64_t bad = 0;
};

class EventSource {
 public:
  virtual ~EventSource() = default;
  // The events of the next piece that has any; false at the end. `order` is its place in time among all files.
  virtual bool next(std::vector<aggregation::Event>& events, EpochMicros& order) = 0;
  [[nodiscard]] virtual std::uint64_t consumed() const = 0;
  [[nodiscard]] const SourceCounts& counts() const { return counts_; }

 protected:
  SourceCounts counts_;
};

// `ignored` counts understood but unused pieces by what they were.
using IgnoredCounts = std::map<std::string, std::uint64_t>;
[[nodiscard]] std::unique_ptr<EventSource> open_source(const InputFile& file, aggregation::SymbolTable& symbols, BadLines& bad,
                                                       IgnoredCounts& ignored);

}  // namespace stom::app
