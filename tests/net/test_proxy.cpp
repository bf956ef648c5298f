#include "net/test_proxy.h"

#include <poll.h>

#include "net/quiet_ports.h"

namespace stom::net::test {
namespace {

bool pass_on(int from, int to) {
  char buffer[16384];
  const ssize_t size = ::recv(from, buffer, sizeof buffer, 0);
  if (size <= 0) return false;
  return ::send(to, buffer, static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
}

}  // namespace

TestProxy::TestProxy(std::string answer) : answer_(std::move(answer)) {
  sockaddr_in address = FullPort::loopback(0);
  listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
  ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
  socklen_t size = sizeof address;
  ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
  ::listen(listener_, 8);
  port_ = ntohs(address.sin_port);
  [[maybe_unused]] const int made = ::pipe(stop_pipe_);
  thread_ = std::thread([this] { accept_loop(); });
}

TestProxy::~TestProxy() {
  ::close(stop_pipe_[1]);  // wakes every poll
  thread_.join();
  ::close(stop_pipe_[0]);
  ::close(listener_);
}

Proxy TestProxy::proxy() const { return {"127.0.0.1", port_, {}, {}}; }

std::vector<std::string> TestProxy::heads() const {
  const std::lock_guard lock(mutex_);
  return heads_;
}

void TestProxy::accept_loop() {
  while (true) {
    pollfd wait[2] = {{listener_, POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}};
    ::poll(wait, 2, -1);
    if (wait[1].revents != 0) return;
    const int client = ::accept(listener_, nullptr, nullptr);
    if (client < 0) continue;
    serve(client);
    ::close(client);
  }
}

void TestProxy::serve(int client) {
  std::string head;
  char letter = 0;
  while (!head.ends_with("\r\n\r\n") && ::recv(client, &letter, 1, 0) == 1) head += letter;
  {
    const std::lock_guard lock(mutex_);
    heads_.push_back(head);
  }
  ::send(client, answer_.data(), answer_.size(), MSG_NOSIGNAL);
  const std::size_t colon = head.find(':');
  if (!head.starts_with("CONNECT ") || answer_.find(" 200 ") == std::string::npos || colon == std::string::npos) return;
  const int port = std::stoi(head.substr(colon + 1));
  sockaddr_in address = FullPort::loopback(static_cast<std::uint16_t>(port));
  const int server = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    while (true) {
      pollfd wait[3] = {{client, POLLIN, 0}, {server, POLLIN, 0}, {stop_pipe_[0], POLLIN, 0}};
      ::poll(wait, 3, -1);
      if (wait[2].revents != 0) break;
      if (wait[0].revents != 0 && !pass_on(client, server)) break;
      if (wait[1].revents != 0 && !pass_on(server, client)) break;
    }
  }
  ::close(server);
}

}  // namespace stom::net::test
