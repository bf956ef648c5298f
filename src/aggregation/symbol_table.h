// The codes of a recording and their numbers. A SymbolId is valid for the table that gave it.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "aggregation/events.h"

namespace stom::aggregation {

class SymbolTable {
 public:
  SymbolId id(std::string_view code) {
    const auto found = ids_.find(code);
    if (found != ids_.end()) return found->second;
    const std::string& kept = codes_.emplace_back(code);
    const auto id = static_cast<SymbolId>(codes_.size() - 1);
    ids_.emplace(kept, id);
    return id;
  }
  [[nodiscard]] const std::string& code(SymbolId id) const { return codes_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] std::size_t size() const { return codes_.size(); }

 private:
  std::deque<std::string> codes_;  // never moves: ids_ views into it
  std::unordered_map<std::string_view, SymbolId> ids_;
};

}  // namespace stom::aggregation
