#include "live/receiver_core.h"

#include <algorithm>

namespace stom::live {
namespace {

constexpr aggregation::Period kHeldPeriods = 3;
constexpr std::size_t kKeptDays = 2;  // of figures: the last events of a day may come after midnight

aggregation::RowOptions row_options(market::Market market, market::Frame frame) {
  aggregation::RowOptions options;
  options.market = market;
  options.frames = {frame};
  return options;
}

}  // namespace

ReceiverCore::ReceiverCore(market::Market market, market::Frame frame, std::size_t watch_count)
    : frame_(frame), watched_column_(market::column_of(market, frame, market::Field::kWatched)),
      aggregator_(symbols_, row_options(market, frame), watch_count) {}

void ReceiverCore::seed(aggregation::SymbolId symbol, TradingDay day, const aggregation::DaySeed& seed) { aggregator_.seed(symbol, day, seed); }

void ReceiverCore::set_universe(const std::vector<std::string>& codes) {
  for (std::size_t i = 0; i < symbols_.size(); ++i) {
    const auto symbol = static_cast<aggregation::SymbolId>(i);
    aggregator_.set_listed(symbol, std::find(codes.begin(), codes.end(), symbols_.code(symbol)) != codes.end());
  }
}

void ReceiverCore::apply(const aggregation::Event& event, EpochMicros received, std::vector<ReceivedRow>& rows) {
  aggregator_.apply(event);
  const aggregation::SymbolId symbol = aggregation::symbol_of(event);
  const aggregation::SymbolRows* made = aggregator_.symbol(symbol);
  // Rows that are made before the first book are guesses of a recording without one.
  if (made->book_source() == aggregation::BookSource::kSynthetic || made->row_count() == 0) return;
  aggregator_.forget_figures(symbol, kKeptDays);
  aggregator_.take_rows(symbol, frame_, taken_);
  const aggregation::RowTable& table = taken_;
  const auto number = static_cast<std::size_t>(symbol);
  if (number >= seen_hole_.size()) seen_hole_.resize(number + 1, hole_);
  for (std::size_t row = 0; row < table.size(); ++row) {
    ReceivedRow& out = rows.emplace_back();
    out.code = symbols_.code(symbol);
    out.index = table.index[row];
    out.columns.reserve(table.columns.size());
    for (const auto& column : table.columns) out.columns.push_back(column[row]);
    out.watched = out.columns[static_cast<std::size_t>(watched_column_)] != 0;
    out.after_gap = std::exchange(seen_hole_[number], hole_) != hole_;
    out.received = received;
  }
}

void ReceiverCore::hole(EpochMicros from, EpochMicros to) {
  if (from > 0 && to - from > kLongestHole) ++hole_;
}

std::vector<std::string> ReceiverCore::watch_list() const {
  std::vector<std::string> codes;
  for (const aggregation::SymbolId symbol : aggregator_.watch_list()) codes.push_back(symbols_.code(symbol));
  return codes;
}

std::vector<ReceiverCore::WatchTime> ReceiverCore::take_watch_times(bool is_end) {
  std::vector<WatchTime> times;
  for (const aggregation::WatchEntry& entry : aggregator_.take_watch_list(frame_, is_end ? aggregation::Period{-1} : kHeldPeriods)) {
    WatchTime& time = times.emplace_back();
    time.time = entry.time;
    for (const aggregation::SymbolId symbol : entry.codes) time.codes += (time.codes.empty() ? "" : ";") + symbols_.code(symbol);
  }
  return times;
}

}  // namespace stom::live
