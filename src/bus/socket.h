// Inside the bus only: ZeroMQ sockets as the channel ends use them.
#pragma once

#include <memory>
#include <string>

#include <zmq.hpp>

#include "base/error.h"
#include "base/thread.h"
#include "bus/bus.h"
#include "bus/curve.h"

namespace stom::bus {

struct Bus::Impl {
  zmq::context_t context;
  std::unique_ptr<zmq::socket_t> gate;
  std::unique_ptr<Thread> gate_thread;
};

[[noreturn]] inline void socket_failure(const std::string& name, const zmq::error_t& error) {
  throw Error(message("채널 {}: {}", "channel {}: {}", name, std::string_view(error.what())));
}

void bind_ipc(zmq::socket_t& socket, const Bus& bus, const std::string& name);
void connect_ipc(zmq::socket_t& socket, const Bus& bus, const std::string& name);
// Returns the address with the port that was taken.
std::string bind_tcp(zmq::socket_t& socket, Bus& bus, const TcpServer& server);
void connect_tcp(zmq::socket_t& socket, const TcpClient& client);

// False after the time; a signal ends the wait early.
bool wait_for(zmq::socket_t& socket, short events, double seconds);
// True while the socket has something to read.
inline bool readable(zmq::socket_t& socket) { return (socket.get(zmq::sockopt::events) & ZMQ_POLLIN) != 0; }

}  // namespace stom::bus
