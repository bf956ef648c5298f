// Writes rows into a back database in the users' layout (databases spec 6 to 7.1): one table per code, moneytop, codename.
// Used by import and sample. Rows are merged by (code, index): writing the same rows twice changes nothing; a differing row
// replaces the old one and is counted. One transaction per commit(): a crash leaves the old content.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/time.h"
#include "market/schema.h"

namespace stom::store {

struct RowBlock {
  std::string code;
  std::string name;                        // stock names go to codename; may be empty
  std::vector<RowKey> index;
  std::vector<std::vector<double>> columns;  // per schema column
};

struct WriteCounts {
  std::uint64_t inserted = 0, replaced = 0, unchanged = 0;
};

class BackWriter {
 public:
  // Creates the file if absent; an existing file must have the same market layout (DatabaseError otherwise).
  BackWriter(const std::filesystem::path& path, market::Market market, market::Frame frame);
  ~BackWriter();
  BackWriter(const BackWriter&) = delete;
  BackWriter& operator=(const BackWriter&) = delete;

  WriteCounts write(const RowBlock& rows);
  // Watch list: codes joined by ';' per time; merged with what is there.
  void write_watch_list(RowKey time, std::span<const std::string> codes);
  // Facts of the file, for example "synthetic_book" = "1" (table stom_meta; readers of the users' layout ignore it).
  void set_fact(const std::string& key, const std::string& value);
  void commit();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace stom::store
