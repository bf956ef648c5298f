// Inside of the clients, for the .cpp files of src/net only: from a host name to a checked TLS stream.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "net/endpoint.h"
#include "net/problem.h"

namespace stom::net {

// A type of its own, so that websocket_link.h can say how it ends.
class TlsStream : public boost::beast::ssl_stream<boost::beast::tcp_stream> {
 public:
  using boost::beast::ssl_stream<boost::beast::tcp_stream>::ssl_stream;
};

// Trust as the endpoint asks for it; throws FileError when the CA file cannot be used.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context> make_tls_context(const Endpoint& endpoint);

struct Failure {
  Problem problem = Problem::kNone;
  std::string detail;  // the system's words
  explicit operator bool() const { return problem != Problem::kNone; }
};

// What an error of a socket, of TLS or of Beast means once the connection stands.
[[nodiscard]] Failure failure_of(const boost::system::error_code& error);

struct LookUp;

// Lets the owner of a stream break off a dial or whatever else runs on it.
struct DialControl {
  bool cancelled = false;
  std::shared_ptr<LookUp> look_up;
  void cancel(boost::beast::tcp_stream& stream);
};

struct DialResult {
  Failure failure;
  double connect_seconds = 0.0, tls_seconds = 0.0;
};

// The stream and the control must live until the coroutine ends. At most `seconds`, and the limits of the endpoint.
boost::asio::awaitable<DialResult> dial(TlsStream& stream, DialControl& control, const Endpoint& endpoint, double seconds);

}  // namespace stom::net
