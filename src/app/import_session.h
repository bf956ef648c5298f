// One import: files → events in order of time → rows → back databases. Everything is written in one transaction a database;
// a failure or Ctrl-C leaves the databases as they were.
#pragma once

#include <array>
#include <map>

#include "aggregation/aggregator.h"
#include "app/command.h"
#include "app/import_source.h"
#include "store/back_writer.h"

namespace stom::app {

struct ImportOptions {
  std::vector<std::filesystem::path> inputs;
  SourceOptions source;
  std::vector<market::Frame> frames;      // empty: second rows, or minute rows for bars longer than a second
  std::filesystem::path out;              // file, or folder for the default names; empty: the current folder
  RowKey from = 0, to = 0;                // second keys, both inclusive; 0: open
  aggregation::Decimal tick, book_size;   // of synthetic books; 0: automatic
  bool strict = false;
  std::filesystem::path errors;
};

// The five stored levels of one row.
struct StoredBook {
  RowKey time = 0;
  std::array<double, aggregation::kRowLevels> ask_price{}, ask_size{}, bid_price{}, bid_size{};
};

struct FrameDay {
  std::uint64_t rows = 0;
  StoredBook first, last;
};

struct CodeReport {
  std::string code;
  aggregation::BookSource source{};
  aggregation::BookCounts book;
  std::map<TradingDay, aggregation::DayFigures> days;
  std::map<market::Frame, std::map<TradingDay, FrameDay>> rows;
};

struct OutputReport {
  std::filesystem::path path;
  market::Frame frame{};
  store::WriteCounts counts;
};

struct ImportReport {
  ImportPlan plan;
  std::vector<CodeReport> codes;
  std::vector<OutputReport> outputs;
  IgnoredCounts ignored;
  std::vector<Message> first_bad;
  std::uint64_t pieces = 0, bad = 0, rows = 0;
  bool synthetic_book = false;   // rows without a recorded book
  bool halved_volume = false;    // bars that do not tell buys from sells
  double seconds = 0;
};

// Where the pieces come from: the plan, and how one of its entries is opened when its turn in time has come.
struct ImportInput {
  ImportPlan plan;
  std::function<std::unique_ptr<EventSource>(const InputFile& file, aggregation::SymbolTable& symbols, BadLines& bad, IgnoredCounts& ignored)>
      open;
};

// Throws UsageError, DataError, DatabaseError, FileError, Cancelled.
[[nodiscard]] ImportReport run_import(const ImportOptions& options, AppContext& context, ImportInput input);
// Of files: options.inputs.
[[nodiscard]] ImportReport run_import(const ImportOptions& options, AppContext& context);

}  // namespace stom::app
