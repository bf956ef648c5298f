#include "net/websocket_link.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "net/runtime_core.h"

namespace stom::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

Failure failure_of_frame(const WebSocketLink& link, const error_code& error) {
  if (link.given_up) return link.given_up;
  if (error == websocket::error::closed) return {Problem::kClosed, std::string(link.stream.reason().reason.c_str())};
  if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) return {Problem::kTooLarge, {}};
  const bool is_bad_frame = error && error.category() == websocket::make_error_code(websocket::error::closed).category();
  if (is_bad_frame) return {Problem::kBadAnswer, error.message()};
  const Failure failure = failure_of(error);
  return failure.problem == Problem::kTls ? Failure{Problem::kClosed, failure.detail} : failure;
}

}  // namespace

asio::awaitable<OpenResult> open_link(WebSocketLink& link, const WebSocketOptions& options, const WebSocketOpening& opening) {
  OpenResult result;
  const Endpoint& endpoint = options.endpoint;
  const DialResult dialled =
      co_await dial(link.stream.next_layer(), link.control, endpoint, endpoint.connect_timeout + endpoint.tls_timeout);
  result.failure = dialled.failure;
  if (result.failure) co_return result;

  // Beast wants either the stream's own limits or those of the layer below, not both.
  beast::get_lowest_layer(link.stream).expires_never();
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = asio_seconds(options.handshake_timeout);
  limits.idle_timeout = websocket::stream_base::none();
  limits.keep_alive_pings = false;
  link.stream.set_option(limits);
  link.stream.read_message_max(options.most_message);
  websocket::permessage_deflate deflate;
  deflate.client_enable = options.compress;
  link.stream.set_option(deflate);
  link.stream.set_option(websocket::stream_base::decorator([&opening](websocket::request_type& request) {
    request.set(beast::http::field::user_agent, "stom");
    for (const Header& header : opening.headers) request.set(header.name, header.value);
  }));
  link.stream.control_callback([&link](websocket::frame_type, beast::string_view) { link.arrived(); });

  std::string host = endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
  if (endpoint.port != 443) host += fmt::format(":{}", endpoint.port);
  websocket::response_type response;
  const auto [error] = co_await link.stream.async_handshake(response, host, opening.target, kAsTuple);
  if (error == websocket::error::upgrade_declined) {
    result.failure = {Problem::kDeclined, fmt::format("HTTP {}", response.result_int())};
    result.status = static_cast<int>(response.result_int());
    for (const auto& field : response) result.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  } else if (error) {
    const bool was_cut = error == beast::http::error::end_of_stream || error == beast::http::error::partial_message;
    const bool is_not_http = !was_cut && error.category() == beast::http::make_error_code(beast::http::error::bad_version).category();
    result.failure = is_not_http ? Failure{Problem::kBadAnswer, error.message()} : failure_of_frame(link, error);
  }
  if (link.control.cancelled) result.failure = link.given_up;
  link.stream.text(true);
  co_return result;
}

asio::awaitable<ReadResult> read_message(WebSocketLink& link) {
  ReadResult result;
  link.buffer.clear();
  const auto [error, size] = co_await link.stream.async_read(link.buffer, kAsTuple);
  if (error) {
    result.failure = failure_of_frame(link, error);
    if (error == websocket::error::closed) result.close_code = link.stream.reason().code;
  }
  co_return result;
}

asio::awaitable<Failure> write_message(WebSocketLink& link, const std::string& text) {
  const auto [error, size] = co_await link.stream.async_write(asio::buffer(text), kAsTuple);
  if (error) co_return failure_of_frame(link, error);
  co_return Failure{};
}

asio::awaitable<void> write_ping(WebSocketLink& link) {
  // A connection that cannot be written to shows to the reader.
  co_await link.stream.async_ping({}, kAsTuple);
}

asio::awaitable<void> write_close(WebSocketLink& link) {
  co_await link.stream.async_close(websocket::close_code::normal, kAsTuple);
}

}  // namespace stom::net
