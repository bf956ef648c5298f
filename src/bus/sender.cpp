#include "bus/sender.h"

#include <deque>

#include "base/time.h"
#include "bus/envelope.h"
#include "bus/socket.h"

namespace stom::bus {
namespace {

constexpr int kLingerMillis = 500;  // at the end, for what the kernel has not taken yet

struct Waiting {
  std::string topic, key, body;
  const MessageFacts* facts;
  std::uint64_t correlation;
};

}  // namespace

struct Sender::Impl {
  Bus& bus;
  const Channel& channel;
  SenderOptions options;
  std::string name;
  std::uint32_t high_water_mark;
  zmq::socket_t socket;
  std::string tcp_address;
  const std::uint16_t stream;
  ChannelGauge gauge;
  std::map<std::string, std::uint64_t, std::less<>> sequences;   // by topic
  std::map<std::string, std::size_t, std::less<>> subscriptions;  // by topic
  std::map<std::string, std::uint64_t, std::less<>> joins;        // by topic
  std::deque<Waiting> waiting;

  Impl(Bus& b, ChannelId id, SenderOptions o)
      : bus(b), channel(bus::channel(id)), options(std::move(o)), name(channel_name(id, options.copy)),
        high_water_mark(options.high_water_mark > 0 ? options.high_water_mark : channel.high_water_mark),
        socket(bus.impl().context, channel.pattern == Pattern::kTopics ? zmq::socket_type::xpub : zmq::socket_type::push),
        stream(bus.next_stream()) {
    socket.set(zmq::sockopt::linger, kLingerMillis);
    socket.set(zmq::sockopt::sndhwm, static_cast<int>(high_water_mark));
    if (channel.pattern == Pattern::kQueue) {
      if (options.remote) connect_tcp(socket, *options.remote);
      else connect_ipc(socket, bus, name);
      return;
    }
    // Without "nodrop" a full listener would lose messages that the sender believes sent. Conflated topics want just that:
    // one listener that stands still must not keep the newest from the others.
    socket.set(zmq::sockopt::xpub_verboser, 1);
    if (channel.when_full != WhenFull::kConflate && !options.broadcast) socket.set(zmq::sockopt::xpub_nodrop, 1);
    if (options.listen) tcp_address = bind_tcp(socket, bus, *options.listen);
    else bind_ipc(socket, bus, name);
  }

  void read_subscriptions() {
    zmq::message_t frame;
    while (socket.recv(frame, zmq::recv_flags::dontwait)) {
      if (frame.size() < 1) continue;
      const bool is_join = *frame.data<char>() == 1;
      const std::string topic(frame.data<char>() + 1, frame.size() - 1);
      std::size_t& count = subscriptions[topic];
      if (is_join) {
        ++count;
        ++joins[topic];
      } else if (count > 0) {
        --count;
      }
    }
  }

  bool try_send(const MessageFacts& facts, std::string_view body, std::string_view topic, std::uint64_t correlation) {
    const bool topics = channel.pattern == Pattern::kTopics;
    const std::string_view counter = topics ? topic : std::string_view{};
    auto sequence = sequences.find(counter);
    if (sequence == sequences.end()) sequence = sequences.emplace(std::string(counter), 0).first;
    Envelope envelope;
    envelope.version = facts.version;
    envelope.type = facts.type;
    envelope.stream = stream;
    envelope.source = bus.source();
    envelope.session = bus.session();
    envelope.sequence = sequence->second;
    envelope.correlation = correlation;
    envelope.sent_micros = utc_now_micros();
    const std::string frame = to_frame(envelope, body);
    if (topics) {
      if (!socket.send(zmq::buffer(topic), zmq::send_flags::sndmore | zmq::send_flags::dontwait)) return false;
      // The first frame has taken the place; the second cannot be refused.
      if (!socket.send(zmq::buffer(frame), zmq::send_flags::dontwait)) return false;
    } else if (!socket.send(zmq::buffer(frame), zmq::send_flags::dontwait)) {
      return false;
    }
    ++sequence->second;
    ++gauge.sent;
    return true;
  }

