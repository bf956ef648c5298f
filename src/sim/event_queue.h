// Events of several symbols brought into one order, and moved in time: what recorded markets are played from.
#pragma once

#include <deque>
#include <iterator>

#include "sim/exchange.h"

namespace stom::sim {

// One symbol's events, ascending in time, made as they are needed.
class EventCursor {
 public:
  virtual ~EventCursor() = default;
  // Appends some more; false: there are none.
  virtual bool more(std::vector<MarketEvent>& events) = 0;
};

class EventQueue {
 public:
  explicit EventQueue(std::unique_ptr<EventCursor> cursor) : cursor_(std::move(cursor)) {}

  [[nodiscard]] const MarketEvent* front() {
    while (waiting_.empty() && !ended_) {
      std::vector<MarketEvent> next;
      ended_ = !cursor_->more(next);
      waiting_.insert(waiting_.end(), std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
    }
    return waiting_.empty() ? nullptr : &waiting_.front();
  }
  // With another time: `shift` later.
  void move_front(EpochMicros shift, std::vector<MarketEvent>& events) {
    MarketEvent& event = events.emplace_back(std::move(waiting_.front()));
    waiting_.pop_front();
    event.time += shift;
    std::visit([&](auto& what) { what.time = what.sent = event.time; }, event.what);
  }

 private:
  std::unique_ptr<EventCursor> cursor_;
  std::deque<MarketEvent> waiting_;
  bool ended_ = false;
};

// All symbols in the order of time, in the order of the symbols where times are the same. The first event comes at `start` or up to
// one `unit` later: times are moved by whole units.
class RecordedMarket final : public MarketSource {
 public:
  RecordedMarket(std::vector<venue::Instrument> instruments, std::vector<EventQueue> queues, EpochMicros start, EpochMicros unit);
  [[nodiscard]] const std::vector<venue::Instrument>& instruments() const override { return instruments_; }
  [[nodiscard]] EpochMicros next_time() override;
  void play(EpochMicros now, std::vector<MarketEvent>& events) override;

 private:
  [[nodiscard]] EventQueue* earliest();

  std::vector<venue::Instrument> instruments_;
  std::vector<EventQueue> queues_;
  EpochMicros shift_ = 0;
};

}  // namespace stom::sim
