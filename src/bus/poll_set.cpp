#include "bus/poll_set.h"

#include <zmq.h>

namespace stom::bus {

void PollSet::add_socket(void* socket, std::function<bool()> has_waiting) { entries_.push_back({socket, 0, std::move(has_waiting)}); }

void PollSet::add_descriptor(int descriptor) { entries_.push_back({nullptr, descriptor, nullptr}); }

bool PollSet::wait(double seconds) {
  std::vector<zmq_pollitem_t> items;
  items.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    if (entry.has_waiting && entry.has_waiting()) return true;
    items.push_back({entry.socket, entry.descriptor, ZMQ_POLLIN, 0});
  }
  return ::zmq_poll(items.data(), static_cast<int>(items.size()), static_cast<long>(std::ceil(std::max(0.0, seconds) * 1000))) > 0;
}

}  // namespace stom::bus
