#include "net/http_exchange.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net/runtime_core.h"

namespace stom::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t kMostHead = 65536;

Failure failure_of_read(const error_code& error) {
  if (error == http::error::body_limit || error == http::error::header_limit) return {Problem::kTooLarge, {}};
  if (error == http::error::end_of_stream || error == http::error::partial_message) return {Problem::kClosed, error.message()};
  const bool is_not_http = error && error.category() == http::make_error_code(http::error::bad_version).category();
  if (is_not_http) return {Problem::kBadAnswer, error.message()};
  // After the hand-shake an error of TLS is a cut or mangled stream.
  const Failure failure = failure_of(error);
  return failure.problem == Problem::kTls ? Failure{Problem::kClosed, failure.detail} : failure;
}

}  // namespace

bool HttpConnection::is_fresh() {
  auto& socket = beast::get_lowest_layer(stream).socket();
  error_code error;
  socket.non_blocking(true, error);
  if (error || buffer.size() != 0) return false;
  char byte = 0;
  socket.receive(asio::buffer(&byte, 1), asio::socket_base::message_peek, error);
  return error == asio::error::would_block || error == asio::error::try_again;
}

std::string fault_of(const HttpRequest& request) {
  if (!is_header_name(request.method)) return "method";
  if (!is_target(request.target)) return "target";
  for (const Header& header : request.headers) {
    if (!is_header_name(header.name) || !is_header_value(header.value)) return "header " + header.name;
    for (const std::string_view own : {"host", "content-length", "connection", "transfer-encoding"}) {
      if (!header_value({header}, own).empty()) return fmt::format("header {} is the client's own", own);
    }
  }
  return {};
}

std::string wire_text(const HttpRequest& request, const Endpoint& endpoint) {
  const std::string host = endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
  std::string text = fmt::format("{} {} HTTP/1.1\r\nHost: {}", request.method, request.target, host);
  if (endpoint.port != 443) text += fmt::format(":{}", endpoint.port);
  text += "\r\nConnection: keep-alive\r\n";
  if (header_value(request.headers, "User-Agent").empty()) text += "User-Agent: stom\r\n";
  for (const Header& header : request.headers) text += header.name + ": " + header.value + "\r\n";
  const bool usually_has_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (usually_has_body || !request.body.empty()) text += fmt::format("Content-Length: {}\r\n", request.body.size());
  text += "\r\n";
  text += request.body;
  return text;
}

asio::awaitable<Failure> exchange(HttpConnection& connection, const std::string& text, bool head_only, std::size_t most_body,
                                  double deadline, HttpAnswer& answer) {
  connection.usable = false;
  beast::get_lowest_layer(connection.stream).expires_after(asio_seconds(deadline - monotonic_seconds()));
  // From here on something may have left, whatever the system says.
  answer.outcome = HttpOutcome::kUnknown;
  answer.timing.sent_at = utc_now_micros();
  const auto [write_error, written] = co_await asio::async_write(connection.stream, asio::buffer(text), kAsTuple);
  if (write_error) co_return failure_of_read(write_error);

  std::optional<http::response_parser<http::string_body>> parser;
  do {  // "100 Continue" and the like announce an answer, they are none
    parser.emplace();
    parser->header_limit(kMostHead);
    parser->body_limit(most_body);
    if (head_only) parser->skip(true);
    const auto [head_error, head_size] = co_await http::async_read_header(connection.stream, connection.buffer, *parser, kAsTuple);
    if (head_error) co_return failure_of_read(head_error);
  } while (parser->get().result_int() < 200 && parser->get().result_int() != 101);
  answer.timing.answered_at = utc_now_micros();
  answer.status = static_cast<int>(parser->get().result_int());
  for (const auto& field : parser->get()) answer.headers.push_back({std::string(field.name_string()), std::string(field.value())});

  const auto [body_error, body_size] = co_await http::async_read(connection.stream, connection.buffer, *parser, kAsTuple);
  if (body_error) co_return failure_of_read(body_error);
  answer.body = std::move(parser->get().body());
  answer.outcome = HttpOutcome::kAnswered;
  connection.usable = parser->get().keep_alive() && !parser->need_eof() && connection.buffer.size() == 0;
  co_return Failure{};
}

}  // namespace stom::net
