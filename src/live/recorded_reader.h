// Today's rows as the query role recorded them (live/platform.h, recording_file): what a worker that comes late, or missed something,
// reads. Reads only and never waits for the writer longer than a moment: what cannot be read now can be asked for again. One thread.
#pragma once

#include <filesystem>
#include <memory>

#include "live/worker_core.h"
#include "store/sqlite.h"

namespace stom::live {

class RecordedReader {
 public:
  RecordedReader(std::filesystem::path file, market::Market market, market::Frame frame);

  // The symbol's row of this key or a later one is on disk, and so are all before it: rows are recorded in order.
  [[nodiscard]] bool reaches(const std::string& code, RowKey key);
  // Rows with after < key ≤ last, ascending. Throws DatabaseError where they are not rows of this market.
  [[nodiscard]] RecordedRows read(const std::string& code, RowKey after, RowKey last);

 private:
  // Null: there is no such table to read now.
  store::Connection* table(const std::string& code);

  std::filesystem::path file_;
  market::Market market_;
  market::Frame frame_;
  std::unique_ptr<store::Connection> connection_;
};

}  // namespace stom::live
