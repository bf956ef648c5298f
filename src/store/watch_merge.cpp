#include "store/watch_merge.h"

#include <vector>

namespace stom::store {
namespace {

bool contains_code(std::string_view list, std::string_view code) {
  for (std::size_t at = list.find(code); at != std::string_view::npos; at = list.find(code, at + 1)) {
    const std::size_t end = at + code.size();
    if ((at == 0 || list[at - 1] == ';') && (end == list.size() || list[end] == ';')) return true;
  }
  return false;
}

void add_code(std::string& list, std::string_view code) {
  if (code.empty() || contains_code(list, code)) return;
  if (!list.empty()) list += ';';
  list += code;
}

void add_list(std::string& list, std::string_view more) {
  while (!more.empty()) {
    const std::size_t end = std::min(more.find(';'), more.size());
    add_code(list, more.substr(0, end));
    more.remove_prefix(std::min(end + 1, more.size()));
  }
}

}  // namespace

void WatchMerge::add(RowKey time, std::span<const std::string> codes) {
  std::string& list = rows_[time];
  for (const std::string& code : codes) add_code(list, code);
}

void WatchMerge::flush() {
  connection_.execute("CREATE TABLE IF NOT EXISTS moneytop (\"index\" INTEGER PRIMARY KEY, \"거래대금순위\" TEXT)");
  if (rows_.empty()) return;
  struct Existing {
    std::int64_t row_id;
    RowKey time;
    std::string codes;
  };
  std::vector<Existing> existing;
  Statement select(connection_, "SELECT _rowid_, \"index\", \"거래대금순위\" FROM moneytop WHERE \"index\" BETWEEN ?1 AND ?2", "moneytop");
  select.bind(1, rows_.begin()->first).bind(2, rows_.rbegin()->first);
  while (select.step()) {
    if (rows_.contains(select.integer(1))) existing.push_back({select.integer(0), select.integer(1), std::string(select.text(2))});
  }
  select.reset();
  Statement update(connection_, "UPDATE moneytop SET \"거래대금순위\" = ?2 WHERE _rowid_ = ?1", "moneytop");
  for (const Existing& row : existing) {
    const auto fresh = rows_.find(row.time);
    if (fresh == rows_.end()) continue;  // a second row of that time: the first one was completed already
    std::string codes = row.codes;
    add_list(codes, fresh->second);
    if (codes != row.codes) update.bind(1, row.row_id).bind(2, std::string_view(codes)).run();
    rows_.erase(fresh);
  }
  Statement insert(connection_, "INSERT INTO moneytop (\"index\", \"거래대금순위\") VALUES (?1, ?2)", "moneytop");
  for (const auto& [time, codes] : rows_) insert.bind(1, time).bind(2, std::string_view(codes)).run();
  rows_.clear();
}

}  // namespace stom::store