  bool wait_and_send(const MessageFacts& facts, std::string_view body, const SendOptions& send) {
    const double until = monotonic_seconds() + options.block_seconds;
    while (true) {
      if (try_send(facts, body, send.topic, send.correlation)) return true;
      const double left = until - monotonic_seconds();
      if (left <= 0) return false;
      wait_for(socket, ZMQ_POLLOUT, left);
    }
  }

  void flush() {
    while (!waiting.empty()) {
      const Waiting& next = waiting.front();
      if (!try_send(*next.facts, next.body, next.topic, next.correlation)) break;
      waiting.pop_front();
    }
    gauge.depth = waiting.size();
  }

  SendResult keep(const MessageFacts& facts, std::string body, const SendOptions& send) {
    if (channel.when_full == WhenFull::kConflate) {
      for (Waiting& entry : waiting) {
        if (entry.key != send.key || entry.topic != send.topic || entry.facts->type != facts.type) continue;
        entry.body = std::move(body);
        entry.correlation = send.correlation;
        ++gauge.conflated;
        return SendResult::kWaiting;
      }
    }
    if (waiting.size() >= high_water_mark) {
      waiting.pop_front();
      ++(channel.when_full == WhenFull::kConflate ? gauge.conflated : gauge.dropped);
    }
    waiting.push_back({std::string(send.topic), std::string(send.key), std::move(body), &facts, send.correlation});
    gauge.depth = waiting.size();
    return SendResult::kWaiting;
  }

  SendResult send(const MessageFacts& facts, std::string body, const SendOptions& send_options) {
    if (!channel.carries(facts.type)) {
      throw Error(message("채널 {}은(는) {} 메시지를 나르지 않습니다.", "Channel {} does not carry {} messages.", name, std::string_view(facts.name)));
    }
    if (channel.pattern == Pattern::kTopics) {
      read_subscriptions();
      const auto listening = subscriptions.find(send_options.topic);
      if (listening == subscriptions.end() || listening->second == 0) {
        if (options.broadcast) ++sequences[std::string(send_options.topic)];  // who was away for a moment must see it
        else if (channel.when_full == WhenFull::kAlarm) ++gauge.refused;
        return SendResult::kNobody;
      }
    }
    switch (channel.when_full) {
      case WhenFull::kBlock:
        if (wait_and_send(facts, body, send_options)) return SendResult::kSent;
        break;
      case WhenFull::kAlarm:
        if (try_send(facts, body, send_options.topic, send_options.correlation)) return SendResult::kSent;
        break;
      case WhenFull::kConflate:
      case WhenFull::kDropOldest:
        flush();
        if (waiting.empty() && try_send(facts, body, send_options.topic, send_options.correlation)) return SendResult::kSent;
        return keep(facts, std::move(body), send_options);
    }
    ++gauge.refused;
    return SendResult::kFull;
  }
};

Sender::Sender(Bus& bus, ChannelId channel, SenderOptions options) : impl_(std::make_unique<Impl>(bus, channel, std::move(options))) {}
Sender::~Sender() = default;
Sender::Sender(Sender&&) noexcept = default;
void Sender::flush() { impl_->flush(); }
std::size_t Sender::listeners(std::string_view topic) {
  impl_->read_subscriptions();
  const auto found = impl_->subscriptions.find(topic);
  return found == impl_->subscriptions.end() ? 0 : found->second;
}
std::uint64_t Sender::joins(std::string_view topic) {
  impl_->read_subscriptions();
  const auto found = impl_->joins.find(topic);
  return found == impl_->joins.end() ? 0 : found->second;
}
const std::string& Sender::name() const { return impl_->name; }
const std::string& Sender::tcp_address() const { return impl_->tcp_address; }
const ChannelGauge& Sender::gauge() const { return impl_->gauge; }
SendResult Sender::send_bytes(const MessageFacts& facts, std::string body, const SendOptions& options) {
  return impl_->send(facts, std::move(body), options);
}

}  // namespace stom::bus
