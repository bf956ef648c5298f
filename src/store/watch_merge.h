// Collects watch-list rows for moneytop and unites them with the rows that are there: codes of a time keep their order, new
// ones follow. flush() works inside the caller's transaction.
#pragma once

#include <map>
#include <span>
#include <string>

#include "base/time.h"
#include "store/sqlite.h"

namespace stom::store {

class WatchMerge {
 public:
  explicit WatchMerge(Connection& connection) : connection_(connection) {}
  void add(RowKey time, std::span<const std::string> codes);
  void flush();
  [[nodiscard]] std::size_t size() const { return rows_.size(); }

 private:
  Connection& connection_;
  std::map<RowKey, std::string> rows_;  // codes joined by ';'
};

}  // namespace stom::store
