#include "bus/bus.h"

#include "base/checksum.h"
#include "base/process.h"
#include "base/time.h"
#include "bus/socket.h"

namespace stom::bus {
namespace {

constexpr int kProbeMillis = 1000, kProbeLimitMillis = 5000;

// Unique on one machine: no two processes share number and start, no two buses of a process share address and time.
std::uint64_t new_session(const void* bus) {
  const ProcessIdentity process = this_process();
  const std::uint64_t parts[] = {static_cast<std::uint64_t>(process.id), process.start_ticks, static_cast<std::uint64_t>(utc_now_micros()),
                                 reinterpret_cast<std::uint64_t>(bus)};
  return checksum(parts, sizeof parts);
}

// Answers ZeroMQ's question who may connect (ZAP, RFC 27) until the context ends.
void keep_gate(zmq::socket_t& gate, const RunDirectory& directory) {
  try {
    while (true) {
      std::vector<std::string> request;
      zmq::message_t frame;
      do {
        if (!gate.recv(frame)) continue;
        request.push_back(frame.to_string());
      } while (frame.more());
      bool known = false;
      if (request.size() == 7 && request[5] == "CURVE") {
        try {
          const auto allowed = allowed_clients(directory);
          known = std::find(allowed.begin(), allowed.end(), request[6]) != allowed.end();
        } catch (const Error&) {
          known = false;  // a damaged key file lets nobody in
        }
      }
      const std::string reply[] = {
          "1.0", request.size() > 1 ? request[1] : "", known ? "200" : "400", known ? "OK" : "unknown key", known ? "client" : "", ""};
      for (std::size_t i = 0; i < std::size(reply); ++i) {
        gate.send(zmq::buffer(reply[i]), i + 1 < std::size(reply) ? zmq::send_flags::sndmore : zmq::send_flags::none);
      }
    }
  } catch (const zmq::error_t&) {
    gate.close();  // the context ends
  }
}

}  // namespace

Bus::Bus(RunDirectory directory, std::string role, std::uint16_t source)
    : directory_(std::move(directory)),
      role_(std::move(role)),
      source_(source),
      session_(new_session(this)),
      impl_(std::make_unique<Impl>()) {}

Bus::~Bus() {
  if (!impl_->gate_thread) return;
  impl_->context.shutdown();  // ends the gate's wait
  impl_->gate_thread.reset();
}

void Bus::guard_tcp() {
  if (impl_->gate) return;
  impl_->gate = std::make_unique<zmq::socket_t>(impl_->context, zmq::socket_type::rep);
  impl_->gate->bind("inproc://zeromq.zap.01");
  impl_->gate_thread = std::make_unique<Thread>("bus-gate", [this] { keep_gate(*impl_->gate, directory_); });
}

void bind_ipc(zmq::socket_t& socket, const Bus& bus, const std::string& name) {
  try {
    socket.bind(bus.directory().endpoint(name));
  } catch (const zmq::error_t& error) {
    socket_failure(name, error);
  }
}

void connect_ipc(zmq::socket_t& socket, const Bus& bus, const std::string& name) {
  try {
    socket.set(zmq::sockopt::reconnect_ivl, 20);
    socket.set(zmq::sockopt::reconnect_ivl_max, 500);
    socket.connect(bus.directory().endpoint(name));
  } catch (const zmq::error_t& error) {
    socket_failure(name, error);
  }
}

std::string bind_tcp(zmq::socket_t& socket, Bus& bus, const TcpServer& server) {
  bus.guard_tcp();
  try {
    socket.set(zmq::sockopt::curve_server, true);
    socket.set(zmq::sockopt::curve_secretkey, server.keys.secret_key);
    socket.set(zmq::sockopt::zap_domain, "stom");
    socket.bind(server.address);
    return socket.get(zmq::sockopt::last_endpoint);
  } catch (const zmq::error_t& error) {
    socket_failure(server.address, error);
  }
}

void connect_tcp(zmq::socket_t& socket, const TcpClient& client) {
  try {
    socket.set(zmq::sockopt::curve_serverkey, client.server_public_key);
    socket.set(zmq::sockopt::curve_publickey, client.keys.public_key);
    socket.set(zmq::sockopt::curve_secretkey, client.keys.secret_key);
    socket.set(zmq::sockopt::tcp_keepalive, 1);
    // A machine that vanished without a word is noticed, and the connection is made anew.
    socket.set(zmq::sockopt::heartbeat_ivl, kProbeMillis);
    socket.set(zmq::sockopt::heartbeat_timeout, kProbeLimitMillis);
    socket.connect(client.address);
  } catch (const zmq::error_t& error) {
    socket_failure(client.address, error);
  }
}

bool wait_for(zmq::socket_t& socket, short events, double seconds) {
  zmq::pollitem_t item{socket.handle(), 0, events, 0};
  const int ready = ::zmq_poll(&item, 1, static_cast<long>(std::ceil(std::max(0.0, seconds) * 1000)));
  return ready > 0;
}

}  // namespace stom::bus
