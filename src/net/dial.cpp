#include "net/dial.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include "base/error.h"
#include "base/time.h"
#include "net/runtime_core.h"

namespace stom::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kAsTuple = asio::as_tuple(asio::use_awaitable);

}  // namespace

// The system's look-up cannot be interrupted; the waiting coroutine can, and leaves the rest to the system.
struct LookUp {
  explicit LookUp(const asio::any_io_executor& executor) : resolver(executor), wake(executor) {}
  tcp::resolver resolver;
  asio::steady_timer wake;
  bool done = false;
  error_code error;
  tcp::resolver::results_type found;
};

std::shared_ptr<asio::ssl::context> make_tls_context(const Endpoint& endpoint) {
  auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
  ::SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
  error_code error;
  if (endpoint.ca_file.empty()) {
    context->set_default_verify_paths(error);
  } else {
    context->load_verify_file(endpoint.ca_file, error);
  }
  if (error) {
    throw FileError(message("인증서 파일 {}을(를) 읽을 수 없습니다: {}.", "Cannot use the certificate file {}: {}.",
                            endpoint.ca_file.empty() ? std::string_view("(system)") : std::string_view(endpoint.ca_file), error.message()));
  }
  context->set_verify_mode(asio::ssl::verify_peer);
  return context;
}

Failure failure_of(const error_code& error) {
  if (!error) return {};
  if (error == beast::error::timeout) return {Problem::kTimeout, {}};
  if (error.category() == asio::error::get_ssl_category()) return {Problem::kTls, error.message()};
  return {Problem::kClosed, error.message()};
}

void DialControl::cancel(beast::tcp_stream& stream) {
  cancelled = true;
  if (look_up) look_up->wake.cancel();
  stream.close();
}

