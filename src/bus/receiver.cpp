#include "bus/receiver.h"

#include <deque>

#include "bus/link_watch.h"
#include "bus/poll_set.h"
#include "bus/socket.h"

namespace stom::bus {
namespace {

// Messages beyond the own queue stay with ZeroMQ; few, because they are counted nowhere.
constexpr std::uint32_t kMostInSocket = 64;

}  // namespace

struct Receiver::Impl {
  const Channel& channel;
  ReceiverOptions options;
  std::string name;
  std::uint32_t high_water_mark;
  zmq::socket_t socket;
  std::string tcp_address;
  std::unique_ptr<LinkWatch> link_watch;
  ChannelGauge gauge;
  std::deque<Packet> queue;
  struct Stream {
    std::uint64_t session;
    std::uint16_t stream;
    std::string topic;
    std::uint64_t next;
  };
  std::vector<Stream> streams;  // as many as there are senders: a few
  std::map<std::uint16_t, std::uint64_t> sessions;  // the last one of every role

  Impl(Bus& bus, ChannelId id, ReceiverOptions o)
      : channel(bus::channel(id)), options(std::move(o)), name(channel_name(id, options.copy)),
        high_water_mark(options.high_water_mark > 0 ? options.high_water_mark : channel.high_water_mark),
        socket(bus.impl().context, channel.pattern == Pattern::kTopics ? zmq::socket_type::sub : zmq::socket_type::pull) {
    socket.set(zmq::sockopt::linger, 0);
    socket.set(zmq::sockopt::rcvhwm, static_cast<int>(std::min(high_water_mark, kMostInSocket)));
    if (channel.pattern == Pattern::kTopics) {
      for (const std::string& topic : options.topics) socket.set(zmq::sockopt::subscribe, topic);
      if (options.remote) {
        link_watch = std::make_unique<LinkWatch>(bus.impl().context, socket, bus.next_stream());
        connect_tcp(socket, *options.remote);
      } else {
        connect_ipc(socket, bus, name);
      }
    } else if (options.listen) {
      tcp_address = bind_tcp(socket, bus, *options.listen);
    } else {
      bind_ipc(socket, bus, name);
    }
  }

  std::optional<Gap> gap_before(const Envelope& envelope, const std::string& topic) {
    Gap gap;
    if (envelope.source != 0) {
      const auto [last, first_seen] = sessions.emplace(envelope.source, envelope.session);
      gap.restarted = !first_seen && last->second != envelope.session;
      if (gap.restarted) {
        const std::uint64_t gone = last->second;
        streams.erase(std::remove_if(streams.begin(), streams.end(), [gone](const Stream& s) { return s.session == gone; }), streams.end());
        last->second = envelope.session;
      }
    }
    const auto known = std::find_if(streams.begin(), streams.end(), [&](const Stream& s) {
      return s.session == envelope.session && s.stream == envelope.stream && s.topic == topic;
    });
    if (known == streams.end()) {
      if (streams.size() >= 4096) streams.erase(streams.begin());  // windows and commands that came and went
      streams.push_back({envelope.session, envelope.stream, topic, envelope.sequence + 1});
    } else {
      if (envelope.sequence > known->next) gap.missing = envelope.sequence - known->next;
      known->next = envelope.sequence + 1;
    }
    gauge.missing += gap.missing;
    return gap.restarted || gap.missing > 0 ? std::optional(gap) : std::nullopt;
  }

  void drain() {
    zmq::message_t frame;
    while (queue.size() < high_water_mark && socket.recv(frame, zmq::recv_flags::dontwait)) {
      std::string topic;
      if (channel.pattern == Pattern::kTopics) {
        topic = frame.to_string();
        if (!frame.more() || !socket.recv(frame, zmq::recv_flags::dontwait)) continue;
      }
      std::string_view body;
      const auto envelope = read_frame(frame.to_string_view(), body);
      if (!envelope || !channel.carries(envelope->type)) {
        ++gauge.refused;  // not ours: a stranger's bytes or a message of another channel
        continue;
      }
      ++gauge.received;
      Packet packet;
      packet.envelope = *envelope;
      packet.body = std::string(body);
      packet.gap = gap_before(*envelope, topic);
      queue.push_back(std::move(packet));
    }
    gauge.depth = queue.size();
  }

  std::optional<Packet> take() {
    if (queue.empty()) return std::nullopt;
    Packet packet = std::move(queue.front());
    queue.pop_front();
    gauge.depth = queue.size();
    return packet;
  }
};

Receiver::Receiver(Bus& bus, ChannelId channel, ReceiverOptions options)
    : impl_(std::make_unique<Impl>(bus, channel, std::move(options))) {}
Receiver::~Receiver() = default;
Receiver::Receiver(Receiver&&) noexcept = default;

std::optional<Packet> Receiver::receive(double seconds) {
  impl_->drain();
  if (impl_->queue.empty() && seconds > 0 && wait_for(impl_->socket, ZMQ_POLLIN, seconds)) impl_->drain();
  return impl_->take();
}

Link Receiver::link() { return impl_->link_watch ? impl_->link_watch->link() : Link::kConnecting; }

std::size_t Receiver::depth() {
  impl_->drain();
  return impl_->queue.size();
}

const std::string& Receiver::name() const { return impl_->name; }
const std::string& Receiver::tcp_address() const { return impl_->tcp_address; }
const ChannelGauge& Receiver::gauge() const { return impl_->gauge; }

void PollSet::add(Receiver& receiver) {
  add_socket(receiver.impl_->socket.handle(), [&receiver] { return !receiver.impl_->queue.empty(); });
}

}  // namespace stom::bus
