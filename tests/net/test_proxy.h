// An HTTP proxy on loopback that opens tunnels (CONNECT) to loopback ports, or refuses to. One tunnel at a time is enough for the tests.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/endpoint.h"

namespace stom::net::test {

class TestProxy {
 public:
  explicit TestProxy(std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n");
  ~TestProxy();
  TestProxy(const TestProxy&) = delete;
  TestProxy& operator=(const TestProxy&) = delete;

  [[nodiscard]] Proxy proxy() const;
  [[nodiscard]] std::vector<std::string> heads() const;  // what clients asked

 private:
  void accept_loop();
  void serve(int client);

  std::string answer_;
  int listener_ = -1;
  int stop_pipe_[2] = {-1, -1};
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  std::thread thread_;
};

}  // namespace stom::net::test
