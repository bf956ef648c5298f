// One TLS connection: requests, one after the other, until it ends or becomes a WebSocket.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "sim/server_core.h"

namespace stom::sim {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr EpochMicros kHandshake = 10'000'000, kIdle = 300'000'000;
constexpr std::uint64_t kLargestBody = 1 << 20;

// A late answer; in short pieces, so that the end of the box is not held up.
asio::awaitable<void> wait_for(Box::Core& core, double seconds) {
  const EpochMicros until = steady_micros() + static_cast<EpochMicros>(seconds * 1e6);
  asio::steady_timer timer(core.io);
  while (!core.stopping && steady_micros() < until) {
    timer.expires_after(micros_of(std::min<EpochMicros>(50'000, until - steady_micros())));
    co_await timer.async_wait(kAsTuple);
  }
}

// Takes the connection out of the list of those that are cut at the end, whatever way it ends.
class Listed {
 public:
  Listed(std::shared_ptr<Box::Core> core, beast::tcp_stream& stream) : core_(std::move(core)), stream_(stream) {
    core_->connections.insert(&stream_);
  }
  ~Listed() { core_->connections.erase(&stream_); }
  Listed(const Listed&) = delete;
  Listed& operator=(const Listed&) = delete;

 private:
  std::shared_ptr<Box::Core> core_;
  beast::tcp_stream& stream_;
};

}  // namespace

HttpCall call_of(const WireRequest& request) {
  HttpCall call;
  call.method = std::string(request.method_string());
  (void)split_target(std::string_view(request.target().data(), request.target().size()), call);
  for (const auto& field : request) call.headers.push_back({std::string(field.name_string()), std::string(field.value())});
  call.body = request.body();
  return call;
}

asio::awaitable<bool> write_reply(TlsConnection& connection, const HttpReply& reply, bool keep_alive, bool head_only) {
  http::response<http::string_body> response{static_cast<http::status>(reply.status), 11};
  for (const Header& header : reply.headers) response.set(header.name, header.value);
  response.keep_alive(keep_alive);
  response.body() = reply.body;
  response.prepare_payload();
  if (head_only) response.body().clear();
  beast::get_lowest_layer(connection).expires_after(micros_of(kHandshake));
  const auto [error, size] = co_await http::async_write(connection, response, kAsTuple);
  co_return !error;
}

asio::awaitable<void> serve_connection(std::shared_ptr<Box::Core> core, asio::ip::tcp::socket socket) {
  if (core->stopping) co_return;
  auto connection = std::make_unique<TlsConnection>(std::move(socket), core->tls);
  beast::tcp_stream& stream = beast::get_lowest_layer(*connection);
  const Listed listed(core, stream);
  stream.expires_after(micros_of(kHandshake));
  if (const auto [error] = co_await connection->async_handshake(asio::ssl::stream_base::server, kAsTuple); error) co_return;
  beast::flat_buffer buffer;
  while (!core->stopping) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    stream.expires_after(micros_of(kIdle));
    if (const auto [error, size] = co_await http::async_read(*connection, buffer, parser, kAsTuple); error) break;
    if (beast::websocket::is_upgrade(parser.get())) {
      co_await serve_websocket(core, std::move(connection), parser.release());
      co_return;
    }
    const WireRequest& request = parser.get();
    const HttpReply reply = core->state->handle(call_of(request), utc_now_micros(), steady_micros());
    core->wake();
    if (reply.delay > 0) co_await wait_for(*core, reply.delay);
    if (reply.cut || core->stopping) break;
    if (!co_await write_reply(*connection, reply, request.keep_alive(), request.method() == http::verb::head) || !request.keep_alive())
      break;
  }
  stream.close();
}

}  // namespace stom::sim
