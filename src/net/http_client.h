// HTTPS requests to one host over a few kept-alive connections.
//
// Every request is answered exactly once, on the network thread. What matters for orders is the outcome: kAnswered (the venue has
// spoken, whatever the status), kNotSent (no byte of the request was written), kUnknown (something was written, no whole answer came:
// an order may live; only the venue can say). GET and HEAD on a connection that the venue had closed meanwhile are repeated once on a
// fresh one; nothing else is ever sent twice. Method, target, headers and body go out byte for byte as given; Host, Content-Length,
// Connection and (if not given) User-Agent are added. Redirects are answers like any other.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"
#include "net/endpoint.h"
#include "net/problem.h"
#include "net/runtime.h"

namespace stom::net {

struct HttpRequest {
  std::string method = "GET";
  std::string target = "/";  // path and query, already percent-encoded
  Headers headers;
  std::string body;
  double timeout = 0.0;  // seconds from send() to the whole answer; 0: that of the client
};

enum class HttpOutcome : std::uint8_t { kAnswered, kNotSent, kUnknown };

// Local clock; the venue saw the request between sent_at and answered_at.
struct HttpTiming {
  EpochMicros sent_at = 0;      // before the first byte was written; 0: never
  EpochMicros answered_at = 0;  // when the head of the answer had arrived; 0: never
  double queue_seconds = 0.0;   // waited for a free connection
  double connect_seconds = 0.0, tls_seconds = 0.0;  // 0 when a connection was used again
  double whole_seconds = 0.0;
  bool reused = false;
};

struct HttpAnswer {
  HttpOutcome outcome = HttpOutcome::kNotSent;
  Problem problem = Problem::kNone;  // kNone exactly when answered
  Message text;                      // the problem for people
  int status = 0;                    // also known when the body broke off
  Headers headers;
  std::string body;
  HttpTiming timing;
};

struct HttpClientOptions {
  Endpoint endpoint;
  std::size_t connections = 4;  // at once
  std::size_t most_waiting = 256;
  double timeout = 10.0;
  double idle_seconds = 45.0;  // an older idle connection is not used again
  std::size_t most_body = std::size_t{64} << 20;
};

class HttpClient {
 public:
  using Done = std::function<void(HttpAnswer)>;

  // Throws FileError when the CA file cannot be used. The runtime may stop before the client is destroyed, not be destroyed before it.
  HttpClient(Runtime& runtime, HttpClientOptions options);
  ~HttpClient();  // closes
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Any thread. After the runtime's stop the answer (kNotSent) comes at once on the caller's thread.
  void send(HttpRequest request, Done done);
  // Waits for the answer; not on the network thread.
  [[nodiscard]] HttpAnswer send_and_wait(HttpRequest request);

  // Answers everything that is open with kStopped and waits until nothing runs any more (on the network thread it only begins to).
  void close();

 private:
  struct Core;
  std::shared_ptr<Core> core_;
};

}  // namespace stom::net
