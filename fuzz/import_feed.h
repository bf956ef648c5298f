// The common end of all importer targets: events go into the aggregation, rows must come out well-formed.
#pragma once

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "aggregation/aggregator.h"
#include "aggregation/formats/parse_result.h"

namespace stom::fuzz {

class ImportFeed {
 public:
  explicit ImportFeed(std::uint8_t choice)
      : market_(market::kMarkets[choice % 3]),
        aggregator_(symbols_, {.market = market_, .frames = {market::Frame::kTick, market::Frame::kMinute}, .synthetic_tick = {}, .synthetic_size = {}}) {}

  [[nodiscard]] aggregation::SymbolTable& symbols() { return symbols_; }
  [[nodiscard]] market::Market market() const { return market_; }

  // parse(piece, events) for one line or element; the result must keep its promises.
  template <typename Parse>
  void piece(Parse&& parse) {
    events_.clear();
    const aggregation::ParseResult result = parse(events_);
    if (result.kind == aggregation::ParseKind::kBad && (!events_.empty() || result.reason.ko.empty() || result.reason.en.empty())) std::abort();
    for (const aggregation::Event& event : events_) {
      // The reader of a file puts the right symbol before events go on.
      if (static_cast<std::size_t>(aggregation::symbol_of(event)) < symbols_.size()) aggregator_.apply(event);
    }
  }

  void finish() {
    aggregator_.finish();
    for (std::size_t id = 0; id < symbols_.size(); ++id) {
      const auto symbol = static_cast<aggregation::SymbolId>(id);
      if (aggregator_.symbol(symbol) == nullptr) continue;
      for (const market::Frame frame : market::kFrames) check(aggregator_.take_rows(symbol, frame, false), frame);
    }
  }

  template <typename Take>
  static void each_line(std::string_view text, Take&& take) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      take(text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

 private:
  // Keys grow, every column is there, and nothing is infinite or not a number.
  void check(const aggregation::RowTable& table, market::Frame frame) const {
    if (table.columns.size() != market::schema(market_, frame).size()) std::abort();
    for (std::size_t row = 1; row < table.index.size(); ++row) {
      if (table.index[row] <= table.index[row - 1]) std::abort();
    }
    for (const auto& column : table.columns) {
      if (column.size() != table.index.size()) std::abort();
      for (const double value : column) {
        if (!std::isfinite(value)) std::abort();
      }
    }
  }

  market::Market market_;
  aggregation::SymbolTable symbols_;
  aggregation::Aggregator aggregator_;
  std::vector<aggregation::Event> events_;
};

}  // namespace stom::fuzz
