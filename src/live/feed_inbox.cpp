#include "live/feed_inbox.h"

#include "aggregation/row_builder.h"

namespace stom::live {
namespace {

const std::string* symbol_of(const venue::Event& event) {
  return std::visit(
      [](const auto& one) -> const std::string* {
        if constexpr (requires { one.symbol; }) return &one.symbol;
        else return nullptr;
      },
      event);
}

}  // namespace

aggregation::SymbolId FeedInbox::symbol(const std::string& code) {
  const auto found = symbols_.find(code);
  if (found != symbols_.end()) return found->second;
  const auto id = static_cast<aggregation::SymbolId>(symbols_.size());
  symbols_.emplace(code, id);
  add(NewSymbol{code});
  return id;
}

void FeedInbox::add(FeedItem item) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = items_.empty();
    items_.push_back(std::move(item));
  }
  if (was_empty) wake_();
}

void FeedInbox::on_instruments(const std::vector<venue::Instrument>& instruments) { add(instruments); }

void FeedInbox::on_day(const gateway::DaySoFar& day) {
  FeedDay out;
  out.symbol = symbol(day.symbol);
  out.day = aggregation::day_of_time(day.day_start);
  out.seed = {day.open.decimal(),           day.high.decimal(), day.low.decimal(), day.last.decimal(),
              day.previous_close.decimal(), day.value.value(),  day.buy.decimal(), day.sell.decimal()};
  add(out);
}

void FeedInbox::on_event(const venue::Event& event, EpochMicros received) {
  const std::string* code = symbol_of(event);
  if (code == nullptr || code->empty()) return;
  if (auto row = venue::row_event(event, symbol(*code))) add(FeedEvent{std::move(*row), received});
}

void FeedInbox::on_feed_state(const gateway::FeedState& state) { add(state); }
void FeedInbox::on_feed_problem(const Message& text) { add(text); }

void FeedInbox::take(std::vector<FeedItem>& items) {
  items.clear();
  const std::lock_guard lock(mutex_);
  items.swap(items_);
}

}  // namespace stom::live
