#include "app/fetch_source.h"

namespace stom::app {

bool FetchSource::next(std::vector<aggregation::Event>& events, EpochMicros& order) {
  events.clear();
  while (events.empty()) {
    if (at_ == page_.size()) {
      at_ = 0;
      if (!download_.next(page_, stop_)) return false;
    }
    ++counts_.pieces;
    if (auto event = venue::row_event(page_[at_++], symbol_)) events.push_back(std::move(*event));
  }
  order = aggregation::time_of(events.front());
  return true;
}

}  // namespace stom::app
