#include "bus/link_watch.h"

#include <cstring>

#include "bus/socket.h"

namespace stom::bus {
namespace {

constexpr int kEvents = ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL;

}  // namespace

LinkWatch::LinkWatch(zmq::context_t& context, zmq::socket_t& socket, unsigned number) : events_(context, zmq::socket_type::pair) {
  const std::string address = fmt::format("inproc://link-{}", number);
  events_.set(zmq::sockopt::linger, 0);
  if (::zmq_socket_monitor(socket.handle(), address.c_str(), kEvents) != 0) socket_failure(address, zmq::error_t());
  events_.connect(address);
}

Link LinkWatch::link() {
  zmq::message_t frame;
  while (events_.recv(frame, zmq::recv_flags::dontwait)) {
    std::uint16_t event = 0;
    if (frame.size() >= sizeof event) std::memcpy(&event, frame.data(), sizeof event);
    while (frame.more() && events_.recv(frame, zmq::recv_flags::dontwait)) continue;  // the address
    switch (event) {
      case ZMQ_EVENT_HANDSHAKE_SUCCEEDED: link_ = Link::kUp; break;
      case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: link_ = Link::kRefused; break;
      // The server closes the connection of who talks to it with another key than its own.
      case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL: link_ = Link::kStranger; break;
      // After a refusal or a failed handshake the end of the connection says nothing new.
      case ZMQ_EVENT_DISCONNECTED:
        if (link_ == Link::kUp) link_ = Link::kConnecting;
        break;
      default: break;
    }
  }
  return link_;
}

}  // namespace stom::bus
