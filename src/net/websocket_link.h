// Inside of WebSocketClient, for the .cpp files of src/net only: one connection from hand-shake to farewell.
#pragma once

#include <deque>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "base/time.h"
#include "net/dial.h"
#include "net/websocket_client.h"

namespace stom::net {

// Beast asks for this when a connection ends. The close frames have said all; waiting for TLS's own farewell would hold up the owner, and
// its failure (servers just hang up) would hide the reason of the end. The owner cuts the socket right after.
template <typename Handler>
void async_teardown(boost::beast::role_type, TlsStream& stream, Handler&& handler) {
  boost::asio::post(stream.get_executor(), boost::beast::bind_front_handler(std::forward<Handler>(handler), boost::system::error_code()));
}

struct WebSocketLink {
  using Stream = boost::beast::websocket::stream<TlsStream>;

  WebSocketLink(const boost::asio::any_io_executor& executor, boost::asio::ssl::context& context)
      : stream(executor, context), wake_writer(executor), wake_watch(executor) {}

  Stream stream;
  DialControl control;
  boost::beast::flat_buffer buffer;
  boost::asio::steady_timer wake_writer, wake_watch;
  struct Outgoing {
    std::string text;
    bool is_counted = false;  // against most_waiting
  };
  std::deque<Outgoing> outgoing;
  std::uint64_t number = 0;  // of the connection
  bool over = false;         // reader, writer and watch end as soon as they see it
  bool is_stale = false, is_pinging = false;
  Failure given_up;          // why the owner or the watch ended it
  double opened = 0.0;       // monotonic seconds; 0: not open yet
  double last_frame = 0.0;   // of any kind
  double last_message = 0.0;

  void arrived() {
    last_frame = monotonic_seconds();
    if (is_stale) wake_watch.cancel();  // the watch tells that the alarm is over
  }

  void end() {
    over = true;
    wake_writer.cancel();
    wake_watch.cancel();
    control.cancel(boost::beast::get_lowest_layer(stream));
  }
  void give_up(Problem problem, std::string detail) {
    if (!given_up) given_up = {problem, std::move(detail)};
    end();
  }
};

struct OpenResult {
  Failure failure;
  int status = 0;   // when declined
  Headers headers;  // when declined
};

// Dials and shakes hands; afterwards frames can flow. The referred things must live until it ends.
boost::asio::awaitable<OpenResult> open_link(WebSocketLink& link, const WebSocketOptions& options, const WebSocketOpening& opening);

struct ReadResult {
  Failure failure;
  int close_code = 0;
};

// Reads one message into link.buffer.
boost::asio::awaitable<ReadResult> read_message(WebSocketLink& link);
// The problem, or nothing when written.
boost::asio::awaitable<Failure> write_message(WebSocketLink& link, const std::string& text);
boost::asio::awaitable<void> write_ping(WebSocketLink& link);
boost::asio::awaitable<void> write_close(WebSocketLink& link);

}  // namespace stom::net
