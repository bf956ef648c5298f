#include "sim/event_queue.h"

namespace stom::sim {

RecordedMarket::RecordedMarket(std::vector<venue::Instrument> instruments, std::vector<EventQueue> queues, EpochMicros start,
                               EpochMicros unit)
    : instruments_(std::move(instruments)), queues_(std::move(queues)) {
  EventQueue* first = earliest();
  if (first == nullptr) return;
  const EpochMicros distance = start - first->front()->time;
  const EpochMicros over = ((distance % unit) + unit) % unit;
  shift_ = over == 0 ? distance : distance - over + unit;
}

EventQueue* RecordedMarket::earliest() {
  EventQueue* first = nullptr;
  for (EventQueue& queue : queues_) {
    const MarketEvent* front = queue.front();
    if (front != nullptr && (first == nullptr || front->time < first->front()->time)) first = &queue;
  }
  return first;
}

EpochMicros RecordedMarket::next_time() {
  EventQueue* first = earliest();
  return first == nullptr ? venue::kNoTime : first->front()->time + shift_;
}

void RecordedMarket::play(EpochMicros now, std::vector<MarketEvent>& events) {
  for (EventQueue* first = earliest(); first != nullptr && first->front()->time + shift_ <= now; first = earliest())
    first->move_front(shift_, events);
}

}  // namespace stom::sim
