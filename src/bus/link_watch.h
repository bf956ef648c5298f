// Inside the bus only: what happens to the connection of a TCP client, which a socket alone does not tell: a key that the server does not
// let in, or another server than the one meant, would otherwise look like silence. One thread, that of the socket.
#pragma once

#include <zmq.hpp>

#include "bus/receiver.h"

namespace stom::bus {

class LinkWatch {
 public:
  // Before the socket connects. `number`: unique in the context.
  LinkWatch(zmq::context_t& context, zmq::socket_t& socket, unsigned number);
  [[nodiscard]] Link link();

 private:
  zmq::socket_t events_;
  Link link_ = Link::kConnecting;
};

}  // namespace stom::bus
