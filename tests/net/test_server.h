// A TLS server on loopback that answers HTTP and WebSocket, and misbehaves as the target or a message asks. One thread a connection,
// blocking sockets; everything ends with the object.
//
// HTTP targets: /echo (the request's body back), /hold (answers after release()), /cut (hangs up without an answer), /cut-body (hangs
// up in the body), /garbage, /last (answers and closes, but says keep-alive), /status/NNN, /big/N (N bytes), others 404.
// WebSocket targets: any but /declined (429 with Retry-After). Messages to it: "burst N" (frames "0"…"N-1"), "drop" (cuts TCP),
// "close" (close frame 4001 "bye"), "silent" (reads and sends nothing until release()), "big N", "garbage", "ping"; others are echoed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/endpoint.h"

namespace stom::net::test {

enum class Manner { kServe, kHangUpAtOnce, kSayNothing, kSpeakPlain };

struct SeenRequest {
  int connection = 0;  // counts from 1
  std::string method, target, body;
  Headers headers;
};

// A script's answer to a request, and what it does after the hand-shake of a WebSocket (message empty) or after a message.
struct ScriptedAnswer {
  int status = 200;
  std::string body;
  Headers headers;
};
struct ScriptedFrames {
  std::vector<std::string> frames;
  bool cut = false;  // TCP, after the frames
};

struct TestServerOptions {
  std::string certificate_host = "localhost";
  int certificate_days = 1;
  int newest_tls = 0;  // as OpenSSL numbers versions; 0: no limit
  // In place of the targets and messages above, where they return something. Called on the threads of the connections, which wait.
  std::function<std::optional<ScriptedAnswer>(const SeenRequest& request)> on_request = {};
  std::function<std::optional<ScriptedFrames>(const SeenRequest& opening, const std::string& message)> on_message = {};
  // A plain answer to the hand-shake of a WebSocket in place of the socket, where it returns one.
  std::function<std::optional<ScriptedAnswer>(const SeenRequest& opening)> decline = {};
};

struct SeenFrame {
  int connection = 0;
  std::string text;
};

class TestServer {
 public:
  explicit TestServer(TestServerOptions options = {});
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] const std::string& ca_file() const;
  [[nodiscard]] Endpoint endpoint() const;  // localhost with this authority

  void set_manner(Manner manner);  // of connections from now on
  void release();                  // what is held goes on, and will not be held any more
  void cut_all();                  // cuts every connection

  [[nodiscard]] std::vector<SeenRequest> requests() const;
  [[nodiscard]] std::vector<SeenFrame> frames() const;  // messages and "(pong)", "(ping)", "(close)"
  [[nodiscard]] int connections() const;
  // Bounded waits; false: it did not happen.
  [[nodiscard]] bool wait_for_requests(std::size_t count) const;
  [[nodiscard]] bool wait_for_frame(const std::string& text, std::size_t times = 1) const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace stom::net::test
