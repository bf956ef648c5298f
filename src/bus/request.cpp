#include "bus/request.h"

#include "base/time.h"
#include "bus/poll_set.h"
#include "bus/socket.h"

namespace stom::bus {
namespace {

std::optional<Packet> read_packet(const zmq::message_t& frame) {
  std::string_view body;
  const auto envelope = read_frame(frame.to_string_view(), body);
  if (!envelope) return std::nullopt;
  Packet packet;
  packet.envelope = *envelope;
  packet.body = std::string(body);
  return packet;
}

// A request channel may have the name of a queue.
std::string request_name(const std::string& name) { return "ask." + name; }

std::string frame_of(const Bus& bus, const MessageFacts& facts, std::string_view body, std::uint64_t correlation) {
  Envelope envelope;
  envelope.version = facts.version;
  envelope.type = facts.type;
  envelope.source = bus.source();
  envelope.session = bus.session();
  envelope.correlation = correlation;
  envelope.sent_micros = utc_now_micros();
  return to_frame(envelope, body);
}

}  // namespace

struct RequestServer::Impl {
  Bus& bus;
  zmq::socket_t socket;
  std::string tcp_address;
  std::vector<zmq::message_t> route;  // where the open question came from
  std::uint64_t correlation = 0;
};

RequestServer::RequestServer(Bus& bus, std::string name, std::optional<TcpServer> listen)
    : impl_(new Impl{bus, zmq::socket_t(bus.impl().context, zmq::socket_type::router), {}, {}, 0}) {
  impl_->socket.set(zmq::sockopt::linger, 500);
  if (listen) impl_->tcp_address = bind_tcp(impl_->socket, bus, *listen);
  else bind_ipc(impl_->socket, bus, request_name(name));
}
RequestServer::~RequestServer() = default;
RequestServer::RequestServer(RequestServer&&) noexcept = default;
const std::string& RequestServer::tcp_address() const { return impl_->tcp_address; }

std::optional<Packet> RequestServer::receive() {
  zmq::message_t frame;
  while (impl_->socket.recv(frame, zmq::recv_flags::dontwait)) {
    impl_->route.clear();
    while (frame.more()) {
      impl_->route.push_back(std::move(frame));
      frame = zmq::message_t();
      if (!impl_->socket.recv(frame, zmq::recv_flags::dontwait)) break;
    }
    if (auto packet = read_packet(frame)) {
      impl_->correlation = packet->envelope.correlation;
      return packet;
    }
  }
  return std::nullopt;
}

void RequestServer::reply_bytes(const MessageFacts& facts, std::string_view body) {
  for (zmq::message_t& part : impl_->route) impl_->socket.send(part, zmq::send_flags::sndmore | zmq::send_flags::dontwait);
  const std::string frame = frame_of(impl_->bus, facts, body, impl_->correlation);
  impl_->socket.send(zmq::buffer(frame), zmq::send_flags::dontwait);  // an asker that went away needs no answer
  impl_->route.clear();
}

void PollSet::add(RequestServer& server) { add_socket(server.impl_->socket.handle(), nullptr); }

struct RequestClient::Impl {
  Bus& bus;
  zmq::socket_t socket;
  std::uint64_t correlation = 0;
};

RequestClient::RequestClient(Bus& bus, std::string name, std::optional<TcpClient> remote)
    : impl_(new Impl{bus, zmq::socket_t(bus.impl().context, zmq::socket_type::dealer), 0}) {
  impl_->socket.set(zmq::sockopt::linger, 0);
  if (remote) connect_tcp(impl_->socket, *remote);
  else connect_ipc(impl_->socket, bus, request_name(name));
}
RequestClient::~RequestClient() = default;

std::optional<Packet> RequestClient::ask_bytes(const MessageFacts& facts, std::string_view body, double seconds) {
  const std::string frame = frame_of(impl_->bus, facts, body, ++impl_->correlation);
  impl_->socket.send(zmq::buffer(frame), zmq::send_flags::dontwait);
  const double until = monotonic_seconds() + seconds;
  while (true) {
    zmq::message_t answer;
    if (impl_->socket.recv(answer, zmq::recv_flags::dontwait)) {
      const auto packet = read_packet(answer);
      if (!packet || packet->envelope.correlation != impl_->correlation) continue;  // late answer to an earlier question
      if (packet->type() == MessageType::kRefusal) {
        const auto refusal = packet->as<Refusal>();
        throw UsageError({refusal.ko, refusal.en});
      }
      return packet;
    }
    const double left = until - monotonic_seconds();
    if (left <= 0) return std::nullopt;
    wait_for(impl_->socket, ZMQ_POLLIN, left);
  }
}

}  // namespace stom::bus
