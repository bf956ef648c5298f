// Inside of Box, for the .cpp files of the server only: Asio, the box's state, and the sessions that run on the thread.
#pragma once

#include <chrono>
#include <mutex>
#include <set>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include "base/thread.h"
#include "sim/box_state.h"
#include "sim/server.h"

namespace stom::sim {

// Types of their own, so that each session file instantiates the stream's templates alone.
class TlsConnection : public boost::beast::ssl_stream<boost::beast::tcp_stream> {
 public:
  using boost::beast::ssl_stream<boost::beast::tcp_stream>::ssl_stream;
};
using WireRequest = boost::beast::http::request<boost::beast::http::string_body>;

[[nodiscard]] inline EpochMicros steady_micros() { return static_cast<EpochMicros>(monotonic_seconds() * 1e6); }
[[nodiscard]] inline std::chrono::steady_clock::duration micros_of(EpochMicros micros) { return std::chrono::microseconds(micros); }

struct Box::Core : std::enable_shared_from_this<Box::Core> {
  explicit Core(BoxOptions given);

  BoxOptions options;
  boost::asio::io_context io{1};
  boost::asio::ssl::context tls{boost::asio::ssl::context::tls_server};
  boost::asio::ip::tcp::acceptor acceptor{io};
  boost::asio::steady_timer pulse{io};
  std::string ca_file;
  std::uint16_t port = 0;
  std::unique_ptr<BoxState> state;
  std::set<boost::beast::tcp_stream*> connections;  // open sockets, cut at the end
  bool stopping = false;                            // on the thread

  std::mutex mutex;
  bool running = false;  // under mutex: work is posted, not run at once
  std::unique_ptr<Thread> thread;

  void run();
  void begin_stop();  // on the thread
  // The clock or a queue has changed: look again at once.
  void wake() { pulse.cancel(); }
  boost::asio::awaitable<void> accept_loop();
  boost::asio::awaitable<void> play_loop();
};

// http_session.cpp: TLS, then requests until the connection ends or becomes a WebSocket.
boost::asio::awaitable<void> serve_connection(std::shared_ptr<Box::Core> core, boost::asio::ip::tcp::socket socket);
// websocket_session.cpp: until the connection ends.
boost::asio::awaitable<void> serve_websocket(std::shared_ptr<Box::Core> core, std::unique_ptr<TlsConnection> connection,
                                             WireRequest request);

[[nodiscard]] HttpCall call_of(const WireRequest& request);
// Head and body of an answer.
boost::asio::awaitable<bool> write_reply(TlsConnection& connection, const HttpReply& reply, bool keep_alive, bool head_only);

}  // namespace stom::sim
