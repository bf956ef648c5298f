// Inside of HttpClient, for the .cpp files of src/net only: one request and its answer on one connection.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "net/dial.h"
#include "net/http_client.h"

namespace stom::net {

struct HttpConnection {
  HttpConnection(const boost::asio::any_io_executor& executor, boost::asio::ssl::context& context) : stream(executor, context) {}

  TlsStream stream;
  DialControl control;
  boost::beast::flat_buffer buffer;
  double idle_since = 0.0;
  bool reused = false;
  bool usable = false;  // for another request

  void cancel() { control.cancel(boost::beast::get_lowest_layer(stream)); }
  // Nothing came and nobody hung up while it was idle.
  [[nodiscard]] bool is_fresh();
};

// Why the request cannot be written as HTTP; empty when it can.
[[nodiscard]] std::string fault_of(const HttpRequest& request);

// Head and body as they go out.
[[nodiscard]] std::string wire_text(const HttpRequest& request, const Endpoint& endpoint);

// Sets outcome, status, headers, body, times; returns the problem. The referred things must live until it ends.
boost::asio::awaitable<Failure> exchange(HttpConnection& connection, const std::string& text, bool head_only, std::size_t most_body,
                                         double deadline, HttpAnswer& answer);

}  // namespace stom::net
