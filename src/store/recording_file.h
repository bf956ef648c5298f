// A file of rows that are being recorded now (upbit_tick.db …): a table a code, moneytop, "index" as primary key, write-ahead log. A row
// that is there stays as it is: what comes again is ignored. After write() returns the rows survive a power cut; when it throws, none of
// them is there. Readers may have the file open meanwhile. One thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/back_writer.h"

namespace stom::store {

struct WatchRow {
  RowKey time = 0;
  std::string codes;  // joined by ';'
};

class RecordingFile {
 public:
  // Makes the file if absent. DatabaseError for a file of another layout.
  RecordingFile(const std::filesystem::path& path, market::Market market, market::Frame frame);
  ~RecordingFile();
  RecordingFile(const RecordingFile&) = delete;
  RecordingFile& operator=(const RecordingFile&) = delete;

  // DataError (check_rows) before anything is written.
  void check(const RowBlock& rows) const;
  void check(const WatchRow& row) const;
  // All in one transaction, or nothing; the number of rows that were new. They must have been checked.
  std::uint64_t write(const std::vector<RowBlock>& rows, const std::vector<WatchRow>& watch);
  // The file under this path is another one now, or none: open it anew.
  [[nodiscard]] bool has_moved() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::store