namespace {

asio::awaitable<Failure> resolve(std::shared_ptr<LookUp> look_up, std::string host, std::string port, double seconds) {
  look_up->wake.expires_after(asio_seconds(seconds));
  look_up->resolver.async_resolve(host, port, [look_up](const error_code& error, tcp::resolver::results_type found) {
    look_up->done = true;
    look_up->error = error;
    look_up->found = std::move(found);
    look_up->wake.cancel();
  });
  co_await look_up->wake.async_wait(kAsTuple);
  if (!look_up->done) co_return Failure{Problem::kTimeout, host};
  if (look_up->error) co_return Failure{Problem::kLookUp, look_up->error.message()};
  co_return Failure{};
}

// Tries the addresses in turn, each with its share of the time that is left.
asio::awaitable<Failure> connect(beast::tcp_stream& stream, DialControl& control, double deadline) {
  Failure failure{Problem::kConnect, {}};
  std::size_t left = control.look_up->found.size();
  for (const auto& entry : control.look_up->found) {
    stream.expires_after(asio_seconds((deadline - monotonic_seconds()) / static_cast<double>(left--)));
    const auto [error] = co_await stream.async_connect(entry.endpoint(), kAsTuple);
    if (control.cancelled) {
      stream.close();
      co_return Failure{Problem::kStopped, {}};
    }
    if (!error) {
      error_code ignored;  // without it small frames only wait a little longer
      stream.socket().set_option(tcp::no_delay(true), ignored);
      co_return Failure{};
    }
    failure = error == beast::error::timeout ? Failure{Problem::kTimeout, {}} : Failure{Problem::kConnect, error.message()};
    stream.close();
  }
  co_return failure;
}

std::string base64(const std::string& text) {
  std::string result(4 * ((text.size() + 2) / 3) + 1, '\0');  // OpenSSL writes a zero behind it
  const auto* const from = reinterpret_cast<const unsigned char*>(text.data());
  auto* const to = reinterpret_cast<unsigned char*>(result.data());
  result.resize(static_cast<std::size_t>(::EVP_EncodeBlock(to, from, static_cast<int>(text.size()))));
  return result;
}

asio::awaitable<Failure> ask_proxy(beast::tcp_stream& stream, const Endpoint& endpoint, double deadline) {
  const std::string target = fmt::format("{}:{}", endpoint.host, endpoint.port);
  std::string request = fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\n", target);
  if (!endpoint.proxy->user.empty()) {
    request += fmt::format("Proxy-Authorization: Basic {}\r\n", base64(endpoint.proxy->user + ":" + endpoint.proxy->password));
  }
  request += "\r\n";
  stream.expires_after(asio_seconds(deadline - monotonic_seconds()));
  const auto [write_error, written] = co_await asio::async_write(stream, asio::buffer(request), kAsTuple);
  if (write_error) co_return Failure{Problem::kProxy, write_error.message()};
  std::string answer;
  constexpr std::size_t kMostHead = 16384;
  const auto [read_error, size] = co_await asio::async_read_until(stream, asio::dynamic_buffer(answer, kMostHead), "\r\n\r\n", kAsTuple);
  if (read_error == beast::error::timeout) co_return Failure{Problem::kTimeout, "proxy"};
  if (read_error) co_return Failure{Problem::kProxy, read_error.message()};
  // The server speaks only after the client in TLS, so nothing may follow the head.
  const bool is_http = answer.starts_with("HTTP/1.") && answer.size() > 12 && answer[8] == ' ';
  const bool accepted = is_http && answer[9] == '2' && answer.size() == size;
  if (!accepted) co_return Failure{Problem::kProxy, answer.substr(0, answer.find('\r'))};
  co_return Failure{};
}

asio::awaitable<Failure> shake_hands(TlsStream& stream, const Endpoint& endpoint, double seconds) {
  SSL* const ssl = stream.native_handle();
  error_code not_an_address;
  asio::ip::make_address(endpoint.host, not_an_address);
  bool prepared = false;
  if (not_an_address) {
    prepared = ::SSL_set_tlsext_host_name(ssl, const_cast<char*>(endpoint.host.c_str())) == 1 &&
               ::SSL_set1_host(ssl, endpoint.host.c_str()) == 1;
  } else {
    prepared = ::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(ssl), endpoint.host.c_str()) == 1;
  }
  if (!prepared) co_return Failure{Problem::kTls, "OpenSSL refused the host name"};
  beast::get_lowest_layer(stream).expires_after(asio_seconds(seconds));
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::client, kAsTuple);
  if (!error) co_return Failure{};
  if (error == beast::error::timeout) co_return Failure{Problem::kTimeout, "TLS"};
  const long verified = ::SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) co_return Failure{Problem::kCertificate, ::X509_verify_cert_error_string(verified)};
  co_return Failure{Problem::kTls, error.message()};
}

}  // namespace

asio::awaitable<DialResult> dial(TlsStream& stream, DialControl& control, const Endpoint& endpoint, double seconds) {
  beast::tcp_stream& tcp_stream = beast::get_lowest_layer(stream);
  DialResult result;
  const double started = monotonic_seconds();
  const double most = started + seconds;
  const double deadline = std::min(most, started + endpoint.connect_timeout);
  const std::string host = endpoint.proxy ? endpoint.proxy->host : endpoint.host;
  const std::string port = std::to_string(endpoint.proxy ? endpoint.proxy->port : endpoint.port);

  control.look_up = std::make_shared<LookUp>(stream.get_executor());
  result.failure = co_await resolve(control.look_up, host, port, deadline - started);
  if (!result.failure && !control.cancelled) result.failure = co_await connect(tcp_stream, control, deadline);
  if (!result.failure && !control.cancelled && endpoint.proxy) result.failure = co_await ask_proxy(tcp_stream, endpoint, deadline);
  const double connected = monotonic_seconds();
  result.connect_seconds = connected - started;
  if (!result.failure && !control.cancelled) {
    result.failure = co_await shake_hands(stream, endpoint, std::min(endpoint.tls_timeout, most - connected));
  }
  result.tls_seconds = monotonic_seconds() - connected;
  if (control.cancelled) result.failure = {Problem::kStopped, {}};
  co_return result;
}

}  // namespace stom::net
