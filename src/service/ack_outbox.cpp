#include "service/ack_outbox.h"

namespace stom::service {
namespace {

constexpr std::size_t kMostChannels = 64, kMostWaiting = 20'000;

const bus::Channel* channel_of(std::string_view name) {
  for (const bus::Channel& channel : bus::all_channels()) {
    if (channel.name == name && channel.pattern == bus::Pattern::kQueue && channel.carries(bus::MessageType::kRecordAck)) return &channel;
  }
  return nullptr;
}

}  // namespace

bool AckOutbox::add(const std::string& reply_to, bus::RecordAck ack) {
  if (reply_to.empty()) return true;  // nobody wants to know
  auto line = lines_.find(reply_to);
  if (line == lines_.end()) {
    const std::size_t point = std::min(reply_to.find('.'), reply_to.size());
    const bus::Channel* channel = channel_of(std::string_view(reply_to).substr(0, point));
    if (channel == nullptr || lines_.size() >= kMostChannels) return false;
    bus::SenderOptions options;
    if (point < reply_to.size()) options.copy = reply_to.substr(point + 1);
    options.block_seconds = 0;
    line = lines_.emplace(reply_to, Line{&loop_.sender(channel->id, std::move(options)), {}}).first;
  }
  std::deque<bus::RecordAck>& waiting = line->second.waiting;
  if (waiting.size() >= kMostWaiting) waiting.pop_front();
  waiting.push_back(std::move(ack));
  return true;
}

void AckOutbox::flush() {
  for (auto& [name, line] : lines_) {
    while (!line.waiting.empty() && line.sender->send(line.waiting.front()) == bus::SendResult::kSent) line.waiting.pop_front();
  }
}

std::size_t AckOutbox::waiting() const {
  std::size_t count = 0;
  for (const auto& [name, line] : lines_) count += line.waiting.size();
  return count;
}

}  // namespace stom::service
