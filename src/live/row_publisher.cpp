#include "live/row_publisher.h"

#include "bus/channel.h"

namespace stom::live {

RowPublisher::RowPublisher(bus::Sender& market, unsigned workers) : market_(market), waiting_(workers) {}

unsigned RowPublisher::worker_of(std::string_view code) const { return bus::worker_of(code, static_cast<unsigned>(waiting_.size())); }

void RowPublisher::publish(const ReceivedRow& row) {
  const unsigned worker = worker_of(row.code);
  bus::MarketRow& message = waiting_[worker].emplace_back();
  message.code = row.code;
  message.index = row.index;
  message.columns = row.columns;
  message.watched = row.watched;
  message.after_gap = row.after_gap;
  message.received_micros = row.received;
  flush(worker);
}

void RowPublisher::flush(unsigned worker) {
  auto& waiting = waiting_[worker];
  const std::string topic = bus::worker_topic(worker);
  while (!waiting.empty()) {
    if (market_.send(waiting.front(), {.topic = topic}) == bus::SendResult::kFull) break;
    waiting.pop_front();
  }
  if (waiting.size() <= kMostWaiting) return;
  lost_rows_ += waiting.size() - kMostWaiting;
  waiting.erase(waiting.begin(), waiting.end() - static_cast<std::ptrdiff_t>(kMostWaiting));
}

void RowPublisher::flush() {
  for (unsigned worker = 0; worker < waiting_.size(); ++worker) flush(worker);
}

bool RowPublisher::has_waiting() const {
  return std::any_of(waiting_.begin(), waiting_.end(), [](const auto& rows) { return !rows.empty(); });
}

}  // namespace stom::live
